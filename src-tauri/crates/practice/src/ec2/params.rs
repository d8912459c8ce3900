//! The Query API's parameters: `Filter.1.Value.2=…`.

use std::collections::BTreeMap;

use crate::world::Refusal;

/// The parameters of a call, or the part of them below a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Params(BTreeMap<String, String>);

impl Params {
    pub(super) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// As [`Params::get`], with an owned value.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::missing(name))
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.get(name) {
            None | Some("") => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Refusal::value(format!("Value ({other}) for parameter {name} is invalid. It must be true or false"))),
        }
    }

    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.get(name)
            .map(|value| value.parse().map_err(|_| Refusal::value(format!("Value ({value}) for parameter {name} is invalid."))))
            .transpose()
    }

    /// What is below a name: `MetadataOptions.HttpTokens` is `HttpTokens` below `MetadataOptions`.
    pub(super) fn below(&self, name: &str) -> Self {
        let inside = |key: &String| key.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
        Self(self.0.iter().filter_map(|(key, value)| Some((inside(key)?, value.clone()))).collect())
    }

    /// The members of a list, in their order: what is below `Filter.1`, `Filter.2`, …
    pub(super) fn members(&self, name: &str) -> Vec<Self> {
        let list = self.below(name);
        list.places().into_iter().map(|place| list.below(&place.to_string())).collect()
    }

    /// The values of a list, in their order: `InstanceId.1`, `InstanceId.2`, …
    pub(super) fn values(&self, name: &str) -> Vec<String> {
        let list = self.below(name);
        list.places().into_iter().filter_map(|place| list.text(&place.to_string())).collect()
    }

    fn places(&self) -> Vec<u32> {
        let mut places: Vec<u32> = self.0.keys().filter_map(|key| key.split('.').next()?.parse().ok()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// `Tag.N.Key` and `Tag.N.Value` below here.
    pub(super) fn tags(&self) -> Vec<(String, String)> {
        let pair = |tag: &Self| (tag.text("Key").unwrap_or_default(), tag.text("Value").unwrap_or_default());
        self.members("Tag").iter().map(pair).collect()
    }

    /// The tags of `TagSpecification` for one kind of resource; another kind is refused.
    pub(super) fn tags_for(&self, kind: &str) -> Result<Vec<(String, String)>, Refusal> {
        let mut tags = Vec::new();
        for specification in self.members("TagSpecification") {
            let named = specification.get("ResourceType").unwrap_or_default();
            if named != kind {
                return Err(Refusal::value(format!("'{named}' is not a valid taggable resource type for this operation.")));
            }
            tags.extend(specification.tags());
        }
        Ok(tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_order_beyond_nine() {
        let params = Params::new((1..=11).map(|n| (format!("InstanceId.{n}"), format!("i-{n}"))));
        let values = params.values("InstanceId");
        assert_eq!((values.len(), values[1].as_str(), values[10].as_str()), (11, "i-2", "i-11"));
        assert!(params.values("Instance").is_empty());
    }

    #[test]
    fn members_of_a_list_are_parameters_themselves() {
        let pairs = [("Filter.1.Name", "a"), ("Filter.1.Value.1", "x"), ("Filter.2.Name", "b"), ("Filter.1.Value.2", "y")];
        let params = Params::new(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let filters = params.members("Filter");
        assert_eq!(filters.len(), 2);
        assert_eq!(filters[0].values("Value"), ["x", "y"]);
        assert_eq!(filters[1].get("Name"), Some("b"));
    }
}
