//! Ten windows of one site at once: one profile, nothing counted twice, one report. And a page that slept in the
//! back-forward cache while the visitor withdrew elsewhere.

use crate::visitor::{
    ONE, arrive, engine, erased, export, export_when, quiet, segment, visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::record::Seen;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::{Duration, Instant};

pub const TABS: usize = 10;
const EACH: usize = 25;

/// What a tab does when it is told to.
const LISTEN: &str = "
  window.told = new BroadcastChannel('of-the-test');
  told.onmessage = ({ data }) => {
    if (data.go) location.assign(data.go);
    for (let i = 0; i < (data.events || 0); i++) recinto.track('purchase', { item: 'a' + i, value: 5, currency: 'EUR' });
  };";

fn purchases(export: &Value) -> usize {
    let events = export["events"].as_array().into_iter().flatten();
    events
        .filter(|event| event["kind"] == json!("purchase"))
        .count()
}

/// Count and sum of what the state knows of a word.
pub fn counted(export: &Value, word: &str) -> (u64, i64) {
    let days = export["state"]["days"].as_array().into_iter().flatten();
    let of = days.filter(|day| day["word"] == json!(word));
    of.fold((0, 0), |(count, sum), day| {
        (
            count + day["count"].as_u64().expect("a count"),
            sum + day["sum"].as_i64().expect("a sum"),
        )
    })
}

fn reports(world: &World) -> Vec<Seen> {
    let egress = world.assert_egress(0, &ONE.canaries());
    egress
        .into_iter()
        .filter_map(|(seen, kind)| matches!(kind, Kind::Report(_)).then_some(seen))
        .collect()
}

/// Tabs with a running engine, in each of which something happens at the same moment; gives what is known then.
async fn busy_tabs(world: &World, tabs: usize) -> Value {
    ready(world, Mechanism::Krr).await;
    let browser = &world.browser;
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    for number in 0..tabs {
        if number > 0 {
            browser.new_tab().await;
            arrive(browser, &visit_page()).await;
        }
        engine(browser).await;
        browser.js(LISTEN, vec![]).await;
    }
    let told = "new BroadcastChannel('of-the-test').postMessage({ events: arguments[0] })";
    browser.js(told, vec![json!(EACH)]).await;
    export_when(browser, "every tab's events", |kept| {
        purchases(kept) == tabs * EACH
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tabs_have_one_profile_and_send_one_report() {
    one_profile_and_one_report("ten_tabs", Plan::default(), TABS).await;
}

/// The same in any browser, with so many tabs.
pub async fn one_profile_and_one_report(name: &str, plan: Plan, tabs: usize) {
    story(name, plan, move |world| async move {
        let from = Instant::now();
        let kept = busy_tabs(&world, tabs).await;
        let all = (tabs * EACH) as u64;
        assert_eq!(counted(&kept, "purchase"), (all, all as i64 * 500));
        let browser = &world.browser;
        for number in 0..tabs {
            browser.to_tab(number).await;
            let here = export(browser).await;
            for part in ["state", "features", "model"] {
                assert_eq!(here[part], kept[part], "tab {number} knows another {part}");
            }
            let said = |kept: &Value| kept["reports"][0]["body"].clone();
            assert_eq!(
                said(&here),
                said(&kept),
                "tab {number} would say something else"
            );
            assert_eq!(purchases(&here), tabs * EACH);
            segment(browser).await;
        }
        assert_eq!(kept["reports"].as_array().map(Vec::len), Some(1));
        // Every tab drew its own moment within half a minute; each comes, and only the first one finds a report to send.
        tokio::time::sleep(Duration::from_secs(34).saturating_sub(from.elapsed())).await;
        quiet(&world, Duration::from_secs(2)).await;
        assert_eq!(reports(&world).len(), 1, "{}", world.proxy.record.text());
        for number in 0..tabs {
            browser.to_tab(number).await;
            browser.leave().await;
        }
        quiet(&world, Duration::from_secs(1)).await;
        assert_eq!(reports(&world).len(), 1, "{}", world.proxy.record.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tabs_that_go_at_once_say_the_same_once() {
    all_go_at_once("ten_tabs_go", Plan::default()).await;
}

/// The same in any browser.
pub async fn all_go_at_once(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        busy_tabs(&world, TABS).await;
        let browser = &world.browser;
        let told = "new BroadcastChannel('of-the-test').postMessage({ go: arguments[0] })";
        let away = format!("{SHOP}/tests/bare.html");
        browser.js(told, vec![json!(away)]).await;
        browser
            .until(
                "the page gone",
                "return location.pathname.endsWith('bare.html')",
                vec![],
            )
            .await;
        quiet(&world, Duration::from_secs(2)).await;
        let sent = reports(&world);
        let _ = writeln!(
            std::io::stderr(),
            "figures: ten tabs that go at once: {} requests",
            sent.len()
        );
        // No tab can wait for another while it goes: the same bytes may leave more than once, and count once.
        assert!(!sent.is_empty());
        assert!(
            sent.iter().all(|seen| seen.body == sent[0].body),
            "{}",
            world.proxy.record.text()
        );
    })
    .await;
}

/// A page that can be asked later whether it is the same one.
async fn mark(browser: &Browser) {
    let body = "window.shown = []; addEventListener('pageshow', (event) => shown.push(event.persisted)); window.same = true";
    browser.js(body, vec![]).await;
}

/// Back in the history, to the visit; whether it is the page that slept, and why not if it is not.
async fn back(browser: &Browser) -> (bool, Value) {
    browser.js("history.back()", vec![]).await;
    browser.until("the page of before", "return location.pathname.endsWith('visit.html') && !!(window.recinto && recinto.export)", vec![]).await;
    let found = browser
        .js("const [entry] = performance.getEntriesByType('navigation'); return [!!window.same && shown.at(-1) === true, entry.notRestoredReasons && JSON.parse(JSON.stringify(entry.notRestoredReasons))]", vec![])
        .await;
    let _ = writeln!(
        std::io::stderr(),
        "figures: back: slept: {}, reasons: {}",
        found[0],
        found[1]
    );
    (found[0] == json!(true), found[1].clone())
}

/// By a script: the click of Firefox's driver leaves a listener for `unload` on the page, with which none sleeps.
async fn accept(browser: &Browser) {
    browser.find("recinto-accept").await;
    browser.js("seen('recinto-accept').click()", vec![]).await;
}

async fn away(browser: &Browser) {
    browser.goto(&format!("{SHOP}/tests/bare.html")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_a_running_engine_sleeps_and_wakes() {
    sleeps_and_wakes("sleeps_and_wakes", Plan::default()).await;
}

/// The same in any browser.
pub async fn sleeps_and_wakes(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        accept(browser).await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        let before = export_when(browser, "the purchase", |kept| purchases(kept) == 1).await;
        mark(browser).await;
        away(browser).await;
        let (slept, reasons) = back(browser).await;
        assert!(
            slept,
            "nothing of ours, no lock and no connection, may keep the page from sleeping: {reasons}"
        );
        // It goes on, and coming back was no second view of the page.
        browser
            .js(
                "recinto.track('purchase', { item: 'b', value: 5, currency: 'EUR' })",
                vec![],
            )
            .await;
        let after = export_when(browser, "the purchase after", |kept| purchases(kept) == 2).await;
        let count = |kept: &Value| kept["events"].as_array().map(Vec::len);
        assert_eq!(
            count(&after),
            count(&before).map(|count| count + 1),
            "{after:#}"
        );
        segment(browser).await;
        browser.leave().await;
    })
    .await;
}

/// A visitor who consents and goes on at once: asleep in the midst of making the database, the page would let no other
/// open it, nor erase it.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fell_asleep_while_making_the_database_is_waited_for_by_none() {
    story("making_the_database", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        // It is left in the very moment, and too busy to be told that there is a database to make.
        let leave = "
          const { open } = IDBFactory.prototype;
          IDBFactory.prototype.open = function (...of) {
            const request = open.apply(this, of);
            const to = document.createElement('a');
            to.href = '?next';
            document.body.append(to);
            to.click();
            for (const start = performance.now(); performance.now() < start + 150; );
            return request;
          };
          seen('recinto-accept').click();";
        browser.find("recinto-accept").await;
        browser.js(leave, vec![]).await;
        let next = "return location.search === '?next' && !!(window.recinto && recinto.export)";
        browser.until("the next page", next, vec![]).await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        browser.js("recinto.forget()", vec![]).await;
        erased(browser).await;
        browser.leave().await;
    })
    .await;
}

/// Nothing runs in this page: no segment, no event, no store, no request.
async fn assert_ended(world: &World, why: &str) {
    let browser = &world.browser;
    browser.until("the withdrawal seen", "return recinto.consent().decided && !recinto.consent().segment && !recinto.segments().length", vec![]).await;
    let from = world.proxy.record.len();
    ONE.live(browser).await;
    quiet(world, Duration::from_secs(1)).await;
    let kept = export(browser).await;
    assert_eq!(
        (&kept["status"], &kept["events"], &kept["storage"]),
        (&json!("stopped"), &json!([]), &json!("none")),
        "{why}"
    );
    crate::visitor::assert_nothing_started(&world.assert_egress(from, &ONE.canaries()), why);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_in_another_tab_while_the_page_slept() {
    withdrawn_while_asleep("slept_withdrawn", Plan::default()).await;
}

/// The same in any browser.
pub async fn withdrawn_while_asleep(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        accept(browser).await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        mark(browser).await;
        away(browser).await;
        browser.new_tab().await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        browser.js("recinto.forget()", vec![]).await;
        // The page that sleeps does not hold the erasure up with its open connection.
        erased(browser).await;
        browser.close_tab().await;
        back(browser).await;
        assert_ended(&world, "back after a withdrawal").await;
        browser
            .stores()
            .await
            .assert_only_choice("back after a withdrawal");
        browser.leave().await;
    })
    .await;
}

/// A browser may tell a page that wakes what was stored meanwhile, as Chromium does. It has to look by itself.
const DEAF: &str = "window.deaf = true;
  addEventListener('storage', (event) => event.stopImmediatePropagation());";

/// The same, but the database is let alone, whose erasure would wake the page by ending it: this page itself comes back
/// with its engine at work, and the record is all that tells it.
#[tokio::test(flavor = "multi_thread")]
async fn the_very_page_that_slept_ends_when_it_wakes() {
    ends_when_it_wakes("slept_ends", Plan::default()).await;
}

/// The same in any browser.
pub async fn ends_when_it_wakes(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        world.proxy.plant(DEAF);
        arrive(browser, &visit_page()).await;
        assert_eq!(browser.js("return window.deaf", vec![]).await, json!(true));
        accept(browser).await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        mark(browser).await;
        away(browser).await;
        let refuse = "const choice = JSON.parse(localStorage.getItem('recinto.choice')); localStorage.setItem('recinto.choice', JSON.stringify({ ...choice, p: 0, n: 15 }))";
        browser.js(refuse, vec![]).await;
        let (slept, reasons) = back(browser).await;
        assert!(slept, "{reasons}");
        assert_ended(&world, "woken after a withdrawal").await;
        browser.leave().await;
    })
    .await;
}
