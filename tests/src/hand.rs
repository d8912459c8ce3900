//! A learner who makes a lab by hand in the practice cloud that belongs to no lab, by plain EC2 calls.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{App, LabByHand, Options, PLAYGROUND, Secret};
use engine::{Point, Watch};
use model::{EventKind, Finished, Goal, Pace, Problem, ProblemCode, Recipe, RunId, Target};
use tempfile::TempDir;

/// How much faster than real time the practice cloud runs.
const SPEED: u32 = 1000;

/// The name that the lab is adopted under.
pub const NAME: &str = "by-hand";
/// The key pair's name. The file has another.
pub const KEY_PAIR: &str = "client-server-key";
/// The password of root and of donald. It stands nowhere by chance.
pub const PASSWORD: &str = "ByHand.4kTzR9";

/// A program with its home, and what was made by hand.
pub struct Hand {
    /// Where the program keeps its labs, and the person the downloaded key.
    pub home: TempDir,
    /// The program.
    pub app: App,
}

/// What the guide's reader has launched.
pub struct Launched {
    /// The private key's file.
    pub key: PathBuf,
    /// The key pair's id.
    pub key_id: String,
    /// The security group's id.
    pub group: String,
    /// The server's instance id.
    pub server: String,
    /// The client's instance id.
    pub client: String,
}

impl Launched {
    /// The machines' ids.
    pub fn machines(&self) -> [&str; 2] {
        [&self.server, &self.client]
    }
}

/// Lets an adoption pass a number of points, and fails it at the next.
struct CutOff(AtomicUsize);

impl Watch for CutOff {
    fn reached(&self, point: &Point) -> Result<(), Problem> {
        let (Point::Effect(step, _) | Point::After(step)) = point else { return Ok(()) };
        if step.as_str() != "adopt" || self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Ok(());
        }
        Err(ProblemCode::DiskFull.with("path", "the test's own disk").into())
    }
}

impl Hand {
    /// With an empty cloud.
    pub async fn new() -> Self {
        let home = tempfile::Builder::new().prefix("mysql-lab-test-").tempdir().unwrap();
        let app = App::new(options(&home));
        app.practice(Some(PLAYGROUND.to_owned())).await.unwrap();
        Self { home, app }
    }

    /// The same, after the program was ended and started again: adoptions fail when they have passed so many points.
    pub async fn restart(self, cut_off_after: Option<usize>) -> Self {
        self.app.close().await;
        let mut options = options(&self.home);
        if let Some(points) = cut_off_after {
            options.watch = Arc::new(CutOff(AtomicUsize::new(points)));
        }
        Self { app: App::new(options), home: self.home }
    }

    /// Makes a call of EC2 in the cloud of a lab, or in the playground; its answer.
    pub async fn ec2_in(&self, cloud: &str, action: &str, parameters: &[(&str, &str)]) -> String {
        let shown = self.app.practice(Some(cloud.to_owned())).await.unwrap();
        let scope = format!("{}/20250101/{}/ec2/aws4_request", shown.access_key_id, shown.region);
        let parameters = [&[("Action", action), ("Version", "2016-11-15")], parameters].concat();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(&shown.endpoint).header("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}, Signature=0"));
        let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
        let body = parameters.iter().map(pair).collect::<Vec<_>>().join("&");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = request.send().await.unwrap();
        let is_granted = answer.status().is_success();
        let text = answer.text().await.unwrap();
        assert!(is_granted, "{action} {parameters:?}: {text}");
        text
    }

    /// The same in the playground.
    pub async fn ec2(&self, action: &str, parameters: &[(&str, &str)]) -> String {
        self.ec2_in(PLAYGROUND, action, parameters).await
    }

    /// Makes a key pair; its file and id.
    pub async fn key_pair(&self, name: &str, file: &str) -> (PathBuf, String) {
        let made = self.ec2("CreateKeyPair", &[("KeyName", name), ("KeyType", "rsa"), ("KeyFormat", "pem")]).await;
        let path = self.home.path().join(file);
        fs::write(&path, one(&made, "keyMaterial")).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o400)).unwrap();
        (path, one(&made, "keyPairId"))
    }

    /// Makes a security group.
    pub async fn group(&self, name: &str) -> String {
        one(&self.ec2("CreateSecurityGroup", &[("GroupName", name), ("GroupDescription", "by hand")]).await, "groupId")
    }

    /// Launches machines, all of one name, and waits until they run; their ids.
    pub async fn launch(&self, count: &str, name: &str, key_pair: &str, group: &str) -> Vec<String> {
        let jammy = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*";
        let images = self.ec2("DescribeImages", &[("Filter.1.Name", "name"), ("Filter.1.Value.1", jammy)]).await;
        let image = one(&images, "imageId");
        let launched = self
            .ec2(
                "RunInstances",
                &[
                    ("ImageId", &image),
                    ("MinCount", count),
                    ("MaxCount", count),
                    ("InstanceType", "t3.micro"),
                    ("KeyName", key_pair),
                    ("SecurityGroupId.1", group),
                    ("TagSpecification.1.ResourceType", "instance"),
                    ("TagSpecification.1.Tag.1.Key", "Name"),
                    ("TagSpecification.1.Tag.1.Value", name),
                ],
            )
            .await;
        let ids = all(&launched, "instanceId");
        let last = ids.last().unwrap();
        let is_running = [("InstanceId.1", last.as_str()), ("Filter.1.Name", "instance-state-name"), ("Filter.1.Value.1", "running")];
        while all(&self.ec2("DescribeInstances", &is_running).await, "instanceId").is_empty() {}
        ids
    }

    /// Cuts a door.
    pub async fn allow(&self, cloud: &str, group: &str, port: &str, range: &str) {
        let rule = [
            ("GroupId", group),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", port),
            ("IpPermissions.1.ToPort", port),
            ("IpPermissions.1.IpRanges.1.CidrIp", range),
        ];
        self.ec2_in(cloud, "AuthorizeSecurityGroupIngress", &rule).await;
    }

    /// Gives a machine a name.
    pub async fn name(&self, machine: &str, name: &str) {
        self.ec2("CreateTags", &[("ResourceId.1", machine), ("Tag.1.Key", "Name"), ("Tag.1.Value", name)]).await;
    }

    /// All that the guide does in the console.
    pub async fn launch_the_guides_machines(&self) -> Launched {
        let (key, key_id) = self.key_pair(KEY_PAIR, "downloaded.pem").await;
        let group = self.group("launch-wizard-1").await;
        self.allow(PLAYGROUND, &group, "22", "0.0.0.0/0").await;
        let ids = self.launch("2", "mysql_server", KEY_PAIR, &group).await;
        let [server, client] = <[String; 2]>::try_from(ids).unwrap();
        self.name(&client, "mysql_client").await;
        let address = one(&self.ec2("DescribeInstances", &[("InstanceId.1", &client)]).await, "privateIpAddress");
        self.allow(PLAYGROUND, &group, "3306", &format!("{address}/32")).await;
        Launched { key, key_id, group, server, client }
    }

    /// What the person says of the lab.
    pub fn by_hand(&self, launched: &Launched) -> LabByHand {
        LabByHand {
            name: NAME.to_owned(),
            target: Target::Practice { mysql: Default::default() },
            key: launched.key.display().to_string(),
            server: None,
            client: None,
            recipe: Recipe::Guide,
            db_user: "donald".to_owned(),
            database: "testing_123".to_owned(),
            root_password: Some(Secret::from(PASSWORD)),
            user_password: None,
        }
    }

    /// The end of a run.
    pub async fn end_of(&self, run: RunId) -> Finished {
        let mut event = 0;
        loop {
            let report = self.app.report_since(NAME.to_owned(), run.clone(), event, u64::MAX).await.unwrap();
            event = report.next_event;
            if let Some(EventKind::Finished(finished)) = report.events.into_iter().next_back().map(|event| event.kind) {
                return *finished;
            }
        }
    }

    /// Runs to the end.
    pub async fn run(&self, goal: Goal) -> Finished {
        let run = self.app.run(NAME.to_owned(), goal, Pace::AllAtOnce).await.unwrap();
        self.end_of(run).await
    }

    /// Everything in a cloud that carries the program's tag: its id, and the lab.
    pub async fn tagged(&self, cloud: &str) -> BTreeSet<(String, String)> {
        let tags = self.ec2_in(cloud, "DescribeTags", &[("Filter.1.Name", "key"), ("Filter.1.Value.1", "mysql-lab")]).await;
        all(&tags, "resourceId").into_iter().zip(all(&tags, "value")).collect()
    }

    /// What of the guide's machines an adoption tags, disks and all.
    pub async fn adoptable(&self, cloud: &str, launched: &Launched) -> BTreeSet<String> {
        let disks = all(&self.ec2_in(cloud, "DescribeVolumes", &[]).await, "volumeId");
        let things = [&launched.key_id, &launched.group, &launched.server, &launched.client].into_iter().cloned();
        things.chain(disks).collect()
    }

    /// How many machines stand in a cloud.
    pub async fn standing(&self, cloud: &str) -> usize {
        let running = [("Filter.1.Name", "instance-state-name"), ("Filter.1.Value.1", "running")];
        all(&self.ec2_in(cloud, "DescribeInstances", &running).await, "instanceId").into_iter().collect::<BTreeSet<_>>().len()
    }
}

fn options(home: &TempDir) -> Options {
    Options { practice_speed: SPEED, ..Options::new(home.path().to_owned()) }
}

/// As a form writes it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What stands in each element of a name, in their order.
pub fn all(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).filter_map(|rest| rest.split_once(&close)).map(|(inside, _)| inside.replace("&#10;", "\n")).collect()
}

/// What stands in the first.
pub fn one(xml: &str, name: &str) -> String {
    all(xml, name).into_iter().next().unwrap_or_else(|| panic!("no {name} in {xml}"))
}
