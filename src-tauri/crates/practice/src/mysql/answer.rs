//! What a statement answers.

/// A column's type, as far as clients see it: alignment, and the type's number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Tiny,
    Small,
    Int,
    BigInt,
    Decimal,
    Float,
    Double,
    Char,
    VarChar,
    Text,
    Date,
    Time,
    DateTime,
    Timestamp,
    Null,
}

impl ColumnKind {
    /// Whether the client aligns it to the right.
    pub(crate) fn is_number(self) -> bool {
        // The client counts MYSQL_TYPE_NULL as a number.
        matches!(self, Self::Tiny | Self::Small | Self::Int | Self::BigInt | Self::Decimal | Self::Float | Self::Double | Self::Null)
    }
}

/// One column of a result set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The heading.
    pub(crate) name: String,
    pub(crate) kind: ColumnKind,
    /// Whether NULL can stand in it.
    pub(crate) nullable: bool,
    /// The database of its table; empty for an expression.
    pub(crate) database: String,
    /// Its table; empty for an expression.
    pub(crate) table: String,
}

impl Column {
    /// A column of an expression or of a SHOW statement.
    pub(crate) fn new(name: impl Into<String>, kind: ColumnKind, nullable: bool) -> Self {
        Self { name: name.into(), kind, nullable, database: String::new(), table: String::new() }
    }

    /// A column of text that is never NULL.
    pub(crate) fn text(name: impl Into<String>) -> Self {
        Self::new(name, ColumnKind::VarChar, false)
    }
}

/// A note, a warning or an error that a statement left for SHOW WARNINGS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// `Note`, `Warning` or `Error`.
    pub(crate) level: &'static str,
    /// MySQL's number.
    pub(crate) code: u16,
    /// MySQL's words.
    pub(crate) message: String,
}

impl Warning {
    /// One of the level `Note`.
    pub(crate) fn note(code: u16, message: impl Into<String>) -> Self {
        Self { level: "Note", code, message: message.into() }
    }

    /// One of the level `Warning`.
    pub(crate) fn serious(code: u16, message: impl Into<String>) -> Self {
        Self { level: "Warning", code, message: message.into() }
    }
}

/// What one statement answers: a result set when it has columns, otherwise how many rows it changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The result set's columns; none: the statement has no result set.
    pub(crate) columns: Vec<Column>,
    /// The rows' values as text, NULL as none.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// Rows changed.
    pub(crate) affected: u64,
    /// The first value that AUTO_INCREMENT gave; 0 for none.
    pub(crate) last_insert_id: u64,
    /// What SHOW WARNINGS lists.
    pub(crate) warnings: Vec<Warning>,
    /// The client's second line: `Records: 2  Duplicates: 0  Warnings: 0`.
    pub(crate) info: Option<String>,
    /// Whether the statement was USE: the client says `Database changed`.
    pub(crate) database_changed: bool,
}

impl Answer {
    /// A statement without a result set that changed this many rows.
    pub(crate) fn done(affected: u64) -> Self {
        Self { affected, ..Self::default() }
    }

    /// A result set.
    pub(crate) fn result_set(columns: Vec<Column>, rows: Vec<Vec<Option<String>>>) -> Self {
        Self { columns, rows, ..Self::default() }
    }

    /// Whether there is a result set.
    pub(crate) fn has_result_set(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The same with a warning more.
    pub(crate) fn warn(mut self, warning: Warning) -> Self {
        self.warnings.push(warning);
        self
    }
}
