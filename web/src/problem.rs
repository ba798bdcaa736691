//! Everything that can go wrong at the desk, in a form the page can put into the reader's
//! language.

use crate::views::studio::Named;
use recinto_core::analysis::{AnalysisError, PublishError};
use recinto_core::clustering::ClusterError;
use recinto_core::events::import::ImportError;
use recinto_core::model::ModelError;
use recinto_core::model::sensitive::Matter;
use recinto_core::studio::ChoiceError;
use serde::{Deserialize, Serialize};

/// What went wrong. The page's catalogues hold the sentence for each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing in the file.
    Empty,
    /// Not text.
    Binary {
        /// Position of the first NUL byte.
        offset: usize,
    },
    /// An archive.
    Zip {
        /// Its first file; empty when that is not told.
        inside: String,
    },
    /// A spreadsheet's own file.
    Workbook,
    /// No delimiter found.
    OneColumn {
        /// The start of the first line.
        first_line: String,
    },
    /// A header only.
    NoRows,
    /// JSON without an object.
    NoObjects,
    /// JSON whose first record does not end where it is looked for.
    FirstTooLong,
    /// Sums over people.
    Aggregate {
        /// Whose export.
        tool: String,
    },
    /// A Parquet file that cannot be read.
    Parquet {
        /// What is wrong with it.
        detail: String,
    },
    /// What was chosen cannot be measured.
    Choice {
        /// What is wrong with it.
        detail: String,
    },
    /// Features that no device can compute.
    DeskOnly {
        /// Which.
        features: Vec<Named>,
    },
    /// A calendar that cannot be read.
    Calendar {
        /// What is wrong with it.
        detail: String,
    },
    /// No column for a role that is required.
    MissingRole {
        /// `person` or `time`.
        role: String,
    },
    /// The file stopped giving bytes.
    ReadFailed {
        /// Rows read before.
        rows: u64,
        /// What the browser said.
        detail: String,
    },
    /// No row could be used.
    NoEvents,
    /// Too few people in the window.
    TooFewPeople {
        /// People in the window.
        people: usize,
        /// The window.
        window_days: u32,
        /// How many are needed.
        least: usize,
    },
    /// Nothing tells people apart.
    AllAlike,
    /// A setting out of range.
    Setting {
        /// What stands there.
        value: String,
        /// What is allowed.
        range: String,
    },
    /// More segments than people.
    TooFewRows {
        /// Segments asked for.
        segments: usize,
        /// People there are.
        people: usize,
    },
    /// Too much memory would be needed.
    Memory {
        /// Estimate.
        needed_mb: u64,
        /// Limit.
        limit_mb: u64,
    },
    /// JSON of another format.
    Version {
        /// What it says it is; empty when it does not say.
        found: String,
    },
    /// A project file whose parts do not fit.
    Project {
        /// What does not fit.
        detail: String,
    },
    /// A sensitive matter without a reason.
    Sensitive {
        /// Which one.
        matter: Matter,
        /// What touches it.
        text: String,
    },
    /// A model was opened where a project belongs.
    IsModel,
    /// A segment below the minimum audience.
    SmallSegment {
        /// Its name.
        name: String,
        /// Its size.
        people: u64,
        /// The minimum.
        minimum: u32,
    },
    /// A point of the model over too few people.
    SmallCell {
        /// People.
        people: u64,
        /// The minimum.
        minimum: u32,
    },
    /// Everyone is in no segment.
    NoSegments,
    /// The model would put people elsewhere.
    Disagrees {
        /// The segment; `None` for the people of none.
        segment: Option<String>,
        /// Share of its people who are put there again, 0 to 1.
        agreement: f64,
    },
    /// The score a page would see is wrong by too much.
    Uncalibrated {
        /// On average, 0 to 1.
        error: f64,
    },
    /// A window over 30 days without its reason.
    NoNecessity,
    /// A field of the model out of range.
    ModelField {
        /// Which.
        field: String,
        /// What is allowed.
        range: String,
    },
    /// The file is needed again.
    FileNeeded,
    /// The browser does not store.
    Storage {
        /// What the browser said.
        detail: String,
    },
    /// The collector did not answer.
    Unreachable {
        /// Its address.
        address: String,
    },
    /// The collector refused.
    Refused {
        /// Its code.
        code: String,
        /// Its sentence.
        message: String,
    },
    /// No token for this.
    NoToken,
    /// The worker stopped.
    Worker {
        /// What it said.
        detail: String,
    },
    /// Page and worker do not understand each other.
    Unread {
        /// What is wrong with the message.
        detail: String,
    },
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Empty => Self::Empty,
            ImportError::Binary { offset } => Self::Binary { offset },
            ImportError::Zip { inside } => Self::Zip { inside },
            ImportError::Workbook => Self::Workbook,
            ImportError::OneColumn { first_line } => Self::OneColumn { first_line },
            ImportError::NoRows => Self::NoRows,
            ImportError::NoObjects => Self::NoObjects,
            ImportError::FirstTooLong => Self::FirstTooLong,
            ImportError::Aggregate { tool } => Self::Aggregate { tool },
            ImportError::Parquet(detail) => Self::Parquet { detail },
            refused @ ImportError::NotAStream => Self::Parquet {
                detail: refused.to_string(),
            },
            ImportError::MissingRole(role) => Self::MissingRole {
                role: role.to_owned(),
            },
            ImportError::Read { rows, message } => Self::ReadFailed {
                rows,
                detail: message,
            },
            other => Self::Worker {
                detail: other.to_string(),
            },
        }
    }
}

impl From<AnalysisError> for Problem {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::NoEvents => Self::NoEvents,
            AnalysisError::TooFewPeople {
                people,
                window_days,
                least,
            } => Self::TooFewPeople {
                people,
                window_days,
                least,
            },
            AnalysisError::AllAlike => Self::AllAlike,
            AnalysisError::Parameter { value, range, .. } => Self::Setting {
                value,
                range: range.to_owned(),
            },
            AnalysisError::Cluster(ClusterError::Parameter { value, range, .. }) => Self::Setting {
                value,
                range: range.to_owned(),
            },
            AnalysisError::Cluster(ClusterError::TooFewRows { clusters, rows }) => {
                Self::TooFewRows {
                    segments: clusters,
                    people: rows,
                }
            }
            AnalysisError::Cluster(ClusterError::Memory {
                needed_mb,
                limit_mb,
                ..
            }) => Self::Memory {
                needed_mb,
                limit_mb,
            },
            AnalysisError::Choice(error) => error.into(),
            AnalysisError::ProjectFormat(found) => Self::Version { found },
            AnalysisError::ProjectFile(detail) => Self::Project { detail },
            other => Self::Worker {
                detail: other.to_string(),
            },
        }
    }
}

impl From<PublishError> for Problem {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::SmallSegment {
                name,
                people,
                minimum,
            } => Self::SmallSegment {
                name,
                people,
                minimum,
            },
            PublishError::SmallCell { people, minimum } => Self::SmallCell { people, minimum },
            // Whoever knows the columns names them.
            PublishError::DeskOnly { .. } => Self::DeskOnly {
                features: Vec::new(),
            },
            PublishError::NoSegments => Self::NoSegments,
            PublishError::Disagrees { segment, agreement } => {
                Self::Disagrees { segment, agreement }
            }
            PublishError::Uncalibrated { error } => Self::Uncalibrated { error },
            PublishError::Model(error) => error.into(),
        }
    }
}

impl From<ChoiceError> for Problem {
    fn from(error: ChoiceError) -> Self {
        Self::Choice {
            detail: error.to_string(),
        }
    }
}

impl From<ModelError> for Problem {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Field { field, .. } if field == "privacy.necessity" => Self::NoNecessity,
            ModelError::Field { field, range, .. } => Self::ModelField {
                field,
                range: range.to_owned(),
            },
            ModelError::Sensitive { matter, text, .. } => Self::Sensitive { matter, text },
            other => Self::Worker {
                detail: other.to_string(),
            },
        }
    }
}
