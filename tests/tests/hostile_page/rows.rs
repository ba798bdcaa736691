//! What can be wrong with a page.

use recinto_tests::browser::Make;

/// One thing that is wrong with a page.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    /// What the page does.
    pub script: &'static str,
    /// May a label report leave under consent?
    pub report: Report,
    in_firefox: bool,
}

impl Row {
    /// Chromium meets every row. Firefox meets one or two of each kind, for all of them would take five minutes more.
    const fn also_in_firefox(self) -> Self {
        Self {
            in_firefox: true,
            ..self
        }
    }
}

/// The rows that a browser meets.
pub fn met_by(make: Make, rows: &'static [Row]) -> Vec<&'static Row> {
    rows.iter()
        .filter(|row| make == Make::Chromium || row.in_firefox)
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    May,
    Must,
    MustNot,
}

const fn new(name: &'static str, script: &'static str, report: Report) -> Row {
    Row {
        name,
        script,
        report,
        in_firefox: false,
    }
}

const fn row(name: &'static str, script: &'static str) -> Row {
    new(name, script, Report::May)
}

const fn silent(name: &'static str, script: &'static str) -> Row {
    new(name, script, Report::MustNot)
}

const fn reports(name: &'static str, script: &'static str) -> Row {
    new(name, script, Report::Must)
}

pub const BROKEN: &[Row] = &[
    silent("fetch is missing", "window.fetch = undefined"),
    silent(
        "fetch throws",
        "window.fetch = () => { throw new Error('by the test') }",
    ).also_in_firefox(),
    silent("fetch gives no promise", "window.fetch = () => 15"),
    silent(
        "fetch never answers",
        "window.fetch = () => new Promise(() => {})",
    ),
    silent(
        "fetch lies",
        "window.fetch = async () => ({ ok: true, status: 202, json: async () => ({ model: { a: 1 } }), arrayBuffer: async () => new ArrayBuffer(8) })",
    ).also_in_firefox(),
    row("Promise is missing", "window.Promise = undefined").also_in_firefox(),
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
    ).also_in_firefox(),
    row("Date is missing", "window.Date = undefined"),
    row(
        "Date.now throws",
        "Date.now = () => { throw new Error('by the test') }",
    ).also_in_firefox(),
    row("Date.now gives no number", "Date.now = () => NaN").also_in_firefox(),
    row("Date.now gives a text", "Date.now = () => 'today'"),
    row("Date.now gives an object", "Date.now = () => ({})"),
    row("Date.now is before all time", "Date.now = () => -1"),
    row("Date.now is past all time", "Date.now = () => 1e300"),
    row("Date.now is endless", "Date.now = () => Infinity"),
    row(
        "indexedDB is missing",
        "Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true })",
    ).also_in_firefox(),
    row(
        "indexedDB.open throws",
        "IDBFactory.prototype.open = () => { throw new Error('by the test') }",
    ).also_in_firefox(),
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
        "locks are missing",
        "Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })",
    ),
    row(
        "locks throw",
        "LockManager.prototype.request = () => { throw new Error('by the test') }",
    ),
    row(
        "locks never answer",
        "LockManager.prototype.request = () => new Promise(() => {})",
    ),
    row(
        "locks give nonsense",
        "LockManager.prototype.request = () => 15",
    ),
    row(
        "the page is never idle",
        "window.requestIdleCallback = () => 15",
    ),
    row(
        "requestIdleCallback throws",
        "window.requestIdleCallback = () => { throw new Error('by the test') }",
    ),
    row(
        "transactions throw",
        "IDBDatabase.prototype.transaction = () => { throw new Error('by the test') }",
    ),
    row("IDBKeyRange is missing", "window.IDBKeyRange = undefined"),
    silent(
        "crypto is missing",
        "Object.defineProperty(window, 'crypto', { value: undefined, configurable: true })",
    ).also_in_firefox(),
    silent(
        "crypto.getRandomValues is missing",
        "Crypto.prototype.getRandomValues = undefined",
    ),
    silent(
        "crypto.getRandomValues throws",
        "Crypto.prototype.getRandomValues = () => { throw new Error('by the test') }",
    ).also_in_firefox(),
    silent(
        "crypto.getRandomValues draws nothing",
        "Crypto.prototype.getRandomValues = (bytes) => bytes",
    ),
    // That it always draws the same cannot be seen: a page can choose its own visitors' noise, as it can choose to send.
    row(
        "crypto.getRandomValues draws the same",
        "Crypto.prototype.getRandomValues = (bytes) => bytes.fill(7)",
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

pub const POLLUTED: &[Row] = &[
    reports(
        "the purposes' names",
        "Object.assign(Object.prototype, { segment: true, report: true, position: true, activate: true })",
    ).also_in_firefox(),
    reports(
        "the record's fields",
        "Object.assign(Object.prototype, { p: 15, n: 0, d: Math.floor(Date.now() / 864e5), t: 1, e: 0, w: 0 })",
    ).also_in_firefox(),
    reports(
        "the state's fields",
        "Object.assign(Object.prototype, { decided: true, yes: 15, no: 0, running: 1 })",
    ).also_in_firefox(),
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
    ).also_in_firefox(),
    reports(
        "an event's fields",
        "Object.assign(Object.prototype, { value: 15, query: 'evil', item: 'evil', category: 'evil', given: true, tool: 'evil' })",
    ),
    reports(
        "what a transaction decides on",
        "Object.assign(Object.prototype, { raw: undefined, cut: false, over: false, known: false, put: undefined, gone: undefined, detail: 15, persisted: true })",
    ),
];
