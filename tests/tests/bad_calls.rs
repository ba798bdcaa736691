//! What a site's scripts may say to the tracker by mistake: the page hears nothing of it, what is wrong is said once, and
//! what is right is counted.

use crate::visitor::{ONE, arrive, engine, export_when, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::desk::ready;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};

/// Each is told as an event's data, and each as its `props`.
const WRONG: &str = "
  const cycle = {}; cycle.self = cycle;
  const throwing = (trap) => new Proxy({}, { [trap]: () => { throw new Error('by the test'); } });
  const { proxy, revoke } = Proxy.revocable({}, {}); revoke();
  const wrong = [
    null, 7, 'text', true, 10n, Symbol('s'), () => {}, [], [1, 2], cycle, Object.create(null), new Date(NaN), document.body,
    { get value() { throw new Error('by the test'); } }, { value: { valueOf() { throw new Error('by the test'); } } },
    Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => ['k' + i, 'v'.repeat(20)])), { name: 'x'.repeat(1_000_000) },
    throwing('ownKeys'), throwing('get'), throwing('getPrototypeOf'), throwing('has'), throwing('getOwnPropertyDescriptor'), proxy,
  ];";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_the_next_call_are_not_harmed() {
    story("bad_calls", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        let body = format!(
            "{WRONG}
            const thrown = [];
            const say = (...of) => {{ try {{ recinto.track(...of); }} catch (error) {{ thrown.push(String(error)); }} }};
            for (const one of wrong) {{
              say('purchase', one); say('purchase', {{ value: 1, currency: 'EUR', props: one }}); say(one, {{}}); say('page', {{ position: one, time: one, item: one }});
            }}
            recinto.track('purchase', {{ id: 'the-last', value: 12, currency: 'EUR' }});
            return [thrown, wrong.length];"
        );
        let found = browser.js(&body, vec![]).await;
        assert_eq!(found[0], json!([]), "the page hears nothing");
        let told = found[1].as_u64().map(|count| count as usize);
        let kept = export_when(browser, "the right one", |e| e["events"].to_string().contains("the-last")).await;
        let with_props = |event: &&Value| event["kind"] == json!("purchase") && event["value"] == json!(1);
        let counted = kept["events"].as_array().map(|events| events.iter().filter(with_props).count());
        assert!(told > Some(20));
        assert_eq!(counted, told, "a purchase with wrong properties is a purchase: {kept:#}");
        let said = browser.said().await;
        let matters: std::collections::BTreeSet<_> = said.iter().collect();
        assert!(!said.is_empty() && matters.len() == said.len(), "{said:#?}");
        assert!(said.len() <= 3, "once for each matter: {said:#?}");
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
