//! What a report tells, as facts.

use engine::{Journal, LabFolder, Plan, Step};
use lab::{LabPlan, Ports};
use model::{
    Evidence, Goal, Group, JournalEntry, JournalLine, Lab, LabId, Leftover, Machine, MysqlFacts, Outcome, Problem, ProblemCode, Recipe,
    RunId, State, StepId, Target, Text, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{Cost, cost};

/// All that a report tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabReport {
    /// The version of the program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The lab's name.
    pub name: String,
    /// The lab's id: the value of its tag.
    pub id: LabId,
    /// Where it stands.
    pub target: Target,
    /// The account's number.
    pub account: Option<String>,
    /// Who was signed in, as an ARN.
    pub identity: Option<String>,
    /// The Region's code.
    pub region: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// How careful the set-up is.
    pub recipe: Recipe,
    /// The MySQL user that the client logs in as.
    pub db_user: String,
    /// The lab's own database.
    pub database: String,
    /// What is known of the MySQL server.
    pub mysql: MysqlFacts,
    /// The two machines, as far as they were launched.
    pub machines: Vec<MachineReport>,
    /// The databases that the client last saw.
    pub databases: Vec<String>,
    /// The steps, in display order.
    pub steps: Vec<StepReport>,
    /// What went wrong, oldest first.
    pub problems: Vec<ProblemReport>,
    /// What was asked of the program, oldest first.
    pub runs: Vec<RunReport>,
    /// What the lab costs.
    pub cost: Cost,
    /// What the tear-down removed.
    #[serde(default)]
    pub removed: Vec<Leftover>,
    /// When it was torn down.
    #[serde(default)]
    pub removed_at: Option<Timestamp>,
}

/// The part that a machine plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It answers.
    Server,
    /// It asks.
    Client,
}

/// One of the machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineReport {
    /// Its Name tag.
    pub name: String,
    /// Its part.
    pub part: Part,
    /// What is known of it.
    #[serde(flatten)]
    pub machine: Machine,
}

/// Who did a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The learner, by hand; the program looked.
    Hand,
    /// The program.
    Program,
    /// It only looks, and saw what it looks for.
    Look,
    /// Nobody: it held when it was first looked at.
    Found,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    /// Its place, from 1.
    pub number: usize,
    /// Its name.
    pub id: StepId,
    /// Its title.
    pub title: Text,
    /// The part of the lab that it belongs to.
    pub group: Group,
    /// What the last look found; none when it was never looked at.
    pub state: Option<State>,
    /// Who did it, when it holds.
    pub by: Option<By>,
    /// When it was last looked at.
    pub at: Option<Timestamp>,
    /// How long the program took to do it, in milliseconds.
    pub millis: Option<u64>,
    /// What was looked at.
    pub evidence: Vec<Evidence>,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemReport {
    /// When.
    pub at: Timestamp,
    /// The step.
    pub step: StepId,
    /// The step's title.
    pub title: Text,
    /// The problem's code.
    pub code: ProblemCode,
    /// The problem's headline.
    pub problem: Text,
    /// When the step was first seen to hold afterwards; none when it was not.
    pub mended_at: Option<Timestamp>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// Its name.
    pub run: RunId,
    /// What was asked.
    pub goal: Goal,
    /// When it began.
    pub began: Timestamp,
    /// When it ended; none when the program was ended first.
    pub ended: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How many changes it made, or was about to make when it was cut off.
    pub changes: usize,
}

/// The report of a lab from its record and its journal.
///
/// # Errors
/// `data_folder_unwritable` when the journal cannot be read.
pub(crate) fn of(lab: &Lab, folder: &LabFolder) -> Result<LabReport, Problem> {
    Ok(from(lab, &Journal::read(&folder.journal())?, Timestamp::now()))
}

/// The same from what was read.
pub(super) fn from(lab: &Lab, journal: &[JournalLine], now: Timestamp) -> LabReport {
    let steps = steps(lab);
    let machines = [(Part::Server, &lab.settings.server_name, &lab.server), (Part::Client, &lab.settings.client_name, &lab.client)];
    LabReport {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        name: lab.name.clone(),
        id: lab.id.clone(),
        target: lab.target.clone(),
        account: lab.cloud.account.clone(),
        identity: lab.cloud.identity.clone(),
        region: lab.cloud.region.clone(),
        created_at: lab.created_at,
        recipe: lab.settings.recipe,
        db_user: lab.settings.db_user.clone(),
        database: lab.settings.database.clone(),
        mysql: lab.mysql.clone(),
        machines: machines
            .into_iter()
            .filter(|(_, _, machine)| machine.instance_id.is_some())
            .map(|(part, name, machine)| MachineReport { name: name.clone(), part, machine: machine.clone() })
            .collect(),
        databases: lab.databases.clone(),
        problems: problems(journal, &steps),
        runs: runs(journal),
        steps,
        cost: cost::of(lab, now),
        removed: Vec::new(),
        removed_at: None,
    }
}

fn steps(lab: &Lab) -> Vec<StepReport> {
    let one = |(at, step): (usize, &std::sync::Arc<dyn Step<Ports>>)| {
        let info = step.info(lab);
        let record = lab.steps.get(&info.id);
        let by = record.filter(|record| record.check.state == State::Done).map(|record| match record {
            record if record.by_hand => By::Hand,
            record if record.millis.is_some() => By::Program,
            _ if !step.changes_the_world() => By::Look,
            _ => By::Found,
        });
        StepReport {
            number: at + 1,
            state: record.map(|record| record.check.state),
            by,
            at: record.map(|record| record.at),
            millis: record.and_then(|record| record.millis),
            evidence: record.map(|record| record.check.evidence.clone()).unwrap_or_default(),
            id: info.id,
            title: info.title,
            group: info.group,
        }
    };
    LabPlan.steps().iter().enumerate().map(one).collect()
}

fn problems(journal: &[JournalLine], steps: &[StepReport]) -> Vec<ProblemReport> {
    let one = |(place, line): (usize, &JournalLine)| {
        let JournalEntry::Failed { step, code } = &line.entry else { return None };
        let known = steps.iter().find(|known| known.id == *step)?;
        let done = |later: &&JournalLine| matches!(&later.entry, JournalEntry::Done { step: done } if done == step);
        let seen = known.at.filter(|at| known.state == Some(State::Done) && *at > line.at);
        Some(ProblemReport {
            at: line.at,
            step: step.clone(),
            title: known.title.clone(),
            code: *code,
            problem: Problem::from(*code).title,
            mended_at: journal[place..].iter().find(done).map(|done| done.at).or(seen),
        })
    };
    journal.iter().enumerate().filter_map(one).collect()
}

fn runs(journal: &[JournalLine]) -> Vec<RunReport> {
    let mut runs: Vec<RunReport> = Vec::new();
    for line in journal {
        if let JournalEntry::RunStarted { goal } = &line.entry {
            let (run, goal) = (line.run.clone(), goal.clone());
            runs.push(RunReport { run, goal, began: line.at, ended: None, outcome: None, changes: 0 });
        }
        let Some(run) = runs.last_mut().filter(|run| run.run == line.run) else { continue };
        match &line.entry {
            JournalEntry::Effect { .. } => run.changes += 1,
            JournalEntry::RunFinished { outcome } => (run.ended, run.outcome) = (Some(line.at), Some(*outcome)),
            _ => {}
        }
    }
    runs
}
