//! Text for people, with the key and the arguments that let a catalogue say it in another language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One sentence or label for people.
///
/// `english` is complete as it stands. A window with a catalogue for another language looks `id` up and fills in `args`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Text {
    /// The message's key in the catalogues, in kebab case.
    pub id: String,
    /// The values that the message names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "std::collections::HashMap<String, String>")]
    pub args: BTreeMap<String, String>,
    /// The message in English, arguments filled in.
    pub english: String,
}

impl Text {
    /// Puts a text together; the [`text!`](crate::text) macro is the usual way.
    pub fn new<const N: usize>(id: impl Into<String>, args: [(&str, String); N], english: impl Into<String>) -> Self {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { id: id.into(), args, english: english.into() }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english)
    }
}

/// Makes a [`Text`](crate::Text) from its key, its English and the values that it names.
///
/// Every argument must be used in the English, which the compiler checks.
///
/// ```
/// let text = model::text!("listens-on", "MySQL listens on {address}", address = "0.0.0.0");
/// assert_eq!(text.english, "MySQL listens on 0.0.0.0");
/// assert_eq!(text.args["address"], "0.0.0.0");
/// ```
#[macro_export]
macro_rules! text {
    ($id:literal, $english:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Text::new(
            $id,
            [$((stringify!($name), ::std::string::ToString::to_string(&$value))),*],
            ::std::format!($english, $($name = $value),*),
        )
    };
}
