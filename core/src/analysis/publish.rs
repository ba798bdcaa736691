//! From a project to a model: only what a model may hold, and only over enough people.

use super::assigner::AGREEMENT_MIN;
use super::project::Analysis;
use crate::features::Definitions;
use crate::features::intents::starter_intents;
use crate::model::{
    FORMAT, Mechanism, ModelError, PrivacyPolicy, RAW_HOURS, Segment, SegmentModel,
};
use crate::privacy::proposed;
use crate::rules::needed;
use crate::rules::packs::Trade;
use crate::studio::{Column, DeskOnly, used_by};
use thiserror::Error;

/// The largest expected calibration error of a score that is published.
const ERROR_MAX: f64 = 0.05;

/// Why a project cannot be published.
#[derive(Debug, Clone, PartialEq, Error)]
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
    /// Columns that no device can compute.
    #[error(
        "segments were found by {} of the desk only: {}; leave it out or give it weight 0",
        if columns.len() == 1 { "a column" } else { "columns" },
        columns.iter().map(|(key, why)| format!("{key} ({why})")).collect::<Vec<_>>().join(", ")
    )]
    DeskOnly {
        /// Their keys, and why no device can compute them.
        columns: Vec<(String, DeskOnly)>,
    },
    /// Nothing to publish.
    #[error("no segment was found, so there is nothing to publish; choose other parameters")]
    NoSegments,
    /// A point over too few people.
    #[error(
        "one of the assigner's points is the mean of {people} people, fewer than the minimum audience of {minimum}; find segments again with this audience"
    )]
    SmallCell {
        /// People.
        people: u64,
        /// The policy's minimum.
        minimum: u32,
    },
    /// The assigner does not give the labels back.
    #[error(
        "on a device only {:.0} % of {} would get the same answer, at least 90 % are needed; choose other parameters or another algorithm",
        100.0 * agreement,
        segment.as_ref().map_or("the people of no segment".to_owned(), |name| format!("{name:?}"))
    )]
    Disagrees {
        /// The segment's name; `None` for the people of no segment.
        segment: Option<String>,
        /// Share of its people, 0 to 1.
        agreement: f64,
    },
    /// The score does not mean what it says.
    #[error(
        "scores would be wrong by {error:.2} on average, at most {ERROR_MAX} is published; choose other parameters or another algorithm"
    )]
    Uncalibrated {
        /// Expected calibration error, 0 to 1.
        error: f64,
    },
    /// The model breaks a limit.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Randomised answers with ε = 2, epochs of a day, a minimum audience of 50.
#[must_use]
pub fn default_policy() -> PrivacyPolicy {
    PrivacyPolicy {
        mechanism: Mechanism::Krr,
        epsilon: 2.0,
        epoch_ms: 86_400_000,
        minimum_audience: 50,
        necessity: String::new(),
        raw_hours: RAW_HOURS,
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
/// A segment below the minimum audience, a column of the desk only, a field outside the model's limits.
pub fn to_model(analysis: &Analysis) -> Result<SegmentModel, PublishError> {
    if analysis.k == 0 {
        return Err(PublishError::NoSegments);
    }
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
    let desk_only: Vec<(String, DeskOnly)> = analysis
        .columns
        .iter()
        .filter_map(|column| Some((column.key(), column.desk_only()?)))
        .collect();
    if !desk_only.is_empty() {
        return Err(PublishError::DeskOnly { columns: desk_only });
    }
    check_published(analysis)?;
    let model = model_of(analysis);
    model.check()?;
    model.check_stated()?;
    Ok(model)
}

/// The points are means over enough people, and give the labels back.
fn check_published(analysis: &Analysis) -> Result<(), PublishError> {
    let published = &analysis.published;
    let minimum = analysis.privacy.minimum_audience;
    if let Some(&people) = published.people.iter().find(|&&n| n < u64::from(minimum)) {
        return Err(PublishError::SmallCell { people, minimum });
    }
    let noise = published.noise_agreement.map(|share| (None, share));
    let segments = analysis.segments.iter().map(|s| Some(s.name.clone()));
    let worst = segments
        .zip(published.agreement.iter().copied())
        .chain(noise)
        .min_by(|a, b| a.1.total_cmp(&b.1));
    match worst {
        Some((segment, agreement)) if agreement < AGREEMENT_MIN => {
            Err(PublishError::Disagrees { segment, agreement })
        }
        _ if published.calibration_error > ERROR_MAX => Err(PublishError::Uncalibrated {
            error: published.calibration_error,
        }),
        _ => Ok(()),
    }
}

/// The model, unchecked; columns of the desk only are not in it.
pub(super) fn model_of(analysis: &Analysis) -> SegmentModel {
    let known = with_starters(&analysis.chosen.definitions);
    let mut vocabulary = analysis.vocabulary.clone();
    for word in needed(&analysis.rules, &known.composites) {
        if !vocabulary.contains(&word) {
            vocabulary.push(word);
        }
    }
    SegmentModel {
        format: FORMAT.to_owned(),
        name: analysis.model_name.clone(),
        window_days: analysis.window_days,
        min_events: 1,
        currency: analysis.currency.clone(),
        definitions: used_by(&known, &vocabulary),
        vocabulary,
        features: analysis
            .columns
            .iter()
            .filter_map(Column::feature)
            .cloned()
            .collect(),
        assigner: analysis.published.assigner.clone(),
        segments: analysis.segments.clone(),
        scoring: analysis.published.scoring.clone(),
        rules: analysis.rules.clone(),
        sensitive: analysis.sensitive.clone(),
        privacy: PrivacyPolicy {
            mechanism: match analysis.privacy.mechanism {
                Mechanism::Exact => Mechanism::Exact,
                Mechanism::Krr | Mechanism::Oue => {
                    proposed(analysis.segments.len(), analysis.privacy.epsilon)
                }
            },
            ..analysis.privacy.clone()
        },
    }
}

/// The marketer's own definitions, and the dictionary's where rules name one of those.
fn with_starters(own: &Definitions) -> Definitions {
    let mut all = own.clone();
    for intent in starter_intents() {
        if !all.intents.iter().any(|known| known.name == intent.name) {
            all.intents.push(intent);
        }
    }
    for composite in Trade::ALL.into_iter().flat_map(Trade::composites) {
        if !all
            .composites
            .iter()
            .any(|known| known.name == composite.name)
        {
            all.composites.push(composite);
        }
    }
    all
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
