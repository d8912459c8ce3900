//! The machine's sshd, as a client meets it.

use std::process::Stdio;
use std::sync::Arc;

use russh::client;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate};
use russh::{ChannelMsg, Disconnect};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::guest::testing::{Alone, spec};
use crate::world::{Fault, MysqlFlavour};

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
}

/// A machine that lets the first key in.
fn machine() -> Arc<Alone> {
    let authorized_key = key(1).public_key().to_openssh().unwrap();
    Alone::with(crate::guest::GuestSpec { authorized_key, ..spec(MysqlFlavour::V8_0, 52) })
}

/// Takes any host key, and keeps it.
struct Client(Arc<std::sync::Mutex<Option<PublicKey>>>);

impl client::Handler for Client {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        *self.0.lock().unwrap() = Some(key.clone());
        Ok(true)
    }
}

async fn sign_in(machine: &Arc<Alone>, user: &str, key: PrivateKey) -> Option<client::Handle<Client>> {
    let (near, far) = duplex(1 << 16);
    tokio::spawn(super::serve(far, machine.clone()));
    let seen = Arc::new(std::sync::Mutex::new(None));
    let mut handle = client::connect_stream(Arc::new(client::Config::default()), near, Client(seen.clone())).await.unwrap();
    let shown = seen.lock().unwrap().clone().unwrap().fingerprint(russh::keys::HashAlg::Sha256).to_string();
    assert!(machine.guest.lock().unwrap().host_key_fingerprints().contains(&shown));
    let done = handle.authenticate_publickey(user, PrivateKeyWithHashAlg::new(Arc::new(key), None)).await;
    done.is_ok_and(|done| done.success()).then_some(handle)
}

/// Standard output, standard error, exit status; none when the connection ended before.
async fn exec(session: &client::Handle<Client>, line: &str, input: &[u8]) -> (String, String, Option<u32>) {
    let mut channel = session.channel_open_session().await.unwrap();
    channel.exec(true, line).await.unwrap();
    if !input.is_empty() {
        // A connection that has been cut takes none.
        let _ = channel.data(input).await;
    }
    let _ = channel.eof().await;
    let (mut out, mut err, mut status) = (Vec::new(), Vec::new(), None);
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => out.extend_from_slice(&data),
            ChannelMsg::ExtendedData { data, ext: 1 } => err.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => status = Some(exit_status),
            _ => {}
        }
    }
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), status)
}

#[tokio::test]
async fn only_ubuntu_with_the_key_pairs_key_gets_in() {
    let machine = machine();
    assert!(sign_in(&machine, "ubuntu", key(2)).await.is_none());
    assert!(sign_in(&machine, "root", key(1)).await.is_none());
    assert!(sign_in(&machine, "ec2-user", key(1)).await.is_none());
    assert!(sign_in(&machine, "ubuntu", key(1)).await.is_some());
    machine.run("echo > .ssh/authorized_keys").await;
    assert!(sign_in(&machine, "ubuntu", key(1)).await.is_none());
}

#[tokio::test]
async fn a_command_has_its_streams_apart_and_its_status() {
    let session = sign_in(&machine(), "ubuntu", key(1)).await.unwrap();
    assert_eq!(exec(&session, "echo out; echo err >&2; exit 3", b"").await, ("out\n".into(), "err\n".into(), Some(3)));
    assert_eq!(exec(&session, "cat | wc -c", &[b'x'; 100_000]).await, ("100000\n".into(), String::new(), Some(0)));
    let (one, other) = tokio::join!(exec(&session, "echo one; cat", b"1"), exec(&session, "echo other; cat", b"2"));
    assert_eq!((one.0.as_str(), other.0.as_str()), ("one\n1", "other\n2"));
}

#[tokio::test]
async fn a_terminal_shows_prompts_and_takes_answers() {
    let session = sign_in(&machine(), "ubuntu", key(1)).await.unwrap();
    let mut channel = session.channel_open_session().await.unwrap();
    channel.request_pty(true, "xterm-256color", 80, 24, 0, 0, &[]).await.unwrap();
    channel.request_shell(true).await.unwrap();
    let mut shown = String::new();
    let mut answers = ["echo $TERM; tty\r", "exit 5\r"].into_iter();
    let mut status = None;
    while let Some(message) = channel.wait().await {
        match message {
            ChannelMsg::Data { data } => {
                shown.push_str(&String::from_utf8_lossy(&data));
                if shown.ends_with("ubuntu@ip-172-31-18-52:~$ ")
                    && let Some(answer) = answers.next()
                {
                    channel.data(answer.as_bytes()).await.unwrap();
                }
            }
            ChannelMsg::ExitStatus { exit_status } => status = Some(exit_status),
            _ => {}
        }
    }
    assert!(shown.starts_with("Welcome to Ubuntu 22.04.5 LTS"), "{shown}");
    assert!(shown.contains("\r\nxterm-256color\r\n/dev/pts/0\r\n"), "{shown}");
    assert_eq!(status, Some(5));
}

#[tokio::test]
async fn who_signs_in_too_early_is_hung_up_on() {
    let machine = machine();
    machine.faults.lock().unwrap().push_back(Fault::SignInsClosed { machine: None, times: 1 });
    assert!(sign_in(&machine, "ubuntu", key(2)).await.is_none(), "a wrong key");
    assert!(!machine.faults.lock().unwrap().is_empty(), "a wrong key is not let in anyway");
    assert!(sign_in(&machine, "ubuntu", key(1)).await.is_none());
    assert!(sign_in(&machine, "ubuntu", key(1)).await.is_some());
}

#[tokio::test]
async fn a_connection_is_cut_in_the_middle_of_a_command_and_the_command_goes_on() {
    let machine = machine();
    let session = sign_in(&machine, "ubuntu", key(1)).await.unwrap();
    assert_eq!(exec(&session, "sudo apt-get -q update", b"").await.2, Some(0));
    let fault = Fault::ConnectionCut { machine: None, command: "install".to_owned(), after_bytes: 300, times: 1 };
    machine.faults.lock().unwrap().push_back(fault);
    let (out, _, status) = exec(&session, "sudo apt-get -q -y install mysql-client", b"").await;
    assert_eq!((out.len(), status), (300, None));
    let again = sign_in(&machine, "ubuntu", key(1)).await.unwrap();
    let (_, err, status) = exec(&again, "sudo apt-get -q -y -o DPkg::Lock::Timeout=600 install mysql-client && mysql --version", b"").await;
    assert_eq!((err.as_str(), status), ("", Some(0)));
}

#[tokio::test]
async fn a_terminal_that_is_gone_takes_its_command_with_it() {
    let machine = machine();
    let session = sign_in(&machine, "ubuntu", key(1)).await.unwrap();
    let mut channel = session.channel_open_session().await.unwrap();
    channel.request_pty(true, "xterm", 80, 24, 0, 0, &[]).await.unwrap();
    channel.exec(true, "echo started; read line; touch finished").await.unwrap();
    let mut shown = String::new();
    while !shown.contains("started") {
        if let Some(ChannelMsg::Data { data }) = channel.wait().await {
            shown.push_str(&String::from_utf8_lossy(&data));
        }
    }
    session.disconnect(Disconnect::ByApplication, "", "").await.unwrap();
    while channel.wait().await.is_some() {}
    let again = sign_in(&machine, "ubuntu", key(1)).await.unwrap();
    assert_eq!(exec(&again, "ls", b"").await.0, "");
}

#[tokio::test]
async fn a_tunnel_comes_out_at_the_machines_own_server() {
    let machine = machine();
    let session = sign_in(&machine, "ubuntu", key(1)).await.unwrap();
    assert!(session.channel_open_direct_tcpip("127.0.0.1", 3306, "127.0.0.1", 1).await.is_err(), "nothing listens");
    exec(&session, "sudo apt-get -q update && sudo apt-get -q -y install mysql-server", b"").await;
    let mut stream = session.channel_open_direct_tcpip("localhost", 3306, "127.0.0.1", 1).await.unwrap().into_stream();
    let mut greeting = [0; 32];
    stream.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting[4..11], b"\x0a8.0.44");
    assert!(session.channel_open_direct_tcpip("172.31.18.52", 3306, "127.0.0.1", 1).await.is_err(), "it listens on the loopback only");
    assert!(session.channel_open_direct_tcpip("172.31.18.99", 3306, "127.0.0.1", 1).await.is_err(), "no answer");
}

#[tokio::test]
async fn the_openssh_client_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("id");
    let keygen = Command::new("ssh-keygen").args(["-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f"]).arg(&file).status().await;
    let Ok(made) = keygen else {
        // Without OpenSSH on this computer the tests above, by another client, have to do.
        return;
    };
    assert!(made.success());
    let authorized_key = std::fs::read_to_string(file.with_extension("pub")).unwrap();
    let machine = Alone::with(crate::guest::GuestSpec { authorized_key, ..spec(MysqlFlavour::V8_0, 52) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let served = machine.clone();
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(super::serve(stream, served.clone()));
        }
    });
    let ssh = |line: &'static str, terminal: bool| {
        let mut command = Command::new("ssh");
        command.args([
            "-F",
            "none",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "BatchMode=yes",
        ]);
        command.arg("-i").arg(&file).args(["-p", &port]);
        if terminal {
            command.arg("-tt");
        }
        command.args(["ubuntu@127.0.0.1", line]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    };
    let run = async |line: &'static str, terminal: bool, input: &str| {
        let mut child = ssh(line, terminal).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        let done = child.wait_with_output().await.unwrap();
        (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap(), done.status.code())
    };
    assert_eq!(run("hostname -i; echo err >&2; exit 9", false, "").await, ("172.31.18.52\n".into(), "err\n".into(), Some(9)));
    assert_eq!(run("cat > f; wc -l < f", false, "a\nb\n").await.0, "2\n");
    assert_eq!(run("sudo apt-get -q update >/dev/null && sudo apt-get -q -y install mysql-server >/dev/null", false, "").await.2, Some(0));
    let (shown, _, status) = run("sudo mysql_secure_installation", true, "n\nn\nn\ny\ny\n").await;
    assert_eq!(status, Some(0), "{shown}");
    assert!(shown.ends_with("All done! \r\n"), "{shown}");
    serving.abort();
}
