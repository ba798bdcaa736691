//! Events as they come: mostly at once, some late, some ahead, some told twice.

use proptest::prelude::*;
use recinto_core::events::{DAY_MS, Event, EventKind, Position};
use std::ops::Range;

#[derive(Debug, Clone)]
pub struct Arrival {
    pub event: Event,
    pub arrived_ms: i64,
}

const fn fix(lat: f64, lon: f64, accuracy_m: f64) -> Position {
    Position {
        lat,
        lon,
        accuracy_m,
    }
}

/// The first is inside the circle, the third inside the square; the second is the first, but not
/// sure; the fourth is far from everything.
pub const SPOTS: [Position; 4] = [
    fix(45.4642, 9.1900, 10.0),
    fix(45.4642, 9.1900, 500.0),
    fix(45.4800, 9.2000, 5.0),
    fix(41.9000, 12.5000, 20.0),
];

/// Whether they hold a phrase of the intent `near`.
pub const QUERIES: [(&str, bool); 4] = [
    ("Ristorante VICINO A ME", true),
    ("caffè più vicino!", true),
    ("vicino a merano", false),
    ("scarpe", false),
];

fn minutes(range: Range<i64>) -> impl Strategy<Value = i64> {
    range.prop_map(|minutes| minutes * 60_000 + 1)
}

pub fn arrivals(count: Range<usize>) -> impl Strategy<Value = Vec<Arrival>> {
    let pause = prop_oneof![
        6 => minutes(0..20),
        2 => minutes(25..35),
        3 => minutes(40..900),
        2 => minutes(1_000..9_000),
    ];
    let delay = prop_oneof![
        6 => Just(0),
        3 => minutes(0..60),
        1 => minutes(-360..0),
        1 => minutes(0..4_400),
    ];
    let what = (
        0..5_u8,
        0..5_000_i64,
        proptest::option::of(0..3_usize),
        proptest::option::weighted(0.2, 0..2_usize),
        proptest::option::weighted(0.5, prop_oneof![3 => Just(0), 1 => 1..4_usize]),
        prop_oneof![
            Just(None),
            Just(Some(60_i16)),
            Just(Some(-300)),
            Just(Some(120))
        ],
    );
    let more = (
        proptest::option::of(0..90_000_u32),
        proptest::option::of(0..=100_u8),
        0..4_usize,
    );
    let one = (pause, delay, 0..40_u8, what, more);
    proptest::collection::vec(one, count).prop_map(|rows| {
        let mut now = 20_000 * DAY_MS;
        let mut told = Vec::new();
        for (n, (pause, delay, id, what, more)) in rows.into_iter().enumerate() {
            now += pause;
            let (kind, cents, category, campaign, spot, offset) = what;
            let kind = match kind {
                0 => EventKind::Purchase,
                1 | 2 => EventKind::Page,
                3 => EventKind::Search,
                _ => EventKind::Custom("x".into()),
            };
            // Some ids repeat: what they name is then the same event, told again.
            let id = if id < 8 {
                format!("e{id}")
            } else {
                format!("n{n}")
            };
            let mut event = Event::new(id, String::new(), now - delay, kind);
            event.value_cents = Some(cents);
            event.category = category.map(|at| ["a", "b", "c"][at].to_owned());
            event.brand = category.map(|at| ["x", "y", "z"][at].to_owned());
            event.source = campaign.map(|at| ["google", "mail"][at].to_owned());
            event.campaign = campaign.map(|at| ["c1", "c2"][at].to_owned());
            // A fix that comes a day late may find its day's places settled.
            event.position = spot.filter(|_| delay < DAY_MS).map(|at| SPOTS[at]);
            event.utc_offset_min = offset;
            let size = ["m", "l", "xl"][n % 3];
            event.props = vec![("taglia".to_owned(), size.to_owned())];
            (event.duration_ms, event.depth_pct) = (more.0, more.1);
            event.query = Some(QUERIES[more.2].0.to_owned());
            told.push(Arrival {
                event,
                arrived_ms: now,
            });
        }
        told
    })
}
