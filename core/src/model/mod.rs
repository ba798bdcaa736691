//! The segment model, `recinto.segments/1`: what is published, and all a device needs.
//!
//! | part | shape |
//! | --- | --- |
//! | `vocabulary` | 1 to 64 words the state counts, see [`crate::features::Word`] |
//! | `definitions` | intents, calendars, fences and composites the words need, and no others |
//! | `features` | 1 to 32, ordered: measure, words, decay, transform, centre, scale, value when undefined |
//! | `assigner` | 1 to 256 points in the scaled space, each a mean over at least the minimum audience; `centroids`, or `exemplars` with a radius; or `rules`, and then neither features nor points nor scoring |
//! | `segments` | 1 to 64: stable label, display name, category, tags |
//! | `scoring` | per segment 1 to 8 pairs from membership to score |
//! | `rules` | at most 16: a segment and the condition under which it holds; shown to the page, and reported only where the assigner is `rules` |
//! | `sensitive` | why a matter of [`sensitive`] is touched all the same, one reason each |
//! | `privacy` | mechanism, ε, epoch length, minimum audience, necessity of a window over 30 days |
//!
//! Bytes are RFC 8785 (JCS), at most 64 KB; the id is the first 128 bits of their SHA-256 in
//! base64url. No row of a person, no audience size and no quality figure is part of it.

mod bytes;
mod check;
mod check_rules;
mod check_words;
pub mod sensitive;

pub use bytes::{MODEL_MAX_BYTES, model_id};
pub use check::{AUDIENCE_MIN, Found, ModelError, WINDOW_WITHOUT_NECESSITY};

use crate::features::{Definitions, FeatureSpec};
use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// The only format this crate reads.
pub const FORMAT: &str = "recinto.segments/1";

/// A published segment model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentModel {
    /// Always [`FORMAT`].
    pub format: String,
    /// Display name, 1 to 80 characters.
    pub name: String,
    /// Days the feature state looks back, 1 to 730.
    pub window_days: u32,
    /// Events of the vocabulary in the window below which there is no segment yet, 1 or more.
    pub min_events: u32,
    /// ISO 4217 code of every sum.
    pub currency: String,
    /// The words the state counts.
    pub vocabulary: Vec<String>,
    /// What they mean where their name does not say it.
    #[serde(default, skip_serializing_if = "Definitions::is_empty")]
    pub definitions: Definitions,
    /// The features, in the order of the points' coordinates.
    pub features: Vec<FeatureSpec>,
    /// How features become a segment.
    pub assigner: Assigner,
    /// The segments.
    pub segments: Vec<Segment>,
    /// What a membership is worth, per segment: see [`crate::assign`].
    pub scoring: Vec<Scoring>,
    /// Segments that hold under a condition, beside the one that is assigned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Why sensitive matters are touched, one entry each: see [`sensitive`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sensitive: Vec<sensitive::Reason>,
    /// What may be reported, and how.
    pub privacy: PrivacyPolicy,
}

/// How features become a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Assigner {
    /// The segment of the nearest point.
    Centroids {
        /// The points.
        points: Vec<Point>,
    },
    /// The segment of the point that is nearest in units of its own radius; no segment beyond
    /// every radius.
    Exemplars {
        /// The points: each the mean of a cell of at least the minimum audience.
        points: Vec<Exemplar>,
    },
    /// The segment of the first rule that is true. The model's segments are those of its rules,
    /// in their order.
    Rules,
}

impl Default for Assigner {
    /// No point: nobody belongs anywhere.
    fn default() -> Self {
        Self::Centroids { points: Vec::new() }
    }
}

/// A point of the assigner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Coordinates in the scaled space, one per feature.
    pub at: Vec<f64>,
    /// Index of its segment.
    pub segment: usize,
}

/// A point that reaches so far and no farther.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemplar {
    /// Coordinates in the scaled space, one per feature.
    pub at: Vec<f64>,
    /// How far it reaches, above 0: a multiple of its cell's root mean square distance.
    pub radius: f64,
    /// Index of its segment.
    pub segment: usize,
}

/// From raw membership (0 to 1, rising) to score (0 to 1, never falling), at most
/// [`KNOTS_MAX`] pairs, straight lines between them, flat beyond the ends. Every pair is a mean
/// over at least the minimum audience.
pub type Scoring = Vec<[f64; 2]>;

/// The most pairs of a [`Scoring`].
pub const KNOTS_MAX: usize = 8;

/// A segment as the page sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Stable, 1 to 32 of `[a-z0-9-]`; what a report carries.
    pub label: String,
    /// Display name, 1 to 64 characters.
    pub name: String,
    /// Category, at most 64 characters.
    pub category: String,
    /// At most 8 tags of 1 to 32 characters.
    pub tags: Vec<String>,
}

/// How a label is reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPolicy {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// ε of one answer, above 0 and at most 10. Without meaning for `exact`.
    pub epsilon: f64,
    /// Length of an epoch in ms: one hour to 31 days.
    pub epoch_ms: u64,
    /// Counts below it are never shown, points are means over at least as many people.
    pub minimum_audience: u32,
    /// Why more than 30 days of memory are needed, in words a visitor reads. Required then.
    pub necessity: String,
    /// Hours a raw event lives on the device, 1 to [`RAW_HOURS`]. Left out where it is that.
    #[serde(default = "raw_hours", skip_serializing_if = "is_raw_hours")]
    pub raw_hours: u32,
}

/// The most hours a raw event lives on a device, and those it does where a model says nothing.
pub const RAW_HOURS: u32 = 48;

fn raw_hours() -> u32 {
    RAW_HOURS
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_raw_hours(hours: &u32) -> bool {
    *hours == RAW_HOURS
}

/// A mechanism of the label report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// k-ary randomised response: see [`crate::privacy::krr`].
    Krr,
    /// Optimised unary encoding: see [`crate::privacy::oue`].
    Oue,
    /// The true label.
    Exact,
}

impl SegmentModel {
    /// The index of the segment with this label.
    #[must_use]
    pub fn segment_index(&self, label: &str) -> Option<usize> {
        self.segments.iter().position(|s| s.label == label)
    }
}
