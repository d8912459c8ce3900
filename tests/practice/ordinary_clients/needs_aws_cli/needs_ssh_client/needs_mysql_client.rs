//! A MySQL client on this computer against the practice server's own port.

use std::net::SocketAddr;
use std::process::{Command, Output, Stdio};

use practice::MysqlFlavour;

use crate::ordinary_clients::cloud::{Cloud, Launched};
use crate::ordinary_clients::ssh::Machine;

/// Has every kind of letter that the client or the protocol could trip over.
const PASSWORD: &str = "Pa$$'\"\\% ßWörd.1";

/// A server with donald and his database, reachable from its VPC and wherever its security group allows.
fn server(flavour: MysqlFlavour, plugin: &str) -> (Cloud, Launched) {
    let cloud = Cloud::open(flavour);
    let launched = cloud.launch_the_guides_machines();
    let server = Machine::meet(&cloud, "mysql_server", &launched.key);
    server.says("sudo apt-get -q update && sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y install mysql-server");
    server
        .says("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' /etc/mysql/mysql.conf.d/mysqld.cnf && sudo systemctl restart mysql");
    let quoted = PASSWORD.replace('\\', "\\\\").replace('\'', "\\'");
    let sql = format!(
        "CREATE USER 'donald'@'%' IDENTIFIED WITH {plugin} BY '{quoted}';\nCREATE DATABASE testing_123;\n\
         GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION;\nCREATE USER 'daisy'@'10.0.0.1' IDENTIFIED BY 'PassWord.1';\n"
    );
    server.says_to("sudo mysql --batch", &sql);
    (cloud, launched)
}

/// What the client does with this user, password and statement.
fn client(door: SocketAddr, options: &[&str], password: &str, sql: &str) -> Output {
    let program = if Command::new("mariadb").arg("--version").stdout(Stdio::null()).status().is_ok() { "mariadb" } else { "mysql" };
    let mut command = Command::new(program);
    command.args(["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", "--connect-timeout=2", "--batch", "--skip-column-names"]);
    command.arg(format!("--port={}", door.port())).args(options).args(["--execute", sql]).env("MYSQL_PWD", password);
    command.stdin(Stdio::null()).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr }).trim().to_owned()
}

fn open_to_the_laptop(cloud: &Cloud, launched: &Launched) {
    cloud.aws(&format!(
        "ec2 authorize-security-group-ingress --group-id {} --protocol tcp --port 3306 --cidr {}/32",
        launched.group,
        cloud.laptop()
    ));
}

#[test]
fn only_an_open_door_lets_the_client_in_and_only_with_the_right_password() {
    let (cloud, launched) = server(MysqlFlavour::V8_0, "mysql_native_password");
    let door = cloud.access("mysql_server").mysql.unwrap();
    let as_donald = ["--user=donald"];

    let closed = client(door, &as_donald, PASSWORD, "SHOW DATABASES");
    assert!(!closed.status.success(), "3306 is open to the client machine alone: {closed:?}");

    open_to_the_laptop(&cloud, &launched);
    let databases = client(door, &as_donald, PASSWORD, "SHOW DATABASES");
    assert_eq!(words(&databases).lines().collect::<Vec<_>>(), ["information_schema", "mysql", "performance_schema", "sys", "testing_123"]);
    assert!(words(&client(door, &as_donald, PASSWORD, "SELECT VERSION()")).starts_with("8.0."));

    let wrong = words(&client(door, &as_donald, "PassWord.2", "SELECT 1"));
    assert!(wrong.starts_with("ERROR 1045 (28000): Access denied for user 'donald'@"), "{wrong}");
    let nobody = words(&client(door, &["--user=daisy"], "PassWord.1", "SELECT 1"));
    assert!(nobody.starts_with("ERROR 1045 (28000)"), "daisy may come from 10.0.0.1 only: {nobody}");
    let missing = words(&client(door, &["--user=donald", "--database=testing_124"], PASSWORD, "SELECT 1"));
    assert!(missing.starts_with("ERROR 1049 (42000): Unknown database 'testing_124'"), "{missing}");
    let syntax = words(&client(door, &as_donald, PASSWORD, "SHOW DATABASE"));
    assert!(syntax.contains("ERROR 1064 (42000)"), "{syntax}");
}

#[test]
fn mysql_9_takes_the_client_in_by_caching_sha2_password() {
    let (cloud, launched) = server(MysqlFlavour::V9, "caching_sha2_password");
    open_to_the_laptop(&cloud, &launched);
    let door = cloud.access("mysql_server").mysql.unwrap();
    // The first login is the full exchange, the second is answered from the server's cache; both over TLS.
    for _ in 0..2 {
        let version = client(door, &["--user=donald", "--ssl"], PASSWORD, "SELECT VERSION()");
        assert!(words(&version).starts_with("9."), "{version:?}");
    }
    let wrong = words(&client(door, &["--user=donald", "--ssl"], "PassWord.2", "SELECT 1"));
    assert!(wrong.starts_with("ERROR 1045 (28000)"), "{wrong}");
    let created =
        client(door, &["--user=donald", "--ssl"], PASSWORD, "CREATE USER a IDENTIFIED WITH mysql_native_password BY 'PassWord.1'");
    assert!(words(&created).contains("ERROR 1524 (HY000)"), "{created:?}");
}
