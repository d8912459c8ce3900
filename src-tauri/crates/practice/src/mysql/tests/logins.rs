use super::*;

fn refused(talk: &mut Talk, user: &str, from: &From, password: Option<&str>) -> (u16, String) {
    let error = talk.server.login(user, from, password, true).expect_err("refused");
    (error.number, error.message)
}

#[test]
fn the_socket_is_for_the_same_user_only() {
    let mut talk = Talk::v8();
    assert_eq!(refused(&mut talk, "root", &socket("ubuntu"), None), (1698, "Access denied for user 'root'@'localhost'".to_owned()));
    assert_eq!(refused(&mut talk, "ubuntu", &socket("ubuntu"), None).0, 1045);
}

#[test]
fn nobody_comes_from_a_host_that_no_account_names() {
    let mut talk = Talk::v8();
    let words = "Host 'ip-172-31-18-52.ec2.internal' is not allowed to connect to this MySQL server".to_owned();
    assert_eq!(refused(&mut talk, "root", &tcp(CLIENT), Some("x")), (1130, words));
    talk.run("CREATE USER daisy@'172.31.18.%' IDENTIFIED BY 'x'");
    assert_eq!(refused(&mut talk, "root", &tcp(CLIENT), Some("x")).0, 1045);
    assert_eq!(refused(&mut talk, "daisy", &tcp("172.31.19.1"), Some("x")).0, 1130);
    assert_eq!(
        refused(&mut talk, "daisy", &tcp("203.0.113.9"), Some("x")).1,
        "Host '203.0.113.9' is not allowed to connect to this MySQL server"
    );
}

#[test]
fn the_most_specific_account_is_met_even_if_it_is_the_anonymous_one() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald@'%' IDENTIFIED BY 'any'");
    talk.run("CREATE USER donald@'172.31.%' IDENTIFIED BY 'vpc'");
    talk.run("CREATE USER donald@'172.31.18.52' IDENTIFIED BY 'one'");
    for (from, password) in [("172.31.18.52", "one"), ("172.31.18.53", "vpc"), ("203.0.113.1", "any")] {
        talk.log_in("donald", from, password).expect("logs in");
    }
    assert_eq!(talk.log_in("donald", "172.31.18.52", "any").expect_err("refused").number, 1045);
    talk.back_to_root();
    talk.run("CREATE USER ''@'172.31.18.52' IDENTIFIED BY 'nobody'");
    talk.run("DROP USER donald@'172.31.18.52'");
    assert_eq!(talk.log_in("donald", "172.31.18.52", "vpc").expect_err("the anonymous account comes first").number, 1045);
    talk.log_in("donald", "172.31.18.52", "nobody").expect("as the anonymous one");
    assert_eq!(talk.value("SELECT CURRENT_USER()"), "@172.31.18.52");
}

#[test]
fn sha2_needs_tls_until_it_is_cached() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'PassWord.1'");
    let plain =
        |talk: &mut Talk, password: &str| talk.server.login("donald", &tcp(CLIENT), Some(password), false).map_err(|error| error.number);
    assert_eq!(plain(&mut talk, "PassWord.1").expect_err("refused"), 2061);
    talk.log_in("donald", CLIENT, "PassWord.1").expect("over TLS");
    plain(&mut talk, "PassWord.1").expect("cached");
    assert_eq!(plain(&mut talk, "wrong").expect_err("refused"), 2061);
    talk.back_to_root();
    talk.run("FLUSH PRIVILEGES");
    assert_eq!(plain(&mut talk, "PassWord.1").expect_err("forgotten"), 2061);
}

#[test]
fn locked_accounts_stay_out() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'x' ACCOUNT LOCK");
    assert_eq!(talk.log_in("donald", CLIENT, "x").expect_err("refused").number, 3118);
    talk.run("ALTER USER donald ACCOUNT UNLOCK");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    assert_eq!(refused(&mut talk, "mysql.sys", &socket("root"), Some("x")).0, 1045);
}

#[test]
fn plain_connections_can_be_forbidden() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED WITH mysql_native_password BY 'x'");
    talk.run("SET GLOBAL require_secure_transport = ON");
    assert_eq!(talk.server.login("donald", &tcp(CLIENT), Some("x"), false).expect_err("refused").number, 3159);
    talk.server.login("donald", &tcp(CLIENT), Some("x"), true).expect("logs in");
    talk.server.login("root", &socket("root"), None, false).expect("the socket is safe");
}

#[test]
fn a_restart_ends_sessions() {
    let mut talk = Talk::v8();
    talk.restart();
    assert_eq!(talk.refused("SELECT 1").0, 2006);
    assert!(!talk.server.knows(&talk.session));
}

#[test]
fn who_is_logged_in_is_told() {
    let mut talk = Talk::v8();
    talk.run("CREATE USER donald IDENTIFIED BY 'x'");
    talk.log_in("donald", CLIENT, "x").expect("logs in");
    assert_eq!(talk.rows("SELECT USER(), CURRENT_USER()"), [["donald@ip-172-31-18-52.ec2.internal", "donald@%"]]);
    let list = talk.rows("SHOW PROCESSLIST");
    assert_eq!(list.len(), 1, "others are not seen without PROCESS");
    assert_eq!(list[0][1], "donald");
}
