//! How a learner's own programs reach a practice cloud: the very commands, for the shells that people have.

use engine::LabFolder;
use model::Lab;
use serde::Serialize;
use ts_rs::TS;

use crate::Access;

/// A command as it is typed; several lines where it takes several commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Typed {
    /// In a shell such as bash or zsh.
    pub posix: String,
    /// In PowerShell.
    pub powershell: String,
}

impl Typed {
    /// As the shell of this system has it.
    pub fn here(&self) -> &str {
        if cfg!(windows) { &self.powershell } else { &self.posix }
    }

    /// A command from its words.
    fn of(words: &[&str]) -> Self {
        let line = |quote: fn(&str) -> String| words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ");
        Self { posix: line(posix), powershell: line(powershell) }
    }
}

/// Whether a word means itself in either shell, where it is no command and no variable.
fn is_plain(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphanumeric() || "-/.".contains(c))
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./:@".contains(c))
}

/// A word as a POSIX shell reads it back.
fn posix(word: &str) -> String {
    if is_plain(word) {
        return word.to_owned();
    }
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}

/// A word as PowerShell reads it back: in single quotes nothing but the quote itself has a meaning.
fn powershell(word: &str) -> String {
    if is_plain(word) { word.to_owned() } else { format!("'{}'", word.replace('\'', "''")) }
}

/// How the `aws` program reaches the cloud.
pub(crate) fn aws(endpoint: &str, (id, secret): (&str, &str), region: &str) -> Typed {
    let variables =
        [("AWS_ENDPOINT_URL", endpoint), ("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret), ("AWS_DEFAULT_REGION", region)];
    let lines = |set: &dyn Fn(&str, &str) -> String| {
        let mut lines: Vec<_> = variables.iter().map(|(name, value)| set(name, value)).collect();
        lines.push("aws ec2 describe-instances".to_owned());
        lines.join("\n")
    };
    Typed {
        posix: lines(&|name, value| format!("export {name}={}", posix(value))),
        powershell: lines(&|name, value| format!("$env:{name} = '{}'", value.replace('\'', "''"))),
    }
}

/// Adds how `ssh` and `mysql` reach a machine.
pub(crate) fn with_clients(machine: Access, key: Option<&str>, user: &str) -> Access {
    let host_and_port = |socket: &Option<String>| {
        let (host, port) = socket.as_deref()?.rsplit_once(':')?;
        Some((host.to_owned(), port.to_owned()))
    };
    // The host key is kept under the instance's id: the next machine at this port is another one.
    let ssh = host_and_port(&machine.ssh).map(|(host, port)| {
        let (alias, target) = (format!("HostKeyAlias={}", machine.instance_id), format!("ubuntu@{host}"));
        Typed::of(&["ssh", "-i", key.unwrap_or("YOUR-KEY.pem"), "-o", &alias, "-p", &port, &target])
    });
    let mysql = host_and_port(&machine.mysql).map(|(host, port)| {
        let words = [format!("--host={host}"), format!("--port={port}"), format!("--user={user}")];
        Typed::of(&["mysql", "--protocol=tcp", &words[0], &words[1], &words[2], "--password"])
    });
    Access { ssh_command: ssh, mysql_command: mysql, ..machine }
}

/// Where a lab's private key lies, or is looked for when a learner saves it by hand.
pub(crate) fn key(lab: &Lab, folder: &LabFolder) -> String {
    lab.cloud.key_path.clone().unwrap_or_else(|| lab::key_path(lab, folder).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Access {
        Access {
            name: "mysql_server".into(),
            instance_id: "i-0abc".into(),
            state: "running".into(),
            public_ip: Some("203.0.113.41".into()),
            private_ip: Some("172.31.18.52".into()),
            ssh: Some("127.0.0.1:40001".into()),
            mysql: Some("127.0.0.1:40002".into()),
            ssh_command: None,
            mysql_command: None,
        }
    }

    #[test]
    fn the_commands_can_be_copied_as_they_stand() {
        let server = with_clients(machine(), Some("/home/a person/it's/lab.pem"), "donald");
        let (ssh, mysql) = (server.ssh_command.unwrap(), server.mysql_command.unwrap());
        assert_eq!(ssh.posix, "ssh -i \"/home/a person/it's/lab.pem\" -o HostKeyAlias=i-0abc -p 40001 ubuntu@127.0.0.1");
        assert_eq!(ssh.powershell, "ssh -i '/home/a person/it''s/lab.pem' -o HostKeyAlias=i-0abc -p 40001 ubuntu@127.0.0.1");
        assert_eq!(mysql.posix, "mysql --protocol=tcp --host=127.0.0.1 --port=40002 --user=donald --password");
        assert_eq!(mysql.powershell, mysql.posix);
    }

    #[test]
    fn a_users_name_cannot_leave_its_place() {
        let server = with_clients(machine(), None, "d$(x)'\"o");
        let mysql = server.mysql_command.unwrap();
        assert_eq!(shlex::split(&mysql.posix).unwrap()[4], "--user=d$(x)'\"o");
        assert!(mysql.powershell.contains("'--user=d$(x)''\"o'"), "{}", mysql.powershell);
    }

    #[test]
    fn a_machine_that_cannot_be_reached_has_no_commands() {
        let stopped = with_clients(Access { ssh: None, mysql: None, ..machine() }, None, "donald");
        assert_eq!((stopped.ssh_command, stopped.mysql_command), (None, None));
    }

    #[test]
    fn the_aws_program_is_told_where_the_cloud_is() {
        let typed = aws("http://127.0.0.1:40000", ("AKIAPRACTICE", "practice/EXAMPLE"), "us-east-1");
        assert_eq!(
            typed.posix,
            "export AWS_ENDPOINT_URL=http://127.0.0.1:40000\nexport AWS_ACCESS_KEY_ID=AKIAPRACTICE\n\
             export AWS_SECRET_ACCESS_KEY=practice/EXAMPLE\nexport AWS_DEFAULT_REGION=us-east-1\naws ec2 describe-instances"
        );
        assert!(typed.powershell.starts_with("$env:AWS_ENDPOINT_URL = 'http://127.0.0.1:40000'\n$env:AWS_"), "{}", typed.powershell);
    }
}
