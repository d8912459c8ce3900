//! The tables that show the server's own state: mysql, information_schema, performance_schema.

use jiff::Timestamp;

use super::super::account::Account;
use super::super::answer::ColumnKind;
use super::super::flavour::Version as _;
use super::super::privileges::{Grant, Privilege, Scope};
use super::super::server::Server;
use super::super::session::Session;
use super::super::value::Value;
use super::evaluate::{Relation, RelationColumn};
use super::functions::shown_time;
use crate::world::MysqlFlavour;

/// The tables there are, in order.
const TABLES: &[(&str, &str)] = &[
    ("information_schema", "COLUMNS"),
    ("information_schema", "PLUGINS"),
    ("information_schema", "PROCESSLIST"),
    ("information_schema", "SCHEMATA"),
    ("information_schema", "TABLES"),
    ("mysql", "component"),
    ("mysql", "db"),
    ("mysql", "global_grants"),
    ("mysql", "user"),
    ("performance_schema", "global_status"),
    ("performance_schema", "global_variables"),
    ("performance_schema", "persisted_variables"),
    ("performance_schema", "processlist"),
    ("performance_schema", "session_status"),
    ("performance_schema", "session_variables"),
];

/// The names of a system database's tables.
pub(super) fn table_names(database: &str) -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(move |(own, _)| *own == database).map(|(_, table)| *table)
}

/// Whether a system database has a table.
pub(super) fn has_table(database: &str, table: &str) -> bool {
    find(database, table).is_some()
}

/// Names in information_schema and performance_schema ignore case.
fn find(database: &str, table: &str) -> Option<(&'static str, &'static str)> {
    TABLES.iter().copied().find(|(own, name)| {
        if *own == "mysql" {
            *own == database && *name == table
        } else {
            own.eq_ignore_ascii_case(database) && name.eq_ignore_ascii_case(table)
        }
    })
}

/// A plugin: name, type, library, license.
pub(super) type PluginRow = (&'static str, &'static str, Option<&'static str>);

/// The plugins that a server has, all of them active.
pub(super) fn plugins(flavour: MysqlFlavour) -> impl Iterator<Item = PluginRow> {
    const ALL: &[PluginRow] = &[
        ("binlog", "STORAGE ENGINE", None),
        ("mysql_native_password", "AUTHENTICATION", None),
        ("sha256_password", "AUTHENTICATION", None),
        ("caching_sha2_password", "AUTHENTICATION", None),
        ("sha2_cache_cleaner", "AUDIT", None),
        ("daemon_keyring_proxy_plugin", "DAEMON", None),
        ("InnoDB", "STORAGE ENGINE", None),
        ("PERFORMANCE_SCHEMA", "STORAGE ENGINE", None),
        ("mysqlx_cache_cleaner", "AUDIT", None),
        ("mysqlx", "DAEMON", None),
        ("auth_socket", "AUTHENTICATION", Some("auth_socket.so")),
    ];
    ALL.iter().copied().filter(move |(name, ..)| *name != "mysql_native_password" || flavour.has_native_password())
}

/// A table of a system database, as a session sees it now; none when there is none of the name.
pub(super) fn relation(server: &Server, session: &Session, database: &str, table: &str, now: Timestamp) -> Option<Relation> {
    let (database, table) = find(database, table)?;
    let (columns, rows) = match (database, table) {
        ("mysql", "user") => users(server),
        ("mysql", "db") => database_grants(server),
        ("mysql", "global_grants") => global_grants(server),
        ("mysql", "component") => components(server),
        ("information_schema", "SCHEMATA") => schemata(server, session),
        ("information_schema", "TABLES") => tables(server, session),
        ("information_schema", "COLUMNS") => columns_of_tables(server, session),
        ("information_schema", "PLUGINS") => plugin_rows(server),
        ("information_schema", "PROCESSLIST") | ("performance_schema", "processlist") => processlist(server, session, now),
        ("performance_schema", "global_variables") => variables(server, session, true),
        ("performance_schema", "session_variables") => variables(server, session, false),
        ("performance_schema", "persisted_variables") => persisted(server),
        _ => status(server, session, now),
    };
    Some(Relation { database: database.to_owned(), table: table.to_owned(), alias: table.to_owned(), columns, rows })
}

type Content = (Vec<RelationColumn>, Vec<Vec<Value>>);

fn column(name: &str, kind: ColumnKind, nullable: bool) -> RelationColumn {
    RelationColumn { name: name.to_owned(), kind, nullable }
}

/// Columns of text that is never NULL.
fn texts(names: &[&str]) -> Vec<RelationColumn> {
    names.iter().map(|name| column(name, ColumnKind::VarChar, false)).collect()
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn int(number: impl TryInto<i64>) -> Value {
    Value::Int(number.try_into().unwrap_or(i64::MAX))
}

fn yes_no(yes: bool) -> Value {
    text(if yes { "Y" } else { "N" })
}

fn in_order(server: &Server) -> Vec<&Account> {
    let mut accounts: Vec<_> = server.accounts.iter().collect();
    accounts.sort_by(|left, right| (&left.name.host, &left.name.user).cmp(&(&right.name.host, &right.name.user)));
    accounts
}

fn users(server: &Server) -> Content {
    let late = [Privilege::CreateRole, Privilege::DropRole];
    let early: Vec<_> = Privilege::ALL.iter().copied().filter(|privilege| !late.contains(privilege)).collect();
    // Grant_priv stands behind File_priv.
    let split = early.iter().position(|privilege| *privilege == Privilege::References).unwrap_or(early.len());
    let mut columns = texts(&["Host", "User"]);
    let flag = |name: &str| column(name, ColumnKind::Char, false);
    columns.extend(early[..split].iter().map(|privilege| flag(privilege.column())));
    columns.push(flag("Grant_priv"));
    columns.extend(early[split..].iter().map(|privilege| flag(privilege.column())));
    columns.extend(texts(&["ssl_type", "ssl_cipher", "x509_issuer", "x509_subject"]));
    columns.extend(
        ["max_questions", "max_updates", "max_connections", "max_user_connections"].map(|name| column(name, ColumnKind::Int, false)),
    );
    columns.push(column("plugin", ColumnKind::Char, false));
    columns.push(column("authentication_string", ColumnKind::Text, true));
    columns.push(flag("password_expired"));
    columns.push(column("password_last_changed", ColumnKind::Timestamp, true));
    columns.push(column("password_lifetime", ColumnKind::Small, true));
    columns.push(flag("account_locked"));
    columns.extend(late.map(|privilege| flag(privilege.column())));
    columns.push(column("Password_reuse_history", ColumnKind::Small, true));
    columns.push(column("Password_reuse_time", ColumnKind::Small, true));
    columns.push(column("Password_require_current", ColumnKind::Char, true));
    columns.push(column("User_attributes", ColumnKind::Text, true));
    let rows = in_order(server)
        .into_iter()
        .map(|account| {
            let global = account.grants.iter().find(|grant| grant.scope == Scope::Global);
            let has = |privilege: &Privilege| yes_no(global.is_some_and(|grant| grant.privileges.contains(privilege)));
            let mut row = vec![text(&account.name.host), text(&account.name.user)];
            row.extend(early[..split].iter().map(has));
            row.push(yes_no(global.is_some_and(|grant| grant.grant_option)));
            row.extend(early[split..].iter().map(has));
            row.extend(std::iter::repeat_n(text(""), 4));
            row.extend(std::iter::repeat_n(Value::Int(0), 4));
            row.push(text(account.verifier.plugin.name()));
            row.push(text(&account.verifier.string));
            row.push(yes_no(false));
            row.push(text(shown_time(account.password_last_changed)));
            row.push(Value::Null);
            row.push(yes_no(account.locked));
            row.extend(late.iter().map(has));
            row.extend(std::iter::repeat_n(Value::Null, 4));
            row
        })
        .collect();
    (columns, rows)
}

fn database_grants(server: &Server) -> Content {
    let of_databases: Vec<_> =
        Privilege::ALL.iter().copied().filter(|privilege| Scope::Database(String::new()).allows(*privilege)).collect();
    let mut columns = texts(&["Host", "Db", "User"]);
    columns.extend(of_databases.iter().map(|privilege| column(privilege.column(), ColumnKind::Char, false)));
    columns.push(column("Grant_priv", ColumnKind::Char, false));
    let row = |account: &Account, grant: &Grant, database: &str| {
        let mut row = vec![text(&account.name.host), text(database), text(&account.name.user)];
        row.extend(of_databases.iter().map(|privilege| yes_no(grant.privileges.contains(privilege))));
        row.push(yes_no(grant.grant_option));
        row
    };
    let mut rows = Vec::new();
    for account in in_order(server) {
        for grant in &account.grants {
            if let Scope::Database(database) = &grant.scope {
                rows.push(row(account, grant, database));
            }
        }
    }
    (columns, rows)
}

fn global_grants(server: &Server) -> Content {
    let mut rows = Vec::new();
    for account in in_order(server) {
        for (name, option) in account.grants.iter().flat_map(|grant| &grant.dynamic) {
            rows.push(vec![text(&account.name.user), text(&account.name.host), text(name), yes_no(*option)]);
        }
    }
    (texts(&["USER", "HOST", "PRIV", "WITH_GRANT_OPTION"]), rows)
}

fn components(server: &Server) -> Content {
    let mut columns = vec![column("component_id", ColumnKind::Int, false), column("component_group_id", ColumnKind::Int, false)];
    columns.push(column("component_urn", ColumnKind::Text, false));
    let rows = server.components.iter().zip(1..).map(|(urn, id)| vec![Value::Int(id), Value::Int(id), text(urn)]).collect();
    (columns, rows)
}

fn schemata(server: &Server, session: &Session) -> Content {
    let mut columns = texts(&["CATALOG_NAME", "SCHEMA_NAME", "DEFAULT_CHARACTER_SET_NAME", "DEFAULT_COLLATION_NAME"]);
    columns.push(column("SQL_PATH", ColumnKind::Null, true));
    columns.extend(texts(&["DEFAULT_ENCRYPTION"]));
    let rows = server
        .visible_databases(session)
        .into_iter()
        .map(|name| {
            let (charset, collation) = match name {
                "information_schema" => ("utf8mb3", "utf8mb3_general_ci"),
                _ => ("utf8mb4", "utf8mb4_0900_ai_ci"),
            };
            vec![text("def"), text(name), text(charset), text(collation), Value::Null, text("NO")]
        })
        .collect();
    (columns, rows)
}

fn tables(server: &Server, session: &Session) -> Content {
    let mut columns = texts(&["TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "TABLE_TYPE"]);
    columns.push(column("ENGINE", ColumnKind::VarChar, true));
    columns.push(column("TABLE_ROWS", ColumnKind::BigInt, true));
    columns.push(column("AUTO_INCREMENT", ColumnKind::BigInt, true));
    columns.push(column("CREATE_TIME", ColumnKind::Timestamp, true));
    let rights = server.rights(session);
    let mut rows = Vec::new();
    for (database, table) in TABLES.iter().copied() {
        let (kind, engine) = match database {
            "information_schema" => ("SYSTEM VIEW", Value::Null),
            "mysql" => ("BASE TABLE", text("InnoDB")),
            _ => ("BASE TABLE", text("PERFORMANCE_SCHEMA")),
        };
        if database == "information_schema" || rights.sees_table(database, table) {
            rows.push(vec![text("def"), text(database), text(table), text(kind), engine, Value::Null, Value::Null, Value::Null]);
        }
    }
    for (database, content) in &server.databases {
        for (name, table) in content.tables.iter().filter(|(name, _)| rights.sees_table(database, name)) {
            let auto = if table.columns.iter().any(|column| column.auto_increment) { Value::Int(table.next_auto) } else { Value::Null };
            rows.push(vec![
                text("def"),
                text(database),
                text(name),
                text("BASE TABLE"),
                text("InnoDB"),
                int(table.rows.len()),
                auto,
                text(shown_time(table.created_at)),
            ]);
        }
    }
    (columns, rows)
}

fn columns_of_tables(server: &Server, session: &Session) -> Content {
    let mut columns = texts(&["TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME"]);
    columns.push(column("ORDINAL_POSITION", ColumnKind::Int, false));
    columns.push(column("COLUMN_DEFAULT", ColumnKind::Text, true));
    columns.extend(texts(&["IS_NULLABLE", "COLUMN_TYPE", "COLUMN_KEY", "EXTRA"]));
    let rights = server.rights(session);
    let mut rows = Vec::new();
    for (database, content) in &server.databases {
        for (name, table) in content.tables.iter().filter(|(name, _)| rights.sees_table(database, name)) {
            for (at, own) in table.columns.iter().enumerate() {
                let (null, key, default, extra) = super::tables::description(table, at);
                rows.push(vec![
                    text("def"),
                    text(database),
                    text(name),
                    text(&own.name),
                    int(at + 1),
                    default.map_or(Value::Null, Value::Text),
                    text(null),
                    text(own.sql_type.shown()),
                    text(key),
                    text(extra),
                ]);
            }
        }
    }
    (columns, rows)
}

fn plugin_rows(server: &Server) -> Content {
    let mut columns = texts(&["PLUGIN_NAME", "PLUGIN_VERSION", "PLUGIN_STATUS", "PLUGIN_TYPE"]);
    columns.push(column("PLUGIN_LIBRARY", ColumnKind::VarChar, true));
    columns.extend(texts(&["PLUGIN_LICENSE", "LOAD_OPTION"]));
    let rows = plugins(server.flavour)
        .map(|(name, kind, library)| {
            vec![text(name), text("1.0"), text("ACTIVE"), text(kind), library.map_or(Value::Null, text), text("GPL"), text("ON")]
        })
        .collect();
    (columns, rows)
}

fn processlist(server: &Server, session: &Session, now: Timestamp) -> Content {
    let columns = vec![
        column("ID", ColumnKind::BigInt, false),
        column("USER", ColumnKind::VarChar, false),
        column("HOST", ColumnKind::VarChar, false),
        column("DB", ColumnKind::VarChar, true),
        column("COMMAND", ColumnKind::VarChar, false),
        column("TIME", ColumnKind::Int, false),
        column("STATE", ColumnKind::VarChar, true),
        column("INFO", ColumnKind::VarChar, true),
    ];
    let all = server.rights(session).globally(Privilege::Process);
    let seconds = |since: Timestamp| int(now.duration_since(since).as_secs().max(0));
    let database = |database: &Option<String>| database.clone().map_or(Value::Null, Value::Text);
    let mut rows = Vec::new();
    if all {
        rows.push(vec![
            Value::Int(5),
            text("event_scheduler"),
            text("localhost"),
            Value::Null,
            text("Daemon"),
            seconds(server.started_at),
            text("Waiting on empty queue"),
            Value::Null,
        ]);
    }
    for (id, process) in server.processes.iter().filter(|(id, process)| **id != session.id && (all || process.user == session.user)) {
        rows.push(vec![
            int(*id),
            text(&process.user),
            text(&process.host),
            database(&process.database),
            text("Sleep"),
            seconds(process.since),
            text(""),
            Value::Null,
        ]);
    }
    rows.push(vec![
        int(session.id),
        text(&session.user),
        text(&session.host),
        database(&session.database),
        text("Query"),
        Value::Int(0),
        text("init"),
        text("SHOW PROCESSLIST"),
    ]);
    rows.sort_by(|left, right| left[0].order(&right[0]));
    (columns, rows)
}

fn variables(server: &Server, session: &Session, global: bool) -> Content {
    let columns = vec![column("VARIABLE_NAME", ColumnKind::VarChar, false), column("VARIABLE_VALUE", ColumnKind::VarChar, true)];
    let rows = server
        .variables()
        .map(|variable| {
            let value = if global { server.global_of(variable) } else { server.session_of(session, variable) };
            vec![text(variable.name), text(value)]
        })
        .collect();
    (columns, rows)
}

fn persisted(server: &Server) -> Content {
    let columns = vec![column("VARIABLE_NAME", ColumnKind::VarChar, false), column("VARIABLE_VALUE", ColumnKind::VarChar, true)];
    (columns, server.persisted.iter().map(|(name, value)| vec![text(name), text(value)]).collect())
}

fn status(server: &Server, session: &Session, now: Timestamp) -> Content {
    let columns = vec![column("VARIABLE_NAME", ColumnKind::VarChar, false), column("VARIABLE_VALUE", ColumnKind::VarChar, true)];
    // mysqld counts in whole seconds of the clock: it keeps the second in which it was started.
    let uptime = (now.as_second() - server.started_at.as_second()).max(0).to_string();
    let (version, cipher) = session.tls.clone().unwrap_or_default();
    // The session's own connection is one of them, listed or not.
    let connected = server.processes.len() + usize::from(!server.processes.contains_key(&session.id));
    let questions = server.questions.to_string();
    let rows = [
        ("Connections", server.connections().to_string()),
        ("Queries", questions.clone()),
        ("Questions", questions),
        ("Ssl_cipher", cipher),
        ("Ssl_version", version),
        ("Threads_connected", connected.to_string()),
        ("Threads_running", "2".to_owned()),
        ("Uptime", uptime.clone()),
        ("Uptime_since_flush_status", uptime),
    ];
    (columns, rows.into_iter().map(|(name, value)| vec![text(name), text(value)]).collect())
}
