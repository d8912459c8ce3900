//! How the person's AWS files and environment lead to an account. Each case runs this test again, in surroundings of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::{Arc, Mutex};

use adapters::{AwsChoice, for_aws};
use lab::ports::{ComputeError, Identity};

/// In the child: what to choose.
const PROFILE: &str = "MYSQL_LAB_TEST_PROFILE";
const IS_CHILD: &str = "MYSQL_LAB_TEST_CHILD";
/// What the child prints its answer behind.
const MARK: &str = "answer: ";

/// The test that the children run: in the parent it shows that a child answers at all.
#[tokio::test]
async fn asks_who_is_signed_in() {
    if std::env::var_os(IS_CHILD).is_none() {
        let sts = Sts::start();
        assert!(sts.ask(&[("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "s")], "", None).contains("Ok(Identity"));
        return;
    }
    let choice = AwsChoice { profile: std::env::var(PROFILE).ok(), region: Some("eu-west-1".into()), key: None };
    let answer: Result<Identity, ComputeError> = match for_aws(&choice).await {
        Ok(ports) => ports.compute.identity().await,
        Err(error) => Err(error),
    };
    #[allow(clippy::print_stdout, reason = "the parent reads it")]
    {
        println!("{MARK}{answer:?}");
    }
}

/// The URL of a server that gives one answer to everything.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

/// An STS that knows everybody, and keeps whom it saw.
pub(crate) struct Sts {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Sts {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sts = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let seen = Arc::clone(&sts.seen);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut request = [0; 8192];
                let length = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let credential = request.split("Credential=").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
                seen.lock().unwrap().push(credential.to_owned());
                let body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                            <Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>A</UserId><Account>123456789012</Account>\
                            </GetCallerIdentityResult></GetCallerIdentityResponse>";
                let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            }
        });
        sts
    }

    /// What a program finds with these variables, this `~/.aws/config` and this choice of a profile.
    fn ask(&self, variables: &[(&str, &str)], config: &str, profile: Option<&str>) -> String {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".aws")).unwrap();
        std::fs::write(home.path().join(".aws/config"), config).unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "environment::asks_who_is_signed_in", "--nocapture"]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command.env(IS_CHILD, "1").env("HOME", home.path()).env("USERPROFILE", home.path());
        command.env("AWS_ENDPOINT_URL", format!("http://{}", self.address)).env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(variables.iter().copied()).envs(profile.map(|profile| (PROFILE, profile)));
        let output = command.output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let answer = printed.lines().find_map(|line| Some(line.split_once(MARK)?.1.to_owned()));
        answer.unwrap_or_else(|| panic!("{printed}\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

const CONFIG: &str = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n\
                      [profile school]\naws_access_key_id = AKIASCHOOL\naws_secret_access_key = s\n\
                      [profile sso]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n\
                      [sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.invalid/start\n\
                      [profile broken]\ncredential_process = false\n";
const ENVIRONMENT: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "s")];

#[test]
fn a_profile_that_was_chosen_goes_before_the_environment_and_that_before_the_default() {
    let sts = Sts::start();
    for (variables, profile, key) in [
        (&ENVIRONMENT[..], Some("school"), "AKIASCHOOL"),
        (&ENVIRONMENT, None, "AKIAENV"),
        (&[("AWS_PROFILE", "school")], None, "AKIASCHOOL"),
        (&[], None, "AKIADEFAULT"),
    ] {
        let answer = sts.ask(variables, CONFIG, profile);
        assert_eq!(answer, "Ok(Identity { account: \"123456789012\", arn: \"arn:aws:iam::123456789012:user/me\" })");
        assert_eq!(sts.seen(), [key]);
    }
}

#[test]
fn what_keeps_somebody_from_signing_in_is_told_by_its_kind() {
    let sts = Sts::start();
    for (config, profile, kind) in [
        ("", None, "CredentialsMissing"),
        (CONFIG, Some("sso"), "CredentialsExpired"),
        (CONFIG, Some("broken"), "CredentialsExpired"),
        (CONFIG, Some("nobody"), "UnknownProfile"),
        ("[default]\nthis is no file\n", None, "CredentialsInvalid"),
    ] {
        let answer = sts.ask(&[], config, profile);
        assert!(answer.starts_with(&format!("Err(ComputeError {{ kind: {kind},")), "{profile:?}: {answer}");
        assert_eq!(sts.seen(), Vec::<String>::new(), "nobody is asked");
    }
    // Something answers where EC2's metadata service would be, and it is none: another cloud's, or a firewall's page.
    let metadata = answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let variables = [("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.as_str())];
    let answer = sts.ask(&variables, "", None);
    assert!(answer.starts_with("Err(ComputeError { kind: CredentialsMissing,"), "{answer}");
    let answer = sts.ask(&[("AWS_ENDPOINT_URL", "http://127.0.0.1:1")], CONFIG, None);
    assert!(answer.starts_with("Err(ComputeError { kind: Unreachable,"), "{answer}");
}
