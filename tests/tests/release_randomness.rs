//! A test build lets the page choose the engine's randomness. The release must not: a page that could, could make its
//! visitors' noise vanish.

use crate::visitor::{ONE, arrive, engine, export_when, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::server::dist;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};

const NAME: &str = "__recintoTestRandomness";

async fn report(browser: &Browser) -> Value {
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": format!("window.{NAME} = '7'") }),
        )
        .await;
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    engine(browser).await;
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
    let plan = Plan {
        seeded: true,
        ..Plan::default()
    };
    story("test_randomness", plan, |world| async move {
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
