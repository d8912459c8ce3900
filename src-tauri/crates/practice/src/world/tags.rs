//! Tags, with the limits that EC2 has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;

/// A resource's tags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tags(BTreeMap<String, String>);

/// How many tags a resource may have.
const LIMIT: usize = 50;

impl Tags {
    /// Takes new tags; an existing key gets the new value. Nothing is taken when one is refused.
    pub(crate) fn set(&mut self, tags: &[(String, String)]) -> Result<(), Refusal> {
        let mut new = self.0.clone();
        for (place, (key, value)) in tags.iter().enumerate() {
            if key.is_empty() {
                return Err(Refusal::value("Tag key cannot be empty."));
            }
            if key.starts_with("aws:") {
                return Err(Refusal::value("Tag keys starting with 'aws:' are reserved for internal use"));
            }
            if key.chars().count() > 128 {
                return Err(Refusal::value(format!("Tag key exceeds the maximum length of 128 characters: '{key}'")));
            }
            if value.chars().count() > 256 {
                return Err(Refusal::value(format!("Tag value exceeds the maximum length of 256 characters: '{value}'")));
            }
            if tags[..place].iter().any(|(other, _)| other == key) {
                return Err(Refusal::value(format!("Duplicate tag key '{key}' specified.")));
            }
            new.insert(key.clone(), value.clone());
        }
        if new.len() > LIMIT {
            return Err(Refusal::new("TagLimitExceeded", format!("The maximum number of tags for this resource is {LIMIT}.")));
        }
        self.0 = new;
        Ok(())
    }

    /// Takes tags away: by key alone, or by key and value.
    pub(crate) fn remove(&mut self, key: &str, value: Option<&str>) {
        if value.is_none_or(|value| self.get(key) == Some(value)) {
            self.0.remove(key);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The Name tag.
    pub(crate) fn name(&self) -> Option<&str> {
        self.get("Name")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn limits_are_ec2s_and_a_refused_set_changes_nothing() {
        let mut tags = Tags::default();
        tags.set(&[tag("Name", "a"), tag("k", &"v".repeat(256))]).unwrap();
        for bad in [tag("", "v"), tag("aws:x", "v"), tag(&"k".repeat(129), "v"), tag("k", &"ü".repeat(257))] {
            assert!(tags.set(&[tag("Name", "b"), bad]).is_err());
        }
        assert!(tags.set(&[tag("x", "1"), tag("x", "2")]).is_err());
        let many: Vec<_> = (0..49).map(|n| tag(&format!("n{n}"), "")).collect();
        assert_eq!(tags.set(&many).unwrap_err().code, "TagLimitExceeded");
        assert_eq!(tags.name(), Some("a"));
        tags.remove("Name", Some("other"));
        assert_eq!(tags.name(), Some("a"));
        tags.remove("Name", Some("a"));
        assert_eq!(tags.name(), None);
    }
}
