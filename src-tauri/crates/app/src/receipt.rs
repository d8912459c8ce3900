//! What is kept of a lab that was torn down.

use std::path::PathBuf;

use engine::{LabFolder, write_atomically};
use model::{Lab, LabId, Leftover, Problem, ProblemCode, Target, Timestamp};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::report::{self, LabReport};

/// Proof of a tear-down: what was removed, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The report of the lab as it was; receipts of older versions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<LabReport>,
}

impl App {
    /// Where the receipt of a lab lies once it is torn down.
    pub fn receipt_path(&self, name: &str, id: &LabId) -> PathBuf {
        self.receipts().join(format!("{name}-{id}.json"))
    }

    fn receipts(&self) -> PathBuf {
        self.store().home().join("receipts")
    }

    /// The report of the lab of this name that was torn down last, if there is one.
    pub(crate) fn kept_report(&self, name: &str) -> Option<LabReport> {
        let files = std::fs::read_dir(self.receipts()).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let receipts = files.filter_map(|path| serde_json::from_slice::<Receipt>(&std::fs::read(path).ok()?).ok());
        receipts.filter(|receipt| receipt.name == name).max_by_key(|receipt| receipt.removed_at)?.report
    }

    /// Writes a lab's receipt.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable`.
    pub(crate) fn write_receipt(&self, lab: Lab, folder: &LabFolder, removed: Vec<Leftover>) -> Result<(), Problem> {
        let path = self.receipt_path(&lab.name, &lab.id);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| ProblemCode::DataFolderUnwritable.with("path", folder.display()).detail(error).build())?;
        }
        let removed_at = Timestamp::now();
        // What its journal could not tell is missing in the report, and no reason to keep the lab's folder.
        let report = report::of(&lab, folder).ok();
        let report = report.map(|report| LabReport { removed: removed.clone(), removed_at: Some(removed_at), ..report });
        let receipt = Receipt {
            report,
            name: lab.name,
            id: lab.id,
            target: lab.target,
            account: lab.cloud.account,
            region: lab.cloud.region,
            created_at: lab.created_at,
            removed_at,
            removed,
        };
        let json = serde_json::to_vec_pretty(&receipt).map_err(|error| ProblemCode::Internal.detail(error).build())?;
        write_atomically(&path, &json, None)
    }
}
