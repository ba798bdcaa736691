//! Refusal, by each of its ways: as before consent, but for the choice record.

use crate::visitor::{ONE, arrive, assert_nothing_started, export, quiet, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::time::Duration;

/// After a "no": nothing starts, here or at the next visit, and nobody is asked again.
async fn nothing_follows(world: &World) {
    let browser = &world.browser;
    browser
        .until("the banner to go", "return !seen('recinto-banner')", vec![])
        .await;
    ONE.live(browser).await;
    quiet(world, Duration::from_secs(2)).await;
    let stores = browser.stores().await;
    stores.assert_only_choice("after refusal");
    assert_eq!(
        stores.local.len(),
        1,
        "the refusal is recorded, so that nobody is asked again"
    );
    browser.leave().await;
    arrive(browser, &visit_page()).await;
    ONE.live(browser).await;
    quiet(world, Duration::from_secs(2)).await;
    assert!(
        !browser.sees("recinto-banner").await,
        "asked again after a refusal"
    );
    assert_eq!(
        browser.stores().await,
        stores,
        "the choice record does not change by a visit"
    );
    let consent = export(browser).await["consent"].clone();
    assert_eq!(
        consent,
        json!({ "segment": false, "report": false, "position": false, "activate": false, "decided": true })
    );
    assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), "after refusal");
}

async fn with_banner(browser: &Browser) {
    arrive(browser, &visit_page()).await;
    browser.find("recinto-banner").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_refuse_button() {
    by_button("refusal_button", Plan::default()).await;
}

/// The same in any browser.
pub async fn by_button(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        with_banner(&world.browser).await;
        world.browser.click("recinto-refuse").await;
        nothing_follows(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_closing_the_banner() {
    story("refusal_close", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        with_banner(&world.browser).await;
        world.browser.click("recinto-close").await;
        nothing_follows(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_saving_the_preset_choices() {
    story("refusal_saved", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        with_banner(&world.browser).await;
        world.browser.click("recinto-customise").await;
        for purpose in ["segment", "report", "position", "activate"] {
            let checked = world
                .browser
                .js(
                    "return find(arguments[0]).checked",
                    vec![json!(format!("recinto-purpose-{purpose}"))],
                )
                .await;
            assert_eq!(checked, json!(false), "{purpose} is preset to yes");
        }
        world.browser.click("recinto-save").await;
        nothing_follows(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_a_signal_of_the_browser() {
    story("refusal_gpc", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let source = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        under_global_privacy_control(&world).await;
    })
    .await;
}

/// What follows of a browser that gives the signal, however it came to give it.
pub async fn under_global_privacy_control(world: &World) {
    let browser = &world.browser;
    arrive(browser, &visit_page()).await;
    // The site's own "yes" does not stand against it.
    browser
        .js(
            "recinto.consent({ segment: true, report: true, position: true, activate: true })",
            vec![],
        )
        .await;
    ONE.live(browser).await;
    quiet(world, Duration::from_secs(2)).await;
    assert!(
        !browser.sees("recinto-banner").await,
        "the browser has said no; nobody is asked"
    );
    browser
        .stores()
        .await
        .assert_empty("under Global Privacy Control");
    browser.leave().await;
    arrive(browser, &visit_page()).await;
    assert_eq!(export(browser).await["consent"]["segment"], json!(false));
    browser.leave().await;
    assert_nothing_started(
        &world.assert_egress(0, &ONE.canaries()),
        "under Global Privacy Control",
    );
}
