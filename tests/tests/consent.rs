//! Consent: the page learns the segment; only label reports and the fixed GETs leave, and no purpose acts for another.

use crate::visitor::{
    ONE, arrive, beyond_files, engine, export, export_when, quiet, segment, stay_for_the_report,
    visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::desk::{SITE, ready};
use recinto_tests::egress::Kind;
use recinto_tests::story::{Plan, story};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn only_the_label_leaves() {
    only_a_report_leaves("consent", Plan::default()).await;
}

/// The same in any browser.
pub async fn only_a_report_leaves(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        let (_, id) = ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.js("window.heard = []; document.addEventListener('recinto:segment', (e) => window.heard.push(e.detail)); recinto.on('segment', (s) => window.called = s)", vec![]).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        let segments = segment(browser).await;
        let shape: Vec<_> = segments[0].as_object().expect("an object").keys().cloned().collect();
        assert_eq!(shape, ["categoria", "eventi", "scoring", "segmento"]);
        assert_eq!(segments[0]["segmento"], json!("GrandiAcquisti"));
        assert_eq!(segments[0]["eventi"], json!(["acquisto"]));
        let score = segments[0]["scoring"].as_f64().expect("a number");
        assert!((0.0..=1.0).contains(&score) && (score * 100.0 - (score * 100.0).round()).abs() < 1e-9, "{score}");
        let heard = browser.js("return window.heard", vec![]).await;
        assert_eq!(heard.as_array().and_then(|h| h.last()), segments.as_array().and_then(|s| s.first()), "{heard}");

        let called = browser.js("return window.called", vec![]).await;
        assert_eq!(called, segments[0], "what a page hears by `recinto.on`");

        // The raw events are on the device, and only there.
        let kept = export_when(browser, "all events stored", |e| e["events"].to_string().contains("purchase") && e["reports"][0].is_object()).await;
        let text = kept["events"].to_string();
        for planted in [ONE.search, ONE.item, ONE.brand, ONE.address] {
            assert!(text.contains(planted), "{planted} was recorded: {text}");
        }
        browser.stores().await.assert_only_choice_and_database("under consent");
        assert_eq!(browser.stores().await.databases, ["recinto"]);

        stay_for_the_report(&world, 0).await;

        // A second and a third page view in the same epoch: still one report.
        for _ in 0..2 {
            browser.leave().await;
            arrive(browser, &visit_page()).await;
            engine(browser).await;
            ONE.live(browser).await;
        }
        browser.leave().await;
        quiet(&world, Duration::from_secs(2)).await;
        let egress = world.assert_egress(0, &ONE.canaries());
        let reports: Vec<_> = egress.iter().filter_map(|(seen, kind)| if let Kind::Report(report) = kind { Some((seen, report)) } else { None }).collect();
        assert_eq!(reports.len(), 1, "one report per device, site and epoch");
        let (seen, report) = reports[0];
        assert_eq!((report.site.as_str(), report.model.as_str()), (SITE, id.as_str()));
        assert_eq!(seen.body.len(), 256, "reports are told apart by nothing, their length included");
        assert_eq!(seen.fate, recinto_tests::record::Fate::Forwarded(202));
        for (seen, kind) in beyond_files(&egress) {
            assert!(matches!(kind, Kind::Report(_) | Kind::Pointer | Kind::Model), "{}", seen.line());
            assert_eq!(seen.header("cookie").or(seen.header("referer")), None);
        }
        let pointers = egress.iter().filter(|(_, kind)| *kind == Kind::Pointer).count();
        let models = egress.iter().filter(|(_, kind)| *kind == Kind::Model).count();
        assert_eq!((pointers, models), (1, 1), "the model is fetched at most once per epoch");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_segment_alone_reports_nothing() {
    story("consent_segment", Plan::default(), |world| async move {
        ready(&world, Mechanism::Exact).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-customise").await;
        browser.click("recinto-purpose-segment").await;
        browser.click("recinto-save").await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        let kept = export(browser).await;
        assert_eq!(kept["consent"], json!({ "segment": true, "report": false, "position": false, "activate": false, "decided": true }));
        assert_eq!(kept["reports"], json!([]), "nothing is even made ready");
        // Position is a purpose of its own.
        assert!(!kept.to_string().contains("45.464"), "a position was kept without its purpose: {kept}");
        browser.leave().await;
        quiet(&world, Duration::from_secs(2)).await;
        let egress = world.assert_egress(0, &ONE.canaries());
        assert!(!egress.iter().any(|(_, kind)| matches!(kind, Kind::Report(_))), "{}", world.proxy.record.text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_alone_starts_nothing() {
    story("consent_report", Plan::default(), |world| async move {
        ready(&world, Mechanism::Exact).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser
            .js("recinto.consent({ report: true })", vec![])
            .await;
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(2)).await;
        browser
            .stores()
            .await
            .assert_only_choice("with `report` but without `segment`");
        browser.leave().await;
        crate::visitor::assert_nothing_started(
            &world.assert_egress(0, &ONE.canaries()),
            "with `report` but without `segment`",
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_goes_when_its_purpose_goes() {
    positions_go("consent_position", Plan::default()).await;
}

/// The same in any browser.
pub async fn positions_go(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Exact).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        export_when(browser, "the position kept", |e| {
            e["events"].to_string().contains("45.464")
        })
        .await;
        browser
            .js("recinto.consent({ position: false })", vec![])
            .await;
        let kept = export_when(browser, "the position gone", |e| {
            !e.to_string().contains("45.464")
        })
        .await;
        assert!(
            kept["events"].to_string().contains("purchase"),
            "the rest stays: {kept}"
        );
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

/// Two hundred positions wait to be folded, the purpose is withdrawn, and the page goes: what it puts down in going has
/// none, and what it had written by then loses them on the next page.
#[tokio::test(flavor = "multi_thread")]
async fn no_position_stays_of_a_page_that_goes_with_the_withdrawal() {
    story("position_going", Plan::default(), |world| async move {
        ready(&world, Mechanism::Exact).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let mut told = 0;
        for pause in [0, 1, 3, 10, 30, 100] {
            let body = "
              recinto.consent({ position: true });
              const position = { lat: args[1], lon: args[2], accuracy_m: 5 };
              for (let i = 0; i < 200; i++) recinto.track('page', { page: '/' + i, position, time: Date.now() - 200 + i });
              await new Promise((done) => setTimeout(done, args[0]));
              recinto.consent({ position: false });
              location.assign(location.pathname);";
            browser
                .js_async(body, vec![json!(pause), json!(ONE.lat), json!(ONE.lon)])
                .await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            told += 200;
            let what = format!("no position, withdrawn after {pause} ms");
            let kept = export_when(browser, &what, |e| {
                e["model"].is_object() && !e["events"].to_string().contains("45.464")
            })
            .await;
            let events = kept["events"].as_array().map_or(0, Vec::len);
            // Beyond some 512 the oldest go: the rest is there.
            assert!(events >= told.min(384), "{what}: {events} of {told}");
        }
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
