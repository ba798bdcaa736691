//! Each fixture against each recogniser: its own is sure, every other gives nothing.

use super::{AGGREGATES, Format, RECOGNISERS, SURE_ENOUGH, Sample};
use crate::events::import::look;

/// A tool, the name of its fixture, and the fixture.
macro_rules! files {
    ($(($own:literal, $name:literal),)*) => {
        [$(($own, $name, include_bytes!(concat!("../../../../tests/fixtures/", $name)))),*]
    };
}

const FILES: [(&str, &str, &[u8]); 16] = files![
    ("Ga4", "ga4/events.ndjson"),
    ("Ga4", "ga4/flat.csv"),
    ("Segment", "segment/events.ndjson"),
    ("Mixpanel", "mixpanel/events.ndjson"),
    ("Mixpanel", "mixpanel/milliseconds.ndjson"),
    ("Amplitude", "amplitude/events.ndjson"),
    ("Matomo", "matomo/visits.json"),
    ("Shopify", "shopify/orders.csv"),
    ("Snowplow", "snowplow/enriched.tsv"),
    ("Umami", "umami/website_event.csv"),
    ("Plausible, sums", "plausible/imported_visitors.csv"),
    ("Plausible, sums", "plausible/imported_pages.csv"),
    ("Plausible, sums", "plausible/sources.csv"),
    ("Umami, sums", "umami/pages.csv"),
    ("", "cdnow/orders.txt"),
    ("", "cdnow/orders.csv"),
];

#[test]
fn own_is_sure_and_every_other_gives_nothing() {
    for (own, name, bytes) in FILES {
        let looked = if name.contains("json") {
            look::json(bytes, false).unwrap()
        } else {
            look::table(bytes, false).unwrap()
        };
        let sample = Sample {
            layout: looked.layout,
            columns: &looked.columns,
            rows: &looked.rows,
            json: &looked.json,
        };
        let tools = RECOGNISERS
            .iter()
            .map(|known| (format!("{:?}", known.format), (known.confidence)(&sample)));
        let sums = AGGREGATES
            .iter()
            .map(|known| (format!("{}, sums", known.tool), (known.confidence)(&sample)));
        for (other, confidence) in tools.chain(sums) {
            assert!((0.0..=1.0).contains(&confidence), "{name} {other}");
            if other == own {
                assert!(confidence > 0.8, "{name}: {confidence}");
            } else {
                assert!(confidence < SURE_ENOUGH, "{name} as {other}: {confidence}");
            }
        }
    }
}

#[test]
fn every_tool_is_asked_once() {
    for (at, known) in RECOGNISERS.iter().enumerate() {
        let same = |other: &&super::Recogniser| other.format == known.format;
        assert_eq!(RECOGNISERS.iter().position(|other| same(&other)), Some(at));
        assert_ne!(known.format, Format::Columns);
    }
}
