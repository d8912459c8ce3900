//! The rest of the guide, typed into terminals on both machines.

mod by_hand;
mod needs_mysql_client;

use practice::MysqlFlavour;

use crate::ordinary_clients::cloud::Cloud;
use crate::ordinary_clients::ssh::Machine;

/// The guide's example password.
const PASSWORD: &str = "PassWord.1";

#[test]
fn the_whole_guide_can_be_done_by_hand() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let launched = cloud.launch_the_guides_machines();
    let server = Machine::meet(&cloud, "mysql_server", &launched.key);
    let client = Machine::meet(&cloud, "mysql_client", &launched.key);

    let mut at_server = server.terminal();
    at_server.type_until("sudo apt update", "$ ");
    // On a terminal, needrestart asks in the end.
    at_server.type_until("sudo apt install mysql-server -y", "Which services should be restarted?");
    at_server.type_until("3", "$ ");
    let bound = at_server.type_until("grep ^bind-address /etc/mysql/mysql.conf.d/mysqld.cnf", "127.0.0.1");
    assert!(bound.contains("bind-address"), "{bound}");
    at_server.type_until("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' /etc/mysql/mysql.conf.d/mysqld.cnf", "$ ");

    at_server.type_until("sudo mysql", "mysql> ");
    let altered = format!("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';");
    at_server.type_until(&altered, "Query OK, 0 rows affected");
    at_server.type_until("exit;", "Bye");
    at_server.wait_for("$ ");
    at_server.type_until("sudo systemctl enable mysql", "$ ");
    at_server.type_until("sudo systemctl status mysql --no-pager", "active (running)");
    at_server.wait_for("$ ");

    at_server.type_until("sudo mysql_secure_installation", "Enter password for user root: ");
    at_server.type_until(PASSWORD, "Press y|Y for Yes, any other key for No: ");
    at_server.type_until("y", "Please enter 0 = LOW, 1 = MEDIUM and 2 = STRONG: ");
    at_server.type_until("2", "Change the password for root ? ((Press y|Y for Yes, any other key for No) : ");
    at_server.type_until("n", "Remove anonymous users? (Press y|Y for Yes, any other key for No) : ");
    at_server.type_until("n", "Disallow root login remotely? (Press y|Y for Yes, any other key for No) : ");
    at_server.type_until("n", "Remove test database and access to it? (Press y|Y for Yes, any other key for No) : ");
    at_server.type_until("y", "Reload privilege tables now? (Press y|Y for Yes, any other key for No) : ");
    at_server.type_until("y", "All done!");
    at_server.wait_for("$ ");

    at_server.type_until("sudo mysql -u root -p", "Enter password: ");
    at_server.type_until("not the password", "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)");
    at_server.type_until("sudo mysql -u root -p", "Enter password: ");
    at_server.type_until(PASSWORD, "mysql> ");
    at_server.type_until("CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY 'donald';", "ERROR 1819 (HY000)");
    at_server.type_until(&format!("CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';"), "Query OK");
    at_server.type_until("CREATE DATABASE testing_123;", "Query OK, 1 row affected");
    at_server.type_until("GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION;", "Query OK");
    at_server.type_until("FLUSH PRIVILEGES;", "Query OK");
    at_server.type_until("exit;", "Bye");
    at_server.wait_for("$ ");
    let address = at_server.type_until("hostname -i", "172.31.");
    assert!(address.contains("hostname -i"), "a terminal shows what is typed: {address}");
    at_server.wait_for("$ ");

    let mut at_client = client.terminal();
    at_client.type_until("sudo apt update", "$ ");
    at_client.type_until("sudo apt install mysql-client -y", "Which services should be restarted?");
    at_client.type_until("3", "$ ");
    let address = cloud.access("mysql_server").private_ip.unwrap();
    let connect = format!("sudo mysql -u donald -h {address} -p");
    // The file says 0.0.0.0, and the server does not know it yet.
    at_client.type_until(&connect, "Enter password: ");
    at_client.type_until(PASSWORD, &format!("ERROR 2003 (HY000): Can't connect to MySQL server on '{address}:3306' (111)"));
    at_client.wait_for("$ ");
    at_server.type_until("sudo systemctl restart mysql", "$ ");
    at_client.type_until(&connect, "Enter password: ");
    at_client.type_until(PASSWORD, "mysql> ");
    let databases = at_client.type_until("SHOW DATABASES;", "rows in set");
    assert!(databases.contains("| testing_123 "), "{databases}");
    at_client.type_until("exit;", "Bye");
    assert_eq!(at_client.leave(), Some(0));
    drop(at_server);
}

#[test]
fn commands_without_a_terminal_end_with_their_own_exit_codes() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let launched = cloud.launch_the_guides_machines();
    let server = Machine::meet(&cloud, "mysql_server", &launched.key);
    assert_eq!(server.says("id -un").trim(), "ubuntu");
    assert_eq!(server.says("hostname -i").trim(), cloud.access("mysql_server").private_ip.unwrap().to_string());
    assert_eq!(server.run("exit 3").status.code(), Some(3));
    let unknown = server.run("no-such-command");
    assert_eq!(unknown.status.code(), Some(127));
    assert!(unknown.stdout.is_empty() && String::from_utf8_lossy(&unknown.stderr).contains("command not found"), "{unknown:?}");
    assert_eq!(server.says_to("sudo tee /etc/motd > /dev/null; cat /etc/motd", "two\nlines\n"), "two\nlines\n");
}

#[test]
fn another_key_opens_no_machine() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let launched = cloud.launch_the_guides_machines();
    let _ = Machine::meet(&cloud, "mysql_server", &launched.key);
    let other = cloud.folder().join("another.pem");
    let made =
        std::process::Command::new("ssh-keygen").args(["-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f"]).arg(&other).status();
    assert!(made.unwrap().success());
    let refused = Machine::meet(&cloud, "mysql_server", &other).run("true");
    assert_eq!(refused.status.code(), Some(255));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Permission denied (publickey)"), "{refused:?}");
}

#[test]
fn a_closed_door_is_silent() {
    let cloud = Cloud::open(MysqlFlavour::V8_0);
    let launched = cloud.launch_the_guides_machines();
    let server = Machine::meet(&cloud, "mysql_server", &launched.key);
    let rule = format!("--group-id {} --protocol tcp --port 22 --cidr {}/32", launched.group, cloud.laptop());
    cloud.aws(&format!("ec2 revoke-security-group-ingress {rule}"));
    let silent = server.ssh(&["-o", "ConnectTimeout=2"]).arg("true").output().unwrap();
    assert_eq!(silent.status.code(), Some(255));
    assert!(String::from_utf8_lossy(&silent.stderr).contains("timed out"), "{silent:?}");
    cloud.aws(&format!("ec2 authorize-security-group-ingress {rule}"));
    assert!(server.run("true").status.success());
}
