//! From a person's events to numbers.
//!
//! Every feature is read from one bounded [`FeatureState`] of UTC-day buckets, at the desk and on
//! the device alike, so a segment found at the desk means the same on the device.

pub mod calendar;
pub mod codec;
mod count;
mod cursor;
mod daypart;
pub mod definitions;
mod device;
pub mod intents;
mod lexicon;
mod local;
pub mod measure;
pub mod place;
mod session;
mod spec;
mod state;
pub mod text;
mod whereabouts;
mod word;

pub use daypart::Daypart;
pub use definitions::{Calendar, Composite, Definitions, Fence, Intent, RANGES_MAX, Shape};
pub use device::{Arrived, DEVICE_MAX_BYTES, DeviceState};
pub use lexicon::Lexicon;
pub use measure::Measures;
pub use session::PAUSE_MAX_MS;
pub use spec::{FeatureSpec, Measure, Transform};
pub use state::{Bucket, FeatureState, RAW_LIMIT_MS, STATE_MAX_BYTES, StateError};
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
