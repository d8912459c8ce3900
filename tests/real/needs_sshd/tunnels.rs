use std::net::IpAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::server::Server;

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// A server that sends back what it gets, until the other side has ended; its port.
async fn echo() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut read, mut write) = stream.split();
                let _ = tokio::io::copy(&mut read, &mut write).await;
                let _ = write.shutdown().await;
            });
        }
    });
    port
}

#[tokio::test]
async fn bytes_go_through_in_both_directions_and_connections_beside_each_other() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let tunnel = shell.tunnel(HERE, echo().await).await.unwrap();
    assert!(tunnel.socket.ip().is_loopback());
    let sent: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let through = |bytes: Vec<u8>| async move {
        let mut stream = TcpStream::connect(tunnel.socket).await.unwrap();
        let (mut read, mut write) = stream.split();
        let mut back = Vec::new();
        let (_, _) = tokio::join!(
            async {
                write.write_all(&bytes).await.unwrap();
                write.shutdown().await.unwrap();
            },
            async { read.read_to_end(&mut back).await.unwrap() }
        );
        back
    };
    let (one, two) = tokio::join!(through(sent.clone()), through(b"small".to_vec()));
    assert!(one == sent && two == b"small");
}

#[tokio::test]
async fn a_port_that_refuses_closes_this_end_and_leaves_the_tunnel_open() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let tunnel = shell.tunnel(HERE, 1).await.unwrap();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(tunnel.socket).await.unwrap();
        assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_tunnel_ends_with_its_guard() {
    let server = Server::start();
    let shell = server.sign_in().await;
    let tunnel = shell.tunnel(HERE, echo().await).await.unwrap();
    let socket = tunnel.socket;
    let mut open = TcpStream::connect(socket).await.unwrap();
    open.write_all(b"x").await.unwrap();
    let mut byte = [0];
    open.read_exact(&mut byte).await.unwrap();
    drop(tunnel);
    assert!(matches!(open.read(&mut byte).await, Ok(0) | Err(_)), "what is open is closed");
    // The listener goes with the task, a moment after it is told to.
    while TcpStream::connect(socket).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
