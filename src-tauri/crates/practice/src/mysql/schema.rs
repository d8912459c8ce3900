//! Databases and their tables.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::ColumnKind;
use super::value::Value;

/// A database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Database {
    /// By name; names are case-sensitive, as on Linux.
    pub(crate) tables: BTreeMap<String, Table>,
}

/// A base table with its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: Vec<TableColumn>,
    /// PRIMARY (first) and the unique keys.
    pub(crate) keys: Vec<Key>,
    /// What AUTO_INCREMENT gives next.
    pub(crate) next_auto: i64,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) created_at: Timestamp,
}

/// A unique key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    /// `PRIMARY` or its own name.
    pub(crate) name: String,
    /// Positions of its columns.
    pub(crate) columns: Vec<usize>,
}

/// A column of a base table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TableColumn {
    pub(crate) name: String,
    pub(crate) sql_type: SqlType,
    pub(crate) nullable: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) auto_increment: bool,
}

/// What stands in a column for which a row gives nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DefaultValue {
    /// A value.
    Value(Value),
    /// CURRENT_TIMESTAMP
    Now,
}

/// A column's type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SqlType {
    /// A whole number of so many bytes.
    Integer {
        /// 1, 2, 3, 4 or 8.
        bytes: u8,
        unsigned: bool,
        /// BOOLEAN, which shows as `tinyint(1)`.
        boolean: bool,
    },
    Decimal {
        precision: u8,
        scale: u8,
    },
    Float,
    Double,
    Char(u32),
    VarChar(u32),
    /// TEXT and its sisters, by what they hold in bytes.
    Text(u32),
    Date,
    Time,
    DateTime,
    Timestamp,
    Enum(Vec<String>),
}

impl SqlType {
    /// As DESCRIBE shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Integer { boolean: true, .. } => "tinyint(1)".to_owned(),
            Self::Integer { bytes, unsigned, .. } => {
                let name = match bytes {
                    1 => "tinyint",
                    2 => "smallint",
                    3 => "mediumint",
                    4 => "int",
                    _ => "bigint",
                };
                format!("{name}{}", if *unsigned { " unsigned" } else { "" })
            }
            Self::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            Self::Float => "float".to_owned(),
            Self::Double => "double".to_owned(),
            Self::Char(length) => format!("char({length})"),
            Self::VarChar(length) => format!("varchar({length})"),
            Self::Text(limit) => match limit {
                0..=255 => "tinytext",
                256..=65_535 => "text",
                65_536..=16_777_215 => "mediumtext",
                _ => "longtext",
            }
            .to_owned(),
            Self::Date => "date".to_owned(),
            Self::Time => "time".to_owned(),
            Self::DateTime => "datetime".to_owned(),
            Self::Timestamp => "timestamp".to_owned(),
            Self::Enum(names) => {
                let names: Vec<_> = names.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
                format!("enum({})", names.join(","))
            }
        }
    }

    /// As clients see it.
    pub(crate) fn kind(&self) -> ColumnKind {
        match self {
            Self::Integer { bytes: 1, .. } => ColumnKind::Tiny,
            Self::Integer { bytes: 2, .. } => ColumnKind::Small,
            Self::Integer { bytes: 3 | 4, .. } => ColumnKind::Int,
            Self::Integer { .. } => ColumnKind::BigInt,
            Self::Decimal { .. } => ColumnKind::Decimal,
            Self::Float => ColumnKind::Float,
            Self::Double => ColumnKind::Double,
            Self::Char(_) | Self::Enum(_) => ColumnKind::Char,
            Self::VarChar(_) => ColumnKind::VarChar,
            Self::Text(_) => ColumnKind::Text,
            Self::Date => ColumnKind::Date,
            Self::Time => ColumnKind::Time,
            Self::DateTime => ColumnKind::DateTime,
            Self::Timestamp => ColumnKind::Timestamp,
        }
    }
}

impl Table {
    /// The position of a column; names of columns ignore case.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|own| own.name.eq_ignore_ascii_case(column))
    }

    /// PRI, UNI, MUL or nothing: what DESCRIBE says of a column.
    pub(crate) fn key_of(&self, column: usize) -> &'static str {
        let mut shown = "";
        for key in &self.keys {
            if !key.columns.contains(&column) {
                continue;
            }
            if key.name == PRIMARY {
                return "PRI";
            }
            if key.columns.len() == 1 {
                shown = "UNI";
            } else if key.columns[0] == column && shown.is_empty() {
                shown = "MUL";
            }
        }
        shown
    }
}

/// The primary key's name.
pub(crate) const PRIMARY: &str = "PRIMARY";
