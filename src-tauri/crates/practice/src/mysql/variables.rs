//! System variables: their names, defaults, scopes and kinds.

use super::error::SqlError;
use super::flavour::Version as _;
use super::policy::Level;
use super::value::Value;
use crate::world::MysqlFlavour;

/// Where a variable has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// One for the server.
    Global,
    /// One for the server and one for each connection.
    Both,
}

/// Whether a variable can be set while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Dynamic,
    /// By a configuration file, or by PERSIST_ONLY for the next start.
    ReadOnly,
    /// By a configuration file only.
    NonPersistent,
}

/// What values a variable takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Switch,
    Number(i64, i64),
    Text,
    Choice(&'static [&'static str]),
    Level,
}

/// A system variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    pub(crate) reach: Reach,
    pub(crate) access: Access,
    pub(crate) kind: Kind,
}

const fn dynamic(name: &'static str, default: &'static str, reach: Reach, kind: Kind) -> Variable {
    Variable { name, default, reach, access: Access::Dynamic, kind }
}

const fn fixed(name: &'static str, default: &'static str, kind: Kind) -> Variable {
    Variable { name, default, reach: Reach::Global, access: Access::ReadOnly, kind }
}

const fn bound(name: &'static str, default: &'static str, kind: Kind) -> Variable {
    Variable { name, default, reach: Reach::Global, access: Access::NonPersistent, kind }
}

use Kind::{Choice, Number, Switch, Text};
use Reach::{Both, Global};

const MAX: i64 = i64::MAX;
const ISOLATION: &[&str] = &["READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"];
const SQL_MODE: &str =
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

/// All but the component's, in order of names.
const VARIABLES: &[Variable] = &[
    dynamic("activate_all_roles_on_login", "OFF", Global, Switch),
    dynamic("authentication_policy", "*,,", Global, Text),
    dynamic("auto_increment_increment", "1", Both, Number(1, 65_535)),
    dynamic("auto_increment_offset", "1", Both, Number(1, 65_535)),
    dynamic("autocommit", "ON", Both, Switch),
    dynamic("automatic_sp_privileges", "ON", Global, Switch),
    fixed("back_log", "151", Number(1, 65_535)),
    bound("basedir", "/usr/", Text),
    bound("bind_address", "*", Text),
    fixed("caching_sha2_password_auto_generate_rsa_keys", "ON", Switch),
    bound("caching_sha2_password_private_key_path", "private_key.pem", Text),
    bound("caching_sha2_password_public_key_path", "public_key.pem", Text),
    dynamic("character_set_client", "utf8mb4", Both, Text),
    dynamic("character_set_connection", "utf8mb4", Both, Text),
    dynamic("character_set_database", "utf8mb4", Both, Text),
    dynamic("character_set_filesystem", "binary", Both, Text),
    dynamic("character_set_results", "utf8mb4", Both, Text),
    dynamic("character_set_server", "utf8mb4", Both, Text),
    bound("character_set_system", "utf8mb3", Text),
    bound("character_sets_dir", "/usr/share/mysql/charsets/", Text),
    dynamic("check_proxy_users", "OFF", Global, Switch),
    dynamic("collation_connection", "utf8mb4_0900_ai_ci", Both, Text),
    dynamic("collation_database", "utf8mb4_0900_ai_ci", Both, Text),
    dynamic("collation_server", "utf8mb4_0900_ai_ci", Both, Text),
    dynamic("connect_timeout", "10", Global, Number(2, 31_536_000)),
    bound("datadir", "/var/lib/mysql/", Text),
    fixed("default_authentication_plugin", "caching_sha2_password", Text),
    dynamic("default_password_lifetime", "0", Global, Number(0, 65_535)),
    dynamic("default_storage_engine", "InnoDB", Both, Choice(&["InnoDB"])),
    dynamic("disconnect_on_expired_password", "ON", Global, Switch),
    dynamic("event_scheduler", "ON", Global, Choice(&["OFF", "ON", "DISABLED"])),
    dynamic("foreign_key_checks", "ON", Both, Switch),
    dynamic("general_log", "OFF", Global, Switch),
    dynamic("general_log_file", "/var/lib/mysql/mysql.log", Global, Text),
    dynamic("group_concat_max_len", "1024", Both, Number(4, MAX)),
    bound("have_ssl", "YES", Text),
    bound("hostname", "localhost", Text),
    dynamic("innodb_buffer_pool_size", "134217728", Global, Number(5_242_880, MAX)),
    fixed("innodb_version", "", Text),
    dynamic("interactive_timeout", "28800", Both, Number(1, 31_536_000)),
    dynamic("key_buffer_size", "16777216", Global, Number(0, MAX)),
    dynamic("lc_messages", "en_US", Both, Text),
    dynamic("lc_time_names", "en_US", Both, Text),
    bound("license", "GPL", Text),
    dynamic("local_infile", "OFF", Global, Switch),
    bound("log_bin", "ON", Switch),
    fixed("log_error", "/var/log/mysql/error.log", Text),
    dynamic("log_error_verbosity", "2", Global, Number(1, 3)),
    dynamic("long_query_time", "10.000000", Both, Text),
    bound("lower_case_file_system", "OFF", Switch),
    fixed("lower_case_table_names", "0", Number(0, 2)),
    dynamic("max_allowed_packet", "67108864", Both, Number(1024, 1_073_741_824)),
    dynamic("max_binlog_size", "104857600", Global, Number(4096, 1_073_741_824)),
    dynamic("max_connect_errors", "100", Global, Number(1, MAX)),
    dynamic("max_connections", "151", Global, Number(1, 100_000)),
    dynamic("max_execution_time", "0", Both, Number(0, MAX)),
    dynamic("max_user_connections", "0", Both, Number(0, 4_294_967_295)),
    fixed("myisam_recover_options", "BACKUP", Text),
    fixed("mysql_native_password_proxy_users", "OFF", Switch),
    fixed("mysqlx_bind_address", "*", Text),
    fixed("mysqlx_port", "33060", Number(1, 65_535)),
    dynamic("net_read_timeout", "30", Both, Number(1, 31_536_000)),
    dynamic("net_write_timeout", "60", Both, Number(1, 31_536_000)),
    dynamic("offline_mode", "OFF", Global, Switch),
    dynamic("password_history", "0", Global, Number(0, 4_294_967_295)),
    dynamic("password_require_current", "OFF", Global, Switch),
    dynamic("password_reuse_interval", "0", Global, Number(0, 4_294_967_295)),
    fixed("performance_schema", "ON", Switch),
    bound("pid_file", "/var/run/mysqld/mysqld.pid", Text),
    bound("plugin_dir", "/usr/lib/mysql/plugin/", Text),
    bound("port", "3306", Number(0, 65_535)),
    bound("protocol_version", "10", Number(10, 10)),
    dynamic("read_only", "OFF", Global, Switch),
    dynamic("require_secure_transport", "OFF", Global, Switch),
    dynamic("secure_auth", "ON", Global, Switch),
    bound("secure_file_priv", "/var/lib/mysql-files/", Text),
    dynamic("server_id", "1", Global, Number(0, 4_294_967_295)),
    fixed("skip_name_resolve", "OFF", Switch),
    bound("skip_networking", "OFF", Switch),
    fixed("skip_show_database", "OFF", Switch),
    dynamic("slow_query_log", "OFF", Global, Switch),
    bound("socket", "/var/run/mysqld/mysqld.sock", Text),
    dynamic("sql_mode", SQL_MODE, Both, Text),
    dynamic("sql_notes", "ON", Both, Switch),
    dynamic("sql_safe_updates", "OFF", Both, Switch),
    dynamic("sql_select_limit", "18446744073709551615", Both, Text),
    dynamic("sql_warnings", "OFF", Both, Switch),
    dynamic("ssl_ca", "ca.pem", Global, Text),
    dynamic("ssl_cert", "server-cert.pem", Global, Text),
    dynamic("ssl_key", "server-key.pem", Global, Text),
    dynamic("super_read_only", "OFF", Global, Switch),
    bound("system_time_zone", "UTC", Text),
    dynamic("thread_cache_size", "9", Global, Number(0, 16_384)),
    dynamic("time_zone", "SYSTEM", Both, Choice(&["SYSTEM", "+00:00", "UTC"])),
    dynamic("tls_version", "TLSv1.2,TLSv1.3", Global, Text),
    dynamic("transaction_isolation", "REPEATABLE-READ", Both, Choice(ISOLATION)),
    dynamic("transaction_read_only", "OFF", Both, Switch),
    dynamic("unique_checks", "ON", Both, Switch),
    bound("version", "", Text),
    bound("version_comment", "", Text),
    bound("version_compile_machine", "x86_64", Text),
    bound("version_compile_os", "Linux", Text),
    dynamic("wait_timeout", "28800", Both, Number(1, 31_536_000)),
];

/// Only 8.0 has them.
const GONE_IN_9: &[&str] = &["default_authentication_plugin", "mysql_native_password_proxy_users", "secure_auth"];
/// 8.0 has lost it already.
const GONE_IN_8: &[&str] = &["secure_auth"];

/// The component's: there when it is installed.
const VALIDATE_PASSWORD: &[Variable] = &[
    dynamic("validate_password.changed_characters_percentage", "0", Global, Number(0, 100)),
    dynamic("validate_password.check_user_name", "ON", Global, Switch),
    dynamic("validate_password.dictionary_file", "", Global, Text),
    dynamic("validate_password.length", "8", Global, Number(0, MAX)),
    dynamic("validate_password.mixed_case_count", "1", Global, Number(0, MAX)),
    dynamic("validate_password.number_count", "1", Global, Number(0, MAX)),
    dynamic("validate_password.policy", "MEDIUM", Global, Kind::Level),
    dynamic("validate_password.special_char_count", "1", Global, Number(0, MAX)),
];

/// The variables of one server: with the component's, if it is installed.
pub(crate) fn all(flavour: MysqlFlavour, validate_password: bool) -> impl Iterator<Item = &'static Variable> {
    let gone = match flavour {
        MysqlFlavour::V8_0 => GONE_IN_8,
        MysqlFlavour::V9 => GONE_IN_9,
    };
    let component = if validate_password { VALIDATE_PASSWORD } else { &[] };
    VARIABLES
        .iter()
        .filter(|variable| !gone.contains(&variable.name))
        // 8.2 brought it.
        .chain(
            component
                .iter()
                .filter(move |variable| flavour == MysqlFlavour::V9 || !variable.name.ends_with("changed_characters_percentage")),
        )
}

/// Options that are no variables.
const OPTIONS: &[&str] =
    &["user", "mysql_native_password", "innodb_redo_log_capacity", "log_bin_trust_function_creators", "max_binlog_files", "tmpdir"];

/// Whether a configuration file may name it. The component's variables are unknown to mysqld while it reads its files.
pub(crate) fn is_option(name: &str) -> bool {
    const OF_NO_FILE: &[&str] = &["hostname", "version", "version_comment", "license", "protocol_version", "have_ssl", "innodb_version"];
    OPTIONS.contains(&name) || (VARIABLES.iter().any(|variable| variable.name == name) && !OF_NO_FILE.contains(&name))
}

impl Variable {
    /// The value when nothing sets it.
    pub(crate) fn default(&self, flavour: MysqlFlavour) -> &'static str {
        match self.name {
            "version" => flavour.version(),
            "version_comment" => flavour.version_comment(),
            "innodb_version" => match flavour {
                MysqlFlavour::V8_0 => "8.0.44",
                MysqlFlavour::V9 => "9.7.0",
            },
            _ => self.default,
        }
    }

    /// A value in the form in which SHOW VARIABLES shows it.
    ///
    /// # Errors
    /// 1231 and 1232: the variable does not take it.
    pub(crate) fn normalise(&self, value: &Value) -> Result<String, SqlError> {
        let text = value.to_string();
        let wrong = || SqlError::wrong_value(self.name, &text);
        match self.kind {
            Kind::Switch => match text.to_ascii_uppercase().as_str() {
                "ON" | "1" | "TRUE" => Ok("ON".to_owned()),
                "OFF" | "0" | "FALSE" => Ok("OFF".to_owned()),
                _ => Err(wrong()),
            },
            Kind::Number(least, most) => match value {
                Value::Int(number) => Ok((*number).clamp(least, most).to_string()),
                _ => Err(SqlError::wrong_argument_type(self.name)),
            },
            Kind::Text if value.is_null() => Err(wrong()),
            Kind::Text => Ok(text),
            Kind::Choice(names) => match value {
                Value::Int(at) => usize::try_from(*at).ok().and_then(|at| names.get(at)).map(|name| (*name).to_owned()).ok_or_else(wrong),
                _ => names.iter().find(|name| name.eq_ignore_ascii_case(&text)).map(|name| (*name).to_owned()).ok_or_else(wrong),
            },
            Kind::Level => Level::parse(&text).map(|level| level.name().to_owned()).ok_or_else(wrong),
        }
    }

    /// What `SELECT @@name` gives for a value that SHOW VARIABLES shows so.
    pub(crate) fn select(&self, shown: &str) -> Value {
        match self.kind {
            Kind::Switch => Value::truth(shown.eq_ignore_ascii_case("ON") || shown == "1"),
            Kind::Number(..) => shown.parse().map_or_else(|_| Value::Text(shown.to_owned()), Value::Int),
            _ => Value::Text(shown.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_defaults_are_valid() {
        for list in [VARIABLES, VALIDATE_PASSWORD] {
            assert!(list.is_sorted_by_key(|variable| variable.name));
        }
        for flavour in [MysqlFlavour::V8_0, MysqlFlavour::V9] {
            for variable in all(flavour, true) {
                let default = variable.default(flavour);
                let value = variable.select(default);
                assert_eq!(variable.normalise(&value).as_deref(), Ok(default), "{}", variable.name);
                assert!(!default.is_empty() || variable.name == "validate_password.dictionary_file", "{}", variable.name);
            }
        }
    }
}
