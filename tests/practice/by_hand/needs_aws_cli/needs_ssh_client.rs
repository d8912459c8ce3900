//! The terminals' part, by OpenSSH's `ssh`.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use app::ReportFormat;
use model::{Goal, Outcome, State, StepId};
use serde_json::Value;
use whole_lab::binaries::in_venv;

use crate::learner::{LAB, Learner, PASSWORD};

/// What the learner's own programs know of the lab.
struct Hands<'a> {
    learner: &'a Learner,
    key: String,
    lab_id: String,
}

impl Hands<'_> {
    /// Asks the practice cloud with the sign-in that the program shows; fails when it refuses.
    async fn aws(&self, words: &[&str]) -> Value {
        let shown = self.learner.app.practice(Some(LAB.to_owned())).await.unwrap();
        let mut aws = Command::new(in_venv("aws"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy")) {
            aws.env_remove(name);
        }
        aws.env("AWS_ENDPOINT_URL", &shown.endpoint)
            .env("AWS_ACCESS_KEY_ID", &shown.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", &shown.secret_access_key)
            .env("AWS_DEFAULT_REGION", &shown.region)
            .env("AWS_CONFIG_FILE", self.learner.home.path().join("no-such-file"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.learner.home.path().join("no-such-file"));
        let said = aws.args(words).args(["--output", "json"]).output().unwrap();
        assert!(said.status.success(), "aws {words:?}: {}", String::from_utf8_lossy(&said.stderr));
        if said.stdout.is_empty() { Value::Null } else { serde_json::from_slice(&said.stdout).unwrap() }
    }

    /// The tags that make a thing the lab's own, as the program tells them.
    fn tags(&self, kind: &str, name: &str) -> String {
        format!("ResourceType={kind},Tags=[{{Key=mysql-lab,Value={}}},{{Key=Name,Value={name}}}]", self.lab_id)
    }

    /// Types a command in the terminal of a machine, and answers what it asks.
    async fn on(&self, machine: &str, command: &str, answers: &str) -> String {
        let shown = self.learner.app.practice(Some(LAB.to_owned())).await.unwrap();
        let access = shown.machines.iter().find(|one| one.name == machine).unwrap_or_else(|| panic!("no {machine}: {:?}", shown.machines));
        let (host, port) = access.ssh.as_deref().unwrap().rsplit_once(':').unwrap();
        let mut ssh = Command::new("ssh");
        ssh.args(["-tt", "-F", "none", "-i", &self.key, "-p", port, "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"]);
        ssh.arg("-o").arg(format!("UserKnownHostsFile={}", self.learner.home.path().join("known_hosts").display()));
        ssh.arg(format!("ubuntu@{host}")).arg(command);
        let mut typing = ssh.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        typing.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
        let said = typing.wait_with_output().unwrap();
        let seen = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(said.status.success(), "{command}: {seen}{}", String::from_utf8_lossy(&said.stderr));
        seen
    }

    /// Says to the program that a step was done by hand: it looks, and takes it for done.
    async fn did(&self, step: StepId) {
        let done = self.learner.run(Goal::CheckStep(step.clone())).await.unwrap();
        assert_eq!(done.outcome, Outcome::Done, "{step:?}: {:#?}", done.problem);
    }

    /// Says so too early: the program says what is missing.
    async fn did_not(&self, step: StepId) {
        let looked = self.learner.run(Goal::CheckStep(step.clone())).await.unwrap();
        assert_eq!(looked.outcome, Outcome::Failed, "{step:?} was not done yet");
        let problem = looked.problem.unwrap();
        assert!(!problem.remedies.is_empty() && problem.evidence.iter().any(|piece| !piece.holds), "{step:?}: {problem:#?}");
    }

    /// Who may knock at the door for SSH, as the program says it in what it found missing.
    async fn expected_at_the_door(&self) -> String {
        let record = &self.learner.lab().await.lab.steps[&lab::id::SSH_RULE];
        let claims = record.check.evidence.iter().map(|piece| piece.claim.english.as_str());
        claims
            .filter_map(|claim| claim.split_once("lets in "))
            .map(|(_, range)| range.to_owned())
            .next()
            .unwrap_or_else(|| panic!("{record:?}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_lab_is_done_by_hand_and_the_report_says_so() {
    let learner = Learner::new().await;
    let view = learner.lab().await;
    let key = learner.app.practice(Some(LAB.to_owned())).await.unwrap().key.unwrap();
    let hands = Hands { learner: &learner, key, lab_id: view.lab.id.to_string() };
    let (server, client) = (view.lab.settings.server_name.as_str(), view.lab.settings.client_name.as_str());
    let key_name = format!("{LAB}-key");

    hands.aws(&["sts", "get-caller-identity"]).await;
    hands.did(lab::id::SIGN_IN).await;
    hands.did(lab::id::LOOK_BEFORE_CREATING).await;

    hands.did_not(lab::id::KEY_PAIR).await;
    let tags = hands.tags("key-pair", &key_name);
    let made =
        ["ec2", "create-key-pair", "--key-name", &key_name, "--key-type", "rsa", "--key-format", "pem", "--tag-specifications", &tags];
    let made = hands.aws(&made).await;
    fs::write(&hands.key, made["KeyMaterial"].as_str().unwrap()).unwrap();
    fs::set_permissions(&hands.key, fs::Permissions::from_mode(0o400)).unwrap();
    hands.did(lab::id::KEY_PAIR).await;

    hands.did_not(lab::id::SECURITY_GROUP).await;
    let vpc = hands.aws(&["ec2", "describe-vpcs", "--filters", "Name=is-default,Values=true"]).await["Vpcs"][0]["VpcId"].clone();
    let (tags, name) = (hands.tags("security-group", &format!("{LAB}-sg")), format!("{LAB}-sg"));
    let group = ["ec2", "create-security-group", "--group-name", &name, "--description", "by hand", "--vpc-id", vpc.as_str().unwrap()];
    let group = hands.aws(&[&group[..], &["--tag-specifications", &tags]].concat()).await["GroupId"].as_str().unwrap().to_owned();
    hands.did(lab::id::SECURITY_GROUP).await;

    hands.did_not(lab::id::LAUNCH_INSTANCES).await;
    let record = learner.lab().await.lab.cloud;
    let (image, subnet) = (record.image.unwrap(), record.subnet.unwrap());
    let (machines, disks) = (hands.tags("instance", server), hands.tags("volume", server));
    let launch = ["ec2", "run-instances", "--count", "2", "--image-id", &image, "--instance-type", "t3.micro", "--key-name", &key_name];
    let placed = ["--subnet-id", &subnet, "--security-group-ids", &group, "--tag-specifications", &machines, &disks];
    let launched = hands.aws(&[&launch[..], &placed[..]].concat()).await;
    hands.did(lab::id::LAUNCH_INSTANCES).await;

    hands.did_not(lab::id::NAME_INSTANCES).await;
    let second = launched["Instances"][1]["InstanceId"].as_str().unwrap();
    let renamed = format!("Key=Name,Value={client}");
    hands.aws(&["ec2", "create-tags", "--resources", second, "--tags", &renamed]).await;
    hands.did(lab::id::NAME_INSTANCES).await;
    hands
        .aws(&["ec2", "wait", "instance-running", "--instance-ids", second, launched["Instances"][0]["InstanceId"].as_str().unwrap()])
        .await;
    hands.did(lab::id::WAIT_UNTIL_RUNNING).await;

    let private = learner.lab().await.lab.client.private_ip.unwrap();
    for (step, port) in [(lab::id::SSH_RULE, "22"), (lab::id::MYSQL_RULE, "3306")] {
        hands.did_not(step.clone()).await;
        let from = match port {
            "22" => hands.expected_at_the_door().await,
            _ => format!("{private}/32"),
        };
        let rule = ["ec2", "authorize-security-group-ingress", "--group-id", &group, "--protocol", "tcp", "--port", port, "--cidr", &from];
        hands.aws(&rule).await;
        hands.did(step).await;
    }

    hands.on(server, "cloud-init status --wait", "").await;
    hands.did(lab::id::CONNECT_SERVER).await;
    hands.on(server, "sudo apt update", "").await;
    hands.did(lab::id::UPDATE_SERVER).await;
    hands.did_not(lab::id::INSTALL_SERVER).await;
    hands.on(server, "sudo apt install mysql-server -y", "").await;
    hands.did(lab::id::INSTALL_SERVER).await;

    hands.did_not(lab::id::BIND_ADDRESS).await;
    let edit = "sudo sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' /etc/mysql/mysql.conf.d/mysqld.cnf && sudo systemctl restart mysql";
    hands.on(server, edit, "").await;
    hands.did(lab::id::BIND_ADDRESS).await;

    hands.did_not(lab::id::ROOT_PASSWORD).await;
    let alter = format!("ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';\nexit;\n");
    hands.on(server, "sudo mysql", &alter).await;
    hands.did(lab::id::ROOT_PASSWORD).await;
    hands.on(server, "sudo systemctl enable mysql", "").await;
    hands.did(lab::id::ENABLE_SERVICE).await;

    hands.did_not(lab::id::SECURE_INSTALLATION).await;
    hands.on(server, "sudo mysql_secure_installation", &format!("{PASSWORD}\ny\n2\nn\nn\nn\ny\ny\n")).await;
    hands.did(lab::id::SECURE_INSTALLATION).await;

    let create = format!("CREATE USER 'donald'@'%' IDENTIFIED WITH mysql_native_password BY '{PASSWORD}';");
    let grant = "GRANT ALL PRIVILEGES ON *.* TO 'donald'@'%' WITH GRANT OPTION;\nFLUSH PRIVILEGES;";
    let statements = [
        (lab::id::CREATE_USER, create.as_str()),
        (lab::id::CREATE_DATABASE, "CREATE DATABASE testing_123;"),
        (lab::id::GRANT_PRIVILEGES, grant),
    ];
    for (step, statement) in statements {
        hands.did_not(step.clone()).await;
        hands.on(server, "sudo mysql -u root -p", &format!("{PASSWORD}\n{statement}\nexit;\n")).await;
        hands.did(step).await;
    }
    hands.on(server, "sudo systemctl restart mysql", "").await;
    hands.did(lab::id::RESTART_SERVICE).await;

    hands.on(client, "cloud-init status --wait", "").await;
    hands.did(lab::id::CONNECT_CLIENT).await;
    hands.on(client, "sudo apt update", "").await;
    hands.did(lab::id::UPDATE_CLIENT).await;
    hands.did_not(lab::id::INSTALL_CLIENT).await;
    hands.on(client, "sudo apt install mysql-client -y", "").await;
    hands.did(lab::id::INSTALL_CLIENT).await;

    let address = hands.on(server, "hostname -i", "").await.trim().to_owned();
    hands.did(lab::id::SERVER_ADDRESS).await;
    let asked = format!("{PASSWORD}\nSHOW DATABASES;\nexit;\n");
    let shown = hands.on(client, &format!("sudo mysql -u donald -h {address} -p"), &asked).await;
    assert!(shown.contains("testing_123"), "{shown}");
    hands.did(lab::id::SHOW_DATABASES).await;
    hands.did(lab::id::TEST_WALL).await;

    let view = learner.lab().await;
    for step in &view.steps {
        let record = view.lab.steps.get(&step.id).unwrap_or_else(|| panic!("{:?} was never looked at", step.id));
        assert!(record.by_hand && record.check.state == State::Done, "{:?}: {record:?}", step.id);
    }
    let report = learner.app.report(LAB.to_owned(), ReportFormat::Json, None, None).await.unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["steps"].as_array().unwrap().iter().all(|step| step["by"] == "hand"), "{report:#}");

    assert_eq!(learner.run(Goal::Verify).await.unwrap().outcome, Outcome::Healthy);
    let gone = learner.run(Goal::TearDown).await.unwrap();
    assert_eq!((gone.outcome, gone.leftovers.len()), (Outcome::Done, 0), "{:#?}", gone.problem);
}
