//! Consent platforms in a real browser: nothing runs before they have answered, their yes starts, their no ends and erases.

use crate::visitor::{
    ONE, arrive, assert_nothing_started, engine, erased, export, quiet, segment, visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::time::Duration;

/// The platforms of the gate's own tests, as a script of the page.
const PLATFORMS: &str = include_str!("../../tracker/gate/cmps.mjs");

/// What a page has before the gate comes: `put` is a function body over the platforms' makers.
async fn before_the_gate(browser: &Browser, put: &str) {
    let makers = PLATFORMS.replace("export const", "const");
    let source = format!("{{ {makers}\n {put} }}");
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
}

const TCF: &str = "
  const tcf = makeTcf();
  window.cmp = { say: (purposes) => tcf.say(tcData(purposes, { eventStatus: 'useractioncomplete', specialFeatureOptins: { 1: true } })), EVERY };
  window.__tcfapi = tcf.api;";

/// For a while nothing is kept, fetched or shown, whatever the visitor does.
async fn assert_still(world: &World, what: &str) {
    let browser = &world.browser;
    ONE.live(browser).await;
    quiet(world, Duration::from_millis(1500)).await;
    browser.stores().await.assert_empty(what);
    assert!(
        !browser.sees("recinto-banner").await,
        "{what}: nobody is asked twice"
    );
    assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), what);
}

async fn consents(browser: &Browser) -> Value {
    browser.js("return recinto.consent()", vec![]).await
}

/// Erased, and the page is told no segment any more.
async fn ended(browser: &Browser) {
    erased(browser).await;
    assert_eq!(
        browser.js("return recinto.segments()", vec![]).await,
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tcf_platform_decides() {
    story("tcf", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        before_the_gate(browser, TCF).await;
        arrive(browser, &visit_page()).await;
        assert_still(&world, "before the platform's answer").await;

        // Only the view of the page at hand is recorded: what was called before the choice is gone.
        browser.js("cmp.say(cmp.EVERY)", vec![]).await;
        engine(browser).await;
        let kept = export(browser).await;
        let kinds: Vec<_> = kept["events"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|event| event["kind"].clone())
            .collect();
        assert_eq!(kinds, [json!("page")]);
        assert!(
            !kept["choice"].is_object(),
            "the platform keeps its choice itself: {}",
            kept["choice"]
        );
        ONE.live(browser).await;
        segment(browser).await;

        // Legitimate interest is not enough, and a change in mid-visit ends it.
        browser.js("cmp.say([])", vec![]).await;
        ended(browser).await;
        let state = consents(browser).await;
        assert_eq!(
            (&state["decided"], &state["segment"], &state["report"]),
            (&json!(true), &json!(false), &json!(false))
        );
        let from = world.proxy.record.len();
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(2)).await;
        assert_nothing_started(
            &world.assert_egress(from, &ONE.canaries()),
            "after the platform's no",
        );

        // And a new yes starts anew, with nothing of before.
        browser.js("cmp.say(cmp.EVERY)", vec![]).await;
        engine(browser).await;
        let kept = export(browser).await;
        assert_eq!(
            kept["events"].as_array().map(Vec::len),
            Some(1),
            "{}",
            kept["events"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_comes_late_ends_what_the_banner_began() {
    story("tcf_late", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        let late = format!(
            "{{ {}\n {TCF} cmp.say([1]); }}",
            PLATFORMS.replace("export const", "const")
        );
        browser.js(&late, vec![]).await;
        ended(browser).await;
        assert_eq!(consents(browser).await["segment"], json!(false));
        // The no stands above the earlier yes on the next page too, platform or not.
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        assert_eq!(consents(browser).await["segment"], json!(false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_mode_needs_an_update() {
    story("consent_mode", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let put = "
          window.dataLayer = [];
          window.gtag = gtag(dataLayer);
          window.gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' });";
        before_the_gate(browser, put).await;
        arrive(browser, &visit_page()).await;
        assert_still(&world, "under the default").await;
        browser.js("gtag('consent', 'update', { ad_storage: 'granted', analytics_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted' })", vec![]).await;
        engine(browser).await;
        browser.js("gtag('consent', 'update', { ad_storage: 'denied', analytics_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' })", vec![]).await;
        ended(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gpp_waits_for_ready() {
    story("gpp", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let put = "
          const gpp = makeGpp();
          window.cmp = { say: (purposes, status) => gpp.say(ping([2], { tcfeuv2: europe(purposes) }, { signalStatus: status })), EVERY };
          window.__gpp = gpp.api;";
        before_the_gate(browser, put).await;
        arrive(browser, &visit_page()).await;
        browser.js("cmp.say(cmp.EVERY, 'not ready')", vec![]).await;
        assert_still(&world, "while the signal is not ready").await;
        browser.js("cmp.say(cmp.EVERY, 'ready')", vec![]).await;
        engine(browser).await;
        browser.js("cmp.say([], 'ready')", vec![]).await;
        ended(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gpc_stands_above_every_platform() {
    story("gpc_platform", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let put = format!("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {{ value: true }}); {TCF}");
        before_the_gate(browser, &put).await;
        arrive(browser, &visit_page()).await;
        browser.js("cmp.say(cmp.EVERY)", vec![]).await;
        assert_still(&world, "under Global Privacy Control").await;
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        browser.js("recinto.consent({ segment: true, report: true })", vec![]).await;
        assert_still(&world, "after the site's call").await;
    })
    .await;
}
