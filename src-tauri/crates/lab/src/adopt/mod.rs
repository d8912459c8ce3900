//! Adopting a lab that was made by hand: what is found in the account becomes the lab's record, and is marked with the lab's tag.
//!
//! Nothing here changes anything: all is looked at first, every reason against it is a problem of its own, and what is then to be marked
//! stands in a list. From the marks on the lab is like any other, since every step finds what is the lab's by its tag.

mod candidates;
mod doors;
mod parts;
mod record;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod walls;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::{Lab, LabId, Problem};

use crate::cloud;
use crate::keys;
use crate::ports::{ComputeError, Identity, Image, KeyIdentity, KeyPair, Ports, Rule, Standing, Vpc};

pub use record::Mark;

/// What the person says of the lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The private key's file on this computer.
    pub key: PathBuf,
    /// The server's instance id; none lets it be found.
    pub server: Option<String>,
    /// The client's instance id; none lets it be found.
    pub client: Option<String>,
}

/// A lab that was found, of which nothing speaks against its adoption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    identity: Identity,
    region: String,
    server: Standing,
    client: Standing,
    key: KeyPair,
    key_path: PathBuf,
    /// Whether no other machine was launched with the key pair, and no other lab owns it.
    key_is_alone: bool,
    group: String,
    rules: Vec<Rule>,
    vpc: Option<Vpc>,
    image: Option<Image>,
    laptop: Option<std::net::Ipv4Addr>,
}

/// Looks for the lab. `lab` is its record as far as it is known: by its id it is told whose a tag is.
///
/// # Errors
/// Why it cannot be adopted, at the field that is wrong; why EC2 cannot be asked.
pub async fn find(ports: &Ports, lab: &Lab, asked: &Asked) -> Result<Found, Problem> {
    let look = Look { ports, lab, asked };
    let compute = &ports.compute;
    candidates::same_twice(asked)?;
    let file = ports.key_files.inspect(&asked.key).await.map_err(|fault| keys::problem(&fault, &asked.key))?;
    let identity = look.of(compute.identity().await)?;
    let machines = look.of(compute.every_machine().await)?;
    let surroundings = look.surroundings(&machines, file).await?;
    let two = candidates::choose(&look, &machines, &surroundings)?;
    let group = walls::of_both(&look, &machines, &two).await?;
    let rules = look.of(compute.inbound_rules(&group).await)?;
    let (server, client) = match parts::tell(asked, &two, &rules) {
        Some(parts) => parts,
        None => return Err(candidates::ambiguous(&look, &two)),
    };
    candidates::nothing_stays(&[&server, &client])?;
    let key = surroundings.pair_of(&server).cloned().ok_or_else(|| candidates::no_key(&look, &server))?;
    let others = machines.iter().filter(|m| m.is_live() && ![&server.instance.id, &client.instance.id].contains(&&m.instance.id));
    let key_is_shared = others.clone().any(|machine| machine.instance.key_name.as_ref() == Some(&key.name));
    let is_anothers = key.lab.as_ref().is_some_and(|owner| *owner != lab.id);
    let vpc = match &server.vpc {
        Some(id) => look.of(compute.vpc(id).await)?,
        None => None,
    };
    let image = server.instance.image.as_ref().and_then(|id| surroundings.images.get(id)).cloned().flatten();
    Ok(Found {
        identity,
        region: compute.region().to_owned(),
        key_is_alone: !key_is_shared && !is_anothers,
        key,
        key_path: asked.key.clone(),
        group,
        rules,
        vpc,
        image,
        laptop: ports.laptop.internet_address().await,
        server,
        client,
    })
}

/// What one look works with.
struct Look<'a> {
    ports: &'a Ports,
    lab: &'a Lab,
    asked: &'a Asked,
}

impl Look<'_> {
    /// A refused call as its problem.
    fn of<T>(&self, answer: Result<T, ComputeError>) -> Result<T, Problem> {
        answer.map_err(|error| cloud::problem_of(&error, self.lab, self.region()))
    }

    fn region(&self) -> &str {
        self.ports.compute.region()
    }

    fn key(&self) -> &Path {
        &self.asked.key
    }

    /// The other lab that owns a thing.
    fn anothers<'a>(&self, owner: &'a Option<LabId>) -> Option<&'a LabId> {
        owner.as_ref().filter(|owner| **owner != self.lab.id)
    }

    /// The key pairs and images of the machines that could be meant.
    async fn surroundings(&self, machines: &[Standing], file: KeyIdentity) -> Result<Surroundings, Problem> {
        let (mut pairs, mut images) = (BTreeMap::new(), BTreeMap::new());
        for machine in machines.iter().filter(|machine| machine.is_live() && self.anothers(&machine.lab).is_none()) {
            if let Some(name) = machine.instance.key_name.as_ref().filter(|name| !pairs.contains_key(*name)) {
                pairs.insert(name.clone(), self.of(self.ports.compute.key_pair(name).await)?);
            }
            if let Some(id) = machine.instance.image.as_ref().filter(|id| !images.contains_key(*id)) {
                images.insert(id.clone(), self.of(self.ports.compute.image(id).await)?);
            }
        }
        Ok(Surroundings { file, pairs, images })
    }
}

/// What the machines were launched with, by name and id; none of what EC2 has no more.
struct Surroundings {
    file: KeyIdentity,
    pairs: BTreeMap<String, Option<KeyPair>>,
    images: BTreeMap<String, Option<Image>>,
}

impl Surroundings {
    fn pair_of(&self, machine: &Standing) -> Option<&KeyPair> {
        self.pairs.get(machine.instance.key_name.as_ref()?)?.as_ref()
    }

    fn image_of(&self, machine: &Standing) -> Option<&Image> {
        self.images.get(machine.instance.image.as_ref()?)?.as_ref()
    }

    /// Whether the file opens the machine.
    fn opens(&self, machine: &Standing) -> bool {
        self.pair_of(machine).is_some_and(|pair| keys::fits(pair, &self.file))
    }

    /// Whether it is known that the machine runs something else. An image that is no more tells nothing.
    fn is_not_ubuntu(&self, machine: &Standing) -> bool {
        self.image_of(machine).is_some_and(|image| !image.name.to_lowercase().contains("ubuntu"))
    }
}

impl Standing {
    /// Whether it is one to count on: not terminated, nor on its way there.
    pub(crate) fn is_live(&self) -> bool {
        crate::machines::is_live(&self.instance)
    }
}
