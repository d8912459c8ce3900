//! Debian's MariaDB on loopback, with data of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use adapters::{MysqlClient, SystemClock};
use engine::ExposeSecret;
use lab::ports::{Database, DatabaseError, Login};
use lab::sql::Statement;
use tempfile::TempDir;
use whole_lab::process::{Started, free_port};

const ADMIN: &str = "admin";

/// A running server.
pub struct Server {
    folder: TempDir,
    address: SocketAddr,
    _running: Started,
}

type Answer = Result<Vec<Vec<Option<String>>>, DatabaseError>;

impl Server {
    /// A server without TLS, as Debian configures it.
    pub fn start() -> Self {
        Self::with(|_| Vec::new())
    }

    /// A server with a certificate that it made for itself, as MySQL does at its installation.
    pub fn with_tls() -> Self {
        Self::with(|folder| {
            let subject =
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Auto_Generated_Server_Certificate -keyout key.pem -out cert.pem";
            run(Command::new("openssl").args(subject.split(' ')).current_dir(folder));
            let at = |name: &str| folder.join(name).display().to_string();
            vec![format!("--ssl-cert={}", at("cert.pem")), format!("--ssl-key={}", at("key.pem"))]
        })
    }

    fn with(settings: impl FnOnce(&Path) -> Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let port = free_port().unwrap();
        let init = folder.path().join("init.sql");
        let account = format!("'{ADMIN}'@'%'");
        // The accounts without a name would be taken before those with one; root's of this machine's name are as loose.
        let sql = format!(
            "DELETE FROM mysql.global_priv WHERE user = '' OR host NOT IN ('localhost', '127.0.0.1', '::1');\nFLUSH PRIVILEGES;\nCREATE USER IF NOT EXISTS {account} IDENTIFIED BY '{ADMIN}';\n\
             GRANT ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION;\n"
        );
        std::fs::write(&init, sql).unwrap();
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        // Servers that share a folder for their temporary tables take each other's away.
        let common = [
            "--no-defaults".to_owned(),
            format!("--datadir={}", data.display()),
            format!("--tmpdir={}", folder.path().display()),
            format!("--user={}", user.trim()),
        ];
        run(Command::new("mariadb-install-db").args(&common).args(["--auth-root-authentication-method=normal", "--skip-test-db"]));
        let mut command = Command::new(program("mariadbd"));
        command.args(&common).args(settings(folder.path())).stdout(Stdio::null()).stderr(Stdio::null());
        command.args(["--bind-address=127.0.0.1".to_owned(), format!("--port={port}"), format!("--init-file={}", init.display())]);
        command.args([
            format!("--socket={}", folder.path().join("sock").display()),
            format!("--pid-file={}", folder.path().join("pid").display()),
        ]);
        let mut running = Started::spawn(&mut command).unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        running.wait_for_port(address, Duration::from_secs(60)).unwrap();
        Self { folder, address, _running: running }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Asks as a user.
    pub async fn ask(&self, user: &str, password: &str, sql: &str) -> Answer {
        let login = Login { socket: self.address, user: user.into(), password: password.into() };
        MysqlClient::new(Arc::new(SystemClock::new(1))).query(&login, sql).await
    }

    /// Asks as an administrator.
    pub async fn admin(&self, statement: &Statement) -> Answer {
        // MariaDB names a plugin with another word than MySQL; names and passwords stand as they are.
        let sql = statement.sent().expose_secret().replacen("IDENTIFIED WITH mysql_native_password BY", "IDENTIFIED BY", 1);
        self.ask(ADMIN, ADMIN, &sql).await
    }

    /// Asks as an administrator, who must be answered.
    pub async fn tell(&self, statement: &Statement) -> Vec<Vec<String>> {
        texts(self.admin(statement).await.unwrap_or_else(|error| panic!("{}: {error}", statement.shown())))
    }
}

/// Rows of text, with nothing for NULL.
pub fn texts(rows: Vec<Vec<Option<String>>>) -> Vec<Vec<String>> {
    rows.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect()
}

fn program(name: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/libexec"].map(PathBuf::from);
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not installed: apt-get install mariadb-server"))
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
