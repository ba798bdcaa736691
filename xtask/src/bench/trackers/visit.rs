//! One visit of one contestant: ten pages in a fresh profile, the browser closed, and one page more.

use super::chromium::{Chromium, Profile};
use super::pages::PAGES;
use super::site::{Got, Site};
use std::path::Path;
use std::time::Duration;

/// A page is looked at for so long before something happens on it, and so long after it.
const BEFORE: Duration = Duration::from_millis(500);
const AFTER: Duration = Duration::from_millis(400);
/// The time of a page that is being left to send what it still has.
const LEAVING: Duration = Duration::from_millis(800);
/// How long a contestant may take to be ready, or the browser for one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a visit took. Times are processor time of the page's main thread, in seconds, but for `calls`.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// The first page until its contestant is ready, with nothing in the browser's cache.
    pub first: f64,
    /// Each of the other nine.
    pub next: Vec<f64>,
    /// From each call until all it set off in the next moments is done.
    pub events: Vec<f64>,
    /// Until each call returned: seconds by the page's clock.
    pub calls: Vec<f64>,
    /// What was asked for over the ten pages.
    pub got: Vec<Got>,
    /// What was asked for after the browser was closed and opened again.
    pub back: Vec<Got>,
}

/// Waits in the page until the contestant is ready. Nothing is asked through the browser's protocol meanwhile.
const READY: &str = "(async () => { for (;;) { if (await shop.ready()) return true; await new Promise((go) => setTimeout(go, 25)); } })()";

/// Visits.
pub fn visit(chromium: &Path, site: &Site, number: usize) -> Result<Visit, String> {
    let profile = Profile::fresh(number);
    site.take();
    let mut browser = Chromium::start(chromium, profile.path(), PATIENCE)?;
    let mut visit = Visit::default();
    // The renderer of the shop's origin is there before the first page is.
    browser.goto(&format!("{}/blank", site.shop()))?;
    for (at, page) in PAGES.iter().enumerate() {
        browser.goto(&format!("{}{}", site.shop(), page.path()))?;
        browser
            .evaluate(READY)
            .map_err(|problem| format!("page {} is not ready: {problem}", at + 1))?;
        std::thread::sleep(BEFORE);
        // The browser counts anew with every document.
        let ready = browser.main_thread()?;
        let call = format!(
            "(() => {{ const call = shop.call({}); const start = performance.now(); call(); return performance.now() - start; }})()",
            page.told()
        );
        let took = browser.evaluate(&call)?;
        std::thread::sleep(AFTER);
        let done = browser.main_thread()?;
        if at == 0 {
            visit.first = ready;
        } else {
            visit.next.push(ready);
        }
        visit.events.push(done - ready);
        visit.calls.push(took.as_f64().unwrap_or_default() / 1e3);
    }
    browser.goto(&format!("{}/blank", site.shop()))?;
    std::thread::sleep(LEAVING);
    visit.got = site.take();
    browser.close()?;
    site.take();
    let mut browser = Chromium::start(chromium, profile.path(), PATIENCE)?;
    browser.goto(&format!("{}{}", site.shop(), PAGES[0].path()))?;
    browser.evaluate(READY)?;
    std::thread::sleep(BEFORE);
    browser.goto(&format!("{}/blank", site.shop()))?;
    std::thread::sleep(LEAVING);
    visit.back = site.take();
    browser.close()?;
    Ok(visit)
}
