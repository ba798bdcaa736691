//! The visitor's own view: what is kept, why this segment, what was sent; withdrawal; copies that can be checked.

use crate::axe::{Wrong, assert_nothing_wrong, look};
use crate::downloads::taken;
use crate::visitor::{ONE, arrive, engine, erased, export_when, quiet, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::desk::ready;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::Value;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn seen_checked_and_withdrawn() {
    story("visitor_view", Plan::default(), |world| async move {
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

        browser.js("recinto.show()", vec![]).await;
        browser.find("recinto-view").await;
        let why = browser.text("recinto-why").await;
        assert!(
            why.contains("Grandi acquisti"),
            "the segment by its name: {why}"
        );
        let body = export_when(browser, "the report", |e| {
            e["reports"][0]["body"].is_string()
        })
        .await["reports"][0]["body"]
            .clone();
        let body = body.as_str().expect("a text").trim_end().to_owned();
        let bytes = browser.text("recinto-bytes").await;
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert!(
            squeezed(&bytes).contains(&squeezed(&body)),
            "what goes out is shown byte for byte: {bytes} against {body}"
        );
        let said = browser.js_async("return await recinto.why()", vec![]).await;
        assert!(said.to_string().contains("Grandi acquisti"), "{said}");

        let mut wrong = Wrong::new();
        look(browser, "visitor-view", &mut wrong).await;
        assert_nothing_wrong(&wrong);

        // A copy is a file of the device: nothing is asked of anybody but the site's own files.
        let copy = taken(&world, "recinto-take-evidence").await;
        let copy: Value =
            serde_json::from_slice(&std::fs::read(copy).expect("a file")).expect("JSON");
        assert!(copy.to_string().contains("segment"), "{copy}");

        // One purpose less, and then all of it gone, from the same view.
        browser.click("recinto-withdraw-report").await;
        browser
            .until(
                "the report withdrawn",
                "const c = recinto.consent(); return c.segment && !c.report",
                vec![],
            )
            .await;
        browser.click("recinto-forget").await;
        browser
            .until(
                "everything withdrawn",
                "const c = recinto.consent(); return c.decided && !c.segment",
                vec![],
            )
            .await;
        erased(browser).await;
        browser
            .stores()
            .await
            .assert_only_choice("after forgetting from the view");
        quiet(&world, Duration::from_secs(1)).await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shown_before_any_consent() {
    story("visitor_view_empty", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-refuse").await;
        browser.js("recinto.show()", vec![]).await;
        browser.find("recinto-view").await;
        browser.screenshot("visitor-view-refused").await;
        browser.click("recinto-view-close").await;
        browser.stores().await.assert_only_choice("after looking");
        crate::visitor::assert_nothing_started(&world.assert_egress(0, &[]), "after looking");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stands_in_a_page_by_its_own_tag() {
    story("visitor_element", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &format!("{SHOP}/tests/privacy.html")).await;
        browser.click("recinto-refuse").await;
        let says = "return find('recinto-why')?.textContent.includes(arguments[0])";
        browser
            .until("it in the page's language", says, vec!["Senza il tuo consenso".into()])
            .await;
        assert!(!browser.sees("recinto-view").await, "in the page, not above it");
        // What changes is drawn anew where it stands.
        browser
            .js("recinto.consent({ segment: true, report: true })", vec![])
            .await;
        engine(browser).await;
        ONE.live(browser).await;
        browser
            .until("the segment by its name", says, vec!["Grandi acquisti".into()])
            .await;
        let wide = browser.js("const e = document.querySelector('recinto-privacy'); return e.clientWidth <= e.parentElement.clientWidth && !!e.shadowRoot", vec![]).await;
        assert_eq!(wide, Value::Bool(true));
        let mut wrong = Wrong::new();
        look(browser, "visitor-element", &mut wrong).await;
        assert_nothing_wrong(&wrong);
        let english = "document.querySelector('recinto-privacy').lang = 'en'; document.dispatchEvent(new Event('recinto:change'))";
        browser.js(english, vec![]).await;
        browser
            .until("it in English", says, vec!["You are in".into()])
            .await;
        browser.click("recinto-forget").await;
        erased(browser).await;
        browser
            .until("nothing left to explain", says, vec!["Without your consent".into()])
            .await;
        browser
            .stores()
            .await
            .assert_only_choice("after forgetting from the page");
        quiet(&world, Duration::from_secs(1)).await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
