//! Rules in a real browser: told at once and once, beside the segment or instead of it, and gone with what they came from.

use crate::marketer::{bring_csv, open, preview, segments};
use crate::visitor::{arrive, engine, export, export_when, quiet, visit_page};
use recinto_core::features::{Composite, Fence, Measure, Shape};
use recinto_core::model::sensitive::{Matter, Reason};
use recinto_core::model::{Mechanism, Segment};
use recinto_core::rules::packs::{Language, Trade};
use recinto_core::rules::{Bound, Condition, Rule, Side};
use recinto_tests::browser::Browser;
use recinto_tests::canary::Canary;
use recinto_tests::desk::{self, call, publish, register};
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
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
            then: Vec::new(),
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

/// Looks that the answer to the page and the visitor's view name the nearest other segment, and what it lacks.
async fn assert_next(browser: &Browser, standing: &str, nearest: &str, lacks: &str) {
    let why = browser.js_async("return await recinto.why()", vec![]).await;
    assert_eq!(
        (&why["standing"], &why["nearest"]["name"]),
        (&json!(standing), &json!(nearest)),
        "{why:#}"
    );
    browser.js("recinto.show()", vec![]).await;
    let said = browser.text("recinto-move").await;
    assert!(
        said.contains(&format!("«{nearest}»")) && said.contains(lacks),
        "{said}"
    );
    browser.click("recinto-view-close").await;
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
        // What would move the visitor elsewhere is said in numbers, and is so.
        let loyal =
            "3 in più di «Acquisti: quante volte» in 30\u{a0}giorni (ora 0, serve almeno 3)";
        assert_next(browser, "rule", "Cliente fedele", loyal).await;
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
        let two = "2 in più di «Acquisti: quante volte» in 30\u{a0}giorni (ora 1, serve almeno 3)";
        assert_next(browser, "no-rule", "Cliente fedele", two).await;
        track(browser, "visit_store", json!({})).await;
        assert_eq!(shown(browser).await, json!(["VisitaInNegozio"]));
        assert_next(browser, "rule", "Cliente fedele", two).await;
        for _ in 0..2 {
            track(
                browser,
                "purchase",
                json!({ "value": 30, "currency": "EUR" }),
            )
            .await;
        }
        assert_eq!(
            shown(browser).await[0],
            json!("ClienteFedele"),
            "what was advised was true"
        );
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

#[tokio::test(flavor = "multi_thread")]
async fn the_visitor_reads_why_a_sensitive_matter_is_touched() {
    story("rules_reason", Plan::default(), |world| async move {
        let token = register(&world).await;
        let mut model = Trade::Retail.model(Language::Italian, "EUR");
        for segment in model
            .segments
            .iter_mut()
            .chain(model.rules.iter_mut().map(|rule| &mut rule.segment))
        {
            if segment.label == "visita-in-negozio" {
                segment.name = "Visita in farmacia".to_owned();
            }
        }
        assert!(
            model.to_bytes().is_err(),
            "without a reason it has no bytes"
        );
        let reason = "Orari della farmacia di turno; consenso esplicito, art. 9(2)(a).";
        model.sensitive.push(Reason {
            matter: Matter::Health,
            reason: reason.to_owned(),
        });
        publish(&token, &model.to_bytes().expect("a model with its reason")).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser
            .js("recinto.consent({ segment: true })", vec![])
            .await;
        engine(browser).await;
        track(browser, "visit_store", json!({})).await;
        browser.js("recinto.show()", vec![]).await;
        browser
            .until(
                "the segment explained",
                "return find('recinto-why')?.textContent.includes('farmacia')",
                vec![],
            )
            .await;
        let said = browser.text("recinto-sensitive").await;
        assert!(said.contains("(salute)") && said.contains(reason), "{said}");
        world.assert_egress(0, &[]);
    })
    .await;
}

/// Sets the at-th field of the form that has this id, as a person would: told at once.
async fn set(browser: &Browser, id: &str, at: usize, value: &str) {
    let body = "
      const field = document.querySelectorAll(`[data-testid=${arguments[0]}]`)[arguments[1]];
      field.value = arguments[2];
      for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
    let values = vec![json!(id), json!(at), json!(value)];
    browser.js(body, values).await;
}

/// Waits until an element says this.
async fn says(browser: &Browser, id: &str, text: &str) {
    let what = format!("`{id}` says: {text}");
    let is = "const text = find(arguments[0])?.textContent; return text === arguments[1]";
    browser.until(&what, is, vec![json!(id), json!(text)]).await;
}

/// Waits until the keyboard is on the at-th element with this id.
async fn focused(browser: &Browser, id: &str, at: usize) {
    let body = "
      const all = [...document.querySelectorAll(`[data-testid=${arguments[0]}]`)];
      return document.activeElement === all[arguments[1]]";
    let what = format!("the keyboard on {id} {at}");
    browser.until(&what, body, vec![json!(id), json!(at)]).await;
}

/// The first rule of the model that would be published, once it says this somewhere.
async fn first_rule(browser: &Browser, text: &str) -> Value {
    let body = "
      const rules = JSON.parse(find('publish-preview')?.textContent || '{}').rules || [];
      return JSON.stringify(rules[0] ?? null).includes(arguments[0])";
    browser
        .until("the rule in the model", body, vec![json!(text)])
        .await;
    preview(browser).await.1["rules"][0].clone()
}

/// The orders of everyone, as days before the last order of all (1: that day) and amounts.
fn orders_of(csv: &Path) -> BTreeMap<String, Vec<(i64, f64)>> {
    let text = std::fs::read_to_string(csv).expect("the orders can be read");
    let mut orders: Vec<(String, i64, f64)> = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').collect();
        let date: Vec<i64> = cells[1][..10]
            .split('-')
            .map(|part| part.parse().expect("a date"))
            .collect();
        let before = [0, 31, 59, 90, 120, 151][date[1] as usize - 1];
        let amount = cells[2].parse().expect("an amount");
        orders.push((cells[0].to_owned(), before + date[2], amount));
    }
    let last = orders.iter().map(|order| order.1).max().expect("orders");
    let mut people: BTreeMap<String, Vec<(i64, f64)>> = BTreeMap::new();
    for (person, day, amount) in orders {
        let of = people.entry(person).or_default();
        of.push((last - day + 1, amount));
    }
    people
}

/// The people for whom something holds, by how many orders and how much money within so many days.
fn people(csv: &Path, holds: impl Fn(&dyn Fn(i64) -> (usize, f64)) -> bool) -> u64 {
    let of_one = |orders: &Vec<(i64, f64)>| {
        holds(&|days| {
            let within = orders.iter().filter(|order| order.0 <= days);
            within.fold((0, 0.0), |(n, sum), order| (n + 1, sum + order.1))
        })
    };
    orders_of(csv)
        .values()
        .filter(|orders| of_one(orders))
        .count() as u64
}

async fn counted(browser: &Browser, people: u64) {
    let text = format!("At the end of your data it holds for {people} people.");
    says(browser, "rule-people", &text).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nested_rule_is_made_in_the_form_counted_and_edited() {
    story("rules_form", Plan::default(), |world| async move {
        let browser = &world.browser;
        let (file, _) = crate::publish::orders(&world.dir);
        open(&world).await;
        bring_csv(browser, &file).await;
        segments(browser).await;
        browser.choose("k-select", "2").await;
        let two = "return document.querySelectorAll('[data-testid^=\"segment-row-\"]').length === 2";
        browser.until_within(crate::marketer::FINDING, "two segments", two, vec![]).await;
        browser.click("publish-open").await;
        let shown = "return !!seen('publish-preview') || !!seen('necessity')";
        browser.until("the publish screen", shown, vec![]).await;
        if browser.sees("necessity").await {
            browser.fill("necessity", "Customers come back once a year").await;
        }

        browser.click_css("#rule-own-summary").await;
        browser.fill("rule-name", "Fedeli in pausa").await;
        browser.fill("rule-value", "2").await;
        browser.fill("rule-days", "90").await;
        says(browser, "rule-sentence", "At least 2 × purchases in 90 days").await;
        assert!(!browser.sees("rule-less").await, "one condition has to be left");
        browser.click("rule-more-group").await;
        focused(browser, "rule-join", 1).await;
        set(browser, "rule-join", 1, "3").await;
        set(browser, "rule-value", 1, "1").await;
        set(browser, "rule-days", 1, "7").await;
        // The inner group's button comes first.
        browser.click("rule-more").await;
        focused(browser, "rule-word", 2).await;
        set(browser, "rule-measure", 2, "monetary").await;
        set(browser, "rule-value", 2, "150").await;
        let neither = "At least 2 × purchases in 90 days and (neither at least 1 × purchases in 7 days nor money from purchases: at least 150 in 30 days)";
        says(browser, "rule-sentence", neither).await;
        browser.click("lang-it").await;
        let italian = "Almeno 2 × acquisti in 90 giorni e (né almeno 1 × acquisti in 7 giorni né denaro da acquisti: almeno 150 in 30 giorni)";
        says(browser, "rule-sentence", italian).await;
        browser.click("lang-en").await;
        says(browser, "rule-sentence", neither).await;
        browser.click("rule-add").await;
        says(browser, "rule-says", neither).await;
        focused(browser, "rule-name", 0).await;
        let none = people(&file, |within| within(90).0 >= 2 && within(7).0 == 0 && within(30).1 < 150.0);
        assert!(none > 0, "the rule is about somebody");
        counted(browser, none).await;

        // What is cancelled leaves the rule.
        let made = first_rule(browser, "fedeli-in-pausa").await;
        browser.click("rule-edit").await;
        focused(browser, "rule-name", 0).await;
        says(browser, "rule-sentence", neither).await;
        set(browser, "rule-join", 1, "2").await;
        let together = "At least 2 × purchases in 90 days and not all together (at least 1 × purchases in 7 days and money from purchases: at least 150 in 30 days)";
        says(browser, "rule-sentence", together).await;
        set(browser, "rule-join", 1, "0").await;
        let both = "At least 2 × purchases in 90 days and (at least 1 × purchases in 7 days and money from purchases: at least 150 in 30 days)";
        says(browser, "rule-sentence", both).await;
        browser.click("rule-cancel").await;
        focused(browser, "rule-edit", 0).await;
        says(browser, "rule-says", neither).await;
        assert_eq!(first_rule(browser, "").await, made);

        // What is saved takes its place, under the same label.
        browser.click("rule-edit").await;
        browser.fill("rule-name", "Di nuovo qui").await;
        set(browser, "rule-join", 1, "1").await;
        set(browser, "rule-side", 2, "2").await;
        browser.click("rule-add").await;
        focused(browser, "rule-edit", 0).await;
        let either = "At least 2 × purchases in 90 days and (at least 1 × purchases in 7 days or money from purchases: less than 150 in 30 days)";
        says(browser, "rule-says", either).await;
        counted(browser, people(&file, |within| within(90).0 >= 2 && (within(7).0 >= 1 || within(30).1 < 150.0))).await;
        let edited = first_rule(browser, "Di nuovo qui").await;
        assert_eq!(edited["segment"]["label"], json!("fedeli-in-pausa"));
        assert_eq!(edited["when"]["all"][1]["any"][1]["not"]["measured"]["measure"], json!("monetary"));

        // With its last condition goes a group, and what is alone needs none around it.
        browser.click("rule-edit").await;
        for _ in 0..2 {
            let inner = "document.querySelector('[data-testid=rule-group] [data-testid=rule-group] [data-testid=rule-less]').click()";
            browser.js(inner, vec![]).await;
        }
        says(browser, "rule-sentence", "At least 2 × purchases in 90 days").await;
        focused(browser, "rule-word", 0).await;
        browser.click("rule-add").await;
        counted(browser, people(&file, |within| within(90).0 >= 2)).await;
        browser.click("rule-remove").await;
        browser.until("no rule", "return !find('rule-edit')", vec![]).await;

        // What the form does not offer is kept: a composite, and groups in groups.
        browser.choose("rule-trade", "1").await;
        browser.click("rule-pack").await;
        let packed = first_rule(browser, "appetito-serale").await;
        browser.click("rule-edit").await;
        says(browser, "rule-sentence", "At least 1 × ristoranti in due ore today and (at least 1 × aperitivo today or at least 1 × dinner today)").await;
        browser.fill("rule-name", "Sera").await;
        browser.click("rule-add").await;
        let renamed = first_rule(browser, "\"Sera\"").await;
        assert_eq!(renamed["when"], packed["when"]);
        assert_eq!(renamed["segment"]["category"], json!("food"));
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    })
    .await;
}
