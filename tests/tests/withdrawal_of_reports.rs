//! Withdrawal of the purpose `report` alone: no report leaves from that moment on, at whatever moment it comes, and what
//! waited is gone. What was counted stays, and so do the drawn answers: after a new consent the same is said, or nothing in
//! an epoch in which something was said already.

use crate::visitor::{ONE, arrive, engine, export, export_when, gate, quiet, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::{Fate, Seen};
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The longest a report may wait before it leaves, and a little more.
const LONGEST_WAIT: Duration = Duration::from_secs(32);
const WITHDRAW: &str = "recinto.consent({ report: false })";
const AGREE: &str = "recinto.consent({ report: true })";

/// The label reports that left, each whole.
fn reports(world: &World) -> Vec<Seen> {
    world
        .assert_egress(0, &ONE.canaries())
        .into_iter()
        .filter_map(|(seen, kind)| matches!(kind, Kind::Report(_)).then_some(seen))
        .collect()
}

/// A visit with a segment and a report made ready; gives the export and the report's bytes.
async fn visit_with_a_report(world: &World) -> (Value, String) {
    ready(world, Mechanism::Krr).await;
    let browser = &world.browser;
    arrive(browser, &visit_page()).await;
    browser
        .js("recinto.consent({ segment: true, report: true })", vec![])
        .await;
    engine(browser).await;
    ONE.live(browser).await;
    segment(browser).await;
    let kept = export_when(browser, "all counted and a report made ready", |e| {
        e["reports"][0]["body"].is_string() && e["events"].to_string().contains("purchase")
    })
    .await;
    let body = kept["reports"][0]["body"].as_str().expect("a text");
    (kept.clone(), body.to_owned())
}

/// Without the purpose the profile lives on: what was counted is there, and counts on.
async fn assert_counted(browser: &Browser, before: &Value) {
    let kept = export(browser).await;
    let consent = &kept["consent"];
    assert_eq!(
        (&consent["segment"], &consent["report"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(kept["state"]["days"], before["state"]["days"]);
    assert_eq!(kept["features"], before["features"]);
    assert!(
        !kept["reports"].to_string().contains("waiting"),
        "what was not said is never said: {}",
        kept["reports"]
    );
    segment(browser).await;
    let events = kept["events"].as_array().map_or(0, Vec::len);
    browser
        .js(
            "recinto.track('click', { item: arguments[0] })",
            vec![json!(ONE.item)],
        )
        .await;
    export_when(browser, "one event more", |e| {
        e["events"].as_array().map_or(0, Vec::len) == events + 1
    })
    .await;
}

/// What a report says.
fn label(body: &[u8]) -> Value {
    let report: Value = serde_json::from_slice(body).expect("JSON padded with blanks");
    report["label"].clone()
}

/// A new consent, a whole wait and a departure: everything that had to be said has been.
async fn agree_and_go(world: &World) {
    let browser = &world.browser;
    browser.js(AGREE, vec![]).await;
    // Taken up by the engine before the page goes.
    ONE.live(browser).await;
    tokio::time::sleep(LONGEST_WAIT).await;
    browser.leave().await;
    quiet(world, Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_waits_for_its_moment() {
    nothing_leaves_while_it_waits("withdrawn_report_waiting", Plan::default()).await;
}

/// The same in any browser.
pub async fn nothing_leaves_while_it_waits(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        let (kept, body) = visit_with_a_report(&world).await;
        let browser = &world.browser;
        // Its moment is at random within half a minute, and may have been at once.
        let before = reports(&world).len();
        browser.js(WITHDRAW, vec![]).await;
        assert_counted(browser, &kept).await;
        tokio::time::sleep(LONGEST_WAIT).await;
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        browser.leave().await;
        quiet(&world, Duration::from_secs(1)).await;
        assert_eq!(
            reports(&world).len(),
            before,
            "neither at its moment, nor as the page goes, nor from the next page\n{}",
            world.proxy.record.text()
        );
        arrive(browser, &visit_page()).await;
        agree_and_go(&world).await;
        arrive(browser, &visit_page()).await;
        let ledger = engine(browser).await["ledger"].clone();
        let sent = reports(&world);
        assert_eq!(sent.len(), 1, "{}", world.proxy.record.text());
        assert_eq!(label(&sent[0].body), label(body.as_bytes()));
        let drawn = ledger.to_string().matches("kept-answer").count();
        assert_eq!(
            before + drawn,
            1,
            "what was drawn before is what is said: {ledger}"
        );
    })
    .await;
}

/// Waits until a report is on its way.
async fn under_way(world: &World) {
    let start = Instant::now();
    let open = |seen: &Seen| seen.url.ends_with("/v1/labels") && seen.fate == Fate::Open;
    while !world.proxy.record.all().iter().any(open) {
        assert!(
            start.elapsed() < LONGEST_WAIT,
            "no report within half a minute:\n{}",
            world.proxy.record.text()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_under_way() {
    story(
        "withdrawn_report_under_way",
        Plan::default(),
        |world| async move {
            world.proxy.tamper(|_, url| {
                url.ends_with("/v1/labels")
                    .then_some(Tamper::Wait(Duration::from_secs(3)))
            });
            let (kept, _) = visit_with_a_report(&world).await;
            under_way(&world).await;
            let browser = &world.browser;
            browser.js(WITHDRAW, vec![]).await;
            assert_counted(browser, &kept).await;
            // Its answer comes, and is the last of it.
            quiet(&world, Duration::from_secs(4)).await;
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            agree_and_go(&world).await;
            assert_eq!(
                reports(&world).len(),
                1,
                "not twice in one epoch\n{}",
                world.proxy.record.text()
            );
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_its_answer_is_lost() {
    story(
        "withdrawn_report_lost",
        Plan::default(),
        |world| async move {
            world
                .proxy
                .tamper(|_, url| url.ends_with("/v1/labels").then_some(Tamper::Cut));
            let (kept, _) = visit_with_a_report(&world).await;
            let browser = &world.browser;
            world
                .request("a try without an answer", LONGEST_WAIT, |seen| {
                    seen.url.ends_with("/v1/labels") && seen.fate == Fate::Tampered
                })
                .await;
            browser.js(WITHDRAW, vec![]).await;
            world.proxy.honest();
            let before = reports(&world).len();
            assert_counted(browser, &kept).await;
            // The next try would be ten seconds after the first, from this page or another.
            tokio::time::sleep(Duration::from_secs(12)).await;
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            engine(browser).await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert_eq!(
                reports(&world).len(),
                before,
                "{}",
                world.proxy.record.text()
            );
            agree_and_go(&world).await;
            assert_eq!(
                reports(&world).len(),
                before,
                "it may have been heard, so the epoch is over\n{}",
                world.proxy.record.text()
            );
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_page_goes_and_at_any_moment_of_the_drawing() {
    nothing_leaves_with_the_page("withdrawn_report_going", Plan::default()).await;
}

/// Withdraws in the very event in which a page says its last word, and before the engine hears of it. The report's own
/// moment is put off, so that nothing but the departure could send it.
const LAST_WORD: &str = "
  addEventListener('pagehide', () => { if (window.withdrawing) recinto.consent({ report: false }); });
  const soon = setTimeout;
  window.setTimeout = (act, ms, ...more) => soon(act, ms > 0 && ms <= 30_000 ? ms + 120_000 : ms, ...more);";

/// The same in any browser.
pub async fn nothing_leaves_with_the_page(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        world.proxy.plant(LAST_WORD);
        visit_with_a_report(&world).await;
        let browser = &world.browser;
        browser.js("window.withdrawing = true", vec![]).await;
        browser.leave().await;
        quiet(&world, Duration::from_secs(1)).await;
        assert_eq!(reports(&world).len(), 0, "{}", world.proxy.record.text());

        // The consent, the drawing, the wait: withdrawn in the midst of each, and the page goes at once.
        world.proxy.unplant();
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        ONE.live(browser).await;
        let kept = segment(browser).await;
        for pause in [0, 1, 3, 10, 30, 100, 300] {
            let before = reports(&world).len();
            let body = "
              recinto.consent({ report: true });
              recinto.track('click', { item: args[0] });
              await new Promise((done) => setTimeout(done, args[1]));
              recinto.consent({ report: false });";
            browser
                .js_async(body, vec![json!(ONE.item), json!(pause)])
                .await;
            // Its own moment may have come while the consent stood; whatever then left has begun by now.
            tokio::time::sleep(Duration::from_millis(150)).await;
            let meanwhile = reports(&world).len();
            assert!(meanwhile <= before + 1);
            browser
                .js("location.assign(location.pathname)", vec![])
                .await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            gate(browser).await;
            engine(browser).await;
            assert_eq!(segment(browser).await[0]["segmento"], kept[0]["segmento"]);
            assert_eq!(
                reports(&world).len(),
                meanwhile,
                "after {pause} ms\n{}",
                world.proxy.record.text()
            );
        }
        agree_and_go(&world).await;
        assert_eq!(
            reports(&world).len(),
            1,
            "one for the epoch, whatever was said meanwhile\n{}",
            world.proxy.record.text()
        );
    })
    .await;
}
