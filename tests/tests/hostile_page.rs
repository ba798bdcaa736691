//! A page whose primitives are broken, missing or overridden, and one whose prototypes are polluted: Recinto is closed
//! then, never open, and the page lives on. Whoever runs scripts in a page can say yes in the visitor's name
//! (`recinto.consent` is there for all of them); what is shown here is that none of this says it.

use crate::visitor::{ONE, assert_nothing_started, erased};
use recinto_core::model::Mechanism;
use recinto_tests::browser::Browser;
use recinto_tests::desk::ready;
use recinto_tests::egress::Kind;
use recinto_tests::server::SHOP;
use recinto_tests::story::{Plan, World, story};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const VISIT: &str = "/tests/visit.html";

/// When the page is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before the gate runs.
    Before,
    /// After the gate, before the consent that loads the engine.
    Between,
    /// While the engine runs.
    Under,
}

/// One thing that is wrong with a page.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    /// What the page does.
    script: &'static str,
    /// May a label report leave under consent?
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Report {
    May,
    Must,
    MustNot,
}

const fn row(name: &'static str, script: &'static str) -> Row {
    Row {
        name,
        script,
        report: Report::May,
    }
}

const fn silent(name: &'static str, script: &'static str) -> Row {
    Row {
        name,
        script,
        report: Report::MustNot,
    }
}

const fn reports(name: &'static str, script: &'static str) -> Row {
    Row {
        name,
        script,
        report: Report::Must,
    }
}

const BROKEN: &[Row] = &[
    silent("fetch is missing", "window.fetch = undefined"),
    silent(
        "fetch throws",
        "window.fetch = () => { throw new Error('by the test') }",
    ),
    silent("fetch gives no promise", "window.fetch = () => 15"),
    silent(
        "fetch never answers",
        "window.fetch = () => new Promise(() => {})",
    ),
    silent(
        "fetch lies",
        "window.fetch = async () => ({ ok: true, status: 202, json: async () => ({ model: { a: 1 } }), arrayBuffer: async () => new ArrayBuffer(8) })",
    ),
    row("Promise is missing", "window.Promise = undefined"),
    row(
        "Promise throws",
        "window.Promise = function () { throw new Error('by the test') }",
    ),
    row(
        "Promise.all and resolve give nonsense",
        "Promise.all = Promise.resolve = () => 15",
    ),
    row(
        "then throws",
        "Promise.prototype.then = () => { throw new Error('by the test') }",
    ),
    row("Date is missing", "window.Date = undefined"),
    row(
        "Date.now throws",
        "Date.now = () => { throw new Error('by the test') }",
    ),
    row("Date.now gives no number", "Date.now = () => NaN"),
    row("Date.now gives a text", "Date.now = () => 'today'"),
    row("Date.now gives an object", "Date.now = () => ({})"),
    row("Date.now is before all time", "Date.now = () => -1"),
    row("Date.now is past all time", "Date.now = () => 1e300"),
    row("Date.now is endless", "Date.now = () => Infinity"),
    row(
        "indexedDB is missing",
        "Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true })",
    ),
    row(
        "indexedDB.open throws",
        "IDBFactory.prototype.open = () => { throw new Error('by the test') }",
    ),
    row(
        "indexedDB.open gives nonsense",
        "IDBFactory.prototype.open = () => 15",
    ),
    row(
        "indexedDB.open never answers",
        "IDBFactory.prototype.open = () => ({})",
    ),
    row(
        "indexedDB.databases is missing",
        "IDBFactory.prototype.databases = undefined",
    ),
    row(
        "indexedDB.databases gives nonsense",
        "IDBFactory.prototype.databases = async () => 15",
    ),
    row(
        "transactions throw",
        "IDBDatabase.prototype.transaction = () => { throw new Error('by the test') }",
    ),
    row("IDBKeyRange is missing", "window.IDBKeyRange = undefined"),
    silent(
        "crypto is missing",
        "Object.defineProperty(window, 'crypto', { value: undefined, configurable: true })",
    ),
    silent(
        "crypto.getRandomValues is missing",
        "Crypto.prototype.getRandomValues = undefined",
    ),
    silent(
        "crypto.getRandomValues throws",
        "Crypto.prototype.getRandomValues = () => { throw new Error('by the test') }",
    ),
    // It cannot be seen that nothing was drawn: a page can choose its own visitors' noise, as it can choose to send.
    row(
        "crypto.getRandomValues draws nothing",
        "Crypto.prototype.getRandomValues = (bytes) => bytes",
    ),
    row("WebAssembly is missing", "window.WebAssembly = undefined"),
    row(
        "localStorage throws",
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('by the test') }",
    ),
    row(
        "localStorage itself throws",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('by the test', 'SecurityError') }, configurable: true })",
    ),
    row("JSON is missing", "window.JSON = undefined"),
    row("CustomEvent is missing", "window.CustomEvent = undefined"),
];

const POLLUTED: &[Row] = &[
    reports(
        "the purposes' names",
        "Object.assign(Object.prototype, { segment: true, report: true, position: true, activate: true })",
    ),
    reports(
        "the record's fields",
        "Object.assign(Object.prototype, { p: 15, n: 0, d: Math.floor(Date.now() / 864e5), t: 1, e: 0, w: 0 })",
    ),
    reports(
        "the state's fields",
        "Object.assign(Object.prototype, { decided: true, yes: 15, no: 0, running: 1 })",
    ),
    row(
        "the settings",
        "Object.assign(Object.prototype, { model: 'evil', banner: 'on', layer: 'evil' })",
    ),
    row(
        "the model, as a value that is none",
        "Object.prototype.model = true",
    ),
    row(
        "toJSON gives a text",
        "Object.prototype.toJSON = function () { return 'x' }",
    ),
    row(
        "toJSON of lists, texts and numbers",
        "Array.prototype.toJSON = String.prototype.toJSON = Number.prototype.toJSON = function () { return '\"' + this + '\"' }",
    ),
    reports(
        "lists have more in them",
        "Object.assign(Array.prototype, { segment: true, report: 15, last: function () {}, each: function () {} }); Array.prototype[300] = 'evil'",
    ),
    reports(
        "texts and numbers have more in them",
        "Object.assign(String.prototype, { segment: true }); Object.assign(Number.prototype, { report: true })",
    ),
    row(
        "everything can be awaited",
        "Object.defineProperty(Object.prototype, 'then', { value: function (done) { done(15) }, configurable: true, writable: true })",
    ),
    reports(
        "an event's fields",
        "Object.assign(Object.prototype, { value: 15, query: 'evil', item: 'evil', category: 'evil', given: true, tool: 'evil' })",
    ),
    reports(
        "what a transaction decides on",
        "Object.assign(Object.prototype, { raw: undefined, cut: false, over: false, known: false, put: undefined, gone: undefined, detail: 15, persisted: true })",
    ),
];

/// The row's page: it counts its own heart's beats and what nobody caught.
async fn lay(browser: &Browser, row: &Row, when: When) -> String {
    let early = when == When::Before;
    let source = format!(
        "if (location.pathname === '/tests/visit.html') {{
           window.faults = '';
           window.beats = 0;
           addEventListener('error', (event) => {{ window.faults += event.message + '\\n'; }});
           addEventListener('unhandledrejection', (event) => {{ window.faults += 'rejected: ' + event.reason + '\\n'; }});
           setInterval(() => {{ window.beats++; }}, 20);
           window.breakIt = () => {{ {} }};
           if ({early}) window.breakIt();
         }}",
        row.script
    );
    let given = browser
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
    given["identifier"]
        .as_str()
        .expect("an identifier")
        .to_owned()
}

/// Runs a function body in the page past the driver, whose own way takes the page's primitives for good ones.
async fn run(browser: &Browser, body: &str) -> Value {
    let wish = json!({ "expression": format!("(() => {{ {body} }})()"), "returnByValue": true });
    let answer = browser.cdp("Runtime.evaluate", wish).await;
    assert!(answer["exceptionDetails"].is_null(), "{answer:#}\n{body}");
    answer["result"]["value"].clone()
}

/// Waits until a function body says `true`.
async fn until(browser: &Browser, what: &str, body: &str) {
    let start = Instant::now();
    while run(browser, body).await != json!(true) {
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "waited in vain: {what}: {body}"
        );
        pause(30).await;
    }
}

/// Opens a page of the shop, whatever became of the one before.
async fn go(browser: &Browser, page: &str, there: &str) {
    browser
        .cdp("Page.navigate", json!({ "url": format!("{SHOP}{page}") }))
        .await;
    until(
        browser,
        page,
        &format!(
            "return location.pathname === '{page}' && document.readyState === 'complete' && {there}"
        ),
    )
    .await;
}

async fn arrive(browser: &Browser) {
    go(
        browser,
        VISIT,
        "!!(window.recinto && recinto.consent && recinto.export)",
    )
    .await;
}

async fn live(browser: &Browser) {
    run(browser, &ONE.script()).await;
}

async fn pause(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Runs something of the page's own; a throw would have stopped the page's script.
async fn unharmed(browser: &Browser, body: &str, row: &str) {
    let body = format!("try {{ {body}; return '' }} catch (error) {{ return 'thrown: ' + error }}");
    assert_eq!(
        run(browser, &body).await,
        json!(""),
        "{row}: the page's own call throws"
    );
}

/// The page's script goes on, and the page is whole.
async fn assert_alive(browser: &Browser, row: &str) {
    let before = run(browser, "return window.beats").await;
    until(browser, row, &format!("return window.beats > {before}")).await;
    // A page that throws where others call it gets its own error back, in a task that is not its own script's.
    let faults = run(browser, "return window.faults").await;
    let faults = faults.as_str().unwrap_or_default().lines();
    let ours: Vec<&str> = faults
        .filter(|line| !line.contains("by the test"))
        .collect();
    assert_eq!(ours, Vec::<&str>::new(), "{row}: nobody caught it");
    let heading = run(browser, "return document.querySelector('h1').textContent").await;
    assert_eq!(heading, json!("Una pagina qualunque"), "{row}");
}

/// From a clean page of the same origin: what is stored.
async fn bare(browser: &Browser) {
    go(browser, "/tests/bare.html", "true").await;
}

/// From the next page on nothing is broken.
async fn unlay(browser: &Browser, script: &Mutex<Option<String>>) {
    let script = script.lock().unwrap().take();
    if let Some(script) = script {
        browser
            .cdp(
                "Page.removeScriptToEvaluateOnNewDocument",
                json!({ "identifier": script }),
            )
            .await;
    }
}

/// Everything of the row is put away: the next one meets a browser that knows nothing.
async fn clear(world: &World, script: &Mutex<Option<String>>) {
    let browser = &world.browser;
    unlay(browser, script).await;
    bare(browser).await;
    browser
        .cdp(
            "Storage.clearDataForOrigin",
            json!({ "origin": SHOP, "storageTypes": "all" }),
        )
        .await;
}

/// What is wrong is said once in a page, whatever meets it again.
async fn assert_warned_once(browser: &Browser, row: &str) {
    let mut lines = BTreeMap::new();
    for (_, text) in browser.console().await {
        if text.contains("recinto:") {
            *lines.entry(text).or_insert(0) += 1;
        }
    }
    let again: Vec<_> = lines.iter().filter(|(_, count)| **count > 1).collect();
    assert!(again.is_empty(), "{row}: said again and again: {again:#?}");
}

const GRANTED: &str = "try { return recinto.consent().segment } catch { return false }";

async fn one(world: &World, row: &Row, when: When, kept: &Mutex<Option<String>>) {
    let browser = &world.browser;
    let name = &format!("{} ({when:?})", row.name);
    let script = lay(browser, row, when).await;
    *kept.lock().unwrap() = Some(script);
    let start = world.proxy.record.len();
    // Nobody is asked anything yet.
    arrive(browser).await;
    if when == When::Between {
        run(browser, "breakIt()").await;
    }
    if when != When::Under {
        live(browser).await;
        pause(200).await;
        assert_eq!(
            run(browser, GRANTED).await,
            json!(false),
            "{name}: a consent arose"
        );
        assert_alive(browser, name).await;
        bare(browser).await;
        browser.stores().await.assert_empty(name);
        assert_nothing_started(&world.assert_egress(start, &ONE.canaries()), name);
        assert_warned_once(browser, name).await;

        arrive(browser).await;
        if when == When::Between {
            run(browser, "breakIt()").await;
        }
    }
    // The visitor says yes.
    let yes = "recinto.consent({ segment: true, report: true, position: true, activate: false })";
    if when == When::Under {
        run(browser, yes).await;
        crate::visitor::engine(browser).await;
        run(browser, "breakIt()").await;
    } else {
        // What is not named is not granted, and a no grants nothing.
        unharmed(browser, "recinto.consent({ report: false })", name).await;
        assert_eq!(
            run(browser, GRANTED).await,
            json!(false),
            "{name}: a no grants"
        );
        unharmed(browser, yes, name).await;
    }
    pause(300).await;
    live(browser).await;
    pause(300).await;
    if row.report == Report::Must {
        until(browser, name, "return recinto.segments().length > 0").await;
    }
    assert_alive(browser, name).await;
    assert_warned_once(browser, name).await;
    bare(browser).await;
    pause(150).await;
    // Fixed GETs, the site's own files, and at most the one report.
    let egress = world.assert_egress(start, &ONE.canaries());
    let sent: Vec<_> = egress
        .iter()
        .filter(|(_, kind)| matches!(kind, Kind::Report(_)))
        .collect();
    assert!(
        sent.iter().all(|(seen, _)| seen.body.len() == 256),
        "{name}: a report of another length"
    );
    match row.report {
        Report::Must => assert_eq!(sent.len(), 1, "{name}: {}", world.proxy.record.text()),
        // Under the engine a report may have been ready before it broke.
        Report::MustNot if when != When::Under => {
            assert_eq!(sent.len(), 0, "{name}: {}", world.proxy.record.text())
        }
        _ => assert!(sent.len() <= 1, "{name}: {}", world.proxy.record.text()),
    }

    // And takes it back: in the broken page if it lets him, and at the latest where it is whole again.
    arrive(browser).await;
    if when != When::Before {
        run(browser, "breakIt()").await;
    }
    // The engine is on its way, and what it fetched is no business of the withdrawal's.
    pause(300).await;
    unharmed(browser, "recinto.forget()", name).await;
    assert_eq!(
        run(browser, "return recinto.segments().length").await,
        json!(0),
        "{name}"
    );
    let from = world.proxy.record.len();
    live(browser).await;
    pause(200).await;
    assert_alive(browser, name).await;
    unlay(browser, kept).await;
    bare(browser).await;
    assert_nothing_started(&world.assert_egress(from, &ONE.canaries()), name);
    assert_warned_once(browser, name).await;
    if row.name.starts_with("indexedDB") || row.name.starts_with("localStorage") {
        arrive(browser).await;
        run(browser, "recinto.forget()").await;
    } else if row.name.starts_with("Date") {
        // The page's day made of it what it could: where the day is right it is looked at again.
        arrive(browser).await;
    }
    erased(browser).await;
}

/// Looks at every row, also after one that is wrong, and says of all that are.
async fn all(world: Arc<World>, rows: &'static [Row], when: When) {
    ready(&world, Mechanism::Krr).await;
    let mut wrong = Vec::new();
    for row in rows {
        let script = Arc::new(Mutex::new(None));
        let (there, kept) = (world.clone(), script.clone());
        if tokio::spawn(async move { one(&there, row, when, &kept).await })
            .await
            .is_err()
        {
            wrong.push(row.name);
        }
        clear(&world, &script).await;
    }
    assert!(
        wrong.is_empty(),
        "{} of {} rows: {wrong:#?}",
        wrong.len(),
        rows.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_before_the_gate() {
    story("broken_before", Plan::default(), |world| async move {
        all(world, BROKEN, When::Before).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_between_gate_and_engine() {
    story("broken_between", Plan::default(), |world| async move {
        all(world, BROKEN, When::Between).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_under_the_running_engine() {
    story("broken_under", Plan::default(), |world| async move {
        all(world, BROKEN, When::Under).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_before_the_gate() {
    story("polluted_before", Plan::default(), |world| async move {
        all(world, POLLUTED, When::Before).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polluted_between_gate_and_engine() {
    story("polluted_between", Plan::default(), |world| async move {
        all(world, POLLUTED, When::Between).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_recorded_by_any_clock() {
    story("refusal_clock", Plan::default(), |world| async move {
        ready(&world, Mechanism::Krr).await;
        let browser = &world.browser;
        let rows = BROKEN.iter().filter(|row| row.name.starts_with("Date"));
        let mut seen = 0;
        for row in rows {
            for refusal in ["recinto.consent({ segment: false })", "recinto.forget()"] {
                let name = &format!("{}: {refusal}", row.name);
                let kept = Mutex::new(Some(lay(browser, row, When::Under).await));
                arrive(browser).await;
                run(browser, "recinto.consent({ segment: true, report: true })").await;
                crate::visitor::engine(browser).await;
                run(browser, "breakIt()").await;
                unharmed(browser, refusal, name).await;
                let record = run(browser, "return localStorage.getItem('recinto.choice')").await;
                let record: Value =
                    serde_json::from_str(record.as_str().unwrap_or("null")).expect("JSON");
                let bit = |field: &str| record[field].as_u64().map(|bits| bits & 1);
                assert_eq!((bit("p"), bit("n")), (Some(0), Some(1)), "{name}: {record}");
                unlay(browser, &kept).await;
                bare(browser).await;
                erased(browser).await;
                // A clock that is merely far off dates it as it goes, and then it lapses: asked again, nothing granted.
                if !["time", "endless"]
                    .iter()
                    .any(|odd| row.name.ends_with(odd))
                {
                    arrive(browser).await;
                    assert_eq!(
                        run(browser, "return recinto.consent().decided").await,
                        json!(true),
                        "{name}: asked again"
                    );
                }
                assert_eq!(
                    run(
                        browser,
                        "return window.recinto ? recinto.consent().segment : false"
                    )
                    .await,
                    json!(false),
                    "{name}"
                );
                clear(&world, &kept).await;
                seen += 1;
            }
        }
        assert_eq!(seen, 16);
    })
    .await;
}
