use super::*;

#[test]
fn databases_are_made_and_dropped_once() {
    let mut talk = Talk::v8();
    assert_eq!(talk.run("CREATE DATABASE testing_123").affected, 1);
    assert_eq!(talk.refused("CREATE DATABASE testing_123"), (1007, "Can't create database 'testing_123'; database exists".to_owned()));
    assert_eq!(talk.run("CREATE DATABASE IF NOT EXISTS testing_123").warnings[0].code, 1007);
    talk.run("CREATE TABLE testing_123.t (a INT)");
    assert_eq!(talk.run("DROP DATABASE testing_123").affected, 1, "it counts the tables");
    assert_eq!(talk.refused("DROP DATABASE testing_123"), (1008, "Can't drop database 'testing_123'; database doesn't exist".to_owned()));
    assert_eq!(talk.run("DROP SCHEMA IF EXISTS testing_123").warnings[0].code, 1008);
    assert_eq!(talk.refused("USE testing_123"), (1049, "Unknown database 'testing_123'".to_owned()));
}

#[test]
fn names_are_case_sensitive_and_limited() {
    let mut talk = Talk::v8();
    talk.run("CREATE DATABASE Testing");
    talk.run("CREATE DATABASE testing");
    assert_eq!(talk.column("SHOW DATABASES LIKE 'test%'"), ["Testing", "testing"]);
    assert_eq!(talk.refused(&format!("CREATE DATABASE {}", "d".repeat(65))).0, 1059);
    assert_eq!(talk.refused("CREATE DATABASE `x `").0, 1102);
    assert_eq!(talk.refused("CREATE DATABASE testing-123").0, 1064);
    talk.run("CREATE DATABASE `testing-123`");
}

#[test]
fn mysqls_own_databases_stay() {
    let mut talk = Talk::v8();
    assert_eq!(talk.refused("CREATE DATABASE mysql").0, 1007);
    assert_eq!(talk.refused("DROP DATABASE mysql"), (3552, "Access to system schema 'mysql' is rejected.".to_owned()));
    assert_eq!(talk.refused("DROP DATABASE information_schema").0, 1044);
    assert_eq!(talk.refused("UPDATE mysql.user SET plugin = 'x'").0, 1235);
    assert_eq!(talk.refused("DELETE FROM mysql.component").0, 1235);
}

#[test]
fn dropping_the_database_in_use_leaves_none() {
    let mut talk = Talk::v8();
    talk.run("CREATE DATABASE a");
    assert!(talk.run("USE a").database_changed);
    assert_eq!(talk.value("SELECT DATABASE()"), "a");
    talk.run("DROP DATABASE a");
    assert_eq!(talk.value("SELECT DATABASE()"), "NULL");
    assert_eq!(talk.refused("SHOW TABLES"), (1046, "No database selected".to_owned()));
}

fn in_database() -> Talk {
    let mut talk = Talk::v8();
    talk.run("CREATE DATABASE d");
    talk.run("USE d");
    talk
}

#[test]
fn a_table_is_described_as_it_was_made() {
    let mut talk = in_database();
    talk.run(
        "CREATE TABLE people (id INT NOT NULL AUTO_INCREMENT, name VARCHAR(50) NOT NULL DEFAULT 'x', mail CHAR(20) UNIQUE, happy BOOLEAN, \
         size ENUM('s','l'), price DECIMAL(6,2) DEFAULT 1.5, made TIMESTAMP DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (id)) ENGINE=InnoDB DEFAULT \
         CHARSET=utf8mb4",
    );
    let expected = [
        ["id", "int", "NO", "PRI", "NULL", "auto_increment"],
        ["name", "varchar(50)", "NO", "", "x", ""],
        ["mail", "char(20)", "YES", "UNI", "NULL", ""],
        ["happy", "tinyint(1)", "YES", "", "NULL", ""],
        ["size", "enum('s','l')", "YES", "", "NULL", ""],
        ["price", "decimal(6,2)", "YES", "", "1.50", ""],
        ["made", "timestamp", "YES", "", "CURRENT_TIMESTAMP", "DEFAULT_GENERATED"],
    ];
    assert_eq!(talk.rows("DESCRIBE people"), expected);
    assert_eq!(talk.rows("SHOW COLUMNS FROM people LIKE 'id'"), expected[..1]);
    assert_eq!(talk.column("SHOW TABLES"), ["people"]);
    assert_eq!(talk.run("SHOW TABLES").columns[0].name, "Tables_in_d");
    let columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'people'";
    assert_eq!(talk.column(columns).len(), 7);
    let create = talk.rows("SHOW CREATE TABLE people")[0][1].clone();
    talk.run("DROP TABLE people");
    talk.run(&create);
    assert_eq!(talk.rows("DESCRIBE people"), expected);
}

#[test]
fn a_table_that_cannot_be_is_refused() {
    let mut talk = in_database();
    talk.run("CREATE TABLE t (a INT)");
    for (sql, number) in [
        ("CREATE TABLE t (a INT)", 1050),
        ("CREATE TABLE u (a INT, A INT)", 1060),
        ("CREATE TABLE u (a INT PRIMARY KEY, b INT PRIMARY KEY)", 1068),
        ("CREATE TABLE u (a INT, PRIMARY KEY (b))", 1072),
        ("CREATE TABLE u (a INT AUTO_INCREMENT)", 1075),
        ("CREATE TABLE u (a VARCHAR(9) AUTO_INCREMENT PRIMARY KEY)", 1063),
        ("CREATE TABLE u (a INT DEFAULT 'x')", 1067),
        ("CREATE TABLE u (a TEXT DEFAULT 'x')", 1101),
        ("CREATE TABLE u (a VARCHAR(99999))", 1074),
        ("CREATE TABLE u (a VARCHAR)", 1064),
        ("CREATE TABLE u (a FOO)", 1064),
        ("CREATE TABLE u ()", 1064),
        ("CREATE TABLE order (a INT)", 1064),
        ("CREATE TABLE missing.u (a INT)", 1049),
        ("CREATE TABLE u (a INT, FOREIGN KEY (a) REFERENCES t (a))", 1235),
        ("CREATE TABLE u LIKE t", 1235),
        ("DROP TABLE u", 1051),
        ("DESCRIBE u", 1146),
        ("SHOW CREATE TABLE u", 1146),
    ] {
        assert_eq!(talk.refused(sql).0, number, "{sql}");
    }
    assert_eq!(talk.run("CREATE TABLE IF NOT EXISTS t (a INT)").warnings[0].code, 1050);
    assert_eq!(talk.run("DROP TABLE IF EXISTS t, u").warnings.len(), 1);
    assert!(talk.column("SHOW TABLES").is_empty());
}
