//! The syntax tree.

use std::fmt;

use super::super::account::AccountName;
use super::super::schema::{DefaultValue, SqlType};
use super::super::value::Value;

/// A password in a statement. Debug does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(pub(crate) String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// A statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Statement {
    CreateUser {
        if_not_exists: bool,
        users: Vec<UserSpec>,
    },
    AlterUser {
        if_exists: bool,
        users: Vec<UserSpec>,
    },
    DropUser {
        if_exists: bool,
        users: Vec<AccountRef>,
    },
    RenameUser {
        pairs: Vec<(AccountRef, AccountRef)>,
    },
    SetPassword {
        user: Option<AccountRef>,
        password: Password,
    },
    Grant {
        privileges: PrivilegeList,
        on: GrantTarget,
        to: Vec<AccountRef>,
        grant_option: bool,
    },
    Revoke {
        privileges: PrivilegeList,
        on: GrantTarget,
        from: Vec<AccountRef>,
    },
    /// REVOKE ALL PRIVILEGES, GRANT OPTION
    RevokeAll {
        from: Vec<AccountRef>,
    },
    Flush(Flush),
    CreateDatabase {
        if_not_exists: bool,
        name: String,
    },
    DropDatabase {
        if_exists: bool,
        name: String,
    },
    Use(String),
    CreateTable(CreateTable),
    DropTable {
        if_exists: bool,
        tables: Vec<TableRef>,
    },
    Truncate(TableRef),
    Insert(Insert),
    Update {
        table: TableRef,
        set: Vec<(String, Expr)>,
        filter: Option<Expr>,
        order: Vec<Order>,
        limit: Option<u64>,
    },
    Delete {
        table: TableRef,
        filter: Option<Expr>,
        order: Vec<Order>,
        limit: Option<u64>,
    },
    Select(Select),
    Show(Show),
    Describe {
        table: TableRef,
        column: Option<String>,
    },
    Set(Vec<Assignment>),
    InstallComponents(Vec<String>),
    UninstallComponents(Vec<String>),
    /// COMMIT and ROLLBACK: every statement commits itself, so there is nothing to do.
    EndTransaction,
    /// DO expressions
    Do(Vec<Expr>),
    Kill(Expr),
}

/// An account as a statement names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AccountRef {
    Named(AccountName),
    /// CURRENT_USER
    Current,
}

/// An account and how it shall log in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UserSpec {
    pub(crate) name: AccountRef,
    pub(crate) identified: Option<Identified>,
    /// ACCOUNT LOCK or UNLOCK.
    pub(crate) lock: Option<bool>,
}

/// IDENTIFIED …
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Identified {
    /// WITH plugin
    pub(crate) plugin: Option<String>,
    pub(crate) by: Option<Credential>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Credential {
    /// BY 'password'
    Password(Password),
    /// AS 'authentication string'
    String(Password),
}

/// The privileges of a GRANT or REVOKE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PrivilegeList {
    All,
    /// Their names in upper case; `GRANT OPTION` and `USAGE` among them.
    Named(Vec<String>),
}

/// What stands behind ON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GrantTarget {
    /// `*.*`
    Everything,
    /// `db.*`
    Database(String),
    /// `*`
    CurrentDatabase,
    /// `db.table` or `table`
    Table(TableRef),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flush {
    Privileges,
    /// FLUSH TABLES, STATUS, LOGS, HOSTS: nothing of that is kept here.
    Other,
}

/// A table's name, with its database when it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRef {
    pub(crate) database: Option<String>,
    pub(crate) table: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CreateTable {
    pub(crate) if_not_exists: bool,
    pub(crate) table: TableRef,
    pub(crate) columns: Vec<ColumnSpec>,
    /// PRIMARY KEY (…)
    pub(crate) primary_keys: Vec<Vec<String>>,
    /// UNIQUE [KEY] [name] (…)
    pub(crate) unique_keys: Vec<(Option<String>, Vec<String>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnSpec {
    pub(crate) name: String,
    pub(crate) sql_type: SqlType,
    pub(crate) not_null: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) auto_increment: bool,
    pub(crate) primary: bool,
    pub(crate) unique: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Insert {
    pub(crate) table: TableRef,
    /// None: all columns in their order.
    pub(crate) columns: Option<Vec<String>>,
    /// A value that is none is DEFAULT.
    pub(crate) rows: Vec<Vec<Option<Expr>>>,
    /// INSERT IGNORE
    pub(crate) ignore: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Select {
    pub(crate) distinct: bool,
    pub(crate) items: Vec<SelectItem>,
    pub(crate) from: Option<From>,
    pub(crate) filter: Option<Expr>,
    pub(crate) order: Vec<Order>,
    /// How many rows, and how many to skip before.
    pub(crate) limit: Option<(u64, u64)>,
}

/// A table and its alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct From {
    pub(crate) table: TableRef,
    pub(crate) alias: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SelectItem {
    /// `*` or `t.*`
    Star,
    Expr {
        expr: Expr,
        /// The alias, or the expression as it is written.
        heading: String,
        /// The alias alone.
        alias: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) by: Expr,
    pub(crate) descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Or,
    Xor,
    And,
    Equal,
    NullSafeEqual,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    IntegerDivide,
    Modulo,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Literal(Value),
    /// A column, and the table before its point.
    Column {
        table: Option<String>,
        name: String,
    },
    /// `@@name`, `@@global.name`, `@@session.name`
    Variable {
        scope: Option<VariableScope>,
        name: String,
    },
    /// `@name`
    UserVariable(String),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    Like {
        text: Box<Expr>,
        pattern: Box<Expr>,
        negated: bool,
    },
    In {
        value: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    IsNull {
        value: Box<Expr>,
        negated: bool,
    },
    /// IS TRUE and IS FALSE
    IsTruth {
        value: Box<Expr>,
        truth: bool,
        negated: bool,
    },
    /// A function by its name in upper case.
    Call {
        name: String,
        arguments: Vec<Expr>,
    },
    /// TIMESTAMPDIFF(unit, from, to)
    TimestampDiff {
        unit: String,
        from: Box<Expr>,
        to: Box<Expr>,
    },
    /// COUNT, SUM, MIN, MAX, AVG; no argument is `*`.
    Aggregate {
        name: &'static str,
        distinct: bool,
        argument: Option<Box<Expr>>,
    },
    /// CASE
    Case {
        operand: Option<Box<Expr>>,
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariableScope {
    Global,
    Session,
    Persist,
    PersistOnly,
}

/// One assignment of SET.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Assignment {
    /// A system variable; no value is DEFAULT.
    Variable { scope: Option<VariableScope>, name: String, value: Option<Expr> },
    /// `@name`
    User { name: String, value: Expr },
    /// SET NAMES or SET CHARACTER SET
    Names { charset: String, collation: Option<String> },
}

/// What narrows a SHOW.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Narrow {
    All,
    Like(String),
    Where(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Show {
    Databases(Narrow),
    Tables { full: bool, database: Option<String>, narrow: Narrow },
    Columns { full: bool, table: TableRef, narrow: Narrow },
    Grants(Option<AccountRef>),
    CreateUser(AccountRef),
    CreateDatabase(String),
    CreateTable(TableRef),
    Variables { global: bool, narrow: Narrow },
    Status { global: bool, narrow: Narrow },
    Processlist { full: bool },
    Warnings { errors_only: bool },
    CountWarnings { errors_only: bool },
    Plugins,
    Engines,
}
