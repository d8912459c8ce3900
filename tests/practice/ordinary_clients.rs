//! The practice cloud used by hand, with programs that nobody here wrote: the AWS CLI, boto3, OpenSSH and a MySQL client.

mod cloud;
mod needs_aws_cli;
mod needs_boto3;
mod ssh;
