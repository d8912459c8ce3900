//! Words of a shell command, quoted by shlex.

use model::{Problem, ProblemCode};

/// Quotes a value as one word of a POSIX shell.
///
/// # Errors
/// `internal` for a NUL, which no word can hold; the settings refuse it long before.
pub(crate) fn word(value: &str) -> Result<String, Problem> {
    shlex::try_quote(value).map(|word| word.into_owned()).map_err(|error| ProblemCode::Internal.detail(error).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_word_is_read_back_as_it_was(value in "[^\0]{0,40}") {
            let quoted = word(&value).unwrap();
            let line = format!("mysql {quoted} end");
            prop_assert_eq!(shlex::split(&line), Some(vec!["mysql".to_owned(), value, "end".to_owned()]));
        }

        #[test]
        fn a_word_of_what_has_a_meaning_is_read_back_as_it_was(value in "['\"$`\\\\;&|<>(){}*?~#! \n%]{0,30}") {
            let quoted = word(&value).unwrap();
            prop_assert_eq!(shlex::split(&quoted), Some(vec![value]));
        }
    }
}
