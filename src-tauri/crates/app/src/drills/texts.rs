//! What is said of each drill: its name and what will be seen before it, where to look while it goes on, what was broken after it.

use model::{Lab, Text, text};

use super::breaking::LATER_FILE;
use super::{Drill, DrillId};

impl DrillId {
    /// All of them, the simplest first.
    pub const ALL: [Self; 8] = [
        Self::MysqlStopped,
        Self::ClientStopped,
        Self::DoorOutdated,
        Self::LaptopMoved,
        Self::DatabaseDropped,
        Self::ServerRebooted,
        Self::BindOverridden,
        Self::HostKeyReplaced,
    ];

    /// Its name in commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MysqlStopped => "mysql_stopped",
            Self::DoorOutdated => "door_outdated",
            Self::LaptopMoved => "laptop_moved",
            Self::BindOverridden => "bind_overridden",
            Self::ServerRebooted => "server_rebooted",
            Self::HostKeyReplaced => "host_key_replaced",
            Self::ClientStopped => "client_stopped",
            Self::DatabaseDropped => "database_dropped",
        }
    }

    /// The drill in a lab.
    pub(super) fn of(self, lab: &Lab) -> Drill {
        let (server, client, database) = (&lab.settings.server_name, &lab.settings.client_name, &lab.settings.database);
        let (title, sees) = match self {
            Self::MysqlStopped => (
                text!("drill-stopped-title", "MySQL falls silent"),
                text!("drill-stopped-sees", "{server} lets you in, but nobody answers at port 3306.", server = server),
            ),
            Self::DoorOutdated => (
                text!("drill-door-title", "The door names somebody else"),
                text!("drill-door-sees", "What {client} asks vanishes: no answer, and no refusal either.", client = client),
            ),
            Self::LaptopMoved => (
                text!("drill-moved-title", "You work from somewhere else"),
                text!("drill-moved-sees", "Neither machine lets you in any more, although nothing on them has changed."),
            ),
            Self::BindOverridden => (
                text!("drill-later-title", "A setting that does not take"),
                text!("drill-later-sees", "mysqld.cnf says 0.0.0.0, and still {client} is refused.", client = client),
            ),
            Self::ServerRebooted => (
                text!("drill-reboot-title", "The morning after a restart"),
                text!("drill-reboot-sees", "{server} is up again, and MySQL is not.", server = server),
            ),
            Self::HostKeyReplaced => (
                text!("drill-stranger-title", "A stranger answers"),
                text!(
                    "drill-stranger-sees",
                    "The wizard will not talk to {server}: it is not the machine that it should be.",
                    server = server
                ),
            ),
            Self::ClientStopped => (
                text!("drill-asleep-title", "One machine is asleep"),
                text!("drill-asleep-sees", "The server is well, and nobody is there to ask it."),
            ),
            Self::DatabaseDropped => (
                text!("drill-dropped-title", "The answer lacks a line"),
                text!("drill-dropped-sees", "Everything connects, and {database} is not among the databases.", database = database),
            ),
        };
        Drill { id: self, title, sees }
    }

    /// Where to look.
    pub(super) fn hint(self, lab: &Lab) -> Text {
        let (server, client) = (&lab.settings.server_name, &lab.settings.client_name);
        match self {
            Self::MysqlStopped => {
                text!("drill-stopped-hint", "Sign in to **{server}** and ask for the service: `systemctl status mysql`.", server = server)
            }
            Self::DoorOutdated => text!(
                "drill-door-hint",
                "Silence is the mark of a wall. Compare the inbound rule for 3306 with what `hostname -i` says on **{client}**.",
                client = client
            ),
            Self::LaptopMoved => text!(
                "drill-moved-hint",
                "Silence is the mark of a wall. Compare the inbound rule for port 22 with the address that the internet sees of you."
            ),
            Self::BindOverridden => text!(
                "drill-later-hint",
                "MySQL reads several files, and the last one has the last word: `sudo grep -rn bind-address /etc/mysql/` on **{server}**. What you find there, only you can take away; then let the wizard repair the rest.",
                server = server
            ),
            Self::ServerRebooted => text!(
                "drill-reboot-hint",
                "Some services start with the machine, others wait to be asked. On **{server}**: `systemctl is-enabled mysql`.",
                server = server
            ),
            Self::HostKeyReplaced => text!(
                "drill-stranger-hint",
                "Do not answer yes when `ssh` asks. Compare the fingerprint with the one in the console output of **{server}**. Nothing can be repaired here: end the drill.",
                server = server
            ),
            Self::ClientStopped => text!("drill-asleep-hint", "Look at the states of both machines: `aws ec2 describe-instances`."),
            Self::DatabaseDropped => {
                text!(
                    "drill-dropped-hint",
                    "Ask the server itself. On **{server}**: `sudo mysql -u root -p`, then `SHOW DATABASES;`.",
                    server = server
                )
            }
        }
    }

    /// What was broken.
    pub(super) fn broken(self, lab: &Lab) -> Text {
        let (server, client, database) = (&lab.settings.server_name, &lab.settings.client_name, &lab.settings.database);
        match self {
            Self::MysqlStopped => text!("drill-stopped-broken", "The service mysql on {server} was stopped.", server = server),
            Self::DoorOutdated => {
                text!(
                    "drill-door-broken",
                    "The inbound rule for 3306 was rewritten to an address that is not the one of {client}.",
                    client = client
                )
            }
            Self::LaptopMoved => text!(
                "drill-moved-broken",
                "The practice internet sees your computer at another address now, and the rule for port 22 still named the former one."
            ),
            Self::BindOverridden => text!(
                "drill-later-broken",
                "The file {path} set bind-address back to 127.0.0.1 after mysqld.cnf, and MySQL was restarted.",
                path = LATER_FILE
            ),
            Self::ServerRebooted => text!(
                "drill-reboot-broken",
                "MySQL was taken off the list of services that start with {server}, and then the machine was restarted.",
                server = server
            ),
            Self::HostKeyReplaced => text!(
                "drill-stranger-broken",
                "Something with another host key answered at the address of {server}. The wizard sent nothing to it, and that was right.",
                server = server
            ),
            Self::ClientStopped => text!("drill-asleep-broken", "The machine {client} was stopped.", client = client),
            Self::DatabaseDropped => {
                text!("drill-dropped-broken", "Somebody typed DROP DATABASE {database} on the server.", database = database)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drills_name_is_the_one_that_it_has_in_files_and_calls() {
        for drill in DrillId::ALL {
            assert_eq!(serde_json::to_value(drill).unwrap(), drill.as_str());
        }
    }
}
