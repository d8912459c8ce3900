//! A lab that a learner begins by hand, with the very commands that the program shows; the program only checks, and does the rest.

use std::process::{Command, Output, Stdio};

use model::{Goal, Outcome, ProblemCode, StepId};
use whole_lab::binaries::in_venv;

use crate::learner::{LAB, Learner};

/// The steps that are done by hand here.
const BY_HAND: [StepId; 13] = [
    lab::id::SIGN_IN,
    lab::id::LOOK_BEFORE_CREATING,
    lab::id::KEY_PAIR,
    lab::id::SECURITY_GROUP,
    lab::id::LAUNCH_INSTANCES,
    lab::id::NAME_INSTANCES,
    lab::id::WAIT_UNTIL_RUNNING,
    lab::id::SSH_RULE,
    lab::id::MYSQL_RULE,
    lab::id::CONNECT_SERVER,
    lab::id::UPDATE_SERVER,
    lab::id::INSTALL_SERVER,
    lab::id::BIND_ADDRESS,
];

impl Learner {
    /// Types lines into a shell of this computer that the shown variables were set in, with nothing of its own AWS settings.
    async fn types(&self, line: &str) -> String {
        let view = self.app.practice(Some(LAB.to_owned())).await.unwrap();
        let variables: Vec<_> = view.aws.posix.lines().filter(|line| line.starts_with("export ")).collect();
        let nothing = self.home.path().join("no-such-file");
        let path = format!("{}:{}", in_venv("aws").parent().unwrap().display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy")) {
            shell.env_remove(name);
        }
        shell.args(["-ec", &format!("{}\n{line}", variables.join("\n"))]).env("PATH", path).env("AWS_PAGER", "").stdin(Stdio::null());
        shell.env("AWS_CONFIG_FILE", &nothing).env("AWS_SHARED_CREDENTIALS_FILE", &nothing);
        said(line, shell.output().unwrap())
    }

    /// Types a command on the server, over the `ssh` command that is shown.
    async fn types_on_server(&self, command: &str) -> String {
        let view = self.app.practice(Some(LAB.to_owned())).await.unwrap();
        let server = view.machines.into_iter().find(|machine| machine.name == "mysql_server").unwrap();
        let known = self.home.path().join("known_hosts");
        // The learner's own settings are left aside; a first yes is said by an option.
        let ssh = server.ssh_command.unwrap().posix.replacen(
            "ssh ",
            &format!(
                "ssh -F none -o BatchMode=yes -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={} ",
                known.display()
            ),
            1,
        );
        let output = Command::new("sh").args(["-c", &format!("{ssh} \"$1\""), "sh", command]).stdin(Stdio::null()).output().unwrap();
        said(command, output)
    }

    /// The command that the step shows, as it stands at this moment.
    async fn shown(&self, step: &StepId) -> String {
        self.lab().await.steps.into_iter().find(|info| info.id == *step).unwrap().commands.remove(0).text
    }

    async fn checked(&self, step: &StepId) {
        let checked = self.run(Goal::CheckStep(step.clone())).await.unwrap();
        assert_eq!(checked.outcome, Outcome::Done, "{step}: {:#?}", checked.problem);
    }
}

fn said(line: &str, output: Output) -> String {
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_with_the_shown_commands_is_seen_as_done_by_hand_and_stays_so() {
    let learner = Learner::new().await;
    for step in &BY_HAND {
        match step.as_str() {
            "key_pair" => {
                let early = learner.run(Goal::CheckStep(step.clone())).await.unwrap();
                let problem = early.problem.unwrap();
                assert_eq!((early.outcome, problem.code), (Outcome::Failed, ProblemCode::HandWorkUnfinished));
                assert!(problem.evidence.iter().any(|piece| !piece.holds), "{problem:#?}");
                let key = learner.app.practice(Some(LAB.to_owned())).await.unwrap().key.unwrap();
                let create = learner.shown(step).await;
                learner.types(&format!("{create} --query KeyMaterial --output text > '{key}'; chmod 400 '{key}'")).await;
            }
            "launch_instances" => {
                // The token that makes a repeated call the same one is the program's own.
                let launch = learner.shown(step).await.replace("--client-token … ", "");
                learner.types(&launch).await;
            }
            "ssh_rule" => {
                // Which address the internet sees of this computer, the look says that found no door for it.
                let early = learner.run(Goal::CheckStep(step.clone())).await.unwrap();
                let expected = early.problem.unwrap().what_happened.args["expected"].english();
                let allow = learner.shown(step).await.replace("YOUR-ADDRESS/32", &expected);
                learner.types(&allow).await;
            }
            "security_group" | "name_instances" | "mysql_rule" => {
                let command = learner.shown(step).await;
                learner.types(&command).await;
            }
            "wait_until_running" => {
                let lab = learner.lab().await.lab;
                let ids = [lab.server.instance_id.unwrap(), lab.client.instance_id.unwrap()].join(" ");
                learner.types(&format!("aws ec2 wait instance-running --instance-ids {ids}")).await;
            }
            "update_server" => drop(learner.types_on_server("sudo apt-get -q update").await),
            "install_server" => {
                learner.types_on_server("sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y install mysql-server").await;
            }
            "bind_address" => {
                let file = "/etc/mysql/mysql.conf.d/mysqld.cnf";
                learner.types_on_server(&format!("sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' {file}")).await;
                let early = learner.run(Goal::CheckStep(step.clone())).await.unwrap();
                let seen = early.checks.into_iter().next().unwrap().check.evidence;
                assert_eq!(seen.iter().map(|piece| piece.holds).collect::<Vec<_>>(), [true, false, false], "the restart is missing");
                learner.types_on_server("sudo systemctl restart mysql").await;
            }
            _ => {}
        }
        learner.checked(step).await;
    }

    let done = learner.run(Goal::SetUp).await.unwrap();
    assert_eq!(done.outcome, Outcome::Done, "{:#?}", done.problem);
    let learner = learner.restart().await;
    assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Healthy);
    let lab = learner.lab().await.lab;
    let by_hand: Vec<_> = lab.steps.iter().filter(|(_, record)| record.by_hand).map(|(step, _)| step.clone()).collect();
    let mut expected = BY_HAND.to_vec();
    expected.sort();
    assert_eq!(by_hand, expected);
    let report = learner.app.report(LAB.to_owned(), app::ReportFormat::Md, None, None).await.unwrap();
    assert!(report.contains(&format!("{} of them done by hand", BY_HAND.len())), "{report}");
}
