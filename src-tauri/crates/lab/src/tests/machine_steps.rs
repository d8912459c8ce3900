//! The steps that run commands on the machines.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use model::{Place, ProblemCode, State, Stream};

use super::world::{World, said};
use crate::id;
use crate::ports::{DatabaseError, Output, RemoteError};

const INSTALL: &str = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -y";
const UPDATE: &str = "sudo env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -q -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any update";

/// What a machine says to what the lab looks at, where a test has nothing else to say.
fn quiet(command: &str) -> Output {
    match command {
        "ss -ltnH" => said(0, "LISTEN 0 151 0.0.0.0:3306 0.0.0.0:*\n", ""),
        "df --output=avail /" => said(0, "  Avail\n5000000\n", ""),
        _ if command.starts_with("stat -c") => said(1, "", ""),
        _ => said(0, "", ""),
    }
}

#[tokio::test]
async fn a_silent_machine_is_told_with_what_the_api_says_of_it() {
    let world = World::with_machines(|command, _| quiet(command)).await;
    world.done(id::SSH_RULE).await;
    *world.laptop.address.lock().unwrap() = Some([198, 51, 100, 99].into());
    *world.hosts.refusal.lock().unwrap() = Some(RemoteError::TimedOut);
    let problem = world.fails(id::CONNECT_SERVER, ProblemCode::SshTimedOut).await;
    let holds: Vec<_> = problem.evidence.iter().map(|piece| piece.holds).collect();
    assert_eq!(holds, [true, true, false], "{:#?}", problem.evidence);
    world.cloud.state().instances[0].state = "stopped".into();
    world.fails(id::CONNECT_SERVER, ProblemCode::MachineStopped).await;
}

#[tokio::test]
async fn a_look_whose_connection_is_cut_is_done_again_and_a_change_is_not() {
    const LOOK: &str = "sudo lslocks -n -o COMMAND,PID,PATH";
    let updated = Arc::new(AtomicBool::new(false));
    let world = World::with_machines({
        let updated = updated.clone();
        move |command, _| match command {
            UPDATE => {
                updated.store(true, Ordering::SeqCst);
                said(0, "Reading package lists...\n", "")
            }
            _ if command.starts_with("find /var/lib/apt/lists") && updated.load(Ordering::SeqCst) => said(0, "/x_Packages\n", ""),
            _ => quiet(command),
        }
    })
    .await;
    *world.hosts.cut_at.lock().unwrap() = Some(UPDATE.to_owned());
    let problem = world.fails(id::UPDATE_SERVER, ProblemCode::SshClosed).await;
    assert_eq!(world.sent(UPDATE), 1);
    assert_eq!(problem.detail.as_deref(), Some("the connection was cut: reset by the test"));

    *world.hosts.cut_at.lock().unwrap() = Some(LOOK.to_owned());
    let before = world.sent(LOOK);
    world.done(id::UPDATE_SERVER).await;
    assert_eq!((world.sent(LOOK) - before, world.sent(UPDATE)), (2, 2));
}

#[tokio::test]
async fn a_held_lock_is_waited_for_and_its_holder_shown() {
    let held = Arc::new(AtomicU32::new(3));
    let world = World::with_machines({
        let held = held.clone();
        move |command, _| match command {
            "sudo lslocks -n -o COMMAND,PID,PATH" => {
                let left = held.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
                said(0, if left { "unattended-upgr 812 /var/lib/apt/lists/lock\n" } else { "" }, "")
            }
            UPDATE if held.load(Ordering::SeqCst) > 0 => said(100, "", "E: Could not get lock"),
            UPDATE => said(0, "Reading package lists...\n", ""),
            _ if command.starts_with("find /var/lib/apt/lists") && held.load(Ordering::SeqCst) == 0 => said(0, "/x_Packages\n", ""),
            _ => quiet(command),
        }
    })
    .await;
    world.done(id::UPDATE_SERVER).await;
    assert_eq!(world.sent(UPDATE), 1);
}

#[tokio::test]
async fn a_lock_that_is_never_let_go_names_its_holder() {
    let world = World::with_machines(|command, _| match command {
        "sudo lslocks -n -o COMMAND,PID,PATH" => said(0, "unattended-upgr 812 /var/lib/dpkg/lock-frontend\n", ""),
        _ => quiet(command),
    })
    .await;
    let problem = world.fails(id::INSTALL_CLIENT, ProblemCode::AptLocked).await;
    assert!(problem.what_happened.english.contains("unattended-upgr (process 812)"));
    assert_eq!(world.sent(INSTALL), 0);
}

#[tokio::test]
async fn an_archive_that_fails_is_tried_again_and_then_told_from_a_full_disk() {
    for (free, code) in [("5000000", ProblemCode::AptFailed), ("1000", ProblemCode::RemoteDiskFull)] {
        let world = World::with_machines(move |command, _| match command {
            "df --output=avail /" => said(0, &format!("  Avail\n{free}\n"), ""),
            _ if command.starts_with(INSTALL) => said(100, "", "E: Failed to fetch"),
            _ => quiet(command),
        })
        .await;
        world.fails(id::INSTALL_CLIENT, code).await;
    }
}

#[tokio::test]
async fn what_was_cut_off_in_the_middle_is_finished_first() {
    let configured = Arc::new(AtomicU32::new(0));
    let world = World::with_machines({
        let configured = configured.clone();
        move |command, _| {
            let is_configured = configured.load(Ordering::SeqCst) > 0;
            match command {
                "sudo dpkg --audit" if !is_configured => said(0, "The following packages are only half configured\n", ""),
                "sudo env DEBIAN_FRONTEND=noninteractive dpkg --configure -a" => {
                    configured.store(1, Ordering::SeqCst);
                    said(0, "", "")
                }
                _ if command.starts_with(INSTALL) && !is_configured => said(100, "", "E: dpkg was interrupted"),
                _ if command.starts_with("dpkg-query") && is_configured => said(0, "mysql-client installed 8.0.44\n", ""),
                _ => quiet(command),
            }
        }
    })
    .await;
    world.done(id::INSTALL_CLIENT).await;
    assert_eq!(world.sent(INSTALL), 2);
}

#[tokio::test]
async fn what_was_unpacked_without_all_that_it_needs_gets_the_rest_first() {
    let complete = Arc::new(AtomicU32::new(0));
    let world = World::with_machines({
        let complete = complete.clone();
        move |command, _| {
            let is_complete = complete.load(Ordering::SeqCst) > 0;
            match command {
                "sudo dpkg --audit" if !is_complete => said(0, "The following packages have been unpacked but not yet configured.\n", ""),
                "sudo apt-get -q check" if !is_complete => said(100, "", "E: Unmet dependencies. Try 'apt --fix-broken install'"),
                _ if command.ends_with(" --fix-broken install") => {
                    complete.store(1, Ordering::SeqCst);
                    said(0, "", "")
                }
                _ if command.starts_with(INSTALL) && !is_complete => said(100, "", "E: Unmet dependencies."),
                _ if command.starts_with("dpkg-query") && is_complete => said(0, "mysql-client installed 8.0.44\n", ""),
                _ => quiet(command),
            }
        }
    })
    .await;
    world.done(id::INSTALL_CLIENT).await;
    assert_eq!(complete.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn another_database_server_is_named_before_anything_is_changed() {
    let world = World::with_machines(|command, _| match command {
        _ if command.starts_with("dpkg-query") => said(1, "mariadb-server installed 1:10.11\n", ""),
        _ => quiet(command),
    })
    .await;
    world.fails(id::INSTALL_SERVER, ProblemCode::UnexpectedServer).await;
    assert_eq!(world.sent("sudo"), 0);
}

#[tokio::test]
async fn a_configuration_that_mysqld_refuses_is_put_back() {
    let written = Arc::new(std::sync::Mutex::new(Vec::new()));
    let world = World::with_machines({
        let written = written.clone();
        move |command, input| match command {
            "sudo cat /etc/mysql/mysql.conf.d/mysqld.cnf" => said(0, "[mysqld]\nbind-address = 127.0.0.1\nbroken\n", ""),
            _ if command.starts_with("sudo tee") => {
                written.lock().unwrap().push(input.to_owned());
                said(0, "", "")
            }
            _ if command.starts_with("sudo mysqld --validate-config") => said(1, "", "unknown variable 'broken'"),
            "ss -ltnH" => said(0, "LISTEN 0 151 127.0.0.1:3306 0.0.0.0:*\n", ""),
            _ => quiet(command),
        }
    })
    .await;
    let problem = world.fails(id::BIND_ADDRESS, ProblemCode::ConfigInvalid).await;
    assert!(problem.detail.unwrap().contains("broken"));
    let before = "[mysqld]\nbind-address = 127.0.0.1\nbroken\n".to_owned();
    assert_eq!(*written.lock().unwrap(), [before.replace("127.0.0.1", "0.0.0.0"), before]);
    assert_eq!(world.sent("sudo systemctl restart"), 0);
}

#[tokio::test]
async fn a_later_file_that_overrides_is_named() {
    let world = World::with_machines(|command, _| match command {
        "sudo cat /etc/mysql/mysql.conf.d/mysqld.cnf" => said(0, "[mysqld]\nbind-address = 0.0.0.0\n", ""),
        _ if command.starts_with("sudo grep") => said(0, "/etc/mysql/mysql.conf.d/zz.cnf:2:bind-address = 127.0.0.1\n", ""),
        "ss -ltnH" => said(0, "LISTEN 0 151 127.0.0.1:3306 0.0.0.0:*\n", ""),
        _ => quiet(command),
    })
    .await;
    let problem = world.fails(id::BIND_ADDRESS, ProblemCode::BindOverridden).await;
    assert!(problem.what_happened.english.contains("/etc/mysql/mysql.conf.d/zz.cnf"));
}

/// A MySQL that lets root in by its socket until it is given the lab's password.
fn root_login(native: bool) -> impl FnMut(&str, &str) -> Output + Send {
    let mut altered = false;
    move |command, input| {
        let by_password = command.contains("--user=root");
        if !command.starts_with("sudo mysql --batch") && !by_password {
            return quiet(command);
        }
        let sql = if by_password { input.split_once('\n').map_or("", |(_, sql)| sql) } else { input };
        if by_password != altered || (by_password && !input.starts_with("PassWord.1\n")) {
            return said(1, "", "ERROR 1045 (28000): Access denied for user 'root'@'localhost'");
        }
        if sql.starts_with("SELECT plugin_name") {
            let rows = if native { "mysql_native_password\tACTIVE\n" } else { "" };
            return said(0, &format!("plugin_name\tplugin_status\n{rows}caching_sha2_password\tACTIVE\n"), "");
        }
        if sql.starts_with("ALTER USER") {
            if sql.contains("mysql_native_password") && !native {
                return said(1, "", "ERROR 1524 (HY000) at line 1: Plugin 'mysql_native_password' is not loaded");
            }
            altered = true;
        }
        if sql.starts_with("SELECT user") {
            let plugin = if native { "mysql_native_password" } else { "caching_sha2_password" };
            return said(0, &format!("user\thost\tplugin\tago\nroot\tlocalhost\t{plugin}\t1\n"), "");
        }
        said(0, "VERSION()\n9.7.0\n", "")
    }
}

#[tokio::test]
async fn root_gets_the_login_method_that_this_mysql_has() {
    for (native, plugin) in [(true, "mysql_native_password"), (false, "caching_sha2_password")] {
        let world = World::with_machines(root_login(native)).await;
        world.done(id::ROOT_PASSWORD).await;
        assert_eq!(world.lab().mysql.auth_plugin.as_deref(), Some(plugin));
        assert_eq!(world.state(id::ROOT_PASSWORD).await, State::Done);
        world.done(id::ROOT_PASSWORD).await;
    }
}

#[tokio::test]
async fn passwords_stand_in_no_command_and_in_no_line_of_the_terminal() {
    let world = World::with_machines(root_login(true)).await;
    world.done(id::ROOT_PASSWORD).await;
    assert!(world.hosts.commands.lock().unwrap().iter().all(|command| !command.contains("PassWord")));
    let lines = world.lines.lock().unwrap();
    assert!(lines.iter().all(|line| !line.text.contains("PassWord")));
    let shown = |line: &&model::Line| line.stream == Stream::Answer && line.text.starts_with("ALTER USER");
    let alter = lines.iter().find(shown).unwrap();
    assert_eq!((alter.place, alter.text.ends_with("BY '•••';")), (Place::Server, true));
}

#[tokio::test]
async fn root_that_nobody_can_be_is_said_and_not_altered() {
    let denied = |command: &str| match command {
        _ if command.contains("debian.cnf") => said(1, "", "Could not open required defaults file"),
        _ if command.contains("mysql") => said(1, "", "ERROR 1045 (28000): Access denied for user 'root'@'localhost'"),
        _ => quiet(command),
    };
    let world = World::with_machines(move |command, _| denied(command)).await;
    world.fails(id::ROOT_PASSWORD, ProblemCode::RootLockedOut).await;
}

#[tokio::test]
async fn a_service_that_does_not_run_is_told_with_its_last_words() {
    let world = World::with_machines(|command, _| match command {
        "systemctl is-active mysql" => said(3, "failed\n", ""),
        _ if command.starts_with("sudo journalctl") => said(0, "Out of memory: Killed process 812 (mysqld)\n", ""),
        _ if command.contains("mysql --batch") => said(1, "", "ERROR 2002 (HY000): Can't connect through socket (2)"),
        _ => quiet(command),
    })
    .await;
    let problem = world.fails(id::CREATE_DATABASE, ProblemCode::ServiceNotRunning).await;
    assert!(problem.detail.unwrap().contains("Out of memory"));
}

#[tokio::test]
async fn an_unknown_question_of_the_script_is_shown_and_not_answered() {
    let world = World::with_machines(|command, input| match command {
        _ if command.starts_with("sudo mysql") && input.starts_with("SHOW VARIABLES") => said(0, "", ""),
        _ => quiet(command),
    })
    .await;
    let problem = world.fails(id::SECURE_INSTALLATION, ProblemCode::UnknownQuestion).await;
    assert!(problem.what_happened.english.contains("unix_socket"));
}

/// A client to whom the server answers with an error.
async fn client_is_told(error: &'static str) -> World {
    World::with_machines(move |command, _| match command {
        _ if command.starts_with("bash -c") => said(1, "", error),
        _ => quiet(command),
    })
    .await
}

#[tokio::test]
async fn what_keeps_the_client_out_is_told_apart() {
    for (error, code) in [
        ("ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.0.11:3306' (110)", ProblemCode::MysqlTimedOut),
        ("ERROR 2003 (HY000): Can't connect to MySQL server on '172.31.0.11:3306' (111)", ProblemCode::MysqlRefused),
        ("ERROR 1130 (HY000): Host '172.31.0.12' is not allowed to connect to this MySQL server", ProblemCode::MysqlHostDenied),
        ("ERROR 1044 (42000): Access denied for user 'donald'@'%' to database", ProblemCode::MysqlDatabaseDenied),
        ("ERROR 2061 (HY000): Authentication plugin reported error", ProblemCode::MysqlTlsRequired),
    ] {
        let world = client_is_told(error).await;
        world.fails(id::SHOW_DATABASES, code).await;
    }
}

/// A client that sees these databases.
async fn client_sees(names: &'static str, tunnel: Result<Vec<&'static str>, DatabaseError>) -> World {
    let world = World::with_machines(move |command, _| match command {
        _ if command.starts_with("bash -c") => said(0, names, ""),
        _ => quiet(command),
    })
    .await;
    *world.database.0.lock().unwrap() = tunnel;
    world
}

#[tokio::test]
async fn both_ways_of_asking_must_see_the_same_and_the_labs_database() {
    let world = client_sees("Database\nsys\ntesting_123\n", Ok(vec!["testing_123", "sys"])).await;
    world.done(id::SHOW_DATABASES).await;
    assert_eq!(world.lab().databases, ["sys", "testing_123"]);

    let world = client_sees("Database\nsys\n", Ok(vec!["sys"])).await;
    world.fails(id::SHOW_DATABASES, ProblemCode::DatabaseMissing).await;
    let world = client_sees("Database\ntesting_123\n", Ok(vec!["sys"])).await;
    world.fails(id::SHOW_DATABASES, ProblemCode::ProofsDisagree).await;
    let world = client_sees("Database\ntesting_123\n", Err(DatabaseError::TimedOut)).await;
    world.fails(id::SHOW_DATABASES, ProblemCode::MysqlTimedOut).await;
}

#[tokio::test]
async fn a_password_that_was_changed_by_hand_is_set_right() {
    let mut right = false;
    let world = World::with_machines(move |command, input| match command {
        _ if command.starts_with("bash -c") && right => said(0, "Database\ntesting_123\n", ""),
        _ if command.starts_with("bash -c") => said(1, "", "ERROR 1045 (28000): Access denied for user 'donald'@'h'"),
        _ if command.contains("--batch") && input.contains("SELECT user") => said(0, "user\thost\tplugin\tago\ndonald\t%\tx\t9\n", ""),
        _ if command.contains("--batch") && input.contains("ALTER USER 'donald'@'%'") => {
            right = input.contains("'PassWord.2'");
            said(0, "", "")
        }
        _ => quiet(command),
    })
    .await;
    *world.database.0.lock().unwrap() = Ok(vec!["testing_123"]);
    world.done(id::SHOW_DATABASES).await;
    assert_eq!(world.sent("sudo systemctl restart mysql"), 1);
}

#[tokio::test]
async fn a_user_made_after_mysqls_start_is_seen_however_long_the_looking_takes() {
    let (mut now, mut started, made) = (1000, 990, 995);
    let world = World::with_machines(move |command, input| {
        // More time goes by between two looks than lay between the start and the user.
        now += 60;
        match command {
            "sudo systemctl restart mysql" => started = now,
            _ if command.contains("--batch") && input.contains("FROM mysql.user") => {
                return said(0, &format!("user\thost\tplugin\tset\ndonald\t%\tx\t{made}\n"), "");
            }
            _ if command.contains("--batch") && input.contains("Uptime") => {
                return said(0, &format!("now\tup\n{now}\t{}\n", now - started), "");
            }
            _ => {}
        }
        quiet(command)
    })
    .await;
    assert_eq!(world.state(id::RESTART_SERVICE).await, State::Partial);
    world.done(id::RESTART_SERVICE).await;
    assert_eq!(world.sent("sudo systemctl restart mysql"), 1);
    assert_eq!(world.state(id::RESTART_SERVICE).await, State::Done);
    assert_eq!(world.sent("sudo systemctl restart mysql"), 1);
}
