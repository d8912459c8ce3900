//! mysql_async, an independent client, against the protocol.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Opts, OptsBuilder, Row, SslOpts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::mysql::Config;
use crate::world::MysqlFlavour;

const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(172, 31, 18, 52));

struct Machine {
    server: Mutex<Option<Server>>,
}

impl MysqlAccess for Machine {
    fn with_server(&self, act: &mut dyn FnMut(&mut Server)) -> bool {
        self.server.lock().expect("no panic").as_mut().map(act).is_some()
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

/// A server on loopback that every client reaches from one address.
struct Practice {
    machine: Arc<Machine>,
    address: SocketAddr,
}

impl Practice {
    async fn start(flavour: MysqlFlavour, peer: IpAddr, setup: &[&str]) -> Self {
        let now = Timestamp::UNIX_EPOCH;
        let mut server = Server::install(flavour, now);
        let mut root = server.login("root", &From::Socket { os_user: "root".to_owned() }, None, false).expect("root by the socket");
        for sql in setup {
            server.execute(&mut root, sql, now).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        let machine = Arc::new(Machine { server: Mutex::new(Some(server)) });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("loopback");
        let address = listener.local_addr().expect("bound");
        let access = Arc::clone(&machine);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, peer, Arc::clone(&access) as Arc<dyn MysqlAccess>));
            }
        });
        Self { machine, address }
    }

    async fn with_donald(flavour: MysqlFlavour, plugin: &str) -> Self {
        let create = format!("CREATE USER 'donald'@'%' IDENTIFIED WITH {plugin} BY 'PassWord.1'");
        Self::start(
            flavour,
            CLIENT,
            &[&create, "CREATE DATABASE testing_123", "GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION"],
        )
        .await
    }

    fn options(&self, user: &str, password: &str) -> OptsBuilder {
        OptsBuilder::default()
            .ip_or_hostname(self.address.ip().to_string())
            .tcp_port(self.address.port())
            .user(Some(user))
            .pass(Some(password))
            .prefer_socket(false)
    }

    async fn log_in(&self, user: &str, password: &str, tls: bool) -> Result<Conn, mysql_async::Error> {
        let tls = tls.then(|| SslOpts::default().with_danger_accept_invalid_certs(true));
        Conn::new(Opts::from(self.options(user, password).ssl_opts(tls))).await
    }

    fn server<T>(&self, act: impl FnOnce(&mut Server) -> T) -> T {
        act(self.machine.server.lock().expect("no panic").as_mut().expect("runs"))
    }
}

fn number(error: &mysql_async::Error) -> u16 {
    match error {
        mysql_async::Error::Server(error) => error.code,
        other => panic!("no answer of the server: {other}"),
    }
}

#[tokio::test]
async fn both_plugins_log_in_with_and_without_tls() {
    for (flavour, plugin) in [
        (MysqlFlavour::V8_0, "mysql_native_password"),
        (MysqlFlavour::V8_0, "caching_sha2_password"),
        (MysqlFlavour::V9, "caching_sha2_password"),
    ] {
        for tls in [false, true] {
            let practice = Practice::with_donald(flavour, plugin).await;
            // The second login finds the password cached.
            for login in ["first", "second"] {
                let mut conn =
                    practice.log_in("donald", "PassWord.1", tls).await.unwrap_or_else(|error| panic!("{plugin} {tls} {login}: {error}"));
                let databases: Vec<String> = conn.query("SHOW DATABASES").await.expect("an answer");
                assert_eq!(databases, ["information_schema", "mysql", "performance_schema", "sys", "testing_123"]);
                let cipher: Option<(String, String)> = conn.query_first("SHOW STATUS LIKE 'Ssl_version'").await.expect("an answer");
                assert_eq!(cipher.expect("a row").1.is_empty(), !tls);
                conn.disconnect().await.expect("quits");
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_password_is_1045_before_and_after_a_right_one() {
    for plugin in ["mysql_native_password", "caching_sha2_password"] {
        for tls in [false, true] {
            let practice = Practice::with_donald(MysqlFlavour::V8_0, plugin).await;
            for _ in 0..2 {
                for (user, password) in [("donald", "PassWord.2"), ("donald", ""), ("nobody", "PassWord.1"), ("nobody", "")] {
                    let error = practice.log_in(user, password, tls).await.expect_err("refused");
                    assert_eq!(number(&error), 1045, "{plugin} {user} {password}: {error}");
                    let using = if password.is_empty() { "NO" } else { "YES" };
                    let words = format!("Access denied for user '{user}'@'ip-172-31-18-52.ec2.internal' (using password: {using})");
                    assert!(error.to_string().contains(&words), "{error}");
                }
                practice.log_in("donald", "PassWord.1", tls).await.expect("logs in").disconnect().await.expect("quits");
            }
        }
    }
}

#[tokio::test]
async fn a_host_that_no_account_has_is_1130() {
    let practice = Practice::start(MysqlFlavour::V8_0, CLIENT, &["CREATE USER 'donald'@'localhost' IDENTIFIED BY 'PassWord.1'"]).await;
    let error = practice.log_in("donald", "PassWord.1", false).await.expect_err("refused");
    assert_eq!(number(&error), 1130);
    assert!(error.to_string().contains("Host 'ip-172-31-18-52.ec2.internal' is not allowed to connect to this MySQL server"), "{error}");
}

#[tokio::test]
async fn root_by_socket_is_1698_over_tcp() {
    let practice = Practice::start(MysqlFlavour::V8_0, IpAddr::V4(Ipv4Addr::LOCALHOST), &[]).await;
    let error = practice.log_in("root", "PassWord.1", false).await.expect_err("refused");
    assert_eq!(number(&error), 1698);
}

#[tokio::test]
async fn an_empty_password_logs_in() {
    for plugin in ["mysql_native_password", "caching_sha2_password"] {
        let create = format!("CREATE USER 'donald'@'%' IDENTIFIED WITH {plugin} BY ''");
        let practice = Practice::start(MysqlFlavour::V8_0, CLIENT, &[&create]).await;
        for tls in [false, true] {
            practice.log_in("donald", "", tls).await.expect("logs in").disconnect().await.expect("quits");
        }
    }
}

#[tokio::test]
async fn the_database_of_the_login_is_in_use() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "caching_sha2_password").await;
    let options = |name: &str| Opts::from(practice.options("donald", "PassWord.1").db_name(Some(name)));
    let mut conn = Conn::new(options("testing_123")).await.expect("logs in");
    let database: Option<String> = conn.query_first("SELECT DATABASE()").await.expect("an answer");
    assert_eq!(database.as_deref(), Some("testing_123"));
    let error = Conn::new(options("missing")).await.expect_err("refused");
    assert_eq!(number(&error), 1049);
}

#[tokio::test]
async fn values_types_counts_and_errors_come_over_the_wire() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "caching_sha2_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", true).await.expect("logs in");
    conn.query_drop("USE testing_123").await.expect("used");
    conn.query_drop("CREATE TABLE people (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20), born DATE)").await.expect("made");
    conn.query_drop("INSERT INTO people (name, born) VALUES ('Ada', '1815-12-10'), (NULL, NULL)").await.expect("inserted");
    assert_eq!((conn.affected_rows(), conn.last_insert_id()), (2, Some(1)));
    assert_eq!(conn.info(), "Records: 2  Duplicates: 0  Warnings: 0");
    let rows: Vec<(u32, Option<String>, Option<String>)> = conn.query("SELECT id, name, born FROM people ORDER BY id").await.expect("rows");
    assert_eq!(rows, [(1, Some("Ada".to_owned()), Some("1815-12-10".to_owned())), (2, None, None)]);
    let empty: Vec<Row> = conn.query("SELECT * FROM people WHERE id > 5").await.expect("no rows");
    assert!(empty.is_empty());
    let error = conn.query_drop("SELECT * FROM missing").await.expect_err("refused");
    assert_eq!(number(&error), 1146);
    conn.ping().await.expect("alive after an error");
}

#[tokio::test]
async fn several_statements_stop_at_the_first_error() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "caching_sha2_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", false).await.expect("logs in");
    let mut result = conn.query_iter("SELECT 1; CREATE DATABASE a; SELECT ';'").await.expect("answers");
    let first: Vec<u8> = result.collect().await.expect("rows");
    let second: Vec<u8> = result.collect().await.expect("no rows");
    let third: Vec<String> = result.collect().await.expect("rows");
    assert_eq!((first, second, third), (vec![1], Vec::new(), vec![";".to_owned()]));
    drop(result);
    let mut result = conn.query_iter("SELECT 1; CREATE DATABASE a; CREATE DATABASE b").await.expect("the first answer");
    result.collect::<u8>().await.expect("rows");
    assert_eq!(number(&result.collect::<u8>().await.expect_err("refused")), 1007);
    drop(result);
    let databases: Vec<String> = conn.query("SHOW DATABASES LIKE 'b'").await.expect("an answer");
    assert!(databases.is_empty());
}

#[tokio::test]
async fn prepared_statements_work_without_parameters_and_refuse_them_politely() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "mysql_native_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", false).await.expect("logs in");
    let row: Option<(String, Option<String>)> = conn.exec_first("SELECT VERSION(), NULL", ()).await.expect("an answer");
    assert_eq!(row, Some(("8.0.44-0ubuntu0.22.04.1".to_owned(), None)));
    conn.exec_drop("CREATE DATABASE prepared", ()).await.expect("made");
    let error = conn.exec_drop("SELECT ?", (1,)).await.expect_err("refused");
    assert_eq!(number(&error), 1295);
    conn.ping().await.expect("alive");
}

#[tokio::test]
async fn the_connections_own_commands_are_answered() {
    let practice = Practice::with_donald(MysqlFlavour::V9, "caching_sha2_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", false).await.expect("logs in");
    assert_eq!(conn.server_version(), (9, 7, 0));
    let id: Option<u32> = conn.query_first("SELECT CONNECTION_ID()").await.expect("an answer");
    assert_eq!(id, Some(conn.id()));
    conn.query_drop("SET @x = 5").await.expect("set");
    assert!(conn.reset().await.expect("reset"));
    let forgotten: Option<Option<u8>> = conn.query_first("SELECT @x").await.expect("an answer");
    assert_eq!(forgotten, Some(None));
    let list: Vec<Row> = conn.query("SHOW PROCESSLIST").await.expect("an answer");
    assert_eq!(list.len(), 2);
}

#[tokio::test]
async fn a_restart_ends_the_connections() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "caching_sha2_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", false).await.expect("logs in");
    practice.server(|server| server.restart(&Config::default(), Timestamp::UNIX_EPOCH));
    let error = conn.ping().await.expect_err("cut");
    assert!(matches!(error, mysql_async::Error::Io(_) | mysql_async::Error::Driver(_)), "{error}");
    practice.log_in("donald", "PassWord.1", false).await.expect("the account stays");
    *practice.machine.server.lock().expect("no panic") = None;
    practice.log_in("donald", "PassWord.1", false).await.expect_err("nobody answers");
}

#[tokio::test]
async fn no_more_than_max_connections_enter() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "mysql_native_password").await;
    let mut conn = practice.log_in("donald", "PassWord.1", false).await.expect("logs in");
    conn.query_drop("SET GLOBAL max_connections = 1").await.expect("set");
    let error = practice.log_in("donald", "PassWord.1", false).await.expect_err("refused");
    assert_eq!(number(&error), 1040);
    conn.disconnect().await.expect("quits");
}

/// Reads the greeting and sends these bytes; what comes back until the connection ends.
async fn raw(practice: &Practice, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(practice.address).await.expect("connects");
    let mut header = [0; 4];
    stream.read_exact(&mut header).await.expect("a greeting");
    let mut greeting = vec![0; usize::from(header[0])];
    stream.read_exact(&mut greeting).await.expect("a greeting");
    stream.write_all(bytes).await.expect("sent");
    stream.shutdown().await.expect("sent");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

#[tokio::test]
async fn nonsense_ends_the_connection_and_nothing_else() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "caching_sha2_password").await;
    let nonsense: [&[u8]; 6] = [b"", b"GET / HTTP/1.1\r\n\r\n", &[0xff; 400], &[0, 0, 0, 1], &[5, 0, 0, 1, 0, 2, 0, 0, 0], &[32, 0, 0, 7]];
    for bytes in nonsense {
        raw(&practice, bytes).await;
    }
    // Asks for TLS and speaks none.
    let mut tls = vec![32, 0, 0, 1, 0, 0x0a, 0, 0];
    tls.extend([0; 28]);
    tls.extend([7; 100]);
    raw(&practice, &tls).await;
    // An old protocol.
    let answer = raw(&practice, &[4, 0, 0, 1, 0, 0, 0, 0]).await;
    assert_eq!(answer.get(4..7), Some(&[0xff, 0x13, 0x04][..]), "1043");
    practice.log_in("donald", "PassWord.1", false).await.expect("still there");
}

#[tokio::test]
async fn a_query_longer_than_a_packet_is_refused_with_1153() {
    let practice = Practice::with_donald(MysqlFlavour::V8_0, "mysql_native_password").await;
    let options = practice.options("donald", "PassWord.1").max_allowed_packet(Some(64 << 20));
    let mut conn = Conn::new(Opts::from(options)).await.expect("logs in");
    let error = conn.query_drop(format!("SELECT '{}'", "x".repeat(17 << 20))).await.expect_err("refused");
    assert_eq!(number(&error), 1153);
    let long: Option<usize> = practice
        .log_in("donald", "PassWord.1", false)
        .await
        .expect("logs in")
        .query_first(format!("SELECT LENGTH('{}')", "x".repeat(15 << 20)))
        .await
        .expect("an answer");
    assert_eq!(long, Some(15 << 20));
    let mut conn = practice.log_in("donald", "PassWord.1", true).await.expect("logs in");
    let row: Option<String> = conn.query_first("SELECT REPEAT('x', 20000000)").await.expect("more than one packet");
    assert_eq!(row.map(|row| row.len()), Some(20_000_000));
}
