//! What a visit tells by itself: how long and how far pages were read, links that lead elsewhere, searches. Most of it is told
//! in the moment in which a page goes, and has to be there on the next.

use crate::tabs::counted;
use crate::visitor::{ONE, arrive, engine, export, export_when, quiet};
use recinto_core::model::{Mechanism, SegmentModel};
use recinto_tests::browser::Browser;
use recinto_tests::desk;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const ENGAGEMENT: &str = "custom:user_engagement";
/// Pages that are read for a little more than the least that is told, and left by a link.
const LEFT: usize = 6;

fn model() -> SegmentModel {
    let mut model = desk::model(Mechanism::Krr);
    model
        .vocabulary
        .extend(["dwell", "scroll", ENGAGEMENT, "custom:scroll", "click"].map(str::to_owned));
    model.check().expect("a model");
    model
}

fn of_kind<'e>(export: &'e Value, kind: &str) -> Vec<&'e Value> {
    let events = export["events"].as_array().into_iter().flatten();
    events.filter(|event| event["kind"] == kind).collect()
}

fn total(events: &[&Value], field: &str) -> i64 {
    let told = events.iter().filter_map(|event| event[field].as_i64());
    told.sum()
}

async fn read_on(browser: &Browser) {
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    browser.js("window.left = true", vec![]).await;
    browser.click("next").await;
    browser
        .until(
            "the next page",
            "return !window.left && !!window.recinto",
            vec![],
        )
        .await;
}

pub async fn a_visit_tells_how_it_was_read(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        let token = desk::register(&world).await;
        desk::publish(&token, &model().to_bytes().expect("a good model")).await;
        let browser = &world.browser;
        arrive(browser, &format!("{SHOP}/tests/read.html")).await;
        // Time and depth before consent are nobody's.
        browser.js("scrollTo(0, document.body.scrollHeight)", vec![]).await;
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        browser.js("scrollTo(0, 0)", vec![]).await;
        let asked = Instant::now();
        browser.click("recinto-accept").await;
        engine(browser).await;
        for _ in 0..LEFT {
            read_on(browser).await;
        }
        let most = asked.elapsed();
        engine(browser).await;
        let kept = export_when(browser, "every page's reading", |kept| of_kind(kept, ENGAGEMENT).len() >= LEFT).await;
        let told = of_kind(&kept, ENGAGEMENT);
        assert_eq!(told.len(), LEFT, "one for each page that was left: {told:?}");
        let spent = total(&told, "duration_ms");
        assert!(spent >= 1_000 * LEFT as i64 && spent <= most.as_millis() as i64, "{spent} of {most:?}");
        // The links stand at the end of the page: to click one is to go there.
        assert_eq!(told[0]["depth_pct"], json!(100));

        // To the engine it is all one whether it was told in peace.
        browser.js("scrollTo(0, document.body.scrollHeight)", vec![]).await;
        let kept = export_when(browser, "the page read to its end", |kept| !of_kind(kept, "custom:scroll").is_empty()).await;
        assert_eq!(counted(&kept, "dwell"), (LEFT as u64, spent));
        assert_eq!(counted(&kept, ENGAGEMENT).0, LEFT as u64);
        let depths = total(&of_kind(&kept, ENGAGEMENT), "depth_pct");
        assert_eq!(counted(&kept, "scroll"), (LEFT as u64, depths));

        let links = "
          const stay = (event) => event.preventDefault();
          addEventListener('click', stay);
          for (const name of ['call', 'file', 'elsewhere', 'marked']) document.querySelector(`[data-testid=${name}]`).click();
          removeEventListener('click', stay);
          history.pushState(null, '', '?parola=' + encodeURIComponent(arguments[0]));";
        browser.js(links, vec![json!(ONE.search)]).await;
        let kept = export_when(browser, "the search", |kept| !of_kind(kept, "search").is_empty()).await;
        let clicks: Vec<&Value> = of_kind(&kept, "click").iter().map(|click| &click["props"]).collect();
        let (call, elsewhere) = (json!({ "link": "tel" }), json!({ "outbound": "true", "link_domain": "www.elsewhere.example" }));
        assert_eq!(clicks, [&call, &elsewhere], "{kept}");
        assert_eq!(of_kind(&kept, "custom:file_download").len(), 1);
        assert_eq!(of_kind(&kept, "search")[0]["query"], json!(ONE.search));
        let events = kept["events"].to_string();
        assert!(!events.contains("390212345678") && !events.contains(ONE.address), "{events}");

        // The visitor says no while a page is read: nothing of it is told, then or later.
        browser.js("recinto.consent({ segment: false })", vec![]).await;
        quiet(&world, Duration::from_secs(1)).await;
        read_on(browser).await;
        assert!(export(browser).await["events"].as_array().is_some_and(Vec::is_empty));
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_tells_how_it_was_read_by_itself() {
    a_visit_tells_how_it_was_read("capture", Plan::default()).await;
}
