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

#[path = "common/exports.rs"]
mod exports;

use exports::{FILES, fixture};
use recinto_core::events::import::{
    Format, ImportError, ImportReport, Layout, Mapping, ORDER_LINE, import, sniff,
};
use recinto_core::events::{EventKind, Told};
use std::fmt::Write as _;
use std::ops::ControlFlow;

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

/// The columns of every file that Plausible and Umami write, by `lib/plausible/exports.ex`,
/// `stats_controller.ex` of <https://github.com/plausible/analytics>, and `export/route.ts` and
/// `getWebsiteStats.ts` of <https://github.com/umami-software/umami>.
const SUMS: [(&str, &str); 25] = [
    (
        "Plausible",
        "date,visitors,pageviews,bounces,visits,visit_duration",
    ),
    (
        "Plausible",
        "date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits,visit_duration,bounces",
    ),
    (
        "Plausible",
        "date,hostname,page,visits,visitors,pageviews,total_scroll_depth,total_scroll_depth_visits",
    ),
    (
        "Plausible",
        "date,entry_page,visitors,entrances,visit_duration,bounces,pageviews",
    ),
    (
        "Plausible",
        "date,exit_page,visitors,visit_duration,exits,bounces,pageviews",
    ),
    ("Plausible", "date,name,link_url,path,visitors,events"),
    (
        "Plausible",
        "date,country,region,city,visitors,visits,visit_duration,bounces,pageviews",
    ),
    (
        "Plausible",
        "date,device,visitors,visits,visit_duration,bounces,pageviews",
    ),
    (
        "Plausible",
        "date,browser,browser_version,visitors,visits,visit_duration,bounces,pageviews",
    ),
    (
        "Plausible",
        "date,operating_system,operating_system_version,visitors,visits,visit_duration,bounces,pageviews",
    ),
    (
        "Plausible",
        "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration",
    ),
    (
        "Plausible",
        "date,unique_conversions,total_conversions,conversion_rate",
    ),
    ("Plausible", "name,visitors"),
    (
        "Plausible",
        "name,visitors,pageviews,bounce_rate,time_on_page,scroll_depth",
    ),
    (
        "Plausible",
        "name,unique_entrances,total_entrances,visit_duration",
    ),
    ("Plausible", "name,unique_exits,total_exits,exit_rate"),
    ("Plausible", "name,version,visitors"),
    ("Plausible", "name,unique_conversions,total_conversions"),
    ("Plausible", "name,conversions,conversion_rate"),
    ("Plausible", "property,value,visitors,events,percentage"),
    ("Umami", "x,y"),
    ("Umami", "x,y,country"),
    ("Umami", "pageviews,visitors,visits,bounces,totaltime"),
    ("Umami", "name,pageviews,visitors,visits,bounces,totaltime"),
    (
        "Umami",
        "country,name,pageviews,visitors,visits,bounces,totaltime",
    ),
];

#[test]
fn each_file_of_sums_is_refused_whatever_it_counts() {
    let mut wrong = Vec::new();
    for (tool, columns) in SUMS {
        let row = |day: u32| {
            let cell = |(at, name): (usize, &str)| match name {
                "date" => format!("2024-01-0{day}"),
                "name" | "x" | "property" | "source" | "page" => format!("riga {day}"),
                _ => (at as u32 + day).to_string(),
            };
            columns
                .split(',')
                .enumerate()
                .map(cell)
                .collect::<Vec<_>>()
                .join(",")
        };
        let file = format!("{columns}\n{}\n{}\n", row(1), row(2));
        let refused = sniff(file.as_bytes()).map(|sniffed| sniffed.mapping.format);
        if refused != Err(ImportError::Aggregate { tool: tool.into() }) {
            wrong.push((columns, refused));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Stored entries (APPNOTE.TXT 4.3.7, method 0), as far as a first look sees them.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = Vec::new();
    for (name, body) in entries {
        file.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        for size in [body.len(), body.len()] {
            file.extend(u32::try_from(size).unwrap().to_le_bytes());
        }
        file.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        file.extend([0, 0]);
        file.extend(name.as_bytes());
        file.extend(*body);
    }
    file
}

#[test]
fn an_archive_is_refused_with_what_to_do() {
    let day: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0";
    let amplitude = "187520/187520_2024-01-05_9#0.json.gz";
    assert_eq!(
        sniff(&zip(&[
            (amplitude, day),
            ("187520/187520_2024-01-05_10#0.json.gz", day)
        ])),
        Err(ImportError::Zip {
            inside: amplitude.into()
        })
    );
    for (tool, names) in [
        (
            "Plausible",
            &["imported_visitors_20240101_20240131.csv"][..],
        ),
        (
            "Plausible",
            &["browser_versions.csv", "browsers.csv", "utm_mediums.csv"],
        ),
        (
            "Umami",
            &[
                "events.csv",
                "pages.csv",
                "referrers.csv",
                "browsers.csv",
                "os.csv",
            ],
        ),
    ] {
        let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x,y\n"[..])).collect();
        assert_eq!(
            sniff(&zip(&entries)),
            Err(ImportError::Aggregate { tool: tool.into() }),
            "{names:?}"
        );
    }
    let book: &[(&str, &[u8])] = &[("[Content_Types].xml", b"<"), ("xl/workbook.xml", b"<")];
    assert_eq!(sniff(&zip(book)), Err(ImportError::Workbook));
    let ods: &[(&str, &[u8])] = &[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", b"<"),
    ];
    assert_eq!(sniff(&zip(ods)), Err(ImportError::Workbook));
    // Nothing in it, and one that is cut within its first name.
    for bare in [
        &b"PK\x05\x06\0\0"[..],
        &zip(&[("eventi.csv", b"a,b")])[..33],
    ] {
        assert_eq!(
            sniff(bare),
            Err(ImportError::Zip {
                inside: String::new()
            })
        );
    }
    let told = sniff(&zip(&[(amplitude, day)])).unwrap_err().to_string();
    assert!(
        told.contains(amplitude) && told.contains("unpack it"),
        "{told}"
    );
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

/// SplitMix64 (Steele, Lea & Flood 2014): the same damage in every run.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize
}

#[test]
fn damaged_files_are_counted_and_never_stop_a_tool() {
    let parts: [&[u8]; 12] = [
        b"null", b"{}", b"[]", b"\"\"", b"-1", b"1e400", b"\\ud800", b"\"", b"\n", b"\t", b",",
        b"\xff",
    ];
    let mut state = 4;
    for (name, format) in FILES {
        if format == Format::Columns {
            continue;
        }
        let mapping = mapping_of(name);
        let whole = bytes(name);
        for _ in 0..300 {
            let mut damaged = whole.clone();
            for _ in 0..=next(&mut state) % 4 {
                let at = next(&mut state) % damaged.len();
                let length = (next(&mut state) % 12).min(damaged.len() - at);
                let part = parts[next(&mut state) % parts.len()];
                damaged.splice(at..at + length, part.iter().copied());
            }
            damaged.truncate(1 + next(&mut state) % (2 * damaged.len()));
            let mut events = 0;
            let read = import(
                &*damaged,
                &mapping,
                &mut |told| {
                    events += 1;
                    let event = &told.event;
                    assert!(!told.person.is_empty(), "{name}");
                    assert!(
                        EventKind::try_from(event.kind.to_string()).is_ok(),
                        "{name}"
                    );
                    assert!(event.value_cents.is_none_or(|cents| cents >= 0), "{name}");
                    assert!(event.value_cents.is_none() || event.currency.is_some());
                    assert!(event.depth_pct.is_none_or(|depth| depth <= 100), "{name}");
                },
                &mut |_| ControlFlow::Continue(()),
            );
            let report = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(
                report.rows,
                report.accepted + report.rejected_rows(),
                "{name}"
            );
            assert_eq!(report.events, events, "{name}");
        }
    }
}
