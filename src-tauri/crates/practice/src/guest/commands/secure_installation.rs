//! mysql_secure_installation: its questions and what it does, as MySQL 8.0 and 9 have it.

use super::Process;
use super::mysql_session::{Connection, Login, ask_password, quoted};

/// The script ended early, with this exit status.
struct Ended(i32);

/// A run of the script.
struct Dialogue<'a> {
    p: &'a Process,
    connection: Connection,
    /// Whether the password validator is there.
    validates: bool,
}

pub(super) async fn secure_installation(p: &Process) -> i32 {
    match run(p).await {
        Ok(()) => 0,
        Err(Ended(status)) => status,
    }
}

async fn run(p: &Process) -> Result<(), Ended> {
    p.print("\nSecuring the MySQL server deployment.\n\n");
    let (connection, password) = connect(p).await?;
    let mut dialogue = Dialogue { p, connection, validates: false };
    dialogue.validator().await?;
    dialogue.root_password(password).await?;
    dialogue.anonymous_users().await?;
    dialogue.remote_root().await?;
    dialogue.test_database().await?;
    if dialogue
        .yes("Reloading the privilege tables will ensure that all changes\nmade so far will take effect immediately.\n\nReload privilege tables now? (Press y|Y for Yes, any other key for No) : ")
        .await?
    {
        dialogue.execute_and_tell("FLUSH PRIVILEGES", None);
    } else {
        p.print("\n ... skipping.\n");
    }
    p.print("All done! \n");
    Ok(())
}

/// Logs root in: with a blank password, or with the one that is asked for, which is returned.
async fn connect(p: &Process) -> Result<(Connection, Option<String>), Ended> {
    let mut login = Login { user: "root".to_owned(), host: None, port: 3306, password: None, timeout: None, tls: true };
    if let Ok(connection) = Connection::open(p, &login).await {
        p.print("Connecting to MySQL using a blank password.\n");
        return Ok((connection, None));
    }
    let password = ask_password(p, "Enter password for user root: ").await;
    login.password = Some(password.clone());
    match Connection::open(p, &login).await {
        Ok(connection) => Ok((connection, Some(password))),
        Err(error) => {
            p.print(format!("Error: {}\n", error.message));
            Err(Ended(1))
        }
    }
}

impl Dialogue<'_> {
    /// Asks, and gives the first character of the answer.
    async fn ask(&self, question: &str) -> Result<Option<u8>, Ended> {
        self.p.print(question);
        match self.p.stdin.read_line().await {
            Some(line) => Ok(line.first().copied().filter(|first| *first != b'\n')),
            // The original waits for ever at the end of its input.
            None => Err(Ended(1)),
        }
    }

    async fn yes(&self, question: &str) -> Result<bool, Ended> {
        Ok(matches!(self.ask(question).await?, Some(b'y' | b'Y')))
    }

    /// Runs a statement and says how it went.
    fn execute_and_tell(&mut self, sql: &str, before: Option<&str>) {
        self.p.print(before.unwrap_or_default());
        match self.connection.execute(sql) {
            Ok(_) => self.p.print("Success.\n\n"),
            Err(error) => self.p.print(format!(" ... Failed! Error: {}\n", error.message)),
        }
    }

    fn rows(&mut self, sql: &str) -> Vec<Vec<Option<String>>> {
        self.connection.execute(sql).map(|answer| answer.rows).unwrap_or_default()
    }

    async fn validator(&mut self) -> Result<(), Ended> {
        let installed = "SELECT component_urn FROM mysql.component WHERE component_urn = 'file://component_validate_password'";
        if !self.rows(installed).is_empty() {
            self.p.print("\nThe 'validate_password' component is installed on the server.\nThe subsequent steps will run with the existing configuration\nof the component.\n");
            self.validates = true;
            return Ok(());
        }
        let question = "\nVALIDATE PASSWORD COMPONENT can be used to test passwords\nand improve security. It checks the strength of password\nand allows the users to set only those passwords which are\nsecure enough. Would you like to setup VALIDATE PASSWORD component?\n\nPress y|Y for Yes, any other key for No: ";
        if !self.yes(question).await? {
            return Ok(());
        }
        if self.connection.execute("INSTALL COMPONENT 'file://component_validate_password'").is_err() {
            self.p.print("The password validation component is not available. Proceeding with the further steps without the component.\n");
            return Ok(());
        }
        self.validates = true;
        let policy = loop {
            let question = "\nThere are three levels of password validation policy:\n\nLOW    Length >= 8\nMEDIUM Length >= 8, numeric, mixed case, and special characters\nSTRONG Length >= 8, numeric, mixed case, special characters and dictionary                  file\n\nPlease enter 0 = LOW, 1 = MEDIUM and 2 = STRONG: ";
            match self.ask(question).await? {
                Some(b'0') => break "LOW",
                Some(b'1') => break "MEDIUM",
                Some(b'2') => break "STRONG",
                _ => self.p.print("\nInvalid option provided.\n"),
            }
        };
        // Only the running server's value: it is MEDIUM again after a restart.
        let _ = self.connection.execute(&format!("SET GLOBAL validate_password.policy = '{policy}'"));
        Ok(())
    }

    async fn root_password(&mut self, password: Option<String>) -> Result<(), Ended> {
        match password.filter(|password| !password.is_empty()) {
            Some(password) => {
                self.p.print("Using existing password for root.\n");
                if self.validates {
                    self.tell_strength(&password);
                }
                if self.yes("Change the password for root ? ((Press y|Y for Yes, any other key for No) : ").await? {
                    self.new_password().await?;
                } else {
                    self.p.print("\n ... skipping.\n");
                }
            }
            None => {
                let plugin = self.rows("SELECT plugin FROM mysql.user WHERE user = 'root' AND host = 'localhost'");
                let socket = plugin.first().and_then(|row| row.first()).is_some_and(|plugin| plugin.as_deref() == Some("auth_socket"));
                if socket {
                    self.p.print("\nSkipping password set for root as authentication with auth_socket is used by default.\nIf you would like to use password authentication instead, this can be done with the \"ALTER_USER\" command.\nSee https://dev.mysql.com/doc/refman/8.0/en/alter-user.html#alter-user-password-management for more information.\n\n");
                } else {
                    self.p.print("Please set the password for root here.\n");
                    self.new_password().await?;
                }
            }
        }
        Ok(())
    }

    fn tell_strength(&mut self, password: &str) {
        let rows = self.rows(&format!("SELECT VALIDATE_PASSWORD_STRENGTH({})", quoted(password)));
        if let Some(strength) = rows.first().and_then(|row| row.first()).and_then(Option::as_deref) {
            self.p.print(format!("\nEstimated strength of the password: {strength} \n"));
        }
    }

    async fn new_password(&mut self) -> Result<(), Ended> {
        loop {
            let first = ask_password(self.p, "\nNew password: ").await;
            if first.is_empty() {
                if self.p.tty.is_none() {
                    // Without a terminal nobody will give another one.
                    return Err(Ended(1));
                }
                self.p.print("Sorry, you can't use an empty password here.\n");
                continue;
            }
            let second = ask_password(self.p, "\nRe-enter new password: ").await;
            if first != second {
                self.p.print("Sorry, passwords do not match.\n");
                continue;
            }
            if self.validates {
                self.tell_strength(&first);
                if !self.yes("Do you wish to continue with the password provided?(Press y|Y for Yes, any other key for No) : ").await? {
                    continue;
                }
            }
            match self.connection.execute(&format!("SET PASSWORD = {}", quoted(&first))) {
                Ok(_) => return Ok(()),
                Err(error) => self.p.print(format!(" ... Failed! Error: {}\n", error.message)),
            }
        }
    }

    fn drop_users(&mut self, sql: &str) {
        for row in self.rows(sql) {
            if let [Some(user), Some(host)] = row.as_slice() {
                let _ = self.connection.execute(&format!("DROP USER {}@{}", quoted(user), quoted(host)));
            }
        }
        self.p.print("Success.\n\n");
    }

    async fn anonymous_users(&mut self) -> Result<(), Ended> {
        let question = "By default, a MySQL installation has an anonymous user,\nallowing anyone to log into MySQL without having to have\na user account created for them. This is intended only for\ntesting, and to make the installation go a bit smoother.\nYou should remove them before moving into a production\nenvironment.\n\nRemove anonymous users? (Press y|Y for Yes, any other key for No) : ";
        if self.yes(question).await? {
            self.drop_users("SELECT user, host FROM mysql.user WHERE user = ''");
        } else {
            self.p.print("\n ... skipping.\n\n");
        }
        Ok(())
    }

    async fn remote_root(&mut self) -> Result<(), Ended> {
        let question = "\nNormally, root should only be allowed to connect from\n'localhost'. This ensures that someone cannot guess at\nthe root password from the network.\n\nDisallow root login remotely? (Press y|Y for Yes, any other key for No) : ";
        if self.yes(question).await? {
            self.drop_users("SELECT user, host FROM mysql.user WHERE user = 'root' AND host NOT IN ('localhost', '127.0.0.1', '::1')");
        } else {
            self.p.print("\n ... skipping.\n");
        }
        Ok(())
    }

    async fn test_database(&mut self) -> Result<(), Ended> {
        let question = "By default, MySQL comes with a database named 'test' that\nanyone can access. This is also intended only for testing,\nand should be removed before moving into a production\nenvironment.\n\n\nRemove test database and access to it? (Press y|Y for Yes, any other key for No) : ";
        if self.yes(question).await? {
            self.execute_and_tell("DROP DATABASE IF EXISTS test", Some(" - Dropping test database...\n"));
            self.execute_and_tell(
                "DELETE FROM mysql.db WHERE Db = 'test' OR Db = 'test\\\\_%'",
                Some(" - Removing privileges on test database...\n"),
            );
        } else {
            self.p.print("\n ... skipping.\n");
        }
        Ok(())
    }
}
