//! Every tool's export, written to its published schema with its nasty corners: known as its own
//! and as no other's, read into the events written beside it (`*.expected`), and what cannot be
//! read is counted with its line.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::Told;
use recinto_core::events::import::{
    Format, ImportError, ImportReport, Layout, Mapping, ORDER_LINE, import, sniff,
};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The files and whose they are.
const FILES: [(&str, Format); 12] = [
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

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An event in one line: what is told, and nothing of what is not.
fn line(told: &Told<'_>) -> String {
    let event = &told.event;
    let mut text = format!(
        "{} {:?} {} {}",
        told.line, told.person, event.time_ms, event.kind
    );
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(text, " {name}={value}").unwrap();
        }
    };
    let quoted = |text: Option<&str>| text.map(|text| format!("{text:?}"));
    add("id", quoted(Some(told.id).filter(|id| !id.is_empty())));
    add("page", quoted(event.page));
    add("item", quoted(event.item));
    add("brand", quoted(event.brand));
    add("category", quoted(event.category));
    add("quantity", event.quantity.map(|n| n.to_string()));
    add("cents", event.value_cents.map(|n| n.to_string()));
    add("currency", quoted(event.currency));
    add("query", quoted(event.query));
    add("campaign", quoted(event.campaign));
    add("source", quoted(event.source));
    add("ms", event.duration_ms.map(|n| n.to_string()));
    add("depth", event.depth_pct.map(|n| n.to_string()));
    add(
        "at",
        event
            .position
            .map(|p| format!("{},{}±{}", p.lat, p.lon, p.accuracy_m)),
    );
    add("offset", event.utc_offset_min.map(|n| n.to_string()));
    add("agent", quoted(told.user_agent));
    add("address", quoted(told.address));
    let received = told.received_ms.map(|ms| ms - event.time_ms);
    if let Some(later) = received {
        write!(text, " received={later:+}").unwrap();
    }
    for (name, value) in told.attributes {
        write!(text, " [{name}: {value}]").unwrap();
    }
    text
}

fn read(bytes: &[u8], mapping: &Mapping) -> (Vec<String>, ImportReport) {
    let mut lines = Vec::new();
    let report = import(
        bytes,
        mapping,
        &mut |told| lines.push(line(told)),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    (lines, report)
}

fn mapping_of(name: &str) -> Mapping {
    sniff(&bytes(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .mapping
}

#[test]
fn each_export_is_known_as_its_own_and_as_no_other() {
    for (name, format) in FILES {
        let sniffed = sniff(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(sniffed.mapping.format, format, "{name}");
        if format != Format::Columns {
            assert!(sniffed.confidence >= 0.8, "{name}: {}", sniffed.confidence);
        }
    }
}

#[test]
fn the_events_of_each_export() {
    let mut wrong = String::new();
    for (name, format) in FILES {
        if format == Format::Columns {
            continue;
        }
        let (lines, report) = read(&bytes(name), &mapping_of(name));
        let mut got = lines.join("\n");
        write!(got, "\n{} rows, {} accepted", report.rows, report.accepted).unwrap();
        for rejected in &report.rejected {
            write!(
                got,
                "\n{:?} {} lines {:?}: {}",
                rejected.reason, rejected.count, rejected.first_lines, rejected.example
            )
            .unwrap();
        }
        got.push('\n');
        let expected = std::fs::read_to_string(fixture(&format!("{name}.expected")));
        if expected.ok().as_deref() != Some(got.as_str()) {
            writeln!(wrong, "== {name}\n{got}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn sums_over_visitors_are_refused_with_the_reason() {
    for (name, tool) in [
        ("plausible/imported_visitors.csv", "Plausible"),
        ("plausible/imported_pages.csv", "Plausible"),
        ("plausible/sources.csv", "Plausible"),
        ("umami/pages.csv", "Umami"),
    ] {
        let refused = sniff(&bytes(name)).map(|sniffed| sniffed.mapping);
        assert_eq!(
            refused,
            Err(ImportError::Aggregate { tool: tool.into() }),
            "{name}"
        );
    }
}

#[test]
fn an_array_of_events_is_read_as_their_lines_are() {
    let text = String::from_utf8(bytes("ga4/events.ndjson")).unwrap();
    // Lines 13 and 14 are no objects that stand alone.
    let good: Vec<&str> = text.lines().take(12).collect();
    let in_lines = read(good.join("\n").as_bytes(), &mapping_of("ga4/events.ndjson"));
    let mut mapping = mapping_of("ga4/events.ndjson");
    mapping.layout = Layout::JsonArray;
    let in_array = read(format!("[\n{}\n]", good.join(",\n")).as_bytes(), &mapping);
    assert_eq!(in_lines.0, in_array.0);
    assert_eq!(in_lines.1.rejected, in_array.1.rejected);
}

#[test]
fn revenue_is_counted_once_whatever_the_lines_of_an_order() {
    for (name, cents) in [
        // 119.805, 1.00 from its items, 10.00
        ("ga4/events.ndjson", 11_981 + 100 + 1000),
        ("segment/events.ndjson", 3001),
        ("mixpanel/events.ndjson", 101 + 100),
        ("matomo/visits.json", 11_981),
        // The totals 119.80, 10.00 and 0.00; neither the cancelled nor the voided order.
        ("shopify/orders.csv", 11_980 + 1000),
        ("snowplow/enriched.tsv", 11_981 + 6001),
    ] {
        let (mut sum, mut further) = (0, 0);
        import(
            &*bytes(name),
            &mapping_of(name),
            &mut |told| {
                if told.event.kind == "purchase" {
                    sum += told.event.value_cents.unwrap_or(0);
                }
                if told.event.kind == ORDER_LINE {
                    further += 1;
                    assert_eq!(told.event.value_cents, None, "{name}");
                    assert!(told.event.item.is_some(), "{name}");
                }
            },
            &mut |_| ControlFlow::Continue(()),
        )
        .unwrap();
        assert_eq!(sum, cents, "{name}");
        assert!(further > 0, "{name}");
    }
}
