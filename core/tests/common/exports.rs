//! The tools' exports under `fixtures/`.

use recinto_core::events::import::Format;
use std::path::{Path, PathBuf};

/// The files and whose they are.
pub const FILES: [(&str, Format); 12] = [
    ("ga4/events.ndjson", Format::Ga4),
    ("ga4/flat.csv", Format::Ga4),
    ("segment/events.ndjson", Format::Segment),
    ("mixpanel/events.ndjson", Format::Mixpanel),
    ("mixpanel/milliseconds.ndjson", Format::Mixpanel),
    ("amplitude/events.ndjson", Format::Amplitude),
    ("matomo/visits.json", Format::Matomo),
    ("shopify/orders.csv", Format::Shopify),
    ("snowplow/enriched.tsv", Format::Snowplow),
    ("umami/website_event.csv", Format::Umami),
    ("cdnow/orders.txt", Format::Columns),
    ("cdnow/orders.csv", Format::Columns),
];

/// Where a fixture lies.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}
