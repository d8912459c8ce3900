//! Tables and facts as text.

use app::{Cost, Health, LabCard, LabView, PlanView};
use console::{measure_text_width, style};
use model::{Adoption, Lab, State, Target};

/// The databases as the `mysql` client shows them, the lab's own marked.
pub fn databases(found: &[String], own: &str) -> String {
    let width = found.iter().map(|name| measure_text_width(name)).chain([8]).max().unwrap_or(8);
    let line = format!("+{}+\n", "-".repeat(width + 2));
    let mut table = format!("mysql> SHOW DATABASES;\n{line}| {:width$} |\n{line}", "Database");
    for name in found {
        let padding = " ".repeat(width - measure_text_width(name));
        let mark = if name == own { style("  <- the lab's own").green().to_string() } else { String::new() };
        table.push_str(&format!("| {name}{padding} |{mark}\n"));
    }
    let rows = if found.len() == 1 { "1 row".to_owned() } else { format!("{} rows", found.len()) };
    format!("{table}{line}{rows} in set")
}

/// What something costs.
pub fn cost(cost: &Cost) -> String {
    let dollars = |amount: f64| if amount < 1.0 { format!("${amount:.3}") } else { format!("${amount:.2}") };
    if cost.free {
        return "free".to_owned();
    }
    let Some(per_hour) = cost.per_hour else { return "price not known".to_owned() };
    let mut words = match cost.once_launched {
        Some(later) => format!("nothing now, {} an hour once launched", dollars(later)),
        None => format!("{} an hour", dollars(per_hour)),
    };
    if let Some(so_far) = cost.so_far {
        words.push_str(&format!(", {} so far", dollars(so_far)));
    }
    if let Some(thirty_days) = cost.thirty_days.filter(|_| cost.once_launched.is_none()) {
        words.push_str(&format!(", {} if forgotten for 30 days", dollars(thirty_days)));
    }
    words
}

/// Where a lab stands.
pub fn place(target: &Target, region: Option<&str>) -> String {
    match target {
        Target::Practice { .. } => "practice".to_owned(),
        Target::Aws { region: chosen, .. } => match chosen.as_deref().or(region) {
            Some(region) => format!("AWS {region}"),
            None => "AWS".to_owned(),
        },
    }
}

/// How a lab is, in a word.
fn state(running: bool, lab: Option<&Lab>, health: Health) -> &'static str {
    match lab.and_then(|lab| lab.adoption) {
        _ if running => "working",
        Some(Adoption::Pending) => "adopting",
        _ => health.as_str(),
    }
}

/// All labs as a table.
pub fn labs(cards: &[LabCard]) -> String {
    let mut rows = vec![["NAME", "WHERE", "STATE", "BEGUN", "COST"].map(str::to_owned)];
    for card in cards {
        let (place, begun) = match &card.lab {
            Some(lab) => (place(&lab.target, lab.cloud.region.as_deref()), lab.created_at.strftime("%Y-%m-%d %H:%M UTC").to_string()),
            None => ("?".to_owned(), "?".to_owned()),
        };
        let state = state(card.running.is_some(), card.lab.as_ref(), card.health);
        let cost = if card.lab.is_some() { cost(&card.cost) } else { "?".to_owned() };
        rows.push([card.name.clone(), place, state.to_owned(), begun, cost]);
    }
    let mut table = columns(&rows);
    for card in cards {
        if let Some(problem) = &card.problem {
            table.push_str(&format!("\n{}: {}", card.name, problem.what_happened.english));
        }
    }
    table
}

/// A lab's facts, and what was last seen of each step.
pub fn lab(view: &LabView) -> String {
    let lab = &view.lab;
    let mut rows: Vec<[String; 2]> = Vec::new();
    let mut fact = |name: &str, value: Option<String>| rows.extend(value.map(|value| [name.to_owned(), value]));
    fact("Lab", Some(format!("{} ({})", lab.name, lab.id)));
    fact("Where", Some(place(&lab.target, lab.cloud.region.as_deref())));
    fact("State", Some(state(view.running.is_some(), Some(lab), view.health).to_owned()));
    fact("Begun", Some(lab.created_at.strftime("%Y-%m-%d %H:%M UTC").to_string()));
    fact("Cost", Some(cost(&view.cost)));
    fact("Folder", Some(view.folder.clone()));
    fact("Account", lab.cloud.account.clone());
    fact("Key", lab.cloud.key_path.clone());
    fact("Security group", lab.cloud.security_group.clone());
    for (name, machine) in [(&lab.settings.server_name, &lab.server), (&lab.settings.client_name, &lab.client)] {
        let known = [&machine.instance_id, &machine.state, &machine.public_ip, &machine.private_ip];
        let words: Vec<_> = known.into_iter().flatten().map(String::as_str).collect();
        fact(name, (!words.is_empty()).then(|| words.join("  ")));
    }
    let mysql = [&lab.mysql.version, &lab.mysql.auth_plugin].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
    fact("MySQL", (!mysql.is_empty()).then(|| mysql.join("  ")));
    fact("Databases", (!lab.databases.is_empty()).then(|| lab.databases.join(", ")));
    let mut text = columns(&rows);
    text.push('\n');
    for step in &view.steps {
        let record = lab.steps.get(&step.id);
        let (glyph, words) = match record {
            None => ("-", "not looked at yet"),
            Some(record) => match record.check.state {
                State::Done if record.by_hand => ("✓", "done by hand"),
                State::Done => ("✓", ""),
                State::Partial => ("~", "partly there"),
                State::Absent => ("-", "not there"),
                State::Blocked => ("✗", "blocked"),
                State::Waiting => ("-", "waits for a step before it"),
            },
        };
        let problem = record.and_then(|record| record.check.problem.as_ref()).map(|problem| problem.title.english.as_str());
        let words = problem.unwrap_or(words);
        let words = if words.is_empty() { String::new() } else { format!("  {}", style(words).dim()) };
        text.push_str(&format!("\n{glyph} {}{words}", step.title.english));
    }
    text
}

/// What a new lab would be.
pub fn plan(plan: &PlanView) -> String {
    let mut text = format!("{} steps:\n", plan.steps.len());
    for (number, step) in plan.steps.iter().enumerate() {
        text.push_str(&format!("{:>4}  {}\n", number + 1, step.title.english));
    }
    text.push_str("\nIt creates:\n");
    let rows: Vec<_> =
        plan.creates.iter().map(|thing| [format!("  {}", thing.kind), thing.name.clone(), thing.detail.english.clone()]).collect();
    text.push_str(&columns(&rows));
    text.push_str(&format!("\n\nCost: {}", cost(&plan.cost)));
    if !plan.cost.free {
        text.push_str(" (list price; your free tier or credits may cover it)");
    }
    text
}

/// Rows whose columns stand under one another.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(measure_text_width(cell));
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - measure_text_width(cell))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::Creation;
    use model::{Lab, ProblemCode, text};

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn some_lab(name: &str, target: Target) -> Lab {
        let record = serde_json::json!({
            "schema": 1, "id": "lab-abcdefgh", "name": name, "created_at": "2025-11-22T15:04:05Z", "target": target, "settings": {},
        });
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn the_databases_stand_as_the_mysql_client_shows_them() {
        console::set_colors_enabled(false);
        insta::assert_snapshot!(databases(&names(&["information_schema", "mysql", "testing_123"]), "testing_123"), @r#"
        mysql> SHOW DATABASES;
        +--------------------+
        | Database           |
        +--------------------+
        | information_schema |
        | mysql              |
        | testing_123        |  <- the lab's own
        +--------------------+
        3 rows in set
        "#);
        insta::assert_snapshot!(databases(&names(&["mysql"]), "testing_123"), @r#"
        mysql> SHOW DATABASES;
        +----------+
        | Database |
        +----------+
        | mysql    |
        +----------+
        1 row in set
        "#);
    }

    #[test]
    fn the_list_names_each_lab_where_it_stands_how_it_is_and_what_it_costs() {
        console::set_colors_enabled(false);
        let practice = LabCard {
            name: "practice-1".into(),
            lab: Some(some_lab("practice-1", Target::Practice { mysql: Default::default() })),
            problem: None,
            running: None,
            cost: Cost { free: true, ..Cost::default() },
            health: Health::Healthy,
        };
        let aws = LabCard {
            name: "lab-1".into(),
            lab: Some(some_lab("lab-1", Target::Aws { profile: None, region: Some("us-east-1".into()), pasted: None })),
            problem: None,
            running: Some(model::RunId("run-1".into())),
            cost: Cost { free: false, per_hour: Some(0.032_552), so_far: Some(1.5), thirty_days: Some(23.437), once_launched: None },
            health: Health::Begun,
        };
        let broken = LabCard {
            name: "old".into(),
            lab: None,
            problem: Some(ProblemCode::LabDamaged.with("path", "labs/old/lab.json").into()),
            running: None,
            cost: Cost::default(),
            health: Health::Unreadable,
        };
        insta::assert_snapshot!(labs(&[practice, aws, broken]), @r#"
        NAME        WHERE          STATE       BEGUN                 COST
        practice-1  practice       healthy     2025-11-22 15:04 UTC  free
        lab-1       AWS us-east-1  working     2025-11-22 15:04 UTC  $0.033 an hour, $1.50 so far, $23.44 if forgotten for 30 days
        old         ?              unreadable  ?                     ?
        old: labs/old/lab.json is damaged: it is cut short, or is not a lab's record. The file was left as it is.
        "#);
    }

    #[test]
    fn a_lab_without_machines_costs_nothing_now_and_what_it_will_once_launched() {
        let waiting = Cost { free: false, per_hour: Some(0.0), so_far: None, thirty_days: Some(0.0), once_launched: Some(0.032_552) };
        assert_eq!(cost(&waiting), "nothing now, $0.033 an hour once launched");
    }

    #[test]
    fn the_plan_says_what_is_done_created_and_paid() {
        console::set_colors_enabled(false);
        let creates = vec![
            Creation { kind: "security group".into(), name: "lab-1".into(), detail: text!("a", "lets in SSH") },
            Creation { kind: "instance".into(), name: "mysql_server".into(), detail: text!("b", "Ubuntu 22.04") },
        ];
        let cost = Cost { free: false, per_hour: Some(0.032_552), so_far: None, thirty_days: Some(23.437), once_launched: None };
        let view = PlanView { name: "lab-1".into(), steps: Vec::new(), creates, cost, problems: Vec::new() };
        insta::assert_snapshot!(plan(&view), @r#"
        0 steps:

        It creates:
          security group  lab-1         lets in SSH
          instance        mysql_server  Ubuntu 22.04

        Cost: $0.033 an hour, $23.44 if forgotten for 30 days (list price; your free tier or credits may cover it)
        "#);
    }
}
