//! A browser that is killed, and a page that is hidden in the midst: what was on the disk stands, once, and what was not is
//! not made up.

use crate::bad_surroundings::counted;
use crate::visitor::{
    ONE, arrive, engine, erased, export, export_when, quiet, segment, visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::{Fate, Seen};
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::io::Write as _;
use std::time::Duration;

/// On the next pages a timer of `ms` rings after what the expression makes of it.
async fn with_timers(browser: &Browser, ms: &str) {
    let source = format!(
        "const real = setTimeout; window.setTimeout = (act, ms, ...more) => real(act, {ms}, ...more)"
    );
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
}

/// A browser that is killed so long after the choice. The next one goes on with a record; without one it asks again and
/// runs nothing, whatever is there of a profile, which goes.
async fn killed_after(world: &World, pause: Duration) {
    let browser = world.second_browser().await;
    arrive(&browser, &visit_page()).await;
    browser.find("recinto-accept").await;
    let chosen = "seen('recinto-accept').click(); recinto.track('purchase', { item: 'a', value: 5, currency: 'EUR' })";
    browser.js(chosen, vec![]).await;
    tokio::time::sleep(pause).await;
    let browser = world.browser_again(browser.kill().await).await;
    // So long the gate waits for a consent platform that comes late, whose yes the database may be of. Here it is a second.
    with_timers(&browser, "ms === 1e4 ? 1e3 : ms").await;
    arrive(&browser, &visit_page()).await;
    let when = format!("killed {pause:?} after the choice");
    let stores = browser.stores().await;
    stores.assert_only_choice_and_database(&when);
    let (record, database) = (!stores.local.is_empty(), !stores.databases.is_empty());
    let _ = writeln!(
        std::io::stderr(),
        "figures: {when}: record: {record}, database: {database}"
    );
    if !record {
        browser.find("recinto-accept").await;
        let ran = "return performance.getEntriesByType('resource').some(({ name }) => name.includes('engine'))";
        for wait in [0, 1] {
            tokio::time::sleep(Duration::from_secs(wait)).await;
            ONE.live(&browser).await;
            let kept = export(&browser).await;
            let found = (&kept["status"], &kept["choice"]);
            assert_eq!(found, (&json!("stopped"), &json!(null)), "{when}");
            assert_eq!(browser.js(ran, vec![]).await, json!(false), "{when}");
        }
        erased(&browser).await;
        browser.stores().await.assert_empty(&when);
        browser.click("recinto-accept").await;
    }
    let kept = engine(&browser).await;
    assert_eq!(kept["storage"], json!("indexeddb"), "{when}");
    assert!(
        counted(&kept, "purchase") <= u64::from(record),
        "{when}: {kept:#}"
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_killed_right_after_the_choice() {
    story("killed_after_choice", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let after = |ms| killed_after(&world, Duration::from_millis(ms));
        tokio::join!(after(300), after(1_000), after(5_000));
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

/// After each event the page is hidden and seen again, some milliseconds later: most often in the midst of its transaction.
const HIDDEN: &str = "
  let cut = 0;
  const { abort } = IDBTransaction.prototype;
  IDBTransaction.prototype.abort = function () {
    abort.call(this);
    cut++;
  };
  const until = async (share) => {
    for (const end = performance.now() + 20 * (share % 1) ** 2; performance.now() < end; )
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
  };
  for (let i = 0; i < args[0]; i++) {
    recinto.track('purchase', { item: 'a' + i, value: 5, currency: 'EUR' });
    for (const step of [0.618, 0.414, 0.732, 0.236]) {
      await until(i * step);
      dispatchEvent(new Event('visibilitychange'));
    }
    await recinto.export();
  }
  return cut;";
const HIDDEN_EVENTS: u64 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_hidden_in_the_midst_of_a_transaction_and_comes_back() {
    story("hidden_and_back", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let cut = browser.js_async(HIDDEN, vec![json!(HIDDEN_EVENTS)]).await;
        let _ = writeln!(
            std::io::stderr(),
            "figures: hidden in the midst of {cut} transactions"
        );
        for when in ["at once", "on the next page"] {
            let kept = export(browser).await;
            assert_eq!(kept["storage"], json!("indexeddb"), "{when}");
            let events = kept["events"].as_array().into_iter().flatten();
            let mut items: Vec<String> = events
                .filter(|event| event["kind"] == "purchase")
                .map(|event| event["item"].to_string())
                .collect();
            items.sort();
            let mut told: Vec<String> = (0..HIDDEN_EVENTS).map(|i| format!("\"a{i}\"")).collect();
            told.sort();
            assert_eq!(items, told, "{when}: each once");
            assert_eq!(counted(&kept, "purchase"), HIDDEN_EVENTS, "{when}");
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            engine(browser).await;
        }
        assert!(
            cut.as_u64() > Some(HIDDEN_EVENTS / 10),
            "so few of them: {cut}"
        );
    })
    .await;
}

/// Killed between the report's leaving and its answer. What the next page sends are the same bytes, until they are answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_killed_while_its_report_is_under_way() {
    story("killed_report", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let mut browser = world.second_browser().await;
        arrive(&browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(&browser).await;
        // The browser itself keeps a choice back for some seconds, in case it changes.
        tokio::time::sleep(Duration::from_secs(8)).await;
        world.proxy.tamper(|_, url| {
            let of_labels = url.ends_with("/v1/labels");
            of_labels.then_some(Tamper::Wait(Duration::from_secs(2)))
        });
        let reports = || -> Vec<Seen> {
            let seen = world.proxy.record.since(0);
            seen.into_iter()
                .filter(|seen| seen.url.ends_with("/v1/labels"))
                .collect()
        };
        ONE.live(&browser).await;
        segment(&browser).await;
        browser
            .js("dispatchEvent(new Event('pagehide'))", vec![])
            .await;
        while reports().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let mut known = 1;
        for _ in 0..2 {
            browser = world.browser_again(browser.kill().await).await;
            // A report's own moment comes at once.
            with_timers(&browser, "ms > 1_000 && ms <= 30_000 ? 50 : ms").await;
            world.proxy.honest();
            arrive(&browser, &visit_page()).await;
            let kept = export_when(&browser, "the report settled", |e| {
                e["reports"][0]["standing"] == json!("sent")
            })
            .await;
            assert_eq!(kept["reports"].as_array().map(Vec::len), Some(1));
            quiet(&world, Duration::from_secs(1)).await;
            let sent = reports();
            assert!(
                sent.iter().all(|seen| seen.body == sent[0].body),
                "the same bytes, so that they count once"
            );
            assert!(sent.iter().any(|seen| seen.fate == Fate::Forwarded(202)));
            // Once it is known to be answered nothing goes again.
            assert!(sent.len() <= 2 && (known == 1 || sent.len() == known));
            known = sent.len();
        }
        assert_eq!(known, 2, "the killed browser did not hear the answer");
        browser.close().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
