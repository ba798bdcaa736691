//! What a page may say: its words become an event, or are dropped.
//!
//! A page is outside data. Wrong types are dropped, texts are cut, nothing else gets through.

use crate::purposes::POSITION;
use recinto_core::events::{Event, EventKind, Position, order_key, utc_day};
use recinto_core::features::place::store_of_link;

/// The longest page address kept.
pub const PAGE_MAX: usize = 1024;
/// The longest other text kept.
pub const TEXT_MAX: usize = 128;
/// The longest event id a page may give.
pub const ID_MAX: usize = 64;
/// The most properties of an event, and the most characters in each.
pub const PROPS_MAX: usize = 16;
/// The longest property name or value.
pub const PROP_MAX: usize = 64;
/// The largest sum, in currency units, either way.
pub const VALUE_MAX: f64 = 1e9;
/// The longest time spent on something, ms: a day.
pub const DURATION_MAX_MS: f64 = 86_400_000.0;
/// The farthest clock from UTC, minutes.
pub const OFFSET_MAX_MIN: f64 = 1_080.0;
/// The largest quantity.
pub const QUANTITY_MAX: f64 = 1e6;

const KINDS: &str = "its kind is unknown: use page, click, search, view_item, add_to_cart, purchase, visit_store or \
    custom:<name> with 1 to 32 of a-z, 0-9, _ and -";

/// A value as the page gave it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not there, or null.
    Missing,
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
    /// An object.
    Object,
    /// Anything else.
    Other,
}

/// An object of the page.
pub trait Fields {
    /// The value of a field.
    fn get(&self, name: &str) -> Value;
    /// The value of a field of the object in a field.
    fn inner(&self, name: &str, field: &str) -> Value;
    /// The first `most` names in the object in a field.
    fn names(&self, name: &str, most: usize) -> Vec<String>;
}

/// What the page's words came to.
#[derive(Debug)]
pub struct Captured {
    /// The event, unless its kind is none or its id is impossible.
    pub event: Option<Event>,
    /// The first field that was left out, and why.
    pub problem: Option<String>,
}

struct Reader<'a, F> {
    fields: &'a F,
    problem: Option<String>,
}

impl<F: Fields> Reader<'_, F> {
    fn drop(&mut self, field: &str, why: &str) {
        if self.problem.is_none() {
            let mut text = String::from("`");
            text.push_str(field);
            text.push_str("` was left out: ");
            text.push_str(why);
            self.problem = Some(text);
        }
    }

    fn text(&mut self, field: &str, most: usize) -> Option<String> {
        match self.fields.get(field) {
            Value::Missing => None,
            Value::Text(text) => Some(cut(&text, most)),
            _ => {
                self.drop(field, "it has to be a text");
                None
            }
        }
    }

    fn number(&mut self, field: &str, least: f64, most: f64) -> Option<f64> {
        match self.fields.get(field) {
            Value::Missing => None,
            Value::Number(x) if x >= least && x <= most => Some(x),
            _ => {
                self.drop(field, "it has to be a number in its range");
                None
            }
        }
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Reads an event. `fresh_id` names it unless the page does; `now_ms` is its time unless the page
/// gives one that does not lie ahead, where it would outlive the others; a position is taken only with its purpose.
pub fn capture<F: Fields>(
    kind: &str,
    fields: &F,
    fresh_id: String,
    now_ms: i64,
    purposes: u32,
) -> Captured {
    let mut read = Reader {
        fields,
        problem: None,
    };
    let kind = match EventKind::try_from(kind.to_owned()) {
        Ok(kind) => kind,
        Err(_) => {
            // Not the error's own words: formatting them is a tenth of the engine.
            return Captured {
                event: None,
                problem: Some(KINDS.to_owned()),
            };
        }
    };
    let id = match read.text("id", ID_MAX + 1) {
        Some(id) if id.is_empty() || id.chars().count() > ID_MAX => {
            // Cutting it could make two different events one.
            return Captured {
                event: None,
                problem: Some("an event's `id` has 1 to 64 characters".to_owned()),
            };
        }
        Some(id) => id,
        None => fresh_id,
    };
    let time_ms = read
        .number("time", 0.0, now_ms as f64)
        .map_or(now_ms, |time| time as i64);
    let mut event = Event::new(id, String::new(), time_ms, kind);
    event.page = read.text("page", PAGE_MAX);
    event.item = read.text("item", TEXT_MAX);
    event.brand = read.text("brand", TEXT_MAX);
    event.category = read.text("category", TEXT_MAX);
    event.query = read.text("query", TEXT_MAX);
    event.campaign = read.text("campaign", TEXT_MAX);
    event.source = read.text("source", TEXT_MAX);
    event.duration_ms = read
        .number("duration_ms", 0.0, DURATION_MAX_MS)
        .map(|ms| ms as u32);
    event.depth_pct = read
        .number("depth_pct", 0.0, 100.0)
        .map(|percent| percent as u8);
    event.utc_offset_min = read
        .number("utc_offset_min", -OFFSET_MAX_MIN, OFFSET_MAX_MIN)
        .map(|minutes| minutes as i16);
    event.quantity = read
        .number("quantity", 0.0, QUANTITY_MAX)
        .map(|quantity| quantity as u32);
    event.currency = read.text("currency", 4).and_then(|code| {
        let good = code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
        if !good {
            read.drop("currency", "it has to be a code of three letters");
        }
        good.then(|| code.to_ascii_uppercase())
    });
    event.value_cents = read
        .number("value", -VALUE_MAX, VALUE_MAX)
        .map(|value| (value * 100.0).round() as i64);
    if purposes & POSITION != 0 {
        event.position = position(&mut read);
    }
    event.props = props(&mut read);
    Captured {
        event: Some(event),
        problem: read.problem,
    }
}

/// The visit to a point of sale that a page view tells, if its address is that of a QR code's link
/// ([`store_of_link`]): one per point of sale and UTC day, however often the page is loaded.
#[must_use]
pub fn visit(page: &Event) -> Option<Event> {
    let store = match page.kind {
        EventKind::Page => store_of_link(page.page.as_deref()?)?,
        _ => return None,
    };
    let day = utc_day(page.time_ms).to_string();
    // Short enough for an id whatever the name's length.
    let name = order_key(store).to_string();
    let id = ["visit-", &day, "-", &name].concat();
    let mut visit = Event::new(id, String::new(), page.time_ms, EventKind::VisitStore);
    visit.utc_offset_min = page.utc_offset_min;
    visit.item = Some(store.to_owned());
    Some(visit)
}

fn position<F: Fields>(read: &mut Reader<'_, F>) -> Option<Position> {
    let number = |field, least, most| match read.fields.inner("position", field) {
        Value::Number(x) if x >= least && x <= most => Some(x),
        _ => None,
    };
    let found = match (
        number("lat", -90.0, 90.0),
        number("lon", -180.0, 180.0),
        number("accuracy_m", 0.0, 1e7),
    ) {
        (Some(lat), Some(lon), Some(accuracy_m)) => Some(Position {
            lat,
            lon,
            accuracy_m,
        }),
        _ => None,
    };
    if found.is_none() && read.fields.get("position") != Value::Missing {
        read.drop("position", "it has to be {lat, lon, accuracy_m}");
    }
    found
}

fn props<F: Fields>(read: &mut Reader<'_, F>) -> Vec<(String, String)> {
    let mut props = Vec::new();
    match read.fields.get("props") {
        Value::Missing => return props,
        Value::Object => {}
        _ => {
            read.drop("props", "it has to be an object");
            return props;
        }
    }
    let names = read.fields.names("props", PROPS_MAX + 1);
    if names.len() > PROPS_MAX {
        read.drop("props", "only the first 16 are kept");
    }
    for name in names.into_iter().take(PROPS_MAX) {
        match read.fields.inner("props", &name) {
            Value::Missing => {}
            Value::Text(text) => {
                props.push((cut(&name, PROP_MAX), cut(&text, PROP_MAX)));
            }
            _ => read.drop("props", "values have to be texts"),
        }
    }
    props
}

#[cfg(test)]
mod tests;
