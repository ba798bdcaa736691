//! Recency, frequency, monetary value, tenure and mean gap.
//!
//! D is the UTC day of `as_of`, W the window in days; the window holds the days D−W+1 … D, and
//! d₁ < … < dₘ are the days in it with an event of the feature's kind.
//! Recency, frequency and monetary value after Hughes, *Strategic Database Marketing* (1994);
//! day granularity because the device keeps day buckets and nothing finer.

use super::state::{Bucket, FeatureState};
use crate::events::utc_day;
use serde::{Deserialize, Serialize};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// D − dₘ: days since the last one. Undefined without one.
    Recency,
    /// How many in the window. 0 without one.
    Frequency,
    /// Sum of value in the window, in currency units. 0 without one.
    Monetary,
    /// D − d₁: days since the first one in the window. Undefined without one.
    Tenure,
    /// (dₘ − d₁) / (m − 1): mean days between active days. Undefined when m < 2.
    MeanGap,
}

impl Measure {
    /// All of them, in the order the desk shows.
    pub const ALL: [Self; 5] = [
        Self::Recency,
        Self::Frequency,
        Self::Monetary,
        Self::Tenure,
        Self::MeanGap,
    ];

    /// The name in the model.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recency => "recency",
            Self::Frequency => "frequency",
            Self::Monetary => "monetary",
            Self::Tenure => "tenure",
            Self::MeanGap => "mean_gap",
        }
    }
}

/// What is done to a raw value before it is centred and scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// Nothing.
    None,
    /// sign(x)·ln(1 + |x|): for skewed counts and sums; defined for refunds too.
    Log1p,
}

impl Transform {
    /// The transformed value.
    #[must_use]
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Log1p if x < 0.0 => -libm::log1p(-x),
            Self::Log1p => libm::log1p(x),
        }
    }
}

/// One feature of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureSpec {
    /// What is measured.
    pub measure: Measure,
    /// Over which kind of event; a word of the model's vocabulary.
    pub kind: String,
    /// Applied first.
    pub transform: Transform,
    /// Subtracted from the transformed value.
    pub center: f64,
    /// Divides the centred value; above 0.
    pub scale: f64,
    /// Raw value taken when the measure is undefined.
    pub undefined: f64,
}

/// The raw value, or `None` when the measure is undefined or its kind is not in the vocabulary.
#[must_use]
pub fn measure(
    feature: &FeatureSpec,
    vocabulary: &[String],
    state: &FeatureState,
    as_of_ms: i64,
    window_days: u32,
) -> Option<f64> {
    let kind = vocabulary.iter().position(|word| *word == feature.kind)?;
    let today = utc_day(as_of_ms);
    let active: Vec<&Bucket> = state
        .window(today, window_days)
        .filter(|bucket| usize::from(bucket.kind) == kind)
        .collect();
    let first = active.first().map(|bucket| bucket.day);
    let last = active.last().map(|bucket| bucket.day);
    match feature.measure {
        Measure::Recency => last.map(|day| (today - day) as f64),
        Measure::Tenure => first.map(|day| (today - day) as f64),
        Measure::Frequency => Some(active.iter().map(|b| u64::from(b.count)).sum::<u64>() as f64),
        Measure::Monetary => {
            let cents = active
                .iter()
                .fold(0_i64, |sum, bucket| sum.saturating_add(bucket.cents));
            Some(cents as f64 / 100.0)
        }
        Measure::MeanGap => match (first, last) {
            (Some(first), Some(last)) if active.len() > 1 => {
                Some((last - first) as f64 / (active.len() - 1) as f64)
            }
            _ => None,
        },
    }
}
