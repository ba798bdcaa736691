#![no_main]

use arbitrary::Arbitrary;
use recinto_core::cleaning::{Plan, Rate, Step, clean};
use recinto_core::events::{Event, EventKind, Field, Imported, Position, Sheet};
use std::ops::ControlFlow;

#[derive(Debug, Arbitrary)]
struct Told {
    id: u8,
    person: u8,
    far: Option<i64>,
    time: u16,
    kind: u8,
    page: u8,
    value: Option<(i64, u8)>,
    quantity: Option<u32>,
    duration: Option<u32>,
    depth: Option<u8>,
    offset: Option<i16>,
    position: Option<[f64; 3]>,
    received: Option<i64>,
    agent: Option<String>,
    address: u8,
}

#[derive(Debug, Arbitrary)]
struct Input {
    now: Option<i64>,
    off: u8,
    remove: bool,
    times: [i64; 8],
    counts: [u32; 7],
    rate: u64,
    told: Vec<Told>,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let mut sheet = Sheet::new();
    for (line, told) in (1..).zip(&input.told) {
        sheet.push(&imported(told, line));
    }
    sheet.seal();
    let before = sheet.rows().len() as u64;
    let plan = plan(&input);
    let go = &mut |_| ControlFlow::Continue(());
    let report = clean(&mut sheet, &plan, go).expect("nobody cancelled");
    // Each step goes on where the last one ended, and none invents an event.
    assert_eq!(report.steps.len(), Step::ALL.len());
    let mut size = before;
    for step in &report.steps {
        assert_eq!(step.before.events, size);
        assert!(step.after.events <= size && step.changed <= 4 * size);
        assert!(step.examples.len() <= 5);
        size = step.after.events;
    }
    assert_eq!(size, sheet.rows().len() as u64);
    for person in sheet.people() {
        let rows = sheet.rows_of(person);
        assert!(rows.is_sorted_by_key(|row| (row.time_ms, row.key)));
    }
    for row in sheet.rows() {
        assert!(sheet.text(row, Field::UserAgent).is_none());
        assert!(sheet.text(row, Field::Address).is_none());
    }
});

fn imported(told: &Told, line: u64) -> Imported {
    let kinds = [
        "page",
        "click",
        "purchase",
        "view_item",
        "search",
        "custom:x",
    ];
    let kind = kinds[usize::from(told.kind) % kinds.len()];
    let mut event = Event::new(
        if told.id < 128 {
            String::new()
        } else {
            format!("{}", told.id)
        },
        format!("{}", told.person % 16),
        told.far
            .unwrap_or(1_772_409_600_000 + i64::from(told.time) * 50),
        EventKind::try_from(kind.to_owned()).expect("a kind"),
    );
    event.page = (told.page > 0).then(|| format!("/{}", told.page));
    event.value_cents = told.value.map(|(cents, _)| cents);
    event.currency = told.value.and_then(|(_, currency)| {
        let known = ["EUR", "usd", "XXX"];
        known
            .get(usize::from(currency % 4))
            .map(|code| (*code).to_owned())
    });
    event.quantity = told.quantity;
    event.duration_ms = told.duration;
    event.depth_pct = told.depth;
    event.utc_offset_min = told.offset;
    event.position = told.position.map(|[lat, lon, accuracy_m]| Position {
        lat,
        lon,
        accuracy_m,
    });
    let mut imported = Imported::new(event, line);
    imported.received_ms = told.received;
    imported.user_agent = told.agent.clone();
    imported.address = (told.address > 0).then(|| format!("192.0.2.{}", told.address));
    imported
}

/// Every switch, and parameters anywhere in their types.
fn plan(input: &Input) -> Plan {
    let mut plan = Plan {
        now_ms: input.now,
        ..Plan::default()
    };
    let is_on = |bit: u8| input.off & (1 << bit) == 0;
    plan.impossible.on = is_on(0);
    plan.duplicates.on = is_on(1);
    plan.near_duplicates.on = is_on(2);
    plan.clock.on = is_on(3);
    plan.bots.on = is_on(4);
    plan.currency.on = is_on(5);
    plan.outliers.on = is_on(6);
    plan.outliers.remove = input.remove;
    plan.gaps.on = is_on(7);
    let [
        earliest,
        slack,
        within,
        purchases,
        least,
        addresses,
        crawl,
        gaps,
    ] = input.times;
    plan.impossible.earliest_ms = earliest;
    plan.impossible.slack_ms = slack;
    plan.near_duplicates.within_ms = within;
    plan.near_duplicates.purchases_within_ms = purchases;
    plan.clock.least_ms = least;
    plan.clock.agree_ms = least.wrapping_neg();
    plan.bots.addresses_within_ms = addresses;
    plan.bots.crawl_gap_ms = crawl;
    plan.gaps.within_ms = gaps;
    let [
        events,
        minute,
        ten,
        most_addresses,
        pages,
        metronome,
        quantity,
    ] = input.counts;
    plan.clock.least_events = events % 8;
    plan.bots.most_per_minute = minute % 8;
    plan.bots.most_per_ten_minutes = ten % 8;
    plan.bots.addresses = most_addresses % 8;
    plan.bots.crawl_pages = pages % 8;
    plan.bots.metronome_events = metronome % 8;
    plan.impossible.most_quantity = quantity;
    plan.currency.target = "EUR".into();
    plan.currency.rates.push(Rate {
        currency: "USD".into(),
        nanos: input.rate,
        date: String::new(),
    });
    plan
}
