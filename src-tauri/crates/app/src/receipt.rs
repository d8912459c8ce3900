//! What is kept of a lab that was torn down.

use std::path::PathBuf;

use engine::write_atomically;
use model::{Lab, LabId, Leftover, Problem, ProblemCode, Target, Timestamp};
use serde::{Deserialize, Serialize};

use crate::App;

/// Proof of a tear-down: what was removed, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The lab's name.
    pub name: String,
    /// The lab's id: the value of its tag.
    pub id: LabId,
    /// Where it stood.
    pub target: Target,
    /// The account's number, where it stood in one.
    pub account: Option<String>,
    /// The Region's code.
    pub region: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was removed.
    pub removed_at: Timestamp,
    /// What was removed.
    pub removed: Vec<Leftover>,
}

impl App {
    /// Where the receipt of a lab lies once it is torn down.
    pub fn receipt_path(&self, name: &str, id: &LabId) -> PathBuf {
        self.store().home().join("receipts").join(format!("{name}-{id}.json"))
    }

    /// Writes a lab's receipt.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`.
    pub(crate) fn write_receipt(&self, lab: Lab, removed: Vec<Leftover>) -> Result<(), Problem> {
        let path = self.receipt_path(&lab.name, &lab.id);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| ProblemCode::DataFolderUnwritable.with("path", folder.display()).detail(error).build())?;
        }
        let receipt = Receipt {
            name: lab.name,
            id: lab.id,
            target: lab.target,
            account: lab.cloud.account,
            region: lab.cloud.region,
            created_at: lab.created_at,
            removed_at: Timestamp::now(),
            removed,
        };
        let json = serde_json::to_vec_pretty(&receipt).map_err(|error| ProblemCode::Internal.detail(error).build())?;
        write_atomically(&path, &json, None)
    }
}
