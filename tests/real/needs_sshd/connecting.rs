use std::fs;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use lab::ports::{Exec, KeyFault, Remote, RemoteError, Shell};

use super::server::{Server, client_of};

async fn out(shell: &Arc<dyn Shell>, command: &str) -> String {
    let output = shell.exec(Exec { command: command.into(), input: None }, &mut |_, _| {}).await.unwrap();
    assert_eq!(output.exit, 0, "{output:?}");
    output.stdout
}

#[tokio::test]
async fn an_rsa_key_signs_in_by_sha_512_in_every_format() {
    let server = Server::with("PubkeyAcceptedAlgorithms rsa-sha2-512\nLogLevel VERBOSE");
    server.make("openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", "client", "-out", "pkcs8"]);
    fs::copy(server.path("client"), server.path("openssh")).unwrap();
    server.make("chmod", &["600", "openssh"]);
    server.make("ssh-keygen", &["-q", "-p", "-f", "openssh", "-P", "", "-N", ""]);
    let pkcs1 = fs::read_to_string(server.path("client")).unwrap();
    assert!(pkcs1.starts_with("-----BEGIN RSA PRIVATE KEY-----"));
    fs::write(server.path("crlf.pem.txt"), format!("\u{feff}{}", pkcs1.replace('\n', "\r\n"))).unwrap();
    for key in ["client", "pkcs8", "openssh", "crlf.pem.txt"] {
        let shell = server.try_with(key).await.unwrap_or_else(|error| panic!("{key}: {error}\n{}", server.log()));
        assert_eq!(out(&shell, "echo hello").await, "hello\n", "{key}");
    }
}

#[tokio::test]
async fn an_rsa_key_signs_in_by_sha_256_where_that_is_all_there_is() {
    let server = Server::with("PubkeyAcceptedAlgorithms rsa-sha2-256");
    assert_eq!(out(&server.sign_in().await, "echo hello").await, "hello\n");
}

#[tokio::test]
async fn an_ed25519_key_signs_in() {
    let server = Server::start();
    server.make("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "young"]);
    server.accept("young");
    assert_eq!(out(&server.try_with("young").await.unwrap(), "echo hello").await, "hello\n");
}

#[tokio::test]
async fn the_host_key_is_the_one_that_ssh_keygen_prints() {
    let server = Server::start();
    let mut host = server.host("client");
    host.host_keys.clear();
    let shell = server.client().0.connect(&host, Duration::from_secs(20)).await.unwrap();
    assert_eq!(shell.host_key(), server.fingerprint());
}

#[tokio::test]
async fn a_wrong_key_is_rejected_at_once() {
    let server = Server::start();
    server.make("openssl", &["genrsa", "-traditional", "-out", "other", "2048"]);
    let (client, route) = server.client();
    let error = client.connect(&server.host("other"), Duration::from_secs(600)).await.err().unwrap();
    assert_eq!(error, RemoteError::KeyRejected);
    assert_eq!(route.taken(), 1, "a wrong key is not tried again");
}

#[tokio::test]
async fn a_changed_host_key_stops_before_the_key_is_shown() {
    let mut server = Server::prepared("LogLevel VERBOSE");
    let host = server.host("client");
    server.new_host_key();
    server.run();
    let (client, route) = server.client();
    let error = client.connect(&host, Duration::from_secs(600)).await.err().unwrap();
    assert_eq!(error, RemoteError::HostKeyChanged { found: server.fingerprint() });
    assert_eq!(route.taken(), 1);
    assert!(!server.log().contains("publickey"), "{}", server.log());
}

#[tokio::test]
async fn a_key_file_that_is_none_is_named_and_nothing_is_connected_to() {
    let server = Server::start();
    server.make("openssl", &["rsa", "-in", "client", "-aes256", "-traditional", "-passout", "pass:secret", "-out", "locked"]);
    fs::write(server.path("empty"), "").unwrap();
    for (name, fault) in [("locked", KeyFault::Encrypted), ("empty", KeyFault::Empty), ("missing", KeyFault::NotFound)] {
        let (client, route) = server.client();
        assert_eq!(client.connect(&server.host(name), Duration::from_secs(600)).await.err(), Some(RemoteError::Key(fault)));
        assert_eq!(route.taken(), 0);
    }
}

#[tokio::test]
async fn a_machine_whose_sshd_comes_up_later_is_waited_for() {
    let mut server = Server::prepared("");
    let (client, route) = server.client();
    let host = server.host("client");
    let connecting = tokio::spawn(async move { client.connect(&host, Duration::from_secs(60)).await });
    // The first tries must meet a port that nothing listens at.
    while route.taken() < 2 {
        tokio::task::yield_now().await;
    }
    server.run();
    assert_eq!(out(&connecting.await.unwrap().unwrap(), "echo hello").await, "hello\n");
}

#[tokio::test]
async fn a_port_that_refuses_is_told_from_one_that_is_silent() {
    let server = Server::prepared("");
    let (client, route) = client_of(server.address(), 100);
    let host = server.host("client");
    assert_eq!(client.connect(&host, Duration::from_secs(20)).await.err(), Some(RemoteError::Refused));
    assert!(route.taken() > 3, "tried again until the patience was over");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (client, _) = client_of(silent.local_addr().unwrap(), 100);
    assert_eq!(client.connect(&host, Duration::from_secs(20)).await.err(), Some(RemoteError::TimedOut));
}

#[tokio::test]
async fn what_is_no_ssh_server_is_not_taken_for_one() {
    let server = Server::prepared("");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let (client, _) = client_of(address, 100);
    let error = client.connect(&server.host("client"), Duration::from_secs(5)).await.err().unwrap();
    assert!(matches!(error, RemoteError::Protocol(_) | RemoteError::Closed(_)), "{error:?}");
}

#[tokio::test]
async fn callers_at_the_same_time_share_one_connection() {
    let server = Server::start();
    let (client, route) = server.client();
    let host = server.host("client");
    let patience = Duration::from_secs(20);
    let (one, two, three) = tokio::join!(client.connect(&host, patience), client.connect(&host, patience), client.connect(&host, patience));
    let parents: Vec<_> =
        [out(&one.unwrap(), "echo $PPID").await, out(&two.unwrap(), "echo $PPID").await, out(&three.unwrap(), "echo $PPID").await].into();
    assert!(parents.iter().all(|parent| *parent == parents[0]), "{parents:?}");
    let later = client.connect(&host, patience).await.unwrap();
    assert_eq!(out(&later, "echo $PPID").await, parents[0]);
    assert_eq!(route.taken(), 1);
}

#[tokio::test]
async fn a_connection_that_was_cut_is_opened_again() {
    let server = Server::start();
    let (client, route) = server.client();
    let host = server.host("client");
    let patience = Duration::from_secs(20);
    let first = client.connect(&host, patience).await.unwrap();
    let session = out(&first, "echo $PPID").await;
    assert!(Command::new("kill").args(["-KILL", session.trim()]).status().unwrap().success());
    let second = client.connect(&host, patience).await.unwrap();
    assert_eq!(out(&second, "echo hello").await, "hello\n");
    assert_eq!(route.taken(), 2);
}

#[tokio::test]
async fn a_machine_with_another_address_or_key_is_connected_to_anew() {
    let server = Server::start();
    fs::copy(server.path("client"), server.path("copy")).unwrap();
    let (client, route) = server.client();
    let patience = Duration::from_secs(20);
    let mut host = server.host("client");
    client.connect(&host, patience).await.unwrap();
    host.address = [203, 0, 113, 10].into();
    client.connect(&host, patience).await.unwrap();
    host.key = server.path("copy");
    client.connect(&host, patience).await.unwrap();
    assert_eq!(route.taken(), 3);
    host.host_keys = vec!["SHA256:another".into()];
    let error = client.connect(&host, patience).await.err().unwrap();
    assert_eq!(error, RemoteError::HostKeyChanged { found: server.fingerprint() }, "an open connection vouches for no other host key");
}

#[tokio::test]
async fn closing_ends_the_connection() {
    let server = Server::start();
    let (client, _) = server.client();
    let shell = client.connect(&server.host("client"), Duration::from_secs(20)).await.unwrap();
    client.close().await;
    let error = shell.exec(Exec { command: "echo hello".into(), input: None }, &mut |_, _| {}).await.unwrap_err();
    assert!(matches!(error, RemoteError::Closed(_)), "{error:?}");
}
