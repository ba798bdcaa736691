//! A feature of a model: what is measured, over which words, and how it is scaled.

use serde::{Deserialize, Serialize};

/// What is measured. Each formula stands in [`super::measure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Days since the last one.
    Recency,
    /// How many in the window.
    Frequency,
    /// Sum of value in the window, in currency units.
    Monetary,
    /// Days since the first one in the window.
    Tenure,
    /// Mean days between active days.
    MeanGap,
    /// How regular the gaps between active days are: −1 a clock, 0 chance, 1 bursts.
    Burstiness,
    /// Mean sum per count, in natural units: s, %, currency, m, sine and cosine.
    Mean,
    /// One count over another.
    Ratio,
    /// How evenly a group is spread, nats.
    Entropy,
    /// How far along a list of words, 0 to its length.
    Depth,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Recency,
        Self::Frequency,
        Self::Monetary,
        Self::Tenure,
        Self::MeanGap,
        Self::Burstiness,
        Self::Mean,
        Self::Ratio,
        Self::Entropy,
        Self::Depth,
    ];

    /// Those of one kind of event that need nothing else, in the order the desk shows.
    pub const OF_A_KIND: [Self; 5] = [
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
            Self::Burstiness => "burstiness",
            Self::Mean => "mean",
            Self::Ratio => "ratio",
            Self::Entropy => "entropy",
            Self::Depth => "depth",
        }
    }

    /// Whether old days may weigh less in it.
    #[must_use]
    pub fn decays(self) -> bool {
        matches!(
            self,
            Self::Frequency | Self::Monetary | Self::Mean | Self::Ratio | Self::Entropy
        )
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
    /// Over which words of the model's vocabulary: a word; a group `prefix*` (see
    /// [`super::words_of`]); for `depth` a list of event kinds joined by `>`.
    pub of: String,
    /// What `ratio` divides by: a word or a group. Empty for every other measure.
    pub over: String,
    /// What a day's weight is multiplied by for every day of age, above 0 and at most 1: 2^(−1/h)
    /// for a half-life of h days, 1 where old days weigh the same.
    pub decay: f64,
    /// Applied first.
    pub transform: Transform,
    /// Subtracted from the transformed value.
    pub center: f64,
    /// Divides the centred value; above 0.
    pub scale: f64,
    /// Raw value taken when the measure is undefined.
    pub undefined: f64,
}

impl FeatureSpec {
    /// A measure of one word or group: undecayed, untransformed, unscaled, 0 when undefined.
    #[must_use]
    pub fn new(measure: Measure, of: &str) -> Self {
        Self {
            measure,
            of: of.to_owned(),
            over: String::new(),
            decay: 1.0,
            transform: Transform::None,
            center: 0.0,
            scale: 1.0,
            undefined: 0.0,
        }
    }
}
