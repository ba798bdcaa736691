//! Withdrawal of the purpose `activate` alone: from that moment on no tool of the page is handed a segment, at whatever moment
//! it comes, also none whose hand-over was under way. What was counted stays.

use crate::visitor::{ONE, arrive, engine, export, export_when, gate, quiet, segment};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::time::Duration;

const AGREE: &str = "recinto.consent({ segment: true, activate: true });";
/// Notes what the dataLayer is given after the withdrawal, also for the page that comes next.
const WATCH: &str = "
  const layer = (window.dataLayer ||= []);
  const { push } = layer;
  layer.push = function (...said) {
    for (const one of said) {
      if (window.withdrawn && one && one.event === 'recinto_segment' && one.recinto) sessionStorage.setItem('late', JSON.stringify(one));
    }
    return push.apply(layer, said);
  };";
const WITHDRAW: &str = "window.withdrawn = true; recinto.consent({ activate: false });";
/// What the page's dataLayer has of segments.
const HANDED: &str = "return (window.dataLayer || []).filter((one) => one && one.event === 'recinto_segment' && one.recinto).length";
/// Events enough for many transactions, so that one is under way.
const MANY: &str =
    "for (let i = 0; i < 200; i++) recinto.track('purchase', { value: 5 + i, currency: 'EUR' });";

fn page() -> String {
    format!("{SHOP}/tests/site.html")
}

/// A visit whose segment is in the dataLayer.
async fn handed_over(world: &World) {
    ready(world, Mechanism::Krr).await;
    let browser = &world.browser;
    arrive(browser, &page()).await;
    browser.js(AGREE, vec![]).await;
    engine(browser).await;
    ONE.live(browser).await;
    segment(browser).await;
    browser
        .until("the segment in the dataLayer", HANDED, vec![])
        .await;
}

/// Nothing was handed over since the withdrawal, and more events change nothing about it.
async fn assert_none_follows(world: &World, browser: &Browser) {
    ONE.live(browser).await;
    segment(browser).await;
    quiet(world, Duration::from_secs(1)).await;
    let late = browser
        .js("return sessionStorage.getItem('late')", vec![])
        .await;
    assert!(late.is_null(), "handed over after the withdrawal: {late}");
    let kept = export(browser).await;
    assert_eq!(kept["consent"]["activate"], json!(false));
    assert_eq!(kept["consent"]["segment"], json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_engine_loads() {
    story("no_activate_loading", Plan::default(), |world| async move {
        handed_over(&world).await;
        let browser = &world.browser;
        for pause in [0, 1, 3, 10, 30, 100] {
            browser.leave().await;
            arrive(browser, &page()).await;
            browser.js(AGREE, vec![]).await;
            browser.js(WATCH, vec![]).await;
            let body =
                format!("await new Promise((done) => setTimeout(done, args[0])); {WITHDRAW}");
            browser.js_async(&body, vec![json!(pause)]).await;
            engine(browser).await;
            assert_none_follows(&world, browser).await;
        }
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_mid_write() {
    story("no_activate_mid_write", Plan::default(), |world| async move {
        handed_over(&world).await;
        let browser = &world.browser;
        browser.js(WATCH, vec![]).await;
        for pause in [0, 1, 3, 10, 30, 100] {
            let body = format!(
                "window.withdrawn = false; {AGREE} {MANY} await new Promise((done) => setTimeout(done, args[0])); {WITHDRAW}"
            );
            browser.js_async(&body, vec![json!(pause)]).await;
            let back = "return dataLayer.filter((one) => one && one.event === 'recinto_segment').at(-1).recinto === null";
            browser.until("the segment taken back", back, vec![]).await;
            assert_none_follows(&world, browser).await;
        }
        export_when(browser, "both in the ledger", |kept| {
            let ledger = kept["ledger"].to_string();
            ledger.contains("to datalayer") && ledger.contains("taken back from datalayer")
        })
        .await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_page_is_going() {
    story("no_activate_going", Plan::default(), |world| async move {
        handed_over(&world).await;
        let browser = &world.browser;
        browser.js(WATCH, vec![]).await;
        let body = format!("{MANY} {WITHDRAW} location.assign(location.pathname)");
        browser.js(&body, vec![]).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        gate(browser).await;
        engine(browser).await;
        assert_none_follows(&world, browser).await;
        assert_eq!(
            browser.js(HANDED, vec![]).await,
            json!(0),
            "nor by the next page"
        );
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_tab_that_closes() {
    story("no_activate_closing", Plan::default(), |world| async move {
        handed_over(&world).await;
        let browser = &world.browser;
        browser.new_tab().await;
        arrive(browser, &page()).await;
        engine(browser).await;
        // The tab is gone with its last word; the first one hears of it by the storage.
        browser.js(&format!("{MANY} {WITHDRAW}"), vec![]).await;
        browser.close_tab().await;
        let heard = "return recinto.consent().activate === false && dataLayer.filter((one) => one && one.event === 'recinto_segment').at(-1).recinto === null";
        browser
            .until("the first tab to take it back", heard, vec![])
            .await;
        browser.js(WATCH, vec![]).await;
        browser.js("window.withdrawn = true", vec![]).await;
        assert_none_follows(&world, browser).await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_tool_is_there() {
    story("no_activate_queued", Plan::default(), |world| async move {
        handed_over(&world).await;
        let browser = &world.browser;
        let add = "document.head.append(Object.assign(document.createElement('script'), { src: '/recinto/activate/gam.js' }))";
        browser.js(add, vec![]).await;
        let queued = "return window.googletag ? googletag.cmd.length : 0";
        browser
            .until("the hand-over in Ad Manager's queue", queued, vec![])
            .await;
        browser.js(WITHDRAW, vec![]).await;
        // Its script comes late, and takes up what waits.
        let late = "
          const told = [];
          googletag.setConfig = (config) => told.push(config);
          for (const act of googletag.cmd.splice(0)) act();
          googletag.cmd.push = (act) => act();
          return told.filter(({ targeting }) => targeting.recinto !== null);";
        assert_eq!(browser.js(late, vec![]).await, json!([]));
        let kept = export_when(browser, "the taking back in the ledger", |kept| {
            kept["ledger"].to_string().contains("taken back from datalayer")
        })
        .await;
        assert!(
            !kept["ledger"].to_string().contains("google-ad-manager"),
            "what was never handed over is not in the ledger"
        );
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
