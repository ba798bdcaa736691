//! A model per visitor would be an identifier: two clean profiles receive equal bytes, and ask for them by equal bytes.

use crate::visitor::{ONE, OTHER, Raw, arrive, engine, segment, visit_page};
use recinto_core::model::{Mechanism, model_id};
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::record::Seen;
use recinto_tests::story::{Plan, World, story};

async fn fetched(world: &World, browser: &Browser, raw: &Raw) -> Vec<Seen> {
    let from = world.proxy.record.len();
    arrive(browser, &visit_page()).await;
    browser.click("recinto-accept").await;
    engine(browser).await;
    raw.live(browser).await;
    segment(browser).await;
    let egress = world.assert_egress(from, &raw.canaries());
    egress
        .into_iter()
        .filter(|(_, kind)| matches!(kind, Kind::Pointer | Kind::Model))
        .map(|(seen, _)| seen)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn for_two_clean_profiles() {
    story("equal_model_bytes", Plan::default(), |world| async move {
        let (_, id) = ready(&world, Mechanism::Krr).await;
        let first = fetched(&world, &world.browser, &ONE).await;
        let second_browser = world.second_browser().await;
        let second = fetched(&world, &second_browser, &OTHER).await;
        second_browser.close().await;
        assert_eq!(first.len(), 2, "a pointer and a model");
        assert_eq!(second.len(), 2, "a pointer and a model");
        for (one, other) in first.iter().zip(&second) {
            assert_eq!(one.bytes(), other.bytes(), "the two ask in different words");
            assert_eq!(one.answer, other.answer, "the two receive different bytes");
            assert!(!one.answer.is_empty());
        }
        let model = first
            .iter()
            .find(|seen| seen.url.contains("/v1/models/"))
            .expect("the model's request");
        assert_eq!(model_id(&model.answer), id);
        assert!(model.url.ends_with(&id));
    })
    .await;
}
