//! Finding segments by every method: choosing, cutting, comparing, and what may be published.

use crate::marketer::{FINDING, bring, cdnow, open, segments};
use recinto_tests::browser::Browser;
use recinto_tests::egress::Kind;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};

const WAYS: [&str; 8] = [
    "k-means",
    "mini-batch",
    "incremental-k-means",
    "agglomerative",
    "dbscan",
    "incremental-dbscan",
    "hdbscan",
    "dbstream",
];
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

/// What is on the screen after a run.
struct Shown {
    k: usize,
    people: u64,
    sizes: Vec<u64>,
    noise: u64,
}

/// The sample's segments, and the methods open.
async fn begin(world: &World) {
    let browser = &world.browser;
    open(world).await;
    browser.click("lang-en").await;
    bring(browser, &cdnow()).await;
    segments(browser).await;
    browser.click("ways-open").await;
    browser.find("advice-use").await;
}

async fn number(browser: &Browser, id: &str, name: &str) -> Option<f64> {
    let text = browser.attribute(id, name).await?;
    text.parse().ok()
}

/// Waits until nothing is being computed.
async fn settle(browser: &Browser, way: &str) {
    let body = "const now = seen('ways-now'); return !seen('progress') && (seen('problem') || (now && now.dataset.way === arguments[0]))";
    browser
        .until_within(
            FINDING,
            &format!("the end of {way}"),
            body,
            vec![json!(way)],
        )
        .await;
    if browser.sees("problem").await {
        panic!("{way}: {}", browser.text("problem").await);
    }
}

/// Runs what stands in the form.
async fn run(browser: &Browser, way: &str) -> Shown {
    browser.click("way-run").await;
    settle(browser, way).await;
    shown(browser).await
}

async fn choose(browser: &Browser, way: &str) {
    browser.click(&format!("way-{way}")).await;
    let there = "const e = find('way-' + arguments[0]); return e && e.checked";
    browser
        .until("the method chosen", there, vec![json!(way)])
        .await;
}

async fn shown(browser: &Browser) -> Shown {
    // The table comes a moment after the title.
    let body = "
      const now = find('ways-now').dataset, rows = [...document.querySelectorAll('[data-testid^=\"segment-row-\"]')];
      if (!seen('segments-table') || rows.length !== Number(now.k)) return null;
      const none = find('noise-row');
      return { k: Number(now.k), people: Number(now.people), sizes: rows.map((r) => Number(r.dataset.count)), noise: none ? Number(none.dataset.count) : 0 };";
    let found = browser.until("the table of segments", body, vec![]).await;
    let whole = |value: &Value| value.as_u64().expect("a whole number");
    Shown {
        k: whole(&found["k"]) as usize,
        people: whole(&found["people"]),
        sizes: found["sizes"]
            .as_array()
            .expect("a list")
            .iter()
            .map(whole)
            .collect(),
        noise: whole(&found["noise"]),
    }
}

/// No gap of a sentence is left unfilled, and no number is none.
async fn assert_written(browser: &Browser, about: &str) {
    let text = browser
        .js("return document.querySelector('main').innerText", vec![])
        .await;
    let text = text.as_str().unwrap_or_default();
    for sign in ["{", "}", "NaN", "undefined", "Infinity", "∞"] {
        assert!(
            !text.contains(sign),
            "{about}: {sign:?} on the screen: {text}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_gives_everyone_a_place() {
    story("methods", Plan::default(), |world| async move {
        let browser = &world.browser;
        begin(&world).await;
        let proposed = browser
            .js(
                "return document.querySelector('[data-testid=\"advice\"] [data-way]').dataset.way",
                vec![],
            )
            .await;
        assert!(
            WAYS.contains(&proposed.as_str().unwrap_or_default()),
            "{proposed}"
        );
        assert_written(browser, "the proposal").await;
        let first = shown(browser).await;
        for way in WAYS {
            choose(browser, way).await;
            let found = run(browser, way).await;
            assert_eq!(
                found.people, first.people,
                "{way}: the people stay the same"
            );
            assert_eq!(
                found.sizes.iter().sum::<u64>() + found.noise,
                found.people,
                "{way}: everyone is in one segment or in none"
            );
            assert!(found.k >= 1, "{way} finds nothing");
            let density = way.contains("db");
            assert!(density || found.noise == 0, "{way} leaves nobody out");
            for at in 0..found.k {
                let stable = number(browser, &format!("stability-{at}"), "data-value").await;
                assert!(
                    stable.is_some_and(|s| (0.0..=1.0).contains(&s)),
                    "{way}, segment {at}: {stable:?}"
                );
            }
            assert_written(browser, way).await;
        }
        browser.click("lang-it").await;
        assert_written(browser, "Italian").await;
        let beyond = world
            .assert_egress(0, &[])
            .into_iter()
            .find(|(_, kind)| !matches!(kind, Kind::Static | Kind::Vendor));
        assert!(beyond.is_none(), "finding segments asks nobody: {beyond:?}");
        assert_eq!(browser.console_errors().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_is_cut_by_keys_and_by_typing() {
    story("tree", Plan::default(), |world| async move {
        let browser = &world.browser;
        begin(&world).await;
        choose(browser, "agglomerative").await;
        browser.fill("param-clusters", "4").await;
        assert_eq!(run(browser, "agglomerative").await.k, 4);
        let k = async || number(browser, "tree", "data-k").await;
        assert_eq!(
            k().await,
            Some(4.0),
            "the line stands where the tree was cut"
        );

        let cut = browser.find("cut").await;
        cut.send_keys(DOWN).await.expect("the line takes keys");
        assert_eq!(
            k().await,
            Some(5.0),
            "a step down is one segment more, told at once"
        );
        let typed = browser
            .js("return find('param-clusters').value", vec![])
            .await;
        assert_eq!(typed, json!("5"), "the typed twin follows");
        assert_eq!(shown(browser).await.k, 4, "nothing is cut before Enter");
        cut.send_keys(ENTER).await.expect("the line takes keys");
        let five = "return find('ways-now').dataset.k === '5'";
        browser
            .until_within(FINDING, "five segments", five, vec![])
            .await;
        settle(browser, "agglomerative").await;
        assert_eq!(shown(browser).await.k, 5);
        let focus = browser
            .js("return document.activeElement.dataset.testid", vec![])
            .await;
        assert_eq!(focus, json!("cut"), "the keys stay on the line");
        for _ in 0..2 {
            browser
                .find("cut")
                .await
                .send_keys(UP)
                .await
                .expect("the line takes keys");
        }
        assert_eq!(k().await, Some(3.0));

        // The height typed, in the table's middle between two and three segments.
        let height = browser
            .js("return find('param-height').value", vec![])
            .await;
        browser.click("way-run").await;
        settle(browser, "agglomerative").await;
        browser
            .until_within(
                FINDING,
                "three segments",
                "return find('ways-now').dataset.k === '3'",
                vec![],
            )
            .await;
        browser.fill("param-clusters", "6").await;
        assert_eq!(k().await, Some(6.0));
        browser
            .fill("param-height", height.as_str().unwrap_or_default())
            .await;
        assert_eq!(k().await, Some(3.0), "the same height is the same cut");
        assert_written(browser, "the tree").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn epsilon_is_chosen_on_the_plot() {
    story("epsilon", Plan::default(), |world| async move {
        let browser = &world.browser;
        begin(&world).await;
        choose(browser, "dbscan").await;
        let knee = number(browser, "knee", "data-value")
            .await
            .expect("the bend is marked");
        browser.click("knee").await;
        let value = async || {
            let text = browser
                .js("return find('param-epsilon').value", vec![])
                .await;
            text.as_str()
                .and_then(|text| text.parse::<f64>().ok())
                .expect("a number")
        };
        assert!(
            (value().await - knee).abs() <= 0.001,
            "{} is not the bend {knee}",
            value().await
        );
        browser
            .find("epsilon-line")
            .await
            .send_keys(UP)
            .await
            .expect("the line takes keys");
        assert!(value().await > knee, "a step up is a larger ε");
        browser.fill("param-epsilon", "0.4").await;
        assert_eq!(
            number(browser, "epsilon-line", "aria-valuenow").await,
            Some(0.4),
            "the line follows what is typed"
        );
        let few = run(browser, "dbscan").await;

        // What cannot be is said beside the field, and nothing runs.
        for bad in ["-1", "near", "1e9"] {
            browser.fill("param-epsilon", bad).await;
            assert_eq!(
                browser.attribute("param-epsilon", "aria-invalid").await,
                Some("true".into()),
                "{bad}"
            );
            browser.click("way-run").await;
            assert!(!browser.sees("progress").await, "{bad} must not run");
        }
        browser.fill("param-epsilon", "1.2").await;
        let many = run(browser, "dbscan").await;
        assert!(
            many.noise < few.noise,
            "a larger ε leaves fewer out: {} and {}",
            many.noise,
            few.noise
        );
        // A comma, as an Italian writes it.
        browser.click("lang-it").await;
        browser.fill("param-epsilon", "0,4").await;
        assert_eq!(
            number(browser, "epsilon-line", "aria-valuenow").await,
            Some(0.4)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_side_by_side() {
    story("beside", Plan::default(), |world| async move {
        let browser = &world.browser;
        begin(&world).await;
        let first = shown(browser).await;
        let id = browser.attribute("model-id", "data-id").await;
        browser.click("keep-run").await;
        browser.find("beside-waiting").await;
        choose(browser, "mini-batch").await;
        let other = if first.k == 5 { 6 } else { 5 };
        browser.fill("param-clusters", &other.to_string()).await;
        assert_eq!(run(browser, "mini-batch").await.k, other);
        let rand = number(browser, "compare", "data-rand").await.expect("an index");
        assert!(rand > 0.05 && rand < 1.0, "neither the same nor unrelated: {rand}");
        browser.click("moves-table").await;
        let sum = "
          const cells = [...find('moves-table').closest('details').querySelectorAll('tbody td')];
          return cells.map((c) => Number(c.textContent.replaceAll(',', ''))).reduce((a, b) => a + b, 0);";
        assert_eq!(browser.js(sum, vec![]).await.as_f64(), Some(first.people as f64), "everyone is counted once");
        assert_written(browser, "the comparison").await;

        browser.click("swap-run").await;
        settle(browser, "k-means").await;
        let back = shown(browser).await;
        assert_eq!((back.k, back.sizes), (first.k, first.sizes));
        let same = "const e = find('model-id'); return e && e.dataset.id === arguments[0]";
        browser.until("the model of the kept run", same, vec![json!(id)]).await;
        browser.click("drop-run").await;
        browser.until("no comparison", "return !seen('beside')", vec![]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fits_and_what_may_be_published() {
    story("agreement", Plan::default(), |world| async move {
        let browser = &world.browser;
        begin(&world).await;
        browser.click("widths-ask").await;
        browser.find("widths").await;
        let bands = browser.js("return document.querySelectorAll('.band path').length", vec![]).await;
        assert_eq!(bands.as_u64(), Some(shown(browser).await.k as u64), "a band per segment");

        let (mut allowed, mut refused) = (0, 0);
        for (way, fields) in [
            ("k-means", vec![("param-clusters", "3")]),
            ("dbscan", vec![("param-epsilon", "0.12"), ("param-min-points", "60")]),
            ("agglomerative", vec![("param-clusters", "9")]),
        ] {
            browser.click("nav-segments").await;
            choose(browser, way).await;
            for (field, text) in fields {
                browser.fill(field, text).await;
            }
            run(browser, way).await;
            browser.click("publish-open").await;
            let shares = "
              const e = seen('agreement-table');
              return e && [...e.querySelectorAll('tbody tr')].map((r) => parseFloat(r.children[1].textContent));";
            let shares = browser.until("the agreement", shares, vec![]).await;
            let shares: Vec<f64> = shares.as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
            let least = shares.iter().copied().fold(100.0, f64::min);
            let said = browser.attribute("agreement", "data-refused").await;
            assert_eq!(said, Some((least < 90.0).to_string()), "{way}: {shares:?}");
            if least < 90.0 {
                refused += 1;
                browser.find("problem").await;
                assert!(!browser.sees("publish-preview").await && !browser.sees("publish-confirm").await, "{way}: {shares:?} and still published");
            } else {
                allowed += 1;
            }
        }
        assert!(allowed >= 1 && refused >= 1, "both have to be seen: {allowed} allowed, {refused} refused");
    })
    .await;
}
