//! What a site adds beside the gate: its markup, its calls of other tools and its dataLayer, on the device only.

use crate::visitor::{ONE, arrive, engine, export_when, quiet, segment};
use recinto_core::model::Mechanism;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::time::Duration;

fn page() -> String {
    format!("{SHOP}/tests/site.html")
}

fn kinds(export: &Value) -> Vec<String> {
    let events = export["events"].as_array().into_iter().flatten();
    events
        .filter_map(|event| event["kind"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_other_tools_calls_are_events() {
    story("site_files", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &page()).await;
        // Before consent all of it is heard and gone.
        browser.click("marked").await;
        browser.js("dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: 'A0', value: 1, currency: 'EUR', items: [] } })", vec![]).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        browser.click("marked").await;
        browser.click("send").await;
        browser.js("history.pushState({}, '', '?q=' + arguments[0])", vec![json!(ONE.address)]).await;
        let ga4 = "
          dataLayer.push({ ecommerce: null });
          dataLayer.push({ event: 'view_item', ecommerce: { currency: 'EUR', items: [{ item_id: arguments[0], item_brand: arguments[1], price: 10 }] } });
          (function () { dataLayer.push(arguments); })('event', 'purchase', { transaction_id: 'A1', value: 120.5, currency: 'EUR', items: [{ item_id: arguments[0] }, { item_id: 'second' }] });
          analytics.identify('someone', { email: 'a@b.example' });
          analytics.track('Products Searched', { query: arguments[2] });";
        browser.js(ga4, vec![json!(ONE.item), json!(ONE.brand), json!(ONE.search)]).await;
        let wanted = ["page", "add_to_cart", "search", "page", "view_item", "purchase", "custom:order_line", "search"];
        let kept = export_when(browser, "every event stored", |export| kinds(export).len() >= wanted.len()).await;
        let (mut found, mut wanted) = (kinds(&kept), wanted.map(str::to_owned).to_vec());
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted);
        let text = kept["events"].to_string();
        assert!(text.contains("order:A1") && !text.contains("order:A0"), "{text}");
        assert!(!text.contains("a@b.example") && !text.contains("someone"), "who somebody is is not recorded: {text}");
        // Those that this visit had no use for, too: what their answers may not have is looked at with the egress.
        let files = "
          const files = Object.keys(await (await fetch('/recinto/hashes.json')).json());
          for (const file of files) await (await fetch('/recinto/' + file)).arrayBuffer();
          return files.length;";
        assert!(browser.js_async(files, vec![]).await.as_u64() > Some(10));
        browser.leave().await;
        quiet(&world, Duration::from_secs(2)).await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_segment_is_handed_on_only_under_its_purpose() {
    story("handed_on", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &page()).await;
        browser.click("recinto-customise").await;
        browser.click("recinto-purpose-segment").await;
        browser.click("recinto-save").await;
        engine(browser).await;
        ONE.live(browser).await;
        let found = segment(browser).await;
        let handed =
            "return (window.dataLayer || []).filter((push) => push.event === 'recinto_segment')";
        quiet(&world, Duration::from_secs(1)).await;
        assert_eq!(
            browser.js(handed, vec![]).await,
            json!([]),
            "without `activate` nothing is handed on"
        );

        browser
            .js("recinto.consent({ activate: true })", vec![])
            .await;
        let one = browser
            .until(
                "the segment in the dataLayer",
                &format!("{handed}[0]"),
                vec![],
            )
            .await;
        assert_eq!(one["recinto"]["segmento"], found[0]["segmento"]);
        browser
            .js("recinto.consent({ activate: false })", vec![])
            .await;
        browser
            .until(
                "it taken back",
                &format!("{handed}.at(-1).recinto === null"),
                vec![],
            )
            .await;
        let noted = |export: &Value| {
            let ledger = export["ledger"].to_string();
            ledger.contains("datalayer")
        };
        let kept = export_when(browser, "the ledger to tell of it", noted).await;
        assert_eq!(kept["consent"]["activate"], json!(false));
    })
    .await;
}
