//! The ordinary commands.

use crate::guest::testing::Alone;
use crate::guest::{Lock, Surroundings};
use crate::world::Reached;

#[tokio::test]
async fn the_machine_tells_who_and_where_it_is() {
    let machine = Alone::new();
    assert_eq!(
        machine.run("hostname; hostname -i; hostname -I; whoami; uname -s").await.out,
        "ip-172-31-18-52\n172.31.18.52\n172.31.18.52 \nubuntu\nLinux\n"
    );
    assert_eq!(machine.run(". /etc/os-release; echo $ID $VERSION_ID").await.out, "ubuntu 22.04\n");
    assert!(machine.run("id").await.out.starts_with("uid=1000(ubuntu) gid=1000(ubuntu) groups=1000(ubuntu),4(adm)"));
    assert_eq!(machine.run("cloud-init status --wait").await.out, "status: done\n");
    assert!(machine.run("ip addr").await.out.contains("inet 172.31.18.52/20"));
    assert_eq!(machine.run("which ls; which mysql").await.status, 1);
}

#[tokio::test]
async fn files_are_copied_moved_and_removed_with_owner_and_mode() {
    let machine = Alone::new();
    assert_eq!(machine.run("mkdir -p a/b; echo 1 > a/b/f; chmod 600 a/b/f; cp -r a c; mv c d; ls -R d 2> /dev/null; cat d/b/f; stat -c '%a %U:%G' a/b/f").await.out, "b\n1\n600 ubuntu:ubuntu\n");
    assert_eq!(machine.run("rm a").await.err, "rm: cannot remove 'a': Is a directory\n");
    assert_eq!(machine.run("rm -rf a d; ls").await.out, "");
    assert_eq!(machine.run("rm gone").await.err, "rm: cannot remove 'gone': No such file or directory\n");
    assert_eq!(machine.run("sudo cp -p -n /etc/hostname /etc/hostname.before; echo x | sudo tee /etc/hostname > /dev/null; sudo cp -p -n /etc/hostname /etc/hostname.before; cat /etc/hostname.before").await.out, "ip-172-31-18-52\n");
    assert_eq!(machine.run("touch k.pem; chmod 400 k.pem; ls -l k.pem | cut -c1-10").await.out, "-r--------\n");
    assert_eq!(machine.run("cat /etc/shadow").await.err, "cat: /etc/shadow: Permission denied\n");
    assert_eq!(machine.run("ls -la / > f; test -s f; echo $?").await.out, "0\n");
}

#[tokio::test]
async fn text_tools_work_together() {
    let machine = Alone::new();
    assert_eq!(machine.run("printf 'b 2\\na 1\\nb 2\\n' | sort | uniq -c | sort -rn | head -1 | awk '{print $2, $3}'").await.out, "b 2\n");
    assert_eq!(machine.run("echo a:b:c | cut -d: -f2 | tr a-z A-Z").await.out, "B\n");
    assert_eq!(machine.run("seq 5 | tail -n +4; seq 5 | sed -n '2p'").await.out, "4\n5\n2\n");
    assert_eq!(machine.run("find /etc -maxdepth 1 -name 'host*' | sort | xargs -n1 basename").await.out, "hostname\nhosts\n");
    assert_eq!(
        machine.run("grep -rn jammy /etc/os-release | head -1; grep -q nothing /etc/hosts; echo $?").await.out,
        "/etc/os-release:5:VERSION_CODENAME=jammy\n1\n"
    );
}

#[tokio::test]
async fn a_full_disk_refuses_bytes() {
    let machine = Alone::new();
    machine.guest.lock().unwrap().set_disk_full(true);
    assert_eq!(machine.run("df --output=avail /").await.out, "Avail\n    0\n");
    let done = machine.run("echo x > f").await;
    assert_eq!((done.status, done.err.as_str()), (1, "echo: write error: No space left on device\n"));
    let done = machine.run_with("tee f", "x\n").await;
    assert_eq!((done.status, done.err.as_str()), (1, "tee: f: No space left on device\n"));
    machine.guest.lock().unwrap().set_disk_full(false);
    assert_eq!(machine.run("echo x > f; cat f").await.out, "x\n");
}

#[tokio::test]
async fn lslocks_shows_root_who_holds_a_lock() {
    let machine = Alone::new();
    let until = machine.time() + jiff::SignedDuration::from_secs(30);
    machine.guest.lock().unwrap().hold_lock(Lock::Dpkg, until);
    let done = machine.run("sudo lslocks -n -o COMMAND,PID,PATH").await;
    let words: Vec<&str> = done.out.lines().next().unwrap().split_whitespace().collect();
    assert_eq!((words[0], words[2]), ("unattended-upgr", "/var/lib/dpkg/lock-frontend"));
    assert!(words[1].parse::<u32>().is_ok());
    machine.pass(31);
    assert_eq!(machine.run("sudo lslocks -n -o COMMAND,PID,PATH").await.out, "");
}

#[tokio::test]
async fn nc_tells_open_from_refused_and_silent() {
    let machine = Alone::new();
    assert_eq!(machine.run("nc -vz -w 5 localhost 22").await.status, 0);
    assert!(machine.run("nc -vz -w 5 127.0.0.1 3306").await.err.ends_with("failed: Connection refused\n"));
    let before = machine.time();
    let done = machine.run("nc -vz -w 5 172.31.18.99 3306").await;
    assert!(done.err.contains("timed out"), "{}", done.err);
    assert_eq!((machine.time() - before).get_seconds(), 5);
    machine.reached.lock().unwrap().insert(("172.31.18.99".parse().unwrap(), 3306), Reached::Open);
    assert_eq!(machine.run("nc -vz -w 5 172.31.18.99 3306").await.status, 0);
}

#[tokio::test]
async fn editors_say_what_to_use_instead() {
    let done = Alone::new().run("sudo vi /etc/mysql/mysql.conf.d/mysqld.cnf").await;
    assert_eq!(done.status, 1);
    assert!(done.err.contains("sudo sed -i") && done.err.contains("/etc/mysql/mysql.conf.d/mysqld.cnf"));
}

#[tokio::test]
async fn sudo_reboot_restarts_the_machine() {
    let machine = Alone::new();
    assert_eq!(machine.run("reboot").await.status, 1);
    machine.run("sudo reboot").await;
    assert_eq!(*machine.restarts.lock().unwrap(), 1);
    let machine: &dyn Surroundings = &*machine;
    assert_eq!(machine.look(|guest| guest.listeners().len()), 3);
}
