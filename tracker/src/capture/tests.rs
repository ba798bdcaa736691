use super::*;
use std::collections::BTreeMap;

#[derive(Default)]
struct Page(BTreeMap<String, Value>);

impl Page {
    fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.to_owned(), value);
        self
    }
}

impl Fields for Page {
    fn get(&self, name: &str) -> Value {
        let inside = || {
            self.0
                .keys()
                .any(|key| key.starts_with(&format!("{name}.")))
        };
        match self.0.get(name) {
            Some(value) => value.clone(),
            None if inside() => Value::Object,
            None => Value::Missing,
        }
    }
    fn inner(&self, name: &str, field: &str) -> Value {
        self.get(&format!("{name}.{field}"))
    }
    fn names(&self, name: &str, most: usize) -> Vec<String> {
        let prefix = format!("{name}.");
        self.0
            .keys()
            .filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned))
            .take(most)
            .collect()
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn take(kind: &str, page: &Page, purposes: u32) -> Captured {
    capture(kind, page, "fresh".to_owned(), 1_000, purposes)
}

#[test]
fn money_becomes_whole_hundredths() {
    let page = Page::default()
        .with("value", Value::Number(11.77))
        .with("currency", text("usd"));
    let event = take("purchase", &page, 1).event.expect("an event");
    assert_eq!(event.value_cents, Some(1177));
    assert_eq!(event.currency.as_deref(), Some("USD"));
    assert_eq!((event.id.as_str(), event.time_ms), ("fresh", 1_000));
}

#[test]
fn a_time_ahead_of_the_clock_is_none() {
    for (time, taken) in [
        (999.0, 999),
        (1_000.0, 1_000),
        (1_001.0, 1_000),
        (1e6, 1_000),
    ] {
        let captured = take(
            "page",
            &Page::default().with("time", Value::Number(time)),
            1,
        );
        assert_eq!(captured.event.expect("an event").time_ms, taken);
        assert_eq!(captured.problem.is_some(), time > 1_000.0, "{time}");
    }
}

#[test]
fn wrong_types_are_dropped_and_said_once() {
    let page = Page::default()
        .with("item", Value::Number(5.0))
        .with("value", text("11.77"))
        .with("brand", text("kept"));
    let captured = take("view_item", &page, 1);
    let event = captured.event.expect("an event");
    assert_eq!((event.item, event.value_cents), (None, None));
    assert_eq!(event.brand.as_deref(), Some("kept"));
    assert!(captured.problem.expect("a problem").contains("`item`"));
}

#[test]
fn numbers_that_are_none_are_dropped() {
    for bad in [f64::NAN, f64::INFINITY, 1e300, -1e10] {
        let page = Page::default()
            .with("value", Value::Number(bad))
            .with("quantity", Value::Number(bad));
        let captured = take("purchase", &page, 1);
        let event = captured.event.expect("an event");
        assert_eq!((event.value_cents, event.quantity), (None, None), "{bad}");
        assert!(captured.problem.is_some());
    }
}

#[test]
fn texts_are_cut_between_characters() {
    let page = Page::default()
        .with("query", text(&"è".repeat(500)))
        .with("page", text(&"p".repeat(5000)));
    let event = take("search", &page, 1).event.expect("an event");
    assert_eq!(event.query.map(|q| q.chars().count()), Some(TEXT_MAX));
    assert_eq!(event.page.map(|p| p.len()), Some(PAGE_MAX));
}

#[test]
fn properties_are_at_most_sixteen_of_sixty_four_characters() {
    let mut page = Page::default();
    for i in 0..20 {
        page = page.with(&format!("props.{i:02}"), text(&"v".repeat(100)));
    }
    let captured = take("click", &page, 1);
    let props = captured.event.expect("an event").props;
    assert_eq!(props.len(), PROPS_MAX);
    assert!(props.iter().all(|(_, value)| value.len() == PROP_MAX));
    assert!(captured.problem.is_some());
}

#[test]
fn a_position_needs_its_purpose() {
    let page = Page::default()
        .with("position.lat", Value::Number(45.46))
        .with("position.lon", Value::Number(9.19))
        .with("position.accuracy_m", Value::Number(20.0));
    assert_eq!(
        take("visit_store", &page, 1)
            .event
            .expect("an event")
            .position,
        None
    );
    assert!(
        take("visit_store", &page, 1 | POSITION)
            .event
            .expect("an event")
            .position
            .is_some()
    );
}

#[test]
fn unknown_kinds_and_impossible_ids_are_no_events() {
    assert!(take("buy", &Page::default(), 1).event.is_none());
    assert!(take("custom:", &Page::default(), 1).event.is_none());
    assert!(take("custom:tasting", &Page::default(), 1).event.is_some());
    let long = Page::default().with("id", text(&"i".repeat(65)));
    assert!(take("click", &long, 1).event.is_none());
}

#[test]
fn what_was_done_how_long_and_by_whose_clock() {
    let page = Page::default()
        .with("campaign", text("estate"))
        .with("source", text("newsletter"))
        .with("duration_ms", Value::Number(1_500.0))
        .with("depth_pct", Value::Number(80.5))
        .with("utc_offset_min", Value::Number(-210.0));
    let event = take("page", &page, 1).event.expect("an event");
    assert_eq!(event.campaign.as_deref(), Some("estate"));
    assert_eq!(event.source.as_deref(), Some("newsletter"));
    assert_eq!(
        (event.duration_ms, event.depth_pct),
        (Some(1_500), Some(80))
    );
    assert_eq!(event.utc_offset_min, Some(-210));
    let wild = Page::default()
        .with("duration_ms", Value::Number(-1.0))
        .with("depth_pct", Value::Number(101.0))
        .with("utc_offset_min", Value::Number(5_000.0));
    let taken = take("page", &wild, 1);
    let event = taken.event.expect("an event");
    assert_eq!((event.duration_ms, event.depth_pct), (None, None));
    assert_eq!(event.utc_offset_min, None);
    assert!(taken.problem.expect("said").contains("duration_ms"));
}

#[test]
fn a_qr_codes_link_is_one_visit_a_day_to_its_point_of_sale() {
    let view = |address: &str, time| {
        let page = Page::default()
            .with("page", text(address))
            .with("time", Value::Number(time as f64));
        let captured = capture("page", &page, "fresh".to_owned(), time, 1);
        captured.event.expect("an event")
    };
    let link = "https://shop.example/qui?recinto_store=duomo-1";
    let first = visit(&view(link, 1_000)).expect("a visit");
    assert_eq!(first.kind, EventKind::VisitStore);
    assert_eq!(first.item.as_deref(), Some("duomo-1"));
    assert!(first.id.len() <= ID_MAX);
    let again = visit(&view(link, 2_000)).expect("a visit");
    assert_eq!(again.id, first.id, "loaded again");
    let tomorrow = visit(&view(link, 86_400_000)).expect("a visit");
    assert_ne!(tomorrow.id, first.id);
    let other = visit(&view("/?recinto_store=navigli", 1_000)).expect("a visit");
    assert_ne!(other.id, first.id);
    assert_eq!(visit(&view("/?store=duomo-1", 1_000)), None);
    let mut click = view(link, 1_000);
    click.kind = EventKind::Click;
    assert_eq!(visit(&click), None);
}
