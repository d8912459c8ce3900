//! The report of a lab: who built what and where, each step with its evidence, what went wrong and how it ended.
//!
//! It is made from the record and the journal alone, so that it says nothing that was not seen, and holds no secret: neither does.

mod document;
mod facts;
mod html;
mod markdown;
mod pages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use model::{Problem, ProblemCode, Text};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use facts::of;
pub use facts::{By, LabReport, MachineReport, Part, ProblemReport, RunReport, StepReport};

use crate::App;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// Markdown.
    #[default]
    Md,
    /// One page of HTML that needs nothing else.
    Html,
    /// All facts, for programs.
    Json,
}

impl App {
    /// The facts of a lab's report; of a lab that was torn down, those that were kept with its receipt.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_newer`, `lab_damaged`; `data_folder_unwritable` when the journal cannot be read.
    pub fn lab_report(&self, name: &str) -> Result<LabReport, Problem> {
        match self.store().folder(name) {
            Ok(folder) => facts::of(&self.store().read(name)?, &folder),
            Err(problem) => self.kept_report(name).ok_or(problem),
        }
    }

    /// All words of a lab's report, so that a window can say them in another language.
    ///
    /// # Errors
    /// As [`App::lab_report`].
    pub async fn report_texts(&self, name: String) -> Result<Vec<Text>, Problem> {
        Ok(pages::of(&self.lab_report(&name)?).texts())
    }

    /// A lab's report. `words` has its words in another language, by their English; `language` is that language's code.
    ///
    /// # Errors
    /// As [`App::lab_report`].
    pub async fn report(
        &self,
        name: String,
        format: ReportFormat,
        words: Option<BTreeMap<String, String>>,
        language: Option<String>,
    ) -> Result<String, Problem> {
        let report = self.lab_report(&name)?;
        let words = document::Words::new(words.unwrap_or_default(), language);
        match format {
            ReportFormat::Md => Ok(markdown::write(&pages::of(&report), &words)),
            ReportFormat::Html => Ok(html::write(&pages::of(&report), &words)),
            ReportFormat::Json => serde_json::to_string_pretty(&report).map_err(|error| ProblemCode::Internal.detail(error).into()),
        }
    }
}
