//! SELECT.

use jiff::Timestamp;

use super::super::answer::{Answer, Column, ColumnKind};
use super::super::error::SqlError;
use super::super::privileges::Privilege;
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{Expr, Order, Select, SelectItem, TableRef};
use super::super::value::Value;
use super::aggregate::{check_grouped, has_aggregate};
use super::catalog;
use super::evaluate::{Env, Relation, RelationColumn};

/// A column of the result: its heading, and its type when a table gives it.
struct Heading {
    column: Column,
    from_table: bool,
}

impl Server {
    /// The rows of a table.
    ///
    /// # Errors
    /// 1046, 1142, 1049, 1146.
    pub(super) fn relation(&self, session: &Session, table: &TableRef, now: Timestamp) -> Result<Relation, SqlError> {
        let database = database_of(session, table)?;
        self.require_on_table(session, Privilege::Select, &database, &table.table)?;
        if !self.has_database(&database) {
            return Err(SqlError::unknown_database(&database));
        }
        if let Some(relation) = catalog::relation(self, session, &database, &table.table, now) {
            return Ok(relation);
        }
        let base = self.databases.get(&database).and_then(|database| database.tables.get(&table.table));
        let base = base.ok_or_else(|| no_table(&database, &table.table))?;
        let columns = base
            .columns
            .iter()
            .map(|column| RelationColumn { name: column.name.clone(), kind: column.sql_type.kind(), nullable: column.nullable })
            .collect();
        Ok(Relation { database, table: table.table.clone(), alias: table.table.clone(), columns, rows: base.rows.clone() })
    }

    pub(super) fn select(&self, session: &Session, select: &Select, now: Timestamp) -> Result<Answer, SqlError> {
        let env = Env::new(self, session, now);
        let relation = match &select.from {
            Some(from) => {
                let mut relation = self.relation(session, &from.table, now)?;
                if let Some(alias) = &from.alias {
                    relation.alias.clone_from(alias);
                }
                Some(relation)
            }
            None => None,
        };
        if relation.is_none() && select.items.contains(&SelectItem::Star) {
            return Err(SqlError::no_tables_used());
        }
        let (headings, expressions) = headings(&select.items, relation.as_ref());
        let empty =
            Relation { database: String::new(), table: String::new(), alias: String::new(), columns: Vec::new(), rows: vec![Vec::new()] };
        let source = relation.as_ref().unwrap_or(&empty);
        let chosen = choose(&env, source, select.filter.as_ref())?;
        // Names are checked even when no row is chosen.
        let nothing = Env { relation: Some(source), ..env };
        let grouped = expressions.iter().any(has_aggregate);
        let mut rows = if grouped {
            check_grouped(&select.items)?;
            let group = Env { group: Some(&chosen), ..nothing };
            vec![(Vec::new(), evaluate_all(&group, &expressions)?)]
        } else {
            if chosen.is_empty() {
                evaluate_all(&nothing, &expressions)?;
                order_keys(&nothing, &select.order, &headings, &expressions, None)?;
            }
            let mut rows = Vec::with_capacity(chosen.len());
            for row in chosen {
                let at_row = env.at(source, row, "field list");
                let values = evaluate_all(&at_row, &expressions)?;
                rows.push((order_keys(&at_row, &select.order, &headings, &expressions, Some(&values))?, values));
            }
            rows
        };
        if select.distinct {
            let mut seen: Vec<Vec<Value>> = Vec::new();
            rows.retain(|(_, values)| {
                let new = !seen.iter().any(|other| other.iter().zip(values).all(|(left, right)| left.order(right).is_eq()));
                if new {
                    seen.push(values.clone());
                }
                new
            });
        }
        sort(&mut rows, &select.order, |(keys, _)| keys);
        let mut rows: Vec<Vec<Value>> = rows.into_iter().map(|(_, values)| values).collect();
        if let Some((most, skip)) = select.limit {
            let at_most = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            rows = rows.into_iter().skip(at_most(skip)).take(at_most(most)).collect();
        }
        Ok(result_set(headings, &rows))
    }
}

/// The database that a table is in.
pub(super) fn database_of(session: &Session, table: &TableRef) -> Result<String, SqlError> {
    match &table.database {
        Some(database) => Ok(database.clone()),
        None => session.database.clone().ok_or_else(SqlError::no_database_selected),
    }
}

/// The error for a table that is not there. MySQL's own that are not played say so.
fn no_table(database: &str, table: &str) -> SqlError {
    if super::databases::is_system(database) {
        return match database {
            "information_schema" => SqlError::new(1109, "42S02", format!("Unknown table '{}' in information_schema", table.to_uppercase())),
            _ => SqlError::no_such_table(database, table),
        };
    }
    SqlError::no_such_table(database, table)
}

/// The rows that a WHERE chooses.
pub(super) fn choose<'a>(env: &Env<'_>, relation: &'a Relation, filter: Option<&Expr>) -> Result<Vec<&'a [Value]>, SqlError> {
    let mut chosen = Vec::new();
    if relation.rows.is_empty()
        && let Some(filter) = filter
    {
        // Names are checked even when there is no row.
        Env { relation: Some(relation), place: "where clause", ..*env }.evaluate(filter)?;
    }
    for row in &relation.rows {
        let at_row = Env { relation: Some(relation), row: Some(row), place: "where clause", ..*env };
        if at_row.chooses(filter)? {
            chosen.push(row.as_slice());
        }
    }
    Ok(chosen)
}

/// Sorts by keys as ORDER BY says; what is equal keeps its order.
pub(super) fn sort<T>(rows: &mut [T], order: &[Order], keys: impl Fn(&T) -> &[Value]) {
    rows.sort_by(|left, right| {
        let pairs = keys(left).iter().zip(keys(right)).zip(order);
        pairs
            .map(|((left, right), order)| if order.descending { right.order(left) } else { left.order(right) })
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn evaluate_all(env: &Env<'_>, expressions: &[Expr]) -> Result<Vec<Value>, SqlError> {
    expressions.iter().map(|expr| env.evaluate(expr)).collect()
}

/// ORDER BY's keys: a position, an alias, or any expression.
fn order_keys(
    env: &Env<'_>,
    order: &[Order],
    headings: &[Heading],
    expressions: &[Expr],
    values: Option<&[Value]>,
) -> Result<Vec<Value>, SqlError> {
    let value_at = |at: usize| values.and_then(|values| values.get(at)).cloned().unwrap_or(Value::Null);
    let env = Env { place: "order clause", ..*env };
    order
        .iter()
        .map(|order| match &order.by {
            Expr::Literal(Value::Int(position)) => {
                let at = usize::try_from(*position).ok().and_then(|at| at.checked_sub(1)).filter(|at| *at < expressions.len());
                at.map(value_at).ok_or_else(|| SqlError::unknown_column(&position.to_string(), "order clause"))
            }
            Expr::Column { table: None, name } => {
                match headings.iter().position(|heading| heading.column.name.eq_ignore_ascii_case(name)) {
                    Some(at) => Ok(value_at(at)),
                    None => env.evaluate(&order.by),
                }
            }
            by => env.evaluate(by),
        })
        .collect()
}

/// The result's columns, `*` unfolded.
fn headings(items: &[SelectItem], relation: Option<&Relation>) -> (Vec<Heading>, Vec<Expr>) {
    let (mut headings, mut expressions) = (Vec::new(), Vec::new());
    for item in items {
        match (item, relation) {
            (SelectItem::Star, Some(relation)) => {
                for column in &relation.columns {
                    headings.push(of_table(relation, column, column.name.clone()));
                    expressions.push(Expr::Column { table: None, name: column.name.clone() });
                }
            }
            (SelectItem::Star, None) => {}
            (SelectItem::Expr { expr, heading, alias }, _) => {
                let column = match (expr, relation) {
                    (Expr::Column { table, name }, Some(relation)) => {
                        relation.position(table.as_deref(), name).map(|at| (relation, &relation.columns[at]))
                    }
                    _ => None,
                };
                headings.push(match column {
                    // information_schema is made of views, whose columns keep their case.
                    Some((relation, column)) if alias.is_none() && relation.database == "information_schema" => {
                        of_table(relation, column, column.name.clone())
                    }
                    Some((relation, column)) => of_table(relation, column, heading.clone()),
                    None => {
                        let kind = if matches!(expr, Expr::Literal(Value::Null)) { ColumnKind::Null } else { ColumnKind::VarChar };
                        Heading { column: Column::new(heading.clone(), kind, false), from_table: false }
                    }
                });
                expressions.push(expr.clone());
            }
        }
    }
    (headings, expressions)
}

fn of_table(relation: &Relation, column: &RelationColumn, name: String) -> Heading {
    let column =
        Column { name, kind: column.kind, nullable: column.nullable, database: relation.database.clone(), table: relation.alias.clone() };
    Heading { column, from_table: true }
}

/// The answer; an expression's column has the type of its values.
fn result_set(headings: Vec<Heading>, rows: &[Vec<Value>]) -> Answer {
    let columns = headings
        .into_iter()
        .enumerate()
        .map(|(at, Heading { mut column, from_table })| {
            if !from_table {
                let kinds = rows.iter().filter_map(|row| match row[at] {
                    Value::Null => None,
                    Value::Int(_) => Some(ColumnKind::BigInt),
                    Value::Decimal { .. } => Some(ColumnKind::Decimal),
                    Value::Double(_) => Some(ColumnKind::Double),
                    Value::Text(_) => Some(ColumnKind::VarChar),
                });
                let kinds: Vec<_> = kinds.collect();
                if let Some(first) = kinds.first() {
                    column.kind = if kinds.iter().all(|kind| kind == first) { *first } else { ColumnKind::VarChar };
                }
                column.nullable = rows.iter().any(|row| row[at].is_null());
            }
            column
        })
        .collect();
    Answer::result_set(columns, rows.iter().map(|row| row.iter().map(Value::shown).collect()).collect())
}
