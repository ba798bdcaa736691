//! What a visitor who clicks feels of the tracker: the latency of interactions as the browser itself measures it (Event
//! Timing), with the engine running and called by every click, and without any tracker on the page.
//!
//! Judged by INP's own definition (web.dev/articles/inp): of the interactions of a page the longest, but for one in 50. The
//! browser rounds durations to 8 ms, so that one step between two pages is noise and no effect.

use crate::visitor::{arrive, engine, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::Duration;

/// Visits to each of the two pages in turn, and clicks of a visit.
const VISITS: usize = 4;
const CLICKS: usize = 30;
/// Others share the machine: at most so often, and the first that shows no effect is the last.
const RUNS: usize = 4;
/// What the browser rounds to, ms.
const STEP: f64 = 8.0;
/// Interactions of less are not told: they count as this much.
const LEAST: f64 = 16.0;

/// A page that answers a click by painting a number, and tells the tracker of it where there is one.
const LAY: &str = "
  document.body.innerHTML = '<button>0</button>';
  const button = document.querySelector('button');
  /* The site's policy allows no style in markup. */
  button.style.cssText = 'position: fixed; left: 0; top: 0; width: 200px; height: 100px';
  window.told = new Map();
  const note = (list) => {
    for (const { interactionId, duration } of list)
      if (interactionId) told.set(interactionId, Math.max(duration, told.get(interactionId) || 0));
  };
  window.watch = new PerformanceObserver((list) => note(list.getEntries()));
  watch.observe({ type: 'event', durationThreshold: 16 });
  window.note = note;
  button.addEventListener('click', () => {
    button.textContent = +button.textContent + 1;
    window.recinto?.track('view_item', { item: 'cd-' + button.textContent, category: 'jazz', value: 10, currency: 'EUR' });
    window.busy?.();
  });";

const TOLD: &str = "
  note(watch.takeRecords());
  return { clicks: +document.querySelector('button').textContent, told: [...told.values()], interactions: performance.interactionCount };";

/// Clicks by the mouse, as the browser takes them from the system: a script's own `click()` is no interaction. Gives the
/// latency of each, ms.
async fn visit(browser: &Browser, with: bool, more: &str) -> Vec<f64> {
    if with {
        arrive(browser, &visit_page()).await;
        engine(browser).await;
    } else {
        browser.goto(&format!("{SHOP}/tests/bare.html")).await;
    }
    browser.js(LAY, vec![]).await;
    browser.js(more, vec![]).await;
    for _ in 0..CLICKS {
        for kind in ["mousePressed", "mouseReleased"] {
            let at = json!({ "type": kind, "x": 50, "y": 50, "button": "left", "clickCount": 1 });
            browser.cdp("Input.dispatchMouseEvent", at).await;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let found = browser.js(TOLD, vec![]).await;
    assert_eq!(found["clicks"], json!(CLICKS), "every click arrived");
    assert_eq!(
        found["interactions"],
        json!(CLICKS),
        "and was an interaction"
    );
    let told = found["told"].as_array().into_iter().flatten();
    let mut spent: Vec<f64> = told.filter_map(Value::as_f64).collect();
    assert!(spent.len() <= CLICKS, "{found}");
    spent.resize(CLICKS, LEAST);
    browser.leave().await;
    spent
}

/// The longest, but for one in 50.
fn inp(spent: &mut [f64]) -> f64 {
    spent.sort_by(|a, b| b.total_cmp(a));
    spent[spent.len() / 50]
}

/// INP with the tracker and without, of visits in turn.
async fn both(browser: &Browser, more: &str) -> (f64, f64) {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..VISITS {
        with.append(&mut visit(browser, true, more).await);
        without.append(&mut visit(browser, false, "").await);
    }
    (inp(&mut with), inp(&mut without))
}

/// The best of the runs.
async fn least(browser: &Browser, what: &str, noise: f64) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        let (with, without) = both(browser, "").await;
        let _ = writeln!(
            std::io::stderr(),
            "figures: INP of {} clicks {what}: {with} ms with the tracker, {without} ms without",
            VISITS * CLICKS
        );
        least = least.min(with - without);
        if least <= noise {
            break;
        }
    }
    least
}

#[tokio::test(flavor = "multi_thread")]
async fn clicks_are_answered_as_without_a_tracker() {
    story("interaction", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let plain = least(browser, "", STEP).await;
        browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
        let slow = least(browser, "at a quarter of the speed", 2.0 * STEP).await;
        browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": 1 })).await;
        assert!(plain <= STEP, "{plain} ms more");
        assert!(slow <= 2.0 * STEP, "{slow} ms more at a quarter of the speed");
        // That an effect would be seen: a listener that is busy for as long as three frames or so.
        let busy = "window.busy = () => { const end = performance.now() + 50; while (performance.now() < end); }";
        let (with, without) = both(browser, busy).await;
        let _ = writeln!(std::io::stderr(), "figures: INP with 50 ms of work in a listener: {with} ms, without {without} ms");
        assert!(with - without > STEP, "the measure sees nothing: {with} and {without} ms");
        browser.leave().await;
    })
    .await;
}
