//! Commands on a signed-in machine.

use std::net::IpAddr;

use async_trait::async_trait;
use engine::ExposeSecret;
use lab::ports::{Exec, OnLine, Output, Prompter, RemoteError, Shell, Tunnel};
use model::Stream;

use super::connection::Connection;
use super::error::of_ssh;
use super::lines::Lines;
use super::running::{Running, Said, session};
use super::{terminal, tunnel};

#[async_trait]
impl Shell for Connection {
    fn host_key(&self) -> &str {
        &self.host_key
    }

    async fn exec(&self, exec: Exec, on_line: OnLine<'_>) -> Result<Output, RemoteError> {
        let input = exec.input.as_ref().map(|input| input.expose_secret().as_bytes()).unwrap_or_default();
        self.explained(run(self, &exec.command, input, on_line).await).await
    }

    async fn converse(&self, command: &str, prompter: &mut dyn Prompter, on_line: OnLine<'_>) -> Result<Output, RemoteError> {
        self.explained(terminal::converse(self, command, prompter, on_line).await).await
    }

    async fn upload(&self, path: &str, contents: &[u8], mode: u32) -> Result<(), RemoteError> {
        let path = quoted(path);
        let new = format!("{path}.new");
        // Nobody else can read it before it has its mode, and nobody sees half of it.
        let command = format!("umask 077 && cat > {new} && chmod {mode:o} {new} && mv -f {new} {path}");
        let output = self.explained(run(self, &command, contents, &mut |_, _| {}).await).await?;
        if output.exit == 0 { Ok(()) } else { Err(RemoteError::Protocol(output.stderr.trim().to_owned())) }
    }

    async fn tunnel(&self, to: IpAddr, port: u16) -> Result<Tunnel, RemoteError> {
        tunnel::open(self, to, port).await
    }
}

async fn run(connection: &Connection, command: &str, input: &[u8], on_line: OnLine<'_>) -> Result<Output, RemoteError> {
    let channel = session(connection).await?;
    channel.exec(true, command).await.map_err(of_ssh)?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let (mut out_lines, mut err_lines) = (Lines::default(), Lines::default());
    let mut running = Running::on(channel);
    let exit = running
        .feed(input, &*connection.clock, |said| match said {
            Said::Out(bytes) => {
                out_lines.take(&bytes, |line| on_line(Stream::Out, line));
                out.extend(bytes);
            }
            Said::Err(bytes) => {
                err_lines.take(&bytes, |line| on_line(Stream::Err, line));
                err.extend(bytes);
            }
            Said::Ended(_) => {}
        })
        .await;
    out_lines.finish(|line| on_line(Stream::Out, line));
    err_lines.finish(|line| on_line(Stream::Err, line));
    Ok(Output { exit: exit?, stdout: String::from_utf8_lossy(&out).into_owned(), stderr: String::from_utf8_lossy(&err).into_owned() })
}

/// A word as the machine's shell takes it literally.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
