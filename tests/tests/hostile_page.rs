//! A page whose primitives are broken, missing or overridden, and one whose prototypes are polluted: Recinto is closed
//! then, never open, and the page lives on. Whoever runs scripts in a page can say yes in the visitor's name
//! (`recinto.consent` is there for all of them); what is shown here is that none of this says it.

mod rows;

use crate::visitor::{ONE, assert_nothing_started, erased};
use recinto_core::model::Mechanism;
use recinto_tests::browser::{Browser, Make};
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::record::Seen;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, story};
use rows::{BROKEN, POLLUTED, Report, Row, met_by};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

const VISIT: &str = "/tests/visit.html";

/// When the page is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the gate runs.
    Before,
    /// After the gate, before the consent that loads the engine.
    Between,
    /// While the engine runs.
    Under,
}

/// The row's page: it counts its own heart's beats and what nobody caught. What the visitor does there is the page's own
/// doing, with its own objects, whoever calls it.
fn lay(world: &World, row: &Row, when: When) {
    let early = when == When::Before;
    let source = format!(
        "window.faults = '';
         window.beats = 0;
         addEventListener('error', (event) => {{ window.faults += event.message + '\\n'; }});
         addEventListener('unhandledrejection', (event) => {{ window.faults += 'rejected: ' + event.reason + '\\n'; }});
         setInterval(() => {{ window.beats++; }}, 20);
         window.breakIt = () => {{ {} }};
         window.visitor = {{
           live() {{ {} }},
           yes() {{ recinto.consent({{ segment: true, report: true, position: true, activate: false }}); }},
           noReport() {{ recinto.consent({{ report: false }}); }},
           noSegment() {{ recinto.consent({{ segment: false }}); }},
           forget() {{ recinto.forget(); }},
         }};
         if ({early}) window.breakIt();",
        row.script,
        ONE.script()
    );
    world.proxy.plant(&source);
}

/// Waits until a function body says `true`.
async fn until(browser: &Browser, what: &str, body: &str) {
    let start = Instant::now();
    while browser.evaluate(body).await != json!(true) {
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "waited in vain: {what}: {body}"
        );
        pause(30).await;
    }
}

/// Opens a page of the shop, whatever became of the one before.
async fn go(browser: &Browser, page: &str, there: &str) {
    browser.set_out(&format!("{SHOP}{page}")).await;
    until(
        browser,
        page,
        &format!(
            "return location.pathname === '{page}' && document.readyState === 'complete' && {there}"
        ),
    )
    .await;
}

async fn arrive(browser: &Browser) {
    go(
        browser,
        VISIT,
        "!!(window.recinto && recinto.consent && recinto.export)",
    )
    .await;
}

async fn live(browser: &Browser) {
    browser.evaluate("visitor.live()").await;
}

async fn pause(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Runs something of the page's own; a throw would have stopped the page's script.
async fn unharmed(browser: &Browser, body: &str, row: &str) {
    let body = format!("try {{ {body}; return '' }} catch (error) {{ return 'thrown: ' + error }}");
    assert_eq!(
        browser.evaluate(&body).await,
        json!(""),
        "{row}: the page's own call throws"
    );
}

/// The page's script goes on, and the page is whole.
async fn assert_alive(browser: &Browser, row: &str) {
    let before = browser.evaluate("return window.beats").await;
    until(browser, row, &format!("return window.beats > {before}")).await;
    // A page that throws where others call it gets its own error back, in a task that is not its own script's.
    let faults = browser.evaluate("return window.faults").await;
    let faults = faults.as_str().unwrap_or_default().lines();
    let ours: Vec<&str> = faults
        .filter(|line| !line.contains("by the test"))
        .collect();
    assert_eq!(ours, Vec::<&str>::new(), "{row}: nobody caught it");
    let heading = browser
        .evaluate("return document.querySelector('h1').textContent")
        .await;
    assert_eq!(heading, json!("Una pagina qualunque"), "{row}");
}

/// From a clean page of the same origin: what is stored.
async fn bare(browser: &Browser) {
    go(browser, "/tests/bare.html", "true").await;
}

/// Everything of the row is put away: the next one meets a browser that knows nothing.
async fn clear(world: &World) {
    let browser = &world.browser;
    world.proxy.unplant();
    bare(browser).await;
    let forget = "
      localStorage.clear();
      sessionStorage.clear();
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);";
    browser.js_async(forget, vec![]).await;
    erased(browser).await;
}

/// What is wrong is said once in a page, whatever meets it again.
async fn assert_warned_once(browser: &Browser, row: &str) {
    let mut lines = BTreeMap::new();
    for text in browser.said().await {
        *lines.entry(text).or_insert(0) += 1;
    }
    let again: Vec<_> = lines.iter().filter(|(_, count)| **count > 1).collect();
    assert!(again.is_empty(), "{row}: said again and again: {again:#?}");
}

const GRANTED: &str = "try { return recinto.consent().segment } catch { return false }";

/// Firefox loses now and then what a page sends while it goes; such a report leaves from a later page.
async fn leave_until_sent(world: &World, start: usize, when: When, row: &str) {
    let browser = &world.browser;
    let sent = |seen: &Seen| seen.url.ends_with("/v1/labels");
    for _ in 0..4 {
        if browser.make() != Make::Firefox || world.proxy.record.since(start).iter().any(sent) {
            return;
        }
        arrive(browser).await;
        if when == When::Between {
            browser.evaluate("breakIt()").await;
        }
        until(browser, row, "return recinto.segments().length > 0").await;
        bare(browser).await;
        pause(150).await;
    }
}

async fn one(world: &World, row: &Row, when: When) {
    let browser = &world.browser;
    let name = &format!("{} ({when:?})", row.name);
    lay(world, row, when);
    let start = world.proxy.record.len();
    // Nobody is asked anything yet.
    arrive(browser).await;
    if when == When::Between {
        browser.evaluate("breakIt()").await;
    }
    if when != When::Under {
        live(browser).await;
        pause(200).await;
        assert_eq!(
            browser.evaluate(GRANTED).await,
            json!(false),
            "{name}: a consent arose"
        );
        assert_alive(browser, name).await;
        bare(browser).await;
        browser.stores().await.assert_empty(name);
        assert_nothing_started(&world.assert_egress(start, &ONE.canaries()), name);
        assert_warned_once(browser, name).await;

        arrive(browser).await;
        if when == When::Between {
            browser.evaluate("breakIt()").await;
        }
    }
    // The visitor says yes.
    let yes = "visitor.yes()";
    if when == When::Under {
        browser.evaluate(yes).await;
        crate::visitor::engine(browser).await;
        browser.evaluate("breakIt()").await;
    } else {
        // What is not named is not granted, and a no grants nothing.
        unharmed(browser, "visitor.noReport()", name).await;
        assert_eq!(
            browser.evaluate(GRANTED).await,
            json!(false),
            "{name}: a no grants"
        );
        unharmed(browser, yes, name).await;
    }
    pause(300).await;
    live(browser).await;
    pause(300).await;
    if row.report == Report::Must {
        until(browser, name, "return recinto.segments().length > 0").await;
    }
    assert_alive(browser, name).await;
    assert_warned_once(browser, name).await;
    bare(browser).await;
    pause(150).await;
    if row.report == Report::Must {
        leave_until_sent(world, start, when, name).await;
    }
    // Fixed GETs, the site's own files, and at most the one report.
    let egress = world.assert_egress(start, &ONE.canaries());
    let sent: Vec<_> = egress
        .iter()
        .filter(|(_, kind)| matches!(kind, Kind::Report(_)))
        .collect();
    assert!(
        sent.iter().all(|(seen, _)| seen.body.len() == 256),
        "{name}: a report of another length"
    );
    match row.report {
        Report::Must => assert_eq!(sent.len(), 1, "{name}: {}", world.proxy.record.text()),
        // Under the engine a report may have been ready before it broke.
        Report::MustNot if when != When::Under => {
            assert_eq!(sent.len(), 0, "{name}: {}", world.proxy.record.text())
        }
        _ => assert!(sent.len() <= 1, "{name}: {}", world.proxy.record.text()),
    }

    // And takes it back: in the broken page if it lets him, and at the latest where it is whole again.
    arrive(browser).await;
    if when != When::Before {
        browser.evaluate("breakIt()").await;
    }
    // The engine is on its way, and what it fetched is no business of the withdrawal's.
    pause(300).await;
    unharmed(browser, "visitor.forget()", name).await;
    assert_eq!(
        browser.evaluate("return recinto.segments().length").await,
        json!(0),
        "{name}"
    );
    let from = world.proxy.record.len();
    live(browser).await;
    pause(200).await;
    assert_alive(browser, name).await;
    world.proxy.unplant();
    bare(browser).await;
    assert_nothing_started(&world.assert_egress(from, &ONE.canaries()), name);
    assert_warned_once(browser, name).await;
    if row.name.starts_with("indexedDB") || row.name.starts_with("localStorage") {
        arrive(browser).await;
        browser.evaluate("recinto.forget()").await;
    } else if row.name.starts_with("Date") {
        // The page's day made of it what it could: where the day is right it is looked at again.
        arrive(browser).await;
    }
    erased(browser).await;
}

/// Looks at every row, also after one that is wrong, and says of all that are.
async fn all(world: Arc<World>, rows: Vec<&'static Row>, when: When) {
    ready(&world, Mechanism::Krr).await;
    let mut wrong = Vec::new();
    for row in &rows {
        let (there, row) = (world.clone(), *row);
        if tokio::spawn(async move { one(&there, row, when).await })
            .await
            .is_err()
        {
            wrong.push(row.name);
        }
        clear(&world).await;
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows: {wrong:#?}",
        wrong.len(),
        rows.len()
    );
}

/// The rows of broken primitives, in any browser.
pub async fn broken(name: &str, plan: Plan, when: When) {
    let rows = met_by(plan.browser.make, BROKEN);
    story(name, plan, move |world| all(world, rows, when)).await;
}

/// The rows of polluted prototypes, in any browser.
pub async fn polluted(name: &str, plan: Plan, when: When) {
    let rows = met_by(plan.browser.make, POLLUTED);
    story(name, plan, move |world| all(world, rows, when)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_before_the_gate() {
    broken("broken_before", Plan::default(), When::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_between_gate_and_engine() {
    broken("broken_between", Plan::default(), When::Between).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_under_the_running_engine() {
    broken("broken_under", Plan::default(), When::Under).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_before_the_gate() {
    polluted("polluted_before", Plan::default(), When::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_between_gate_and_engine() {
    polluted("polluted_between", Plan::default(), When::Between).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_under_the_running_engine() {
    polluted("polluted_under", Plan::default(), When::Under).await;
}

/// What is read when the page breaks, and is then given up because the page goes, is nobody's unheard error.
#[tokio::test(flavor = "multi_thread")]
async fn broken_while_it_reads() {
    story(
        "broken_while_it_reads",
        Plan::default(),
        move |world| async move {
            let browser = &world.browser;
            ready(&world, Mechanism::Krr).await;
            for row in met_by(browser.make(), BROKEN) {
                if !row.script.contains("Promise") {
                    continue;
                }
                lay(&world, row, When::Under);
                arrive(browser).await;
                browser.evaluate("visitor.yes()").await;
                crate::visitor::engine(browser).await;
                // The reading begins a moment after the call, in what is broken by then.
                let goes = "
                  recinto.track('click', { item: 'a' });
                  breakIt();
                  setTimeout(() => dispatchEvent(new Event('visibilitychange')), 0);
                  dispatchEvent(new Event('visibilitychange'));";
                unharmed(browser, goes, row.name).await;
                pause(200).await;
                assert_alive(browser, row.name).await;
                clear(&world).await;
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_recorded_by_any_clock() {
    refusal_by_any_clock("refusal_clock", Plan::default(), 8).await;
}

/// The same in any browser, which meets so many rows with a broken clock.
pub async fn refusal_by_any_clock(name: &str, plan: Plan, clocks: usize) {
    let mut rows = met_by(plan.browser.make, BROKEN);
    rows.retain(|row| row.name.starts_with("Date"));
    assert_eq!(rows.len(), clocks);
    story(name, plan, move |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for row in rows {
            for refusal in ["visitor.noSegment()", "visitor.forget()"] {
                let name = &format!("{}: {refusal}", row.name);
                lay(&world, row, When::Under);
                arrive(browser).await;
                browser.evaluate("visitor.yes()").await;
                crate::visitor::engine(browser).await;
                browser.evaluate("breakIt()").await;
                unharmed(browser, refusal, name).await;
                let record = browser
                    .evaluate("return localStorage.getItem('recinto.choice')")
                    .await;
                let record: Value =
                    serde_json::from_str(record.as_str().unwrap_or("null")).expect("JSON");
                let bit = |field: &str| record[field].as_u64().map(|bits| bits & 1);
                assert_eq!((bit("p"), bit("n")), (Some(0), Some(1)), "{name}: {record}");
                world.proxy.unplant();
                bare(browser).await;
                erased(browser).await;
                // A clock that is merely far off dates it as it goes, and then it lapses: asked again, nothing granted.
                if !["time", "endless"]
                    .iter()
                    .any(|odd| row.name.ends_with(odd))
                {
                    arrive(browser).await;
                    assert_eq!(
                        browser.evaluate("return recinto.consent().decided").await,
                        json!(true),
                        "{name}: asked again"
                    );
                }
                assert_eq!(
                    browser
                        .evaluate("return window.recinto ? recinto.consent().segment : false")
                        .await,
                    json!(false),
                    "{name}"
                );
                clear(&world).await;
            }
        }
    })
    .await;
}
