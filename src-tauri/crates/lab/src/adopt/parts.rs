//! Which of the two machines is the server: as the person says, else by their names, else by the door for MySQL.

use crate::doors::{self, MYSQL};
use crate::ports::{Rule, Standing};

use super::Asked;

/// Server and client; none where it cannot be told for sure.
pub(super) fn tell(asked: &Asked, two: &[Standing; 2], rules: &[Rule]) -> Option<(Standing, Standing)> {
    let [a, b] = two;
    let a_serves = by_choice(asked, a, b).or_else(|| by_name(a, b)).or_else(|| by_door(rules, a, b))?;
    Some(if a_serves { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) })
}

/// Whether the first is the server, as the person says. One that was named leaves the other part to the other machine.
fn by_choice(asked: &Asked, a: &Standing, b: &Standing) -> Option<bool> {
    let is = |named: &Option<String>, machine: &Standing| named.as_ref() == Some(&machine.instance.id);
    if is(&asked.server, a) || is(&asked.client, b) {
        Some(true)
    } else if is(&asked.server, b) || is(&asked.client, a) {
        Some(false)
    } else {
        None
    }
}

/// By the words in their names: one says it is the client, or the server, and the other does not say the same.
fn by_name(a: &Standing, b: &Standing) -> Option<bool> {
    let says = |machine: &Standing, word: &str| machine.instance.name.as_ref().is_some_and(|name| name.to_lowercase().contains(word));
    let alone = |word: &str| match (says(a, word), says(b, word)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    match (alone("server"), alone("client").map(|a_asks| !a_asks)) {
        (Some(one), Some(other)) if one != other => None,
        (by_server, by_client) => by_server.or(by_client),
    }
}

/// By the door for MySQL: whoever's private address alone is written on it is the client.
fn by_door(rules: &[Rule], a: &Standing, b: &Standing) -> Option<bool> {
    let is_let_in = |machine: &Standing| {
        let own = machine.instance.private_ip.as_deref().and_then(crate::settings::cidr);
        own.is_some_and(|own| rules.iter().any(|rule| doors::is_exactly(rule, MYSQL, own)))
    };
    match (is_let_in(a), is_let_in(b)) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{door, standing};
    use super::*;

    fn named(server: Option<&str>, client: Option<&str>) -> Asked {
        Asked { key: "own.pem".into(), server: server.map(str::to_owned), client: client.map(str::to_owned) }
    }

    /// The server's id, of machines `i-a` at .10 and `i-b` at .11 with these names.
    fn server(asked: &Asked, names: [&str; 2], rules: &[Rule]) -> Option<String> {
        let two = [standing("i-a", names[0], 0), standing("i-b", names[1], 1)];
        let (server, client) = tell(asked, &two, rules)?;
        assert_ne!(server.instance.id, client.instance.id);
        Some(server.instance.id)
    }

    #[test]
    fn what_the_person_says_counts_most() {
        let names = ["mysql_server", "mysql_client"];
        for (asked, expected) in [
            (named(Some("i-b"), Some("i-a")), "i-b"),
            (named(Some("i-b"), None), "i-b"),
            (named(None, Some("i-a")), "i-b"),
            (named(Some("i-a"), None), "i-a"),
            (named(None, Some("i-b")), "i-a"),
        ] {
            assert_eq!(server(&asked, names, &[]).as_deref(), Some(expected), "{asked:?}");
        }
    }

    #[test]
    fn a_name_tells_by_what_the_other_does_not_say() {
        let asked = named(None, None);
        for (names, expected) in [
            (["mysql_server", "mysql_client"], Some("i-a")),
            (["my Client", "my Server"], Some("i-b")),
            (["mysql_server", ""], Some("i-a")),
            (["mysql_server", "mysql_server_client"], Some("i-a")),
            (["client-server-1", "client-server-2"], None),
            (["web", "db"], None),
            (["server-and-client", "box"], None),
        ] {
            assert_eq!(server(&asked, names, &[]).as_deref(), expected, "{names:?}");
        }
    }

    #[test]
    fn two_of_one_name_are_told_apart_by_the_door_for_mysql() {
        let (asked, names) = (named(None, None), ["mysql_server", "mysql_server"]);
        assert_eq!(server(&asked, names, &[door(3306, "172.31.0.10/32")]).as_deref(), Some("i-b"));
        assert_eq!(server(&asked, names, &[door(3306, "172.31.0.11/32"), door(22, "172.31.0.10/32")]).as_deref(), Some("i-a"));
        for rules in [vec![], vec![door(3306, "0.0.0.0/0")], vec![door(3306, "172.31.0.10/32"), door(3306, "172.31.0.11/32")]] {
            assert_eq!(server(&asked, names, &rules), None, "{rules:?}");
        }
    }
}
