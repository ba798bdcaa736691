//! The project: everything the desk keeps, and what a project file holds. Never published.

use super::error::AnalysisError;
use super::fit::scaled_rows;
use super::method::Method;
use super::options::Progress;
use super::resample::resample;
use crate::cleaning::{CleaningReport, Plan};
use crate::clustering::NOISE;
use crate::events::import::ImportReport;
use crate::model::sensitive::Reason;
use crate::model::{Assigner, PrivacyPolicy, Segment};
use crate::rules::Rule;
use crate::studio::{Choice, Column, Statics};
use serde::{Deserialize, Serialize};

/// The format of a project file.
pub const PROJECT_FORMAT: &str = "recinto.project/2";

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
    /// How the rows were cleaned.
    pub plan: Plan,
    /// What cleaning did.
    pub cleaning: CleaningReport,
    /// What the marketer chose, or what was proposed.
    pub chosen: Choice,
    /// The words that the columns are read from.
    pub vocabulary: Vec<String>,
    /// ISO 4217 code of sums.
    pub currency: String,
    /// Seed of everything random.
    pub seed: u64,
    /// Row keys, sorted.
    pub people: Vec<String>,
    /// The columns segments are found by: those chosen with a weight above 0 that are not the same
    /// for everyone, scaled and weighted.
    pub columns: Vec<Column>,
    /// Raw values in their own units, row-major: people × columns. A missing one is the column's
    /// stated value.
    pub raw: Vec<f64>,
    /// Static columns of the people, to describe segments by.
    pub statics: Statics,
    /// The algorithm in use, every parameter settled.
    pub method: Method,
    /// The cluster of each person, or [`NOISE`].
    pub labels: Vec<u32>,
    /// Means of the clusters in the scaled space, row-major: clusters × features.
    pub centroids: Vec<f64>,
    /// How several k compare, measured on the same people once per window.
    pub choice: ChoiceOfK,
    /// Clusters; 0 when everyone is noise.
    pub k: usize,
    /// What a device would assign by.
    pub published: Published,
    /// How the clusters stand up to resampling.
    pub stability: Stability,
    /// Who was left out.
    pub outside: Outside,
    /// The display name a published model gets.
    pub model_name: String,
    /// What the segments are called, by cluster.
    pub segments: Vec<Segment>,
    /// Rules beside the segments.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Why sensitive matters are touched.
    #[serde(default)]
    pub sensitive: Vec<Reason>,
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
    /// People without an event of the vocabulary in the window.
    pub people: u64,
    /// Columns that were the same for everyone, and so left out.
    pub constant_features: u64,
}

/// How several k compare, and which one is proposed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOfK {
    /// By rising k.
    pub scores: Vec<KScore>,
    /// The k of the highest total.
    pub proposed: usize,
    /// The indices whose own best k is the proposed one.
    pub agree: Vec<QualityIndex>,
    /// The others.
    pub disagree: Vec<QualityIndex>,
    /// Whether there are no groups to speak of at any k.
    pub no_structure: bool,
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
    /// Calinski–Harabasz index, higher is better.
    pub calinski_harabasz: f64,
    /// Davies–Bouldin index, lower is better.
    pub davies_bouldin: f64,
    /// Gap statistic, higher is better; `None` where it is not defined.
    pub gap: Option<f64>,
    /// Mean Jaccard similarity over resamplings, 0 to 1.
    pub stability: f64,
    /// All of them weighed, 0 to 1.
    pub total: f64,
}

/// An index that takes part in the choice of k.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityIndex {
    /// Silhouette, mean over people.
    Silhouette,
    /// Silhouette, mean over segments.
    ClusterSilhouette,
    /// Calinski–Harabasz.
    CalinskiHarabasz,
    /// Davies–Bouldin.
    DaviesBouldin,
    /// Gap statistic.
    Gap,
    /// Stability under resampling.
    Stability,
}

/// The assigner a model would carry, and how well it gives back the fitted labels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The assigner.
    pub assigner: Assigner,
    /// People whose mean each of its points is.
    pub people: Vec<u64>,
    /// Per segment, the share of its people whom the assigner puts there, 0 to 1.
    pub agreement: Vec<f64>,
    /// Share of the people of no segment whom the assigner puts nowhere; `None` when there are none.
    pub noise_agreement: Option<f64>,
    /// From raw membership to the score a page sees, per segment.
    pub scoring: Vec<Vec<[f64; 2]>>,
    /// Expected calibration error of that score, on resamplings it was not made from, 0 to 1.
    pub calibration_error: f64,
}

/// Bootstrap stability (Hennig, Comput. Stat. Data Anal. 52, 2007).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// Mean Jaccard similarity of each segment with its match in a resampling, 0 to 1: below 0.6
    /// not to be trusted, from 0.75 on a pattern, from 0.85 on highly stable.
    pub jaccard: Vec<f64>,
    /// Resamplings.
    pub rounds: u32,
    /// People each one was over.
    pub people: u64,
    /// Whether those are a sample.
    pub sampled: bool,
}

/// What a file says it is.
#[derive(Deserialize)]
struct Marked {
    format: String,
}

impl Analysis {
    /// Columns per person.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Takes another policy. The points of the assigner depend on the minimum audience, so they are
    /// made anew when that changes, which resamples the people once more.
    ///
    /// # Errors
    /// A cancel.
    pub fn set_privacy(
        &mut self,
        privacy: PrivacyPolicy,
        progress: Progress<'_>,
    ) -> Result<(), AnalysisError> {
        let same = self.privacy.minimum_audience == privacy.minimum_audience;
        self.privacy = privacy;
        if same {
            return Ok(());
        }
        let scaled = scaled_rows(&self.columns, &self.raw);
        resample(self, scaled.view(), progress)
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
        let refused = |error: serde_json::Error| AnalysisError::ProjectFile(error.to_string());
        // The format first: an older one would otherwise fail on some field it does not have.
        let marked: Marked = serde_json::from_slice(bytes).map_err(refused)?;
        if marked.format != PROJECT_FORMAT {
            return Err(AnalysisError::ProjectFormat(
                marked.format.chars().take(40).collect(),
            ));
        }
        let analysis: Self = serde_json::from_slice(bytes).map_err(refused)?;
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
        let (n, d) = (self.people.len(), self.width());
        if self.raw.len() != n * d || self.labels.len() != n {
            return refuse("people, values and labels differ in number");
        }
        if self.segments.len() != self.k || self.centroids.len() != self.k * d {
            return refuse("segments and centroids differ in number");
        }
        if self
            .labels
            .iter()
            .any(|&label| label != NOISE && label as usize >= self.k)
        {
            return refuse("a person's label is no segment");
        }
        if !self.statics.fit(n) {
            return refuse("people and their static columns differ in number");
        }
        let finite = |x: &f64| x.is_finite();
        if !self.raw.iter().all(finite) || !self.centroids.iter().all(finite) {
            return refuse("a value is not finite");
        }
        Ok(())
    }
}
