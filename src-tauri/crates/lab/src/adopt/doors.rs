//! Who may reach the machines by SSH, as the rules that were found say it.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use model::SshFrom;

use crate::doors::{self, SSH};
use crate::ports::Rule;

/// The setting, and the range that the lab may later replace by this computer's newer address.
pub(super) fn ssh_from(rules: &[Rule], laptop: Option<Ipv4Addr>) -> (SshFrom, Option<Ipv4Net>) {
    let ranges: Vec<_> = rules.iter().filter(|rule| doors::lets_in(rule, SSH)).filter_map(doors::range_of).collect();
    if ranges.iter().any(|range| range.prefix_len() == 0) {
        return (SshFrom::Anywhere, Some(Ipv4Net::default()));
    }
    let here = laptop.map(Ipv4Net::from);
    let narrowest = |ranges: &[Ipv4Net]| ranges.iter().max_by_key(|range| range.prefix_len()).copied();
    let with_us: Vec<_> = ranges.iter().filter(|range| here.is_some_and(|here| range.contains(&here))).copied().collect();
    match narrowest(&with_us).or_else(|| narrowest(&ranges)) {
        // A door for one address alone is the console's “My IP”: of this place, or of where the person was when it was cut.
        Some(range) if range.prefix_len() == 32 => (SshFrom::MyIp, Some(range)),
        Some(range) => (SshFrom::Cidr(range.to_string()), Some(range)),
        None => (SshFrom::MyIp, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::door;
    use super::*;

    fn says(sources: &[&str], laptop: Option<&str>) -> (SshFrom, Option<String>) {
        let rules: Vec<_> = sources.iter().map(|source| door(22, source)).collect();
        let (from, range) = ssh_from(&rules, laptop.map(|address| address.parse().unwrap()));
        (from, range.map(|range| range.to_string()))
    }

    #[test]
    fn the_setting_says_what_the_doors_say() {
        let here = Some("198.51.100.23");
        let range = |text: &str| Some(text.to_owned());
        assert_eq!(says(&["198.51.100.23/32"], here), (SshFrom::MyIp, range("198.51.100.23/32")));
        assert_eq!(says(&["198.51.100.7/32"], here), (SshFrom::MyIp, range("198.51.100.7/32")), "where the person was before");
        assert_eq!(says(&["198.51.100.7/32"], None), (SshFrom::MyIp, range("198.51.100.7/32")));
        assert_eq!(says(&["0.0.0.0/0", "198.51.100.23/32"], here), (SshFrom::Anywhere, range("0.0.0.0/0")));
        assert_eq!(says(&["198.51.100.0/24"], here), (SshFrom::Cidr("198.51.100.0/24".into()), range("198.51.100.0/24")));
        assert_eq!(says(&["203.0.113.9/32", "198.51.0.0/16"], here), (SshFrom::Cidr("198.51.0.0/16".into()), range("198.51.0.0/16")));
        assert_eq!(says(&[], here), (SshFrom::MyIp, None));
        assert_eq!(says(&["sg-1", "::/0"], here), (SshFrom::MyIp, None));
    }
}
