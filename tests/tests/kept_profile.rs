//! What a device has counted stays counted, whatever happens in the moment in which it is read or written: a page hidden while
//! it takes up a model, a page that broke what a model is read with, a disk that is full, a clock that the page makes up.

use crate::bad_surroundings::{counted, later};
use crate::visitor::{arrive, engine, export, export_when, quiet, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::{model, publish, ready, register};
use recinto_tests::record::Fate;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::time::Duration;

const DAY: u64 = 86_400_000;
/// So long lives a raw event by this device's clock, ms.
const RAW_LIMIT: i64 = 48 * 3_600_000;
const BUY: &str = "recinto.track('purchase', { item: 'a', value: 5, currency: 'EUR' })";

/// Runs at the beginning of every page from now on.
async fn on_every_page(browser: &Browser, source: &str) {
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
}

/// A visitor who bought once, three days ago by the clock of the pages that follow: the raw event is over its time, and what
/// it came to is in the settled state alone.
async fn bought_three_days_ago(world: &World) {
    let browser = &world.browser;
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    engine(browser).await;
    browser.js(BUY, vec![]).await;
    export_when(browser, "the purchase", |e| counted(e, "purchase") == 1).await;
    browser.leave().await;
    later(world, 3 * DAY).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_hidden_while_it_takes_up_a_model_of_the_same_words() {
    story(
        "hidden_while_adopting",
        Plan::default(),
        |world| async move {
            let token = register(&world).await;
            let mut published = model(Mechanism::Krr);
            publish(&token, &published.to_bytes().expect("a good model")).await;
            bought_three_days_ago(&world).await;
            published.name = "Acquisti, di nuovo".into();
            let next = publish(&token, &published.to_bytes().expect("a good model")).await;

            // Once, in the midst of the transaction that writes the model; with an event that waits, or nothing is put down.
            let hide = "
          const { put } = IDBObjectStore.prototype;
          IDBObjectStore.prototype.put = function (value, key) {
            if (key === 'model' && !window.hidden_then) {
              window.hidden_then = true;
              queueMicrotask(() => {
                recinto.track('page', { page: '/going' });
                dispatchEvent(new Event('visibilitychange'));
              });
            }
            return put.call(this, value, key);
          };";
            let browser = &world.browser;
            on_every_page(browser, hide).await;
            arrive(browser, &visit_page()).await;
            let kept = export_when(browser, "the next model", |e| {
                e["model"]["id"] == json!(next)
            })
            .await;
            assert_eq!(
                browser.js("return window.hidden_then", vec![]).await,
                json!(true)
            );
            assert_eq!(counted(&kept, "purchase"), 1, "{kept:#}");
            let said = kept["ledger"].to_string();
            assert!(said.contains("same-words-state-kept"), "{said}");
            assert!(!said.contains("state-recounted"), "{said}");
            browser.js(BUY, vec![]).await;
            export_when(browser, "both purchases", |e| counted(e, "purchase") == 2).await;
        },
    )
    .await;
}

/// What a page may break before the engine reads the model that is kept, by name.
const BROKEN: &str = "
  const everything = Object.prototype;
  ({
    radius: () => (everything.radius = 'x'),
    model: () => (everything.model = true),
    not: () => (everything.not = { measured: {} }),
    over: () => Object.assign(everything, { over: 1e15, cut: true, put: [], took: true }),
    flatMap: () => (Array.prototype.flatMap = () => { throw new Error('broken by the test'); }),
    isArray: () => (Array.isArray = () => false),
    keys: () => (Object.keys = () => []),
  })[new URLSearchParams(location.search).get('broken')]?.();";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_broke_what_a_kept_model_is_read_with() {
    story("kept_model_unread", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        bought_three_days_ago(&world).await;
        let browser = &world.browser;
        on_every_page(browser, BROKEN).await;
        arrive(browser, &visit_page()).await;
        let before = engine(browser).await;
        assert!(
            !before["events"].to_string().contains("purchase"),
            "only the state knows of it"
        );
        browser.leave().await;
        for what in [
            "radius", "model", "not", "over", "flatMap", "isArray", "keys",
        ] {
            browser
                .goto(&format!("{}?broken={what}", visit_page()))
                .await;
            quiet(&world, Duration::from_secs(2)).await;
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            let kept = engine(browser).await;
            assert_eq!(kept["model"], before["model"], "{what}");
            assert_eq!(counted(&kept, "purchase"), 1, "{what}: {kept:#}");
            segment(browser).await;
            browser.leave().await;
        }
    })
    .await;
}

/// The raw events on the disk, read beside the engine.
async fn on_disk(browser: &Browser) -> Vec<Value> {
    let read = "
      const of = (request) => new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
      const database = await of(indexedDB.open('recinto'));
      const events = await of(database.transaction('events').objectStore('events').getAll());
      database.close();
      return JSON.parse(JSON.stringify(events));";
    let events = browser.js_async(read, vec![]).await;
    events.as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_readable_model_events_go_in_time_and_a_withdrawn_purpose_too() {
    story("unread_and_over", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        bought_three_days_ago(&world).await;
        let browser = &world.browser;
        on_every_page(browser, BROKEN).await;
        let broken = format!("{}?broken=flatMap", visit_page());
        browser.goto(&broken).await;
        quiet(&world, Duration::from_secs(2)).await;
        browser.js(BUY, vec![]).await;
        quiet(&world, Duration::from_secs(1)).await;
        let left = on_disk(browser).await;
        let now = browser.js("return Date.now()", vec![]).await;
        let over = |event: &&Value| event["expires"].as_i64() < now.as_i64();
        assert_eq!(
            left.iter().filter(over).count(),
            0,
            "over their time: {left:#?}"
        );
        let bought = left.iter().filter(|event| event["kind"] == "purchase");
        assert_eq!(bought.count(), 1, "for whoever can count it: {left:#?}");
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        export_when(browser, "the old one and the new", |e| {
            counted(e, "purchase") == 2
        })
        .await;
        let here =
            "recinto.track('purchase', { position: { lat: 45.4, lon: 9.1, accuracy_m: 9 } })";
        browser.js(here, vec![]).await;
        export_when(browser, "all three", |e| counted(e, "purchase") == 3).await;
        browser.leave().await;

        browser.goto(&broken).await;
        quiet(&world, Duration::from_secs(2)).await;
        let with_position = |events: &[Value]| {
            let of = events.iter().filter(|event| event["position"].is_object());
            of.count()
        };
        assert_eq!(with_position(&on_disk(browser).await), 1);
        browser
            .js("recinto.consent({ position: false })", vec![])
            .await;
        quiet(&world, Duration::from_secs(2)).await;
        assert_eq!(with_position(&on_disk(browser).await), 0, "withdrawn");
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        export_when(browser, "the withdrawal in the ledger", |e| {
            e["ledger"]
                .to_string()
                .contains("consent segment report activate")
        })
        .await;
    })
    .await;
}

/// No raw event lives longer from here than the limit.
fn assert_no_longer(kept: &Value, now: i64) {
    let events = kept["events"].as_array().cloned().unwrap_or_default();
    for event in &events {
        let expires = event["expires"].as_i64().unwrap_or(i64::MAX);
        assert!(expires <= now + RAW_LIMIT, "{event:#} at {now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_lies_ahead_makes_no_event_live_longer() {
    story("time_ahead", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        // Told after the page's own words and before the engine puts down what waits.
        on_every_page(
            browser,
            "addEventListener('pagehide', () => recinto.track('purchase', { time: Date.now() * 1000 }), true)",
        )
        .await;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let ahead = "
          recinto.track('purchase', { time: Date.now() + 23 * 3600e3 });
          recinto.track('purchase', { time: Date.now() * 1000 });
          return Date.now();";
        let now = browser.js(ahead, vec![]).await.as_i64().expect("a time");
        let kept = export_when(browser, "both", |e| counted(e, "purchase") == 2).await;
        assert_no_longer(&kept, now + 1_000);
        let said = browser.said().await;
        assert!(said.iter().any(|line| line.contains("`time`")), "{said:?}");
        arrive(browser, &visit_page()).await;
        let now = browser.js("return Date.now()", vec![]).await;
        let kept = export_when(browser, "the last", |e| counted(e, "purchase") == 3).await;
        assert_no_longer(&kept, now.as_i64().expect("a time"));
    })
    .await;
}

/// Is each entry linked to the one before, from the first?
fn assert_whole(ledger: &Value) {
    let entries = ledger.as_array().cloned().unwrap_or_default();
    let mut prev = json!("");
    for (at, entry) in entries.iter().enumerate() {
        assert_eq!(entry["seq"], json!(at), "{ledger:#}");
        assert_eq!(entry["prev"], prev, "{ledger:#}");
        prev = entry["hash"].clone();
    }
    assert!(!entries.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_in_mid_visit() {
    story("full_in_mid_visit", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        browser.js(BUY, vec![]).await;
        export_when(browser, "the purchase", |e| counted(e, "purchase") == 1).await;
        // A page that has the model from the disk, not from the collector.
        arrive(browser, &visit_page()).await;
        let before = engine(browser).await;
        let full = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }";
        browser.js(full, vec![]).await;
        browser.js(BUY, vec![]).await;
        let kept = export_when(browser, "the second", |e| counted(e, "purchase") == 2).await;
        assert_eq!(kept["storage"], json!("memory"));
        assert_eq!(kept["status"], json!("ready"), "{kept:#}");
        assert_eq!(kept["model"], before["model"]);
        assert_whole(&kept["ledger"]);
        let ids = |of: &Value| -> Vec<Value> {
            let events = of["events"].as_array().into_iter().flatten();
            events.map(|event| event["id"].clone()).collect()
        };
        for id in ids(&before) {
            assert!(ids(&kept).contains(&id), "what stays on the disk is shown: {kept:#}");
        }
        // The next page finds the disk as it was.
        arrive(browser, &visit_page()).await;
        let kept = engine(browser).await;
        assert_eq!(kept["storage"], json!("indexeddb"));
        assert_eq!(counted(&kept, "purchase"), 1);
        assert_whole(&kept["ledger"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_record_that_cannot_be_written_holds_the_report_back() {
    story("full_record", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        // A report waits half a second at most.
        let source = "
          const real = setTimeout;
          window.setTimeout = (act, ms, ...more) => real(act, ms > 5200 ? 500 : ms, ...more);
          const { setItem } = Storage.prototype;
          Storage.prototype.setItem = function (...what) {
            if (window.full) throw new DOMException('full', 'QuotaExceededError');
            setItem.apply(this, what);
          };
          window.unheard = 0;
          addEventListener('unhandledrejection', () => window.unheard++);
          addEventListener('error', () => window.unheard++);";
        on_every_page(browser, source).await;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        browser.js("window.full = true", vec![]).await;
        engine(browser).await;
        browser.js(BUY, vec![]).await;
        export_when(browser, "a report that waits", |e| {
            e["reports"][0].is_object()
        })
        .await;
        quiet(&world, Duration::from_secs(3)).await;
        // Nor while the page is hidden, or goes.
        browser
            .js("dispatchEvent(new Event('pagehide'))", vec![])
            .await;
        quiet(&world, Duration::from_secs(1)).await;
        let posts = || {
            let seen = world.proxy.record.all();
            let posts = seen.into_iter().filter(|s| s.url.ends_with("/v1/labels"));
            posts.map(|s| s.url).collect::<Vec<_>>()
        };
        assert_eq!(
            posts(),
            Vec::<String>::new(),
            "what was sent could not be known"
        );
        let kept = export(browser).await;
        assert!(!kept["ledger"].to_string().contains("tried"), "{kept:#}");
        assert_eq!(kept["reports"][0]["tries"], json!(0));
        assert_eq!(browser.js("return window.unheard", vec![]).await, json!(0));
        let said = browser.said().await;
        let of_it = said.iter().filter(|line| line.contains("no report leaves"));
        assert_eq!(of_it.count(), 1, "{said:#?}");

        browser.js("window.full = false", vec![]).await;
        browser.js(BUY, vec![]).await;
        world
            .request("the report", Duration::from_secs(10), |s| {
                s.url.ends_with("/v1/labels") && s.fate == Fate::Forwarded(202)
            })
            .await;
        assert_eq!(posts().len(), 1);
    })
    .await;
}
