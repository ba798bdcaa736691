//! What other tools of a page can hear and send on: the console, errors, rejections, the browser's reports, and who
//! registers a service worker. Of the tracker they hear that something is wrong, and never with which data.

use crate::visitor::{ONE, Raw, arrive, engine, export_when, quiet, segment, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::{Browser, Make};
use recinto_tests::canary::search;
use recinto_tests::desk::ready;
use recinto_tests::proxy::Tamper;
use recinto_tests::story::{Plan, story};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Before every script of the page: hears all that such tools can.
const EARS: &str = "
  window.heard = [];
  const spell = (one) => {
    if (one instanceof Error) return `${one} ${one.stack}`;
    try { return typeof one === 'object' ? JSON.stringify(one) : String(one); } catch { return String(one); }
  };
  const hear = (where, ...said) => heard.push([where, said.map(spell).join(' ')]);
  for (const [name, real] of Object.entries(console)) {
    if (typeof real === 'function') console[name] = (...said) => { hear('console', ...said); return real.apply(console, said); };
  }
  addEventListener('error', (e) => hear('error', e.message, e.filename, e.error), true);
  addEventListener('unhandledrejection', (e) => hear('rejection', e.reason));
  addEventListener('securitypolicyviolation', (e) => hear('policy', e.blockedURI, e.sourceFile, e.sample), true);
  if (window.ReportingObserver) new ReportingObserver((all) => { for (const one of all) hear('report', one); }, { buffered: true }).observe();
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = function (...said) { hear('service worker', ...said); return register.apply(this, said); };";

/// Says a text in every way that the ears hear. It is the page's own script: of one that the driver runs errors say nothing.
const ALOUD: &str = "
  window.aloud = (text) => {
    console.debug({ deep: [text] });
    setTimeout(() => { throw new Error(text); });
    Promise.reject(new Error(text));
    new Image().src = 'http://stranger.example/' + encodeURIComponent(text);
    navigator.serviceWorker.register('/nobody.js?' + encodeURIComponent(text)).catch(() => {});
  };";

/// Everything heard so far, as (where, what).
async fn heard(browser: &Browser) -> Vec<(String, String)> {
    let all = browser.js("return heard", vec![]).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = all.as_array().expect("a list").iter();
    all.map(|one| (text(&one[0]), text(&one[1]))).collect()
}

/// What a page says wrongly, with raw data in every place where it can be wrong.
fn wrong_calls(raw: &Raw) -> String {
    let raw = json!({ "search": raw.search, "item": raw.item, "brand": raw.brand, "price": raw.price, "lat": raw.lat, "address": raw.address });
    format!(
        "const raw = {raw};
         const bad = () => {{ throw new Error(raw.search); }};
         recinto.track(raw.search, {{ item: raw.item }});
         recinto.track('custom:' + raw.search.repeat(9), {{}});
         recinto.track('purchase', {{ id: raw.item.repeat(9), value: raw.price }});
         recinto.track('purchase', {{ item: raw.item, value: raw.price + ' ' + raw.brand, currency: raw.brand }});
         recinto.track('purchase', {{ item: raw.item, value: raw.price, currency: 'XTS' }});
         recinto.track('page', {{ page: {{ [raw.address]: raw.address }}, position: {{ lat: raw.lat * 100, lon: raw.item, accuracy_m: -1 }} }});
         recinto.track('view_item', {{ get item() {{ return bad(); }} }});
         recinto.track('view_item', {{ props: new Proxy({{}}, {{ ownKeys: bad }}) }});
         recinto.track('view_item', {{ props: {{ [raw.search]: {{ toString: bad }} }} }});
         recinto.consent({{ [raw.search]: true, activate: raw.search }});
         recinto.on(raw.search, raw.item);"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_raw_is_heard() {
    hears_nothing_raw("other_ears", Plan::default()).await;
}

/// The same in any browser.
pub async fn hears_nothing_raw(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        // One failure of the collector's, so that something is said of it as well.
        let failed = AtomicBool::new(false);
        world.proxy.tamper(move |_, url| {
            let first = url.ends_with("/pointer") && !failed.swap(true, Ordering::Relaxed);
            first.then_some(Tamper::Cut)
        });
        world.proxy.plant(EARS);
        let mut all = Vec::new();
        for _ in 0..2 {
            arrive(browser, &visit_page()).await;
            browser
                .js(
                    "recinto.consent({ segment: true, report: true, position: true })",
                    vec![],
                )
                .await;
            ONE.live(browser).await;
            browser.js(&wrong_calls(&ONE), vec![]).await;
            export_when(browser, "the last event kept", |e| {
                e["events"].to_string().contains("purchase")
            })
            .await;
            quiet(&world, Duration::from_secs(1)).await;
            all.extend(heard(browser).await);
        }
        engine(browser).await;
        segment(browser).await;
        browser.js("recinto.forget()", vec![]).await;
        quiet(&world, Duration::from_secs(1)).await;
        all.extend(heard(browser).await);
        let said = all
            .iter()
            .filter(|(place, text)| place == "console" && text.contains("recinto:"))
            .count();
        assert!(
            said >= 3,
            "what is wrong is said, else this shows nothing: {all:#?}"
        );
        for (place, text) in &all {
            let finds = search(text.as_bytes(), &ONE.canaries());
            assert!(finds.is_empty(), "{place}: {finds:?} in {text:?}");
            assert!(
                !["error", "rejection", "policy", "service worker"].contains(&place.as_str()),
                "{place}: {text}"
            );
        }
        // What the browser itself printed is heard by no script.
        for (level, text) in browser.console().await {
            let finds = search(text.as_bytes(), &ONE.canaries());
            assert!(finds.is_empty(), "{level}: {finds:?} in {text:?}");
        }
        browser.stores().await.assert_only_choice("at the end");
        browser.leave().await;
        world.assert_egress(0, &ONE.canaries());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_ear_hears() {
    ears_hear("other_ears_hear", Plan::default()).await;
}

/// The guard guarded, in any browser: a page that says it all aloud is heard.
pub async fn ears_hear(name: &str, plan: Plan) {
    let plan = Plan {
        leaks: true,
        ..plan
    };
    story(name, plan, |world| async move {
        let browser = &world.browser;
        world.proxy.plant(&format!("{EARS}\n{ALOUD}"));
        arrive(browser, &visit_page()).await;
        browser
            .js("aloud(arguments[0])", vec![json!(ONE.search)])
            .await;
        for place in ["console", "error", "rejection", "policy", "service worker"] {
            let patience = std::time::Instant::now();
            loop {
                let all = heard(browser).await;
                let found = all.iter().any(|(from, text)| {
                    from == place && !search(text.as_bytes(), &ONE.canaries()).is_empty()
                });
                if found {
                    break;
                }
                assert!(
                    patience.elapsed() < Duration::from_secs(8),
                    "{place} is deaf: {all:#?}"
                );
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        if browser.make() == Make::Chromium {
            let printed = browser.console().await;
            assert!(
                printed
                    .iter()
                    .any(|(_, text)| !search(text.as_bytes(), &ONE.canaries()).is_empty()),
                "{printed:#?}"
            );
        }
    })
    .await;
}
