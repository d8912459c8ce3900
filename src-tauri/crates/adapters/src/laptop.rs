//! This computer on the network.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::byte_stream::ByteStream;
use lab::ports::{Clock, Laptop, Probe};
use tokio::net::TcpStream;

use crate::clock::within;
use crate::route::{Route, RouteTo};

/// Names another service for [`InternetAddress::Ask`], for networks that the usual ones cannot be reached from.
pub const CHECK_IP_VARIABLE: &str = "MYSQL_LAB_CHECK_IP_URL";

/// Services that answer with the caller's IPv4 address as text, the first of them AWS's own.
const CHECK_IP: [&str; 3] = ["https://checkip.amazonaws.com/", "https://ipv4.icanhazip.com/", "https://api.ipify.org/"];

/// How long one service may take.
const CHECK_IP_PATIENCE: Duration = Duration::from_secs(5);

/// How this computer's address on the internet is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InternetAddress {
    /// These services are asked, in order.
    Ask(Vec<String>),
    /// It is known.
    Known(Ipv4Addr),
}

impl InternetAddress {
    /// The usual services, or the one that [`CHECK_IP_VARIABLE`] names.
    pub fn from_environment() -> Self {
        match std::env::var(CHECK_IP_VARIABLE) {
            Ok(url) if !url.is_empty() => Self::Ask(vec![url]),
            _ => Self::Ask(CHECK_IP.map(str::to_owned).to_vec()),
        }
    }
}

/// This computer.
pub struct ThisComputer {
    clock: Arc<dyn Clock>,
    route: Arc<dyn RouteTo>,
    internet_address: InternetAddress,
}

impl ThisComputer {
    /// This computer, whose connections take a route.
    pub fn new(clock: Arc<dyn Clock>, route: Arc<dyn RouteTo>, internet_address: InternetAddress) -> Self {
        Self { clock, route, internet_address }
    }
}

#[async_trait]
impl Laptop for ThisComputer {
    async fn internet_address(&self) -> Option<Ipv4Addr> {
        match &self.internet_address {
            InternetAddress::Known(address) => Some(*address),
            InternetAddress::Ask(services) => {
                for service in services {
                    if let Some(Some(address)) = within(&*self.clock, CHECK_IP_PATIENCE, ask(service)).await {
                        return Some(address);
                    }
                }
                None
            }
        }
    }

    async fn probe(&self, address: IpAddr, port: u16, patience: Duration) -> Probe {
        let socket = match self.route.route(address, port) {
            Route::Socket(socket) => socket,
            Route::Refused => return Probe::Refused,
            Route::TimedOut => {
                self.clock.sleep(patience).await;
                return Probe::TimedOut;
            }
        };
        match within(&*self.clock, patience, TcpStream::connect(socket)).await {
            Some(Ok(_)) => Probe::Open,
            Some(Err(error)) if matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset) => Probe::Refused,
            Some(Err(_)) | None => Probe::TimedOut,
        }
    }
}

/// Asks one service; none when it does not answer with an IPv4 address.
async fn ask(url: &str) -> Option<Ipv4Addr> {
    let connector = Connector::builder().proxy_config(ProxyConfig::disabled()).tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build();
    let response = connector.call(HttpRequest::get(url).ok()?).await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let body = ByteStream::new(response.into_body()).collect().await.ok()?.into_bytes();
    std::str::from_utf8(&body).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::clock::SystemClock;
    use crate::route::Direct;

    fn computer(internet_address: InternetAddress) -> ThisComputer {
        ThisComputer::new(Arc::new(SystemClock::new(1)), Arc::new(Direct), internet_address)
    }

    /// A web server that gives one answer to each connection.
    async fn service(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 2048];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        url
    }

    #[tokio::test]
    async fn the_first_service_that_tells_an_address_is_believed() {
        let page = service("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n<html></html>").await;
        let broken = service("HTTP/1.1 503 No\r\ncontent-length: 9\r\n\r\n192.0.2.1").await;
        let right = service("HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n203.0.113.77\n").await;
        let computer = computer(InternetAddress::Ask(vec!["http://127.0.0.1:1/".into(), page, broken, right]));
        assert_eq!(computer.internet_address().await, Some(Ipv4Addr::new(203, 0, 113, 77)));
    }

    #[tokio::test]
    async fn no_service_no_address() {
        assert_eq!(computer(InternetAddress::Ask(vec!["http://127.0.0.1:1/".into(), "no url".into()])).internet_address().await, None);
    }

    #[tokio::test]
    async fn an_open_port_is_told_from_a_refused_one() {
        let computer = computer(InternetAddress::Known(Ipv4Addr::LOCALHOST));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let here = IpAddr::from(Ipv4Addr::LOCALHOST);
        assert_eq!(computer.probe(here, port, Duration::from_secs(5)).await, Probe::Open);
        drop(listener);
        assert_eq!(computer.probe(here, port, Duration::from_secs(5)).await, Probe::Refused);
    }

    #[tokio::test]
    async fn a_route_decides_what_is_met() {
        struct Wall;
        impl RouteTo for Wall {
            fn route(&self, _: IpAddr, port: u16) -> Route {
                if port == 22 { Route::Refused } else { Route::TimedOut }
            }
        }
        let computer = ThisComputer::new(Arc::new(SystemClock::new(1000)), Arc::new(Wall), InternetAddress::Known(Ipv4Addr::LOCALHOST));
        let address = IpAddr::from([203, 0, 113, 1]);
        assert_eq!(computer.probe(address, 22, Duration::from_secs(5)).await, Probe::Refused);
        assert_eq!(computer.probe(address, 3306, Duration::from_secs(5)).await, Probe::TimedOut);
    }
}
