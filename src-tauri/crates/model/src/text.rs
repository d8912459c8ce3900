//! Text for people, with the key and the arguments that let a catalogue say it in another language.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One sentence or label for people.
///
/// `english` is complete as it stands. A window with a catalogue for another language looks `id` up and fills in `args`.
/// It is not `Display`: whoever wants the English says so, and a value of another text keeps its own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Text {
    /// The message's key in the catalogues, in kebab case.
    pub id: String,
    /// The values that the message names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "std::collections::HashMap<String, Said>")]
    pub args: BTreeMap<String, Said>,
    /// The message in English, arguments filled in.
    pub english: String,
}

impl Text {
    /// Puts a text together; the [`text!`](crate::text) macro is the usual way.
    pub fn new<const N: usize>(id: impl Into<String>, args: [(&str, Said); N], english: impl Into<String>) -> Self {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { id: id.into(), args, english: english.into() }
    }
}

/// What is said to people: as it came from a machine or a person, or in the program's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Said {
    /// As it came: an address, a name, the output of a command. It is the same in every language.
    Raw(String),
    /// The program's own words.
    Text(Text),
    /// Several things, to be listed as a language lists them.
    List(Vec<Said>),
}

impl Said {
    /// It in English.
    pub fn english(&self) -> String {
        match self {
            Self::Raw(raw) => raw.clone(),
            Self::Text(text) => text.english.clone(),
            Self::List(list) => match list.as_slice() {
                [] => String::new(),
                [one] => one.english(),
                [some @ .., last] => {
                    let some: Vec<_> = some.iter().map(Self::english).collect();
                    format!("{} and {}", some.join(", "), last.english())
                }
            },
        }
    }

    /// Several things; one alone is no list.
    pub fn list<T: ToSaid>(list: impl IntoIterator<Item = T>) -> Self {
        let mut list: Vec<_> = list.into_iter().map(|one| one.to_said()).collect();
        match list.len() {
            1 => list.remove(0),
            _ => Self::List(list),
        }
    }
}

/// What can be said to people: a [`Text`] in each language, all else as it prints.
pub trait ToSaid {
    /// It, to be said.
    fn to_said(&self) -> Said;
}

impl<T: Display + ?Sized> ToSaid for T {
    fn to_said(&self) -> Said {
        Said::Raw(self.to_string())
    }
}

impl ToSaid for Text {
    fn to_said(&self) -> Said {
        Said::Text(self.clone())
    }
}

impl ToSaid for &Text {
    fn to_said(&self) -> Said {
        Said::Text((*self).clone())
    }
}

impl ToSaid for Said {
    fn to_said(&self) -> Said {
        self.clone()
    }
}

impl ToSaid for &Said {
    fn to_said(&self) -> Said {
        (*self).clone()
    }
}

/// Makes a [`Text`](crate::Text) from its key, its English and the values that it names.
///
/// Every argument must be used in the English, which the compiler checks. An argument that is a text itself is said in each language.
///
/// ```
/// let text = model::text!("listens-on", "MySQL listens on {address}", address = "0.0.0.0");
/// assert_eq!(text.english, "MySQL listens on 0.0.0.0");
/// assert_eq!(text.args["address"].english(), "0.0.0.0");
/// ```
#[macro_export]
macro_rules! text {
    ($id:literal, $english:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match ($($crate::ToSaid::to_said(&$value),)*) {
            ($($name,)*) => {
                let english = ::std::format!($english, $($name = $name.english()),*);
                $crate::Text::new($id, [$((stringify!($name), $name)),*], english)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_within_a_text_keeps_its_own_key() {
        let step = crate::text!("step-title", "Build the wall");
        let text = crate::text!("needs", "First: {steps}.", steps = Said::list([&step, &step]));
        assert_eq!(text.english, "First: Build the wall and Build the wall.");
        assert_eq!(text.args["steps"], Said::List(vec![Said::Text(step.clone()), Said::Text(step)]));
    }

    #[test]
    fn what_came_from_a_machine_stays_a_plain_string_in_json() {
        let text = crate::text!("is", "{machine} is {state}", machine = "a", state = crate::text!("stopped", "stopped"));
        let json = serde_json::to_value(&text).unwrap();
        assert_eq!(json["args"]["machine"], "a");
        assert_eq!(json["args"]["state"]["id"], "stopped");
        assert_eq!(serde_json::from_value::<Text>(json).unwrap(), text);
    }
}
