//! A test build lets the page choose the engine's randomness. The release must not: a page that could, could make its
//! visitors' noise vanish.

use crate::visitor::{ONE, arrive, engine, export_when, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_core::random::{below, seeded};
use recinto_tests::browser::Browser;
use recinto_tests::desk::{model, ready};
use recinto_tests::record::Seen;
use recinto_tests::server::dist;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::time::{Duration, Instant, SystemTime};

const NAME: &str = "__recintoTestRandomness";

/// The build that takes its randomness from the page.
fn listening() -> Plan {
    Plan {
        seeded: true,
        ..Plan::default()
    }
}

/// A consented visit of a page that names a seed.
async fn visit(browser: &Browser, seed: u64) {
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": format!("window.{NAME} = '{seed}'") }),
        )
        .await;
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    engine(browser).await;
}

async fn report(browser: &Browser) -> Value {
    visit(browser, 7).await;
    ONE.live(browser).await;
    segment(browser).await;
    let kept = export_when(browser, "a report made ready", |e| {
        e["reports"][0].is_object()
    })
    .await;
    let body = kept["reports"][0]["body"]
        .as_str()
        .expect("a body")
        .to_owned();
    serde_json::from_str(&body).expect("JSON padded with blanks")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_release_does_not_listen_to_the_page() {
    story("release_randomness", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let first = report(&world.browser).await;
        let second_browser = world.second_browser().await;
        let second = report(&second_browser).await;
        second_browser.close().await;
        assert_ne!(
            first["rid"], second["rid"],
            "two devices drew the same report id: the release takes its randomness from the page"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_build_does() {
    story("test_randomness", listening(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let first = report(&world.browser).await;
        let second_browser = world.second_browser().await;
        let second = report(&second_browser).await;
        second_browser.close().await;
        assert_eq!(
            first["rid"], second["rid"],
            "without this, the test above would show nothing"
        );
    })
    .await;
}

/// The moments that the test build draws from seeds, worked out here: two, three seconds apart.
#[tokio::test(flavor = "multi_thread")]
async fn the_report_leaves_at_the_moment_that_was_drawn() {
    story("report_moment", listening(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
        let epoch = now.as_millis() as u64 / model(Mechanism::Krr).privacy.epoch_ms;
        let drawn = |seed: &u64| {
            let stream = seed ^ 3_u64.rotate_right(8) ^ epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            below(30_000, &mut seeded(stream))
        };
        for moment in [2_000, 5_000] {
            let near = |seed: &u64| (moment..moment + 300).contains(&drawn(seed));
            let seed = (0..100_000).find(near).expect("one of so many seeds");
            let browser = world.second_browser().await;
            let from = world.proxy.record.len();
            visit(&browser, seed).await;
            browser
                .js("recinto.track('purchase', { item: 'a', quantity: 1, value: 20, currency: 'EUR' })", vec![])
                .await;
            segment(&browser).await;
            let start = Instant::now();
            let left = |seen: &Seen| seen.url.ends_with("/v1/labels");
            while !world.proxy.record.since(from).iter().any(left) {
                assert!(start.elapsed() < Duration::from_secs(31), "never");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let after = start.elapsed().as_millis() as u64;
            let wanted = drawn(&seed);
            assert!(
                (wanted - 600..wanted + 600).contains(&after),
                "{after} ms after the segment, not {wanted}"
            );
            browser.close().await;
        }
    })
    .await;
}

#[test]
fn the_release_does_not_know_the_name() {
    let holds = |folder: &str| {
        let files = std::fs::read_dir(dist().join(folder).join("recinto"))
            .expect("the shop hosts the tracker");
        let bytes = files
            .flatten()
            .filter(|f| f.path().is_file())
            .map(|f| std::fs::read(f.path()).expect("a file"));
        bytes
            .into_iter()
            .any(|bytes| memchr::memmem::find(&bytes, NAME.as_bytes()).is_some())
    };
    assert!(!holds("shop"), "a released file holds {NAME}");
    assert!(
        holds("shop-test"),
        "the test build holds it, else this test looks in the wrong place"
    );
}
