//! Credentials in the forms in which AWS hands them out, read from pasted text.
//!
//! The forms are those of the AWS access portal (POSIX, PowerShell, `cmd`, an INI profile), of `aws configure export-credentials` and
//! `aws sts`, of the console's .csv file, and of the page that shows a new key. None of what is wrong repeats anything of the text.

use engine::{ExposeSecret, Secret};
use model::{Problem, ProblemCode, Text, Timestamp, text};
use serde_json::Value;

/// The longest text that is looked at, in bytes. A session token has at most a few thousand.
const LONGEST: usize = 64 << 10;
/// How long a secret access key is.
const SECRET: usize = 40;

/// An access key as it was pasted.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The access key's id.
    pub id: String,
    /// The secret access key.
    pub secret: Secret,
    /// The session token of temporary credentials.
    pub token: Option<Secret>,
    /// When they end, where the text says so.
    pub expires: Option<Timestamp>,
}

/// Reads a whole block.
///
/// # Errors
/// `pasted_incomplete`, which says what is missing or damaged, and `credentials_expired`, both with field `pasted`.
pub(crate) fn read(pasted: &Secret) -> Result<Block, Problem> {
    let text = pasted.expose_secret();
    if text.len() > LONGEST {
        return Err(incomplete(text!(
            "pasted-too-long",
            "The text is far too long for an access key. Paste the block with the keys alone."
        )));
    }
    let mut found = Found::default();
    found.look(&plain(text));
    found.into_block()
}

fn incomplete(reason: Text) -> Problem {
    ProblemCode::PastedIncomplete.with("reason", reason).field("pasted").into()
}

/// The text without what word processors, mail programs and browsers add to it: a byte order mark, curly quotes, odd spaces and line ends.
fn plain(text: &str) -> String {
    let one = |c| match c {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' => Some('"'),
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => Some('\''),
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => None,
        '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        c if c != '\n' && c.is_whitespace() => Some(' '),
        c => Some(c),
    };
    text.chars().filter_map(one).collect()
}

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Secret,
    Token,
    Expiry,
}

/// The parts by the ends of their labels in all forms, without anything but letters. Longer ends stand before those that they end in.
const LABELS: [(&str, Part); 12] = [
    ("secretaccesskey", Part::Secret),
    ("secretkey", Part::Secret),
    ("accesskeyid", Part::Id),
    ("accesskey", Part::Id),
    ("sessiontoken", Part::Token),
    ("securitytoken", Part::Token),
    ("credentialexpiration", Part::Expiry),
    ("sessionexpiration", Part::Expiry),
    ("tokenexpiration", Part::Expiry),
    ("securitytokenexpires", Part::Expiry),
    ("expiration", Part::Expiry),
    ("expires", Part::Expiry),
];

fn part(label: &str) -> Option<Part> {
    let letters: String = label.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    LABELS.iter().find(|(end, _)| letters.ends_with(end)).map(|(_, part)| *part)
}

/// What was found of a block so far.
#[derive(Default)]
struct Found {
    id: Option<Secret>,
    secret: Option<Secret>,
    token: Option<Secret>,
    expires: Option<Secret>,
    /// Two different values were given for one part.
    twice: bool,
}

impl Found {
    fn look(&mut self, text: &str) {
        if let Ok(json @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str::<Value>(text) {
            self.json(&json);
        } else if !self.table(text) {
            self.lines(text);
        }
        if self.id.is_none() && self.secret.is_none() {
            self.bare(text);
        }
    }

    fn take(&mut self, part: Part, value: &str) {
        // A value that was broken over lines, or that a space got into, is put together again: none of the parts has a space in it.
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        let value = value.trim_matches(['"', '\'', '`', ',', ';']);
        if value.is_empty() {
            return;
        }
        let place = match part {
            Part::Id => &mut self.id,
            Part::Secret => &mut self.secret,
            Part::Token => &mut self.token,
            Part::Expiry => &mut self.expires,
        };
        match place {
            Some(before) => self.twice |= before.expose_secret() != value && part != Part::Expiry,
            None => *place = Some(Secret::from(value)),
        }
    }

    /// JSON, the keys at any depth: as `aws configure export-credentials` prints them, or inside `Credentials` as `aws sts` does.
    fn json(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match (part(name), value) {
                        (Some(part), Value::String(value)) => self.take(part, value),
                        // The metadata service's own name for it.
                        (None, Value::String(value)) if name == "Token" => self.take(Part::Token, value),
                        (_, inner) => self.json(inner),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.json(item)),
            _ => {}
        }
    }

    /// A table with a heading, as the console's .csv file and a spreadsheet have it. Whether the text is one.
    fn table(&mut self, text: &str) -> bool {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let Some((heading, separator)) = lines.next().and_then(|first| {
            let split = |by: char| first.split(by).map(part).collect::<Vec<_>>();
            let is_heading = |parts: &[Option<Part>]| parts.contains(&Some(Part::Id)) && parts.contains(&Some(Part::Secret));
            [',', ';'].into_iter().map(|by| (split(by), by)).find(|(parts, _)| is_heading(parts))
        }) else {
            return false;
        };
        for row in lines {
            for (part, cell) in heading.iter().zip(row.split(separator)) {
                if let Some(part) = part {
                    self.take(*part, cell);
                }
            }
        }
        true
    }

    /// Lines with a label before each value: variables in any shell's words, a profile, or the words of a page.
    fn lines(&mut self, text: &str) {
        let mut lines = text.split(['\n', ';']).flat_map(|line| line.split("&&")).peekable();
        let mut waiting: Option<Part> = None;
        while let Some(line) = lines.next() {
            let mut rest = line.trim();
            if rest.is_empty() {
                continue;
            }
            let mut labelled = false;
            while let Some((part, value)) = labelled_value(rest) {
                labelled = true;
                waiting = None;
                if value.is_empty() {
                    // The value stands in the next line.
                    waiting = Some(part);
                    break;
                }
                let (value, after) = match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => match value[1..].split_once(quote) {
                        Some((inside, after)) => (inside.to_owned(), after),
                        None => {
                            // A terminal has broken the value over lines: it goes on until its quote or the next label.
                            let mut whole = value[1..].to_owned();
                            while let Some(more) = lines.next_if(|next| labelled_value(next).is_none()) {
                                let (more, closed) = more.split_once(quote).map_or((more, false), |(more, _)| (more, true));
                                whole.push_str(more);
                                if closed {
                                    break;
                                }
                            }
                            (whole, "")
                        }
                    },
                    _ => value.split_once(' ').map_or((value.to_owned(), ""), |(value, after)| (value.to_owned(), after)),
                };
                self.take(part, &value);
                rest = after.trim();
            }
            if !labelled && let Some(part) = waiting.take() {
                self.take(part, rest);
            }
        }
    }

    /// The values alone, told by their own form.
    fn bare(&mut self, text: &str) {
        for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '=' | ':')) {
            if word.len() >= 16 && (word.starts_with("AKIA") || word.starts_with("ASIA")) && word.chars().all(|c| c.is_ascii_alphanumeric())
            {
                self.take(Part::Id, word);
            } else if word.len() == SECRET && is_base64(word) {
                self.take(Part::Secret, word);
            }
        }
    }

    fn into_block(self) -> Result<Block, Problem> {
        let Self { id, secret, token, expires, twice } = self;
        if twice {
            return Err(incomplete(text!(
                "pasted-twice",
                "The text has more than one access key. Paste only the block of the account that you mean."
            )));
        }
        let (id, secret) = match (id, secret) {
            (None, None) => {
                return Err(incomplete(text!(
                    "pasted-nothing",
                    "No access key was found in the text. It has a line with the access key ID and one with the secret access key."
                )));
            }
            (None, Some(_)) => {
                return Err(incomplete(text!("pasted-no-id", "The access key ID is missing: the part that begins with AKIA or ASIA.")));
            }
            (Some(_), None) => {
                return Err(incomplete(text!("pasted-no-secret", "The secret access key is missing: the part of 40 characters.")));
            }
            (Some(id), Some(secret)) => (id, secret),
        };
        check_id(id.expose_secret())?;
        check_secret(secret.expose_secret())?;
        if let Some(token) = &token
            && !is_base64(token.expose_secret())
        {
            return Err(incomplete(text!(
                "pasted-token-damaged",
                "The session token has characters that none has. Copy the whole block again."
            )));
        }
        if token.is_none() && id.expose_secret().starts_with("ASIA") {
            return Err(incomplete(text!(
                "pasted-no-token",
                "The session token is missing: an access key that begins with ASIA is temporary and needs all three parts."
            )));
        }
        let expires = expires.and_then(|at| at.expose_secret().parse::<Timestamp>().ok());
        if expires.is_some_and(|at| at <= Timestamp::now()) {
            return Err(ProblemCode::CredentialsExpired.builder().field("pasted").into());
        }
        Ok(Block { id: id.expose_secret().to_owned(), secret, token, expires })
    }
}

/// A line's first label, with what stands behind it and its separators.
fn labelled_value(line: &str) -> Option<(Part, &str)> {
    // The label ends at the last place at which it still reads as one before something else follows: "Access key" goes on as "Access key ID".
    let ends = line.char_indices().filter(|(_, c)| matches!(c, '=' | ':' | ' ' | '"' | '\'')).map(|(at, _)| at);
    let mut found: Option<(Part, usize)> = None;
    for end in ends.chain([line.len()]) {
        let goes_on = |from: usize| line[from..end].chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '=' | ':' | ' ' | '"' | '\''));
        match (part(&line[..end]), found) {
            (Some(part), before) if before.is_none_or(|(_, from)| goes_on(from)) => found = Some((part, end)),
            (_, Some(_)) => break,
            (_, None) => {}
        }
    }
    let (part, end) = found?;
    Some((part, line[end..].trim_start_matches([' ', '=', ':'])))
}

fn check_id(id: &str) -> Result<(), Problem> {
    // As IAM documents it: 16 to 128 letters, digits and underscores.
    let fits = (16..=128).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if fits {
        return Ok(());
    }
    Err(incomplete(text!(
        "pasted-id-damaged",
        "The access key ID is cut short or damaged: it has 20 capital letters and digits and begins with AKIA or ASIA."
    )))
}

fn check_secret(secret: &str) -> Result<(), Problem> {
    let count = secret.chars().count();
    if !is_base64(secret) {
        return Err(incomplete(text!(
            "pasted-secret-damaged",
            "The secret access key has characters that none has. Copy the whole block again."
        )));
    }
    if count == SECRET {
        return Ok(());
    }
    Err(incomplete(text!(
        "pasted-secret-length",
        "The secret access key has {count} characters instead of 40: a part of it is missing, or something was added.",
        count = count
    )))
}

fn is_base64(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '=' | '-' | '_'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "ASIAIOSFODNN7EXAMPLE";
    const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const TOKEN: &str = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDexample/token+of==";

    fn found(text: &str) -> Result<(String, String, Option<String>), String> {
        let block = read(&Secret::from(text)).map_err(|problem| {
            assert_eq!(problem.field.as_deref(), Some("pasted"));
            problem.what_happened.args.get("reason").map_or(problem.code.as_str().to_owned(), |reason| match reason {
                model::Said::Text(text) => text.id.clone(),
                other => panic!("{other:?}"),
            })
        })?;
        Ok((block.id, block.secret.expose_secret().to_owned(), block.token.map(|token| token.expose_secret().to_owned())))
    }

    fn whole() -> Result<(String, String, Option<String>), String> {
        Ok((ID.to_owned(), KEY.to_owned(), Some(TOKEN.to_owned())))
    }

    fn blocks() -> Vec<String> {
        vec![
            format!("export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{KEY}\"\nexport AWS_SESSION_TOKEN=\"{TOKEN}\"\n"),
            format!("export AWS_ACCESS_KEY_ID={ID} AWS_SECRET_ACCESS_KEY={KEY} AWS_SESSION_TOKEN={TOKEN}"),
            format!("$Env:AWS_ACCESS_KEY_ID=\"{ID}\"\n$Env:AWS_SECRET_ACCESS_KEY=\"{KEY}\"\n$Env:AWS_SESSION_TOKEN=\"{TOKEN}\""),
            format!("$env:AWS_ACCESS_KEY_ID = '{ID}'; $env:AWS_SECRET_ACCESS_KEY = '{KEY}'; $env:AWS_SESSION_TOKEN = '{TOKEN}'"),
            format!("SET AWS_ACCESS_KEY_ID={ID}\r\nSET AWS_SECRET_ACCESS_KEY={KEY}\r\nSET AWS_SESSION_TOKEN={TOKEN}\r\n"),
            format!("set -gx AWS_ACCESS_KEY_ID {ID}\nset -gx AWS_SECRET_ACCESS_KEY {KEY}\nset -gx AWS_SESSION_TOKEN {TOKEN}"),
            format!("[123456789012_Student]\naws_access_key_id={ID}\naws_secret_access_key={KEY}\naws_session_token={TOKEN}"),
            format!(
                "[default]\n  aws_access_key_id = {ID}\n  aws_secret_access_key = {KEY}\n  aws_session_token = {TOKEN}\nregion = us-east-1"
            ),
            format!(
                "aws configure set aws_access_key_id {ID}\naws configure set aws_secret_access_key {KEY}\naws configure set aws_session_token {TOKEN}"
            ),
            format!(
                "{{\"Version\":1,\"AccessKeyId\":\"{ID}\",\"SecretAccessKey\":\"{KEY}\",\"SessionToken\":\"{TOKEN}\",\"Expiration\":\"2999-01-01T00:00:00+00:00\"}}"
            ),
            format!(
                "{{\n  \"Credentials\": {{\n    \"AccessKeyId\": \"{ID}\",\n    \"SecretAccessKey\": \"{KEY}\",\n    \"SessionToken\": \"{TOKEN}\"\n  }},\n  \"AssumedRoleUser\": {{}}\n}}"
            ),
            format!("  \"AccessKeyId\": \"{ID}\",\n  \"SecretAccessKey\": \"{KEY}\",\n  \"SessionToken\": \"{TOKEN}\",\n"),
            format!("\u{feff}Access key ID,Secret access key,Session token\r\n{ID},{KEY},{TOKEN}\r\n"),
            format!("AWS Access Key ID: {ID}\nAWS Secret Access Key: {KEY}\nAWS Session Token: {TOKEN}"),
            format!("Access key ID\n{ID}\nSecret access key\n{KEY}\nSession token\n{TOKEN}\n"),
            format!("Access key   {ID}\nSecret access key   {KEY}\nSession token   {TOKEN}"),
            format!(
                "AWS_ACCESS_KEY_ID=\u{201c}{ID}\u{201d}\u{a0}\nAWS_SECRET_ACCESS_KEY= \u{2018}{KEY}\u{2019}\nAWS_SESSION_TOKEN=\"  {TOKEN} \""
            ),
            format!(
                "export AWS_ACCESS_KEY_ID=\"{ID}\"\nexport AWS_SECRET_ACCESS_KEY=\"{KEY}\"\nexport AWS_SESSION_TOKEN=\"{}\n{}\"",
                &TOKEN[..30],
                &TOKEN[30..]
            ),
        ]
    }

    #[test]
    fn every_form_that_aws_hands_out_is_understood() {
        for block in blocks() {
            assert_eq!(found(&block), whole(), "{block}");
        }
    }

    #[test]
    fn an_access_key_of_a_user_needs_no_token() {
        let id = "AKIAIOSFODNN7EXAMPLE";
        for block in [
            format!("Access key ID,Secret access key\n{id},{KEY}"),
            format!(
                "User name,Password,Access key ID,Secret access key,Console login link\nada,,{id},{KEY},https://1.signin.aws.amazon.com"
            ),
            format!("{id}\n{KEY}"),
            format!("{id}:{KEY}"),
        ] {
            assert_eq!(found(&block), Ok((id.to_owned(), KEY.to_owned(), None)), "{block}");
        }
    }

    #[test]
    fn what_is_missing_or_damaged_is_named() {
        for (text, reason) in [
            (String::new(), "pasted-nothing"),
            ("I have no keys".to_owned(), "pasted-nothing"),
            (format!("AWS_ACCESS_KEY_ID={ID}"), "pasted-no-secret"),
            (format!("AWS_SECRET_ACCESS_KEY={KEY}"), "pasted-no-id"),
            (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={KEY}"), "pasted-no-token"),
            (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={}\nAWS_SESSION_TOKEN={TOKEN}", &KEY[..31]), "pasted-secret-length"),
            (format!("AWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={KEY}", &ID[..9]), "pasted-id-damaged"),
            (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY=****************************************"), "pasted-secret-damaged"),
            (format!("AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={KEY}\nAWS_SESSION_TOKEN=IQo…"), "pasted-token-damaged"),
            (
                format!("[a]\naws_access_key_id={ID}\naws_secret_access_key={KEY}\n[b]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE"),
                "pasted-twice",
            ),
            ("A".repeat(LONGEST + 1), "pasted-too-long"),
            (
                format!(
                    "{{\"AccessKeyId\":\"{ID}\",\"SecretAccessKey\":\"{KEY}\",\"SessionToken\":\"{TOKEN}\",\"Expiration\":\"2001-01-01T00:00:00Z\"}}"
                ),
                "credentials_expired",
            ),
        ] {
            assert_eq!(found(&text), Err(reason.to_owned()), "{text:.200}");
        }
    }

    #[test]
    fn the_end_is_known_where_the_text_says_it() {
        let text = format!(
            "AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={KEY}\nAWS_SESSION_TOKEN={TOKEN}\nAWS_CREDENTIAL_EXPIRATION=2999-01-01T00:00:00Z"
        );
        assert_eq!(read(&Secret::from(text)).unwrap().expires, Some("2999-01-01T00:00:00Z".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_problem_repeats_any_of_it(text in "\\PC*|[ -~\\n\\r\"'=:;,&$\u{201c}\u{feff}]{0,200}") {
            if let Err(problem) = read(&Secret::from(text.as_str())) {
                let said = serde_json::to_string(&problem).unwrap();
                for word in text.split_whitespace().filter(|word| word.len() >= 24) {
                    prop_assert!(!said.contains(word), "{word}");
                }
            }
        }

        #[test]
        fn a_block_that_is_cut_or_changed_anywhere_never_panics_and_never_shows_its_secret(which in 0..18_usize, from in 0..400_usize, length in 0..60_usize, other in "\\PC{0,4}") {
            let mut text: Vec<_> = blocks()[which].chars().collect();
            let from = from.min(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, other.chars());
            let text: String = text.into_iter().collect();
            let said = match read(&Secret::from(text)) {
                Ok(block) => format!("{block:?}"),
                Err(problem) => serde_json::to_string(&problem).unwrap(),
            };
            prop_assert!(!said.contains(&KEY[..12]) && !said.contains(&KEY[28..]) && !said.contains(&TOKEN[..12]), "{said}");
        }
    }
}
