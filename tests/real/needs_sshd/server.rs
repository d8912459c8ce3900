//! OpenSSH's own server on loopback, for the user who runs the test.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use adapters::{Route, RouteTo, Ssh, SystemClock};
use lab::ports::{Host, Remote, RemoteError, Shell};
use tempfile::TempDir;
use tokio::net::TcpSocket;
use whole_lab::process::Started;

/// A server, its keys, and a client's key that it accepts.
pub struct Server {
    folder: TempDir,
    address: SocketAddr,
    /// Holds the port until the server is started: bound and not listening, so that it refuses and nobody else is given it.
    reserved: Option<TcpSocket>,
    running: Option<Started>,
}

impl Server {
    /// A server that is not started yet, with settings of the test's own.
    pub fn prepared(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let reserved = TcpSocket::new_v4().unwrap();
        reserved.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let server = Self { folder, address: reserved.local_addr().unwrap(), reserved: Some(reserved), running: None };
        server.new_host_key();
        run("openssl", &["genrsa", "-traditional", "-out", "client", "2048"], server.path(""));
        server.accept("client");
        // Its own defaults want a folder that the package's service makes.
        if is_root() {
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let at = |name: &str| server.path(name).display().to_string();
        let config = format!(
            "ListenAddress 127.0.0.1\nPort {}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nAllowTcpForwarding yes\n{settings}\n",
            server.address.port(),
            at("host_ed25519"),
            at("authorized_keys"),
        );
        fs::write(server.path("sshd_config"), config).unwrap();
        server
    }

    /// A running server.
    pub fn start() -> Self {
        Self::with("")
    }

    /// A running server with settings of the test's own.
    pub fn with(settings: &str) -> Self {
        let mut server = Self::prepared(settings);
        server.run();
        server
    }

    /// Starts it, and waits until it listens.
    pub fn run(&mut self) {
        let sshd = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd"].map(PathBuf::from);
        let sshd = sshd.into_iter().find(|path| path.is_file()).expect("OpenSSH's server is not installed: apt-get install openssh-server");
        let mut command = Command::new(sshd);
        let log = fs::File::create(self.path("log")).unwrap();
        // In the foreground, and without the parent's ends of pipes, which sessions would inherit.
        command.args(["-D", "-e", "-f"]).arg(self.path("sshd_config")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.reserved = None;
        let mut running = Started::spawn(&mut command).unwrap();
        running.wait_for_port(self.address, Duration::from_secs(20)).unwrap_or_else(|error| panic!("{error}\n{}", self.log()));
        self.running = Some(running);
    }

    /// Gives it another host key, from its next start on.
    pub fn new_host_key(&self) {
        let _ = fs::remove_file(self.path("host_ed25519"));
        self.make("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "host_ed25519"]);
    }

    /// Lets a key in, beside those that it lets in already.
    pub fn accept(&self, key: &str) {
        let line = run("ssh-keygen", &["-y", "-f", key], self.path(""));
        let known = fs::read_to_string(self.path("authorized_keys")).unwrap_or_default();
        fs::write(self.path("authorized_keys"), known + &line).unwrap();
    }

    /// The fingerprint of its Ed25519 host key, as `ssh-keygen -l` tells it.
    pub fn fingerprint(&self) -> String {
        let line = run("ssh-keygen", &["-l", "-f", "host_ed25519.pub"], self.path(""));
        line.split(' ').nth(1).unwrap().to_owned()
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// Runs a program in its folder.
    pub fn make(&self, program: &str, arguments: &[&str]) -> String {
        run(program, arguments, self.path(""))
    }

    /// A client whose connections to any machine's port 22 come here.
    pub fn client(&self) -> (Ssh, Arc<To>) {
        client_of(self.address(), 1)
    }

    /// The machine that this server plays.
    pub fn host(&self, key: &str) -> Host {
        Host {
            instance_id: "i-0123456789abcdef0".into(),
            address: IpAddr::from([203, 0, 113, 9]),
            key: self.path(key),
            host_keys: vec![self.fingerprint()],
        }
    }

    /// Signs in with the key that it accepts.
    pub async fn sign_in(&self) -> Arc<dyn Shell> {
        self.client()
            .0
            .connect(&self.host("client"), Duration::from_secs(20))
            .await
            .unwrap_or_else(|error| panic!("{error}\n{}", self.log()))
    }

    /// Tries to sign in with a key.
    pub async fn try_with(&self, key: &str) -> Result<Arc<dyn Shell>, RemoteError> {
        self.client().0.connect(&self.host(key), Duration::from_secs(20)).await
    }
}

/// A client whose connections to any machine's port 22 go to a socket, by a clock of a speed.
pub fn client_of(socket: SocketAddr, speed: u32) -> (Ssh, Arc<To>) {
    let to = Arc::new(To { socket, taken: AtomicUsize::new(0) });
    let route: Arc<dyn RouteTo> = to.clone();
    (Ssh::new(Arc::new(SystemClock::new(speed)), route).with_user(&user()), to)
}

/// A route to one socket, which counts how often it was taken.
pub struct To {
    socket: SocketAddr,
    taken: AtomicUsize,
}

impl To {
    /// How often it was taken.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

impl RouteTo for To {
    fn route(&self, _: IpAddr, port: u16) -> Route {
        assert_eq!(port, 22);
        self.taken.fetch_add(1, Ordering::SeqCst);
        Route::Socket(self.socket)
    }
}

/// The user who runs this test.
pub fn user() -> String {
    run("id", &["-un"], Path::new(".").to_owned()).trim().to_owned()
}

fn is_root() -> bool {
    user() == "root"
}

fn run(program: &str, arguments: &[&str], folder: PathBuf) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
