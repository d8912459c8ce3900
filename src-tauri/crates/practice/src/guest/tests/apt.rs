//! apt and dpkg.

use jiff::SignedDuration;

use crate::guest::Lock;
use crate::guest::testing::{Alone, spec};
use crate::world::{Fault, MysqlFlavour};

const UPDATE: &str = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any update";
const INSTALL: &str = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=1 install mysql-server";

#[tokio::test]
async fn a_package_is_found_only_after_an_update() {
    let machine = Alone::new();
    let done = machine.run(INSTALL).await;
    assert_eq!((done.status, done.err.as_str()), (100, "E: Unable to locate package mysql-server\n"));
    assert_eq!(machine.run("find /var/lib/apt/lists -name '*Packages*'").await.out, "");
    assert_eq!(machine.run("stat -c %Y /var/lib/apt/periodic/update-success-stamp").await.status, 1);
    let done = machine.run(UPDATE).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(machine.run("find /var/lib/apt/lists -name '*Packages*'").await.out.lines().count() >= 4);
    let stamp: i64 = machine.run("stat -c %Y /var/lib/apt/periodic/update-success-stamp").await.out.trim().parse().unwrap();
    assert!((machine.time().as_second() - stamp) <= 1);
}

#[tokio::test]
async fn the_install_tells_true_progress_and_takes_its_time() {
    let machine = Alone::new();
    machine.run(UPDATE).await;
    let before = machine.time();
    let done = machine.run(INSTALL).await;
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    let took = (machine.time() - before).total(jiff::Unit::Second).unwrap();
    assert!((8.0..14.0).contains(&took), "{took}");
    let percent: Vec<f64> = done
        .out
        .lines()
        .filter(|line| line.starts_with("pmstatus:mysql") || line.starts_with("pmstatus:lib"))
        .map(|line| line.split(':').nth(2).unwrap().parse().unwrap())
        .collect();
    assert!(percent.len() > 10 && percent.is_sorted() && percent[percent.len() - 1] < 100.0, "{percent:?}");
    assert!(done.out.lines().any(|line| line.starts_with("dlstatus:1:0.0000:Retrieving file 1 of ")));
    assert!(done.out.contains("Setting up mysql-server-8.0 (8.0.44-0ubuntu0.22.04.1) ...\n"));
    assert_eq!(
        machine.run("dpkg-query -W -f='${Package} ${db:Status-Status} ${Version}\\n' mysql-server mariadb-server").await.out,
        "mysql-server installed 8.0.44-0ubuntu0.22.04.1\n"
    );
    assert_eq!(machine.run("systemctl is-active mysql; systemctl is-enabled mysql").await.out, "active\nenabled\n");
    let again = machine.run(INSTALL).await;
    assert!(again.out.contains("mysql-server is already the newest version") && again.out.contains("0 newly installed"));
}

#[tokio::test]
async fn dpkg_query_says_which_package_is_unknown() {
    let done = Alone::new().run("dpkg-query -W -f='${Package}\\n' mysql-server bash").await;
    assert_eq!((done.status, done.out.as_str(), done.err.as_str()), (1, "bash\n", "dpkg-query: no packages found matching mysql-server\n"));
}

#[tokio::test]
async fn the_file_has_the_two_lines_where_the_real_one_has_them() {
    for flavour in [MysqlFlavour::V8_0, MysqlFlavour::V9] {
        let machine = Alone::with_server(flavour).await;
        let done = machine.run("grep -n bind-address /etc/mysql/mysql.conf.d/mysqld.cnf").await;
        assert_eq!(done.out, "31:bind-address\t\t= 127.0.0.1\n32:mysqlx-bind-address\t= 127.0.0.1\n");
        assert_eq!(machine.run("sudo grep -rnE '^[[:space:]]*bind[-_]address' /etc/mysql/").await.out.lines().count(), 1);
    }
}

#[tokio::test]
async fn dpkgs_lock_fails_at_once_or_is_waited_for() {
    let machine = Alone::new();
    machine.run(UPDATE).await;
    let until = machine.time() + SignedDuration::from_secs(45);
    machine.guest.lock().unwrap().hold_lock(Lock::Dpkg, until);
    let done = machine.run("sudo apt-get -q -y install mysql-client").await;
    assert_eq!(done.status, 100);
    assert!(done.err.starts_with("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process "), "{}", done.err);
    assert!(done.err.contains("(unattended-upgr)"));
    let done = machine.run("sudo apt-get -q -y -o DPkg::Lock::Timeout=600 install mysql-client").await;
    assert_eq!((done.status, done.err.as_str()), (0, ""));
    assert!(machine.time() >= until);
    let done = machine.run("sudo mysql -h 127.0.0.1").await;
    assert_eq!(done.err, "ERROR 2003 (HY000): Can't connect to MySQL server on '127.0.0.1:3306' (111)\n");
}

#[tokio::test]
async fn the_lists_lock_is_not_waited_for() {
    let machine = Alone::new();
    let until = machine.time() + SignedDuration::from_secs(45);
    machine.guest.lock().unwrap().hold_lock(Lock::Lists, until);
    let before = machine.time();
    let done = machine.run(UPDATE).await;
    assert_eq!((done.status, machine.time()), (100, before));
    assert!(done.err.starts_with("E: Could not get lock /var/lib/apt/lists/lock. It is held by process "), "{}", done.err);
    machine.pass(46);
    assert_eq!(machine.run(UPDATE).await.status, 0);
}

#[tokio::test]
async fn one_apt_waits_for_the_other() {
    let machine = Alone::new();
    machine.run(UPDATE).await;
    let (one, other) = tokio::join!(
        machine.run("sudo apt-get -q -y -o DPkg::Lock::Timeout=600 install mysql-client"),
        machine.run("sudo apt-get -q -y install tree mysql-client"),
    );
    assert_eq!(one.status, 0);
    assert_eq!(other.status, 100);
    assert!(other.err.contains("(apt-get)"), "{}", other.err);
}

#[tokio::test]
async fn an_archive_that_answers_503_fails_and_can_be_tried_again() {
    let machine = Alone::new();
    let fault = || Fault::ArchiveUnavailable { machine: None, tries: 1 };
    machine.faults.lock().unwrap().push_back(fault());
    let done = machine.run(UPDATE).await;
    assert_eq!(done.status, 100);
    assert!(done.err.contains("E: Failed to fetch") && done.err.contains("503  Service Unavailable"));
    machine.faults.lock().unwrap().push_back(fault());
    let done = machine.run("sudo apt-get update").await;
    assert_eq!(done.status, 0, "apt takes a list that did not come for a warning, unless it is told otherwise");
    assert!(done.err.contains("W: Failed to fetch"));
    assert_eq!(machine.run(UPDATE).await.status, 0);
    machine.faults.lock().unwrap().push_back(fault());
    let done = machine.run(INSTALL).await;
    assert_eq!(done.status, 100);
    assert!(done.out.contains("Err:1 ") && done.err.contains("E: Unable to fetch some archives"));
    assert_eq!(machine.run("dpkg-query -W mysql-server").await.status, 1);
    assert_eq!(machine.run(INSTALL).await.status, 0);
}

#[tokio::test]
async fn a_full_disk_stops_the_install() {
    let machine = Alone::new();
    machine.run(UPDATE).await;
    machine.guest.lock().unwrap().set_disk_full(true);
    let done = machine.run(INSTALL).await;
    assert_eq!((done.status, done.err.as_str()), (100, "E: You don't have enough free space in /var/cache/apt/archives/.\n"));
}

#[tokio::test]
async fn without_root_apt_says_so() {
    let done = Alone::new().run("apt-get install mysql-server").await;
    assert_eq!(done.status, 100);
    assert!(done.err.contains("13: Permission denied") && done.err.contains("are you root?"));
}

#[tokio::test]
async fn an_install_that_was_cut_off_goes_on() {
    let machine = Alone::new();
    machine.run(UPDATE).await;
    // A terminal that goes away takes apt with it: drop the run in the middle of the server's own script.
    {
        let mut install = std::pin::pin!(machine.run(INSTALL));
        let middle = || {
            machine.guest.lock().unwrap().packages.entry("mysql-server-8.0").is_some_and(|entry| entry.status.word() == "half-configured")
        };
        while !middle() {
            assert!(futures::poll!(&mut install).is_pending());
        }
    }
    assert_eq!(machine.run("sudo lslocks -n").await.out, "");
    assert_eq!(machine.run("dpkg-query -W -f='${db:Status-Status}\\n' mysql-server-8.0").await.out, "half-configured\n");
    assert_eq!(machine.run("systemctl is-active mysql").await.out, "inactive\n");
    assert!(machine.run("sudo dpkg --audit").await.out.contains("only half configured"));
    let done = machine.run(INSTALL).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.out.contains("not fully installed or removed"));
    assert_eq!(machine.run("sudo dpkg --audit").await.out, "");
    assert_eq!(
        machine.run("systemctl is-active mysql; dpkg-query -W -f='${db:Status-Status}\\n' mysql-server mysql-server-8.0").await.out,
        "active\ninstalled\ninstalled\n"
    );
}

#[tokio::test]
async fn purge_removes_the_server_and_keeps_its_databases() {
    for flavour in [MysqlFlavour::V8_0, MysqlFlavour::V9] {
        let machine = Alone::with_server(flavour).await;
        machine.run("sudo mysql -e 'CREATE DATABASE testing_123'").await;
        let apt = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y -o DPkg::Lock::Timeout=600";
        let done = machine.run(&format!("{apt} purge 'mysql-server*' && {apt} autoremove --purge")).await;
        assert_eq!(done.status, 0, "{done:?}");
        assert_eq!(machine.run("dpkg-query -W mysql-server").await.status, 1);
        assert_eq!(
            machine.run("systemctl is-active mysql; ls /etc/mysql/mysql.conf.d/mysqld.cnf; command -v mysqld").await.out,
            "inactive\n"
        );
        assert_eq!(machine.guest.lock().unwrap().listeners().len(), 3);
        assert_eq!(machine.run("sudo test -d /var/lib/mysql && echo kept").await.out, "kept\n");
        assert_eq!(machine.run(INSTALL).await.status, 0);
        assert_eq!(machine.run("sudo mysql -N -e \"SHOW DATABASES LIKE 'test%'\"").await.out, "testing_123\n");
    }
}

#[tokio::test]
async fn mariadb_that_is_there_already_is_in_the_way() {
    let machine = Alone::with(spec(MysqlFlavour::V8_0, 52));
    let now = machine.time();
    machine.guest.lock().unwrap().install_mariadb(now);
    machine.run(UPDATE).await;
    assert_eq!(
        machine.run("dpkg-query -W -f='${Package} ${db:Status-Status} ${Version}\\n' mysql-server mariadb-server").await.out,
        "mariadb-server installed 1:10.6.18-0ubuntu0.22.04.1\n"
    );
    assert_eq!(machine.run(INSTALL).await.status, 100);
    assert_eq!(machine.run("ss -ltnH | grep -c 127.0.0.1:3306").await.out, "1\n");
}
