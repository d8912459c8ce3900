//! Every statement that the lab sends, in the order of the guide.

use super::*;

#[test]
fn the_guide_runs_on_8_0() {
    let mut talk = Talk::v8();
    talk.run("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'");
    talk.restart();
    talk.session = talk.server.login("root", &socket("root"), Some("PassWord.1"), false).expect("by the password");
    talk.run("INSTALL COMPONENT \"file://component_validate_password\"");
    talk.run("SET GLOBAL validate_password.policy = 2");
    talk.run("CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'");
    talk.run("CREATE DATABASE `testing_123`");
    talk.run("GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION");
    talk.run("FLUSH PRIVILEGES");
    talk.restart();
    talk.log_in("donald", CLIENT, "PassWord.1").expect("from the client");
    assert_eq!(talk.column("SHOW DATABASES"), ["information_schema", "mysql", "performance_schema", "sys", "testing_123"]);
}

#[test]
fn the_lab_looks_at_everything_it_needs() {
    for flavour in [MysqlFlavour::V8_0, MysqlFlavour::V9] {
        let mut talk = Talk::root(flavour);
        talk.run("CREATE USER 'donald'@'%' IDENTIFIED WITH caching_sha2_password BY 'PassWord.1'");
        talk.pass(60);
        assert_eq!(talk.value("SELECT VERSION()"), talk.server.version());
        assert_eq!(talk.value("SELECT @@bind_address"), "*");
        let plugins = "SELECT plugin_name, plugin_status FROM information_schema.plugins WHERE plugin_name IN ('mysql_native_password', 'caching_sha2_password')";
        let sha2 = ["caching_sha2_password", "ACTIVE"];
        match flavour {
            MysqlFlavour::V8_0 => assert_eq!(talk.rows(plugins), [["mysql_native_password", "ACTIVE"], sha2]),
            MysqlFlavour::V9 => assert_eq!(talk.rows(plugins), [sha2]),
        }
        let accounts = "SELECT user, host, plugin, UNIX_TIMESTAMP(password_last_changed) FROM mysql.user WHERE user = 'donald'";
        assert_eq!(talk.rows(accounts), [["donald", "%", "caching_sha2_password", "0"]]);
        let loose =
            "SELECT user, host FROM mysql.user WHERE user = '' OR (user = 'root' AND host NOT IN ('localhost', '127.0.0.1', '::1'))";
        assert!(talk.rows(loose).is_empty());
        talk.run("CREATE USER ''@localhost, root@'%'");
        assert_eq!(talk.rows(loose), [["root", "%"], ["", "localhost"]]);
        assert_eq!(talk.rows("SHOW VARIABLES LIKE 'authentication_policy'"), [["authentication_policy", "*,,"]]);
        let times = "SELECT UNIX_TIMESTAMP(), variable_value FROM performance_schema.global_status WHERE variable_name = 'Uptime'";
        assert_eq!(talk.rows(times), [["60", "60"]]);
        assert_eq!(talk.column("SELECT schema_name FROM information_schema.schemata").len(), 4);
        talk.run("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'donald'@'%'");
        talk.run("DROP DATABASE IF EXISTS `testing_123`");
        talk.run("DROP USER IF EXISTS 'donald'@'%'");
    }
}

/// What `mysql_secure_installation` sends when it is answered yes.
#[test]
fn the_secure_scripts_statements_run() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER ''@localhost, root@'%', donald@'%'");
    talk.run("CREATE DATABASE test");
    talk.run("GRANT ALL ON test.* TO donald");
    talk.run(r"GRANT ALL ON `test\_%`.* TO donald");
    talk.run("GRANT ALL ON other.* TO donald");
    assert_eq!(talk.run("DELETE FROM mysql.user WHERE User=''").affected, 1);
    assert_eq!(talk.run("DELETE FROM mysql.user WHERE User='root' AND Host NOT IN ('localhost', '127.0.0.1', '::1')").affected, 1);
    talk.run("DROP DATABASE IF EXISTS test");
    assert_eq!(talk.run(r"DELETE FROM mysql.db WHERE Db='test' OR Db='test\_%'").affected, 2);
    talk.run("FLUSH PRIVILEGES");
    assert_eq!(talk.column("SELECT user FROM mysql.user WHERE user IN ('', 'root', 'donald')"), ["donald", "root"]);
    assert_eq!(talk.column("SHOW GRANTS FOR donald")[1..], ["GRANT ALL PRIVILEGES ON `other`.* TO `donald`@`%`"]);
}
