use super::*;

#[test]
fn the_guides_trap_set_global_is_lost_at_a_restart_and_set_persist_is_kept() {
    let mut talk = Talk::v8();
    let policy = "SELECT @@validate_password.policy";
    assert_eq!(talk.refused(policy).0, 1193);
    talk.run("INSTALL COMPONENT 'file://component_validate_password'");
    assert_eq!(talk.value(policy), "MEDIUM");
    talk.run("SET GLOBAL validate_password.policy = 2");
    assert_eq!(talk.value(policy), "STRONG");
    talk.restart();
    talk.back_to_root();
    assert_eq!(talk.value(policy), "MEDIUM");
    talk.run("SET PERSIST validate_password.policy = STRONG");
    talk.restart();
    talk.back_to_root();
    assert_eq!(talk.value(policy), "STRONG");
    assert_eq!(talk.rows("SELECT * FROM performance_schema.persisted_variables"), [["validate_password.policy", "STRONG"]]);
}

#[test]
fn the_validators_variables_come_and_go() {
    let mut talk = Talk::v8();
    let show = "SHOW VARIABLES LIKE 'validate_password%'";
    assert!(talk.rows(show).is_empty());
    talk.run("INSTALL COMPONENT 'file://component_validate_password'");
    let expected = [
        ["validate_password.check_user_name", "ON"],
        ["validate_password.dictionary_file", ""],
        ["validate_password.length", "8"],
        ["validate_password.mixed_case_count", "1"],
        ["validate_password.number_count", "1"],
        ["validate_password.policy", "MEDIUM"],
        ["validate_password.special_char_count", "1"],
    ];
    assert_eq!(talk.rows(show), expected);
    assert_eq!(talk.rows("SELECT component_urn FROM mysql.component"), [["file://component_validate_password"]]);
    assert_eq!(talk.refused("INSTALL COMPONENT 'file://component_validate_password'").0, 3529);
    assert_eq!(talk.refused("INSTALL COMPONENT 'file://other'").0, 3529);
    assert_eq!(talk.value("SELECT VALIDATE_PASSWORD_STRENGTH('PassWord.1')"), "100");
    talk.run("UNINSTALL COMPONENT 'file://component_validate_password'");
    assert!(talk.rows(show).is_empty());
    assert_eq!(talk.refused("UNINSTALL COMPONENT 'file://component_validate_password'").0, 3537);
    let mut nine = Talk::root(MysqlFlavour::V9);
    nine.run("INSTALL COMPONENT 'file://component_validate_password'");
    assert_eq!(nine.rows(show).len(), 8);
}

#[test]
fn the_files_options_count_from_the_restart_on() {
    let mut talk = Talk::v8();
    assert_eq!(talk.value("SELECT @@bind_address"), "*");
    let mut config = Config::default();
    config.set("bind-address", Some("127.0.0.1")).expect("known");
    config.set("max_connections", Some("20")).expect("known");
    config.set("key_buffer_size", Some("16M")).expect("known");
    talk.server.restart(&config, talk.now);
    talk.back_to_root();
    assert_eq!(talk.value("SELECT @@bind_address"), "127.0.0.1");
    assert_eq!(talk.rows("SHOW VARIABLES LIKE 'bind_address'"), [["bind_address", "127.0.0.1"]]);
    assert_eq!(talk.value("SELECT @@global.max_connections"), "20");
    assert_eq!(talk.value("SELECT @@key_buffer_size"), "16777216");
}

#[test]
fn variables_refuse_what_they_do_not_take() {
    let mut talk = Talk::v8();
    talk.run("INSTALL COMPONENT 'file://component_validate_password'");
    for (sql, number) in [
        ("SET GLOBAL nonsense = 1", 1193),
        ("SELECT @@nonsense", 1193),
        ("SET GLOBAL bind_address = '0.0.0.0'", 1238),
        ("SET PERSIST_ONLY bind_address = '0.0.0.0'", 1238),
        ("SET PERSIST mysqlx_port = 1", 1238),
        ("SET max_connections = 5", 1229),
        ("SET GLOBAL max_connections = 'x'", 1232),
        ("SET GLOBAL validate_password.policy = FUNNY", 1231),
        ("SET GLOBAL read_only = MAYBE", 1231),
        ("SET NAMES klingon", 1115),
        ("SET autocommit = 0", 1235),
        ("SET sql_mode = 'ANSI_QUOTES'", 1235),
        ("SET GLOBAL = 1", 1064),
    ] {
        assert_eq!(talk.refused(sql).0, number, "{sql}");
    }
    talk.run("SET PERSIST_ONLY mysqlx_port = 33061");
    assert_eq!(talk.value("SELECT @@mysqlx_port"), "33060");
    talk.restart();
    talk.back_to_root();
    assert_eq!(talk.value("SELECT @@mysqlx_port"), "33061");
}

#[test]
fn a_sessions_values_are_its_own() {
    let mut talk = Talk::v8();
    talk.run("SET SESSION wait_timeout = 5, @a = 1 + 1, GLOBAL wait_timeout = 7");
    assert_eq!(talk.rows("SELECT @@wait_timeout, @@global.wait_timeout, @a, @b"), [["5", "7", "2", "NULL"]]);
    talk.run("SET NAMES utf8mb4 COLLATE utf8mb4_bin");
    assert_eq!(talk.value("SELECT @@collation_connection"), "utf8mb4_bin");
    talk.back_to_root();
    assert_eq!(talk.value("SELECT @@wait_timeout"), "7");
}

#[test]
fn switches_are_numbers_to_select_and_words_to_show() {
    let mut talk = Talk::v8();
    assert_eq!(talk.value("SELECT @@autocommit"), "1");
    assert_eq!(talk.rows("SHOW GLOBAL VARIABLES WHERE Variable_name = 'autocommit'"), [["autocommit", "ON"]]);
}

#[test]
fn what_clients_ask_when_they_connect_is_answered() {
    let mut talk = Talk::v8();
    for sql in [
        "select @@version_comment limit 1",
        "SELECT @@max_allowed_packet,@@wait_timeout,@@socket",
        "SET NAMES utf8mb4",
        "SET NAMES 'utf8mb4' COLLATE 'utf8mb4_general_ci'",
        "SET autocommit=1",
        "SELECT @@session.transaction_isolation, @@auto_increment_increment AS i",
        "/* ApplicationName=x */ SET SESSION sql_mode = 'STRICT_TRANS_TABLES'",
        "/*!40101 SET character_set_results = NULL */",
        "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
        "SELECT DATABASE(), USER() LIMIT 1",
        "SHOW ENGINES",
        "SHOW PLUGINS",
        "SELECT 1 FROM DUAL",
    ] {
        if sql.contains("NULL") {
            assert_eq!(talk.refused(sql).0, 1231);
        } else {
            talk.run(sql);
        }
    }
}

#[test]
fn uptime_grows_and_starts_anew() {
    let mut talk = Talk::v8();
    talk.pass(90);
    assert_eq!(talk.rows("SHOW GLOBAL STATUS LIKE 'Uptime'"), [["Uptime", "90"]]);
    talk.restart();
    talk.back_to_root();
    talk.pass(3);
    assert_eq!(talk.rows("SHOW STATUS LIKE 'Uptime'"), [["Uptime", "3"]]);
    assert_eq!(talk.value("SELECT variable_value FROM performance_schema.global_status WHERE variable_name = 'Uptime'"), "3");
}

#[test]
fn a_saved_server_comes_back_as_it_was() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'PassWord.1'");
    talk.run("GRANT ALL ON testing_123.* TO donald");
    talk.run("CREATE DATABASE testing_123");
    talk.run("CREATE TABLE testing_123.t (a INT UNIQUE, b DECIMAL(5,2), c DATETIME DEFAULT NOW())");
    talk.run("INSERT INTO testing_123.t (a, b) VALUES (1, 2.5), (NULL, NULL)");
    talk.run("SET PERSIST max_connections = 9");
    let saved = serde_json::to_string(&talk.server).expect("json");
    talk.server = serde_json::from_str(&saved).expect("json");
    assert_eq!(serde_json::to_string(&talk.server).expect("json"), saved);
    talk.back_to_root();
    assert_eq!(talk.rows("SELECT a, b FROM testing_123.t"), [["1", "2.50"], ["NULL", "NULL"]]);
    assert_eq!(talk.value("SELECT @@max_connections"), "9");
    talk.log_in("donald", CLIENT, "PassWord.1").expect("logs in");
}
