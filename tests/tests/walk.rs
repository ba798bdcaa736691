//! The main job, as a person does it: file → segments → site → label → count.

use crate::marketer::{add_site, bring, cdnow, open, preview, publish, recinto, segments, watched};
use recinto_core::model::{SegmentModel, model_id};
use recinto_tests::desk::{SITE, call};
use recinto_tests::egress::Kind;
use recinto_tests::proxy::SERVER;
use recinto_tests::record::Fate;
use recinto_tests::server::{APP, SHOP, with_hash};
use recinto_tests::story::{Plan, World, story};
use serde_json::json;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// At the desk: a site, the real file, segments, one renamed, published. Gives the token and the model.
async fn desk(world: &World) -> (String, SegmentModel) {
    let browser = &world.browser;
    open(world).await;
    let address = browser.js("return location.href", vec![]).await;
    assert_eq!(
        address,
        json!(format!("{APP}/")),
        "the operator's token stays in the address bar"
    );

    let token = add_site(browser).await;
    let snippet = browser.text("site-snippet").await;
    let shop = world.dir.join("assets/shop");
    let tag = "<script async src=\"/recinto/gate.js\" data-site=\"cd-shop\" data-collector=\"http://collect.localhost:8787\"></script>";
    assert_eq!(snippet, with_hash(tag, &shop), "the hash of this very gate");
    let tag = "<script async src=\"/recinto/site/capture.js\"></script>";
    assert_eq!(browser.text("site-capture").await, with_hash(tag, &shop));
    let start = std::fs::read_to_string(shop.join("index.html")).expect("the shop's first page");
    assert!(
        start.contains(&snippet),
        "the shop embeds the very line a site owner pastes"
    );

    let dropped = Instant::now();
    bring(browser, &cdnow()).await;
    segments(browser).await;
    let _ = writeln!(
        std::io::stderr(),
        "CDNOW, from dropping the file to the segments: {:.1} s",
        dropped.elapsed().as_secs_f64()
    );
    browser.fill("segment-name-0", "Clienti fedeli").await;

    browser.click("publish-open").await;
    browser.until("the name in the preview", "const e = seen('publish-preview'); return e && e.textContent.includes('Clienti fedeli')", vec![]).await;
    let (shown, _) = preview(browser).await;
    let id = browser.attribute("model-id", "data-id").await;
    publish(browser).await;

    let put = world
        .request("the PUT of the model", Duration::from_secs(10), |s| {
            s.method == "PUT"
        })
        .await;
    assert_eq!(put.fate, Fate::Forwarded(200));
    assert_eq!(
        String::from_utf8_lossy(&put.body),
        shown,
        "what was shown is what went"
    );
    assert_eq!(id, Some(model_id(&put.body)));
    let model = SegmentModel::from_bytes(&put.body).expect("a model");
    assert_eq!(model.segments[0].name, "Clienti fedeli");
    assert_eq!(model.window_days, 365);
    assert!(
        !model.privacy.necessity.is_empty(),
        "the longer window is given its reason"
    );
    (token, model)
}

/// In the shop: accept, find, buy, see.
async fn visit(world: &World, model: &SegmentModel) {
    let browser = &world.browser;
    browser.goto(&format!("{SHOP}/")).await;
    browser.click("recinto-accept").await;
    browser.click_css(".card-title a").await;
    browser.click("add-to-cart").await;
    browser.click("cart-link").await;
    browser.click("to-checkout").await;
    for (field, text) in [
        ("name", "Ada Bianchi"),
        ("street", "Via Torino 1"),
        ("zip", "20123"),
        ("city", "Milano"),
    ] {
        browser.fill(&format!("checkout-{field}"), text).await;
    }
    browser.click("place-order").await;
    browser.find("order-received").await;

    browser.click("recinto-panel-toggle").await;
    let said = browser
        .until(
            "the segment in the page",
            "const s = recinto.segments(); return s.length && s[0]",
            vec![],
        )
        .await;
    let segment = said["segmento"].as_str().expect("a name").to_owned();
    let body = "const e = seen('panel-segment'); return e && e.textContent.includes(arguments[0])";
    browser
        .until("the segment in the panel", body, vec![json!(segment)])
        .await;
    let plain = |name: &str| {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    assert!(
        model
            .segments
            .iter()
            .any(|s| plain(&s.name) == plain(&segment)),
        "{segment} is none of the model's segments"
    );
    browser.screenshot("walk-shop-panel").await;
    browser.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_file_to_a_count() {
    story("walk", Plan::default(), |world| async move {
        let browser = &world.browser;
        let (token, model) = desk(&world).await;
        visit(&world, &model).await;

        let report = world.request("the label report", Duration::from_secs(35), |s| s.method == "POST" && s.url.ends_with("/v1/labels")).await;
        assert_eq!(report.fate, Fate::Forwarded(202));
        let (_, counts) = call("GET", &format!("/v1/sites/{SITE}/counts"), Some(&token), b"").await;
        let epoch = &counts["epochs"][0];
        assert!(epoch.is_object(), "the report was counted: {counts}");
        assert_eq!(epoch["total"], json!(null), "one visitor is no audience: {counts}");
        let hidden = |c: &serde_json::Value| c["withheld"] == json!(true) && c["count"].is_null() && c["estimate"].is_null();
        assert!(epoch["cells"].as_array().is_some_and(|cells| cells.iter().all(hidden)), "{counts}");

        // Back at the desk: withheld on the screen too.
        browser.goto(&format!("{APP}/#/watch")).await;
        let rows = watched(browser).await;
        assert_eq!(rows.len(), model.segments.len());
        assert!(rows.iter().all(|(_, count, withheld)| *withheld && count.is_none()), "{rows:?}");

        let weights: Vec<_> = (0..model.segments.len()).map(|i| if i == 0 { "98" } else { "1" }).collect();
        recinto(&[
            "simulate", "--site", SITE, "--token", &token, "--reports", "400", "--connect", &SERVER.to_string(), "--weights", &weights.join(","), "--seed", "7",
        ]);
        browser.click("watch-refresh").await;
        browser.find("watch-synthetic").await;
        let shown = "return [...document.querySelectorAll('[data-testid^=\"watch-row-\"]')].some((r) => r.dataset.withheld === 'false')";
        browser.until("a count on the monitor", shown, vec![]).await;
        let rows = watched(browser).await;
        let big = rows.iter().find(|(label, ..)| *label == model.segments[0].label).expect("a row per segment");
        assert!(big.1.is_some_and(|n| n >= 200) && !big.2, "{rows:?}");
        for (label, count, withheld) in &rows {
            assert_eq!(count.is_none(), *withheld, "{label}: {rows:?}");
            assert!(count.is_none_or(|n| n >= 50), "{label} is below the minimum audience: {rows:?}");
        }
        browser.screenshot("walk-monitor").await;

        // The site's own list says that it works.
        browser.click("nav-sites").await;
        for check in ["status-script", "status-consent", "status-model", "status-report"] {
            let body = "const e = seen(arguments[0]); return e && e.dataset.ok === 'true'";
            browser.until(&format!("{check} to be true"), body, vec![json!(check)]).await;
        }
        let egress = world.assert_egress(0, &[]);
        assert_eq!(egress.iter().filter(|(_, kind)| matches!(kind, Kind::Report(_))).count(), 1);
        let errors = browser.console_errors().await;
        assert_eq!(errors, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_and_a_reload() {
    story("sample", Plan::default(), |world| async move {
        let browser = &world.browser;
        open(&world).await;
        browser.click("use-sample").await;
        segments(browser).await;
        browser.fill("segment-name-1", "Di passaggio").await;
        browser.until("the project saved", "const e = seen('saved'); return e && e.textContent && !seen('not-saved')", vec![]).await;
        let table = browser.text("segments-table").await;
        let id = browser.attribute("model-id", "data-id").await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        browser.reload().await;
        segments(browser).await;
        assert_eq!(browser.text("segments-table").await, table, "the project survives a reload");
        assert_eq!(browser.attribute("model-id", "data-id").await, id);
        let name = browser.js("return find('segment-name-1').value", vec![]).await;
        assert_eq!(name, json!("Di passaggio"));

        // Another k, and the other language.
        let k = browser.js("return find('k-select').value", vec![]).await.as_str().and_then(|k| k.parse::<u32>().ok()).expect("a number");
        let other = if k == 5 { 4 } else { 5 };
        browser.choose("k-select", &other.to_string()).await;
        let rows = "return document.querySelectorAll('[data-testid^=\"segment-row-\"]').length === arguments[0]";
        browser.until_within(crate::marketer::FINDING, "as many segments as chosen", rows, vec![json!(other)]).await;
        for (button, lang) in [("lang-it", "it"), ("lang-en", "en")] {
            browser.click(button).await;
            browser.until(&format!("the page in {lang}"), "return document.documentElement.lang.startsWith(arguments[0])", vec![json!(lang)]).await;
        }
        let beyond = world.assert_egress(0, &[]).into_iter().find(|(_, kind)| !matches!(kind, Kind::Static | Kind::Vendor));
        assert!(beyond.is_none(), "reading a file asks nobody: {beyond:?}");
    })
    .await;
}
