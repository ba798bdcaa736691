//! What the words of a vocabulary mean where their name alone does not say it. Travels in the
//! model, and holds only what its vocabulary uses.

use serde::{Deserialize, Serialize};

/// The definitions of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Definitions {
    /// At most [`INTENTS_MAX`]; `intent:NAME`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub intents: Vec<Intent>,
    /// At most [`CALENDARS_MAX`]; `season:NAME`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// At most [`FENCES_MAX`]; `fence:NAME`, and the points of sale of `distance`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fences: Vec<Fence>,
    /// At most [`COMPOSITES_MAX`]; `composite:NAME`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub composites: Vec<Composite>,
}

/// The most intents.
pub const INTENTS_MAX: usize = 16;
/// The most phrases of an intent.
pub const PHRASES_MAX: usize = 32;
/// The most characters of a phrase.
pub const PHRASE_MAX_CHARS: usize = 48;
/// The most calendars.
pub const CALENDARS_MAX: usize = 32;
/// The most ranges of days of a calendar: a weekly feast of nearly five years.
pub const RANGES_MAX: usize = 256;
/// The most fences.
pub const FENCES_MAX: usize = 64;
/// The most corners of a polygon.
pub const CORNERS_MAX: usize = 32;
/// The most composites.
pub const COMPOSITES_MAX: usize = 8;
/// The most events that a composite waits for.
pub const COMPOSITE_COUNT_MAX: u32 = 8;
/// The most words that follow in a composite; with those before, still [`COMPOSITE_COUNT_MAX`].
pub const COMPOSITE_THEN_MAX: usize = 3;
/// The longest span of a composite, minutes: a day.
pub const COMPOSITE_WITHIN_MAX: u32 = 1440;

/// What a visitor may be after, told by what they search for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// As in `intent:NAME`.
    pub name: String,
    /// 1 to [`PHRASES_MAX`] phrases of 1 to [`PHRASE_MAX_CHARS`] characters, any of which is
    /// enough: found whatever their capitals and accents, between word boundaries.
    pub phrases: Vec<String>,
}

/// A set of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// As in `season:NAME`.
    pub name: String,
    /// 1 to [`RANGES_MAX`] ranges, first and last day of each, days since 1970-01-01 by the local
    /// date; ascending and apart from each other.
    pub days: Vec<[i32; 2]>,
}

/// A place with an edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fence {
    /// As in `fence:NAME`.
    pub name: String,
    /// The edge.
    pub shape: Shape,
    /// Whether `distance` is measured to it.
    pub point_of_sale: bool,
}

/// The edge of a [`Fence`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// Everything within a radius.
    Circle {
        /// Degrees north, −90 to 90.
        lat: f64,
        /// Degrees east, −180 to 180.
        lon: f64,
        /// Metres, above 0 and at most 100 000.
        radius_m: f64,
    },
    /// Everything inside 3 to [`CORNERS_MAX`] corners, joined in their order.
    Polygon {
        /// The corners: degrees north, degrees east.
        points: Vec<[f64; 2]>,
    },
}

/// Several events close together: of one word, or of one and then of others, in that order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// As in `composite:NAME`.
    pub name: String,
    /// A word of the vocabulary: an event kind, category, brand, source, campaign or intent.
    pub of: String,
    /// How many of them: 2 to [`COMPOSITE_COUNT_MAX`], or 1 where others follow.
    pub count: u32,
    /// What has to follow, in this order, whatever comes between: at most [`COMPOSITE_THEN_MAX`] words of the same sorts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<String>,
    /// Within how many minutes, first to last: 1 to [`COMPOSITE_WITHIN_MAX`].
    pub within_min: u32,
}

impl Definitions {
    /// Whether nothing is defined.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.intents.is_empty()
            && self.calendars.is_empty()
            && self.fences.is_empty()
            && self.composites.is_empty()
    }
}
