//! From a person's events to numbers.
//!
//! Every feature is read from one bounded [`FeatureState`] of UTC-day buckets, at the desk and on
//! the device alike, so a segment found at the desk means the same on the device.

pub mod codec;
mod measure;
pub mod place;
mod state;

pub use measure::{FeatureSpec, Measure, Transform, measure};
pub use state::{Bucket, FeatureState, Observed, RAW_LIMIT_MS, STATE_MAX_BYTES, StateError};

/// The raw values of `features` at `as_of_ms`, in order and in their own units; undefined ones
/// take the feature's stated value.
#[must_use]
pub fn compute(
    features: &[FeatureSpec],
    vocabulary: &[String],
    state: &FeatureState,
    as_of_ms: i64,
    window_days: u32,
) -> Vec<f64> {
    features
        .iter()
        .map(|feature| {
            measure(feature, vocabulary, state, as_of_ms, window_days).unwrap_or(feature.undefined)
        })
        .collect()
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
