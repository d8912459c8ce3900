//! The console's part, by the AWS CLI.

mod needs_ssh_client;
