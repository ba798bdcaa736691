//! A private window: a visit as any other, of which nothing is there once the browser was closed.

use crate::visitor::{ONE, arrive, engine, export_when, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};

fn purchases(kept: &Value) -> usize {
    let events = kept["events"].as_array().into_iter().flatten();
    events.filter(|event| event["kind"] == "purchase").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_leaves_nothing_behind() {
    let every_day = Plan::default();
    let mut private = every_day.clone();
    private.browser.switches.push("--incognito".into());
    leaves_nothing_behind("private_window", private, every_day).await;
}

/// The same in any browser, whose windows are private by the first plan and not by the second.
pub async fn leaves_nothing_behind(name: &str, private: Plan, every_day: Plan) {
    let of = [private.browser, every_day.browser.clone()];
    story(name, every_day, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let profile = world.dir.join("private");
        let start = |options| {
            Browser::start_with(&world.dir, profile.clone(), world.proxy.address, options)
        };
        let browser = start(&of[0]).await;
        arrive(&browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(&browser).await;
        ONE.live(&browser).await;
        let known = segment(&browser).await;
        let kept = export_when(&browser, "the purchase", |kept| purchases(kept) == 1).await;

        // What is said of the storage is so: the next page knows, or does not.
        browser.leave().await;
        arrive(&browser, &visit_page()).await;
        let next = engine(&browser).await;
        let on_disk = kept["storage"] == "indexeddb";
        assert_eq!(
            purchases(&next),
            usize::from(on_disk),
            "{}",
            kept["storage"]
        );
        if on_disk {
            assert_eq!(segment(&browser).await, known);
        }
        browser.close().await;
        browser.kill().await;

        for (options, when) in of
            .iter()
            .zip(["in private again", "in a window of every day"])
        {
            let browser = start(options).await;
            arrive(&browser, &visit_page()).await;
            browser.stores().await.assert_empty(when);
            browser.find("recinto-accept").await;
            let choice = browser.js("return recinto.consent().decided", vec![]).await;
            assert_eq!(choice, json!(false), "{when}");
            browser.close().await;
            browser.kill().await;
        }
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
