//! Names that the program gives: random ones that never meet, and the first free one for a lab.

use model::{LabId, Problem, ProblemCode, RunId, Target};

use crate::App;

/// Base 32 as RFC 4648 has it, in lower case.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// A new lab's id: 40 random bits, so that no two labs of an account share a tag.
pub(crate) fn lab_id() -> LabId {
    LabId(format!("lab-{}", random()))
}

/// A new run's id.
pub(crate) fn run_id() -> RunId {
    RunId(format!("run-{}", random()))
}

/// Eight random characters.
fn random() -> String {
    rand::random::<[u8; 8]>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

impl App {
    /// The first free name for a lab that stands there.
    pub(crate) fn free_name(&self, target: &Target) -> Result<String, Problem> {
        let stem = if target.is_practice() { "practice" } else { "lab" };
        let taken: Vec<_> = self.store().list()?.into_iter().map(|(name, _)| name.to_lowercase()).collect();
        let free = (1..).map(|n: u64| format!("{stem}-{n}")).find(|name| !taken.contains(name));
        free.ok_or_else(|| ProblemCode::Internal.detail("no free name").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_eight_characters_of_lower_case_base_32_and_not_the_last_one() {
        let id = lab_id();
        let random = id.0.strip_prefix("lab-").unwrap();
        assert_eq!(random.len(), 8);
        assert!(random.bytes().all(|byte| ALPHABET.contains(&byte)), "{random}");
        assert_ne!(id, lab_id());
    }
}
