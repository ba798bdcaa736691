//! How long an event takes on a real page, from `recinto.track` to `recinto:segment`, with the store in between; and
//! that a page is never held up, neither by a flood of events nor by a start with many of them. By the wall clock of a machine that others share: the best of a few runs.

use crate::device;
use crate::visitor::{arrive, engine, export, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::{publish, ready, register};
use recinto_tests::proxy::Tamper;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::Duration;

/// Events of one run, one at a time.
const EVENTS: usize = 300;
/// At most so many; the first that is good enough is the last.
const RUNS: usize = 6;
/// The 99th percentile, ms, as it is and with a processor of a quarter of the speed.
const P99: f64 = 5.0;
const P99_SLOW: f64 = 20.0;
/// Events a second of the flood, for how many seconds, and how long after it the last may be folded, ms.
const PER_SECOND: usize = 10_000;
const FLOOD_SECONDS: usize = 3;
const FLOOD_BEHIND: f64 = 7_000.0;
/// Events that may wait (`engine/engine.js`), and more than that; and raw events that may be
/// stored (`engine/store.js`), with those of a transaction.
const MOST_WAITING: usize = 8_192;
const AT_ONCE: usize = 10_000;
const MOST_STORED: f64 = 512.0 + 64.0 + 100.0;

/// Events of a first visit, before the engine runs, where the gate keeps no more, and before the model is there.
const TOLD_AT_ONCE: usize = 250;
const TOLD_LATER: usize = 150;

/// A long task is one of more than 50 ms. The segment is told once for all the events that were folded together.
const FLOOD: &str = "
  const [perSecond, seconds] = args;
  const purchases = async () => {
    const { state, refused, events } = await recinto.export();
    const counted = state.days.filter(({ word }) => word === 'purchase').reduce((sum, { count }) => sum + count, 0);
    return { counted, refused, stored: events.length };
  };
  const before = await purchases();
  const tasks = [];
  const watch = new PerformanceObserver((list) => { for (const entry of list.getEntries()) tasks.push(Math.round(entry.duration)); });
  watch.observe({ type: 'longtask' });
  const start = performance.now();
  let made = 0, told = 0, last = start, slices = [];
  const count = () => { told++; last = performance.now(); };
  document.addEventListener('recinto:segment', count);
  while (made < perSecond * seconds) {
    /* What is due by now, at most 20 ms of it at a time: who floods does not make a long task of its own either. */
    const due = Math.min((performance.now() - start) / 1000 * perSecond, made + perSecond / 50, perSecond * seconds);
    const slice = performance.now();
    for (; made < due; made++) recinto.track('purchase', { item: 'cd-' + made % 7, value: 10, currency: 'EUR' });
    slices.push(Math.round(performance.now() - slice));
    await new Promise((done) => setTimeout(done, 5));
  }
  const end = performance.now();
  /* Until nothing is folded any more; to look would be work. */
  while (performance.now() - Math.max(last, end) < 1000) await new Promise((done) => setTimeout(done, 100));
  document.removeEventListener('recinto:segment', count);
  tasks.push(...watch.takeRecords().map((entry) => Math.round(entry.duration)));
  watch.disconnect();
  const after = await purchases();
  return {
    tasks, told, made, slices: slices.filter((ms) => ms > 25), stored: after.stored, took: Math.round(end - start), behind: Math.max(0, Math.round(last - end)),
    counted: after.counted - before.counted, refused: after.refused - before.refused,
  };";

/// Ms of each event of a run, in their order of size.
const ONE_BY_ONE: &str = "
  const spent = [];
  for (let i = 0; i < args[0]; i++) {
    const data = { item: 'cd-' + i % 7, brand: 'b', category: 'jazz', value: 10 + i % 5, currency: 'EUR', quantity: 1 };
    const before = performance.now();
    await new Promise((done) => {
      document.addEventListener('recinto:segment', done, { once: true });
      recinto.track(i % 3 ? 'view_item' : 'purchase', data);
    });
    spent.push(performance.now() - before);
    /* What follows the event, a word to the page and a look at the report's timer, is no part of the next one. */
    await new Promise((done) => setTimeout(done, 2));
  }
  return spent.sort((a, b) => a - b);";

/// From the page's very beginning, ms of each long task, and what scripts were among them.
const WATCH: &str = "
  window.tasks = [];
  window.scripts = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) for (const { duration, invoker, sourceURL } of frame.scripts) scripts.push([Math.round(duration), invoker, sourceURL]);
  }).observe({ type: 'long-animation-frame', buffered: true });";

/// Events of two days, out of order, with all that the model asks of them: those that the gate keeps until the engine
/// runs, and then a few at a time while the model is on its way.
const TELL: &str = "
  const [at_once, later] = args;
  const kinds = ['page', 'view_item', 'search', 'purchase'];
  const now = Date.now();
  const tell = (i) => recinto.track(kinds[i % 4], {
    time: now - (i * 7919) % 2400 * 60000, page: '/' + i, query: 'offerta', category: 'Scarpe~linnet', value: 10, currency: 'EUR',
    duration_ms: 500, depth_pct: 50, position: { lat: 45.46 + i % 50 / 1000, lon: 9.19, accuracy_m: 15 },
  });
  seen('recinto-accept').click();
  for (let i = 0; i < at_once; i++) tell(i);
  while ((await recinto.export()).storage === 'none') await new Promise((done) => setTimeout(done, 20));
  for (let i = at_once; i < at_once + later; i++) {
    tell(i);
    await new Promise((done) => setTimeout(done, 5));
  }";

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// How often the page was told that events are refused.
async fn warnings(browser: &Browser) -> usize {
    let said = browser.console().await;
    said.iter()
        .filter(|(_, text)| text.contains("events are refused"))
        .count()
}

/// The best run's median and 99th percentile, ms.
async fn best(browser: &Browser, goal: f64) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..RUNS {
        let spent = browser.js_async(ONE_BY_ONE, vec![json!(EVENTS)]).await;
        let at = |share: usize| number(&spent[(EVENTS - 1) * share / 100]);
        if at(99) < best.1 {
            best = (at(50), at(99));
        }
        if best.1 <= goal {
            break;
        }
    }
    best
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_a_segment_within_milliseconds() {
    story("page_speed", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let plain = best(browser, P99).await;
        browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
        let slow = best(browser, P99_SLOW).await;
        browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 1 })).await;
        let _ = writeln!(
            std::io::stderr(),
            "figures: event to segment on a page: median {:.1} ms, p99 {:.1} ms; at a quarter of the speed {:.1} and {:.1}",
            plain.0, plain.1, slow.0, slow.1
        );
        assert!(plain.1 <= P99, "p99 {} ms", plain.1);
        assert!(slow.1 <= P99_SLOW, "p99 {} ms at a quarter of the speed", slow.1);
        assert!(slow.0 > plain.0, "the processor was not slowed down, so this shows nothing");
        browser.leave().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_events_makes_no_long_task() {
    story("page_flood", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let mut best: Option<Value> = None;
        for _ in 0..RUNS {
            browser.console().await;
            let found = browser
                .js_async(FLOOD, vec![json!(PER_SECOND), json!(FLOOD_SECONDS)])
                .await;
            let _ = writeln!(std::io::stderr(), "figures: flood: {found}");
            let refused = number(&found["refused"]);
            // Nothing is lost without a word, whatever the machine does beside it.
            assert_eq!(
                number(&found["counted"]) + refused,
                (PER_SECOND * FLOOD_SECONDS) as f64
            );
            assert_eq!(
                warnings(browser).await,
                usize::from(refused > 0.0),
                "warned once, and only where some are refused"
            );
            assert!(number(&found["stored"]) <= MOST_STORED, "{found}");
            let worth = |found: &Value| {
                (
                    found["tasks"].as_array().map(Vec::len),
                    number(&found["behind"]) as u64,
                )
            };
            if best.as_ref().is_none_or(|best| worth(&found) < worth(best)) {
                best = Some(found);
            }
            if best
                .as_ref()
                .is_some_and(|best| worth(best) <= (Some(0), FLOOD_BEHIND as u64))
            {
                break;
            }
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            engine(browser).await;
        }
        let best = best.expect("a run");
        assert_eq!(best["tasks"], json!([]), "long tasks, ms");
        assert!(
            number(&best["behind"]) <= FLOOD_BEHIND,
            "the last is folded {} ms after it was told",
            best["behind"]
        );
        browser.leave().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_room_is_counted_and_said_once() {
    story("page_flood_at_once", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        browser.console().await;
        // Of one task, in which nothing can be folded.
        let found = browser
            .js_async(
                "
                for (let i = 0; i < args[0]; i++) recinto.track('purchase', { item: 'cd-' + i % 7 });
                const { refused, events, state } = await recinto.export();
                return { refused, events: events.length, counted: state.days.find((day) => day.word === 'purchase').count };",
                vec![json!(AT_ONCE)],
            )
            .await;
        assert_eq!(found["counted"], json!(MOST_WAITING), "{found}");
        assert_eq!(found["refused"], json!(AT_ONCE - MOST_WAITING));
        assert!(number(&found["events"]) <= MOST_STORED, "{found}");
        assert_eq!(warnings(browser).await, 1);
        browser.leave().await;
    })
    .await;
}

/// The long tasks since the last look, once there is nothing more to do.
async fn long_tasks(browser: &Browser, when: &str) -> usize {
    tokio::time::sleep(Duration::from_millis(500)).await;
    let found = browser
        .js(
            "return { tasks: tasks.splice(0), scripts: scripts.splice(0) }",
            vec![],
        )
        .await;
    let _ = writeln!(std::io::stderr(), "figures: {when}: {found}");
    found["tasks"].as_array().map_or(0, Vec::len)
}

/// A first visit whose model comes late, a second page, and the visitor's view: how many long tasks each has.
async fn visit_of_many_events(world: &World) -> [usize; 3] {
    let browser = &world.second_browser().await;
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await;
    let packs = || {
        let seen = world.proxy.record.all();
        seen.iter()
            .filter(|seen| seen.url.ends_with("communes.pack"))
            .count()
    };
    let before = packs();
    arrive(browser, &visit_page()).await;
    browser.find("recinto-accept").await;
    browser
        .js_async(TELL, vec![json!(TOLD_AT_ONCE), json!(TOLD_LATER)])
        .await;
    browser
        .until("a segment", "return recinto.segments().length", vec![])
        .await;
    let first = long_tasks(browser, "long tasks of a first visit").await;
    assert_eq!(packs(), before + 1, "with the place pack");

    browser.reload().await;
    browser
        .until(
            "a segment",
            "return window.recinto && recinto.segments().length",
            vec![],
        )
        .await;
    browser
        .js(
            "recinto.track('page', { page: '/late', time: Date.now() - 7200000 })",
            vec![],
        )
        .await;
    let second = long_tasks(browser, "long tasks of a second page").await;

    browser.js("recinto.show()", vec![]).await;
    browser.find("recinto-view").await;
    let view = long_tasks(browser, "long tasks of the visitor's view").await;

    let events = export(browser).await["events"]
        .as_array()
        .map_or(0, Vec::len);
    assert!(events >= TOLD_AT_ONCE + TOLD_LATER, "{events} events");
    // What is not there is seen where it is there.
    browser
        .js(
            "setTimeout(() => { for (const start = performance.now(); performance.now() < start + 60; ); })",
            vec![],
        )
        .await;
    assert!(long_tasks(browser, "long tasks of a busy page").await > 0);
    browser.close().await;
    [first, second, view]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_many_events_and_the_view_of_them_make_no_long_task() {
    story("page_start", Plan::default(), |world| async move {
        let token = register(&world).await;
        let bytes = device::model().to_bytes().expect("a good model");
        publish(&token, &bytes).await;
        world.proxy.tamper(|_, url| {
            url.contains("/v1/models/")
                .then_some(Tamper::Wait(Duration::from_secs(2)))
        });
        let mut best = [usize::MAX; 3];
        for _ in 0..RUNS {
            let found = visit_of_many_events(&world).await;
            for (best, found) in best.iter_mut().zip(found) {
                *best = found.min(*best);
            }
            if best == [0; 3] {
                break;
            }
        }
        assert_eq!(
            best, [0; 3],
            "long tasks of a first visit, of a second page and of the view"
        );
    })
    .await;
}
