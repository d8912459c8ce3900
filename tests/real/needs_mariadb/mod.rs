//! The lab's SQL and the MySQL client against a server that nobody here wrote.

mod server;

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use adapters::{MysqlClient, SystemClock};
use engine::{ExposeSecret, Secret};
use lab::ports::{Database, DatabaseError, Login};
use lab::sql::{self, Account, NATIVE_PASSWORD, Scope};
use server::{Server, texts};

/// Names and passwords that mean something to SQL or to a shell, at the places where they would do harm.
const NASTY: [&str; 14] = [
    "o'Brien",
    "'",
    "''; DROP USER x; --",
    "back\\slash\\",
    "\\'",
    "dou\"ble\"",
    "`tick`",
    "per%cent_",
    "$HOME $(id) `id`",
    " space ",
    "-rf",
    "--help",
    "ünïcödé 漢字",
    "semi;colon#comment/*",
];

/// A password for each name. A name has no characters beyond the Basic Multilingual Plane, which no server takes in one; a password may.
fn with_passwords() -> impl Iterator<Item = (&'static str, String)> {
    NASTY.into_iter().zip(NASTY.into_iter().cycle().skip(3)).map(|(name, password)| (name, format!("{password}🐬{password}")))
}

fn number(answer: Result<Vec<Vec<Option<String>>>, DatabaseError>) -> (u16, String) {
    match answer.unwrap_err() {
        DatabaseError::Server { number, state, .. } => (number, state),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn accounts_with_any_name_and_password_are_made_changed_and_dropped() {
    let server = Server::start();
    let before = server.ask("admin", "admin", "SELECT user, host FROM mysql.user ORDER BY 1, 2").await.unwrap();
    for (user, password) in with_passwords() {
        let account = Account::new(user, "%");
        server.tell(&sql::create_user(&account, NATIVE_PASSWORD, &Secret::from(password.clone()))).await;
        let who =
            texts(server.ask(user, &password, "SELECT CURRENT_USER()").await.unwrap_or_else(|error| panic!("{user} {password}: {error}")));
        assert_eq!(who, [[format!("{user}@%")]]);
        assert_eq!(number(server.ask(user, &format!("{password}x"), "SELECT 1").await), (1045, "28000".into()), "{user}");

        let next = format!("{password}\n\t\r{user}");
        server.tell(&sql::alter_user(&account, NATIVE_PASSWORD, &Secret::from(next.clone()))).await;
        assert_eq!(number(server.ask(user, &password, "SELECT 1").await).0, 1045, "{user}");
        server.ask(user, &next, "SELECT 1").await.unwrap_or_else(|error| panic!("{user}: {error}"));

        assert_eq!(number(server.admin(&sql::create_user(&account, NATIVE_PASSWORD, &Secret::from(password.clone()))).await).0, 1396);
        for _ in 0..2 {
            server.tell(&sql::drop_user(&account)).await;
        }
    }
    assert_eq!(server.ask("admin", "admin", "SELECT user, host FROM mysql.user ORDER BY 1, 2").await.unwrap(), before);
}

#[tokio::test]
async fn databases_with_any_name_are_made_granted_and_dropped() {
    let server = Server::start();
    let donald = Account::new("donald", "%");
    server.tell(&sql::create_user(&donald, NATIVE_PASSWORD, &Secret::from("PassWord.1"))).await;
    let before = server.tell(&sql::show_databases()).await;
    let seen = || async { texts(server.ask("donald", "PassWord.1", "SHOW DATABASES").await.unwrap()).concat() };
    assert_eq!(seen().await, ["information_schema"]);
    // No database's name may end with a space.
    for name in NASTY.map(str::trim_end) {
        server.tell(&sql::create_database(name)).await;
        assert_eq!(number(server.admin(&sql::create_database(name)).await).0, 1007, "{name}");
        assert_eq!(seen().await, ["information_schema"], "{name}");
        let scope = Scope::Database(name.into());
        server.tell(&sql::grant_all(&scope, &donald)).await;
        assert!(seen().await.contains(&name.to_owned()), "{name}");
        let grants = server.tell(&sql::show_grants(&donald)).await.concat();
        assert!(grants.iter().any(|grant| sql::grants_all(grant, &scope)), "{name}: {grants:?}");
        server.tell(&sql::revoke_all(&donald)).await;
        assert_eq!(seen().await, ["information_schema"], "{name}");
        for _ in 0..2 {
            server.tell(&sql::drop_database(name)).await;
        }
    }
    assert_eq!(server.tell(&sql::show_databases()).await, before);
}

#[tokio::test]
async fn a_right_to_one_database_is_no_right_to_one_that_looks_alike() {
    let server = Server::start();
    let donald = Account::new("donald", "%");
    server.tell(&sql::create_user(&donald, NATIVE_PASSWORD, &Secret::from("PassWord.1"))).await;
    for name in ["testing_123", "testingX123", "a%", "abc"] {
        server.tell(&sql::create_database(name)).await;
    }
    server.tell(&sql::grant_all(&Scope::Database("testing_123".into()), &donald)).await;
    server.tell(&sql::grant_all(&Scope::Database("a%".into()), &donald)).await;
    for (name, may) in [("testing_123", true), ("testingX123", false), ("a%", true), ("abc", false)] {
        let made = server.ask("donald", "PassWord.1", &format!("CREATE TABLE `{name}`.t (i INT)")).await;
        assert_eq!(made.is_ok(), may, "{name}: {made:?}");
    }
    assert_eq!(number(server.ask("donald", "PassWord.1", "USE abc").await), (1044, "42000".into()));
}

#[tokio::test]
async fn the_guide_s_user_may_do_everything() {
    let server = Server::start();
    let donald = Account::new("donald", "%");
    server.tell(&sql::create_user(&donald, NATIVE_PASSWORD, &Secret::from("PassWord.1"))).await;
    server.tell(&sql::create_database("testing_123")).await;
    server.tell(&sql::grant_all(&Scope::Everything, &donald)).await;
    server.tell(&sql::flush_privileges()).await;
    let grants = server.tell(&sql::show_grants(&donald)).await.concat();
    // MariaDB shows the password's hash with the grant.
    let shown: Vec<_> = grants.iter().map(|grant| drop_identified(grant)).collect();
    assert!(shown.iter().any(|grant| sql::grants_all(grant, &Scope::Everything)), "{shown:?}");
    let seen = texts(server.ask("donald", "PassWord.1", sql::show_databases().sent().expose_secret()).await.unwrap()).concat();
    assert!(seen.contains(&"testing_123".to_owned()), "{seen:?}");
}

fn drop_identified(grant: &str) -> String {
    match (grant.find(" IDENTIFIED BY PASSWORD "), grant.find(" WITH GRANT OPTION")) {
        (Some(from), Some(to)) => format!("{}{}", &grant[..from], &grant[to..]),
        _ => grant.to_owned(),
    }
}

#[tokio::test]
async fn the_server_is_asked_about_itself() {
    let server = Server::start();
    assert!(server.tell(&sql::version()).await[0][0].contains("MariaDB"));
    assert_eq!(server.tell(&sql::bind_address()).await, [["127.0.0.1"]]);
    assert_eq!(server.tell(&sql::login_plugins()).await, [["mysql_native_password", "ACTIVE"]]);
    assert_eq!(server.tell(&sql::password_policy()).await, Vec::<Vec<String>>::new());
    assert_eq!(server.tell(&sql::loose_accounts()).await, Vec::<Vec<String>>::new());
    server.ask("admin", "admin", "CREATE USER ''@'%'").await.unwrap();
    server.ask("admin", "admin", "CREATE USER root@'%'").await.unwrap();
    let mut loose = server.tell(&sql::loose_accounts()).await;
    loose.sort();
    assert_eq!(loose, [["", "%"], ["root", "%"]]);
}

#[tokio::test]
async fn what_mariadb_does_not_know_is_refused_by_number_and_not_misread() {
    let server = Server::start();
    assert_eq!(number(server.admin(&sql::accounts("donald")).await), (1054, "42S22".into()));
    assert_eq!(number(server.admin(&sql::uninstall_validator()).await), (1064, "42000".into()));
    assert_eq!(number(server.admin(&sql::persist_strong_policy()).await).1, "42000");
    let sha2 = sql::create_user(&Account::new("x", "%"), sql::CACHING_SHA2_PASSWORD, &Secret::from("PassWord.1"));
    assert_eq!(number(server.admin(&sha2).await).0, 1064);
}

#[tokio::test]
async fn null_text_and_numbers_come_as_text() {
    let server = Server::start();
    let rows =
        server.ask("admin", "admin", "SELECT NULL, '', 'ä', 1, -2.50, DATE '2026-01-02' UNION ALL SELECT 'x', 'y', 'z', 2, 3, NULL").await;
    let rows = rows.unwrap();
    let expected = [None, Some(""), Some("ä"), Some("1"), Some("-2.50"), Some("2026-01-02")];
    assert_eq!(rows[0].iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    assert_eq!(rows[1][5], None);
}

#[tokio::test]
async fn tls_is_spoken_where_the_server_has_it_and_accounts_may_demand_it() {
    let server = Server::with_tls();
    server.ask("admin", "admin", "CREATE USER safe@'%' IDENTIFIED BY 'PassWord.1' REQUIRE SSL").await.unwrap();
    let cipher = texts(server.ask("safe", "PassWord.1", "SHOW STATUS LIKE 'Ssl_cipher'").await.unwrap());
    assert!(!cipher[0][1].is_empty(), "{cipher:?}");

    let plain = Server::start();
    let cipher = texts(plain.ask("admin", "admin", "SHOW STATUS LIKE 'Ssl_cipher'").await.unwrap());
    assert!(cipher[0][1].is_empty(), "{cipher:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_is_silent_is_told_apart() {
    let client = MysqlClient::new(Arc::new(SystemClock::new(100)));
    let login = |socket| Login { socket, user: "donald".into(), password: "x".into() };
    let answer = client.query(&login(([127, 0, 0, 1], 1).into()), "SELECT 1").await.unwrap_err();
    assert!(matches!(answer, DatabaseError::Connection(_)), "{answer:?}");
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(client.query(&login(silent.local_addr().unwrap()), "SELECT 1").await.unwrap_err(), DatabaseError::TimedOut);
}

/// The command by which the lab asks from the client, as its machine's shell reads it.
fn asked_from_client(server: &Server, user: &str, password: &str, statement: &str) -> (String, String) {
    let quoted = format!("'{}'", user.replace('\'', r"'\''"));
    let command = format!(
        "bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=\"$1\" --host=\"$2\" --connect-timeout=10 --batch' mysql {quoted} 127.0.0.1"
    );
    let mut child = Command::new("bash")
        .args(["-c", &command])
        .env("MYSQL_TCP_PORT", server.address().port().to_string())
        .current_dir(server.folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{password}\n{statement};\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn names_and_passwords_reach_the_mysql_program_whole() {
    let server = Server::start();
    for (user, password) in with_passwords() {
        let account = Account::new(user, "%");
        server.tell(&sql::create_user(&account, NATIVE_PASSWORD, &Secret::from(password.clone()))).await;
        let (out, err) = asked_from_client(&server, user, &password, "SELECT USER() = CURRENT_USER() OR 1");
        assert_eq!(out.lines().nth(1), Some("1"), "{user} {password}: {err}");
        let (_, err) = asked_from_client(&server, user, "wrong", "SELECT 1");
        assert!(err.starts_with("ERROR 1045 (28000): "), "{user}: {err}");
        server.tell(&sql::drop_user(&account)).await;
    }
}

#[tokio::test]
async fn statements_with_any_name_reach_the_server_whole_through_the_mysql_program() {
    let server = Server::start();
    let before = server.tell(&sql::show_databases()).await;
    for name in NASTY.map(str::trim_end) {
        let (_, err) = asked_from_client(&server, "admin", "admin", sql::create_database(name).sent().expose_secret());
        assert_eq!(err, "", "{name}");
        assert!(server.tell(&sql::show_databases()).await.contains(&vec![name.to_owned()]), "{name}");
        let (_, err) = asked_from_client(&server, "admin", "admin", sql::drop_database(name).sent().expose_secret());
        assert_eq!(err, "", "{name}");
    }
    assert_eq!(server.tell(&sql::show_databases()).await, before);
}
