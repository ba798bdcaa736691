//! Before consent: nothing is stored, nothing is asked for beyond the site's own static files, whatever the page calls.

use crate::visitor::{ONE, arrive, assert_nothing_started, export, quiet, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::canary::Canary;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_stored_and_nothing_leaves() {
    nothing_starts("before_consent", Plan::default()).await;
}

/// The same in any browser.
pub async fn nothing_starts(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.find("recinto-banner").await;
        ONE.live(browser).await;
        browser.js("scrollTo(0, 100); document.body.click(); document.dispatchEvent(new Event('visibilitychange'))", vec![]).await;
        quiet(&world, Duration::from_secs(3)).await;
        browser.stores().await.assert_empty("before consent");
        let kept = export(browser).await;
        assert_eq!(kept["events"], json!([]));
        assert_eq!(kept["choice"], json!(null));
        assert_eq!(kept["consent"]["decided"], json!(false));

        // Coming back is no consent, and neither is going away.
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        browser.find("recinto-banner").await;
        browser.stores().await.assert_empty("at the second visit");
        quiet(&world, Duration::from_secs(2)).await;
        assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), "before consent");
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_from_before_the_consent_are_gone() {
    story("early_calls", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &format!("{SHOP}/tests/early.html")).await;
        ONE.live(browser).await;
        browser.stores().await.assert_empty("before consent");
        browser.click("recinto-accept").await;
        let kept = crate::visitor::engine(browser).await;
        let events = kept["events"].as_array().expect("a list").clone();
        assert!(
            events.iter().all(|e| e["kind"] == "page"),
            "only the page in view is recorded on consent: {events:#?}"
        );
        assert!(events.len() <= 1, "{events:#?}");
        let text = kept.to_string();
        let early = [
            Canary::text("early", "early-heron~Lk93!x"),
            Canary::number("early price", 8123.77),
        ];
        assert_eq!(recinto_tests::canary::search(text.as_bytes(), &early), []);
        for canary in [ONE.search, ONE.item, ONE.brand] {
            assert!(
                !text.contains(canary),
                "{canary} was called before the consent, and kept"
            );
        }
        browser.leave().await;
        world.assert_egress(0, &early);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shop_stores_nothing_before_consent_either() {
    story("shop_before_consent", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for page in ["/", "/category.html", "/cart.html", "/privacy.html"] {
            arrive(browser, &format!("{SHOP}{page}")).await;
            browser.find("recinto-banner").await;
            browser.stores().await.assert_empty(page);
        }
        quiet(&world, Duration::from_secs(1)).await;
        assert_nothing_started(&world.assert_egress(0, &[]), "before consent");
    })
    .await;
}
