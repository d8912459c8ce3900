//! The whole guide without the program, its terminals' part by OpenSSH's `ssh`; then the program takes the lab over.

use std::io::Write;
use std::process::{Command, Stdio};

use app::{PLAYGROUND, ReportFormat};
use model::{Adoption, Goal, Outcome, SshFrom, State};
use serde_json::Value;

use whole_lab::hand::{Hand, Launched, NAME, PASSWORD, all};

/// Types a command in the terminal of a machine, and answers what it asks.
async fn on(hand: &Hand, launched: &Launched, machine: &str, command: &str, answers: &str) -> String {
    let shown = hand.app.practice(Some(PLAYGROUND.to_owned())).await.unwrap();
    let access = shown.machines.iter().find(|one| one.instance_id == machine).unwrap();
    let (host, port) = access.ssh.as_deref().unwrap().rsplit_once(':').unwrap();
    let mut ssh = Command::new("ssh");
    ssh.args(["-tt", "-F", "none", "-p", port, "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR", "-i"]).arg(&launched.key);
    ssh.arg("-o").arg(format!("UserKnownHostsFile={}", hand.home.path().join("known_hosts").display()));
    ssh.arg(format!("ubuntu@{host}")).arg(command);
    let mut typing = ssh.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    typing.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let said = tokio::task::spawn_blocking(move || typing.wait_with_output().unwrap()).await.unwrap();
    let seen = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success(), "{command}: {seen}{}", String::from_utf8_lossy(&said.stderr));
    seen
}

/// The guide's part in the terminals, as it is written.
async fn type_the_guide(hand: &Hand, launched: &Launched) {
    let (server, client) = (launched.server.as_str(), launched.client.as_str());
    for machine in [server, client] {
        on(hand, launched, machine, "cloud-init status --wait", "").await;
        on(hand, launched, machine, "sudo apt update", "").await;
    }
    on(hand, launched, server, "sudo apt install mysql-server -y", "").await;
    let edit = "sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' /etc/mysql/mysql.conf.d/mysqld.cnf";
    on(hand, launched, server, edit, "").await;
    let alter = format!("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';\nexit;\n");
    on(hand, launched, server, "sudo mysql", &alter).await;
    on(hand, launched, server, "sudo systemctl enable mysql", "").await;
    on(hand, launched, server, "sudo mysql_secure_installation", &format!("{PASSWORD}\ny\n2\nn\nn\nn\ny\ny\n")).await;
    let statements = format!(
        "{PASSWORD}\nCREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';\nCREATE DATABASE testing_123;\n\
         GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION;\nFLUSH PRIVILEGES;\nexit;\n"
    );
    on(hand, launched, server, "sudo mysql -u root -p", &statements).await;
    on(hand, launched, server, "sudo systemctl restart mysql", "").await;
    on(hand, launched, client, "sudo apt install mysql-client -y", "").await;
    let address = on(hand, launched, server, "hostname -i", "").await.trim().to_owned();
    let asked = format!("{PASSWORD}\nSHOW DATABASES;\nexit;\n");
    let shown = on(hand, launched, client, &format!("sudo mysql -u donald -h {address} -p"), &asked).await;
    assert!(shown.contains("testing_123"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_made_without_the_program_is_adopted_and_is_then_like_any_other() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    type_the_guide(&hand, &launched).await;
    let everything = hand.adoptable(PLAYGROUND, &launched).await;

    let run = hand.app.adopt_lab(hand.by_hand(&launched)).await.unwrap();
    let verified = hand.end_of(run).await;
    assert_eq!(verified.outcome, Outcome::Healthy, "{:#?}", verified.problem);
    assert!(verified.databases.contains(&"testing_123".to_owned()));
    let lab = hand.app.lab(NAME.to_owned()).await.unwrap().lab;
    assert_eq!((lab.adoption, &lab.settings.ssh_from), (Some(Adoption::Whole), &SshFrom::Anywhere));
    assert_eq!((lab.settings.server_name.as_str(), lab.settings.client_name.as_str()), ("mysql_server", "mysql_client"));
    let ids = [&lab.server, &lab.client].map(|machine| machine.instance_id.clone().unwrap());
    assert_eq!(ids.each_ref().map(String::as_str), launched.machines());
    assert!(lab.steps.values().all(|record| record.check.state == State::Done));

    // What was said and written holds no password but the file for them.
    let folder = hand.home.path().join("labs").join(NAME);
    for file in ["lab.json", "journal.jsonl"].map(|file| folder.join(file)).into_iter().chain([hand.app.log_folder().join("mysql-lab.log")])
    {
        assert!(!std::fs::read_to_string(&file).unwrap().contains(PASSWORD), "{}", file.display());
    }
    let report = hand.app.report(NAME.to_owned(), ReportFormat::Json, None, None).await.unwrap();
    assert!(!report.contains(PASSWORD));
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["steps"].as_array().unwrap().iter().all(|step| step["by"] == "found" || step["by"] == "look"), "{report:#}");

    // The program is restarted; the machines are stopped and started, and the door for MySQL is broken and mended.
    let hand = hand.restart(None).await;
    hand.app.stop_machines(NAME.to_owned()).await.unwrap();
    hand.app.start_machines(NAME.to_owned()).await.unwrap();
    assert_eq!(hand.run(Goal::Verify).await.outcome, Outcome::Healthy);
    hand.allow(NAME, &launched.group, "3306", "0.0.0.0/0").await;
    let broken = hand.run(Goal::Verify).await;
    assert_eq!((broken.outcome, broken.culprit), (Outcome::Unhealthy, Some(lab::id::MYSQL_RULE)));
    assert_eq!(hand.run(Goal::Repair).await.outcome, Outcome::Done);
    assert_eq!(hand.run(Goal::Verify).await.outcome, Outcome::Healthy);

    let remaining = hand.app.remaining(NAME.to_owned()).await.unwrap();
    assert_eq!(remaining.into_iter().map(|thing| thing.id).collect::<std::collections::BTreeSet<_>>(), everything);
    let gone = hand.run(Goal::TearDown).await;
    assert_eq!((gone.outcome, gone.leftovers.len()), (Outcome::Done, 0), "{:#?}", gone.problem);
    assert_eq!(gone.removed.into_iter().map(|thing| thing.id).collect::<std::collections::BTreeSet<_>>(), everything);
    assert!(!folder.exists() && launched.key.exists());
    let left = hand.ec2("DescribeInstances", &[]).await;
    assert!(all(&left, "instanceId").is_empty(), "the cloud went with the lab, and the playground begins empty: {left}");
    hand.app.close().await;
}
