//! Filters and pages of Describe… calls.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::params::Params;
use super::xml::Xml;
use crate::world::{Refusal, Tags};

/// The filters of a call: all must match, each by one of its values.
#[derive(Debug)]
pub(super) struct Filters(Vec<(String, Vec<String>)>);

impl Filters {
    /// Reads them. `known` are the names beside `tag:…` and `tag-key`.
    pub(super) fn read(params: &Params, known: &[&str]) -> Result<Self, Refusal> {
        let mut filters = Vec::new();
        for filter in params.members("Filter") {
            let name = filter.need("Name")?.to_owned();
            if !known.contains(&name.as_str()) && name != "tag-key" && !name.starts_with("tag:") {
                return Err(Refusal::value(format!("The filter '{name}' is invalid")));
            }
            let values = filter.values("Value");
            if values.is_empty() {
                return Err(Refusal::value("The filter 'null' is invalid"));
            }
            filters.push((name, values));
        }
        Ok(Self(filters))
    }

    /// Whether a thing matches, by its tags and by what `values_of` says for the other names.
    pub(super) fn match_all(&self, tags: Option<&Tags>, values_of: impl Fn(&str) -> Vec<String>) -> bool {
        self.0.iter().all(|(name, wanted)| {
            let found: Vec<String> = match (name.as_str(), tags) {
                ("tag-key", tags) => tags.iter().flat_map(|tags| tags.iter()).map(|(key, _)| key.to_owned()).collect(),
                (name, tags) => match name.strip_prefix("tag:") {
                    Some(key) => tags.and_then(|tags| tags.get(key)).map(str::to_owned).into_iter().collect(),
                    None => values_of(name),
                },
            };
            found.iter().any(|value| wanted.iter().any(|pattern| matches(pattern, value)))
        })
    }
}

/// EC2's wildcards: `*`, `?`, and `\` before one of them.
fn matches(pattern: &str, text: &str) -> bool {
    fn rest(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['*', after @ ..] => (0..=text.len()).any(|skip| rest(after, &text[skip..])),
            ['?', after @ ..] => !text.is_empty() && rest(after, &text[1..]),
            ['\\', c, after @ ..] | [c, after @ ..] => text.first() == Some(c) && rest(after, &text[1..]),
        }
    }
    // Each further `*` multiplies the work: more than a few stars in a row mean no more than one.
    let mut short: Vec<char> = Vec::new();
    for c in pattern.chars() {
        if !(c == '*' && short.last() == Some(&'*')) {
            short.push(c);
        }
    }
    let stars = short.iter().filter(|c| **c == '*').count();
    stars <= 10 && rest(&short, &text.chars().collect::<Vec<_>>())
}

/// One value of a filter.
pub(super) fn one(value: impl ToString) -> Vec<String> {
    vec![value.to_string()]
}

/// A value that may be missing.
pub(super) fn some(value: Option<impl ToString>) -> Vec<String> {
    value.map(|value| value.to_string()).into_iter().collect()
}

/// The part of the results that MaxResults and NextToken ask for, and the token for the next part.
pub(super) fn page<T>(params: &Params, mut results: Vec<T>) -> Result<(Vec<T>, Option<String>), Refusal> {
    let start = match params.get("NextToken") {
        None | Some("") => 0,
        Some(token) => STANDARD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok()?.strip_prefix("from ")?.parse().ok())
            .ok_or_else(|| Refusal::new("InvalidNextToken", "The token is not valid"))?,
    };
    let most = params.number::<usize>("MaxResults")?.unwrap_or(1000);
    if !(1..=1000).contains(&most) {
        return Err(Refusal::value(format!("Value ( {most} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.")));
    }
    let total = results.len();
    results.drain(..start.min(total));
    results.truncate(most);
    let end = start + results.len();
    Ok((results, (end < total).then(|| STANDARD.encode(format!("from {end}")))))
}

/// Writes one page of a list.
pub(super) fn write_page<T>(params: &Params, name: &str, results: Vec<T>, write: impl FnMut(&mut Xml, T)) -> Result<Xml, Refusal> {
    let (results, next) = page(params, results)?;
    let mut xml = Xml::default();
    xml.list(name, results, write);
    xml.maybe("nextToken", next);
    Ok(xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_ec2_says() {
        assert!(matches(
            "ubuntu/images/*/ubuntu-jammy-22.04-amd64-server-*",
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260110"
        ));
        assert!(!matches("ubuntu-jammy*", "x-ubuntu-jammy"));
        assert!(matches("a?c", "abc") && !matches("a?c", "ac"));
        assert!(matches(r"a\*c", "a*c") && !matches(r"a\*c", "abc"));
        assert!(matches("", "") && matches("****", "") && !matches("", "a"));
    }

    #[test]
    fn pages_follow_one_another_and_end() {
        let mut params = Params::new([("MaxResults".to_owned(), "5".to_owned())]);
        let mut seen = Vec::new();
        loop {
            let (part, next) = page(&params, (0..12).collect()).unwrap();
            seen.extend(part);
            let Some(next) = next else { break };
            params = Params::new([("MaxResults".to_owned(), "5".to_owned()), ("NextToken".to_owned(), next)]);
        }
        assert_eq!(seen, (0..12).collect::<Vec<_>>());
        let wrong = Params::new([("NextToken".to_owned(), "!".to_owned())]);
        assert_eq!(page(&wrong, vec![1]).unwrap_err().code, "InvalidNextToken");
    }
}
