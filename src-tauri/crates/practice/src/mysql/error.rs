//! MySQL's errors: number, SQLSTATE and wording.

use super::account::AccountName;

/// An error as mysqld reports it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ERROR {number} ({state}): {message}")]
pub(crate) struct SqlError {
    /// MySQL's error number.
    pub(crate) number: u16,
    /// The SQLSTATE: five characters.
    pub(crate) state: &'static str,
    /// MySQL's words.
    pub(crate) message: String,
}

/// The statements' general state.
const HY000: &str = "HY000";
/// Syntax error or access violation.
const S42000: &str = "42000";

impl SqlError {
    /// An error with a number, a SQLSTATE and words.
    pub(crate) fn new(number: u16, state: &'static str, message: impl Into<String>) -> Self {
        Self { number, state, message: message.into() }
    }

    pub(crate) fn syntax(near: &str, line: usize) -> Self {
        // mysqld shows no more than 80 characters of the rest.
        let near: String = near.chars().take(80).collect();
        Self::new(
            1064,
            S42000,
            format!(
                "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use \
                 near '{near}' at line {line}"
            ),
        )
    }

    pub(crate) fn empty_query() -> Self {
        Self::new(1065, S42000, "Query was empty")
    }

    /// What the practice server does not play.
    pub(crate) fn not_played(what: impl std::fmt::Display) -> Self {
        Self::new(
            1235,
            S42000,
            format!("This version of MySQL doesn't yet support '{what}' (this is the practice server, which plays what the lab needs)"),
        )
    }

    pub(crate) fn access_denied(user: &str, host: &str, with_password: bool) -> Self {
        let using = if with_password { "YES" } else { "NO" };
        Self::new(1045, "28000", format!("Access denied for user '{user}'@'{host}' (using password: {using})"))
    }

    pub(crate) fn access_denied_without_password(user: &str, host: &str) -> Self {
        Self::new(1698, "28000", format!("Access denied for user '{user}'@'{host}'"))
    }

    pub(crate) fn account_locked(user: &str, host: &str) -> Self {
        Self::new(3118, HY000, format!("Access denied for user '{user}'@'{host}'. Account is locked."))
    }

    pub(crate) fn host_not_allowed(host: &str) -> Self {
        Self::new(1130, HY000, format!("Host '{host}' is not allowed to connect to this MySQL server"))
    }

    pub(crate) fn requires_secure_connection() -> Self {
        Self::new(2061, HY000, "Authentication plugin 'caching_sha2_password' reported error: Authentication requires secure connection.")
    }

    pub(crate) fn too_many_connections() -> Self {
        Self::new(1040, "08004", "Too many connections")
    }

    pub(crate) fn gone_away() -> Self {
        Self::new(2006, HY000, "MySQL server has gone away")
    }

    pub(crate) fn database_access_denied(account: &AccountName, database: &str) -> Self {
        Self::new(1044, S42000, format!("Access denied for user '{}'@'{}' to database '{database}'", account.user, account.host))
    }

    pub(crate) fn command_denied(command: &str, user: &str, host: &str, table: &str) -> Self {
        Self::new(1142, S42000, format!("{command} command denied to user '{user}'@'{host}' for table '{table}'"))
    }

    pub(crate) fn privilege_needed(privileges: &str) -> Self {
        Self::new(1227, S42000, format!("Access denied; you need (at least one of) the {privileges} privilege(s) for this operation"))
    }

    pub(crate) fn operation_failed(operation: &str, accounts: &[AccountName]) -> Self {
        let accounts = accounts.iter().map(AccountName::quoted).collect::<Vec<_>>().join(",");
        Self::new(1396, HY000, format!("Operation {operation} failed for {accounts}"))
    }

    pub(crate) fn cannot_create_user_with_grant() -> Self {
        Self::new(1410, S42000, "You are not allowed to create a user with GRANT")
    }

    pub(crate) fn no_such_grant(account: &AccountName) -> Self {
        Self::new(1141, S42000, format!("There is no such grant defined for user '{}' on host '{}'", account.user, account.host))
    }

    pub(crate) fn no_such_table_grant(account: &AccountName, table: &str) -> Self {
        Self::new(
            1147,
            S42000,
            format!("There is no such grant defined for user '{}' on host '{}' on table '{table}'", account.user, account.host),
        )
    }

    pub(crate) fn database_exists(name: &str) -> Self {
        Self::new(1007, HY000, format!("Can't create database '{name}'; database exists"))
    }

    pub(crate) fn no_database_to_drop(name: &str) -> Self {
        Self::new(1008, HY000, format!("Can't drop database '{name}'; database doesn't exist"))
    }

    pub(crate) fn unknown_database(name: &str) -> Self {
        Self::new(1049, S42000, format!("Unknown database '{name}'"))
    }

    pub(crate) fn no_database_selected() -> Self {
        Self::new(1046, "3D000", "No database selected")
    }

    pub(crate) fn wrong_database_name(name: &str) -> Self {
        Self::new(1102, S42000, format!("Incorrect database name '{name}'"))
    }

    pub(crate) fn system_schema(name: &str) -> Self {
        Self::new(3552, HY000, format!("Access to system schema '{name}' is rejected."))
    }

    pub(crate) fn identifier_too_long(name: &str) -> Self {
        Self::new(1059, S42000, format!("Identifier name '{name}' is too long"))
    }

    pub(crate) fn string_too_long(text: &str, what: &str, limit: usize) -> Self {
        Self::new(1470, HY000, format!("String '{text}' is too long for {what} (should be no longer than {limit})"))
    }

    pub(crate) fn plugin_not_loaded(plugin: &str) -> Self {
        Self::new(1524, HY000, format!("Plugin '{plugin}' is not loaded"))
    }

    pub(crate) fn policy_not_satisfied() -> Self {
        Self::new(1819, HY000, "Your password does not satisfy the current policy requirements")
    }

    pub(crate) fn component_cannot_load(urn: &str) -> Self {
        Self::new(3529, HY000, format!("Cannot load component from specified URN: '{urn}'."))
    }

    pub(crate) fn component_not_loaded(urn: &str) -> Self {
        Self::new(3537, HY000, format!("Component specified by URN '{urn}' to unload has not been loaded before."))
    }

    pub(crate) fn unknown_variable(name: &str) -> Self {
        Self::new(1193, HY000, format!("Unknown system variable '{name}'"))
    }

    pub(crate) fn read_only_variable(name: &str) -> Self {
        Self::new(1238, HY000, format!("Variable '{name}' is a read only variable"))
    }

    pub(crate) fn non_persistent_variable(name: &str) -> Self {
        Self::new(1238, HY000, format!("Variable '{name}' is a non persistent read only variable"))
    }

    pub(crate) fn global_variable(name: &str) -> Self {
        Self::new(1229, HY000, format!("Variable '{name}' is a GLOBAL variable and should be set with SET GLOBAL"))
    }

    pub(crate) fn wrong_value(name: &str, value: &str) -> Self {
        Self::new(1231, S42000, format!("Variable '{name}' can't be set to the value of '{value}'"))
    }

    pub(crate) fn wrong_argument_type(name: &str) -> Self {
        Self::new(1232, S42000, format!("Incorrect argument type to variable '{name}'"))
    }

    pub(crate) fn unknown_table(database: &str, table: &str) -> Self {
        Self::new(1051, "42S02", format!("Unknown table '{database}.{table}'"))
    }

    pub(crate) fn no_such_table(database: &str, table: &str) -> Self {
        Self::new(1146, "42S02", format!("Table '{database}.{table}' doesn't exist"))
    }

    pub(crate) fn table_exists(table: &str) -> Self {
        Self::new(1050, "42S01", format!("Table '{table}' already exists"))
    }

    pub(crate) fn no_tables_used() -> Self {
        Self::new(1096, HY000, "No tables used")
    }

    pub(crate) fn unknown_column(column: &str, place: &str) -> Self {
        Self::new(1054, "42S22", format!("Unknown column '{column}' in '{place}'"))
    }

    pub(crate) fn duplicate_column(column: &str) -> Self {
        Self::new(1060, "42S21", format!("Duplicate column name '{column}'"))
    }

    pub(crate) fn column_specified_twice(column: &str) -> Self {
        Self::new(1110, S42000, format!("Column '{column}' specified twice"))
    }

    pub(crate) fn multiple_primary_keys() -> Self {
        Self::new(1068, S42000, "Multiple primary key defined")
    }

    pub(crate) fn key_column_missing(column: &str) -> Self {
        Self::new(1072, S42000, format!("Key column '{column}' doesn't exist in table"))
    }

    pub(crate) fn wrong_auto_increment() -> Self {
        Self::new(1075, S42000, "Incorrect table definition; there can be only one auto column and it must be defined as a key")
    }

    pub(crate) fn wrong_column_specifier(column: &str) -> Self {
        Self::new(1063, S42000, format!("Incorrect column specifier for column '{column}'"))
    }

    pub(crate) fn invalid_default(column: &str) -> Self {
        Self::new(1067, S42000, format!("Invalid default value for '{column}'"))
    }

    pub(crate) fn column_count(row: usize) -> Self {
        Self::new(1136, "21S01", format!("Column count doesn't match value count at row {row}"))
    }

    pub(crate) fn column_cannot_be_null(column: &str) -> Self {
        Self::new(1048, "23000", format!("Column '{column}' cannot be null"))
    }

    pub(crate) fn no_default(column: &str) -> Self {
        Self::new(1364, HY000, format!("Field '{column}' doesn't have a default value"))
    }

    pub(crate) fn duplicate_entry(entry: &str, key: &str) -> Self {
        Self::new(1062, "23000", format!("Duplicate entry '{entry}' for key '{key}'"))
    }

    pub(crate) fn data_too_long(column: &str, row: usize) -> Self {
        Self::new(1406, "22001", format!("Data too long for column '{column}' at row {row}"))
    }

    pub(crate) fn out_of_range(column: &str, row: usize) -> Self {
        Self::new(1264, "22003", format!("Out of range value for column '{column}' at row {row}"))
    }

    pub(crate) fn incorrect_value(kind: &str, value: &str, column: &str, row: usize) -> Self {
        Self::new(1366, HY000, format!("Incorrect {kind} value: '{value}' for column '{column}' at row {row}"))
    }

    pub(crate) fn incorrect_datetime(kind: &str, value: &str, column: &str, row: usize) -> Self {
        Self::new(1292, "22007", format!("Incorrect {kind} value: '{value}' for column '{column}' at row {row}"))
    }

    pub(crate) fn value_out_of_range(kind: &str, expression: &str) -> Self {
        Self::new(1690, "22003", format!("{kind} value is out of range in '{expression}'"))
    }

    pub(crate) fn wrong_parameter_count(name: &str) -> Self {
        Self::new(1582, S42000, format!("Incorrect parameter count in the call to native function '{name}'"))
    }

    pub(crate) fn invalid_use_of_group_function() -> Self {
        Self::new(1111, HY000, "Invalid use of group function")
    }

    pub(crate) fn mixed_group_columns(position: usize, column: &str) -> Self {
        Self::new(
            1140,
            S42000,
            format!(
                "In aggregated query without GROUP BY, expression #{position} of SELECT list contains nonaggregated column '{column}'; this is \
                 incompatible with sql_mode=only_full_group_by"
            ),
        )
    }

    pub(crate) fn not_prepared() -> Self {
        Self::new(1295, HY000, "This command is not supported in the prepared statement protocol yet (this is the practice server)")
    }

    pub(crate) fn unknown_prepared_statement(id: u32) -> Self {
        Self::new(1243, HY000, format!("Unknown prepared statement handler ({id}) given to mysqld_stmt_execute"))
    }

    pub(crate) fn unknown_command() -> Self {
        Self::new(1047, "08S01", "Unknown command")
    }

    pub(crate) fn packet_too_large() -> Self {
        Self::new(1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes")
    }

    pub(crate) fn bad_handshake() -> Self {
        Self::new(1043, "08S01", "Bad handshake")
    }

    pub(crate) fn no_such_thread(id: u64) -> Self {
        Self::new(1094, HY000, format!("Unknown thread id: {id}"))
    }
}
