//! Answers as the `mysql` client prints them.

use std::fmt::Write as _;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::answer::{Answer, Column};
use super::error::SqlError;
use super::flavour::Version as _;
use super::server::Server;
use super::session::Session;

/// How `mysql --batch` prints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    /// `--raw`: without escapes.
    pub(crate) raw: bool,
    /// `--skip-column-names`
    pub(crate) skip_column_names: bool,
}

/// What the client says when it has logged in at a terminal.
pub(crate) fn banner(server: &Server, session: &Session) -> String {
    format!(
        "Welcome to the MySQL monitor.  Commands end with ; or \\g.\n\
         Your MySQL connection id is {}\n\
         Server version: {} {}\n\
         \n\
         Copyright (c) {}, Oracle and/or its affiliates.\n\
         \n\
         Oracle is a registered trademark of Oracle Corporation and/or its\n\
         affiliates. Other names may be trademarks of their respective\n\
         owners.\n\
         \n\
         Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\
         \n",
        session.id,
        server.version(),
        server.flavour().version_comment(),
        server.flavour().copyright(),
    )
}

/// The rows as `--batch` prints them: tabs between the columns, a header. Nothing for no rows.
pub(crate) fn render_batch(answer: &Answer, how: Batch) -> String {
    let mut out = String::new();
    if answer.rows.is_empty() {
        return out;
    }
    if !how.skip_column_names {
        out.push_str(&answer.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("\t"));
        out.push('\n');
    }
    for row in &answer.rows {
        let values: Vec<_> = row
            .iter()
            .map(|value| match value {
                None => "NULL".to_owned(),
                Some(value) if how.raw => value.clone(),
                Some(value) => value.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\0', "\\0"),
            })
            .collect();
        out.push_str(&values.join("\t"));
        out.push('\n');
    }
    out
}

/// The answer as the client prints it at a terminal: a table, and how many rows in what time.
pub(crate) fn render_table(answer: &Answer, took: Duration) -> String {
    if answer.database_changed {
        return "Database changed\n".to_owned();
    }
    if answer.rows.is_empty() {
        return outcome(answer, took);
    }
    let widths: Vec<usize> = answer.columns.iter().enumerate().map(|(at, column)| width(answer, at, column)).collect();
    let rule = widths.iter().fold("+".to_owned(), |rule, width| rule + &"-".repeat(width + 2) + "+") + "\n";
    let mut out = rule.clone() + "|";
    for (column, width) in answer.columns.iter().zip(&widths) {
        // Headings stand on the left, always.
        let _ = write!(out, " {}{} |", column.name, pad(&column.name, *width));
    }
    out += "\n";
    out += &rule;
    for row in &answer.rows {
        out.push('|');
        for ((column, value), width) in answer.columns.iter().zip(row).zip(&widths) {
            // A NUL shows as a blank.
            let value = value.as_deref().unwrap_or("NULL").replace('\0', " ");
            let padding = pad(&value, *width);
            let _ = if column.kind.is_number() { write!(out, " {padding}{value} |") } else { write!(out, " {value}{padding} |") };
        }
        out.push('\n');
    }
    out += &rule;
    out + &outcome(answer, took)
}

/// The answer as `\G` shows it: each row as a list.
pub(crate) fn render_vertical(answer: &Answer, took: Duration) -> String {
    if answer.rows.is_empty() {
        return render_table(answer, took);
    }
    let longest = answer.columns.iter().map(|column| column.name.width()).max().unwrap_or(0);
    let mut out = String::new();
    for (number, row) in (1..).zip(&answer.rows) {
        let _ = writeln!(out, "{stars} {number}. row {stars}", stars = "*".repeat(27));
        for (column, value) in answer.columns.iter().zip(row) {
            let _ = writeln!(out, "{}{}: {}", pad(&column.name, longest), column.name, value.as_deref().unwrap_or("NULL"));
        }
    }
    out + &outcome(answer, took)
}

/// The line of an error; `line` is where a script's statement starts, none at a terminal and at login.
pub(crate) fn render_error(error: &SqlError, line: Option<usize>) -> String {
    let at = line.map_or_else(String::new, |line| format!(" at line {line}"));
    format!("ERROR {} ({}){at}: {}\n", error.number, error.state, error.message)
}

/// `5 rows in set (0.00 sec)` and an empty line.
fn outcome(answer: &Answer, took: Duration) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let mut out = match (answer.has_result_set(), answer.rows.len()) {
        (true, 0) => "Empty set".to_owned(),
        (true, count) => format!("{count} row{} in set", plural(count)),
        (false, _) => format!("Query OK, {} row{} affected", answer.affected, if answer.affected == 1 { "" } else { "s" }),
    };
    if !answer.warnings.is_empty() {
        let _ = write!(out, ", {} warning{}", answer.warnings.len(), plural(answer.warnings.len()));
    }
    let _ = writeln!(out, " ({:.2} sec)", took.as_secs_f64());
    if let Some(info) = &answer.info {
        out.push_str(info);
        out.push('\n');
    }
    out + "\n"
}

fn width(answer: &Answer, at: usize, column: &Column) -> usize {
    let values = answer.rows.iter().filter_map(|row| row[at].as_deref()).map(UnicodeWidthStr::width).max().unwrap_or(0);
    // Room for NULL where it can stand.
    values.max(column.name.width()).max(if column.nullable { 4 } else { 0 })
}

fn pad(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.width()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::answer::{ColumnKind, Warning};

    const NO_TIME: Duration = Duration::ZERO;

    fn answer() -> Answer {
        let columns = vec![Column::new("id", ColumnKind::Int, false), Column::new("name", ColumnKind::VarChar, true)];
        let rows = vec![vec![Some("1".to_owned()), Some("Tab\there".to_owned())], vec![Some("10".to_owned()), None]];
        Answer::result_set(columns, rows)
    }

    #[test]
    fn a_table_has_rules_and_numbers_on_the_right() {
        let mut answer = answer();
        answer.rows[0][1] = Some("Donald".to_owned());
        assert_eq!(
            render_table(&answer, NO_TIME),
            "+----+--------+\n\
             | id | name   |\n\
             +----+--------+\n\
             |  1 | Donald |\n\
             | 10 | NULL   |\n\
             +----+--------+\n\
             2 rows in set (0.00 sec)\n\n"
        );
    }

    #[test]
    fn batch_escapes_unless_raw() {
        assert_eq!(render_batch(&answer(), Batch::default()), "id\tname\n1\tTab\\there\n10\tNULL\n");
        assert_eq!(render_batch(&answer(), Batch { raw: true, skip_column_names: true }), "1\tTab\there\n10\tNULL\n");
        assert_eq!(render_batch(&Answer::done(1), Batch::default()), "");
    }

    #[test]
    fn vertical_shows_each_row_as_a_list() {
        let stars = "*".repeat(27);
        assert_eq!(
            render_vertical(&answer(), NO_TIME),
            format!(
                "{stars} 1. row {stars}\n  id: 1\nname: Tab\there\n{stars} 2. row {stars}\n  id: 10\nname: NULL\n2 rows in set (0.00 sec)\n\n"
            )
        );
    }

    #[test]
    fn statements_without_rows_say_what_they_did() {
        let shown = |answer: Answer| render_table(&answer, Duration::from_millis(12));
        assert_eq!(shown(Answer::done(0)), "Query OK, 0 rows affected (0.01 sec)\n\n");
        assert_eq!(shown(Answer::done(1).warn(Warning::note(1, "x"))), "Query OK, 1 row affected, 1 warning (0.01 sec)\n\n");
        assert_eq!(shown(Answer::result_set(vec![Column::text("a")], Vec::new())), "Empty set (0.01 sec)\n\n");
        assert_eq!(shown(Answer { database_changed: true, ..Answer::default() }), "Database changed\n");
        let info = Answer { info: Some("Records: 2  Duplicates: 0  Warnings: 0".to_owned()), ..Answer::done(2) };
        assert_eq!(shown(info), "Query OK, 2 rows affected (0.01 sec)\nRecords: 2  Duplicates: 0  Warnings: 0\n\n");
    }

    #[test]
    fn errors_name_the_line_in_scripts() {
        let error = SqlError::unknown_database("x");
        assert_eq!(render_error(&error, None), "ERROR 1049 (42000): Unknown database 'x'\n");
        assert_eq!(render_error(&error, Some(3)), "ERROR 1049 (42000) at line 3: Unknown database 'x'\n");
    }
}
