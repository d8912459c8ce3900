//! The image's disk, and what its boot shows on the serial console.

use jiff::Timestamp;

use super::files::{Files, Kind, Node};
use super::packages;
use super::{Guest, GuestSpec};

const OS_RELEASE: &str = r#"PRETTY_NAME="Ubuntu 22.04.5 LTS"
NAME="Ubuntu"
VERSION_ID="22.04"
VERSION="22.04.5 LTS (Jammy Jellyfish)"
VERSION_CODENAME=jammy
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=jammy
"#;

const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
_apt:x:100:65534::/nonexistent:/usr/sbin/nologin
systemd-network:x:101:102:systemd Network Management,,,:/run/systemd:/usr/sbin/nologin
systemd-resolve:x:102:103:systemd Resolver,,,:/run/systemd:/usr/sbin/nologin
messagebus:x:103:104::/nonexistent:/usr/sbin/nologin
sshd:x:106:65534::/run/sshd:/usr/sbin/nologin
syslog:x:107:113::/home/syslog:/usr/sbin/nologin
ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash
";

const GROUP: &str = "root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:syslog,ubuntu
mail:x:8:
dialout:x:20:ubuntu
cdrom:x:24:ubuntu
floppy:x:25:ubuntu
sudo:x:27:ubuntu
audio:x:29:ubuntu
dip:x:30:ubuntu
www-data:x:33:
shadow:x:42:
video:x:44:ubuntu
plugdev:x:46:ubuntu
users:x:100:
nogroup:x:65534:
systemd-network:x:102:
systemd-resolve:x:103:
messagebus:x:104:
syslog:x:113:
netdev:x:118:ubuntu
lxd:x:119:ubuntu
ubuntu:x:1000:
";

const SOURCES: &str = "## See http://help.ubuntu.com/community/UpgradeNotes for how to upgrade to newer versions of the distribution.
deb http://us-east-1.ec2.archive.ubuntu.com/ubuntu/ jammy main restricted
deb http://us-east-1.ec2.archive.ubuntu.com/ubuntu/ jammy-updates main restricted
deb http://us-east-1.ec2.archive.ubuntu.com/ubuntu/ jammy universe
deb http://us-east-1.ec2.archive.ubuntu.com/ubuntu/ jammy-updates universe
deb http://security.ubuntu.com/ubuntu jammy-security main restricted
deb http://security.ubuntu.com/ubuntu jammy-security universe
";

/// The disk of a new machine.
pub(super) fn files(spec: &GuestSpec, now: Timestamp) -> Files {
    let mut files = Files::default();
    files.put_directory("/", 0o755, 0, 0, now);
    for directory in
        ["/boot", "/dev", "/etc", "/home", "/media", "/mnt", "/opt", "/run", "/srv", "/usr/bin", "/usr/lib", "/usr/sbin", "/var"]
    {
        files.put_directory(directory, 0o755, 0, 0, now);
    }
    for directory in ["/proc", "/sys"] {
        files.put_directory(directory, 0o555, 0, 0, now);
    }
    files.put_directory("/tmp", 0o1777, 0, 0, now);
    files.put_directory("/var/tmp", 0o1777, 0, 0, now);
    files.put_directory("/root", 0o700, 0, 0, now);
    for (link, to) in [("/bin", "usr/bin"), ("/sbin", "usr/sbin"), ("/lib", "usr/lib"), ("/var/run", "/run"), ("/var/lock", "/run/lock")] {
        files.put_link(link, to, now);
    }
    for device in ["/dev/null", "/dev/zero", "/dev/tty", "/dev/stdin", "/dev/stdout", "/dev/stderr"] {
        files.put(device, Node { kind: Kind::Device, uid: 0, gid: 0, mode: 0o666, mtime: now.as_second(), shown_size: None });
    }
    for (path, text) in [
        ("/etc/os-release", OS_RELEASE),
        ("/etc/passwd", PASSWD),
        ("/etc/group", GROUP),
        ("/etc/apt/sources.list", SOURCES),
        (
            "/etc/lsb-release",
            "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\nDISTRIB_CODENAME=jammy\nDISTRIB_DESCRIPTION=\"Ubuntu 22.04.5 LTS\"\n",
        ),
        ("/etc/issue", "Ubuntu 22.04.5 LTS \\n \\l\n\n"),
        ("/etc/timezone", "Etc/UTC\n"),
        ("/etc/debian_version", "bookworm/sid\n"),
        ("/etc/resolv.conf", "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch ec2.internal\n"),
        (
            "/etc/ssh/sshd_config",
            "Include /etc/ssh/sshd_config.d/*.conf\n\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n",
        ),
    ] {
        files.put_file(path, text, now);
    }
    files.put_file("/etc/hostname", format!("{}\n", spec.hostname), now);
    files.put_file("/etc/machine-id", format!("ec2{:029x}\n", spec.boot_seed), now);
    let hosts = "127.0.0.1 localhost\n\n# The following lines are desirable for IPv6 capable hosts\n::1 ip6-localhost ip6-loopback\nfe00::0 ip6-localnet\nff00::0 ip6-mcastprefix\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\nff02::3 ip6-allhosts\n";
    files.put_file("/etc/hosts", hosts, now);
    files.put_owned("/etc/sudoers", "Defaults\tenv_reset\nDefaults\tsecure_path=\"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin\"\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n", 0o440, 0, 0, now);
    files.put_owned("/etc/sudoers.d/90-cloud-init-users", "# User rules for ubuntu\nubuntu ALL=(ALL) NOPASSWD:ALL\n", 0o440, 0, 0, now);
    files.put_owned("/etc/shadow", "root:*:19769:0:99999:7:::\nubuntu:!:19769:0:99999:7:::\n", 0o640, 0, 42, now);
    for (path, gid) in
        [("/var/log/syslog", 4), ("/var/log/auth.log", 4), ("/var/log/cloud-init.log", 4), ("/var/log/cloud-init-output.log", 4)]
    {
        files.put_owned(path, "", 0o640, 107, gid, now);
    }
    files.put_directory("/var/lib/apt/lists/partial", 0o700, 100, 0, now);
    files.put_directory("/var/lib/apt/periodic", 0o755, 0, 0, now);
    files.put_directory("/var/cache/apt/archives/partial", 0o700, 100, 0, now);
    for lock in ["/var/lib/apt/lists/lock", "/var/lib/dpkg/lock", "/var/lib/dpkg/lock-frontend", "/var/cache/apt/archives/lock"] {
        files.put_owned(lock, "", 0o640, 0, 0, now);
    }
    files.put_file("/run/cloud-init/status.json", "{}\n", now);
    home(&mut files, spec, now);
    for (program, size) in packages::PROGRAMS_OF_THE_IMAGE {
        put_program(&mut files, program, *size, now);
    }
    files
}

fn home(files: &mut Files, spec: &GuestSpec, now: Timestamp) {
    files.put_directory("/home/ubuntu", 0o750, 1000, 1000, now);
    files.put_directory("/home/ubuntu/.ssh", 0o700, 1000, 1000, now);
    let mut key = spec.authorized_key.clone();
    if !key.is_empty() && !key.ends_with('\n') {
        key.push('\n');
    }
    files.put_owned("/home/ubuntu/.ssh/authorized_keys", key, 0o600, 1000, 1000, now);
    files.put_owned("/home/ubuntu/.bashrc", "# ~/.bashrc: executed by bash(1) for non-login shells.\n", 0o644, 1000, 1000, now);
    files.put_owned(
        "/home/ubuntu/.profile",
        "# ~/.profile: executed by the command interpreter for login shells.\n",
        0o644,
        1000,
        1000,
        now,
    );
    files.put_owned("/home/ubuntu/.bash_logout", "# ~/.bash_logout: executed by bash(1) when login shell exits.\n", 0o644, 1000, 1000, now);
}

/// Puts a program's file.
pub(super) fn put_program(files: &mut Files, path: &str, size: u64, now: Timestamp) {
    let kind = Kind::File(Vec::new());
    files.put(path, Node { kind, uid: 0, gid: 0, mode: 0o755, mtime: now.as_second(), shown_size: Some(size) });
}

/// The serial console's text since the boot.
pub(super) fn console(guest: &Guest) -> String {
    let hostname = &guest.spec.hostname;
    let mut text = format!(
        "[    0.000000] Linux version {} (buildd@lcy02-amd64-050)\r\n[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-{} root=PARTUUID=4986e35b-1bd5-45d3-b528-fa2edb861a38 ro console=tty1 console=ttyS0\r\n\r\nUbuntu 22.04.5 LTS {hostname} ttyS0\r\n\r\n{hostname} login: ",
        super::proc::KERNEL,
        super::proc::KERNEL
    );
    let stamp = guest.booted_at.strftime("%a, %d %b %Y %H:%M:%S +0000");
    if guest.boots <= 1 {
        // cloud-init makes and shows host keys at an instance's first boot; later boots show them again through keys-to-console.
        text.push_str(&format!("[   11.402117] cloud-init[891]: Generating public/private ed25519 key pair.\r\n[   11.418843] cloud-init[891]: Cloud-init v. 24.4.1-0ubuntu0~22.04.1 running 'modules:final' at {stamp}. Up 14.20 seconds.\r\n"));
    }
    text.push_str("ci-info: no authorized SSH keys fingerprints found for user root.\r\n");
    text.push_str("<14>cloud-init: #############################################################\r\n");
    text.push_str("<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n");
    for line in guest.host_keys.console_lines() {
        text.push_str(&format!("<14>cloud-init: {line}\r\n"));
    }
    text.push_str("<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----\r\n");
    text.push_str("<14>cloud-init: #############################################################\r\n");
    text.push_str("-----BEGIN SSH HOST KEY KEYS-----\r\n");
    for line in guest.host_keys.public_lines() {
        text.push_str(&format!("{line}\r\n"));
    }
    text.push_str("-----END SSH HOST KEY KEYS-----\r\n");
    text.push_str(&format!("[   14.520033] cloud-init[902]: Cloud-init v. 24.4.1-0ubuntu0~22.04.1 finished at {stamp}. Datasource DataSourceEc2Local.  Up 14.51 seconds\r\n"));
    text
}
