//! A practice cloud of a test's own, and the AWS CLI in front of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use practice::{Access, MysqlFlavour, Options, PracticeCloud};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use whole_lab::binaries::in_venv;

/// Faster than a learner's, so that machines are up by the time that the next program has started.
const SPEED: f64 = 100.0;

/// A practice cloud, with a folder for what its learner keeps.
pub struct Cloud {
    cloud: PracticeCloud,
    // The cloud's tasks live here.
    _runtime: Runtime,
    folder: TempDir,
}

impl Cloud {
    /// Opens an empty one.
    pub fn open(mysql: MysqlFlavour) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let options = Options { mysql, speed: SPEED, ..Options::default() };
        let cloud = runtime.block_on(PracticeCloud::open(&folder.path().join("cloud.json"), options)).unwrap();
        Self { cloud, _runtime: runtime, folder }
    }

    /// Where the learner keeps files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How to reach the machine of this name.
    pub fn access(&self, name: &str) -> Access {
        let access = self.cloud.access();
        access.iter().find(|machine| machine.name.as_deref() == Some(name)).unwrap_or_else(|| panic!("no {name} in {access:?}")).clone()
    }

    /// The address that the practice internet sees of this computer.
    pub fn laptop(&self) -> String {
        self.cloud.laptop_address().to_string()
    }

    /// A program that signs in to this cloud, with nothing of this computer's own AWS settings.
    pub fn signed_in(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy")) {
            command.env_remove(name);
        }
        let (key, secret) = self.cloud.access_key();
        let nothing = self.folder().join("no-such-file");
        command
            .env("AWS_ENDPOINT_URL", self.cloud.ec2_endpoint())
            .env("AWS_ACCESS_KEY_ID", key)
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_DEFAULT_REGION", self.cloud.region())
            .env("AWS_CONFIG_FILE", &nothing)
            .env("AWS_SHARED_CREDENTIALS_FILE", &nothing)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_PAGER", "")
            .current_dir(self.folder())
            .stdin(Stdio::null());
        command
    }

    /// What `aws LINE` answers; the line's words are parted by spaces.
    pub fn aws(&self, line: &str) -> Value {
        let output = self.aws_output(line);
        assert!(output.status.success(), "aws {line}: {}", String::from_utf8_lossy(&output.stderr));
        if output.stdout.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("aws {line}: {error}"))
    }

    /// What `aws LINE` says when it is refused.
    pub fn aws_refused(&self, line: &str) -> String {
        let output = self.aws_output(line);
        assert!(!output.status.success(), "aws {line} was not refused");
        String::from_utf8_lossy(&output.stderr).trim().to_owned()
    }

    fn aws_output(&self, line: &str) -> Output {
        self.signed_in(in_venv("aws")).args(line.split(' ')).args(["--output", "json"]).output().unwrap()
    }

    /// What the guide does in the console: a key pair, a security group, two machines, one of them renamed, and the doors.
    pub fn launch_the_guides_machines(&self) -> Launched {
        let key = self.folder().join("client-server-key.pem");
        let pair = self.aws("ec2 create-key-pair --key-name client-server-key --key-type rsa --key-format pem");
        fs::write(&key, pair["KeyMaterial"].as_str().unwrap()).unwrap();
        only_readable_by_its_owner(&key);

        let images = self.aws(
            "ec2 describe-images --owners 099720109477 --filters Name=name,Values=ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*",
        );
        let newest =
            images["Images"].as_array().unwrap().iter().max_by_key(|image| image["CreationDate"].as_str().unwrap().to_owned()).unwrap();
        let image = newest["ImageId"].as_str().unwrap();

        let group = self.aws("ec2 create-security-group --group-name launch-wizard-1 --description launch-wizard-1");
        let group = group["GroupId"].as_str().unwrap().to_owned();
        self.aws(&format!("ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 22 --cidr {}/32", self.laptop()));

        let launch = self.aws(&format!(
            "ec2 run-instances --image-id {image} --count 2 --instance-type t3.micro --key-name client-server-key --security-group-ids {group} \
             --tag-specifications ResourceType=instance,Tags=[{{Key=Name,Value=mysql_server}}]"
        ));
        let ids: Vec<&str> =
            launch["Instances"].as_array().unwrap().iter().map(|instance| instance["InstanceId"].as_str().unwrap()).collect();
        self.aws(&format!("ec2 create-tags --resources {} --tags Key=Name,Value=mysql_client", ids[1]));
        self.aws(&format!("ec2 wait instance-running --instance-ids {} {}", ids[0], ids[1]));

        let client = self.aws(&format!("ec2 describe-instances --instance-ids {} --query Reservations[0].Instances[0]", ids[1]));
        let client_address = client["PrivateIpAddress"].as_str().unwrap().to_owned();
        self.aws(&format!("ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 3306 --cidr {client_address}/32"));
        Launched { key, group, server: ids[0].to_owned(), client: ids[1].to_owned() }
    }
}

/// What was launched.
pub struct Launched {
    /// The private key's file.
    pub key: PathBuf,
    /// The security group's id.
    pub group: String,
    /// The server's instance id.
    pub server: String,
    /// The client's instance id.
    pub client: String,
}

/// The guide's `chmod 400`; OpenSSH refuses a key that others can read.
fn only_readable_by_its_owner(file: &Path) {
    let mut permissions = fs::metadata(file).unwrap().permissions();
    #[cfg(unix)]
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o400);
    #[cfg(not(unix))]
    permissions.set_readonly(true);
    fs::set_permissions(file, permissions).unwrap();
}
