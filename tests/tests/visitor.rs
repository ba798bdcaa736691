//! A visitor's steps, shared by the stories about consent.

use recinto_tests::browser::{Browser, Make};
use recinto_tests::canary::Canary;
use recinto_tests::egress::Kind;
use recinto_tests::record::{Fate, Seen};
use recinto_tests::server::SHOP;
use recinto_tests::story::World;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A page with nothing but the tracker.
pub fn visit_page() -> String {
    format!("{SHOP}/tests/visit.html")
}

/// What a test plants in a visit.
#[derive(Clone)]
pub struct Raw {
    pub address: &'static str,
    pub title: &'static str,
    pub search: &'static str,
    pub item: &'static str,
    pub brand: &'static str,
    pub kind: &'static str,
    pub price: f64,
    pub lat: f64,
    pub lon: f64,
}

pub const ONE: Raw = Raw {
    address: "heron-Zq7fWv81",
    title: "Siskin~Pt42!kXw",
    search: "wren~Ga93?mmL vinile",
    item: "SKU-dunlin-55Rx",
    brand: "Marca~godwit~8Hh",
    kind: "custom:plover-bc61qz",
    price: 7391.43,
    lat: 45.464_271_8,
    lon: 9.189_634_5,
};

pub const OTHER: Raw = Raw {
    address: "osprey-Nn5uJk20",
    title: "Pipit~Wd10!sEa",
    search: "merlin~Oy77?ttC cassetta",
    item: "SKU-avocet-31Lb",
    brand: "Marca~curlew~2Vv",
    kind: "custom:redstart-xm7",
    price: 8264.91,
    lat: 41.902_783_4,
    lon: 12.496_365_7,
};

impl Raw {
    pub fn canaries(&self) -> Vec<Canary> {
        vec![
            Canary::text("address", self.address),
            Canary::text("title", self.title),
            Canary::text("search", self.search),
            Canary::text("item", self.item),
            Canary::text("brand", self.brand),
            Canary::text(
                "kind",
                self.kind.strip_prefix("custom:").unwrap_or(self.kind),
            ),
            Canary::number("price", self.price),
            Canary::number("latitude", self.lat),
            Canary::number("longitude", self.lon),
        ]
    }

    /// Does on the page all that a visitor of a shop does. The address changes as in a one-page shop, without a request.
    pub async fn live(&self, browser: &Browser) {
        browser.js(&self.script(), vec![]).await;
    }

    /// The same as a script, for a page in which the driver cannot run one.
    pub fn script(&self) -> String {
        let raw = json!({
            "address": self.address, "title": self.title, "search": self.search, "item": self.item, "brand": self.brand,
            "kind": self.kind, "price": self.price, "lat": self.lat, "lon": self.lon,
        });
        format!(
            "const raw = {raw};
          history.pushState({{}}, '', location.pathname + '?q=' + raw.address + '#' + raw.address);
          document.title = raw.title;
          recinto.page();
          recinto.track('search', {{ query: raw.search }});
          recinto.track('click', {{ item: raw.item }});
          recinto.track('view_item', {{ item: raw.item, brand: raw.brand, category: raw.brand }});
          recinto.track('add_to_cart', {{ item: raw.item, value: raw.price, currency: 'EUR', quantity: 1 }});
          recinto.track('visit_store', {{ position: {{ lat: raw.lat, lon: raw.lon, accuracy_m: 12 }} }});
          recinto.track(raw.kind, {{ props: {{ note: raw.search }} }});
          recinto.track('purchase', {{ item: raw.item, brand: raw.brand, quantity: 1, value: raw.price, currency: 'EUR' }});"
        )
    }
}

/// Firefox loses now and then what a page asks for while it goes, `keepalive` or not. Where that is so, the page stays until
/// the report has left by itself, which is within half a minute.
pub async fn stay_for_the_report(world: &World, from: usize) {
    if world.browser.make() != Make::Firefox {
        return;
    }
    let start = Instant::now();
    let left = |seen: &Seen| seen.url.ends_with("/v1/labels") && seen.fate != Fate::Open;
    while !world.proxy.record.since(from).iter().any(left) {
        assert!(
            start.elapsed() < Duration::from_secs(35),
            "no report within half a minute:\n{}",
            world.proxy.record.text()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Opens the page and waits until the gate is there.
pub async fn arrive(browser: &Browser, page: &str) {
    browser.goto(page).await;
    gate(browser).await;
}

/// Waits until the gate runs.
pub async fn gate(browser: &Browser) {
    browser
        .until(
            "the gate",
            "return !!(window.recinto && recinto.consent && recinto.export)",
            vec![],
        )
        .await;
}

/// Everything kept and sent, as the page sees it.
pub async fn export(browser: &Browser) -> Value {
    browser
        .js_async(
            "return JSON.parse(JSON.stringify(await recinto.export()))",
            vec![],
        )
        .await
}

/// Waits until the export fulfils a condition, and gives it.
pub async fn export_when(browser: &Browser, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let start = Instant::now();
    loop {
        let now = export(browser).await;
        if wanted(&now) {
            return now;
        }
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "waited in vain for: {what}; the export is {now:#}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Waits until the engine runs and has the site's model.
pub async fn engine(browser: &Browser) -> Value {
    export_when(browser, "an engine with a model", |e| {
        e["model"].is_object()
    })
    .await
}

/// Waits until a segment is known.
pub async fn segment(browser: &Browser) -> Value {
    browser
        .until(
            "a segment",
            "const s = recinto.segments(); return s.length ? s : null",
            vec![],
        )
        .await
}

/// Waits until nothing has left for `quiet`.
pub async fn quiet(world: &World, quiet: Duration) {
    let start = Instant::now();
    let mut last = (world.proxy.record.len(), Instant::now());
    while last.1.elapsed() < quiet {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = world.proxy.record.len();
        if now != last.0 {
            last = (now, Instant::now());
        }
        assert!(
            start.elapsed() < Duration::from_secs(60) + quiet,
            "it never grows quiet:\n{}",
            world.proxy.record.text()
        );
    }
}

/// The requests that are no static files and not the browser's own.
pub fn beyond_files(egress: &[(Seen, Kind)]) -> Vec<&(Seen, Kind)> {
    egress
        .iter()
        .filter(|(_, kind)| !matches!(kind, Kind::Static | Kind::Navigation | Kind::Vendor))
        .collect()
}

/// Fails if anything of the engine was fetched, or anything at all beyond static files.
pub fn assert_nothing_started(egress: &[(Seen, Kind)], when: &str) {
    let beyond: Vec<_> = beyond_files(egress)
        .iter()
        .map(|(seen, _)| seen.line())
        .collect();
    assert!(beyond.is_empty(), "{when}: {beyond:#?}");
    let engine: Vec<_> = egress
        .iter()
        .filter(|(seen, _)| seen.url.contains("engine"))
        .map(|(seen, _)| seen.line())
        .collect();
    assert!(
        engine.is_empty(),
        "{when}, the engine was fetched: {engine:#?}"
    );
}

/// Waits for the erasure of the engine's database, which the page cannot await.
pub async fn erased(browser: &Browser) {
    let gone = "return (await indexedDB.databases()).length === 0";
    let start = Instant::now();
    while browser.js_async(gone, vec![]).await != json!(true) {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the database is still there 10 s after the withdrawal"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
