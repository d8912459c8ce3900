//! INSERT, UPDATE and DELETE.

use jiff::Timestamp;

use super::super::account::AccountName;
use super::super::answer::{Answer, Warning};
use super::super::error::SqlError;
use super::super::privileges::{Privilege, Scope};
use super::super::schema::Table;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{Expr, Insert, Order, TableRef};
use super::super::value::Value;
use super::evaluate::{Env, Relation, RelationColumn};
use super::select::sort;

/// A practice table's size: it is saved with its machine.
const MOST_ROWS: usize = 10_000;

/// Which rows an UPDATE or DELETE concerns.
pub(super) struct Which<'a> {
    pub(super) filter: Option<&'a Expr>,
    pub(super) order: &'a [Order],
    pub(super) limit: Option<u64>,
}

impl Server {
    pub(super) fn insert(&mut self, session: &Session, insert: &Insert, now: Timestamp) -> Result<Answer, SqlError> {
        let mut table = self.base_table(session, &insert.table, Privilege::Insert)?.clone();
        let positions = match &insert.columns {
            Some(names) => positions(&table, names)?,
            None => (0..table.columns.len()).collect(),
        };
        let env = Env::new(self, session, now);
        let mut answer = Answer::done(0);
        for (number, values) in (1..).zip(&insert.rows) {
            // () gives every column its default.
            let none_given = values.is_empty() && insert.columns.as_ref().is_none_or(Vec::is_empty);
            if values.len() != positions.len() && !none_given {
                return Err(SqlError::column_count(number));
            }
            let mut row: Vec<Option<Value>> = vec![None; table.columns.len()];
            for (at, value) in positions.iter().zip(values) {
                if let Some(value) = value {
                    row[*at] = Some(table.columns[*at].coerce(&env.evaluate(value)?, number)?);
                }
            }
            let mut row = row
                .into_iter()
                .zip(&table.columns)
                .map(|(value, column)| value.map_or_else(|| column.missing(now), Ok))
                .collect::<Result<Vec<_>, _>>()?;
            let given = next_number(&mut table, &mut row)?;
            match check_keys(&insert.table.table, &table, &row, None) {
                Err(error) if insert.ignore => answer.warnings.push(Warning::serious(error.number, error.message)),
                Err(error) => return Err(error),
                Ok(()) => {
                    if table.rows.len() >= MOST_ROWS {
                        return Err(SqlError::new(1114, "HY000", format!("The table '{}' is full", insert.table.table)));
                    }
                    table.rows.push(row);
                    answer.affected += 1;
                    if answer.last_insert_id == 0 {
                        answer.last_insert_id = given;
                    }
                }
            }
        }
        if insert.rows.len() > 1 {
            let duplicates = answer.warnings.len();
            answer.info = Some(format!("Records: {}  Duplicates: {duplicates}  Warnings: {duplicates}", insert.rows.len()));
        }
        *self.base_table(session, &insert.table, Privilege::Insert)? = table;
        Ok(answer)
    }

    pub(super) fn update(
        &mut self,
        session: &Session,
        name: &TableRef,
        set: &[(String, Expr)],
        which: &Which<'_>,
        now: Timestamp,
    ) -> Result<Answer, SqlError> {
        let mut table = self.base_table(session, name, Privilege::Update)?.clone();
        self.check_safe(session, which)?;
        let columns: Vec<String> = set.iter().map(|(column, _)| column.clone()).collect();
        let positions: Vec<usize> = columns
            .iter()
            .map(|column| table.position(column).ok_or_else(|| SqlError::unknown_column(column, "field list")))
            .collect::<Result<_, _>>()?;
        let env = Env::new(self, session, now);
        let mut relation = relation(&table, &name.table);
        let matched = matching(&env, &relation, which)?;
        let mut changed = 0;
        for (number, at) in (1..).zip(&matched) {
            let mut row = relation.rows[*at].clone();
            for (position, (_, expr)) in positions.iter().zip(set) {
                let value = env.at(&relation, &row, "field list").evaluate(expr)?;
                row[*position] = table.columns[*position].coerce(&value, number)?;
            }
            if row != relation.rows[*at] {
                check_keys(&name.table, &table, &row, Some(*at))?;
                changed += 1;
                table.rows[*at].clone_from(&row);
                relation.rows[*at] = row;
            }
        }
        if matched.is_empty() {
            set.iter().try_for_each(|(_, expr)| Env { relation: Some(&relation), ..env }.evaluate(expr).map(drop))?;
        }
        *self.base_table(session, name, Privilege::Update)? = table;
        let mut answer = Answer::done(changed);
        answer.info = Some(format!("Rows matched: {}  Changed: {changed}  Warnings: 0", matched.len()));
        Ok(answer)
    }

    pub(super) fn delete(&mut self, session: &Session, name: &TableRef, which: &Which<'_>, now: Timestamp) -> Result<Answer, SqlError> {
        if super::select::database_of(session, name)? == "mysql" && matches!(name.table.as_str(), "user" | "db") {
            return self.delete_grants(session, name, which, now);
        }
        let table = self.base_table(session, name, Privilege::Delete)?.clone();
        self.check_safe(session, which)?;
        let relation = relation(&table, &name.table);
        let mut matched = matching(&Env::new(self, session, now), &relation, which)?;
        matched.sort_unstable();
        let base = self.base_table(session, name, Privilege::Delete)?;
        for at in matched.iter().rev() {
            base.rows.remove(*at);
        }
        Ok(Answer::done(matched.len() as u64))
    }

    /// DELETE FROM mysql.user or mysql.db, as mysql_secure_installation sends it. It counts at once, not from FLUSH PRIVILEGES on.
    fn delete_grants(&mut self, session: &Session, name: &TableRef, which: &Which<'_>, now: Timestamp) -> Result<Answer, SqlError> {
        self.require_on_table(session, Privilege::Delete, "mysql", &name.table)?;
        self.check_safe(session, which)?;
        let relation = self.relation(session, name, now)?;
        let matched = matching(&Env::new(self, session, now), &relation, which)?;
        let text =
            |row: usize, column: &str| relation.position(None, column).map(|at| relation.rows[row][at].to_string()).unwrap_or_default();
        for row in &matched {
            let account = AccountName::new(text(*row, "User"), text(*row, "Host"));
            if name.table == "user" {
                self.accounts.retain(|own| own.name != account);
                self.cache.remove(&account);
            } else if let Some(own) = self.account_mut(&account) {
                let scope = Scope::Database(text(*row, "Db"));
                own.grants.retain(|grant| grant.scope != scope);
            }
        }
        Ok(Answer::done(matched.len() as u64))
    }

    /// 1175 in safe update mode.
    fn check_safe(&self, session: &Session, which: &Which<'_>) -> Result<(), SqlError> {
        let safe = self.session_of(session, self.variable("sql_safe_updates")?) == "ON";
        if safe && which.filter.is_none() && which.limit.is_none() {
            return Err(SqlError::new(
                1175,
                "HY000",
                "You are using safe update mode and you tried to update a table without a WHERE that uses a KEY column. ",
            ));
        }
        Ok(())
    }
}

fn positions(table: &Table, names: &[String]) -> Result<Vec<usize>, SqlError> {
    let mut positions = Vec::new();
    for name in names {
        let at = table.position(name).ok_or_else(|| SqlError::unknown_column(name, "field list"))?;
        if positions.contains(&at) {
            return Err(SqlError::column_specified_twice(name));
        }
        positions.push(at);
    }
    Ok(positions)
}

fn relation(table: &Table, name: &str) -> Relation {
    let columns = table
        .columns
        .iter()
        .map(|column| RelationColumn { name: column.name.clone(), kind: column.sql_type.kind(), nullable: column.nullable })
        .collect();
    Relation { database: String::new(), table: name.to_owned(), alias: name.to_owned(), columns, rows: table.rows.clone() }
}

/// The positions of the rows, in the order in which they are taken.
fn matching(env: &Env<'_>, relation: &Relation, which: &Which<'_>) -> Result<Vec<usize>, SqlError> {
    let mut matched = Vec::new();
    if relation.rows.is_empty() {
        super::select::choose(env, relation, which.filter)?;
    }
    for (at, row) in relation.rows.iter().enumerate() {
        if env.at(relation, row, "where clause").chooses(which.filter)? {
            let by = env.at(relation, row, "order clause");
            let keys = which.order.iter().map(|order| by.evaluate(&order.by)).collect::<Result<Vec<_>, _>>()?;
            matched.push((keys, at));
        }
    }
    sort(&mut matched, which.order, |(keys, _)| keys);
    let most = which.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    Ok(matched.into_iter().map(|(_, at)| at).take(most).collect())
}

/// Gives the AUTO_INCREMENT column its number, if the row gives none. The number given; 0 for none.
fn next_number(table: &mut Table, row: &mut [Value]) -> Result<u64, SqlError> {
    let Some(at) = table.columns.iter().position(|column| column.auto_increment) else { return Ok(0) };
    match row[at] {
        Value::Int(number) if number != 0 => {
            table.next_auto = table.next_auto.max(number.saturating_add(1));
            Ok(0)
        }
        _ => {
            row[at] = table.columns[at].coerce(&Value::Int(table.next_auto), 1)?;
            let given = u64::try_from(table.next_auto).unwrap_or(0);
            table.next_auto = table.next_auto.saturating_add(1);
            Ok(given)
        }
    }
}

/// 1062 when a row's key is taken by another row.
fn check_keys(name: &str, table: &Table, row: &[Value], own: Option<usize>) -> Result<(), SqlError> {
    for key in &table.keys {
        let same = |other: &[Value]| key.columns.iter().all(|at| row[*at].compare(&other[*at]).is_some_and(|order| order.is_eq()));
        if table.rows.iter().enumerate().any(|(at, other)| Some(at) != own && same(other)) {
            let entry: Vec<_> = key.columns.iter().map(|at| row[*at].to_string()).collect();
            return Err(SqlError::duplicate_entry(&entry.join("-"), &format!("{name}.{}", key.name)));
        }
    }
    Ok(())
}
