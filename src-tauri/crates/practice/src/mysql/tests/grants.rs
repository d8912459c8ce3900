use super::*;

fn with_donald() -> Talk {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'x'");
    talk.run("CREATE DATABASE testing_123");
    talk.run("CREATE DATABASE other");
    talk.run("CREATE TABLE testing_123.t (a INT)");
    talk.run("CREATE TABLE testing_123.u (a INT)");
    talk
}

#[test]
fn roots_grants_are_spelt_out() {
    let mut talk = Talk::v8();
    let grants = talk.column("SHOW GRANTS");
    assert_eq!(
        grants[0],
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, SHUTDOWN, PROCESS, FILE, REFERENCES, INDEX, ALTER, SHOW DATABASES, SUPER, \
         CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER \
         ROUTINE, CREATE USER, EVENT, TRIGGER, CREATE TABLESPACE, CREATE ROLE, DROP ROLE ON *.* TO `root`@`localhost` WITH GRANT OPTION"
    );
    assert!(grants[1].starts_with("GRANT APPLICATION_PASSWORD_ADMIN,AUDIT_ABORT_EXEMPT,") && grants[1].ends_with(" WITH GRANT OPTION"));
    assert_eq!(grants[2], "GRANT PROXY ON ``@`` TO `root`@`localhost` WITH GRANT OPTION");
    assert_eq!(talk.run("SHOW GRANTS").columns[0].name, "Grants for root@localhost");
}

#[test]
fn a_grant_makes_no_user() {
    let mut talk = with_donald();
    let refused = (1410, "You are not allowed to create a user with GRANT".to_owned());
    assert_eq!(talk.refused("GRANT ALL PRIVILEGES ON *.* TO 'nobody'@'%' WITH GRANT OPTION"), refused);
    assert_eq!(talk.refused("GRANT ALL ON *.* TO donald@localhost"), refused);
    let (number, words) = talk.refused("GRANT ALL ON *.* TO 'donald'@'%' IDENTIFIED BY 'x'");
    assert_eq!(number, 1064);
    assert!(words.ends_with("near 'IDENTIFIED BY 'x'' at line 1"), "{words}");
}

#[test]
fn all_on_everything_makes_an_administrator() {
    let mut talk = with_donald();
    talk.run("GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION");
    let grants = talk.column("SHOW GRANTS FOR donald");
    assert_eq!(grants.len(), 2);
    assert!(grants[0].ends_with("DROP ROLE ON *.* TO `donald`@`%` WITH GRANT OPTION"));
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    assert_eq!(talk.column("SHOW DATABASES"), ["information_schema", "mysql", "other", "performance_schema", "sys", "testing_123"]);
    talk.run("CREATE USER daisy IDENTIFIED BY 'y'");
    talk.run("GRANT SELECT ON *.* TO daisy");
}

#[test]
fn a_databases_grant_shows_and_opens_that_database_alone() {
    let mut talk = with_donald();
    talk.run(r"GRANT ALL PRIVILEGES ON `testing\_123`.* TO 'donald'@'%'");
    assert_eq!(
        talk.column("SHOW GRANTS FOR 'donald'@'%'"),
        ["GRANT USAGE ON *.* TO `donald`@`%`", r"GRANT ALL PRIVILEGES ON `testing\_123`.* TO `donald`@`%`"]
    );
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    assert_eq!(talk.column("SHOW DATABASES"), ["information_schema", "performance_schema", "testing_123"]);
    talk.run("USE testing_123");
    talk.run("INSERT INTO t VALUES (1)");
    assert_eq!(talk.refused("USE other"), (1044, "Access denied for user 'donald'@'%' to database 'other'".to_owned()));
    assert_eq!(talk.refused("USE missing").0, 1044, "what may not be seen is not told");
    assert_eq!(talk.refused("CREATE DATABASE mine").0, 1044);
    let host = "'donald'@'ip-172-31-18-52.ec2.internal'";
    assert_eq!(talk.refused("SELECT * FROM mysql.user"), (1142, format!("SELECT command denied to user {host} for table 'user'")));
    assert_eq!(talk.refused("SHOW GRANTS FOR root@localhost").0, 1044);
    assert_eq!(talk.refused("FLUSH PRIVILEGES").0, 1227);
    assert_eq!(talk.refused("SET GLOBAL max_connections = 5").0, 1227);
    assert_eq!(talk.refused("INSTALL COMPONENT 'file://component_validate_password'").0, 1142);
    assert_eq!(talk.refused("GRANT SELECT ON testing_123.* TO donald").0, 1044);
    assert_eq!(talk.refused("GRANT SELECT ON *.* TO donald").0, 1045);
}

#[test]
fn wildcards_in_a_grants_database_match() {
    let mut talk = with_donald();
    talk.run("CREATE DATABASE testingx123");
    talk.run("GRANT SELECT ON testing_123.* TO donald");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    assert_eq!(talk.column("SHOW DATABASES LIKE 'test%'"), ["testing_123", "testingx123"]);
}

#[test]
fn a_tables_grant_reaches_that_table() {
    let mut talk = with_donald();
    talk.run("GRANT SELECT, INSERT ON testing_123.t TO donald");
    assert_eq!(talk.refused("GRANT SELECT ON testing_123.missing TO donald").0, 1146);
    assert_eq!(talk.refused("GRANT RELOAD ON testing_123.t TO donald").0, 1144);
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    talk.run("USE testing_123");
    assert_eq!(talk.column("SHOW TABLES"), ["t"]);
    talk.run("INSERT INTO t VALUES (1)");
    assert_eq!(talk.refused("DELETE FROM t").0, 1142);
    assert_eq!(talk.refused("SELECT * FROM u").0, 1142);
}

#[test]
fn what_is_revoked_is_gone() {
    let mut talk = with_donald();
    talk.run("GRANT SELECT, INSERT ON testing_123.* TO donald WITH GRANT OPTION");
    talk.run("REVOKE INSERT, GRANT OPTION ON testing_123.* FROM donald");
    assert_eq!(talk.column("SHOW GRANTS FOR donald")[1], "GRANT SELECT ON `testing_123`.* TO `donald`@`%`");
    talk.run("REVOKE ALL ON testing_123.* FROM donald");
    assert_eq!(talk.column("SHOW GRANTS FOR donald"), ["GRANT USAGE ON *.* TO `donald`@`%`"]);
    assert_eq!(talk.refused("REVOKE SELECT ON testing_123.* FROM donald").0, 1141);
    assert_eq!(talk.refused("REVOKE SELECT ON testing_123.t FROM donald").0, 1147);
    talk.run("GRANT ALL ON *.* TO donald WITH GRANT OPTION");
    talk.run("REVOKE ALL PRIVILEGES, GRANT OPTION FROM donald");
    assert_eq!(talk.column("SHOW GRANTS FOR donald"), ["GRANT USAGE ON *.* TO `donald`@`%`"]);
    assert_eq!(talk.refused("REVOKE ALL PRIVILEGES, GRANT OPTION FROM nobody").0, 1269);
}

#[test]
fn a_missing_accounts_grants_are_1141() {
    let words = "There is no such grant defined for user 'nobody' on host '%'".to_owned();
    assert_eq!(Talk::v8().refused("SHOW GRANTS FOR nobody"), (1141, words));
}

#[test]
fn a_privilege_is_granted_where_it_belongs() {
    let mut talk = with_donald();
    assert_eq!(talk.refused("GRANT RELOAD ON testing_123.* TO donald").0, 1221);
    assert_eq!(talk.refused("GRANT SYSTEM_USER ON testing_123.* TO donald").0, 3619);
    assert_eq!(talk.refused("GRANT FLYING ON *.* TO donald").0, 1149);
    talk.run("GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO donald");
    assert_eq!(talk.column("SHOW GRANTS FOR donald")[1], "GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO `donald`@`%`");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    talk.run("SET GLOBAL max_connections = 5");
}

#[test]
fn nobody_gives_more_than_he_has() {
    let mut talk = with_donald();
    talk.run("GRANT SELECT ON testing_123.* TO donald WITH GRANT OPTION");
    talk.run("CREATE USER daisy IDENTIFIED BY 'y'");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    talk.run("GRANT SELECT ON testing_123.t TO daisy");
    assert_eq!(talk.refused("GRANT INSERT ON testing_123.* TO daisy").0, 1044);
    assert_eq!(talk.refused("GRANT SELECT ON other.* TO daisy").0, 1044);
}

#[test]
fn system_users_are_out_of_reach_for_others() {
    let mut talk = with_donald();
    talk.run("GRANT CREATE USER ON *.* TO donald");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    for sql in [
        "DROP USER root@localhost",
        "ALTER USER root@localhost IDENTIFIED BY 'x'",
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM root@localhost",
    ] {
        let words = "Access denied; you need (at least one of) the SYSTEM_USER privilege(s) for this operation".to_owned();
        assert_eq!(talk.refused(sql), (1227, words), "{sql}");
    }
}

#[test]
fn flush_privileges_warns_in_9() {
    assert!(Talk::v8().run("FLUSH PRIVILEGES").warnings.is_empty());
    let mut talk = Talk::root(MysqlFlavour::V9);
    assert_eq!(talk.run("FLUSH PRIVILEGES").warnings[0].code, 1681);
    assert_eq!(talk.rows("SHOW WARNINGS")[0][..2], ["Warning", "1681"]);
    assert_eq!(talk.value("SELECT @@warning_count"), "1");
    talk.run("SELECT 1");
    assert!(talk.rows("SHOW WARNINGS").is_empty());
}
