//! The words of the field that the steps use, each with its meaning in one line.

use model::{Term, Text};

macro_rules! terms {
    ($($name:ident $id:literal $word:literal $meaning:literal)+) => {
        $(
            #[doc = $meaning]
            pub(crate) fn $name() -> Term {
                Term {
                    word: Text::new(concat!("term-", $id), [], $word),
                    meaning: Text::new(concat!("term-", $id, "-meaning"), [], $meaning),
                }
            }
        )+

        /// All of them.
        #[cfg(test)]
        pub(crate) fn all() -> Vec<Term> {
            vec![$($name()),+]
        }
    };
}

terms! {
    account "account" "account" "Who pays: everything on AWS belongs to one account, known by a number of 12 digits."
    ami "image" "image" "A disk with an operating system on it, ready to be copied into a new machine. AWS calls it AMI."
    apt "apt" "apt" "Ubuntu’s program for installing other programs from Ubuntu’s archive."
    arn "arn" "ARN" "The full name of anything on AWS, beginning with arn:aws."
    authentication_plugin "authentication-plugin" "authentication plugin" "The part of MySQL that decides how an account proves who it is."
    bind_address "bind-address" "bind-address" "The address on which a server listens: 127.0.0.1 hears only its own machine, 0.0.0.0 hears the network."
    cidr "cidr" "CIDR" "A way to write a range of addresses: /32 is exactly one, /0 is everybody."
    client "client" "client" "The one who asks. Here: the machine that sends queries."
    database "database" "database" "A named collection of tables inside a MySQL server."
    fingerprint "fingerprint" "fingerprint" "A short code that stands for a long key; two keys never share one."
    free_tier "free-tier" "free tier" "What AWS lets a new account use without paying, within limits."
    grant "grant" "grant" "A right that a MySQL account has, for example to read every table."
    host_key "host-key" "host key" "The key by which a machine proves that it is itself when you connect by SSH."
    inbound_rule "inbound-rule" "inbound rule" "A door in the wall: one port, and who may come in by it."
    instance "instance" "instance" "AWS’s word for a rented machine."
    instance_type "instance-type" "instance type" "The size of a machine: how many processors, how much memory."
    key_pair "key-pair" "key pair" "Two halves: the public one goes onto the machine, the private one stays with you and opens it."
    localhost "localhost" "localhost" "The machine itself, seen from itself."
    password_policy "password-policy" "password policy" "The rules that MySQL holds new passwords to."
    pem "pem" ".pem" "The file that holds the private half of a key pair."
    port "port" "port" "The number of a service on a machine: SSH has 22, MySQL has 3306."
    private_address "private-address" "private address" "An address that exists only inside the VPC. It stays the same as long as the machine exists."
    public_address "public-address" "public address" "An address that the whole internet can reach. It changes when the machine is stopped and started."
    region "region" "Region" "One of AWS’s places in the world. Machines in one Region do not see those in another."
    root "root" "root" "The account that may do everything: on Linux, and likewise in MySQL."
    security_group "security-group" "security group" "The wall round a machine. Nothing comes in except by its doors."
    server "server" "server" "The one who answers. Here: the machine that runs MySQL."
    service "service" "service" "A program that runs in the background and waits to be asked."
    socket "socket" "socket" "A file by which programs on the same machine talk to each other without the network."
    sql "sql" "SQL" "The language in which databases are asked and told."
    ssh "ssh" "SSH" "A way to type commands on another machine, encrypted, with a key in place of a password."
    subnet "subnet" "subnet" "A part of a VPC; it lies in one zone."
    sudo "sudo" "sudo" "Does one command as root, the machine’s administrator."
    systemd "systemd" "systemd" "The part of Linux that starts services and keeps them running; systemctl talks to it."
    tunnel "tunnel" "tunnel" "A connection carried inside an SSH connection, so that it comes out on the other machine."
    vpc "vpc" "VPC" "Your own private network inside AWS."
    zone "zone" "zone" "One of several data centres of a Region, AWS’s Availability Zone."
}
