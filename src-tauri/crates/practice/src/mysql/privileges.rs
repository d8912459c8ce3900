//! Privileges, and what they are granted on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::account::backticked;
use super::value::like;
use crate::world::MysqlFlavour;

macro_rules! privileges {
    ($($variant:ident $name:literal $column:literal $reach:ident;)*) => {
        /// A static privilege, in the order in which SHOW GRANTS lists them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum Privilege { $($variant,)* }

        impl Privilege {
            /// All of them, in SHOW GRANTS' order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As statements name it.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Its column in mysql.user.
            pub(crate) fn column(self) -> &'static str {
                match self { $(Self::$variant => $column,)* }
            }

            /// The narrowest thing that it can be granted on.
            fn reach(self) -> Reach {
                match self { $(Self::$variant => Reach::$reach,)* }
            }
        }
    };
}

/// The narrowest thing that a privilege can be granted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Table,
    Database,
    Global,
}

privileges! {
    Select "SELECT" "Select_priv" Table;
    Insert "INSERT" "Insert_priv" Table;
    Update "UPDATE" "Update_priv" Table;
    Delete "DELETE" "Delete_priv" Table;
    Create "CREATE" "Create_priv" Table;
    Drop "DROP" "Drop_priv" Table;
    Reload "RELOAD" "Reload_priv" Global;
    Shutdown "SHUTDOWN" "Shutdown_priv" Global;
    Process "PROCESS" "Process_priv" Global;
    File "FILE" "File_priv" Global;
    References "REFERENCES" "References_priv" Table;
    Index "INDEX" "Index_priv" Table;
    Alter "ALTER" "Alter_priv" Table;
    ShowDatabases "SHOW DATABASES" "Show_db_priv" Global;
    Super "SUPER" "Super_priv" Global;
    CreateTemporaryTables "CREATE TEMPORARY TABLES" "Create_tmp_table_priv" Database;
    LockTables "LOCK TABLES" "Lock_tables_priv" Database;
    Execute "EXECUTE" "Execute_priv" Database;
    ReplicationSlave "REPLICATION SLAVE" "Repl_slave_priv" Global;
    ReplicationClient "REPLICATION CLIENT" "Repl_client_priv" Global;
    CreateView "CREATE VIEW" "Create_view_priv" Table;
    ShowView "SHOW VIEW" "Show_view_priv" Table;
    CreateRoutine "CREATE ROUTINE" "Create_routine_priv" Database;
    AlterRoutine "ALTER ROUTINE" "Alter_routine_priv" Database;
    CreateUser "CREATE USER" "Create_user_priv" Global;
    Event "EVENT" "Event_priv" Database;
    Trigger "TRIGGER" "Trigger_priv" Table;
    CreateTablespace "CREATE TABLESPACE" "Create_tablespace_priv" Global;
    CreateRole "CREATE ROLE" "Create_role_priv" Global;
    DropRole "DROP ROLE" "Drop_role_priv" Global;
}

const DYNAMIC: &[&str] = &[
    "APPLICATION_PASSWORD_ADMIN",
    "AUDIT_ABORT_EXEMPT",
    "AUDIT_ADMIN",
    "AUTHENTICATION_POLICY_ADMIN",
    "BACKUP_ADMIN",
    "BINLOG_ADMIN",
    "BINLOG_ENCRYPTION_ADMIN",
    "CLONE_ADMIN",
    "CONNECTION_ADMIN",
    "ENCRYPTION_KEY_ADMIN",
    "FIREWALL_EXEMPT",
    "FLUSH_OPTIMIZER_COSTS",
    "FLUSH_STATUS",
    "FLUSH_TABLES",
    "FLUSH_USER_RESOURCES",
    "GROUP_REPLICATION_ADMIN",
    "GROUP_REPLICATION_STREAM",
    "INNODB_REDO_LOG_ARCHIVE",
    "INNODB_REDO_LOG_ENABLE",
    "PASSWORDLESS_USER_ADMIN",
    "PERSIST_RO_VARIABLES_ADMIN",
    "REPLICATION_APPLIER",
    "REPLICATION_SLAVE_ADMIN",
    "RESOURCE_GROUP_ADMIN",
    "RESOURCE_GROUP_USER",
    "ROLE_ADMIN",
    "SENSITIVE_VARIABLES_OBSERVER",
    "SERVICE_CONNECTION_ADMIN",
    "SESSION_VARIABLES_ADMIN",
    "SHOW_ROUTINE",
    "SYSTEM_USER",
    "SYSTEM_VARIABLES_ADMIN",
    "TABLE_ENCRYPTION_ADMIN",
    "TELEMETRY_LOG_ADMIN",
    "XA_RECOVER_ADMIN",
];
const DYNAMIC_8_0_ONLY: &[&str] = &["SET_USER_ID"];
const DYNAMIC_SINCE_9: &[&str] =
    &["ALLOW_NONEXISTENT_DEFINER", "FLUSH_PRIVILEGES", "OPTIMIZE_LOCAL_TABLE", "SET_ANY_DEFINER", "TRANSACTION_GTID_TAG"];

/// The dynamic privileges that a server knows.
pub(crate) fn dynamic_privileges(flavour: MysqlFlavour) -> BTreeSet<&'static str> {
    let own = match flavour {
        MysqlFlavour::V8_0 => DYNAMIC_8_0_ONLY,
        MysqlFlavour::V9 => DYNAMIC_SINCE_9,
    };
    DYNAMIC.iter().chain(own).copied().collect()
}

/// What a privilege is granted on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// `*.*`
    Global,
    /// `` `pattern`.* ``; the pattern may hold `%`, `_` and `\`.
    Database(String),
    /// `` `database`.`table` ``
    Table(String, String),
}

impl Scope {
    /// Whether a privilege can be granted there.
    pub(crate) fn allows(&self, privilege: Privilege) -> bool {
        privilege.reach()
            <= match self {
                Self::Global => Reach::Global,
                Self::Database(_) => Reach::Database,
                Self::Table(..) => Reach::Table,
            }
    }

    /// All that ALL PRIVILEGES means there.
    pub(crate) fn all(&self) -> BTreeSet<Privilege> {
        Privilege::ALL.iter().copied().filter(|privilege| self.allows(*privilege)).collect()
    }

    /// Whether a database lies in it.
    pub(crate) fn holds_database(&self, database: &str) -> bool {
        match self {
            Self::Global => true,
            Self::Database(pattern) => like(database, pattern),
            Self::Table(..) => false,
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Global => f.write_str("*.*"),
            Self::Database(database) => write!(f, "{}.*", backticked(database)),
            Self::Table(database, table) => write!(f, "{}.{}", backticked(database), backticked(table)),
        }
    }
}

/// What an account may do on one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) scope: Scope,
    pub(crate) privileges: BTreeSet<Privilege>,
    /// Dynamic privileges, each with its own grant option. Only on `*.*`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) dynamic: BTreeMap<String, bool>,
    /// Whether the account may pass the static privileges on.
    pub(crate) grant_option: bool,
}

impl Grant {
    /// Nothing yet.
    pub(crate) fn none(scope: Scope) -> Self {
        Self { scope, privileges: BTreeSet::new(), dynamic: BTreeMap::new(), grant_option: false }
    }

    /// Everything that there is on `*.*`, with the right to pass it on.
    pub(crate) fn everything(flavour: MysqlFlavour) -> Self {
        Self {
            privileges: Scope::Global.all(),
            dynamic: dynamic_privileges(flavour).into_iter().map(|name| (name.to_owned(), true)).collect(),
            grant_option: true,
            scope: Scope::Global,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.privileges.is_empty() && self.dynamic.is_empty() && !self.grant_option
    }

    /// The lines that SHOW GRANTS prints for it.
    pub(crate) fn lines(&self, to: &str) -> Vec<String> {
        let option = |granted: bool| if granted { " WITH GRANT OPTION" } else { "" };
        let listed = if self.privileges.is_empty() {
            "USAGE".to_owned()
        } else if self.scope != Scope::Global && self.privileges == self.scope.all() {
            "ALL PRIVILEGES".to_owned()
        } else {
            self.privileges.iter().map(|privilege| privilege.name()).collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec![format!("GRANT {listed} ON {} TO {to}{}", self.scope, option(self.grant_option))];
        for with_option in [false, true] {
            let names: Vec<_> = self.dynamic.iter().filter(|(_, option)| **option == with_option).map(|(name, _)| name.as_str()).collect();
            if !names.is_empty() {
                lines.push(format!("GRANT {} ON *.* TO {to}{}", names.join(","), option(with_option)));
            }
        }
        lines
    }
}
