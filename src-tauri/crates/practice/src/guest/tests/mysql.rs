//! The server's configuration and its clients.

use std::net::IpAddr;

use crate::guest::testing::{Alone, spec};
use crate::world::{MysqlFlavour, Reached};

const FILE: &str = "/etc/mysql/mysql.conf.d/mysqld.cnf";

async fn listening(machine: &std::sync::Arc<Alone>) -> bool {
    machine.guest.lock().unwrap().listens(3306)
}

#[tokio::test]
async fn bind_address_is_effective_only_after_a_restart() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    assert!(!listening(&machine).await);
    assert!(machine.run("ss -ltnH").await.out.contains("127.0.0.1:3306 "));
    machine.run(&format!("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' {FILE}")).await;
    assert!(!listening(&machine).await);
    assert_eq!(machine.run("sudo mysql -N -e 'SELECT @@bind_address'").await.out, "127.0.0.1\n");
    assert_eq!(machine.run("sudo systemctl restart mysql").await.status, 0);
    assert!(listening(&machine).await);
    assert_eq!(machine.run("sudo mysql -N -e 'SELECT @@bind_address'").await.out, "0.0.0.0\n");
    assert!(machine.run("ss -ltnH").await.out.contains("0.0.0.0:3306 "));
    machine.run("sudo systemctl stop mysql").await;
    assert!(!listening(&machine).await);
    let done = machine.run("sudo mysql").await;
    assert_eq!(done.err, "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n");
}

#[tokio::test]
async fn later_files_override_earlier_ones() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    let now = machine.time();
    let effective = || async {
        machine.run("sudo systemctl restart mysql").await;
        machine.run("sudo mysql -N -e 'SELECT @@bind_address'").await.out
    };
    machine.guest.lock().unwrap().write_file("/etc/mysql/conf.d/zz-override.cnf", "[mysqld]\nbind-address = 0.0.0.0\n", now);
    assert_eq!(effective().await, "127.0.0.1\n", "conf.d comes before mysql.conf.d");
    machine.guest.lock().unwrap().write_file(
        "/etc/mysql/mysql.conf.d/zz-override.cnf",
        "[mysqld]\nbind_address=172.31.18.52 # mine\n",
        now,
    );
    assert_eq!(effective().await, "172.31.18.52\n", "the last file of mysql.conf.d wins");
    machine.guest.lock().unwrap().write_file("/etc/mysql/mysql.conf.d/zz-override.cnf.bak", "[mysqld]\nbind_address=::\n", now);
    assert_eq!(effective().await, "172.31.18.52\n", "only .cnf files are read");
    machine.run("sudo chmod 666 /etc/mysql/mysql.conf.d/zz-override.cnf").await;
    assert_eq!(effective().await, "127.0.0.1\n", "world-writable files are ignored");
    machine.run("sudo chmod 600 /etc/mysql/mysql.conf.d/zz-override.cnf").await;
    assert_eq!(effective().await, "127.0.0.1\n", "mysqld cannot read root's own files");
}

#[tokio::test]
async fn an_option_that_mysqld_does_not_know_makes_the_start_fail_with_a_journal() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    assert_eq!(machine.run("sudo mysqld --validate-config --user=mysql").await.status, 0);
    machine.run(&format!("sudo sed -i 's/^bind-address.*/bind-adress = 0.0.0.0/' {FILE}")).await;
    let done = machine.run("sudo mysqld --validate-config --user=mysql").await;
    assert_eq!(done.status, 1);
    assert!(done.err.contains("[MY-000067] [Server] unknown variable 'bind-adress=0.0.0.0'"), "{}", done.err);
    let done = machine.run("sudo systemctl restart mysql").await;
    assert_eq!(done.status, 1);
    assert!(done.err.starts_with("Job for mysql.service failed because the control process exited with error code."));
    assert_eq!(machine.run("systemctl is-active mysql").await.out, "failed\n");
    assert_eq!(machine.run("systemctl status mysql --no-pager --lines=3").await.status, 3);
    assert!(machine.run("sudo journalctl -u mysql -n 20 --no-pager").await.out.contains("mysql.service: Failed with result 'exit-code'."));
    assert!(machine.run("sudo cat /var/log/mysql/error.log").await.out.contains("bind-adress"));
    machine.run(&format!("sudo sed -i 's/^bind-adress.*/bind-address = 9.9.9.9/' {FILE}; sudo systemctl restart mysql")).await;
    assert!(machine.run("sudo cat /var/log/mysql/error.log").await.out.contains("Cannot assign requested address"));
    machine.run(&format!("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' {FILE}; sudo systemctl restart mysql")).await;
    assert_eq!(machine.run("systemctl is-active mysql").await.out, "active\n");
}

#[tokio::test]
async fn root_comes_by_the_socket_and_then_by_the_password() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    assert_eq!(
        machine.run_with("sudo mysql --batch --raw", "SELECT USER();\nSELECT 1 AS one, 'a' AS a").await.out,
        "USER()\nroot@localhost\none\ta\n1\ta\n"
    );
    let done = machine.run("mysql -u root -e 'SELECT 1'").await;
    assert_eq!((done.status, done.err.as_str()), (1, "ERROR 1698 (28000): Access denied for user 'root'@'localhost'\n"));
    let alter = "ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1';";
    assert_eq!(machine.run_with("sudo mysql", alter).await.status, 0);
    let done = machine.run("sudo mysql").await;
    assert_eq!(done.err, "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)\n");
    let exec = "sudo bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=root --batch --raw'";
    assert_eq!(machine.run_with(exec, "PassWord.1\nSELECT 1;\n").await.out, "1\n1\n");
    let done = machine.run_with(exec, "wrong\nSELECT 1;\n").await;
    assert_eq!(
        (done.status, done.err.as_str()),
        (1, "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)\n")
    );
    let done = machine.run("sudo mysql -u root -pPassWord.1 -N -e 'SELECT 2'").await;
    assert_eq!(done.out, "2\n");
    assert!(done.err.contains("[Warning] Using a password on the command line"));
    assert_eq!(
        machine.run("sudo mysql --defaults-file=/etc/mysql/debian.cnf -N -e 'SELECT CURRENT_USER()'").await.out,
        "debian-sys-maint@localhost\n"
    );
    assert_eq!(machine.run("mysqladmin ping").await.out, "mysqld is alive\n");
}

#[tokio::test]
async fn an_error_in_a_script_names_its_line_and_ends_it() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    let done = machine.run_with("sudo mysql --batch", "SELECT 1;\n\nCREATE DATABASE mysql;\nSELECT 2;\n").await;
    assert_eq!((done.status, done.out.as_str()), (1, "1\n1\n"));
    assert!(done.err.starts_with("ERROR 1007 (HY000) at line 3: "), "{}", done.err);
    let done = machine.run("sudo mysql -e 'SELEC 1'").await;
    assert!(done.err.starts_with("ERROR 1064 (42000) at line 1: "), "{}", done.err);
}

#[tokio::test]
async fn the_native_plugin_is_gone_in_9() {
    let machine = Alone::with_server(MysqlFlavour::V9).await;
    let done = machine.run("sudo mysql -e \"ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'\"").await;
    assert_eq!(done.err, "ERROR 1524 (HY000) at line 1: Plugin 'mysql_native_password' is not loaded\n");
}

#[tokio::test]
async fn the_console_at_a_terminal_has_prompts_tables_and_bye() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    let done = machine
        .converse(
            "sudo mysql",
            &[
                ("mysql> ", "SHOW\r"),
                ("    -> ", "DATABASES;\r"),
                ("mysql> ", "CREATE DATABASE testing_123;\r"),
                ("mysql> ", "SELECT 'open\r"),
                ("    '> ", "\x03"),
                ("mysql> ", "use testing_123\r"),
                ("mysql> ", "SELEC;\r"),
                ("mysql> ", "SELECT DATABASE()\\G\r"),
                ("mysql> ", "exit;\r"),
            ],
        )
        .await;
    assert_eq!(done.status, 0);
    assert!(
        done.out.starts_with("Welcome to the MySQL monitor.  Commands end with ; or \\g.\r\nYour MySQL connection id is "),
        "{}",
        done.out
    );
    assert!(done.out.contains("| Database           |\r\n"), "{}", done.out);
    assert!(done.out.contains("Query OK, 1 row affected (0.00 sec)\r\n"), "{}", done.out);
    assert!(done.out.contains("Database changed\r\n"), "{}", done.out);
    assert!(done.out.contains("ERROR 1064 (42000): "), "{}", done.out);
    assert!(done.out.contains("DATABASE(): testing_123\r\n"), "{}", done.out);
    assert!(done.out.ends_with("Bye\r\n"), "{}", done.out);
    let done = machine.converse("sudo mysql", &[("mysql> ", "\x04")]).await;
    assert!(done.out.ends_with("Bye\r\n"));
}

#[tokio::test]
async fn the_console_connects_again_after_a_restart() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    let restart = || {
        let mut guest = machine.guest.lock().unwrap();
        let now = machine.time();
        guest.stop_mysqld(now);
        guest.start_mysqld(now);
    };
    let (done, ()) =
        tokio::join!(machine.converse("sudo mysql", &[("mysql> ", "SELECT 1;\r"), ("mysql> ", "exit\r")]), async { restart() });
    assert!(done.out.contains("No connection. Trying to reconnect..."), "{}", done.out);
    assert!(done.out.contains("1 row in set"), "{}", done.out);
}

#[tokio::test]
async fn a_client_meets_110_111_and_1130() {
    let server = Alone::with_server(MysqlFlavour::V8_0).await;
    let client = Alone::with(spec(MysqlFlavour::V8_0, 53));
    let address: IpAddr = "172.31.18.52".parse().unwrap();
    client.run("sudo apt-get -q update; sudo apt-get -q -y install mysql-client").await;
    *client.other.lock().unwrap() = Some((address, server.clone()));
    let exec = "bash -c 'IFS= read -r MYSQL_PWD && export MYSQL_PWD && exec mysql --user=\"$1\" --host=\"$2\" --connect-timeout=10 --batch' mysql 'donald' '172.31.18.52'";
    let input = "PassWord.1\nSHOW DATABASES;\n";
    let before = client.time();
    let done = client.run_with(exec, input).await;
    assert_eq!((done.status, done.err.as_str()), (1, "ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.18.52:3306' (110)\n"));
    assert_eq!((client.time() - before).get_seconds(), 10);
    client.reached.lock().unwrap().insert((address, 3306), Reached::Refused);
    assert!(client.run_with(exec, input).await.err.ends_with("(111)\n"));
    client.reached.lock().unwrap().insert((address, 3306), Reached::Open);
    let done = client.run_with(exec, input).await;
    assert!(done.err.starts_with("ERROR 1130 (HY000): Host "), "{}", done.err);
    server.run("sudo mysql -e \"CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY 'PassWord.1'; CREATE DATABASE testing_123; GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION\"").await;
    let done = client.run_with(exec, input).await;
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert!(done.out.starts_with("Database\n") && done.out.contains("\ntesting_123\n"), "{}", done.out);
    let done = client.run_with(exec, "wrong\n").await;
    assert_eq!(done.status, 1);
    assert!(done.err.starts_with("ERROR 1045 (28000): Access denied for user 'donald'@"), "{}", done.err);
    let done = client
        .converse(
            "sudo mysql -u donald -h 172.31.18.52 -p",
            &[("Enter password: ", "PassWord.1\r"), ("mysql> ", "SHOW DATABASES;\r"), ("mysql> ", "exit\r")],
        )
        .await;
    assert!(done.out.contains("| testing_123        |"), "{}", done.out);
    assert!(!done.out.contains("PassWord.1"));
}
