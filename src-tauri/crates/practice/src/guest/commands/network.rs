//! ss, ip, ping, nc.

use std::net::IpAddr;
use std::time::Duration;

use super::Process;
use super::files::options;
use crate::guest::services::Active;
use crate::world::Reached;

impl Process {
    /// An address by number or by name.
    pub(super) fn resolve(&self, host: &str) -> Option<IpAddr> {
        self.machine.look(|guest| guest.resolve(host))
    }

    /// What a TCP connection meets, this machine's own addresses included.
    pub(super) fn reach(&self, to: IpAddr, port: u16) -> Reached {
        let own = self.machine.look(|guest| guest.is_own(to).then(|| guest.listens_at(to, port)));
        match own {
            Some(true) => Reached::Open,
            Some(false) => Reached::Refused,
            None => self.machine.connect(to, port),
        }
    }
}

pub(super) fn ss(p: &Process) -> i32 {
    let options = options!(p, "ltnHpuaxes46o", &["listening", "tcp", "numeric", "no-header", "processes", "all", "udp"]);
    let header = !options.has(&["H", "no-header"]);
    let with_process = options.has(&["p", "processes"]);
    let numeric = options.has(&["n", "numeric"]);
    if header {
        p.print(format!(
            "State    Recv-Q   Send-Q     Local Address:Port      Peer Address:Port  {}\n",
            if with_process { "Process" } else { "" }
        ));
    }
    if !options.has(&["l", "a", "listening", "all"]) || (options.has(&["u", "udp"]) && !options.has(&["t", "tcp"])) {
        return 0;
    }
    let (listeners, mysqld) = p.machine.look(|guest| {
        let pid =
            guest.services.unit("mysql").and_then(|(_, unit)| if let Active::Running { pid, .. } = unit.active { Some(pid) } else { None });
        (guest.listeners(), pid.unwrap_or_default())
    });
    for (address, port) in listeners {
        if (options.has(&["4"]) && address.is_ipv6()) || (options.has(&["6"]) && address.is_ipv4()) {
            continue;
        }
        // mysqld's `*` is a socket of both families.
        let both = address.is_ipv6() && matches!(port, 3306 | 33060);
        let (queue, process) = match port {
            22 => (128, "users:((\"sshd\",pid=689,fd=3))".to_owned()),
            53 => (4096, "users:((\"systemd-resolve\",pid=403,fd=14))".to_owned()),
            33060 => (70, format!("users:((\"mysqld\",pid={mysqld},fd=21))")),
            _ => (151, format!("users:((\"mysqld\",pid={mysqld},fd=23))")),
        };
        let shown = match address {
            IpAddr::V6(_) if both => "*".to_owned(),
            IpAddr::V6(address) => format!("[{address}]"),
            IpAddr::V4(address) if port == 53 => format!("{address}%lo"),
            IpAddr::V4(address) => address.to_string(),
        };
        let peer = if both {
            "*:*"
        } else if address.is_ipv6() {
            "[::]:*"
        } else {
            "0.0.0.0:*"
        };
        let port = match (numeric, port) {
            (false, 22) => "ssh".to_owned(),
            (false, 53) => "domain".to_owned(),
            (false, 3306) => "mysql".to_owned(),
            (false, 33060) => "mysqlx".to_owned(),
            (_, port) => port.to_string(),
        };
        // Others' processes are shown to root only.
        let process = if with_process && p.who.is_root() { process } else { String::new() };
        p.print(format!("{}\n", format!("LISTEN   0        {queue:<8} {shown:>16}:{port:<12} {peer:>12}  {process}").trim_end()));
    }
    0
}

pub(super) fn ip(p: &Process) -> i32 {
    let words: Vec<&str> = p.rest().iter().map(String::as_str).filter(|arg| !arg.starts_with('-')).collect();
    let brief = p.rest().iter().any(|arg| arg == "-br" || arg == "-brief");
    let own = p.machine.look(|guest| guest.spec.private_ip);
    let [a, b, c, d] = own.octets();
    let mac = format!("0a:ff:{a:02x}:{b:02x}:{c:02x}:{d:02x}");
    let network = format!("{a}.{b}.{}.0", c & 0xf0);
    match words.first().copied() {
        Some("a" | "ad" | "addr" | "address") if brief => {
            p.print(format!(
                "lo               UNKNOWN        127.0.0.1/8 ::1/128 \nens5             UP             {own}/20 metric 100 \n"
            ));
        }
        Some("a" | "ad" | "addr" | "address") => {
            p.print("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host \n       valid_lft forever preferred_lft forever\n");
            p.print(format!("2: ens5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP group default qlen 1000\n    link/ether {mac} brd ff:ff:ff:ff:ff:ff\n    altname enp0s5\n    inet {own}/20 metric 100 brd {a}.{b}.{}.255 scope global dynamic ens5\n       valid_lft 3412sec preferred_lft 3412sec\n", c | 0x0f));
        }
        Some("r" | "route") => {
            let router = format!("{a}.{b}.{}.1", c & 0xf0);
            p.print(format!("default via {router} dev ens5 proto dhcp src {own} metric 100 \n{network}/20 dev ens5 proto kernel scope link src {own} metric 100 \n"));
        }
        Some("l" | "link") => {
            p.print(format!("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n2: ens5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP mode DEFAULT group default qlen 1000\n    link/ether {mac} brd ff:ff:ff:ff:ff:ff\n"));
        }
        Some(other) => {
            p.complain(format!("Object \"{other}\" is unknown, try \"ip help\"."));
            return 1;
        }
        None => {
            p.complain("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }");
            return 255;
        }
    }
    0
}

pub(super) async fn ping(p: &Process) -> i32 {
    let options = options!(p, "c:W:w:i:n4q", &[]);
    let Some(host) = options.operands.first() else { return p.fail(2, "usage error: Destination address required") };
    let Some(address) = p.resolve(host) else { return p.fail(2, format!("{host}: Name or service not known")) };
    // Without a count it would go on for ever; four are enough to see.
    let count: u32 = options.value(&["c"]).and_then(|count| count.parse().ok()).unwrap_or(4).clamp(1, 20);
    p.print(format!("PING {host} ({address}) 56(84) bytes of data.\n"));
    let own = p.machine.look(|guest| guest.is_own(address));
    for sequence in 1..=count {
        if own {
            p.print(format!("64 bytes from {address}: icmp_seq={sequence} ttl=64 time=0.03{} ms\n", sequence % 10));
        }
        if sequence < count || !own {
            p.machine.sleep(Duration::from_secs(1)).await;
        }
    }
    // Security groups of a new lab let no ICMP through.
    let (received, loss) = if own { (count, 0) } else { (0, 100) };
    p.print(format!(
        "\n--- {host} ping statistics ---\n{count} packets transmitted, {received} received, {loss}% packet loss, time {}ms\n",
        count.saturating_sub(1) * 1012
    ));
    i32::from(!own)
}

pub(super) async fn nc(p: &Process) -> i32 {
    let options = options!(p, "vzw:n4utN", &[]);
    let [host, port] = options.operands.as_slice() else {
        p.complain("usage: nc [-46nNtuvz] [-w timeout] [destination] [port]");
        return 1;
    };
    let Ok(port) = port.parse::<u16>() else { return p.fail(1, format!("port number invalid: {port}")) };
    let Some(address) = p.resolve(host) else {
        return p.fail(1, format!("getaddrinfo for host \"{host}\" port {port}: Name or service not known"));
    };
    let service = match port {
        22 => "ssh",
        3306 => "mysql",
        33060 => "mysqlx",
        80 => "http",
        443 => "https",
        _ => "*",
    };
    let reached = p.reach(address, port);
    let verbose = options.has(&["v"]);
    match reached {
        Reached::Open => {
            if verbose {
                p.complain(format!("Connection to {host} ({address}) {port} port [tcp/{service}] succeeded!"));
            }
            if !options.has(&["z"]) {
                p.complain("nc: the practice machine's nc looks whether a port is open (-z) and sends nothing");
            }
            0
        }
        Reached::Refused => {
            if verbose {
                p.complain(format!("nc: connect to {host} ({address}) port {port} (tcp) failed: Connection refused"));
            }
            1
        }
        Reached::TimedOut => {
            let limit = options.value(&["w"]).and_then(|limit| limit.parse().ok());
            p.machine.sleep(Duration::from_secs(limit.unwrap_or(130))).await;
            if verbose {
                let error = if limit.is_some() { "timed out: Operation now in progress" } else { "failed: Connection timed out" };
                p.complain(format!("nc: connect to {host} ({address}) port {port} (tcp) {error}"));
            }
            1
        }
    }
}
