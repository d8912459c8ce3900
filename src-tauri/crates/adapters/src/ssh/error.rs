//! What russh's errors mean.

use std::io::ErrorKind;

use lab::ports::RemoteError;

/// What a failed TCP connection means.
pub(super) fn of_tcp(error: &std::io::Error) -> RemoteError {
    match error.kind() {
        ErrorKind::ConnectionRefused => RemoteError::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => RemoteError::Closed(error.to_string()),
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => RemoteError::TimedOut,
        _ => RemoteError::Protocol(error.to_string()),
    }
}

/// What an error of the protocol means, once there is a TCP connection.
pub(super) fn of_ssh(error: russh::Error) -> RemoteError {
    use russh::Error as E;
    match error {
        E::Disconnect | E::HUP | E::SendError | E::RecvError | E::ConnectionTimeout | E::KeepaliveTimeout | E::InactivityTimeout => {
            RemoteError::Closed(error.to_string())
        }
        E::IO(error) => match error.kind() {
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => {
                RemoteError::Closed(error.to_string())
            }
            _ => of_tcp(&error),
        },
        other => RemoteError::Protocol(other.to_string()),
    }
}
