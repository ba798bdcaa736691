//! From a project to a model: only what a model may hold, and only over enough people.

use super::project::Analysis;
use crate::model::{
    Assigner, FORMAT, Mechanism, ModelError, Point, PrivacyPolicy, Segment, SegmentModel,
};
use thiserror::Error;

/// Why a project cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublishError {
    /// A segment of too few people.
    #[error(
        "segment {name:?} has {people} people, fewer than the minimum audience of {minimum}: its centre would say too much about them; choose fewer segments"
    )]
    SmallSegment {
        /// The segment.
        name: String,
        /// Its size.
        people: u64,
        /// The policy's minimum.
        minimum: u32,
    },
    /// The model breaks a limit.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// k-ary randomised response with ε = 2, epochs of a day, a minimum audience of 50.
#[must_use]
pub fn default_policy() -> PrivacyPolicy {
    PrivacyPolicy {
        mechanism: Mechanism::Krr,
        epsilon: 2.0,
        epoch_ms: 86_400_000,
        minimum_audience: 50,
        necessity: String::new(),
    }
}

/// `segment-1` … `segment-k`, named "Segment 1" …, to be renamed.
pub(super) fn default_segments(k: usize) -> Vec<Segment> {
    (1..=k)
        .map(|number| Segment {
            label: format!("segment-{number}"),
            name: format!("Segment {number}"),
            category: String::new(),
            tags: Vec::new(),
        })
        .collect()
}

/// The model of a project. Its points are the segments' means.
///
/// # Errors
/// A segment below the minimum audience, a field outside the model's limits.
pub fn to_model(analysis: &Analysis) -> Result<SegmentModel, PublishError> {
    let mut sizes = vec![0_u64; analysis.k];
    for &label in &analysis.labels {
        if let Some(size) = sizes.get_mut(label as usize) {
            *size += 1;
        }
    }
    let minimum = analysis.privacy.minimum_audience;
    for (segment, &people) in analysis.segments.iter().zip(&sizes) {
        if people < u64::from(minimum) {
            return Err(PublishError::SmallSegment {
                name: segment.name.clone(),
                people,
                minimum,
            });
        }
    }
    let model = model_of(analysis);
    model.check()?;
    Ok(model)
}

/// The model, unchecked.
pub(super) fn model_of(analysis: &Analysis) -> SegmentModel {
    SegmentModel {
        format: FORMAT.to_owned(),
        name: analysis.model_name.clone(),
        window_days: analysis.window_days,
        min_events: 1,
        currency: analysis.currency.clone(),
        vocabulary: vec![analysis.kind.clone()],
        features: analysis.features.clone(),
        assigner: Assigner::Centroids {
            points: analysis
                .centroids
                .chunks_exact(analysis.width().max(1))
                .enumerate()
                .map(|(segment, at)| Point {
                    at: at.to_vec(),
                    segment,
                })
                .collect(),
        },
        segments: analysis.segments.clone(),
        privacy: analysis.privacy.clone(),
    }
}

/// A stable label from a display name: lower-case ASCII letters, digits and single dashes, at
/// most 32; accents fall away. Empty when nothing is left.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut label = String::new();
    for c in name.to_lowercase().chars() {
        let plain = match c {
            'à' | 'á' | 'â' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        };
        if plain != '-' || (!label.is_empty() && !label.ends_with('-')) {
            label.push(plain);
        }
    }
    label.truncate(32);
    label.trim_matches('-').to_owned()
}
