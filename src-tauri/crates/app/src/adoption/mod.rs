//! Adopting a lab that was made by hand: its record is filled in from what is found, what it has gets the lab's tag, and all is verified.
//!
//! The order makes a crash at any moment harmless: the record is on disk, as a pending adoption, before the first tag is set, each tag's
//! journal line before the tag, and the adoption is whole only after the last. A pending adoption is taken up again by its name, or given
//! up, which takes its tags off. Nothing else is done with it.

mod journal;
mod playground;

use engine::{ExposeSecret, OpenLab, Secret};
use lab::Ports;
use lab::adopt::{Asked, Found};
use model::{Adoption, Goal, KeyChoice, Lab, Pace, Problem, ProblemCode, RunId, Settings, Target, Text, text};

use crate::{App, LabByHand, NewLab, keys, names};
use journal::Announced;

impl App {
    /// Adopts a lab that was made by hand, and starts the run that verifies all of it.
    ///
    /// # Errors
    /// All that speaks against it, at its field, before anything is created or tagged: `lab_exists`, `bad_setting`, the problems of a key
    /// file, the problems that begin with `adopt`; why the cloud cannot be asked, why a tag was refused; `lab_busy`, `disk_full`,
    /// `data_folder_unwritable`.
    pub async fn adopt_lab(&self, by_hand: LabByHand) -> Result<RunId, Problem> {
        let name = by_hand.name.clone();
        let begun = self.pending(&name)?;
        let draft = self.draft_of(&by_hand, begun.as_ref())?;
        let asked = asked(&by_hand, begun.as_ref())?;
        if let Some(problem) = lab::settings::validate(&draft.settings).into_iter().next() {
            return Err(problem);
        }
        if let Some(problem) = self.problem_of_key(&draft.settings.key).await {
            return Err(problem);
        }
        let passwords = self.passwords(&by_hand, begun.as_ref())?;
        let ports = self.adoption_ports(&draft, true).await?;
        if let Some(begun) = &begun {
            same_place(begun, &ports).await?;
        }
        let found = lab::adopt::find(&ports, &draft, &asked).await?;
        let mut open = self.begin(draft, &found, passwords, begun.is_some())?;
        self.mark(&ports, &open, &found).await?;
        // The practice cloud closes only when nothing can call it any more.
        drop(ports);
        self.take_the_playground(&open).await?;
        open.lab.adoption = Some(Adoption::Whole);
        open.folder.save(&open.lab)?;
        drop(open);
        self.run(name, Goal::Verify, Pace::AllAtOnce).await
    }

    /// The record of an adoption of this name that was cut off; none for a name that is free.
    fn pending(&self, name: &str) -> Result<Option<Lab>, Problem> {
        let Err(exists) = self.store().check_new_name(name) else { return Ok(None) };
        match self.store().read(name) {
            Ok(lab) if lab.adoption == Some(Adoption::Pending) => Ok(Some(lab)),
            _ => Err(exists),
        }
    }

    /// The record before anything of it is found.
    fn draft_of(&self, by_hand: &LabByHand, begun: Option<&Lab>) -> Result<Lab, Problem> {
        let LabByHand { name, target, key, recipe, db_user, database, .. } = by_hand;
        let settings = Settings {
            key: KeyChoice::Import { path: key.clone(), name: None },
            recipe: *recipe,
            db_user: db_user.clone(),
            database: database.clone(),
            ..Settings::default()
        };
        let new_lab = NewLab { name: Some(name.clone()), target: target.clone(), settings, password: None };
        let (id, created_at) = begun.map(|lab| (lab.id.clone(), lab.created_at)).unzip();
        let draft = self.draft(&new_lab, id.unwrap_or_else(names::lab_id))?;
        Ok(Lab { created_at: created_at.unwrap_or(draft.created_at), adoption: Some(Adoption::Pending), ..draft })
    }

    /// The passwords of root and of the lab's user. They are the person's, and whatever MySQL took is good enough.
    fn passwords(&self, by_hand: &LabByHand, begun: Option<&Lab>) -> Result<[Secret; 2], Problem> {
        let kept = |name: &str| begun.and_then(|lab| self.store().folder(&lab.name).ok()?.vault().get(name).ok());
        let given = |secret: &Option<Secret>| secret.clone().filter(|secret| !secret.expose_secret().is_empty());
        let missing = || {
            let reason = text!("setting-root-password", "Give the password that you set for root.");
            ProblemCode::BadSetting.with("reason", reason).field("root_password").build()
        };
        let root = given(&by_hand.root_password).or_else(|| kept(lab::ROOT_PASSWORD)).ok_or_else(missing)?;
        // The guide gives both the same.
        let user = given(&by_hand.user_password).or_else(|| kept(lab::USER_PASSWORD)).unwrap_or_else(|| root.clone());
        for (secret, field) in [(&root, "root_password"), (&user, "user_password")] {
            if let Some(reason) = untypable(secret) {
                return Err(ProblemCode::BadSetting.with("reason", reason).field(field).into());
            }
        }
        Ok([root, user])
    }

    /// Puts the pending record and the passwords on disk.
    fn begin(&self, mut lab: Lab, found: &Found, [root, user]: [Secret; 2], again: bool) -> Result<OpenLab, Problem> {
        found.record(&mut lab);
        let open = if again {
            let mut open = self.store().open(&lab.name)?;
            if open.lab.adoption != Some(Adoption::Pending) {
                // Another terminal has finished it meanwhile.
                return Err(ProblemCode::LabExists.with("name", &lab.name).field("name").into());
            }
            open.folder.save(&lab)?;
            open.lab = lab;
            open
        } else {
            self.store().create(lab)?
        };
        let kept = open.folder.vault().put([(lab::ROOT_PASSWORD, root), (lab::USER_PASSWORD, user)]);
        if let Err(problem) = kept {
            if !again {
                // A lab without its passwords is none. The problem that is told is the one that was met first.
                let _ = open.folder.remove();
            }
            return Err(problem);
        }
        Ok(open)
    }

    async fn mark(&self, ports: &Ports, open: &OpenLab, found: &Found) -> Result<(), Problem> {
        let mut announced = Announced::open(&open.folder, self.options().watch.clone())?;
        for mark in found.marks() {
            announced.effect(format!("tag {} as {}", mark.what, open.lab.id))?;
            let refused = |error| lab::problem_of_compute(&error, &open.lab, ports.compute.region());
            ports.compute.mark(&open.lab.id, &mark.ids).await.map_err(refused)?;
        }
        announced.all_made()
    }

    /// Takes the tags of an adoption that was cut off from whatever has them; the things stay as they are.
    pub(crate) async fn give_up_adoption(&self, open: &OpenLab) -> Result<(), Problem> {
        self.give_the_playground_back(open).await?;
        if open.lab.target.is_practice() && !self.has_playground() {
            // All that it had was in the file that is gone.
            return Ok(());
        }
        let ports = self.adoption_ports(&open.lab, false).await?;
        let refused = |error| lab::problem_of_compute(&error, &open.lab, ports.compute.region());
        let marked = ports.compute.tagged(&open.lab.id).await.map_err(refused)?;
        let mut announced = Announced::open(&open.folder, self.options().watch.clone())?;
        for thing in marked {
            announced.effect(format!("take the tag off {} {}", thing.kind, thing.id))?;
            ports.compute.unmark(&open.lab.id, &[thing.id]).await.map_err(refused)?;
        }
        Ok(())
    }

    /// The ports to where a lab that is not adopted yet stands; `first` at what is asked for at this moment.
    async fn adoption_ports(&self, lab: &Lab, first: bool) -> Result<Ports, Problem> {
        match &lab.target {
            Target::Practice { .. } => self.playground_ports(lab).await,
            Target::Aws { profile, region, pasted } => {
                let ports = self.aws_ports(profile.as_deref(), region.as_deref(), pasted.as_deref()).await;
                // Later it is no setting that is chosen at this moment.
                ports.map_err(|problem| if first { problem } else { Problem { field: None, ..problem } })
            }
        }
    }
}

/// Refuses to work on a lab whose adoption was cut off.
///
/// # Errors
/// `adoption_pending`.
pub(crate) fn is_whole(lab: &Lab) -> Result<(), Problem> {
    match lab.adoption {
        Some(Adoption::Pending) => Err(ProblemCode::AdoptionPending.with("name", &lab.name).into()),
        Some(Adoption::Whole) | None => Ok(()),
    }
}

/// What is looked for. An adoption that was begun goes on with its own machines.
fn asked(by_hand: &LabByHand, begun: Option<&Lab>) -> Result<Asked, Problem> {
    let named = |id: &Option<String>| id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let mut asked = Asked { key: keys::absolute(&by_hand.key), server: named(&by_hand.server), client: named(&by_hand.client) };
    let Some(begun) = begun else { return Ok(asked) };
    let parts = [(&mut asked.server, &begun.server, "server"), (&mut asked.client, &begun.client, "client")];
    for (asked, machine, field) in parts {
        let Some(began) = &machine.instance_id else { continue };
        match asked {
            Some(given) if given != began => return Err(began_otherwise(begun, began, given, field)),
            _ => *asked = Some(began.clone()),
        }
    }
    Ok(asked)
}

/// Refuses to go on with an adoption in another account or Region than it began in: what is tagged there would be forgotten.
async fn same_place(begun: &Lab, ports: &Ports) -> Result<(), Problem> {
    let region = ports.compute.region();
    if let Some(began) = begun.cloud.region.as_deref().filter(|began| *began != region) {
        return Err(began_otherwise(begun, began, region, "region"));
    }
    let refused = |error| lab::problem_of_compute(&error, begun, region);
    let found = ports.compute.identity().await.map_err(refused)?.account;
    match &begun.cloud.account {
        Some(began) if *began != found => {
            Err(ProblemCode::OtherAccount.with("found", found).with("expected", began).field("profile").into())
        }
        _ => Ok(()),
    }
}

fn began_otherwise(begun: &Lab, began: &str, given: &str, field: &str) -> Problem {
    ProblemCode::AdoptionBeganOtherwise.with("name", &begun.name).with("began", began).with("given", given).field(field).into()
}

/// Why a password cannot be one that was typed at MySQL's prompt. Any other that MySQL took is the person's own choice.
fn untypable(secret: &Secret) -> Option<Text> {
    let has_control = secret.expose_secret().chars().any(char::is_control);
    has_control.then(|| text!("setting-password-signs", "The password has control characters, which nobody can type at MySQL’s prompt."))
}
