//! An EC2 API that gives the answers that a test wrote down, and keeps what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Ec2, Endpoint};
use crate::clock::SystemClock;

/// How fast the clock runs: a minute of pauses in six hundredths of a second.
const SPEED: u32 = 1000;

/// One answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A status, a header line or none, and a body.
    Http(u16, &'static str, String),
    /// The connection is cut without one.
    Lost,
}

/// A refusal in EC2's form.
pub fn refused(status: u16, code: &str) -> Answer {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code><Message>Words of {code}.</Message></Error>\
         </Errors><RequestID>ea966190-f9aa-478e-9ede-0123456789ab</RequestID></Response>"
    );
    Answer::Http(status, "x-amzn-requestid: ea966190-f9aa-478e-9ede-0123456789ab\r\n", body)
}

/// An answer that grants, of some call.
pub fn granted(call: &str, inner: &str) -> Answer {
    let body =
        format!("<{call}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId>{inner}</{call}Response>");
    Answer::Http(200, "", body)
}

/// What was asked: the bodies of the requests, in EC2's query form.
pub type Asked = Arc<Mutex<Vec<String>>>;

/// An adapter whose calls get these answers in turn; the last one is given again and again.
pub async fn replay(answers: impl IntoIterator<Item = Answer>) -> (Ec2, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = listener.local_addr().unwrap();
    let asked = Asked::default();
    let kept = Arc::clone(&asked);
    let mut answers: Vec<_> = answers.into_iter().collect();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some(request) = read(&mut stream).await else { continue };
            kept.lock().unwrap().push(request);
            let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
            if let Answer::Http(status, header, body) = answer {
                let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{header}\r\n", body.len());
                let _ = stream.write_all((head + &body).as_bytes()).await;
            }
        }
    });
    let endpoint = Endpoint { socket, access_key: "AKIAEXAMPLE".into(), secret_key: "secret".into(), region: "us-east-1".into() };
    let ec2 = Ec2::of_endpoint(&endpoint, SPEED, Arc::new(SystemClock::new(SPEED))).unwrap();
    (ec2, asked)
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.ok().filter(|length| *length > 0)?;
        bytes.extend(&part[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Some(body.to_owned());
        }
    }
}
