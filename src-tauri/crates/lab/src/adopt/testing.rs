//! Small things that several tests of adoption need.

use crate::ports::{Disk, Rule, Standing};
use crate::testing::instance;

/// A running machine that somebody launched by hand; without a name where it is empty.
pub(crate) fn standing(id: &str, name: &str, place: u32) -> Standing {
    let mut instance = instance(id, name, place);
    instance.name = instance.name.filter(|name| !name.is_empty());
    Standing {
        disks: vec![Disk { id: format!("vol-of-{id}"), goes_with_machine: true }],
        instance,
        held_address: None,
        lab: None,
        vpc: Some("vpc-1".to_owned()),
        subnet: Some("subnet-a".to_owned()),
        zone: Some("us-east-1a".to_owned()),
    }
}

/// A rule for one port and one range.
pub(crate) fn door(port: u16, source: &str) -> Rule {
    let id = format!("sgr-{port}-{source}");
    Rule { id, protocol: "tcp".to_owned(), from_port: Some(port), to_port: Some(port), source: source.to_owned() }
}
