//! An event in the making, the same for every tool, and how it is told.
//!
//! An order of several lines becomes one event with all of the money and the first line's item,
//! brand and category, and then one event of the kind [`ORDER_LINE`] for each further line, with
//! its item, brand, category and quantity, and without money. So revenue is counted once, orders
//! are counted once, and every item, brand and category is counted.

use super::scalar::{Scalar, bad};
use super::{Bad, Out, Reason};
use crate::events::{Position, Told};
use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// The kind of the second and further lines of an order.
pub const ORDER_LINE: &str = "custom:order_line";

/// The static column with which a tool's own mark is kept for cleaning: `bot` or `internal`.
pub const TRAFFIC: &str = "traffic";

/// An address tells the town at best: the radius given to such a position, metres.
pub(super) const TOWN_M: f64 = 25_000.0;

/// A line of an order, or the item looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Line<'a> {
    pub(super) item: Cow<'a, str>,
    pub(super) brand: Cow<'a, str>,
    pub(super) category: Cow<'a, str>,
    /// Of one piece, hundredths.
    pub(super) price: Option<i64>,
    pub(super) quantity: Option<u32>,
}

impl Line<'_> {
    /// The same with texts of its own.
    pub(super) fn into_owned<'b>(self) -> Line<'b> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Line {
            item: own(self.item),
            brand: own(self.brand),
            category: own(self.category),
            price: self.price,
            quantity: self.quantity,
        }
    }
}

/// An event as a tool tells it. Empty texts are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft<'a> {
    pub(super) person: Cow<'a, str>,
    pub(super) id: Cow<'a, str>,
    pub(super) time_ms: i64,
    pub(super) kind: Cow<'a, str>,
    pub(super) page: Cow<'a, str>,
    pub(super) lines: Vec<Line<'a>>,
    pub(super) value: Option<i64>,
    pub(super) currency: Cow<'a, str>,
    pub(super) query: Cow<'a, str>,
    pub(super) campaign: Cow<'a, str>,
    pub(super) source: Cow<'a, str>,
    pub(super) duration_ms: Option<u32>,
    pub(super) depth_pct: Option<u8>,
    pub(super) position: Option<Position>,
    pub(super) utc_offset_min: Option<i16>,
    /// When the tool's server had it, ms since epoch.
    pub(super) received_ms: Option<i64>,
    pub(super) user_agent: Cow<'a, str>,
    pub(super) address: Cow<'a, str>,
    pub(super) attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

impl<'a> Draft<'a> {
    /// Adds a static column, unless its value is empty.
    pub(super) fn attribute(&mut self, name: impl Into<Cow<'a, str>>, value: Scalar<'a>) {
        let value = value.text();
        if !value.is_empty() && value != "(not set)" {
            self.attributes.push((name.into(), value));
        }
    }

    /// Hands the event out, and a further one for each further line of an order. `money` is the
    /// currency of values that name none.
    pub(super) fn tell(&self, line: u64, money: &str, seen: &mut Seen, out: &mut Out<'_>) {
        let mut told = Told::new(&self.person, &self.id, self.time_ms, &self.kind, line);
        told.event.page = some(&self.page);
        told.event.query = some(&self.query);
        told.event.campaign = some(&self.campaign);
        told.event.source = some(&self.source);
        told.event.duration_ms = self.duration_ms;
        told.event.depth_pct = self.depth_pct;
        told.event.position = self.position;
        told.event.utc_offset_min = self.utc_offset_min;
        told.received_ms = self.received_ms;
        told.user_agent = some(&self.user_agent);
        told.address = some(&self.address);
        let currency = self.currency.to_ascii_uppercase();
        if let Some(value) = self.value {
            told.event.value_cents = Some(value);
            told.event.currency = Some(if currency.is_empty() {
                money
            } else {
                &currency
            });
        }
        let order = self.kind == "purchase";
        if let Some(first) = self.lines.first() {
            told.event.item = some(&first.item);
            told.event.brand = some(&first.brand);
            told.event.category = some(&first.category);
            told.event.quantity = first.quantity;
        }
        if seen.is_new(&self.person, &self.attributes) {
            told.attributes = &self.attributes;
        }
        out(&told);
        if !order {
            return;
        }
        for (at, next) in self.lines.iter().enumerate().skip(1) {
            let id = if self.id.is_empty() {
                String::new()
            } else {
                format!("{}/{}", self.id, at + 1)
            };
            let mut told = Told::new(&self.person, &id, self.time_ms, ORDER_LINE, line);
            told.event.item = some(&next.item);
            told.event.brand = some(&next.brand);
            told.event.category = some(&next.category);
            told.event.quantity = next.quantity;
            told.event.utc_offset_min = self.utc_offset_min;
            told.event.source = some(&self.source);
            told.event.campaign = some(&self.campaign);
            told.received_ms = self.received_ms;
            told.user_agent = some(&self.user_agent);
            told.address = some(&self.address);
            out(&told);
        }
    }
}

/// Price × quantity over the lines, exactly; `None` unless every line has a price.
pub(super) fn total(lines: &[Line<'_>]) -> Option<i64> {
    if lines.is_empty() {
        return None;
    }
    lines.iter().try_fold(0_i64, |sum, line| {
        let pieces = i64::from(line.quantity.unwrap_or(1));
        sum.checked_add(line.price?.checked_mul(pieces)?)
    })
}

/// The path of an address, without scheme, host, query and fragment; a text that is no address
/// stays as it is.
pub(super) fn path(url: Cow<'_, str>) -> Cow<'_, str> {
    match url {
        Cow::Borrowed(url) => Cow::Borrowed(path_in(url)),
        Cow::Owned(url) => Cow::Owned(path_in(&url).to_owned()),
    }
}

fn path_in(url: &str) -> &str {
    let rest = match behind_scheme(url) {
        Some(rest) => match memchr::memchr3(b'/', b'?', b'#', rest.as_bytes()) {
            Some(at) => rest.get(at..).unwrap_or_default(),
            None => "/",
        },
        None => url,
    };
    let path = match memchr::memchr2(b'?', b'#', rest.as_bytes()) {
        Some(at) => rest.get(..at).unwrap_or_default(),
        None => rest,
    };
    match path {
        "" if rest != url => "/",
        "" => url,
        path => path,
    }
}

/// What stands behind the `://` of an address; most pages are told by their path alone.
fn behind_scheme(url: &str) -> Option<&str> {
    let end = memchr::memchr3(b'/', b'?', b'#', url.as_bytes())?;
    let before = end.checked_sub(1)?;
    let colon = url.as_bytes().get(before) == Some(&b':');
    let rest = url.get(end..)?.strip_prefix("//")?;
    colon.then_some(rest)
}

/// A position on the globe, or none.
pub(super) fn position(
    lat: Scalar<'_>,
    lon: Scalar<'_>,
    accuracy_m: f64,
) -> Result<Option<Position>, Bad> {
    if lat.is_empty() || lon.is_empty() {
        return Ok(None);
    }
    match (lat.number(), lon.number()) {
        // Written for "unknown", and in the open sea.
        (Some(0.0), Some(0.0)) => Ok(None),
        (Some(lat), Some(lon))
            if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) =>
        {
            Ok(Some(Position {
                lat,
                lon,
                accuracy_m,
            }))
        }
        _ => {
            let told = format!("{}, {}", lat.text(), lon.text());
            Err(bad(Reason::BadPosition, "position", &told))
        }
    }
}

/// Whether a kind tells of money given back.
pub(super) fn is_refund(kind: &str) -> bool {
    kind.as_bytes().windows(6).any(|part| part == b"refund")
}

/// The value an event of a kind may carry: a refund is told as what was given back, whatever its
/// sign in the file; nothing else may be negative.
pub(super) fn money_of(kind: &str, cents: Option<i64>, field: &str) -> Result<Option<i64>, Bad> {
    match cents {
        Some(cents) if is_refund(kind) => Ok(Some(cents.saturating_abs())),
        Some(cents) if cents < 0 => {
            let text = format!(
                "-{}.{:02}",
                cents.unsigned_abs() / 100,
                cents.unsigned_abs() % 100
            );
            Err(bad(Reason::NegativeValue, field, &text))
        }
        other => Ok(other),
    }
}

/// Whether an event without a value of its own has that of its lines.
pub(super) fn sums_lines(kind: &str) -> bool {
    matches!(kind, "purchase" | "add_to_cart" | "view_item")
}

/// How many people's static columns are remembered.
const REMEMBERED: usize = 4096;

/// Tells static columns only when they differ from what the same person told last: they stand in
/// every record, and would fill memory. Of a fixed size: a person forgotten is told once more.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    last: Vec<u64>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            last: vec![0; REMEMBERED],
        }
    }
}

impl Seen {
    fn is_new(&mut self, person: &str, attributes: &[(Cow<'_, str>, Cow<'_, str>)]) -> bool {
        if attributes.is_empty() {
            return false;
        }
        let state = FixedState::with_seed(4);
        let place = state.hash_one(person) as usize % REMEMBERED;
        let told = state.hash_one((person, attributes));
        match self.last.get_mut(place) {
            Some(last) if *last == told => false,
            Some(last) => {
                *last = told;
                true
            }
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (url, path) in [
            ("https://www.esempio.it/it/scarpe?utm=1#x", "/it/scarpe"),
            ("https://www.esempio.it", "/"),
            ("https://www.esempio.it?x=https://y/z", "/"),
            ("/it/scarpe?x", "/it/scarpe"),
            ("/r?to=https://a/b", "/r"),
            ("Titolo", "Titolo"),
            ("?x", "?x"),
            ("", ""),
        ] {
            assert_eq!(path_in(url), path, "{url}");
        }
    }

    #[test]
    fn totals_are_exact_or_none() {
        let line = |price, quantity| Line {
            price,
            quantity,
            ..Line::default()
        };
        assert_eq!(
            total(&[line(Some(10), Some(3)), line(Some(20), None)]),
            Some(50)
        );
        assert_eq!(total(&[line(Some(10), Some(3)), line(None, None)]), None);
        assert_eq!(total(&[line(Some(i64::MAX), Some(3))]), None);
        assert_eq!(total(&[]), None);
    }

    #[test]
    fn static_columns_are_told_when_they_change() {
        let mut seen = Seen::default();
        let at = |value: &'static str| vec![(Cow::Borrowed("city"), Cow::Borrowed(value))];
        assert!(seen.is_new("a", &at("Roma")));
        assert!(!seen.is_new("a", &at("Roma")));
        assert!(seen.is_new("b", &at("Roma")));
        assert!(seen.is_new("a", &at("Milano")));
        assert!(!seen.is_new("a", &[]));
    }
}
