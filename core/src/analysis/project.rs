//! The project: everything the desk keeps, and what a project file holds. Never published.

use super::fit::Stage;
use crate::clustering::ClusterError;
use crate::events::import::ImportReport;
use crate::features::FeatureSpec;
use crate::model::{PrivacyPolicy, Segment};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The format of a project file.
pub const PROJECT_FORMAT: &str = "recinto.project/1";

/// A finished analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Always [`PROJECT_FORMAT`].
    pub format: String,
    /// Where the rows came from.
    pub source: Source,
    /// The `as_of` of every feature, ms since epoch.
    pub as_of_ms: i64,
    /// Days looked back.
    pub window_days: u32,
    /// The kind of event all features are over.
    pub kind: String,
    /// ISO 4217 code of sums.
    pub currency: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Row keys, sorted.
    pub people: Vec<String>,
    /// The features.
    pub features: Vec<FeatureSpec>,
    /// Raw feature values in their own units, row-major: people × features.
    pub raw: Vec<f64>,
    /// The cluster of each person.
    pub labels: Vec<u32>,
    /// Centroids in the scaled space, row-major: clusters × features.
    pub centroids: Vec<f64>,
    /// Quality of every k that was tried.
    pub k_scores: Vec<KScore>,
    /// The k of the best silhouette.
    pub proposed_k: usize,
    /// The k in use.
    pub k: usize,
    /// Who was left out.
    pub outside: Outside,
    /// The display name a published model gets.
    pub model_name: String,
    /// What the segments are called, by cluster.
    pub segments: Vec<Segment>,
    /// What publishing would say about reports.
    pub privacy: PrivacyPolicy,
}

/// Where a project's rows came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name.
    pub name: String,
    /// What became of its rows.
    pub import: ImportReport,
}

/// People and events that took no part, each counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// People without an event of the kind in the window.
    pub people: u64,
    /// Events of kinds beyond the first 64.
    pub other_kinds: u64,
    /// Features that were the same for everyone, and so left out.
    pub constant_features: u64,
}

/// Quality of one k.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct KScore {
    /// Clusters.
    pub k: usize,
    /// Mean silhouette, −1 to 1.
    pub silhouette: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
    /// Sum of squared distances to the centroids.
    pub inertia: f64,
}

impl Analysis {
    /// Features per person.
    #[must_use]
    pub fn width(&self) -> usize {
        self.features.len()
    }

    /// The raw feature values of one person; empty beyond the last.
    #[must_use]
    pub fn raw_row(&self, person: usize) -> &[f64] {
        let width = self.width();
        self.raw
            .get(person * width..(person + 1) * width)
            .unwrap_or_default()
    }

    /// A project from its file.
    ///
    /// # Errors
    /// Another format, or parts that do not fit each other.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AnalysisError> {
        let analysis: Self = serde_json::from_slice(bytes)
            .map_err(|error| AnalysisError::ProjectFile(error.to_string()))?;
        analysis.check()?;
        Ok(analysis)
    }

    /// The project's file: JSON.
    ///
    /// # Errors
    /// A value that JSON cannot hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AnalysisError> {
        serde_json::to_vec(self).map_err(|error| AnalysisError::ProjectFile(error.to_string()))
    }

    fn check(&self) -> Result<(), AnalysisError> {
        let refuse = |what: &str| Err(AnalysisError::ProjectFile(what.to_owned()));
        if self.format != PROJECT_FORMAT {
            return refuse(&format!(
                "its format is {:?}, this version reads {PROJECT_FORMAT:?}",
                self.format
            ));
        }
        let (n, d) = (self.people.len(), self.width());
        if self.raw.len() != n * d || self.labels.len() != n {
            return refuse("people, values and labels differ in number");
        }
        if self.k == 0 || self.segments.len() != self.k || self.centroids.len() != self.k * d {
            return refuse("segments and centroids differ in number");
        }
        if self.labels.iter().any(|&label| label as usize >= self.k) {
            return refuse("a person's label is no segment");
        }
        let finite = |x: &f64| x.is_finite();
        if !self.raw.iter().all(finite) || !self.centroids.iter().all(finite) {
            return refuse("a value is not finite");
        }
        Ok(())
    }
}

/// Why an analysis could not be done.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AnalysisError {
    /// No event at all.
    #[error("no row could be used; see the rows left out and their reasons")]
    NoEvents,
    /// The kind asked for does not occur.
    #[error("there is no event of kind {0:?} in the data")]
    NoSuchKind(String),
    /// Too few people in the window.
    #[error(
        "only {people} people have an event in the last {window_days} days, at least {least} are needed; choose a longer window"
    )]
    TooFewPeople {
        /// People in the window.
        people: usize,
        /// The window.
        window_days: u32,
        /// How many are needed.
        least: usize,
    },
    /// Everyone is alike.
    #[error("all people have the same feature values: there are no groups to find")]
    AllAlike,
    /// A parameter outside its range.
    #[error("{name} is {value}; it has to be {range}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
    /// Clustering failed.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// Not a project file.
    #[error("this is no project file of Recinto: {0}")]
    ProjectFile(String),
    /// The caller asked to stop.
    #[error("cancelled while {0}")]
    Cancelled(Stage),
}
