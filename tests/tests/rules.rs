//! Rules in a real browser: told at once and once, beside the segment or instead of it, and gone with what they came from.

use crate::visitor::{arrive, engine, export, export_when, quiet, visit_page};
use recinto_core::features::{Composite, Fence, Measure, Shape};
use recinto_core::model::{Mechanism, Segment};
use recinto_core::rules::packs::{Language, Trade};
use recinto_core::rules::{Bound, Condition, Rule, Side};
use recinto_tests::browser::Browser;
use recinto_tests::canary::Canary;
use recinto_tests::desk::{self, call, publish, register};
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::time::Duration;

/// Milan's cathedral, to the digits that no other text has.
const LAT: f64 = 45.464_187_3;
const LON: f64 = 9.191_926_1;

fn rule(label: &str, of: &str) -> Rule {
    Rule {
        segment: Segment {
            label: label.to_owned(),
            name: label.to_owned(),
            category: "Momento".to_owned(),
            tags: vec!["offerta".to_owned()],
        },
        when: Condition::Measured(Bound {
            measure: Measure::Frequency,
            of: of.to_owned(),
            days: 1,
            bound: Side::AtLeast,
            value: 1.0,
        }),
    }
}

/// The page remembers every rule that it was told of, over loads.
const LISTEN: &str = "
  recinto.on('enter', (segment) => {
    const told = JSON.parse(sessionStorage.told || '[]');
    sessionStorage.told = JSON.stringify([...told, segment.segmento]);
  })";

async fn told(browser: &Browser) -> Value {
    browser
        .js("return JSON.parse(sessionStorage.told || '[]')", vec![])
        .await
}

async fn shown(browser: &Browser) -> Value {
    browser
        .js("return recinto.segments().map((s) => s.segmento)", vec![])
        .await
}

/// An event, and until it is in the state.
async fn track(browser: &Browser, kind: &str, data: Value) {
    let before = export(browser).await["events"]
        .as_array()
        .map_or(0, Vec::len);
    browser
        .js(
            "recinto.track(arguments[0], arguments[1])",
            vec![json!(kind), data],
        )
        .await;
    export_when(browser, "one event more", |e| {
        e["events"].as_array().map_or(0, Vec::len) > before
    })
    .await;
}

fn near(north_m: f64, accuracy_m: f64) -> Value {
    json!({ "page": "/a", "position": { "lat": LAT + north_m / 111_195.0, "lon": LON, "accuracy_m": accuracy_m } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_over_a_property_of_the_sites_own_and_a_shorter_life() {
    story("rules_property", Plan::default(), |world| async move {
        let token = register(&world).await;
        let mut model = desk::model(Mechanism::Krr);
        model.vocabulary.push("prop:taglia=XL".to_owned());
        model.rules = vec![rule("grande", "prop:taglia=XL")];
        model.privacy.raw_hours = 6;
        publish(&token, &model.to_bytes().expect("a good model")).await;

        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.js("recinto.consent({ segment: true })", vec![]).await;
        engine(browser).await;
        browser.js(LISTEN, vec![]).await;
        track(browser, "view_item", json!({ "props": { "taglia": "M", "XL": "taglia" } })).await;
        assert_eq!(told(browser).await, json!([]));
        track(browser, "view_item", json!({ "props": { "colore": "blu", "taglia": "XL" } })).await;
        assert_eq!(told(browser).await, json!(["Grande"]));

        // Those of before the model too.
        let all = export(browser).await;
        let events = all["events"].as_array().expect("events");
        assert!(events.len() > 2, "{events:?}");
        for event in events {
            let lives = event["expires"].as_i64().zip(event["time"].as_i64()).map(|(e, t)| e - t);
            assert_eq!(lives, Some(6 * 3_600_000), "{event}");
        }
        // Told seven hours late: not even taken.
        let late = "recinto.track('page', { time: Date.now() - 7 * 3600000 }); recinto.track('page', { page: '/now' })";
        browser.js(late, vec![]).await;
        let after = export_when(browser, "the later page", |e| e["events"].as_array().is_some_and(|l| l.len() > events.len())).await;
        assert_eq!(after["events"].as_array().map(Vec::len), Some(events.len() + 1));
        assert_eq!(after["state"]["late"], json!(1), "{}", after["state"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_told_at_the_moment_it_turns_true() {
    story("rules_beside", Plan::default(), |world| async move {
        let token = register(&world).await;
        let mut model = desk::model(Mechanism::Krr);
        for word in ["fence:duomo", "custom:ristorante", "composite:giro"] {
            model.vocabulary.push(word.to_owned());
        }
        model.definitions.fences.push(Fence {
            name: "duomo".to_owned(),
            shape: Shape::Circle {
                lat: LAT,
                lon: LON,
                radius_m: 300.0,
            },
            point_of_sale: true,
        });
        model.definitions.composites.push(Composite {
            name: "giro".to_owned(),
            of: "custom:ristorante".to_owned(),
            count: 3,
            within_min: 120,
        });
        model.rules = vec![rule("vicino", "fence:duomo"), rule("appetito", "composite:giro")];
        publish(&token, &model.to_bytes().expect("a good model")).await;

        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        let all = "recinto.consent({ segment: true, report: true, position: true })";
        browser.js(all, vec![]).await;
        engine(browser).await;
        browser.js(LISTEN, vec![]).await;

        track(browser, "purchase", json!({ "value": 5, "currency": "EUR" })).await;
        track(browser, "page", near(1_000.0, 10.0)).await;
        track(browser, "page", near(0.0, 500.0)).await;
        assert_eq!(told(browser).await, json!([]), "too far, or not surely near");
        track(browser, "page", near(250.0, 20.0)).await;
        assert_eq!(told(browser).await, json!(["Vicino"]));
        track(browser, "page", near(10.0, 20.0)).await;
        for _ in 0..3 {
            track(browser, "custom:ristorante", json!({})).await;
        }
        assert_eq!(told(browser).await, json!(["Vicino", "Appetito"]));
        let segments = browser.js("return recinto.segments()", vec![]).await;
        assert_eq!(segments[0]["segmento"], "PiccoliAcquisti", "{segments}");
        assert_eq!(segments[1]["segmento"], "Vicino");
        assert_eq!(segments[1]["categoria"], "Momento");
        assert_eq!(segments[1]["eventi"], json!(["offerta"]));
        let score = segments[1]["scoring"].as_f64().expect("a score");
        assert!((0.5..=1.0).contains(&score), "{segments}");

        // The next page knows, and is not told again.
        browser.reload().await;
        crate::visitor::gate(browser).await;
        browser.js(LISTEN, vec![]).await;
        engine(browser).await;
        let three = "return recinto.segments().length === 3";
        browser.until("the segment and both rules", three, vec![]).await;
        track(browser, "page", near(20.0, 20.0)).await;
        assert_eq!(told(browser).await, json!(["Vicino", "Appetito"]));

        // What came from positions goes with their purpose.
        browser.js("recinto.consent({ position: false })", vec![]).await;
        let without = "return recinto.segments().map((s) => s.segmento).join() === 'PiccoliAcquisti,Appetito'";
        browser.until("no place", without, vec![]).await;

        // A rule beside clusters is never reported.
        let report = export_when(browser, "the report", |e| e["reports"][0]["body"].is_string()).await;
        let body = report["reports"][0]["body"].as_str().expect("a text").to_owned();
        assert!(!body.contains("vicino") && !body.contains("appetito"), "{body}");
        browser.js("recinto.forget()", vec![]).await;
        assert_eq!(shown(browser).await, json!([]));
        quiet(&world, Duration::from_secs(1)).await;
        let canaries = [
            Canary::number("latitude", LAT),
            Canary::number("longitude", LON),
            Canary::text("a kind of event", "custom:ristorante"),
        ];
        world.assert_egress(0, &canaries);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_of_rules_is_a_model_without_data() {
    story("rules_alone", Plan::default(), |world| async move {
        let token = register(&world).await;
        let model = Trade::Retail.model(Language::Italian, "EUR");
        publish(&token, &model.to_bytes().expect("a good model")).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        let both = "recinto.consent({ segment: true, report: true })";
        browser.js(both, vec![]).await;
        engine(browser).await;
        browser.js(LISTEN, vec![]).await;
        assert_eq!(shown(browser).await, json!([]), "no rule is true yet");
        track(
            browser,
            "add_to_cart",
            json!({ "value": 30, "currency": "EUR" }),
        )
        .await;
        assert_eq!(shown(browser).await, json!(["CarrelloInSospeso"]));
        assert_eq!(told(browser).await, json!(["CarrelloInSospeso"]));
        let report = export_when(browser, "the report", |e| {
            e["reports"][0]["body"].is_string()
        })
        .await;
        let body: Value =
            serde_json::from_str(report["reports"][0]["body"].as_str().expect("a text"))
                .expect("JSON");
        let labels: Vec<_> = model
            .segments
            .iter()
            .map(|segment| json!(segment.label))
            .collect();
        assert!(labels.contains(&body["label"]), "{body}");
        track(
            browser,
            "purchase",
            json!({ "value": 30, "currency": "EUR" }),
        )
        .await;
        assert_eq!(shown(browser).await, json!([]), "the cart was bought");
        track(browser, "visit_store", json!({})).await;
        assert_eq!(shown(browser).await, json!(["VisitaInNegozio"]));
        world.assert_egress(0, &[]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_collector_takes_no_sensitive_model_without_a_reason() {
    story("rules_sensitive", Plan::default(), |world| async move {
        let token = register(&world).await;
        let good = Trade::Retail.model(Language::Italian, "EUR");
        let bytes = String::from_utf8(good.to_bytes().expect("a good model")).expect("JSON");
        // Written past the desk: the label alone names the matter.
        let forged = bytes.replace("cliente-fedele", "cliente-malato");
        assert_ne!(forged, bytes);
        let path = format!("/v1/sites/{}/model", desk::SITE);
        let (status, answer) = call("PUT", &path, Some(&token), forged.as_bytes()).await;
        assert!(status >= 400, "it was taken: {answer}");
        assert!(answer.to_string().contains("health"), "{answer}");
        let (status, answer) = call("PUT", &path, Some(&token), bytes.as_bytes()).await;
        assert_eq!(status, 200, "{answer}");
    })
    .await;
}
