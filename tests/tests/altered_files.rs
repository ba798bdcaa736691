//! A file that was altered on its way does not run: the page's tag knows the gate's hash, the gate those of all it loads,
//! the engine's glue that of its program. The page lives on, nothing is stored, and nobody's consent is made of it.

use crate::visitor::{ONE, arrive, export, gate, quiet, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::Fate;
use recinto_tests::server::{SHOP, dist};
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::time::Duration;

/// What an altered script does first.
const MARK: &str = "window.altered = true;\n";

/// From now on this file of the tracker comes with another beginning, or with one bit turned if it is no script.
fn alter(world: &World, file: &'static str) {
    let mut bytes =
        std::fs::read(dist().join("shop/recinto").join(file)).expect("a file of the release");
    if file.ends_with(".js") {
        bytes.splice(0..0, MARK.bytes());
    } else {
        // In a custom section's place or in code: what it does is not the matter, it is not the same.
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    }
    world.proxy.tamper(move |_, url| {
        url.ends_with(&format!("/recinto/{file}"))
            .then(|| Tamper::Replace(bytes.clone()))
    });
}

/// The page is whole and says what it always said, and no altered script has run.
async fn assert_alive(browser: &Browser, file: &str) {
    let page = browser
        .js(
            "return [document.querySelector('h1').textContent, window.altered === undefined]",
            vec![],
        )
        .await;
    assert_eq!(page, json!(["Una pagina qualunque", true]), "{file}");
    browser
        .js("document.body.append(document.createElement('hr'))", vec![])
        .await;
}

async fn fetched(world: &World, file: &str) {
    let name = format!("/recinto/{file}");
    world
        .request(file, Duration::from_secs(10), |seen| {
            seen.fate == Fate::Tampered && seen.url.ends_with(&name)
        })
        .await;
}

/// Consent is there, and still nothing runs: no database, no event, nothing to the collector. In any browser.
pub async fn nothing_starts(name: &str, plan: Plan, file: &'static str) {
    story(name, plan, move |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.find("recinto-accept").await;
        alter(&world, file);
        browser.click("recinto-accept").await;
        fetched(&world, file).await;
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(1)).await;
        assert_alive(browser, file).await;
        browser.stores().await.assert_only_choice(file);
        let kept = export(browser).await;
        assert_eq!(
            (&kept["status"], &kept["storage"], &kept["events"]),
            (&json!("stopped"), &json!("none"), &json!([])),
            "{file}"
        );
        browser.leave().await;
        let egress = world.assert_egress(0, &ONE.canaries());
        assert!(
            !egress
                .iter()
                .any(|(_, kind)| matches!(kind, Kind::Report(_) | Kind::Pointer | Kind::Model)),
            "{}",
            world.proxy.record.text()
        );
        // The choice was the visitor's and stands: where the file is whole again, it runs.
        world.proxy.honest();
        arrive(browser, &visit_page()).await;
        crate::visitor::engine(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_gate_does_not_start() {
    gate_starts_nothing("altered_gate", Plan::default()).await;
}

/// The page's own tag carries the hash. In any browser.
pub async fn gate_starts_nothing(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        alter(&world, "gate.js");
        browser.goto(&visit_page()).await;
        fetched(&world, "gate.js").await;
        // The page's calls go on, and wait for nobody.
        let calls = "window.recinto ||= { q: [] }; for (const item of arguments) window.recinto.q.push(['track', 'view_item', { item }])";
        browser.js(calls, vec![json!(ONE.item), json!(ONE.search)]).await;
        quiet(&world, Duration::from_secs(2)).await;
        assert_alive(browser, "gate.js").await;
        assert_eq!(browser.js("return Object.keys(window.recinto)", vec![]).await, json!(["q"]));
        assert!(!browser.sees("recinto-banner").await, "nobody is asked");
        browser.stores().await.assert_empty("with an altered gate");
        browser.leave().await;
        crate::visitor::assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), "with an altered gate");
        // Whole again, the same page asks, starts and knows a segment.
        world.proxy.honest();
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        crate::visitor::engine(browser).await;
        ONE.live(browser).await;
        crate::visitor::segment(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_engine_does_not_start() {
    nothing_starts("altered_engine", Plan::default(), "engine.js").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_program_of_the_engine_does_not_start() {
    nothing_starts("altered_program", Plan::default(), "engine_bg.wasm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_adapter_of_the_platforms_does_not_start() {
    adapters_start_nothing("altered_adapters", Plan::default()).await;
}

/// The same in any browser.
pub async fn adapters_start_nothing(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        // A platform that says yes to everything at once.
        let makers = include_str!("../../tracker/gate/cmps.mjs").replace("export const", "const");
        let source = format!(
            "{{ {makers}
             const tcf = makeTcf();
             window.__tcfapi = tcf.api;
             tcf.say(tcData(EVERY, {{ eventStatus: 'tcloaded', specialFeatureOptins: {{ 1: true }} }})); }}"
        );
        world.proxy.plant(&source);
        alter(&world, "adapters.js");
        arrive(browser, &visit_page()).await;
        fetched(&world, "adapters.js").await;
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(2)).await;
        assert_alive(browser, "adapters.js").await;
        assert_eq!(browser.js("return recinto.consent().segment", vec![]).await, json!(false));
        assert!(!browser.sees("recinto-banner").await, "the platform is the one who asks");
        browser.stores().await.assert_empty("with altered adapters");
        crate::visitor::assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), "with altered adapters");
        // Not the visitor's own yes either, as long as it is not known what the platform says.
        browser.js("recinto.consent({ segment: true })", vec![]).await;
        quiet(&world, Duration::from_secs(1)).await;
        browser.stores().await.assert_only_choice("with altered adapters and a yes to the site");
        assert_eq!(browser.js("return recinto.consent().segment", vec![]).await, json!(false));
        // Whole again: the same platform starts it, so it was the alteration that did not.
        browser.js("localStorage.clear()", vec![]).await;
        world.proxy.honest();
        browser.leave().await;
        arrive(browser, &visit_page()).await;
        crate::visitor::engine(browser).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_banner_does_not_ask() {
    story("altered_banner", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        alter(&world, "banner.js");
        arrive(browser, &visit_page()).await;
        fetched(&world, "banner.js").await;
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(1)).await;
        assert_alive(browser, "banner.js").await;
        assert!(!browser.sees("recinto-banner").await);
        browser.stores().await.assert_empty("without a banner");
        crate::visitor::assert_nothing_started(
            &world.assert_egress(0, &ONE.canaries()),
            "without a banner",
        );
        browser.reload().await;
        gate(browser).await;
        assert_eq!(
            browser.js("return recinto.consent().decided", vec![]).await,
            json!(false)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_view_shows_nothing() {
    story("altered_view", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        crate::visitor::engine(browser).await;
        alter(&world, "visitor.js");
        // The promise comes to its end, so that no caller waits for ever.
        browser.js_async("await recinto.show()", vec![]).await;
        fetched(&world, "visitor.js").await;
        assert_alive(browser, "visitor.js").await;
        assert!(!browser.sees("recinto-view").await);
        let kept = export(browser).await;
        assert!(kept["model"].is_object(), "the engine goes on: {kept}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_view_in_the_page_itself_shows_nothing() {
    story("altered_element", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        alter(&world, "visitor.js");
        let page = format!("{SHOP}/tests/privacy.html");
        arrive(browser, &page).await;
        fetched(&world, "visitor.js").await;
        quiet(&world, Duration::from_secs(1)).await;
        let defined =
            "return [!!customElements.get('recinto-privacy'), window.altered === undefined]";
        assert_eq!(browser.js(defined, vec![]).await, json!([false, true]));
        // The page's tag carries its hash; whole again, the element is there.
        world.proxy.honest();
        arrive(browser, &page).await;
        browser.find("recinto-why").await;
    })
    .await;
}
