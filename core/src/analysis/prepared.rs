//! Events read, put in order and cleaned: what an analysis begins with.

use super::error::AnalysisError;
use super::options::{Progress, Stage};
use super::project::Source;
use crate::cleaning::{CleaningError, CleaningReport, Plan, clean};
use crate::events::Sheet;

/// Cleaned events, and where they came from.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The events, sealed and cleaned.
    pub sheet: Sheet,
    /// The file, and what became of its rows.
    pub source: Source,
    /// How they were cleaned.
    pub plan: Plan,
    /// What cleaning did.
    pub cleaning: CleaningReport,
}

/// Where the rows of a table came from, for the project.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The file, and what became of its rows.
    pub source: Source,
    /// How they were cleaned.
    pub plan: Plan,
    /// What cleaning did.
    pub cleaning: CleaningReport,
}

impl Prepared {
    /// Seals and cleans what a reader pushed into `sheet`. Another plan needs the events as they
    /// were read: keep a clone of the sheet to come back to, or read the file again.
    ///
    /// # Errors
    /// A cancel.
    pub fn new(
        mut sheet: Sheet,
        source: Source,
        plan: Plan,
        progress: Progress<'_>,
    ) -> Result<Self, AnalysisError> {
        sheet.seal();
        let cleaning = clean(&mut sheet, &plan, &mut |share| {
            progress(Stage::Cleaning, share)
        })
        .map_err(|error| match error {
            CleaningError::Cancelled => AnalysisError::Cancelled(Stage::Cleaning),
        })?;
        Ok(Self {
            sheet,
            source,
            plan,
            cleaning,
        })
    }

    /// Where the rows came from.
    #[must_use]
    pub fn about(&self) -> About {
        About {
            source: self.source.clone(),
            plan: self.plan.clone(),
            cleaning: self.cleaning.clone(),
        }
    }
}
