//! The machines that could be the lab's, and what speaks against one that was named.

use model::{Problem, ProblemCode, Said, ToSaid};

use super::{Asked, Look, Surroundings};
use crate::machines::Role;
use crate::ports::Standing;
use crate::words;

/// The field at which a machine is named.
pub(super) fn field(role: Role) -> &'static str {
    match role {
        Role::Server => "server",
        Role::Client => "client",
    }
}

impl Asked {
    /// The machine that was named for a part.
    pub(super) fn named(&self, role: Role) -> Option<&str> {
        match role {
            Role::Server => self.server.as_deref(),
            Role::Client => self.client.as_deref(),
        }
    }
}

/// Refuses one machine that was named for both parts.
pub(super) fn same_twice(asked: &Asked) -> Result<(), Problem> {
    match (&asked.server, &asked.client) {
        (Some(server), Some(client)) if server == client => {
            Err(ProblemCode::AdoptSameMachine.with("instance", client).field(field(Role::Client)).into())
        }
        _ => Ok(()),
    }
}

/// The two machines: those that were named, each seen to be fit, and for the rest the only ones that can be meant.
pub(super) fn choose(look: &Look<'_>, machines: &[Standing], around: &Surroundings) -> Result<[Standing; 2], Problem> {
    let mut named = Vec::new();
    for role in Role::BOTH {
        if let Some(id) = look.asked.named(role) {
            named.push(fit(look, machines, around, role, id)?.clone());
        }
    }
    let is_named = |machine: &Standing| named.iter().any(|one| one.instance.id == machine.instance.id);
    let fits = |machine: &&Standing| {
        machine.is_live() && look.anothers(&machine.lab).is_none() && around.opens(machine) && !around.is_not_ubuntu(machine)
    };
    let others: Vec<_> = machines.iter().filter(|machine| fits(machine) && !is_named(machine)).cloned().collect();
    let wanted = 2 - named.len();
    if wanted > 0 && others.len() > wanted {
        return Err(ambiguous(look, &[named.as_slice(), others.as_slice()].concat()));
    }
    let found = if wanted == 0 { named } else { [named, others].concat() };
    <[Standing; 2]>::try_from(found).map_err(|found| too_few(look, machines, around, &found))
}

/// A machine that was named, if nothing speaks against it.
fn fit<'a>(look: &Look<'_>, machines: &'a [Standing], around: &Surroundings, role: Role, id: &str) -> Result<&'a Standing, Problem> {
    let field = field(role);
    let Some(machine) = machines.iter().find(|machine| machine.instance.id == id) else {
        return Err(ProblemCode::AdoptUnknownMachine.with("instance", id).with("region", look.region()).field(field).into());
    };
    if !machine.is_live() {
        let state = words::state(&machine.instance.state);
        return Err(ProblemCode::AdoptMachineGone.with("instance", id).with("state", state).field(field).into());
    }
    if let Some(owner) = look.anothers(&machine.lab) {
        return Err(ProblemCode::AdoptOtherLab.with("thing", id).with("lab", owner).field(field).into());
    }
    if let Some(image) = around.image_of(machine).filter(|_| around.is_not_ubuntu(machine)) {
        return Err(ProblemCode::AdoptOtherImage.with("instance", id).with("image", &image.name).field(field).into());
    }
    if !around.opens(machine) {
        return Err(wrong_key(look, around, machine, field));
    }
    Ok(machine)
}

/// Why the key's file does not open a machine.
fn wrong_key(look: &Look<'_>, around: &Surroundings, machine: &Standing, field: &str) -> Problem {
    let id = &machine.instance.id;
    let path = look.key().display();
    match (&machine.instance.key_name, around.pair_of(machine)) {
        (None, _) => ProblemCode::AdoptNoKey.with("instance", id).with("path", path).field(field).into(),
        (Some(name), None) => ProblemCode::AdoptKeyGone.with("instance", id).with("name", name).with("path", path).field("key").into(),
        (Some(name), Some(_)) => ProblemCode::KeyNotTheMachines.with("name", name).with("path", path).field("key").into(),
    }
}

/// The problem of a machine whose key pair is not known.
pub(super) fn no_key(look: &Look<'_>, machine: &Standing) -> Problem {
    ProblemCode::AdoptNoKey.with("instance", &machine.instance.id).with("path", look.key().display()).field("key").into()
}

/// There are not two machines that could be meant.
fn too_few(look: &Look<'_>, machines: &[Standing], around: &Surroundings, found: &[Standing]) -> Problem {
    let free = || machines.iter().filter(|machine| machine.is_live() && look.anothers(&machine.lab).is_none());
    // Two machines of one key that is not the file's: they are most likely meant, and the file is the wrong one.
    if found.is_empty()
        && let [first, second] = free().filter(|machine| !around.is_not_ubuntu(machine)).collect::<Vec<_>>().as_slice()
        && first.instance.key_name == second.instance.key_name
    {
        return wrong_key(look, around, first, "key");
    }
    let problem = ProblemCode::AdoptTooFew.with("region", look.region()).with("path", look.key().display());
    problem.with("found", list(found)).field("key").into()
}

/// Several machines could be meant, or which of the two is the server cannot be told.
pub(super) fn ambiguous(look: &Look<'_>, found: &[Standing]) -> Problem {
    let missing = Role::BOTH.into_iter().find(|role| look.asked.named(*role).is_none()).unwrap_or(Role::Server);
    let problem = ProblemCode::AdoptAmbiguous.with("region", look.region()).with("path", look.key().display());
    problem.with("found", list(found)).field(field(missing)).into()
}

/// Refuses machines that would leave a disk or an address behind, which go on costing.
pub(super) fn nothing_stays(machines: &[&Standing]) -> Result<(), Problem> {
    for machine in machines {
        if let Some(address) = &machine.held_address {
            let problem = ProblemCode::AdoptAddressStays.with("address", address);
            return Err(problem.with("instance", &machine.instance.id).into());
        }
        if let Some(disk) = machine.disks.iter().find(|disk| !disk.goes_with_machine) {
            let problem = ProblemCode::AdoptDiskStays.with("volume", &disk.id);
            return Err(problem.with("instance", &machine.instance.id).into());
        }
    }
    Ok(())
}

/// Machines by id and name: `i-0a41 (mysql_server)`.
pub(super) fn list(machines: &[Standing]) -> Said {
    if machines.is_empty() {
        return words::none().to_said();
    }
    Said::list(machines.iter().map(|machine| match &machine.instance.name {
        Some(name) => format!("{} ({name})", machine.instance.id).to_said(),
        None => words::without_name(&machine.instance.id).to_said(),
    }))
}
