//! Drills: a practice lab that works is broken on purpose, so that its learner finds what is wrong, and mends it.
//!
//! A drill lasts until the whole lab was looked at and seen to hold. What it breaks it breaks by the ways by which labs break: on the
//! machines, in the cloud, and by the practice cloud's fault switch where nothing else reaches.

mod breaking;
mod texts;

use engine::LabFolder;
use lab::machines;
use model::{Lab, Problem, ProblemCode, Text, Timestamp, text};
use practice::Fault;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{App, Health};

/// The file that says which drill goes on.
const FILE: &str = "drill.json";

/// What a drill breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DrillId {
    /// The service mysql is stopped.
    MysqlStopped,
    /// The rule for 3306 names another address than the client's.
    DoorOutdated,
    /// The internet sees this computer at another address.
    LaptopMoved,
    /// A later configuration file overrides bind-address, and MySQL was restarted.
    BindOverridden,
    /// The server was restarted, and MySQL does not start with it.
    ServerRebooted,
    /// Something with another host key answers at the server's address.
    HostKeyReplaced,
    /// The client's machine is stopped.
    ClientStopped,
    /// The lab's database was dropped.
    DatabaseDropped,
}

/// A drill that can be begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Drill {
    /// What it is.
    pub id: DrillId,
    /// What it is called.
    pub title: Text,
    /// What the learner will see, in one sentence.
    pub sees: Text,
}

/// The drill that goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RunningDrill {
    /// Which one it is; none for a surprise that is not solved yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub drill: Option<Drill>,
    /// Whether chance chose it.
    pub surprise: bool,
    /// When it began.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// Where to look.
    pub hint: Text,
    /// What was broken; told once the lab was seen to hold again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub broken: Option<Text>,
}

/// The drills of a practice lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DrillsView {
    /// Those that fit the lab.
    pub drills: Vec<Drill>,
    /// The one that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub running: Option<RunningDrill>,
    /// Whether one can begin: every step holds as far as is known, and none goes on.
    pub ready: bool,
}

/// How a drill was ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DrillEnd {
    /// What was broken.
    pub broken: Text,
    /// Whether the learner had mended it. If not, what a repair cannot mend is mended now, and a repair does the rest.
    pub solved: bool,
}

/// The contents of [`FILE`].
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    drill: DrillId,
    surprise: bool,
    since: Timestamp,
}

impl Begun {
    fn read(folder: &LabFolder) -> Option<Self> {
        // A file that cannot be read is as good as none: what was broken, verify finds.
        serde_json::from_slice(&std::fs::read(folder.file(FILE)).ok()?).ok()
    }

    fn write(&self, folder: &LabFolder) -> Result<(), Problem> {
        let json = serde_json::to_vec_pretty(self).map_err(|error| ProblemCode::Internal.detail(error).build())?;
        engine::write_atomically(&folder.file(FILE), &json, None)
    }

    fn remove(folder: &LabFolder) -> Result<(), Problem> {
        let path = folder.file(FILE);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(ProblemCode::DataFolderUnwritable.with("path", path.display()).detail(error).into())
            }
            _ => Ok(()),
        }
    }

    /// Whether the whole lab was looked at since the drill began, and holds.
    fn is_solved(&self, lab: &Lab) -> bool {
        Health::of(lab) == Health::Healthy && lab.steps.values().all(|record| record.at >= self.since)
    }

    fn view(&self, lab: &Lab) -> RunningDrill {
        let solved = self.is_solved(lab);
        let known = solved || !self.surprise;
        RunningDrill {
            drill: known.then(|| self.drill.of(lab)),
            surprise: self.surprise,
            since: self.since,
            hint: self.drill.hint(lab),
            broken: solved.then(|| self.drill.broken(lab)),
        }
    }
}

fn view(lab: &Lab, folder: &LabFolder) -> DrillsView {
    let begun = Begun::read(folder);
    let over = begun.as_ref().is_none_or(|begun| begun.is_solved(lab));
    DrillsView {
        drills: DrillId::fitting(lab).into_iter().map(|drill| drill.of(lab)).collect(),
        running: begun.map(|begun| begun.view(lab)),
        ready: over && Health::of(lab) == Health::Healthy,
    }
}

impl App {
    /// The drills of a practice lab, and the one that goes on.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_newer`, `lab_damaged`; `bad_setting` for a lab in AWS.
    pub async fn drills(&self, name: String) -> Result<DrillsView, Problem> {
        let lab = self.practice_record(&name)?;
        Ok(view(&lab, &self.store().folder(&name)?))
    }

    /// Breaks a practice lab in one way, or in one that chance chooses and that is not told.
    ///
    /// # Errors
    /// `drill_not_now` when the lab is not known to hold or a drill goes on; as [`App::practice`].
    pub async fn start_drill(&self, name: String, drill: Option<DrillId>) -> Result<DrillsView, Problem> {
        self.practice_record(&name)?;
        let open = self.store().open(&name)?;
        let (lab, folder) = (&open.lab, &open.folder);
        if Begun::read(folder).is_some_and(|begun| !begun.is_solved(lab)) {
            let reason = text!("drill-one-goes-on", "A drill goes on in this lab. Find what is broken, or end it, before another begins.");
            return Err(ProblemCode::DrillNotNow.with("reason", reason).into());
        }
        if Health::of(lab) != Health::Healthy {
            let reason =
                text!("drill-needs-whole-lab", "A drill breaks a lab that works, and not every step of this one is known to hold.");
            return Err(ProblemCode::DrillNotNow.with("reason", reason).into());
        }
        let fitting = DrillId::fitting(lab);
        let chosen = match drill {
            Some(drill) if fitting.contains(&drill) => drill,
            Some(_) => {
                let reason = text!("drill-does-not-fit", "This drill changes nothing in a lab with these settings.");
                return Err(ProblemCode::DrillNotNow.with("reason", reason).into());
            }
            None => fitting[rand::random_range(0..fitting.len())],
        };
        let cloud = self.practice_cloud(&name).await?;
        // Kept first: a lab must not be broken without anybody knowing why.
        Begun { drill: chosen, surprise: drill.is_none(), since: Timestamp::now() }.write(folder)?;
        let ports = self.ports(&self.session(&name), lab, folder).await?;
        let broken = breaking::bring_about(chosen, lab, &ports, &cloud.cloud).await;
        ports.remote.close().await;
        if let Err(problem) = broken {
            Begun::remove(folder)?;
            return Err(problem);
        }
        Ok(view(lab, folder))
    }

    /// Ends a drill and says what was broken. Of one that is not solved, what no repair can mend is mended; a repair does the rest.
    ///
    /// # Errors
    /// `drill_not_now` when none goes on; `lab_busy`; as [`App::start_machines`].
    pub async fn end_drill(&self, name: String) -> Result<DrillEnd, Problem> {
        self.practice_record(&name)?;
        let mut open = self.store().open(&name)?;
        let Some(begun) = Begun::read(&open.folder) else {
            let reason = text!("drill-none-goes-on", "No drill goes on in this lab.");
            return Err(ProblemCode::DrillNotNow.with("reason", reason).into());
        };
        let solved = begun.is_solved(&open.lab);
        let cloud = self.practice_cloud(&name).await?;
        for fault in cloud.cloud.faults() {
            // Where the laptop is now, it is: to move it back would break what was mended.
            if !matches!(fault, Fault::LaptopAddressChanged { .. }) {
                cloud.cloud.mend(&fault);
            }
        }
        if !solved && begun.drill == DrillId::ClientStopped {
            let ports = self.ports(&self.session(&name), &open.lab, &open.folder).await?;
            open.lab = machines::start(&ports, &open.lab, &|_| {}).await?;
            open.lab.restarted_at = Some(Timestamp::now());
            open.folder.save(&open.lab)?;
        }
        Begun::remove(&open.folder)?;
        Ok(DrillEnd { broken: begun.drill.broken(&open.lab), solved })
    }
}
