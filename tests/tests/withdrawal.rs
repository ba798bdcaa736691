//! Withdrawal: everything stored is erased but the choice record, and nothing more leaves; also in mid-write, also with
//! a second tab open.

use crate::visitor::{
    ONE, arrive, engine, erased, export, export_when, gate, quiet, segment, visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::time::Duration;

/// The longest a report may wait before it leaves, and a little more.
const LONGEST_WAIT: Duration = Duration::from_secs(32);

/// Waits for the erasure, which the page cannot await, and looks that it lasts.
async fn assert_erased(world: &World, from: usize, patience: Duration) {
    let browser = &world.browser;
    erased(browser).await;
    ONE.live(browser).await;
    quiet(world, patience).await;
    browser
        .stores()
        .await
        .assert_only_choice("after withdrawal");
    let kept = export(browser).await;
    assert_eq!(kept["consent"]["segment"], json!(false));
    assert_eq!(
        (&kept["events"], &kept["reports"], &kept["ledger"]),
        (&json!([]), &json!([]), &json!([]))
    );
    assert_eq!(
        browser.js("return recinto.segments()", vec![]).await,
        json!([])
    );
    browser.leave().await;
    arrive(browser, &visit_page()).await;
    browser
        .stores()
        .await
        .assert_only_choice("at the visit after the withdrawal");
    assert!(
        !browser.sees("recinto-banner").await,
        "a withdrawal is a choice; nobody is asked again"
    );
    crate::visitor::assert_nothing_started(
        &world.assert_egress(from, &ONE.canaries()),
        "after withdrawal",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn at_rest() {
    everything_goes("withdrawal_at_rest", Plan::default()).await;
}

/// The same in any browser.
pub async fn everything_goes(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        export_when(browser, "a report made ready", |e| {
            e["reports"][0].is_object()
        })
        .await;
        browser.js("recinto.forget()", vec![]).await;
        let from = world.proxy.record.len();
        // A report that was waiting would leave within this time.
        assert_erased(&world, from, LONGEST_WAIT).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_mid_write() {
    everything_goes_in_mid_write("withdrawal_mid_write", Plan::default()).await;
}

/// The same in any browser.
pub async fn everything_goes_in_mid_write(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let body = "for (let i = 0; i < 200; i++) recinto.track('purchase', { item: arguments[0] + i, value: 10 + i }); recinto.forget()";
        browser.js(body, vec![json!(ONE.item)]).await;
        let from = world.proxy.record.len();
        assert_erased(&world, from, Duration::from_secs(3)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_mid_write_and_a_moment_later() {
    everything_goes_at_any_moment("withdrawal_moments", Plan::default()).await;
}

/// The same in any browser.
pub async fn everything_goes_at_any_moment(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        // At several moments of the writing, and of the engine's own start.
        for pause in [0, 1, 3, 10, 30, 100] {
            let body = "
              recinto.consent({ segment: true, report: true, position: true, activate: true });
              for (let i = 0; i < 200; i++) recinto.track('purchase', { item: args[0] + i, value: 10 + i });
              await new Promise((done) => setTimeout(done, args[1]));
              recinto.forget();";
            browser.js_async(body, vec![json!(ONE.item), json!(pause)]).await;
        }
        quiet(&world, Duration::from_millis(500)).await;
        let from = world.proxy.record.len();
        assert_erased(&world, from, Duration::from_secs(2)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_page_is_going() {
    everything_goes_with_the_page("withdrawal_going", Plan::default()).await;
}

/// The same in any browser.
pub async fn everything_goes_with_the_page(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        export_when(browser, "a report made ready", |e| e["reports"][0].is_object()).await;
        let from = world.proxy.record.len();
        browser.js("for (let i = 0; i < 200; i++) recinto.track('purchase', { value: i }); recinto.forget(); location.assign(location.pathname)", vec![]).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        gate(browser).await;
        assert_erased(&world, from, Duration::from_secs(2)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_second_tab_open() {
    everything_goes_with_a_second_tab("withdrawal_two_tabs", Plan::default()).await;
}

/// The same in any browser.
pub async fn everything_goes_with_a_second_tab(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        browser.new_tab().await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(1)).await;
        // The other tab writes every few milliseconds, also while this one withdraws.
        browser
            .js(
                "setInterval(() => recinto.track('purchase', { value: 5 }), 5)",
                vec![],
            )
            .await;
        browser.js("recinto.forget()", vec![]).await;
        let from = world.proxy.record.len();
        browser.close_tab().await;
        assert_erased(&world, from, Duration::from_secs(3)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reports_twice_by_withdrawing() {
    story("withdrawal_and_back", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for _ in 0..3 {
            arrive(browser, &visit_page()).await;
            browser
                .js("recinto.consent({ segment: true, report: true })", vec![])
                .await;
            engine(browser).await;
            ONE.live(browser).await;
            segment(browser).await;
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            quiet(&world, Duration::from_millis(500)).await;
            browser.js("recinto.forget()", vec![]).await;
        }
        browser.leave().await;
        quiet(&world, Duration::from_secs(1)).await;
        let egress = world.assert_egress(0, &ONE.canaries());
        let reports = egress
            .iter()
            .filter(|(_, kind)| matches!(kind, Kind::Report(_)))
            .count();
        assert_eq!(
            reports, 1,
            "the choice record remembers the last reported epoch"
        );
    })
    .await;
}
