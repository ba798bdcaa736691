//! What the marketer chose.

use super::column::Column;
use crate::features::Definitions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// Words a model can hold.
pub const WORDS_MAX: usize = 64;
/// Features a model can hold.
pub const FEATURES_MAX: usize = 32;
/// The greatest weight.
pub const WEIGHT_MAX: f64 = 10.0;
/// The shortest and the longest half-life, days.
pub const HALF_LIFE_DAYS: [f64; 2] = [0.5, 730.0];

/// What segments are to be found by. Kept in the project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The columns, in the order the marketer sees.
    pub columns: Vec<Chosen>,
    /// Words of the groups (`category:*` and the like) that no column names by itself. A word
    /// whose group no column is over is left out of the model.
    pub words: Vec<String>,
    /// Intents, calendars, fences and composites the words may name.
    pub definitions: Definitions,
    /// How columns are centred and scaled.
    pub spread: Spread,
}

/// A chosen column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The column; its centre, scale and decay are set from the data and `half_life_days`.
    pub column: Column,
    /// How much it counts in distances, 0 to 10, 1 unless chosen: the scaled value is multiplied
    /// by it. At 0 the column is described, but segments are not found by it.
    pub weight: f64,
    /// Days after which an event counts half; `None`: all count alike. 0.5 to 730.
    pub half_life_days: Option<f64>,
}

impl Chosen {
    /// With weight 1 and without decay.
    #[must_use]
    pub fn plain(column: Column) -> Self {
        Self {
            column,
            weight: 1.0,
            half_life_days: None,
        }
    }
}

/// How columns are centred and scaled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Mean and standard deviation.
    #[default]
    Standard,
    /// Median and interquartile range, for columns with outliers. A column half of whose values
    /// are equal has no such range: it keeps mean and standard deviation.
    Robust,
}

/// A choice that cannot be computed.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ChoiceError {
    /// No column, or none with a weight.
    #[error("no feature is chosen, or all have weight 0; choose one at least")]
    Nothing,
    /// A model can hold no more.
    #[error("{0} features are chosen, a model holds {FEATURES_MAX} at most; leave some out")]
    TooManyFeatures(usize),
    /// A model can hold no more.
    #[error(
        "the chosen features need {0} words, a model holds {WORDS_MAX} at most; choose fewer categories, brands or steps"
    )]
    TooManyWords(usize),
    /// Twice the same.
    #[error("{0} is chosen twice")]
    Repeated(String),
    /// Out of range.
    #[error("the weight of {key} is {weight}; it has to be 0 to {WEIGHT_MAX}")]
    Weight {
        /// The column.
        key: String,
        /// Its weight.
        weight: f64,
    },
    /// Out of range.
    #[error("the half-life of {key} is {days} days; it has to be 0.5 to 730")]
    HalfLife {
        /// The column.
        key: String,
        /// Its half-life.
        days: f64,
    },
    /// A word that is none, or whose definition is missing or makes no sense.
    #[error("a feature's words cannot be counted: {0}")]
    Words(String),
}

impl Choice {
    /// These columns with weight 1 and without decay, and no definitions.
    #[must_use]
    pub fn of(columns: Vec<Column>) -> Self {
        Self {
            columns: columns.into_iter().map(Chosen::plain).collect(),
            ..Self::default()
        }
    }

    /// The columns that segments are found by, with their places.
    pub fn used(&self) -> impl Iterator<Item = (usize, &Chosen)> {
        self.columns
            .iter()
            .enumerate()
            .filter(|(_, chosen)| chosen.weight > 0.0)
    }

    /// Whether every column can be computed. What a model can hold is another question:
    /// [`Choice::check_limits`].
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), ChoiceError> {
        let mut keys = BTreeSet::new();
        for chosen in &self.columns {
            let key = chosen.column.key();
            if !(0.0..=WEIGHT_MAX).contains(&chosen.weight) {
                return Err(ChoiceError::Weight {
                    key,
                    weight: chosen.weight,
                });
            }
            let [least, most] = HALF_LIFE_DAYS;
            if let Some(days) = chosen.half_life_days
                && !(least..=most).contains(&days)
            {
                return Err(ChoiceError::HalfLife { key, days });
            }
            if !keys.insert(key.clone()) {
                return Err(ChoiceError::Repeated(key));
            }
        }
        if self.columns.is_empty() {
            return Err(ChoiceError::Nothing);
        }
        Ok(())
    }

    /// Whether the columns with a weight fit into a model.
    ///
    /// # Errors
    /// None of them, too many features, too many words.
    pub fn check_limits(&self) -> Result<(), ChoiceError> {
        let used: Vec<&Column> = self.used().map(|(_, chosen)| &chosen.column).collect();
        if used.is_empty() {
            return Err(ChoiceError::Nothing);
        }
        if used.len() > FEATURES_MAX {
            return Err(ChoiceError::TooManyFeatures(used.len()));
        }
        let words = self.vocabulary_of(&used).len();
        if words > WORDS_MAX {
            return Err(ChoiceError::TooManyWords(words));
        }
        Ok(())
    }

    /// With each half-life turned into its feature's decay per day, 2^(−1/h), where the measure
    /// decays.
    pub(super) fn with_decay(mut self) -> Self {
        for chosen in &mut self.columns {
            if let Column::Feature(feature) = &mut chosen.column {
                feature.decay = match chosen.half_life_days {
                    Some(days) if feature.measure.decays() => libm::exp2(-1.0 / days),
                    _ => 1.0,
                };
            }
        }
        self
    }
}
