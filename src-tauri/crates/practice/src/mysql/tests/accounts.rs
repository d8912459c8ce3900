use super::*;

#[test]
fn the_packages_accounts_are_there() {
    let mut talk = Talk::v8();
    let rows = talk.rows("SELECT user, host, plugin FROM mysql.user");
    let expected = [
        ["debian-sys-maint", "localhost", "caching_sha2_password"],
        ["mysql.infoschema", "localhost", "caching_sha2_password"],
        ["mysql.session", "localhost", "caching_sha2_password"],
        ["mysql.sys", "localhost", "caching_sha2_password"],
        ["root", "localhost", "auth_socket"],
    ];
    assert_eq!(rows, expected);
    let star = talk.run("SELECT * FROM mysql.user WHERE user = 'root'");
    assert_eq!(star.columns.len(), 51);
}

#[test]
fn an_account_is_made_once() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER 'donald'@'%' IDENTIFIED BY 'PassWord.1'");
    let failed = (1396, "Operation CREATE USER failed for 'donald'@'%'".to_owned());
    assert_eq!(talk.refused("CREATE USER 'donald'@'%' IDENTIFIED BY 'x'"), failed);
    assert_eq!(talk.refused("CREATE USER donald"), failed);
    let again = talk.run("CREATE USER IF NOT EXISTS 'donald'@'%' IDENTIFIED BY 'y'");
    assert_eq!(again.warnings[0].code, 3163);
    talk.log_in("donald", CLIENT, "PassWord.1").expect("the first password counts");
}

#[test]
fn all_accounts_of_a_statement_are_made_or_none() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER a, b@localhost IDENTIFIED BY 'x'");
    assert_eq!(
        talk.refused("CREATE USER c, a, b@localhost"),
        (1396, "Operation CREATE USER failed for 'a'@'%','b'@'localhost'".to_owned())
    );
    assert_eq!(talk.refused("DROP USER a, c").0, 1396);
    assert_eq!(talk.column("SELECT user FROM mysql.user WHERE user IN ('a', 'b', 'c')"), ["a", "b"]);
}

#[test]
fn altering_or_dropping_what_is_not_there_is_1396() {
    let mut talk = Talk::v8();
    assert_eq!(talk.refused("ALTER USER nobody IDENTIFIED BY 'x'"), (1396, "Operation ALTER USER failed for 'nobody'@'%'".to_owned()));
    assert_eq!(talk.refused("DROP USER nobody"), (1396, "Operation DROP USER failed for 'nobody'@'%'".to_owned()));
    assert_eq!(talk.run("DROP USER IF EXISTS nobody").warnings[0].code, 3162);
    assert_eq!(talk.run("ALTER USER IF EXISTS nobody IDENTIFIED BY 'x'").warnings[0].code, 3162);
}

#[test]
fn root_leaves_the_socket_for_a_password() {
    let mut talk = Talk::v8();
    talk.run("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'");
    let without = talk.server.login("root", &socket("root"), None, false).expect_err("refused");
    assert_eq!((without.number, without.message.as_str()), (1045, "Access denied for user 'root'@'localhost' (using password: NO)"));
    talk.server.login("root", &socket("ubuntu"), Some("PassWord.1"), false).expect("by the password, whoever asks");
    talk.run("ALTER USER 'root'@'localhost' IDENTIFIED WITH auth_socket");
    talk.server.login("root", &socket("root"), None, false).expect("by the socket again");
}

#[test]
fn the_native_plugin_is_gone_in_9() {
    let mut talk = Talk::root(MysqlFlavour::V9);
    let gone = (1524, "Plugin 'mysql_native_password' is not loaded".to_owned());
    assert_eq!(talk.refused("CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'"), gone);
    assert_eq!(talk.refused("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'"), gone);
    talk.run("ALTER USER 'root'@'localhost' IDENTIFIED WITH caching_sha2_password BY 'PassWord.1'");
    assert_eq!(Talk::v8().refused("CREATE USER x IDENTIFIED WITH nonsense BY 'y'").0, 1524);
}

#[test]
fn the_password_policy_refuses_with_1819() {
    let mut talk = Talk::v8();
    talk.run("INSTALL COMPONENT 'file://component_validate_password'");
    let refused = (1819, "Your password does not satisfy the current policy requirements".to_owned());
    for sql in [
        "CREATE USER a IDENTIFIED BY 'PassWord1'",
        "CREATE USER a IDENTIFIED WITH mysql_native_password BY 'short.1A'' '",
        "CREATE USER a",
        "ALTER USER debian-sys-maint",
    ] {
        if sql.starts_with("ALTER") {
            assert_eq!(talk.refused(sql).0, 1064);
        } else if sql.contains("short") {
            talk.run(sql);
        } else {
            assert_eq!(talk.refused(sql), refused, "{sql}");
        }
    }
    talk.run("CREATE USER b IDENTIFIED BY 'PassWord.1'");
    talk.run("SET GLOBAL validate_password.policy = LOW");
    talk.run("CREATE USER c IDENTIFIED BY 'password'");
    assert_eq!(talk.refused("CREATE USER d IDENTIFIED BY 'passwor'"), refused);
    assert_eq!(talk.refused("SET PASSWORD FOR c = 'toor'"), refused);
    talk.run("SET GLOBAL validate_password.length = 4");
    assert_eq!(talk.refused("CREATE USER d IDENTIFIED BY 'toor'"), refused, "root's name, backwards");
    talk.run("UNINSTALL COMPONENT 'file://component_validate_password'");
    talk.run("CREATE USER d IDENTIFIED BY 'x'");
}

#[test]
fn a_password_is_changed_by_its_owner() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'one'");
    talk.log_in("donald", CLIENT, "one").expect("logs in");
    talk.run("ALTER USER CURRENT_USER() IDENTIFIED BY 'two'");
    talk.run("SET PASSWORD = 'three'");
    assert_eq!(talk.refused("ALTER USER root@localhost IDENTIFIED BY 'x'").0, 1227);
    assert_eq!(talk.log_in("donald", CLIENT, "two").expect_err("refused").number, 1045);
    talk.log_in("donald", CLIENT, "three").expect("logs in");
    assert_eq!(
        talk.refused("CREATE USER x").1,
        "Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation"
    );
}

#[test]
fn set_password_means_nothing_for_the_socket() {
    assert_eq!(Talk::v8().refused("SET PASSWORD FOR root@localhost = 'x'").0, 1699);
}

#[test]
fn when_a_password_was_changed_is_kept() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'one'");
    talk.pass(100);
    let age = "SELECT TIMESTAMPDIFF(SECOND, password_last_changed, NOW()) FROM mysql.user WHERE user = 'donald'";
    assert_eq!(talk.value(age), "100");
    talk.run("ALTER USER donald ACCOUNT UNLOCK");
    assert_eq!(talk.value(age), "100");
    talk.run("ALTER USER donald IDENTIFIED BY 'two'");
    assert_eq!(talk.value(age), "0");
}

#[test]
fn accounts_are_renamed_with_their_grants() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'x'");
    talk.run("GRANT SELECT ON a.* TO donald");
    talk.run("RENAME USER donald TO daisy@localhost");
    assert_eq!(talk.column("SHOW GRANTS FOR daisy@localhost")[1], "GRANT SELECT ON `a`.* TO `daisy`@`localhost`");
    assert_eq!(talk.refused("RENAME USER donald TO x").0, 1396);
    assert_eq!(talk.refused("RENAME USER daisy@localhost TO root@localhost").0, 1396);
}

#[test]
fn names_that_are_too_long_are_1470() {
    let mut talk = Talk::v8();
    talk.run(&format!("CREATE USER '{}'", "u".repeat(32)));
    assert_eq!(talk.refused(&format!("CREATE USER '{}'", "u".repeat(33))).0, 1470);
    assert_eq!(talk.refused(&format!("CREATE USER u@'{}'", "h".repeat(256))).0, 1470);
}

#[test]
fn a_hash_is_taken_as_it_is() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED WITH mysql_native_password AS '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'");
    talk.log_in("donald", CLIENT, "password").expect("logs in");
    talk.back_to_root();
    assert_eq!(talk.refused("CREATE USER x IDENTIFIED WITH mysql_native_password AS 'x'").0, 1827);
    assert_eq!(
        talk.value("SHOW CREATE USER donald"),
        "CREATE USER `donald`@`%` IDENTIFIED WITH 'mysql_native_password' AS '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' REQUIRE NONE PASSWORD \
         EXPIRE DEFAULT ACCOUNT UNLOCK PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE CURRENT DEFAULT"
    );
}

#[test]
fn the_state_holds_no_password() {
    let mut talk = Talk::v8();
    talk.server.set_maintenance_password("Maintenance.Secret");
    talk.run("CREATE USER a IDENTIFIED WITH mysql_native_password BY 'Native.Secret'");
    talk.run("CREATE USER b IDENTIFIED BY 'Sha2.Secret'");
    talk.run("ALTER USER root@localhost IDENTIFIED BY 'Socket.Secret'");
    talk.log_in("b", CLIENT, "Sha2.Secret").expect("logs in");
    let saved = serde_json::to_string(&talk.server).expect("json");
    let shown = format!("{:?} {:?}", talk.server, talk.session);
    for text in [saved, shown] {
        assert!(!text.contains("Secret"));
    }
}
