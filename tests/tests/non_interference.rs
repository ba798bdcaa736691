//! Non-interference: two visits with different raw data but the same label and the same randomness give byte-equal
//! egress. What does not change with the raw data cannot carry it, in whatever encoding.

use crate::visitor::{
    ONE, OTHER, Raw, arrive, engine, export_when, quiet, segment, stay_for_the_report, visit_page,
};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::record::Seen;
use recinto_tests::story::{Plan, World, story};
use recinto_wire::{Answer, LabelReport};
use serde_json::Value;
use std::time::Duration;

const SEED: &str = "1234567890123456789";

async fn visit(world: &World, browser: &Browser, raw: &Raw, seed: &str) -> (Value, Vec<Seen>) {
    let from = world.proxy.record.len();
    world
        .proxy
        .plant(&format!("window.__recintoTestRandomness = '{seed}'"));
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    engine(browser).await;
    raw.live(browser).await;
    let label = segment(browser).await[0]["segmento"].clone();
    export_when(browser, "a report made ready", |e| {
        e["reports"][0].is_object()
    })
    .await;
    stay_for_the_report(world, from).await;
    browser.leave().await;
    arrive(browser, &visit_page()).await;
    raw.live(browser).await;
    segment(browser).await;
    browser.leave().await;
    quiet(world, Duration::from_secs(1)).await;
    let egress = world.assert_egress(from, &[ONE.canaries(), OTHER.canaries()].concat());
    let beyond = egress
        .into_iter()
        .filter(|(_, kind)| !matches!(kind, Kind::Static | Kind::Vendor));
    (label, beyond.map(|(seen, _)| seen).collect())
}

/// Two visits on two sides of midnight are in two epochs, and rightly differ.
async fn clear_of_midnight() {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("a clock")
        .as_secs()
        % 86_400;
    if seconds > 86_400 - 90 {
        tokio::time::sleep(Duration::from_secs(86_401 - seconds)).await;
    }
}

fn report_of(seen: &[Seen]) -> &Seen {
    seen.iter()
        .find(|s| s.url.ends_with("/v1/labels"))
        .expect("a report was sent")
}

#[tokio::test(flavor = "multi_thread")]
async fn different_raw_data_give_equal_egress() {
    equal_egress("non_interference", Plan::default(), Mechanism::Krr).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn different_raw_data_give_equal_bits() {
    equal_egress("non_interference_bits", Plan::default(), Mechanism::Oue).await;
}

/// The same in any browser.
pub async fn equal_egress(name: &str, plan: Plan, mechanism: Mechanism) {
    clear_of_midnight().await;
    let plan = Plan {
        seeded: true,
        ..plan
    };
    story(name, plan, move |world| async move {
        ready(&world, mechanism).await;
        let (first_label, first) = visit(&world, &world.browser, &ONE, SEED).await;
        let second_browser = world.second_browser().await;
        let (second_label, second) = visit(&world, &second_browser, &OTHER, SEED).await;
        second_browser.close().await;
        assert_eq!(
            first_label, second_label,
            "the two are of one segment, else this shows nothing"
        );
        let lines = |all: &[Seen]| {
            all.iter()
                .map(|s| format!("{} {}", s.method, s.url))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            lines(&first),
            lines(&second),
            "the sequence of requests differs"
        );
        assert!(
            first.len() >= 3,
            "pointer, model and report: {:?}",
            lines(&first)
        );
        for (one, other) in first.iter().zip(&second) {
            assert_eq!(
                String::from_utf8_lossy(&one.bytes()),
                String::from_utf8_lossy(&other.bytes())
            );
            assert_eq!(one.bytes(), other.bytes());
        }
        let report = LabelReport::decode(&report_of(&first).body).expect("a report");
        let bits = matches!(report.answer, Answer::Bits(_));
        assert_eq!(
            bits,
            mechanism == Mechanism::Oue,
            "the model says how to answer"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_sees_a_difference() {
    differences_are_seen("interference", Plan::default()).await;
}

/// The same in any browser.
pub async fn differences_are_seen(name: &str, plan: Plan) {
    clear_of_midnight().await;
    let plan = Plan {
        seeded: true,
        ..plan
    };
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let (_, first) = visit(&world, &world.browser, &ONE, SEED).await;
        let second_browser = world.second_browser().await;
        let (_, second) = visit(&world, &second_browser, &ONE, "42").await;
        second_browser.close().await;
        assert_ne!(
            report_of(&first).body,
            report_of(&second).body,
            "another seed gives another report, else the seed is not used"
        );
    })
    .await;
}
