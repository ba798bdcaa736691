//! A column of the table of features: one that a device can compute, or one of the desk only.

use crate::features::{FeatureSpec, Transform};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Column {
    /// Read from a feature state, so the device can compute it.
    Feature(FeatureSpec),
    /// Computed at the desk only: a model with it cannot be published.
    Desk(DeskColumn),
}

/// A column that no device can compute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskColumn {
    /// What it holds.
    pub what: DeskMeasure,
    /// As in [`FeatureSpec`].
    pub transform: Transform,
    /// As in [`FeatureSpec`].
    pub center: f64,
    /// As in [`FeatureSpec`].
    pub scale: f64,
    /// As in [`FeatureSpec`].
    pub undefined: f64,
}

/// What a desk column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeskMeasure {
    /// 1 for people whose static column `name` holds `value`, 0 for others; undefined where the
    /// column is empty.
    Is {
        /// The static column.
        name: String,
        /// The value.
        value: String,
    },
    /// Mean hours between consecutive events of a kind in the window; undefined below two.
    HoursBetween {
        /// The kind.
        of: String,
    },
    /// Shannon entropy, in nats, over every value of a field in the window, not only the words a
    /// model can hold; undefined without one.
    Diversity {
        /// The field: `category` or `brand`.
        of: String,
    },
    /// Over all the data instead of the window.
    Lifetime {
        /// What is taken.
        what: Lifetime,
        /// The kind of event.
        of: String,
    },
}

/// What a [`DeskMeasure::Lifetime`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// Events ever.
    Frequency,
    /// Sum of value ever, in currency units.
    Monetary,
    /// Days since the first ever; undefined without one.
    Tenure,
}

/// Why a column cannot be computed on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskOnly {
    /// A static column: a fact from a file, which the tracker never sees.
    Static,
    /// Needs times finer than the day, which a device does not keep beyond 48 hours.
    FinerThanDay,
    /// Needs every value of a field: a device keeps the model's words only.
    OpenVocabulary,
    /// Needs history before the window: a device forgets it.
    BeforeWindow,
}

impl fmt::Display for DeskOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Static => "it is a fact from a file, which the tracker never sees",
            Self::FinerThanDay => "it needs times finer than the day, which a device does not keep",
            Self::OpenVocabulary => "it needs every value of a field, a device keeps chosen words",
            Self::BeforeWindow => "it needs history before the window, which a device forgets",
        })
    }
}

impl Column {
    /// What names the column in a choice, a table's head and a suggestion: `frequency(purchase)`,
    /// `ratio(category:scarpe / category:*)`, `is(channel = email)`. Decay, transform and scaling
    /// are not part of it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Feature(feature) => {
                let measure = feature.measure.name();
                if feature.over.is_empty() {
                    format!("{measure}({})", feature.of)
                } else {
                    format!("{measure}({} / {})", feature.of, feature.over)
                }
            }
            Self::Desk(desk) => match &desk.what {
                DeskMeasure::Is { name, value } => format!("is({name} = {value})"),
                DeskMeasure::HoursBetween { of } => format!("hours_between({of})"),
                DeskMeasure::Diversity { of } => format!("diversity({of})"),
                DeskMeasure::Lifetime { what, of } => {
                    let what = match what {
                        Lifetime::Frequency => "frequency",
                        Lifetime::Monetary => "monetary",
                        Lifetime::Tenure => "tenure",
                    };
                    format!("lifetime_{what}({of})")
                }
            },
        }
    }

    /// Why no device can compute it; `None` when one can.
    #[must_use]
    pub fn desk_only(&self) -> Option<DeskOnly> {
        match self {
            Self::Feature(_) => None,
            Self::Desk(desk) => Some(match desk.what {
                DeskMeasure::Is { .. } => DeskOnly::Static,
                DeskMeasure::HoursBetween { .. } => DeskOnly::FinerThanDay,
                DeskMeasure::Diversity { .. } => DeskOnly::OpenVocabulary,
                DeskMeasure::Lifetime { .. } => DeskOnly::BeforeWindow,
            }),
        }
    }

    /// The feature, where a device can compute it.
    #[must_use]
    pub fn feature(&self) -> Option<&FeatureSpec> {
        match self {
            Self::Feature(feature) => Some(feature),
            Self::Desk(_) => None,
        }
    }

    /// What is done to a raw value before it is centred and scaled.
    #[must_use]
    pub fn transform(&self) -> Transform {
        match self {
            Self::Feature(feature) => feature.transform,
            Self::Desk(desk) => desk.transform,
        }
    }

    /// The raw value taken when there is none.
    #[must_use]
    pub fn undefined(&self) -> f64 {
        match self {
            Self::Feature(feature) => feature.undefined,
            Self::Desk(desk) => desk.undefined,
        }
    }

    /// A raw value in the space of distances: transformed, then (x − centre) / scale.
    #[must_use]
    pub fn scaled(&self, raw: f64) -> f64 {
        let (center, scale) = match self {
            Self::Feature(feature) => (feature.center, feature.scale),
            Self::Desk(desk) => (desk.center, desk.scale),
        };
        (self.transform().apply(raw) - center) / scale
    }

    /// Sets centre and scale.
    pub fn set_scaling(&mut self, new_center: f64, new_scale: f64) {
        let (center, scale) = match self {
            Self::Feature(feature) => (&mut feature.center, &mut feature.scale),
            Self::Desk(desk) => (&mut desk.center, &mut desk.scale),
        };
        *center = new_center;
        *scale = new_scale;
    }
}
