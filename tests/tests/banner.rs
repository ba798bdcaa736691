//! The banner against the Garante's guidelines on cookies of 10 June 2021 (provv. 231, doc. web 9677876; read through
//! transcriptions, to be checked by counsel), a test per point that a browser can check. Elsewhere: what runs at first
//! access (`before_consent`), refusal by X, by button and by the preset choices (`refusal`), contrast and names (`axe`).

use crate::axe::TOO_WIDE;
use crate::visitor::{ONE, arrive, engine, erased, gate, quiet, visit_page};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::proxy::Tamper;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::time::Duration;

const CONTROLS: [&str; 4] = [
    "recinto-close",
    "recinto-refuse",
    "recinto-customise",
    "recinto-accept",
];
const BOXES: [&str; 4] = [
    "recinto-purpose-segment",
    "recinto-purpose-report",
    "recinto-purpose-position",
    "recinto-purpose-activate",
];

/// A visitor who is asked, on the page with nothing but the tracker, in a language.
async fn asked_in(world: &World, lang: &'static str) {
    let html =
        include_str!("../sites/visit.html").replace("lang=\"it\"", &format!("lang=\"{lang}\""));
    world.proxy.tamper(move |_, url| {
        url.ends_with("/tests/visit.html")
            .then(|| Tamper::Replace(html.clone().into_bytes()))
    });
    arrive(&world.browser, &visit_page()).await;
    world.browser.find("recinto-banner").await;
}

async fn asked(world: &World) {
    asked_in(world, "it").await;
}

/// A page longer than the window, with something to press in it.
async fn with_content(browser: &Browser) {
    let body = "
      const main = document.querySelector('main'), button = document.createElement('button');
      main.style.minHeight = '4000px';
      window.pressed = 0;
      button.dataset.testid = 'of-the-page';
      button.textContent = 'Compra';
      button.addEventListener('click', () => window.pressed++);
      main.prepend(button);";
    browser.js(body, vec![]).await;
}

/// Nothing is decided, nothing is kept, and the question still stands.
async fn assert_undecided(browser: &Browser, why: &str) {
    assert_eq!(
        browser.js("return recinto.consent()", vec![]).await,
        json!({ "segment": false, "report": false, "position": false, "activate": false, "decided": false }),
        "{why}"
    );
    assert!(browser.sees("recinto-banner").await, "{why}");
    browser.stores().await.assert_empty(why);
}

/// A key as the keyboard sends it.
async fn press(browser: &Browser, key: &str, shift: bool) {
    let (code, number, text) = match key {
        "Tab" => ("Tab", 9, None),
        "Enter" => ("Enter", 13, Some("\r")),
        " " => ("Space", 32, Some(" ")),
        "Escape" => ("Escape", 27, None),
        "PageDown" => ("PageDown", 34, None),
        _ => panic!("no such key here: {key}"),
    };
    let mut event = json!({ "type": "keyDown", "key": key, "code": code, "windowsVirtualKeyCode": number,
        "modifiers": if shift { 8 } else { 0 } });
    if let Some(text) = text {
        event["text"] = json!(text);
    }
    browser.cdp("Input.dispatchKeyEvent", event.clone()).await;
    event["type"] = json!("keyUp");
    browser.cdp("Input.dispatchKeyEvent", event).await;
}

/// What has the focus, and whether one sees that it has.
async fn focus(browser: &Browser) -> (String, bool) {
    let body = "
      let e = document.activeElement;
      while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
      const style = getComputedStyle(e);
      return [e.dataset.testid || e.id || e.tagName, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];";
    let found = browser.js(body, vec![]).await;
    let name = found[0].as_str().unwrap_or_default().to_owned();
    (name, found[1] == json!(true))
}

/// Presses Tab until something has the focus.
async fn tab_to(browser: &Browser, wanted: &str) {
    for _ in 0..20 {
        press(browser, "Tab", false).await;
        if focus(browser).await.0 == wanted {
            return;
        }
    }
    panic!("Tab never comes to `{wanted}`");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Point 2: distinct from the page, commands of equal font, colour and size.
#[tokio::test(flavor = "multi_thread")]
async fn distinct_from_the_page_with_commands_of_equal_weight() {
    story("banner_weight", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for lang in ["it", "en"] {
            asked_in(&world, lang).await;
            let distinct = "
              const panel = find('recinto-banner'), style = getComputedStyle(panel), box = panel.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              return { colour: style.backgroundColor, line: parseFloat(style.borderTopWidth), over: top && top.id, fixed: style.position, role: panel.getAttribute('role') };";
            let panel = browser.js(distinct, vec![]).await;
            assert!(
                panel["line"].as_f64() >= Some(1.0)
                    && panel["over"] == json!("recinto-banner")
                    && panel["fixed"] == json!("fixed")
                    && panel["role"] == json!("dialog")
                    && text(&panel["colour"]).starts_with("rgb("),
                "{panel}"
            );
            for (width, dark) in [(1280, false), (1280, true), (390, false), (320, true)] {
                browser.look(width, dark).await;
                let weights = "
                  return arguments[0].map((id) => {
                    const e = find(id), style = getComputedStyle(e), box = e.getBoundingClientRect();
                    const names = ['fontFamily', 'fontSize', 'fontWeight', 'fontStyle', 'color', 'backgroundColor', 'backgroundImage', 'borderTopColor',
                      'borderTopStyle', 'borderTopWidth', 'borderTopLeftRadius', 'opacity', 'textDecorationLine', 'textTransform', 'letterSpacing', 'boxShadow', 'filter', 'visibility'];
                    return { look: names.map((name) => name + ': ' + style[name]).join('; '), width: box.width, height: box.height, text: e.textContent.trim() };
                  });";
                let found = browser.js(weights, vec![json!(CONTROLS)]).await;
                let found = found.as_array().expect("four");
                let size = |one: &Value, name: &str| one[name].as_f64().expect("a number");
                let accept = &found[3];
                for one in found {
                    assert_eq!(one["look"], accept["look"], "{lang}, {width}, dark: {dark}");
                }
                for one in &found[1..3] {
                    for side in ["width", "height"] {
                        assert!(
                            (size(one, side) - size(accept, side)).abs() < 1.0,
                            "{lang}, {width}: {one} is not as large as {accept}"
                        );
                    }
                }
                let small = found.iter().filter(|one| size(one, "width") < 44.0 || size(one, "height") < 44.0);
                assert_eq!(small.count(), 0, "too small to press: {found:#?}");
            }
            browser.look(1280, false).await;
        }
    })
    .await;
}

/// Point 3: an X inside, top right, as prominent as the others, continues without consent.
#[tokio::test(flavor = "multi_thread")]
async fn an_x_inside_at_the_top_right_continues_without_consent() {
    story("banner_x", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for (lang, says) in [("it", "continua senza acconsentire"), ("en", "continue without consent")] {
            asked_in(&world, lang).await;
            for width in [1280, 320] {
                browser.look(width, false).await;
                let body = "
                  const box = (id) => find(id).getBoundingClientRect(), x = box('recinto-close'), panel = box('recinto-banner');
                  const others = arguments[0].map(box), inside = find('recinto-banner').firstElementChild.getBoundingClientRect();
                  return {
                    inside: x.left >= panel.left && x.right <= panel.right && x.top >= panel.top && x.bottom <= panel.bottom,
                    top: others.every((other) => x.bottom <= other.top) && x.top - panel.top < 32,
                    right: others.every((other) => x.left >= other.left) && inside.right - x.right < 32,
                    drawn: find('recinto-close').querySelector('path').getBoundingClientRect().width > 10,
                    name: find('recinto-close').getAttribute('aria-label'),
                  };";
                let x = browser.js(body, vec![json!(&CONTROLS[1..])]).await;
                for what in ["inside", "top", "right", "drawn"] {
                    assert_eq!(x[what], json!(true), "{width}: not {what}: {x}");
                }
                assert!(text(&x["name"]).contains(says), "{x}");
            }
            browser.look(1280, false).await;
        }
        browser.click("recinto-close").await;
        let state = browser.js("return recinto.consent()", vec![]).await;
        assert_eq!(state, json!({ "segment": false, "report": false, "position": false, "activate": false, "decided": true }));
    })
    .await;
}

/// Point 4: what the banner has to say, in both languages, and the links and commands it has to have.
#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_it_has_to_say_in_italian_and_english() {
    story("banner_words", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let words = [
            ("it", ["Chiudendo con la X", "impostazioni predefinite", "senza dare alcun consenso", "strumenti tecnici", "solo se acconsenti", "strumenti di profilazione"],
                ["Rifiuta tutto", "Scegli", "Accetta tutto", "Salva le scelte", "informativa"]),
            ("en", ["Closing with the X", "default settings", "without giving any consent", "technical tools", "only if you consent", "profiling tools"],
                ["Refuse all", "Choose", "Accept all", "Save choices", "privacy notice"]),
            // A page of neither language is asked in English.
            ("fr", ["Closing with the X", "default settings", "without giving any consent", "technical tools", "only if you consent", "profiling tools"],
                ["Refuse all", "Choose", "Accept all", "Save choices", "privacy notice"]),
        ];
        for (lang, sentences, [refuse, choose, accept, save, notice]) in words {
            asked_in(&world, lang).await;
            let about = browser.js("return find('recinto-banner').querySelector('#about').textContent", vec![]).await;
            for sentence in sentences {
                assert!(text(&about).contains(sentence), "{lang}: {sentence:?} is not in {about}");
            }
            let spoken = browser.attribute("recinto-banner", "lang").await;
            assert_eq!(spoken.as_deref(), Some(if lang == "it" { "it" } else { "en" }), "what a screen reader speaks");
            assert!(browser.text("recinto-privacy").await.contains(notice));
            for (id, label) in CONTROLS[1..].iter().zip([refuse, choose, accept]) {
                assert_eq!(browser.text(id).await, label);
            }
            // The choices, one by one, each with words of its own; to accept and to refuse all is there too.
            browser.click("recinto-customise").await;
            for purpose in BOXES {
                browser.find(purpose).await;
                let body = "
                  const box = find(arguments[0]), root = box.getRootNode();
                  const of = (element) => element && element.checkVisibility() ? element.textContent.trim() : '';
                  return [of(root.querySelector(`label[for='${box.id}']`)), of(root.getElementById(box.getAttribute('aria-describedby'))), box.checked];";
                let found = browser.js(body, vec![json!(purpose)]).await;
                assert!(text(&found[0]).len() > 10 && text(&found[1]).len() > 40, "{lang}: {found}");
                assert_eq!(found[2], json!(false), "point 5: {purpose} is preset to yes");
            }
            assert_eq!(browser.text("recinto-save").await, save);
            for id in ["recinto-refuse", "recinto-accept"] {
                assert!(browser.sees(id).await, "{lang}: {id} is gone with the choices open");
            }
        }
    })
    .await;
}

/// Point 4: the third parties can be told apart before anything is chosen: by their names, where the choice is.
#[tokio::test(flavor = "multi_thread")]
async fn it_names_whom_the_group_is_shown_to() {
    story("banner_partners", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        let about = "return find('recinto-banner').querySelector('#d-activate').textContent";
        let without = browser.js(about, vec![]).await;
        assert!(!text(&without).contains("A chi:"), "{without}");
        browser.click("recinto-close").await;
        let named = "
          document.querySelector('script[src*=\"gate.js\"]').dataset.partners = 'Google Ad Manager, Meta <b>';
          recinto.showConsent();";
        browser.js(named, vec![]).await;
        browser.find("recinto-banner").await;
        let with = browser.js(about, vec![]).await;
        let sentence = format!("{} A chi: Google Ad Manager, Meta <b>.", text(&without));
        assert_eq!(text(&with), sentence);
    })
    .await;
}

/// Point 4: the link leads to the full notice.
#[tokio::test(flavor = "multi_thread")]
async fn the_link_leads_to_the_full_notice() {
    story("banner_notice", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        browser.click("recinto-privacy").await;
        let there = "return location.pathname === '/privacy.html' && document.querySelector('h1') && document.querySelector('main').textContent.length > 500";
        browser.until("the notice", there, vec![]).await;
        gate(browser).await;
        browser.find("recinto-banner").await;
        assert_undecided(browser, "reading the notice is no answer").await;
        crate::visitor::assert_nothing_started(&world.assert_egress(0, &[]), "while reading");
    })
    .await;
}

/// Points 6 and 7: scrolling, and whatever else one does with the page, is no consent; and the page is all there.
#[tokio::test(flavor = "multi_thread")]
async fn scrolling_and_using_the_page_is_no_consent_and_no_wall_stands_before_it() {
    story("banner_scroll", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        with_content(browser).await;
        for y in [300, 900] {
            let wheel = json!({ "type": "mouseWheel", "x": 300, "y": 200, "deltaX": 0, "deltaY": y });
            browser.cdp("Input.dispatchMouseEvent", wheel).await;
        }
        browser.until("the page scrolled by the wheel", "return scrollY > 200", vec![]).await;
        assert_undecided(browser, "after scrolling").await;
        let before = browser.js("return scrollY", vec![]).await;
        press(browser, "PageDown", false).await;
        browser.until("the page scrolled by a key", "return scrollY > arguments[0]", vec![before]).await;
        // Escape is the page's own as long as the focus is there.
        press(browser, "Escape", false).await;
        assert_undecided(browser, "after keys").await;
        browser.click("of-the-page").await;
        assert_eq!(browser.js("return window.pressed", vec![]).await, json!(1), "a wall stands before the page");
        let free = "
          const style = getComputedStyle(document.body), root = getComputedStyle(document.documentElement);
          return style.overflow === 'visible' && root.overflow === 'visible' && !document.querySelector('main').closest('[inert], [aria-hidden]')
            && find('recinto-banner').getAttribute('aria-modal') === 'false';";
        assert_eq!(browser.js(free, vec![]).await, json!(true), "the page is held back until an answer");
        ONE.live(browser).await;
        quiet(&world, Duration::from_secs(1)).await;
        assert_undecided(browser, "after using the page").await;
        crate::visitor::assert_nothing_started(&world.assert_egress(0, &ONE.canaries()), "before an answer");
    })
    .await;
}

/// Lets the page's clock run ahead from the next page load on, on top of what it was put ahead before.
async fn days_later(browser: &Browser, days: u64) {
    let source = format!(
        "{{ const real = Date.now.bind(Date); Date.now = () => real() + {days} * 86400000; }}"
    );
    browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
}

/// Point 8: after a refusal, by button or X, nobody is asked before six months, and then once more.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_again_within_six_months_of_a_refusal() {
    for by in ["recinto-refuse", "recinto-close"] {
        let name = format!("banner_six_months_{by}");
        story(&name, Plan::default(), move |world| async move {
            ready(&world, Mechanism::Krr).await;
            let browser = &world.browser;
            asked(&world).await;
            browser.click(by).await;
            // The longest six months, from 1 July or August on, have 184 days.
            for (ahead, so_far) in [(1, 1), (90, 91), (93, 184)] {
                browser.leave().await;
                days_later(browser, ahead).await;
                arrive(browser, &visit_page()).await;
                quiet(&world, Duration::from_millis(300)).await;
                assert!(
                    !browser.sees("recinto-banner").await,
                    "asked again {so_far} days after {by}"
                );
            }
            browser.leave().await;
            days_later(browser, 1).await;
            arrive(browser, &visit_page()).await;
            browser.find("recinto-banner").await;
            let state = browser.js("return recinto.consent()", vec![]).await;
            assert_eq!(
                state["segment"],
                json!(false),
                "a refusal that is old is no consent"
            );
            crate::visitor::assert_nothing_started(&world.assert_egress(0, &[]), "after a refusal");
        })
        .await;
    }
}

/// Point 9: a link on every page to change or revoke, which tells the present state.
#[tokio::test(flavor = "multi_thread")]
async fn the_choice_can_be_seen_changed_and_revoked_from_every_page() {
    story("banner_again", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        browser.click("recinto-customise").await;
        browser.click("recinto-purpose-segment").await;
        browser.click("recinto-save").await;
        engine(browser).await;
        for page in [
            "/",
            "/category.html",
            "/search.html",
            "/cart.html",
            "/privacy.html",
        ] {
            arrive(browser, &format!("{SHOP}{page}?lang=it")).await;
            browser.click("change-consent").await;
            let state = browser.text("recinto-state").await;
            assert!(
                state.contains("Riconoscere i miei interessi") && !state.contains("Contare"),
                "{page}: {state}"
            );
            let checked = browser
                .js(
                    "return arguments[0].map((id) => find(id).checked)",
                    vec![json!(BOXES)],
                )
                .await;
            assert_eq!(checked, json!([true, false, false, false]), "{page}");
            // Here the X leaves the choice as it is, and says so.
            assert!(
                browser
                    .attribute("recinto-close", "aria-label")
                    .await
                    .is_some_and(|name| name.contains("senza cambiare"))
            );
            browser.click("recinto-close").await;
            let state = browser.js("return recinto.consent()", vec![]).await;
            assert_eq!(
                (&state["segment"], &state["report"]),
                (&json!(true), &json!(false)),
                "{page}"
            );
            assert_eq!(
                focus(browser).await.0,
                "change-consent",
                "{page}: the focus goes back to where it came from"
            );
        }
        // It was given by one press of one button; it is taken back so.
        browser.click("change-consent").await;
        browser.click("recinto-refuse").await;
        erased(browser).await;
        browser.stores().await.assert_only_choice("after revoking");
        browser.click("change-consent").await;
        assert!(
            browser
                .text("recinto-state")
                .await
                .contains("nessun consenso")
        );
    })
    .await;
}

/// What the banner paints in which colours, by the site's custom property.
const PAINTED: &str = "
  const banner = find('recinto-banner'), button = find('recinto-accept');
  const of = (element, name) => getComputedStyle(element)[name];
  return {
    paper: [of(banner, 'backgroundColor')],
    ink: [of(banner, 'color'), of(banner.querySelector('h2'), 'color')],
    soft: [of(banner.querySelector('li p'), 'color')],
    line: [of(banner.querySelector('li'), 'borderTopColor')],
    accent: [of(button, 'backgroundColor'), of(button, 'borderTopColor'), of(banner, 'borderTopColor'), of(find('recinto-purpose-segment'), 'accentColor')],
    'accent-ink': [of(button, 'color')],
  };";

/// A site gives the banner its colours on any ancestor; each property paints its own parts and no others, in both schemes.
#[tokio::test(flavor = "multi_thread")]
async fn it_takes_the_sites_colours() {
    story("banner_colours", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        browser.click("recinto-customise").await;
        let set =
            "document.documentElement.style.setProperty('--recinto-' + arguments[0], arguments[1])";
        let mut plain = Vec::new();
        for dark in [false, true] {
            browser.look(1280, dark).await;
            let before = browser.js(PAINTED, vec![]).await;
            for name in ["paper", "ink", "soft", "line", "accent", "accent-ink"] {
                browser
                    .js(set, vec![json!(name), json!("rgb(17, 34, 51)")])
                    .await;
                let mut expected = before.clone();
                for part in expected[name].as_array_mut().expect("parts") {
                    *part = json!("rgb(17, 34, 51)");
                }
                assert_eq!(
                    browser.js(PAINTED, vec![]).await,
                    expected,
                    "{name}, dark: {dark}"
                );
                browser.js(set, vec![json!(name), json!("")]).await;
                assert_eq!(
                    browser.js(PAINTED, vec![]).await,
                    before,
                    "{name}, dark: {dark}: taken back"
                );
            }
            plain.push(before);
        }
        // Without the site's own, each scheme has others.
        let (light, dark) = (&plain[0], &plain[1]);
        for name in ["paper", "ink", "soft", "line", "accent", "accent-ink"] {
            assert_ne!(light[name], dark[name], "{name}");
        }
    })
    .await;
}

/// Usable at 320 pixels, and at the 320 × 256 that a screen of 1280 × 1024 has at 400 %: nothing scrolls sideways,
/// nothing is cut off, and every command can be reached and pressed.
#[tokio::test(flavor = "multi_thread")]
async fn usable_at_320_pixels() {
    story("banner_320", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        for lang in ["it", "en"] {
            for height in [640, 256] {
                let metrics = json!({ "width": 320, "height": height, "deviceScaleFactor": 1, "mobile": false });
                browser.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
                asked_in(&world, lang).await;
                with_content(browser).await;
                for open in [false, true] {
                    if open {
                        browser.click("recinto-customise").await;
                    }
                    browser.screenshot(&format!("banner-320x{height}-{lang}-{open}")).await;
                    let when = format!("{lang}, {height} high, choices open: {open}");
                    assert_eq!(browser.js(TOO_WIDE, vec![]).await, json!(""), "{when}");
                    let cut = "
                      const panel = find('recinto-banner'), wrong = [];
                      if (panel.scrollWidth > panel.clientWidth) wrong.push('the banner scrolls sideways');
                      if (panel.getBoundingClientRect().top < 0 || panel.getBoundingClientRect().bottom > innerHeight) wrong.push('the banner stands outside of the window');
                      for (const e of panel.querySelectorAll('*')) if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline' && e.clientWidth) wrong.push('cut off: ' + e.textContent.slice(0, 40));
                      for (const e of [...panel.querySelectorAll('button, a, input')].filter((e) => e.checkVisibility())) {
                        e.scrollIntoView({ block: 'nearest', behavior: 'instant' });
                        const box = e.getBoundingClientRect(), at = panel.getRootNode().elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                        if (box.left < 0 || box.right > 320 || box.top < 0 || box.bottom > innerHeight + 0.5) wrong.push('out of sight: ' + e.dataset.testid);
                        if (at !== e && !e.contains(at)) wrong.push('covered: ' + e.dataset.testid);
                      }
                      panel.scrollTop = 0;
                      return wrong;";
                    assert_eq!(browser.js(cut, vec![]).await, json!([]), "{when}");
                }
                browser.click("recinto-purpose-position").await;
                browser.click("recinto-save").await;
                assert_eq!(browser.js("return recinto.consent().position", vec![]).await, json!(true));
                browser.js("localStorage.clear()", vec![]).await;
            }
        }
    })
    .await;
}

/// By keyboard alone: the order is that of reading, one sees where one is, nobody is caught, and every answer can be given.
#[tokio::test(flavor = "multi_thread")]
async fn usable_by_keyboard_alone_in_the_order_of_reading() {
    story("banner_keys", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        asked(&world).await;
        with_content(browser).await;
        assert_eq!(focus(browser).await.0, "BODY", "the banner takes no focus by itself");
        let closed = ["recinto-close", "recinto-privacy", "recinto-refuse", "recinto-customise", "recinto-accept", "of-the-page"];
        for id in closed {
            press(browser, "Tab", false).await;
            let (at, seen) = focus(browser).await;
            assert_eq!(at, id);
            assert!(seen || id == "of-the-page", "one does not see that {id} has the focus");
        }
        for id in closed.iter().rev().skip(1) {
            press(browser, "Tab", true).await;
            assert_eq!(focus(browser).await.0, *id, "and back");
        }
        // The choices open where one stands, and the focus goes to the first of them.
        tab_to(browser, "recinto-customise").await;
        assert_eq!(browser.attribute("recinto-customise", "aria-expanded").await.as_deref(), Some("false"));
        press(browser, "Enter", false).await;
        assert_eq!(focus(browser).await.0, BOXES[0]);
        press(browser, " ", false).await;
        for id in [BOXES[1], BOXES[2], BOXES[3], "recinto-refuse", "recinto-save"] {
            press(browser, "Tab", false).await;
            let (at, seen) = focus(browser).await;
            assert_eq!(at, id);
            assert!(seen, "one does not see that {id} has the focus");
        }
        press(browser, "Enter", false).await;
        let state = browser.js("return recinto.consent()", vec![]).await;
        assert_eq!(state, json!({ "segment": true, "report": false, "position": false, "activate": false, "decided": true }));
        engine(browser).await;

        // Each of the other answers, and Escape, which is the X while one is in the banner.
        for (id, key, granted) in [("recinto-refuse", " ", false), ("recinto-accept", "Enter", true), ("recinto-close", "Enter", false), ("recinto-privacy", "Escape", false)] {
            browser.js("recinto.forget(); localStorage.clear()", vec![]).await;
            asked(&world).await;
            tab_to(browser, id).await;
            press(browser, key, false).await;
            let state = browser.js("return recinto.consent()", vec![]).await;
            assert_eq!((&state["segment"], &state["decided"]), (&json!(granted), &json!(true)), "{id} by {key:?}");
            assert!(!browser.sees("recinto-banner").await, "{id}");
        }
    })
    .await;
}

/// The page does not jump, neither when the banner comes nor when its choices open nor when it goes.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_does_not_move() {
    story("banner_shift", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let watch = "
          window.shifts = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              /* What stands in a shadow, as the banner's parts do, is not named. */
              const inside = entry.sources.every(({ node }) => !node || node.id === 'recinto-banner');
              if (!entry.hadRecentInput || !inside) shifts.push([entry.value, entry.hadRecentInput, entry.sources.map(({ node }) => node && (node.id || node.tagName || node.nodeName))]);
            }
          }).observe({ type: 'layout-shift', buffered: true });";
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": watch })).await;
        let drawn = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))";
        for width in [1280, 320] {
            browser.look(width, false).await;
            asked(&world).await;
            browser.js_async(drawn, vec![]).await;
            let heading = "const box = document.querySelector('h1').getBoundingClientRect(); return [box.left, box.top, box.width]";
            let before = browser.js(heading, vec![]).await;
            browser.click("recinto-customise").await;
            browser.js_async(drawn, vec![]).await;
            browser.click("recinto-close").await;
            browser.js_async(drawn, vec![]).await;
            browser.js("recinto.showConsent()", vec![]).await;
            browser.find("recinto-banner").await;
            browser.js_async(drawn, vec![]).await;
            browser.click("recinto-close").await;
            browser.js_async(drawn, vec![]).await;
            assert_eq!(browser.js(heading, vec![]).await, before, "the heading moved");
            assert_eq!(browser.js("return shifts", vec![]).await, json!([]), "{width} wide");
            browser.js("localStorage.clear()", vec![]).await;
        }
        // The watch sees one where there is one.
        let push = "const block = document.createElement('div'); block.style.height = '200px'; document.body.prepend(block)";
        browser.js(push, vec![]).await;
        browser.until("a shift that is one", "return shifts.length", vec![]).await;
    })
    .await;
}
