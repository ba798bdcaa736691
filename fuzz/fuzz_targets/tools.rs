//! Exports of tools: the first byte chooses the tool, the others are the file.
#![no_main]

use recinto_core::events::EventKind;
use recinto_core::events::import::{Format, Layout, Mapping, ORDER_LINE, import, sniff};
use std::ops::ControlFlow;

/// The tools, how their files are laid out, and the header of those that have one.
const TOOLS: [(Format, Layout, &str); 10] = [
    (Format::Ga4, Layout::JsonLines, ""),
    (Format::Ga4, Layout::JsonArray, ""),
    (
        Format::Ga4,
        Layout::Delimited(b','),
        "event_timestamp,event_name,user_pseudo_id,event_params,items,ecommerce.purchase_revenue\n",
    ),
    (Format::Segment, Layout::JsonLines, ""),
    (Format::Mixpanel, Layout::JsonLines, ""),
    (Format::Amplitude, Layout::JsonLines, ""),
    (Format::Matomo, Layout::JsonArray, ""),
    (
        Format::Shopify,
        Layout::Delimited(b','),
        "Name,Email,Created at,Total,Refunded Amount,Lineitem name,Lineitem quantity,Lineitem price\n",
    ),
    (Format::Snowplow, Layout::Delimited(b'\t'), ""),
    (
        Format::Umami,
        Layout::Delimited(b','),
        "session_id,distinct_id,event_id,created_at,event_type,event_name,url_path\n",
    ),
];

fn mapping(format: Format, layout: Layout, header: &str) -> Mapping {
    let plain = sniff(b"customer_id,date,value\na,2024-01-01,1.00\n").expect("a plain table");
    Mapping {
        format,
        layout,
        has_header: !header.is_empty(),
        columns: header.trim().split(',').map(str::to_owned).collect(),
        quote: if format == Format::Snowplow { 0 } else { b'"' },
        ..plain.mapping
    }
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    let (format, layout, header) = TOOLS[usize::from(first) % TOOLS.len()];
    let file = [header.as_bytes(), rest].concat();
    let mut events = 0_u64;
    let report = import(
        &*file,
        &mapping(format, layout, header),
        &mut |told| {
            events += 1;
            let event = &told.event;
            assert!(!told.person.is_empty());
            EventKind::try_from(event.kind.to_string()).expect("a kind of ours");
            assert!(event.value_cents.is_none_or(|cents| cents >= 0));
            assert!(event.kind != ORDER_LINE || event.value_cents.is_none());
            assert!(event.value_cents.is_none() || event.currency.is_some());
            assert!(event.depth_pct.is_none_or(|depth| depth <= 100));
            if let Some(position) = event.position {
                assert!(position.lat.abs() <= 90.0 && position.lon.abs() <= 180.0);
            }
        },
        &mut |_| ControlFlow::Continue(()),
    );
    if let Ok(report) = report {
        assert_eq!(report.rows, report.accepted + report.rejected_rows());
        assert_eq!(report.events, events);
    }
});
