//! A policy on its way between page and worker. In a model it leaves out what is as usual, which
//! postcard, where nothing says what is there, cannot read back.

use recinto_core::model::PrivacyPolicy;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes every field.
pub fn serialize<S: Serializer>(policy: &PrivacyPolicy, to: S) -> Result<S::Ok, S::Error> {
    let parts = (
        policy.mechanism,
        policy.epsilon,
        policy.epoch_ms,
        policy.minimum_audience,
        &policy.necessity,
        policy.raw_hours,
    );
    parts.serialize(to)
}

/// Reads them.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PrivacyPolicy, D::Error> {
    let (mechanism, epsilon, epoch_ms, minimum_audience, necessity, raw_hours) =
        Deserialize::deserialize(from)?;
    Ok(PrivacyPolicy {
        mechanism,
        epsilon,
        epoch_ms,
        minimum_audience,
        necessity,
        raw_hours,
    })
}
