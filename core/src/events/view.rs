//! An event as features see it: borrowed, whatever it is stored in.

use super::{Event, EventKind, Position};
use std::borrow::Cow;

/// What a feature may be computed from. Neither the person nor the id are part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct View<'a> {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub time_ms: i64,
    /// Decides between events of one millisecond: see [`order_key`].
    pub key: u64,
    /// What happened, as [`EventKind`] writes it.
    pub kind: Cow<'a, str>,
    /// Path or title of the page.
    pub page: Option<&'a str>,
    /// Item id.
    pub item: Option<&'a str>,
    /// Brand of the item.
    pub brand: Option<&'a str>,
    /// Category of the item.
    pub category: Option<&'a str>,
    /// How many.
    pub quantity: Option<u32>,
    /// Money, in hundredths of `currency`.
    pub value_cents: Option<i64>,
    /// ISO 4217 code.
    pub currency: Option<&'a str>,
    /// Search text.
    pub query: Option<&'a str>,
    /// Campaign name.
    pub campaign: Option<&'a str>,
    /// Traffic source.
    pub source: Option<&'a str>,
    /// Time spent, ms.
    pub duration_ms: Option<u32>,
    /// Scroll depth, 0 to 100.
    pub depth_pct: Option<u8>,
    /// Where, with its accuracy.
    pub position: Option<Position>,
    /// Minutes to add to UTC for the visitor's own clock.
    pub utc_offset_min: Option<i16>,
    /// More properties, name and text; a file's rows have none.
    pub props: &'a [(String, String)],
}

impl Event {
    /// The event as features see it.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View {
            time_ms: self.time_ms,
            key: order_key(&self.id),
            kind: match &self.kind {
                EventKind::Custom(_) => Cow::Owned(self.kind.to_string()),
                known => Cow::Borrowed(known.known_name()),
            },
            page: self.page.as_deref(),
            item: self.item.as_deref(),
            brand: self.brand.as_deref(),
            category: self.category.as_deref(),
            quantity: self.quantity,
            value_cents: self.value_cents,
            currency: self.currency.as_deref(),
            query: self.query.as_deref(),
            campaign: self.campaign.as_deref(),
            source: self.source.as_deref(),
            duration_ms: self.duration_ms,
            depth_pct: self.depth_pct,
            position: self.position,
            utc_offset_min: self.utc_offset_min,
            props: &self.props,
        }
    }
}

/// The order among events of one millisecond: FNV-1a, 64 bits, of the id (Fowler, Noll & Vo;
/// RFC 9923). Events without an id of their own have the number of their row instead.
#[must_use]
pub fn order_key(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_values_of_fnv_1a() {
        assert_eq!(order_key(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(order_key("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(order_key("foobar"), 0x8594_4171_f739_67e8);
    }
}
