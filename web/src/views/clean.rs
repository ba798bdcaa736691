//! What cleaning did, and what remains.

use recinto_core::cleaning::{CleaningReport, Plan};
use serde::{Deserialize, Serialize};

/// A static column, and how often each of its values stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Values by number of people, most first; a handful.
    pub values: Vec<(String, u64)>,
    /// Values not listed.
    pub others: u64,
    /// People without a value.
    pub missing: u64,
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cleaned {
    /// The file's name.
    pub source: String,
    /// What was done.
    pub plan: Plan,
    /// What it did, step by step; people one by one up to a few hundred.
    pub report: CleaningReport,
    /// First and last event that remain, ms since epoch.
    pub span: Option<(i64, i64)>,
    /// What happened in the rows that remain: kind and count, most frequent first.
    pub kinds: Vec<(String, u64)>,
    /// Static columns.
    pub columns: Vec<Column>,
    /// Currencies in the file.
    pub currencies: Vec<String>,
    /// Whether segments are being looked for already.
    pub goes_on: bool,
}

impl Cleaned {
    /// Events and people before the first step and after the last.
    #[must_use]
    pub fn sizes(&self) -> [(u64, u64); 2] {
        let steps = &self.report.steps;
        let before = steps.first().map(|step| step.before);
        let after = steps.last().map(|step| step.after);
        [before, after].map(|size| {
            let size = size.unwrap_or_default();
            (size.events, size.people)
        })
    }
}
