//! CREATE TABLE, DROP TABLE, TRUNCATE, DESCRIBE, SHOW TABLES, SHOW CREATE TABLE.

use jiff::Timestamp;

use super::super::account::backticked;
use super::super::answer::{Answer, Column, ColumnKind, Warning};
use super::super::error::SqlError;
use super::super::privileges::Privilege;
use super::super::schema::{DefaultValue, Key, PRIMARY, SqlType, Table, TableColumn};
use super::super::server::Server;
use super::super::session::Session;
use super::super::syntax::ast::{CreateTable, TableRef};
use super::super::value::Value;
use super::catalog;
use super::databases::{check_name, is_system};
use super::select::database_of;

/// More columns than this need another table.
const MOST_COLUMNS: usize = 1017;

impl Server {
    pub(super) fn create_table(&mut self, session: &Session, create: CreateTable, now: Timestamp) -> Result<Answer, SqlError> {
        let database = database_of(session, &create.table)?;
        let name = create.table.table.clone();
        if !self.rights(session).on_table(Privilege::Create, &database, &name) || database == "information_schema" {
            return Err(SqlError::command_denied("CREATE", &session.user, &session.host, &name));
        }
        check_name(&name).map_err(|error| match error.number {
            1102 => SqlError::new(1103, "42000", format!("Incorrect table name '{name}'")),
            _ => error,
        })?;
        if !self.has_database(&database) {
            return Err(SqlError::unknown_database(&database));
        }
        let if_not_exists = create.if_not_exists;
        let table = table(create, now)?;
        let Some(tables) = self.databases.get_mut(&database).map(|database| &mut database.tables) else {
            return Err(SqlError::not_played(format!("a new table in {database}")));
        };
        if tables.contains_key(&name) {
            let exists = SqlError::table_exists(&name);
            return if if_not_exists { Ok(Answer::done(0).warn(Warning::note(exists.number, exists.message))) } else { Err(exists) };
        }
        tables.insert(name, table);
        Ok(Answer::done(0))
    }

    pub(super) fn drop_tables(&mut self, session: &Session, if_exists: bool, tables: &[TableRef]) -> Result<Answer, SqlError> {
        let mut answer = Answer::done(0);
        let mut found = Vec::new();
        for table in tables {
            let database = database_of(session, table)?;
            self.require_on_table(session, Privilege::Drop, &database, &table.table)?;
            if is_system(&database) {
                return Err(SqlError::not_played(format!("DROP TABLE in {database}")));
            }
            if self.databases.get(&database).is_some_and(|database| database.tables.contains_key(&table.table)) {
                found.push((database, &table.table));
            } else {
                let missing = SqlError::unknown_table(&database, &table.table);
                if !if_exists {
                    return Err(missing);
                }
                answer.warnings.push(Warning::note(missing.number, missing.message));
            }
        }
        for (database, table) in found {
            if let Some(database) = self.databases.get_mut(&database) {
                database.tables.remove(table);
            }
        }
        Ok(answer)
    }

    pub(super) fn truncate(&mut self, session: &Session, table: &TableRef) -> Result<Answer, SqlError> {
        let base = self.base_table(session, table, Privilege::Drop)?;
        base.rows.clear();
        base.next_auto = 1;
        Ok(Answer::done(0))
    }

    /// A base table, to change it.
    ///
    /// # Errors
    /// 1046, 1142, 1049, 1146, and 1235 for MySQL's own.
    pub(super) fn base_table(&mut self, session: &Session, table: &TableRef, privilege: Privilege) -> Result<&mut Table, SqlError> {
        let database = database_of(session, table)?;
        if database.eq_ignore_ascii_case("information_schema") {
            return Err(SqlError::database_access_denied(&session.account, "information_schema"));
        }
        self.require_on_table(session, privilege, &database, &table.table)?;
        if !self.has_database(&database) {
            return Err(SqlError::unknown_database(&database));
        }
        if catalog::has_table(&database, &table.table) {
            return Err(SqlError::not_played(format!("writing to {database}.{}", table.table)));
        }
        let base = self.databases.get_mut(&database).and_then(|database| database.tables.get_mut(&table.table));
        base.ok_or_else(|| SqlError::no_such_table(&database, &table.table))
    }

    pub(super) fn describe(&self, session: &Session, table: &TableRef, column: Option<&str>) -> Result<Answer, SqlError> {
        let columns = vec![
            Column::text("Field"),
            Column::new("Type", ColumnKind::Text, false),
            Column::text("Null"),
            Column::text("Key"),
            Column::new("Default", ColumnKind::Text, true),
            Column::text("Extra"),
        ];
        let database = database_of(session, table)?;
        let wanted = |name: &str| column.is_none_or(|column| column.eq_ignore_ascii_case(name));
        let base = self.databases.get(&database).and_then(|database| database.tables.get(&table.table));
        let rows = match base {
            Some(base) if self.rights(session).sees_table(&database, &table.table) => (0..base.columns.len())
                .filter(|at| wanted(&base.columns[*at].name))
                .map(|at| {
                    let (null, key, default, extra) = description(base, at);
                    let own = &base.columns[at];
                    vec![
                        Some(own.name.clone()),
                        Some(own.sql_type.shown()),
                        Some(null.to_owned()),
                        Some(key.to_owned()),
                        default,
                        Some(extra.to_owned()),
                    ]
                })
                .collect(),
            _ => self
                .relation(session, table, Timestamp::UNIX_EPOCH)?
                .columns
                .into_iter()
                .filter(|own| wanted(&own.name))
                .map(|own| {
                    let null = if own.nullable { "YES" } else { "NO" };
                    let shown = type_of(own.kind).to_owned();
                    vec![Some(own.name), Some(shown), Some(null.to_owned()), Some(String::new()), None, Some(String::new())]
                })
                .collect(),
        };
        Ok(Answer::result_set(columns, rows))
    }

    /// The names of a database's tables that a session sees.
    pub(super) fn visible_tables(&self, session: &Session, database: &str) -> Result<Vec<String>, SqlError> {
        let rights = self.rights(session);
        let open = matches!(database, "information_schema" | "performance_schema");
        if !open && !rights.uses_database(database) {
            return Err(SqlError::database_access_denied(&session.account, database));
        }
        if !self.has_database(database) {
            return Err(SqlError::unknown_database(database));
        }
        let own = self.databases.get(database).into_iter().flat_map(|database| database.tables.keys().cloned());
        let system = catalog::table_names(database).map(str::to_owned);
        Ok(own.chain(system).filter(|table| database == "information_schema" || rights.sees_table(database, table)).collect())
    }

    pub(super) fn show_create_table(&self, session: &Session, table: &TableRef) -> Result<Answer, SqlError> {
        let database = database_of(session, table)?;
        if !self.rights(session).sees_table(&database, &table.table) {
            return Err(SqlError::command_denied("SHOW", &session.user, &session.host, &table.table));
        }
        if catalog::has_table(&database, &table.table) {
            return Err(SqlError::not_played(format!("SHOW CREATE TABLE of {database}.{}", table.table)));
        }
        let base = self.databases.get(&database).and_then(|database| database.tables.get(&table.table));
        let base = base.ok_or_else(|| SqlError::no_such_table(&database, &table.table))?;
        let columns = vec![Column::text("Table"), Column::new("Create Table", ColumnKind::Text, false)];
        Ok(Answer::result_set(columns, vec![vec![Some(table.table.clone()), Some(definition(&table.table, base))]]))
    }
}

/// Null, Key, Default and Extra of DESCRIBE.
pub(super) fn description(table: &Table, at: usize) -> (&'static str, &'static str, Option<String>, &'static str) {
    let column = &table.columns[at];
    let (default, generated) = match &column.default {
        None => (None, ""),
        Some(DefaultValue::Value(value)) => (value.shown(), ""),
        Some(DefaultValue::Now) => (Some("CURRENT_TIMESTAMP".to_owned()), "DEFAULT_GENERATED"),
    };
    let extra = if column.auto_increment { "auto_increment" } else { generated };
    (if column.nullable { "YES" } else { "NO" }, table.key_of(at), default, extra)
}

fn type_of(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Tiny => "tinyint",
        ColumnKind::Small => "smallint unsigned",
        ColumnKind::Int => "int unsigned",
        ColumnKind::BigInt => "bigint unsigned",
        ColumnKind::Decimal => "decimal(10,0)",
        ColumnKind::Float => "float",
        ColumnKind::Double => "double",
        ColumnKind::Char => "char(64)",
        ColumnKind::VarChar => "varchar(255)",
        ColumnKind::Text => "text",
        ColumnKind::Date => "date",
        ColumnKind::Time => "time",
        ColumnKind::DateTime => "datetime",
        ColumnKind::Timestamp => "timestamp",
        ColumnKind::Null => "binary(0)",
    }
}

/// A table as CREATE TABLE describes it.
fn table(create: CreateTable, now: Timestamp) -> Result<Table, SqlError> {
    if create.columns.is_empty() {
        return Err(SqlError::new(1113, "42000", "A table must have at least 1 column"));
    }
    if create.columns.len() > MOST_COLUMNS {
        return Err(SqlError::new(1117, "HY000", "Too many columns"));
    }
    let mut table = Table { columns: Vec::new(), keys: Vec::new(), next_auto: 1, rows: Vec::new(), created_at: now };
    let mut primary: Vec<Vec<String>> = create.primary_keys;
    let mut unique: Vec<(Option<String>, Vec<String>)> = Vec::new();
    for spec in create.columns {
        check_name(&spec.name).map_err(|_| SqlError::new(1166, "42000", format!("Incorrect column name '{}'", spec.name)))?;
        if table.position(&spec.name).is_some() {
            return Err(SqlError::duplicate_column(&spec.name));
        }
        if spec.auto_increment && !matches!(spec.sql_type, SqlType::Integer { .. }) {
            return Err(SqlError::wrong_column_specifier(&spec.name));
        }
        if spec.primary {
            primary.push(vec![spec.name.clone()]);
        }
        if spec.unique {
            unique.push((None, vec![spec.name.clone()]));
        }
        let mut column = TableColumn {
            name: spec.name,
            sql_type: spec.sql_type,
            nullable: !spec.not_null && !spec.primary && !spec.auto_increment,
            default: spec.default,
            auto_increment: spec.auto_increment,
        };
        column.default = checked_default(&column)?;
        table.columns.push(column);
    }
    if primary.len() > 1 {
        return Err(SqlError::multiple_primary_keys());
    }
    unique.extend(create.unique_keys);
    for (name, columns) in primary.into_iter().map(|columns| (Some(PRIMARY.to_owned()), columns)).chain(unique) {
        let positions = columns
            .iter()
            .map(|column| table.position(column).ok_or_else(|| SqlError::key_column_missing(column)))
            .collect::<Result<Vec<_>, _>>()?;
        if name.as_deref() == Some(PRIMARY) {
            positions.iter().for_each(|at| table.columns[*at].nullable = false);
        }
        let name = name.unwrap_or_else(|| free_key_name(&table, &columns[0]));
        if table.keys.iter().any(|key| key.name.eq_ignore_ascii_case(&name)) {
            return Err(SqlError::new(1061, "42000", format!("Duplicate key name '{name}'")));
        }
        table.keys.push(Key { name, columns: positions });
    }
    let auto: Vec<_> = (0..table.columns.len()).filter(|at| table.columns[*at].auto_increment).collect();
    if auto.len() > 1 || auto.iter().any(|at| !table.keys.iter().any(|key| key.columns.first() == Some(at))) {
        return Err(SqlError::wrong_auto_increment());
    }
    Ok(table)
}

/// `name`, `name_2`, `name_3`, …
fn free_key_name(table: &Table, column: &str) -> String {
    let taken = |name: &str| table.keys.iter().any(|key| key.name.eq_ignore_ascii_case(name));
    let mut name = column.to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("{column}_{number}");
        number += 1;
    }
    name
}

fn checked_default(column: &TableColumn) -> Result<Option<DefaultValue>, SqlError> {
    let invalid = || SqlError::invalid_default(&column.name);
    match &column.default {
        None => Ok(None),
        Some(_) if column.auto_increment => Err(invalid()),
        Some(DefaultValue::Now) if matches!(column.sql_type, SqlType::DateTime | SqlType::Timestamp) => Ok(Some(DefaultValue::Now)),
        Some(DefaultValue::Now) => Err(invalid()),
        Some(DefaultValue::Value(Value::Null)) if column.nullable => Ok(None),
        Some(DefaultValue::Value(_)) if matches!(column.sql_type, SqlType::Text(_)) => {
            Err(SqlError::new(1101, "42000", format!("BLOB, TEXT, GEOMETRY or JSON column '{}' can't have a default value", column.name)))
        }
        Some(DefaultValue::Value(value)) => match column.coerce(value, 1) {
            Ok(value) if !value.is_null() => Ok(Some(DefaultValue::Value(value))),
            _ => Err(invalid()),
        },
    }
}

/// SHOW CREATE TABLE's text.
fn definition(name: &str, table: &Table) -> String {
    let mut lines = Vec::new();
    for column in &table.columns {
        let mut line = format!("  {} {}", backticked(&column.name), column.sql_type.shown());
        if !column.nullable {
            line.push_str(" NOT NULL");
        } else if column.sql_type == SqlType::Timestamp {
            line.push_str(" NULL");
        }
        match &column.default {
            Some(DefaultValue::Value(value)) => {
                line.push_str(&format!(" DEFAULT '{}'", value.to_string().replace('\\', "\\\\").replace('\'', "''")));
            }
            Some(DefaultValue::Now) => line.push_str(" DEFAULT CURRENT_TIMESTAMP"),
            None if column.nullable && !matches!(column.sql_type, SqlType::Text(_)) => line.push_str(" DEFAULT NULL"),
            None => {}
        }
        if column.auto_increment {
            line.push_str(" AUTO_INCREMENT");
        }
        lines.push(line);
    }
    for key in &table.keys {
        let columns: Vec<_> = key.columns.iter().map(|at| backticked(&table.columns[*at].name)).collect();
        let columns = columns.join(",");
        lines.push(if key.name == PRIMARY {
            format!("  PRIMARY KEY ({columns})")
        } else {
            format!("  UNIQUE KEY {} ({columns})", backticked(&key.name))
        });
    }
    let auto = if table.columns.iter().any(|column| column.auto_increment) && table.next_auto > 1 {
        format!(" AUTO_INCREMENT={}", table.next_auto)
    } else {
        String::new()
    };
    format!(
        "CREATE TABLE {} (\n{}\n) ENGINE=InnoDB{auto} DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci",
        backticked(name),
        lines.join(",\n")
    )
}
