//! Every screen of the app and the shop: no accessibility violation, at two widths, light and dark; each is pictured.

use crate::features::measured;
use crate::marketer::{add_site, bring, cdnow, open, publish, read, recinto, segments};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::{SITE, ready};
use recinto_tests::proxy::SERVER;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, story};
use serde_json::json;
use std::collections::BTreeMap;

/// What is wrong → where it was seen.
pub type Wrong = BTreeMap<String, Vec<String>>;

/// The elements that reach beyond the right edge of the screen.
pub const TOO_WIDE: &str = "
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + [...e.classList].map((c) => '.' + c).join('');
  const far = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1);
  return document.documentElement.scrollWidth - width + ' pixels wider than the screen: ' + far.slice(0, 4).map(name).join(', ');";

/// Looks at a screen in all four ways.
pub async fn look(browser: &Browser, screen: &str, wrong: &mut Wrong) {
    for (width, dark) in [(1280, false), (1280, true), (390, false), (390, true)] {
        browser.look(width, dark).await;
        let way = format!("{screen}-{width}-{}", if dark { "dark" } else { "light" });
        // The page draws anew before it is judged.
        browser.js_async("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))", vec![]).await;
        browser.screenshot(&way).await;
        let mut found = browser.axe().await;
        let overflow = browser.js(TOO_WIDE, vec![]).await;
        found.extend(
            overflow
                .as_str()
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
        );
        for violation in found {
            wrong.entry(violation).or_default().push(way.clone());
        }
    }
    browser.look(1280, false).await;
}

pub fn assert_nothing_wrong(wrong: &Wrong) {
    let text = wrong.iter().fold(String::new(), |text, (what, ways)| {
        format!("{text}\n{what}\n  on {}\n", ways.join(", "))
    });
    assert!(wrong.is_empty(), "{text}");
}

/// What would be published, once it says something or no longer does.
async fn published(browser: &Browser, text: &str, is: bool) {
    let body = "
      const shown = document.querySelector('[data-testid=publish-preview]')?.textContent;
      return !!shown && shown.includes(arguments[0]) === arguments[1]";
    browser
        .until(
            "the model with its rules",
            body,
            vec![json!(text), json!(is)],
        )
        .await;
}

/// A pack, a rule of one's own, and one that touches a sensitive matter.
async fn rules(browser: &Browser, wrong: &mut Wrong) {
    browser.click("rule-pack").await;
    published(browser, "carrello-in-sospeso", true).await;
    browser
        .js(
            "document.querySelector('[data-testid=rules] details').open = true",
            vec![],
        )
        .await;
    browser.fill("rule-name", "Farmacia spesso").await;
    browser.fill("rule-value", "4").await;
    browser.click("rule-add").await;
    browser.fill("sensitive-reason", "corto").await;
    browser.find("problem").await;
    look(browser, "app-publish-sensitive", wrong).await;
    let reason = "Orari della farmacia di turno, con consenso esplicito (art. 9.2 a).";
    browser.fill("sensitive-reason", reason).await;
    browser.click("sensitive-give").await;
    published(browser, "farmacia-spesso", true).await;
    published(browser, "art. 9.2 a", true).await;
    // One over a property of the site's own; and every rule says for how many people it holds.
    let own = "const word = find('rule-word'); word.value = 'prop:'; word.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.js(own, vec![]).await;
    browser.fill("rule-name", "Taglia grande").await;
    browser.fill("rule-property", "taglia").await;
    browser.fill("rule-property-text", "XL").await;
    look(browser, "app-publish-property", wrong).await;
    browser.click("rule-add").await;
    published(browser, "prop:taglia=XL", true).await;
    let counted = "
      const all = (id) => document.querySelectorAll(`[data-testid=${id}]`).length;
      return all('rule-remove') === 7 && all('rule-people') === 7";
    browser.until("people of every rule", counted, vec![]).await;
    look(browser, "app-publish-rules", wrong).await;
    // Groups in groups, of a rule that is edited.
    browser.click("rule-edit").await;
    for more in ["rule-more-group", "rule-more-group", "rule-more"] {
        browser.click(more).await;
    }
    browser.find("rule-cancel").await;
    look(browser, "app-publish-groups", wrong).await;
    browser.click("rule-cancel").await;
    browser.click("rule-remove").await;
    published(browser, "carrello-in-sospeso", false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_the_app() {
    story("axe_app", Plan::default(), |world| async move {
        let browser = &world.browser;
        let mut wrong = Wrong::new();
        open(&world).await;
        look(browser, "app-start", &mut wrong).await;
        browser.click("nav-sites").await;
        browser.click("add-site-open").await;
        look(browser, "app-add-site", &mut wrong).await;
        browser.js("location.hash = '#/data'", vec![]).await;
        let token = add_site(browser).await;
        look(browser, "app-site-added", &mut wrong).await;

        browser.js("location.hash = '#/publish'", vec![]).await;
        browser.choose("rule-trade", "1").await;
        browser.click("rule-start").await;
        let preview = browser.text("publish-preview").await;
        assert!(preview.contains("appetito-serale"), "{preview}");
        look(browser, "app-publish-without-data", &mut wrong).await;
        browser.js("location.hash = '#/data'", vec![]).await;

        let (orders, _) = crate::publish::orders(&world.dir);
        bring(browser, &orders).await;
        browser.find("map-dialog").await;
        look(browser, "app-columns", &mut wrong).await;
        read(browser).await;
        look(browser, "app-clean", &mut wrong).await;
        browser.click("to-features").await;
        measured(browser).await;
        look(browser, "app-features", &mut wrong).await;
        browser.click("find-segments").await;
        segments(browser).await;
        let empty = world.dir.join("empty.csv");
        std::fs::write(&empty, b"").expect("the test's folder can be written");
        bring(browser, &empty).await;
        browser.find("problem").await;
        look(browser, "app-problem", &mut wrong).await;

        bring(browser, &cdnow()).await;
        let done = "return document.querySelector('[data-testid=\"segments-table\"]') && !seen('problem') && !seen('progress')";
        browser.until_within(crate::marketer::FINDING, "the segments of CDNOW", done, vec![]).await;
        look(browser, "app-segments", &mut wrong).await;
        browser.click("publish-open").await;
        browser.find("publish-preview").await;
        look(browser, "app-publish", &mut wrong).await;
        rules(browser, &mut wrong).await;
        publish(browser).await;
        look(browser, "app-published", &mut wrong).await;
        browser.click("nav-watch").await;
        browser.find("watch-refresh").await;
        look(browser, "app-watch-empty", &mut wrong).await;
        recinto(&["simulate", "--site", SITE, "--token", &token, "--reports", "600", "--connect", &SERVER.to_string(), "--seed", "3"]);
        browser.click("watch-refresh").await;
        browser.find("watch-table").await;
        look(browser, "app-watch", &mut wrong).await;
        browser.click("lang-it").await;
        look(browser, "app-watch-it", &mut wrong).await;
        for (screen, there) in [("segments", "segments-table"), ("publish", "publish-preview")] {
            browser.js("location.hash = arguments[0]", vec![json!(format!("#/{screen}"))]).await;
            browser.find(there).await;
            look(browser, &format!("app-{screen}-it"), &mut wrong).await;
        }
        assert_nothing_wrong(&wrong);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_the_shop() {
    story("axe_shop", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let mut wrong = Wrong::new();
        browser.goto(&format!("{SHOP}/")).await;
        browser.find("recinto-banner").await;
        look(browser, "shop-banner", &mut wrong).await;
        browser.click("recinto-customise").await;
        look(browser, "shop-banner-choices", &mut wrong).await;
        browser.click("recinto-accept").await;
        look(browser, "shop-home", &mut wrong).await;
        browser.click_css(".card-title a").await;
        browser.find("add-to-cart").await;
        look(browser, "shop-product", &mut wrong).await;
        browser.click("add-to-cart").await;
        browser.goto(&format!("{SHOP}/category.html?c=jazz")).await;
        browser.find("recinto-panel-toggle").await;
        look(browser, "shop-category", &mut wrong).await;
        browser.goto(&format!("{SHOP}/search.html?q=blue")).await;
        browser.find("recinto-panel-toggle").await;
        look(browser, "shop-search", &mut wrong).await;
        let card = "const a = document.querySelector('.card-title a'); return a && a.href";
        browser.goto(&format!("{SHOP}/")).await;
        let product = browser.until("a product", card, vec![]).await;
        browser.goto(product.as_str().unwrap_or_default()).await;
        browser.click("add-to-cart").await;
        browser.click("cart-link").await;
        browser.find("to-checkout").await;
        look(browser, "shop-cart", &mut wrong).await;
        browser.click("to-checkout").await;
        browser.find("place-order").await;
        look(browser, "shop-checkout", &mut wrong).await;
        for field in ["name", "street", "zip", "city"] {
            browser.fill(&format!("checkout-{field}"), "20123").await;
        }
        browser.click("place-order").await;
        browser.find("order-received").await;
        browser.click("recinto-panel-toggle").await;
        browser
            .until(
                "the segment",
                "const e = seen('panel-segment'); return e && e.textContent",
                vec![],
            )
            .await;
        look(browser, "shop-thanks-panel", &mut wrong).await;
        for part in ["stored", "sent", "consent", "ledger"] {
            browser
                .js(
                    "const e = find('panel-part-' + arguments[0]); if (e) e.open = true",
                    vec![json!(part)],
                )
                .await;
        }
        look(browser, "shop-panel-open", &mut wrong).await;
        browser.goto(&format!("{SHOP}/privacy.html")).await;
        browser.find("recinto-panel-toggle").await;
        look(browser, "shop-privacy", &mut wrong).await;
        browser.leave().await;
        assert_nothing_wrong(&wrong);
    })
    .await;
}
