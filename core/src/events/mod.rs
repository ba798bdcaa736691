//! What a person did: the one shape every source is read into.

pub mod import;
mod interner;
mod sheet;
mod told;
mod view;

pub use interner::{Interner, Symbol};
pub use sheet::{Field, Imported, Person, Row, Sheet};
pub use told::Told;
pub use view::{View, order_key};

use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;

/// The UTC day a time falls on: ⌊ms since epoch / 86 400 000⌋.
#[must_use]
pub fn utc_day(time_ms: i64) -> i64 {
    time_ms.div_euclid(DAY_MS)
}

/// One event. Lives in the tab or on the device, never beyond.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Unique per event; a repeated id is the same event told twice.
    pub id: String,
    /// Row key of the person, as the source spells it. Empty on a device, which knows one person.
    #[serde(default)]
    pub person: String,
    /// Milliseconds since 1970-01-01T00:00Z.
    pub time_ms: i64,
    /// What happened.
    pub kind: EventKind,
    /// Path or title of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Item id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Brand of the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Category of the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    /// Money, in hundredths of `currency`, so that sums are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_cents: Option<i64>,
    /// ISO 4217 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Search text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Campaign name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// Traffic source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Time spent, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u32>,
    /// Scroll depth, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth_pct: Option<u8>,
    /// Where, with its accuracy. Only with the purpose `position`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Minutes to add to UTC for the visitor's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_min: Option<i16>,
    /// At most 16 more properties of at most 64 characters, name and text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<(String, String)>,
}

impl Event {
    /// An event with nothing but its required parts.
    #[must_use]
    pub fn new(id: String, person: String, time_ms: i64, kind: EventKind) -> Self {
        Self {
            id,
            person,
            time_ms,
            kind,
            page: None,
            item: None,
            brand: None,
            category: None,
            quantity: None,
            value_cents: None,
            currency: None,
            query: None,
            campaign: None,
            source: None,
            duration_ms: None,
            depth_pct: None,
            position: None,
            utc_offset_min: None,
            props: Vec::new(),
        }
    }
}

/// A fix of the device's position.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Radius of 68 % confidence, metres.
    pub accuracy_m: f64,
}

/// What happened. Text form: `page`, `click`, …, `custom:<name>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum EventKind {
    /// A page was seen.
    Page,
    /// Something was clicked.
    Click,
    /// A search was made.
    Search,
    /// An item's page was seen.
    ViewItem,
    /// An item went into the cart.
    AddToCart,
    /// An order was placed.
    Purchase,
    /// A point of sale was visited.
    VisitStore,
    /// The site's own kind, 1 to 32 of `[a-z0-9_-]`.
    Custom(String),
}

/// A kind that is none of ours and not `custom:<name>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown event kind {0:?}: use page, click, search, view_item, add_to_cart, purchase, visit_store or custom:<name> with 1 to 32 of a-z, 0-9, _ and -"
)]
pub struct UnknownKind(pub String);

impl TryFrom<String> for EventKind {
    type Error = UnknownKind;

    fn try_from(text: String) -> Result<Self, UnknownKind> {
        Ok(match text.as_str() {
            "page" => Self::Page,
            "click" => Self::Click,
            "search" => Self::Search,
            "view_item" => Self::ViewItem,
            "add_to_cart" => Self::AddToCart,
            "purchase" => Self::Purchase,
            "visit_store" => Self::VisitStore,
            other => match other.strip_prefix("custom:") {
                Some(name)
                    if (1..=32).contains(&name.len())
                        && name.bytes().all(|b| {
                            b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-'
                        }) =>
                {
                    Self::Custom(name.to_owned())
                }
                _ => return Err(UnknownKind(text)),
            },
        })
    }
}

impl From<EventKind> for String {
    fn from(kind: EventKind) -> Self {
        kind.to_string()
    }
}

impl EventKind {
    /// The name of a kind that is ours; `custom` for the site's own.
    fn known_name(&self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Click => "click",
            Self::Search => "search",
            Self::ViewItem => "view_item",
            Self::AddToCart => "add_to_cart",
            Self::Purchase => "purchase",
            Self::VisitStore => "visit_store",
            Self::Custom(_) => "custom",
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.known_name())?;
        match self {
            Self::Custom(name) => write!(f, ":{name}"),
            _ => Ok(()),
        }
    }
}
