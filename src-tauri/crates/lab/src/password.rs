//! MySQL's STRONG password policy, applied before MySQL sees the password; and passwords that satisfy it.
//!
//! The rules are those of the component `validate_password` with its defaults and no dictionary:
//! <https://dev.mysql.com/doc/refman/8.0/en/validate-password-options-variables.html>

use engine::{ExposeSecret, Secret};
use model::{Problem, ProblemCode, Said, Text, text};
use rand::seq::{IndexedRandom, SliceRandom};

/// `mysql_secure_installation` reads a password into a buffer of 80 bytes; a longer one would be cut there.
const LONGEST: usize = 79;
/// How long a made password is.
const MADE: usize = 20;

/// One rule of the policy, with whether a password keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The rule, for the meter beside the field.
    pub text: Text,
    /// Whether the password keeps it.
    pub holds: bool,
    /// What a password that breaks it does, as the end of "The password …".
    broken: Text,
}

/// Every rule of the policy, with whether a password keeps it. `users` are the names that the password may not be.
pub fn rules(password: &str, users: &[&str]) -> Vec<Rule> {
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let backwards: String = password.chars().rev().collect();
    let is_name = users.iter().any(|user| !user.is_empty() && (*user == password || *user == backwards));
    let rule = |text, holds, broken| Rule { text, holds, broken };
    vec![
        rule(
            text!("password-rule-length", "8 or more characters"),
            password.chars().count() >= 8,
            text!("password-broken-length", "has fewer than 8 characters"),
        ),
        rule(
            text!("password-rule-upper", "an upper-case letter"),
            has(char::is_uppercase),
            text!("password-broken-upper", "has no upper-case letter"),
        ),
        rule(
            text!("password-rule-lower", "a lower-case letter"),
            has(char::is_lowercase),
            text!("password-broken-lower", "has no lower-case letter"),
        ),
        rule(text!("password-rule-digit", "a digit"), has(|c| c.is_ascii_digit()), text!("password-broken-digit", "has no digit")),
        rule(
            text!("password-rule-special", "a special character"),
            has(|c| !c.is_alphanumeric()),
            text!("password-broken-special", "has no special character"),
        ),
        rule(
            text!("password-rule-name", "not the user's name, forwards or backwards"),
            !is_name,
            text!("password-broken-name", "is the user's own name"),
        ),
        rule(
            text!("password-rule-typed", "can be typed at a prompt: at most 79 bytes, no control characters"),
            password.len() <= LONGEST && !password.chars().any(char::is_control),
            text!("password-broken-typed", "cannot be typed at a prompt: it is longer than 79 bytes or has control characters"),
        ),
    ]
}

/// Holds a password to the policy.
///
/// # Errors
/// `weak_password`, which names what is missing and the field.
pub fn check(password: &Secret, users: &[&str], field: &str) -> Result<(), Problem> {
    let broken: Vec<_> = rules(password.expose_secret(), users).into_iter().filter(|rule| !rule.holds).map(|rule| rule.broken).collect();
    if broken.is_empty() {
        return Ok(());
    }
    Err(ProblemCode::WeakPassword.with("missing", Said::list(broken)).field(field).into())
}

/// Makes a password that satisfies the policy for any user, of characters that are not mistaken for one another.
pub fn generate() -> Secret {
    const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
    const DIGITS: &[u8] = b"23456789";
    const SPECIAL: &[u8] = b".-_+=@%:,";
    let mut rng = rand::rng();
    let all = [UPPER, LOWER, DIGITS, SPECIAL].concat();
    let mut characters: Vec<char> = [UPPER, LOWER, DIGITS, SPECIAL]
        .into_iter()
        .chain(std::iter::repeat(all.as_slice()))
        .take(MADE)
        .filter_map(|set| set.choose(&mut rng).map(|byte| char::from(*byte)))
        .collect();
    characters.shuffle(&mut rng);
    // A password that begins with a dash is mistaken for an option when it is typed into a command by hand.
    while characters.first() == Some(&'-') {
        characters.shuffle(&mut rng);
    }
    Secret::from(characters.into_iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(password: &str) -> String {
        match check(&Secret::from(password), &["root", "donald", "D0nald.Duck"], "user_password") {
            Ok(()) => String::new(),
            Err(problem) => {
                assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::WeakPassword, Some("user_password")));
                problem.what_happened.args["missing"].english()
            }
        }
    }

    #[test]
    fn the_guides_password_is_strong() {
        assert_eq!(missing("PassWord.1"), "");
    }

    #[test]
    fn each_rule_is_named_when_it_is_broken() {
        for (password, broken) in [
            ("Pa.1", "has fewer than 8 characters"),
            ("password.1", "has no upper-case letter"),
            ("PASSWORD.1", "has no lower-case letter"),
            ("PassWord.x", "has no digit"),
            ("PassWord1", "has no special character"),
            ("D0nald.Duck", "is the user's own name"),
            ("kcuD.dlan0D", "is the user's own name"),
            ("PASSWORD", "has no lower-case letter, has no digit and has no special character"),
        ] {
            assert_eq!(missing(password), broken, "{password}");
        }
        assert!(missing("PassWord.1\n").contains("control characters"));
        assert!(missing(&"PassWord.1".repeat(8)).contains("79 bytes"));
    }

    #[test]
    fn a_made_password_is_strong_and_never_the_same() {
        let made: std::collections::BTreeSet<_> = (0..500).map(|_| generate().expose_secret().to_owned()).collect();
        assert_eq!(made.len(), 500);
        for password in made {
            assert_eq!(missing(&password), "", "{password}");
            assert_eq!(password.len(), MADE);
            assert!(!password.starts_with('-'));
        }
    }
}
