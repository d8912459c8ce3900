//! Labs on disk: the list, one of them, a new one, and the removal of its folder.

use std::sync::Arc;

use adapters::Loopback;
use engine::{LabFolder, OpenLab, Plan, Secret};
use lab::ports::Ports;
use lab::{LabPlan, machines, password};
use model::{Adoption, KeyChoice, Lab, LabId, Leftover, Problem, ProblemCode, StepId, StepInfo, Target, Timestamp, ToSaid, text};

use crate::practice_clouds::OpenCloud;
use crate::runs::Session;
use crate::settings;
use crate::{About, App, Cost, Creation, Health, LabCard, LabView, NewLab, PlanView, adoption, cost, keys, names};

impl App {
    /// The program's version, licence, folders and platform.
    ///
    /// # Errors
    /// None.
    pub async fn about(&self) -> Result<About, Problem> {
        Ok(About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            licence: env!("CARGO_PKG_LICENSE").to_owned(),
            data_folder: self.store().home().display().to_string(),
            log_folder: self.log_folder().display().to_string(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        })
    }

    /// All labs by name; one whose record cannot be read comes with its problem.
    ///
    /// # Errors
    /// `data_folder_unwritable` when the folder of labs cannot be read.
    pub async fn list_labs(&self) -> Result<Vec<LabCard>, Problem> {
        let now = Timestamp::now();
        let card = |(name, lab): (String, Result<Lab, Problem>)| {
            let running = self.session(&name).running();
            match lab {
                Ok(lab) => LabCard { cost: cost::of(&lab, now), health: Health::of(&lab), running, problem: None, name, lab: Some(lab) },
                Err(problem) => {
                    LabCard { name, lab: None, problem: Some(problem), running, cost: Cost::default(), health: Health::Unreadable }
                }
            }
        };
        Ok(self.store().list()?.into_iter().map(card).collect())
    }

    /// All about one lab.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_newer`, `lab_damaged`, `data_folder_unwritable`.
    pub async fn lab(&self, name: String) -> Result<LabView, Problem> {
        let folder = self.store().folder(&name)?;
        let lab = self.store().read(&name)?;
        let (steps, changes) = steps_of(&lab);
        Ok(LabView {
            changeable: settings::changeable(&lab, &folder)?,
            steps,
            changes,
            pages: lab::console::pages(&lab),
            cost: cost::of(&lab, Timestamp::now()),
            health: Health::of(&lab),
            running: self.session(&name).running(),
            folder: folder.path().display().to_string(),
            lab,
        })
    }

    /// What a new lab would be, with all that is wrong with its settings. Creates nothing.
    ///
    /// # Errors
    /// `data_folder_unwritable` when the folder of labs cannot be read; what is wrong with the settings is part of the plan.
    pub async fn plan(&self, new_lab: NewLab) -> Result<PlanView, Problem> {
        let problems = self.examine(&new_lab).await?;
        let mut lab = self.draft(&new_lab, LabId("lab-????????".to_owned()))?;
        if let Target::Aws { profile, region, pasted } = &new_lab.target {
            // The profile may name the Region, and the Region the price.
            let ports = self.aws_ports(profile.as_deref(), region.as_deref(), pasted.as_deref()).await;
            lab.cloud.region = ports.ok().map(|ports| ports.compute.region().to_owned());
        }
        let (steps, _) = steps_of(&lab);
        Ok(PlanView { steps, creates: creations(&lab), cost: cost::planned(&lab), problems, name: lab.name })
    }

    /// Makes a lab's folder and record. Creates nothing in the cloud.
    ///
    /// # Errors
    /// The first problem that [`App::plan`] finds; `disk_full`, `data_folder_unwritable`.
    pub async fn create_lab(&self, new_lab: NewLab) -> Result<LabView, Problem> {
        if let Some(problem) = self.examine(&new_lab).await?.into_iter().next() {
            return Err(problem);
        }
        let lab = self.draft(&new_lab, names::lab_id())?;
        let (root, user) = match new_lab.password {
            Some(password) => (password.clone(), password),
            None => (password::generate(), password::generate()),
        };
        let open = self.store().create(lab)?;
        if let Err(problem) = open.folder.vault().put([(lab::ROOT_PASSWORD, root), (lab::USER_PASSWORD, user)]) {
            // A lab without its passwords is none. The problem that is told is the one that was met first.
            let _ = open.folder.remove();
            return Err(problem);
        }
        let name = open.lab.name.clone();
        drop(open);
        self.lab(name).await
    }

    /// All that carries the lab's tag at this moment.
    ///
    /// # Errors
    /// Why the cloud cannot be asked.
    pub async fn remaining(&self, name: String) -> Result<Vec<Leftover>, Problem> {
        let lab = self.store().read(&name)?;
        let folder = self.store().folder(&name)?;
        if self.practice_is_there(&lab, &folder).await.is_err() {
            // All that it had was in the file that is gone.
            return Ok(Vec::new());
        }
        let ports = self.ports(&self.session(&name), &lab, &folder).await?;
        lab::remaining(&ports, &lab, &folder).await.map_err(|error| lab::problem_of_compute(&error, &lab, ports.compute.region()))
    }

    /// Removes the folder of a lab that has nothing in the world. Of an adoption that was cut off the tags are taken off first: then nothing
    /// is the lab's any more, and what was made by hand stays as it was.
    ///
    /// # Errors
    /// `cannot_undo` while something carries the lab's tag, `lab_busy`, and why the cloud cannot be asked.
    pub async fn forget_lab(&self, name: String) -> Result<(), Problem> {
        let open = self.store().open(&name)?;
        if open.lab.adoption == Some(Adoption::Pending) {
            self.give_up_adoption(&open).await?;
            return open.folder.remove();
        }
        // A lab of which no step was begun has put nothing into the world, and one whose practice cloud is gone has nothing there. An
        // adopted one has all of it before its first step was looked at.
        let has_begun = !open.lab.steps.is_empty() || open.lab.adoption.is_some();
        if has_begun && self.practice_is_there(&open.lab, &open.folder).await.is_ok() {
            let ports = self.ports(&self.session(&name), &open.lab, &open.folder).await?;
            let left = ports.compute.tagged(&open.lab.id).await;
            let left = left.map_err(|error| lab::problem_of_compute(&error, &open.lab, ports.compute.region()))?;
            if !left.is_empty() {
                return Err(Problem { leftovers: left.clone(), ..ProblemCode::CannotUndo.with("count", left.len()).build() });
            }
        }
        self.session(&name).practice.close(&name, open.folder.path()).await?;
        open.folder.remove()
    }

    /// Stops the lab's machines: they cost no machine hours then, and keep their disks.
    ///
    /// # Errors
    /// `lab_busy`, and why the cloud refuses.
    pub async fn stop_machines(&self, name: String) -> Result<LabView, Problem> {
        let (mut open, ports) = self.take(&name).await?;
        open.lab = machines::stop(&ports, &open.lab, &|_| {}).await?;
        open.folder.save(&open.lab)?;
        drop(open);
        self.lab(name).await
    }

    /// Starts the lab's stopped machines.
    ///
    /// # Errors
    /// As [`App::stop_machines`].
    pub async fn start_machines(&self, name: String) -> Result<LabView, Problem> {
        let (mut open, ports) = self.take(&name).await?;
        open.lab = machines::start(&ports, &open.lab, &|_| {}).await?;
        open.lab.restarted_at = Some(Timestamp::now());
        open.folder.save(&open.lab)?;
        drop(open);
        self.lab(name).await
    }

    async fn take(&self, name: &str) -> Result<(OpenLab, Ports), Problem> {
        let open = self.store().open(name)?;
        adoption::is_whole(&open.lab)?;
        self.practice_is_there(&open.lab, &open.folder).await?;
        let ports = self.ports(&self.session(name), &open.lab, &open.folder).await?;
        Ok((open, ports))
    }

    /// The ports to the world that the lab stands in.
    pub(crate) async fn ports(&self, session: &Session, lab: &Lab, folder: &LabFolder) -> Result<Ports, Problem> {
        match &lab.target {
            Target::Practice { mysql } => {
                self.ports_of_cloud(session.practice.open(&lab.name, folder.path(), *mysql, self.options().practice_speed).await?)
            }
            Target::Aws { profile, region, pasted } => {
                let ports = self.aws_ports(profile.as_deref(), region.as_deref(), pasted.as_deref()).await;
                // It is not a setting that is chosen at this moment.
                ports.map_err(|problem| Problem { field: None, ..problem })
            }
        }
    }

    /// The ports to an open practice cloud.
    pub(crate) fn ports_of_cloud(&self, open: Arc<OpenCloud>) -> Result<Ports, Problem> {
        let (access_key, secret_key) = open.cloud.access_key();
        let loopback = Loopback {
            endpoint: open.endpoint()?,
            region: open.cloud.region().to_owned(),
            access_key: access_key.to_owned(),
            secret_key: Secret::from(secret_key),
            laptop_address: open.cloud.laptop_address(),
            speed: self.options().practice_speed,
            route: open.clone(),
        };
        adapters::for_loopback(loopback).map_err(|error| ProblemCode::Internal.detail(error).into())
    }

    /// All that is wrong with what a new lab is to be, found before anything is created.
    async fn examine(&self, new_lab: &NewLab) -> Result<Vec<Problem>, Problem> {
        let mut problems: Vec<_> = new_lab.name.iter().filter_map(|name| self.store().check_new_name(name).err()).collect();
        problems.extend(lab::settings::validate(&new_lab.settings));
        let users = ["root", new_lab.settings.db_user.as_str()];
        problems.extend(new_lab.password.iter().filter_map(|given| password::check(given, &users, "password").err()));
        problems.extend(self.problem_of_key(&new_lab.settings.key).await);
        if let Target::Aws { profile, region, pasted } = &new_lab.target {
            problems.extend(self.aws_ports(profile.as_deref(), region.as_deref(), pasted.as_deref()).await.err());
        }
        Ok(problems)
    }

    /// The record of a new lab.
    pub(crate) fn draft(&self, new_lab: &NewLab, id: LabId) -> Result<Lab, Problem> {
        let name = match &new_lab.name {
            Some(name) => name.clone(),
            None => self.free_name(&new_lab.target)?,
        };
        let settings = keys::whole(new_lab.settings.clone());
        Ok(Lab::new(id, name, Timestamp::now(), new_lab.target.clone(), settings))
    }
}

/// A lab's steps, and those of them that change the world.
fn steps_of(lab: &Lab) -> (Vec<StepInfo>, Vec<StepId>) {
    let steps = LabPlan.steps();
    let changes = steps.iter().filter(|step| step.changes_the_world()).map(|step| step.info(lab).id).collect();
    (steps.iter().map(|step| step.info(lab)).collect(), changes)
}

/// What a lab will create, in the words of the EC2 console.
fn creations(lab: &Lab) -> Vec<Creation> {
    let settings = &lab.settings;
    let key = lab::key_pair_name(lab);
    let mut list = Vec::new();
    let mut add = |kind: &str, name: &str, detail| list.push(Creation { kind: kind.to_owned(), name: name.to_owned(), detail });
    match &settings.key {
        KeyChoice::Create { .. } => {
            add("key pair", &key, text!("creates-key", "RSA; the .pem is saved in the lab's folder, readable by you alone"));
        }
        KeyChoice::Import { path, .. } => add("key pair", &key, text!("imports-key", "the public half of {path}", path = path)),
    }
    add(
        "security group",
        &lab::security_group_name(lab),
        text!("creates-group", "lets in SSH (22) from where you chose, and MySQL (3306) from the client alone"),
    );
    let size = match &settings.instance_type {
        Some(chosen) => chosen.to_said(),
        None => text!("creates-free-tier", "of the free tier where there is one").to_said(),
    };
    for name in [&settings.server_name, &settings.client_name] {
        add("instance", name, text!("creates-instance", "Ubuntu 22.04, {size}, with a public IPv4 address", size = size));
        add("volume", name, text!("creates-volume", "8 GiB gp3, goes with its instance"));
    }
    add("MySQL user", &settings.db_user, text!("creates-user", "on the server, for the client to log in as"));
    add("database", &settings.database, text!("creates-database", "on the server, the one that the proof looks for"));
    list
}
