//! From a person's events to numbers.
//!
//! Every feature is read from one bounded [`FeatureState`] of UTC-day buckets, at the desk and on
//! the device alike, so a segment found at the desk means the same on the device.

pub mod codec;
mod daypart;
pub mod definitions;
pub mod measure;
pub mod place;
mod spec;
mod state;
mod whereabouts;
mod word;

pub use daypart::Daypart;
pub use definitions::{Calendar, Composite, Definitions, Fence, Intent, Shape};
pub use measure::Measures;
pub use spec::{FeatureSpec, Measure, Transform};
pub use state::{Bucket, FeatureState, Observed, RAW_LIMIT_MS, STATE_MAX_BYTES, StateError};
pub use whereabouts::{CommuneRef, Whereabouts};
pub use word::{NAME_MAX_CHARS, UnknownWord, WORD_MAX_BYTES, Word, is_name, words_of};

/// The raw values of `features` at `as_of_ms`, in order and in their own units; undefined ones
/// take the feature's stated value. For many states: [`Measures`].
#[must_use]
pub fn compute(
    features: &[FeatureSpec],
    vocabulary: &[String],
    state: &FeatureState,
    as_of_ms: i64,
    window_days: u32,
) -> Vec<f64> {
    Measures::new(features, vocabulary).row(state, as_of_ms, window_days)
}

/// Raw values → the space the assigner lives in: transform, then (x − center) / scale.
#[must_use]
pub fn scale(features: &[FeatureSpec], raw: &[f64]) -> Vec<f64> {
    features
        .iter()
        .zip(raw)
        .map(|(feature, &x)| (feature.transform.apply(x) - feature.center) / feature.scale)
        .collect()
}
