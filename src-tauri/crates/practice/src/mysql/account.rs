//! Accounts: `'user'@'host'`, and which of them an incoming connection meets.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::SqlError;
use super::password::Verifier;
use super::privileges::Grant;
use super::value::like;

/// An account's two names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct AccountName {
    /// The user's name; empty for the anonymous user.
    pub(crate) user: String,
    /// The host pattern, lower case.
    pub(crate) host: String,
}

/// MySQL's limit for user names, in characters.
const USER_LIMIT: usize = 32;
/// MySQL's limit for host names, in characters.
const HOST_LIMIT: usize = 255;

impl AccountName {
    pub(crate) fn new(user: impl Into<String>, host: impl AsRef<str>) -> Self {
        Self { user: user.into(), host: host.as_ref().to_lowercase() }
    }

    /// As error messages show it: `'donald'@'%'`.
    pub(crate) fn quoted(&self) -> String {
        format!("'{}'@'{}'", self.user, self.host)
    }

    /// As SHOW GRANTS shows it: `` `donald`@`%` ``.
    pub(crate) fn backticked(&self) -> String {
        format!("{}@{}", backticked(&self.user), backticked(&self.host))
    }

    /// 1470 when a name is too long.
    pub(crate) fn check_lengths(&self) -> Result<(), SqlError> {
        if self.user.chars().count() > USER_LIMIT {
            return Err(SqlError::string_too_long(&self.user, "user name", USER_LIMIT));
        }
        if self.host.chars().count() > HOST_LIMIT {
            return Err(SqlError::string_too_long(&self.host, "host name", HOST_LIMIT));
        }
        Ok(())
    }
}

/// An identifier in backticks, safe for any name.
pub(crate) fn backticked(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) name: AccountName,
    pub(crate) verifier: Verifier,
    /// Whether logins are refused with 3118.
    pub(crate) locked: bool,
    pub(crate) password_last_changed: Timestamp,
    pub(crate) grants: Vec<Grant>,
    /// Whether it may stand in for every other account, as root may.
    pub(crate) proxy: bool,
}

/// Who knocks: an address and the name that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The address; none for the Unix socket.
    address: Option<IpAddr>,
    /// The host's name, when the address has one.
    name: Option<String>,
}

impl Peer {
    /// Over the Unix socket.
    pub(crate) fn socket() -> Self {
        Self { address: None, name: Some("localhost".to_owned()) }
    }

    /// Over TCP. With `resolve`, the address has the name that a VPC's resolver gives it.
    pub(crate) fn tcp(address: IpAddr, resolve: bool) -> Self {
        let address = address.to_canonical();
        let name = if resolve { host_name(address) } else { None };
        Self { address: Some(address), name }
    }

    /// As messages and USER() show it: the name, or the address where there is none.
    pub(crate) fn shown(&self) -> String {
        match (&self.name, self.address) {
            (Some(name), _) => name.clone(),
            (None, Some(address)) => address.to_string(),
            (None, None) => "localhost".to_owned(),
        }
    }

    /// Whether an account's host pattern lets it in.
    pub(crate) fn matches(&self, pattern: &str) -> bool {
        if let Some(network) = Network::parse(pattern) {
            return self.address.is_some_and(|address| network.contains(address));
        }
        // An empty host is the same as '%'.
        let pattern = if pattern.is_empty() { "%" } else { pattern };
        let address = self.address.map(|address| address.to_string());
        self.name.as_deref().is_some_and(|name| like(&name.to_lowercase(), pattern))
            || address.is_some_and(|address| like(&address, pattern))
    }
}

/// The name that a host of the VPC has in us-east-1.
fn host_name(address: IpAddr) -> Option<String> {
    match address {
        address if address.is_loopback() => Some("localhost".to_owned()),
        IpAddr::V4(address) if address.is_private() => {
            let [a, b, c, d] = address.octets();
            Some(format!("ip-{a}-{b}-{c}-{d}.ec2.internal"))
        }
        _ => None,
    }
}

/// A host pattern with a mask: `172.31.0.0/255.255.0.0` or `172.31.0.0/16`.
struct Network {
    network: u32,
    mask: u32,
}

impl Network {
    fn parse(pattern: &str) -> Option<Self> {
        let (network, mask) = pattern.split_once('/')?;
        let network = network.parse::<Ipv4Addr>().ok()?.to_bits();
        let mask = match mask.parse::<Ipv4Addr>() {
            Ok(mask) => mask.to_bits(),
            Err(_) => match mask.parse::<u32>().ok()? {
                0 => 0,
                bits @ 1..=32 => u32::MAX << (32 - bits),
                _ => return None,
            },
        };
        Some(Self { network, mask })
    }

    fn contains(&self, address: IpAddr) -> bool {
        matches!(address, IpAddr::V4(address) if address.to_bits() & self.mask == self.network)
    }
}

/// The order in which mysqld tries accounts: the most specific host first, and of the same host the named user before the anonymous one.
pub(crate) fn specificity(name: &AccountName) -> impl Ord + use<> {
    let host = &name.host;
    let class = if host.is_empty() || host == "%" {
        3
    } else if Network::parse(host).is_some() {
        1
    } else if host.contains(['%', '_']) {
        2
    } else {
        0
    };
    let narrowness = match Network::parse(host) {
        Some(network) => network.mask.count_ones() as usize,
        None => host.find(['%', '_']).unwrap_or(usize::MAX),
    };
    (class, Reverse(narrowness), name.user.is_empty())
}

/// The account that a user from there meets. Like mysqld, the first that fits by [`specificity`], which may be the anonymous one.
pub(crate) fn meet<'a>(accounts: &'a [Account], user: &str, peer: &Peer) -> Option<&'a Account> {
    accounts
        .iter()
        .filter(|account| (account.name.user == user || account.name.user.is_empty()) && peer.matches(&account.name.host))
        .min_by_key(|account| specificity(&account.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(address: &str) -> Peer {
        Peer::tcp(address.parse().expect("an address"), true)
    }

    #[test]
    fn a_host_pattern_matches_names_and_addresses() {
        assert!(tcp("172.31.18.52").matches("%"));
        assert!(tcp("172.31.18.52").matches("172.31.18.52"));
        assert!(tcp("172.31.18.52").matches("172.31.%"));
        assert!(tcp("172.31.18.52").matches("ip-172-31-18-52.ec2.internal"));
        assert!(tcp("172.31.18.52").matches("%.ec2.internal"));
        assert!(!tcp("172.31.18.52").matches("172.31.18.5"));
        assert!(!tcp("172.31.18.52").matches("localhost"));
        assert!(tcp("127.0.0.1").matches("localhost"));
        assert!(Peer::socket().matches("localhost"));
        assert!(!Peer::socket().matches("127.0.0.1"));
        assert!(!Peer::tcp("127.0.0.1".parse().expect("an address"), false).matches("localhost"));
    }

    #[test]
    fn a_host_pattern_can_be_a_network() {
        for pattern in ["172.31.0.0/255.255.0.0", "172.31.0.0/16"] {
            assert!(tcp("172.31.18.52").matches(pattern), "{pattern}");
            assert!(!tcp("172.32.18.52").matches(pattern), "{pattern}");
            assert!(!Peer::socket().matches(pattern), "{pattern}");
        }
    }

    #[test]
    fn the_most_specific_host_is_met_first() {
        let mut names =
            ["%", "172.%", "172.31.%", "172.31.0.0/16", "172.31.18.0/24", "172.31.18.52"].map(|host| AccountName::new("donald", host));
        names.sort_by_key(specificity);
        let hosts: Vec<_> = names.iter().map(|name| name.host.as_str()).collect();
        assert_eq!(hosts, ["172.31.18.52", "172.31.18.0/24", "172.31.0.0/16", "172.31.%", "172.%", "%"]);
    }
}
