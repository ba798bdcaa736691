//! What a visit meets that is not as it should be: forged or unknown models, a store that is blocked or full, a collector
//! that does not answer. The site's page never suffers, nothing wrong is believed, and what is wrong is said.

use crate::visitor::{ONE, arrive, engine, export, export_when, quiet, segment, visit_page};
use recinto_core::model::{Mechanism, model_id};
use recinto_tests::desk::{model, publish, ready, register};
use recinto_tests::egress::Kind;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::Fate;
use recinto_tests::server::{COLLECT, SHOP};
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The page is whole, no segment is claimed, nothing is reported, and the export says why in words.
async fn assert_without_segment(world: &World, why: &str) -> Value {
    let browser = &world.browser;
    ONE.live(browser).await;
    quiet(world, Duration::from_secs(2)).await;
    assert_eq!(
        browser.js("return recinto.segments()", vec![]).await,
        json!([]),
        "{why}"
    );
    let kept = export(browser).await;
    assert_eq!(
        kept["model"],
        json!(null),
        "{why}: a model was believed: {kept}"
    );
    assert_eq!(kept["reports"], json!([]), "{why}");
    let heading = browser
        .js("return document.querySelector('h1').textContent", vec![])
        .await;
    assert_eq!(
        heading,
        json!("Una pagina qualunque"),
        "{why}: the page itself is whole"
    );
    kept
}

/// The ledger, which the visitor can read, says that the model was not taken, and why.
fn assert_said(kept: &Value, reason: &str) {
    let entries = kept["ledger"].as_array().cloned().unwrap_or_default();
    assert!(
        entries.iter().any(|entry| entry["reason"] == json!(reason)),
        "no entry says {reason}: {entries:#?}"
    );
}

/// Lets the page's clock run ahead from the next page load on.
pub async fn later(world: &World, ms: u64) {
    let source = format!("{{ const real = Date.now.bind(Date); Date.now = () => real() + {ms}; }}");
    world
        .browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_whose_bytes_do_not_match_its_id() {
    story("forged_model", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let mut forged = model(Mechanism::Exact);
        forged.segments[0].name = "Schedati".into();
        let bytes = forged.to_bytes().expect("a good model");
        world.proxy.tamper(move |_, url| {
            url.contains("/v1/models/")
                .then(|| Tamper::Replace(bytes.clone()))
        });
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        world
            .request("the model's GET", Duration::from_secs(10), |s| {
                s.fate == Fate::Tampered
            })
            .await;
        let kept = assert_without_segment(&world, "a forged model").await;
        assert_said(&kept, "bytes-do-not-match-id");
        browser.leave().await;
        let egress = world.assert_egress(0, &ONE.canaries());
        assert!(
            !egress
                .iter()
                .any(|(_, kind)| matches!(kind, Kind::Report(_)))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_of_an_unknown_version() {
    story("unknown_model", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let bytes = model(Mechanism::Krr).to_bytes().expect("a good model");
        let later = String::from_utf8(bytes)
            .expect("JSON")
            .replace("recinto.segments/1", "recinto.segments/9")
            .into_bytes();
        let pointer = format!("{{\"model\":\"{}\"}}", model_id(&later)).into_bytes();
        world.proxy.tamper(move |_, url| {
            let bytes = if url.ends_with("/pointer") {
                &pointer
            } else if url.contains("/v1/models/") {
                &later
            } else {
                return None;
            };
            Some(Tamper::Replace(bytes.clone()))
        });
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        world
            .request("the model's GET", Duration::from_secs(10), |s| {
                s.url.contains("/v1/models/")
            })
            .await;
        let kept = assert_without_segment(&world, "a model of a later version").await;
        assert_said(&kept, "unknown-format");
        browser.leave().await;
    })
    .await;
}

/// How often a word was counted, over all days of the state.
pub fn counted(kept: &Value, word: &str) -> u64 {
    let days = kept["state"]["days"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let of_word = days.iter().filter(|day| day["word"] == json!(word));
    of_word.filter_map(|day| day["count"].as_u64()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_model_after_a_good_one_changes_nothing() {
    story("forged_later", Plan::default(), |world| async move {
        let hour = 3_600_000;
        let token = register(&world).await;
        let mut good = model(Mechanism::Krr);
        good.privacy.epoch_ms = hour;
        let good_id = publish(&token, &good.to_bytes().expect("a good model")).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        let known = segment(browser).await;
        let before = export_when(browser, "the purchase", |e| counted(e, "purchase") == 1).await;
        browser.leave().await;

        // The next model is a good one, and comes cut off.
        good.name = "Acquisti, di nuovo".into();
        let next = good.to_bytes().expect("a good model");
        let next_id = publish(&token, &next).await;
        // Others have the bytes of their ids, and hold what no model may.
        let text = String::from_utf8(next.clone()).expect("JSON");
        let forged = |of: &str, by: &str| {
            let other = text.replace(of, by);
            assert_ne!(other, text);
            (model_id(other.as_bytes()), other.into_bytes())
        };
        let (broken_id, broken) = forged("\"window_days\":30", "\"window_days\":0");
        let (named_id, named) = forged("Acquisti, di nuovo", "Acquisti in farmacia");
        let cut = next[..next.len() / 2].to_vec();
        let mut refusals = Vec::new();
        for (id, bytes, reason) in [
            (&next_id, cut, "bytes-do-not-match-id"),
            (&broken_id, broken, "breaks-the-format"),
            (&named_id, named, "sensitive-without-reason"),
        ] {
            let pointer = format!("{{\"model\":\"{id}\"}}").into_bytes();
            world.proxy.tamper(move |_, url| {
                let bytes = if url.ends_with("/pointer") {
                    &pointer
                } else if url.contains("/v1/models/") {
                    &bytes
                } else {
                    return None;
                };
                Some(Tamper::Replace(bytes.clone()))
            });
            later(&world, hour).await;
            browser.console().await;
            arrive(browser, &visit_page()).await;
            let what = format!("model refused {id}");
            export_when(browser, &what, |e| e["ledger"].to_string().contains(&what)).await;
            browser
                .js("recinto.track('page', { page: '/after' })", vec![])
                .await;
            quiet(&world, Duration::from_secs(1)).await;
            let kept = export(browser).await;
            assert_said(&kept, reason);
            assert_eq!(kept["model"]["id"], json!(good_id), "{reason}");
            assert_eq!(
                browser.js("return recinto.segments()", vec![]).await,
                known,
                "{reason}"
            );
            // What was lived before is all there, and once.
            let ids = |of: &Value| -> Vec<String> {
                let events = of["events"].as_array().cloned().unwrap_or_default();
                events.iter().map(|event| event["id"].to_string()).collect()
            };
            let still = ids(&kept);
            assert!(
                ids(&before).iter().all(|id| still.contains(id)),
                "{reason}: {still:?}"
            );
            assert_eq!(counted(&kept, "purchase"), 1, "{reason}");
            let heading = browser
                .js("return document.querySelector('h1').textContent", vec![])
                .await;
            assert_eq!(heading, json!("Una pagina qualunque"));
            let said = browser.said().await;
            let warned: Vec<_> = said
                .iter()
                .filter(|line| line.contains("was not taken"))
                .collect();
            assert!(
                warned.len() == 1 && warned[0].contains(id.as_str()),
                "{reason}: {said:#?}"
            );

            // It is not asked for again in this epoch, nor warned of.
            browser.reload().await;
            engine(browser).await;
            quiet(&world, Duration::from_secs(1)).await;
            assert_eq!(browser.said().await, Vec::<String>::new(), "{reason}");
            let entries = export(browser).await["ledger"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            refusals = entries
                .iter()
                .filter_map(|entry| entry["what"].as_str())
                .filter(|what| what.starts_with("model refused"))
                .map(str::to_owned)
                .collect();
            browser.leave().await;
        }
        assert_eq!(refusals.len(), 3, "{refusals:?}");

        // Whole again, the next epoch takes what was published, with all that was counted.
        world.proxy.honest();
        later(&world, hour).await;
        arrive(browser, &visit_page()).await;
        let kept = export_when(browser, "the published model", |e| {
            e["model"]["id"] == json!(next_id)
        })
        .await;
        assert_eq!(counted(&kept, "purchase"), 1);
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_no_json() {
    story("broken_pointer", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        world.proxy.tamper(|_, url| {
            url.ends_with("/pointer")
                .then(|| Tamper::Replace(b"<html>not this</html>".to_vec()))
        });
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        world
            .request("the pointer's GET", Duration::from_secs(10), |s| {
                s.fate == Fate::Tampered
            })
            .await;
        assert_without_segment(&world, "a broken pointer").await;
        browser.leave().await;
    })
    .await;
}

/// A visitor quicker than the collector: the question of the page that was left is the next one's, not the next epoch's.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_before_the_collector_answers() {
    story("visit_left_early", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let asked = AtomicBool::new(false);
        world.proxy.tamper(move |_, url| {
            let first = url.ends_with("/pointer") && !asked.swap(true, Ordering::Relaxed);
            first.then_some(Tamper::Wait(Duration::from_secs(3)))
        });
        let browser = &world.browser;
        let asked = || {
            let seen = world.proxy.record.all();
            seen.iter().filter(|s| s.url.ends_with("/pointer")).count()
        };
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        while asked() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        arrive(browser, &visit_page()).await;
        ONE.live(browser).await;
        segment(browser).await;
        assert_eq!(asked(), 2, "the page that stayed asked, once");

        browser.leave().await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert_eq!(asked(), 2, "what was answered is not asked again");
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_cannot_be_reached() {
    story("visit_unreachable", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let cut = |_: &str, url: &str| url.starts_with(COLLECT).then_some(Tamper::Cut);
        world.proxy.tamper(cut);
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        world
            .request("a GET that fails", Duration::from_secs(10), |s| {
                s.fate == Fate::Tampered
            })
            .await;
        let kept = assert_without_segment(&world, "an unreachable collector").await;
        assert_eq!(kept["storage"], json!("indexeddb"));
        browser.leave().await;

        // It is back: a minute later the model comes, and what was lived meanwhile is not lost.
        world.proxy.honest();
        later(&world, 61_000).await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        segment(browser).await;
        let waiting = export_when(browser, "a report made ready", |e| {
            e["reports"][0].is_object()
        })
        .await;
        assert_eq!(waiting["reports"].as_array().map(Vec::len), Some(1));
        // It goes again: the report fails, and is sent once it can be.
        world.proxy.tamper(cut);
        browser.leave().await;
        world
            .request("a report that fails", Duration::from_secs(10), |s| {
                s.method == "POST" && s.fate == Fate::Tampered
            })
            .await;
        world.proxy.honest();
        later(&world, 600_000).await;
        arrive(browser, &visit_page()).await;
        engine(browser).await;
        let sent = world
            .request("the report, sent again", Duration::from_secs(60), |s| {
                s.method == "POST" && s.fate == Fate::Forwarded(202)
            })
            .await;
        let failed = world
            .request("the one that failed", Duration::from_secs(1), |s| {
                s.method == "POST" && s.fate == Fate::Tampered
            })
            .await;
        assert_eq!(
            sent.body, failed.body,
            "a retry is the same bytes, so that it counts once"
        );
        export_when(browser, "the try and its answer in the ledger", |e| {
            let ledger = e["ledger"].to_string();
            ledger.contains("\"tried\"") && ledger.contains("\"sent\"")
        })
        .await;
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

/// The console says once that nothing outlives the page.
fn assert_said_once(said: &[String]) {
    let of_storage = |line: &&String| line.contains("storage cannot be used");
    assert_eq!(said.iter().filter(of_storage).count(), 1, "{said:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_blocked() {
    story("blocked_store", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let source = "IDBFactory.prototype.open = () => { throw new DOMException('blocked by the test', 'SecurityError') }";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        arrive(browser, &visit_page()).await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        let kept = export(browser).await;
        assert_eq!(kept["storage"], json!("memory"), "it is said that nothing is kept");
        assert_said_once(&browser.said().await);
        browser.js("recinto.forget()", vec![]).await;
        browser.stores().await.assert_only_choice("after withdrawal");
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_full() {
    story("full_store", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        arrive(browser, &visit_page()).await;
        browser
            .cdp(
                "Storage.overrideQuotaForOrigin",
                json!({ "origin": SHOP, "quotaSize": 1 }),
            )
            .await;
        browser.click("recinto-accept").await;
        engine(browser).await;
        ONE.live(browser).await;
        segment(browser).await;
        let kept = export(browser).await;
        assert_eq!(
            kept["storage"],
            json!("memory"),
            "it is said that nothing is kept"
        );
        assert_said_once(&browser.said().await);
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}
