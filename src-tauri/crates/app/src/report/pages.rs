//! What a report says of its facts, and in which order.

use model::{Goal, Outcome, Recipe, Said, State, StepId, Target, Text, Timestamp, ToSaid, text};

use super::document::{Block, Cell, Document, Piece, Section};
use super::facts::{By, LabReport, Part, ProblemReport, RunReport, StepReport};
use crate::Cost;

/// The document of a report.
pub(super) fn of(report: &LabReport) -> Document {
    let mut sections = vec![section(text!("report-lab", "The lab"), vec![Block::Facts(lab(report))])];
    let mut add = |heading: Text, blocks: Vec<Block>| {
        if !blocks.is_empty() {
            sections.push(section(heading, blocks));
        }
    };
    add(text!("report-machines", "The two machines"), machines(report));
    add(text!("report-databases", "What the client saw"), databases(report));
    add(text!("report-steps", "The steps"), vec![steps(&report.steps)]);
    add(text!("report-problems", "What went wrong, and how it ended"), vec![problems(&report.problems)]);
    add(text!("report-runs", "What was asked of the program"), runs(&report.runs, &report.steps));
    add(text!("report-removed", "What was removed"), removed(report));
    add(text!("report-evidence", "The evidence, step by step"), report.steps.iter().filter_map(evidence).collect());
    Document { title: text!("report-title", "Report of the lab {name}", name = report.name).to_said(), lead: lead(report), sections }
}

fn section(heading: Text, blocks: Vec<Block>) -> Section {
    Section { heading: heading.to_said(), blocks }
}

fn lead(report: &LabReport) -> Vec<Said> {
    let count = |fits: &dyn Fn(&&StepReport) -> bool| report.steps.iter().filter(fits).count();
    let proven = count(&|step| step.state == Some(State::Done));
    let by_hand = count(&|step| step.by == Some(By::Hand));
    let all = report.steps.len();
    let mut lead = vec![
        text!(
            "report-lead",
            "A client and a server for MySQL, built step by step. {proven} of {all} steps are proven, {hand} of them done by hand.",
            proven = proven,
            all = all,
            hand = by_hand
        )
        .to_said(),
    ];
    if let Some(at) = report.removed_at {
        lead.push(text!("report-torn-down", "The lab was torn down on {at}; nothing of it is left.", at = moment(at)).to_said());
    }
    lead.push(
        text!(
            "report-made",
            "Made on {at} by MySQL Lab Wizard {version} from what it looked at. It holds no password.",
            at = moment(report.made_at),
            version = report.program
        )
        .to_said(),
    );
    lead
}

fn lab(report: &LabReport) -> Vec<(Text, Cell)> {
    let place = match (&report.target, &report.region) {
        (Target::Practice { .. }, _) => text!("report-in-practice", "practice, on this computer"),
        (Target::Aws { .. }, Some(region)) => text!("report-in-region", "AWS, Region {region}", region = region),
        (Target::Aws { .. }, None) => text!("report-in-aws", "AWS"),
    };
    let recipe = match report.recipe {
        Recipe::Guide => text!("report-recipe-guide", "the guide’s answers"),
        Recipe::Safer => text!("report-recipe-safer", "the safer answers"),
    };
    let mut facts = vec![
        (text!("report-name", "Name"), Cell::code(&report.name)),
        (text!("report-id", "Tag mysql-lab"), Cell::code(&report.id)),
        (text!("report-where", "Where"), Cell::words(place)),
    ];
    let mut known = |name: Text, value: Option<&String>| facts.extend(value.map(|value| (name, Cell::code(value))));
    known(text!("report-account", "Account"), report.account.as_ref());
    known(text!("report-identity", "Signed in as"), report.identity.as_ref());
    known(text!("report-version", "MySQL"), report.mysql.version.as_ref());
    known(text!("report-plugin", "Login method"), report.mysql.auth_plugin.as_ref());
    facts.extend([
        (text!("report-user", "User"), Cell::code(&report.db_user)),
        (text!("report-database", "Database"), Cell::code(&report.database)),
        (text!("report-recipe", "Recipe"), Cell::words(recipe)),
        (text!("report-begun", "Begun"), Cell::words(moment(report.created_at))),
        (text!("report-cost", "Cost, estimated"), Cell::words(cost(&report.cost))),
    ]);
    facts
}

fn cost(cost: &Cost) -> Said {
    match (cost.free, cost.per_hour) {
        (true, _) => text!("report-free", "free: nothing left this computer").to_said(),
        (false, Some(hour)) => match cost.so_far {
            Some(so_far) => {
                text!("report-costs", "${hour} an hour, ${so_far} so far", hour = format!("{hour:.4}"), so_far = format!("{so_far:.2}"))
                    .to_said()
            }
            None => {
                let hour = cost.once_launched.unwrap_or(hour);
                text!("report-would-cost", "${hour} an hour from the launch on", hour = format!("{hour:.4}")).to_said()
            }
        },
        (false, None) => text!("report-cost-unknown", "not known").to_said(),
    }
}

fn machines(report: &LabReport) -> Vec<Block> {
    if report.machines.is_empty() {
        return Vec::new();
    }
    let address = |address: &Option<String>| Cell::code(address.clone().unwrap_or_default());
    let rows = report.machines.iter().map(|one| {
        let part = match one.part {
            Part::Server => text!("report-server", "server"),
            Part::Client => text!("report-client", "client"),
        };
        vec![
            Cell::code(&one.name),
            Cell::words(part),
            Cell::code(one.machine.instance_id.clone().unwrap_or_default()),
            Cell::words(one.machine.state.clone().unwrap_or_default()),
            address(&one.machine.private_ip),
            address(&one.machine.public_ip),
        ]
    });
    let head = vec![
        text!("report-name", "Name"),
        text!("report-part", "Part"),
        text!("report-instance", "Instance"),
        text!("report-state", "State"),
        text!("report-private", "Private address"),
        text!("report-public", "Public address"),
    ];
    vec![Block::Table { head, rows: rows.collect() }]
}

fn databases(report: &LabReport) -> Vec<Block> {
    if report.databases.is_empty() {
        return Vec::new();
    }
    let row = |name: &String| {
        let what = match name.as_str() {
            own if own == report.database => text!("report-own", "the lab’s own").to_said(),
            "information_schema" | "mysql" | "performance_schema" | "sys" => text!("report-mysqls-own", "MySQL’s own").to_said(),
            _ => "".to_said(),
        };
        vec![Cell::code(name), Cell::words(what)]
    };
    let head = vec![text!("report-database", "Database"), text!("report-what", "What it is")];
    vec![Block::Table { head, rows: report.databases.iter().map(row).collect() }]
}

fn steps(steps: &[StepReport]) -> Block {
    let row = |step: &StepReport| {
        let state = match step.state {
            None => text!("report-not-looked", "not looked at"),
            Some(State::Done) => text!("report-proven", "proven"),
            Some(State::Waiting) => text!("report-waiting", "waits for an earlier step"),
            Some(State::Absent) => text!("report-absent", "not there"),
            Some(State::Partial) => text!("report-partial", "not all there"),
            Some(State::Blocked) => text!("report-blocked", "broken"),
        };
        let by = match step.by {
            Some(By::Hand) => text!("report-by-hand", "by hand").to_said(),
            Some(By::Program) => text!("report-by-program", "by the program").to_said(),
            Some(By::Look) => text!("report-by-look", "by looking").to_said(),
            Some(By::Found) => text!("report-by-nobody", "held already").to_said(),
            None => "".to_said(),
        };
        vec![
            Cell::words(step.number),
            Cell::words(&step.title),
            Cell::words(state),
            Cell::words(by),
            Cell::words(step.at.map(moment).unwrap_or_default()),
            Cell::words(step.millis.map(seconds).unwrap_or_default()),
        ]
    };
    let head = vec![
        text!("report-number", "No."),
        text!("report-step", "Step"),
        text!("report-state", "State"),
        text!("report-by", "Done"),
        text!("report-looked", "Last looked at"),
        text!("report-took", "Took"),
    ];
    Block::Table { head, rows: steps.iter().map(row).collect() }
}

fn problems(problems: &[ProblemReport]) -> Block {
    if problems.is_empty() {
        return Block::Paragraph(text!("report-no-problems", "Nothing went wrong.").to_said());
    }
    let row = |problem: &ProblemReport| {
        let end = match problem.mended_at {
            Some(at) => text!("report-mended", "mended, seen on {at}", at = moment(at)),
            None => text!("report-open", "not mended"),
        };
        vec![Cell::words(moment(problem.at)), Cell::words(&problem.title), Cell::words(&problem.problem), Cell::words(end)]
    };
    let head = vec![
        text!("report-when", "When"),
        text!("report-step", "Step"),
        text!("report-problem", "Problem"),
        text!("report-ended", "How it ended"),
    ];
    Block::Table { head, rows: problems.iter().map(row).collect() }
}

fn runs(runs: &[RunReport], steps: &[StepReport]) -> Vec<Block> {
    if runs.is_empty() {
        return Vec::new();
    }
    let row = |run: &RunReport| {
        let took = run.ended.map(|ended| u64::try_from(ended.duration_since(run.began).as_millis()).unwrap_or_default());
        vec![
            Cell::words(moment(run.began)),
            Cell::words(goal(&run.goal, steps)),
            Cell::words(outcome(run.outcome)),
            Cell::words(took.map(seconds).unwrap_or_default()),
            Cell::words(run.changes),
        ]
    };
    let head = vec![
        text!("report-when", "When"),
        text!("report-asked", "What was asked"),
        text!("report-ended", "How it ended"),
        text!("report-took", "Took"),
        text!("report-changes", "Changes"),
    ];
    vec![Block::Table { head, rows: runs.iter().map(row).collect() }]
}

fn goal(goal: &Goal, steps: &[StepReport]) -> Text {
    let name = |id: &StepId| steps.iter().find(|step| step.id == *id).map_or_else(|| id.to_said(), |step| step.title.to_said());
    match goal {
        Goal::SetUp => text!("report-goal-set-up", "set up"),
        Goal::Step(step) => text!("report-goal-step", "do “{step}”", step = name(step)),
        Goal::CheckStep(step) => text!("report-goal-check", "check “{step}”, done by hand", step = name(step)),
        Goal::UndoStep(step) => text!("report-goal-undo", "undo “{step}”", step = name(step)),
        Goal::Verify => text!("report-goal-verify", "verify"),
        Goal::Repair => text!("report-goal-repair", "repair"),
        Goal::TearDown => text!("report-goal-tear-down", "tear down"),
    }
}

fn outcome(outcome: Option<Outcome>) -> Text {
    match outcome {
        None => text!("report-outcome-cut", "cut off"),
        Some(Outcome::Done) => text!("report-outcome-done", "done"),
        Some(Outcome::Failed) => text!("report-outcome-failed", "failed"),
        Some(Outcome::Cancelled) => text!("report-outcome-cancelled", "stopped"),
        Some(Outcome::Healthy) => text!("report-outcome-healthy", "all of it holds"),
        Some(Outcome::Unhealthy) => text!("report-outcome-unhealthy", "something does not hold"),
    }
}

fn removed(report: &LabReport) -> Vec<Block> {
    if report.removed.is_empty() {
        return Vec::new();
    }
    let head = vec![text!("report-kind", "Kind"), text!("report-thing", "Id or path"), text!("report-name", "Name")];
    let rows = report.removed.iter().map(|thing| vec![Cell::words(&thing.kind), Cell::code(&thing.id), Cell::code(&thing.name)]);
    vec![Block::Table { head, rows: rows.collect() }]
}

fn evidence(step: &StepReport) -> Option<Block> {
    let piece = |one: &model::Evidence| Piece {
        holds: one.holds,
        claim: one.claim.to_said(),
        seen: one.seen.clone(),
        how: one.how.clone(),
        at: moment(one.at),
    };
    let seen: Vec<_> = step.evidence.iter().map(piece).collect();
    let heading = text!("report-step-heading", "{number}. {title}", number = step.number, title = &step.title);
    (!seen.is_empty()).then(|| Block::Evidence { heading: heading.to_said(), seen })
}

/// A moment in UTC, to the second: the reader may be anywhere.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn seconds(millis: u64) -> String {
    let tenths = millis.div_ceil(100);
    format!("{}.{} s", tenths / 10, tenths % 10)
}
