//! A marketer's steps at the desk.

use recinto_tests::browser::Browser;
use recinto_tests::repository;
use recinto_tests::server::SHOP;
use recinto_tests::story::World;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// How long reading and clustering CDNOW may take on a busy machine.
pub const FINDING: Duration = Duration::from_secs(90);

/// The real data.
pub fn cdnow() -> PathBuf {
    repository("web/sample/cdnow_master.txt")
}

/// Opens the app by the address the server printed.
pub async fn open(world: &World) {
    world.browser.goto(&world.operator_address).await;
    world.browser.find_any("drop-input").await;
}

/// Adds the demo's shop as a site and gives the token shown.
pub async fn add_site(browser: &Browser) -> String {
    browser.click("nav-sites").await;
    browser.click("add-site-open").await;
    browser.fill("site-name", "CD shop").await;
    browser.fill("site-id", "cd-shop").await;
    browser.fill("site-origin", SHOP).await;
    browser.click("add-site-confirm").await;
    browser.text("site-token").await
}

/// Waits until the segments are on the screen.
pub async fn segments(browser: &Browser) {
    let found = "return !!(seen('segments-table') || seen('problem'))";
    browser
        .until_within(FINDING, "the segments", found, vec![])
        .await;
    if browser.sees("problem").await {
        panic!("no segments, but: {}", browser.text("problem").await);
    }
}

/// Brings a file whose columns are known.
pub async fn bring(browser: &Browser, file: &std::path::Path) {
    browser.click("nav-data").await;
    browser.upload("drop-input", file).await;
}

/// Reads the file in the dialog, and waits until its rows are at hand or refused.
pub async fn read(browser: &Browser) {
    browser.find("map-dialog").await;
    browser.click("map-confirm").await;
    let done = "return !!(seen('find-now') || seen('problem')) && !seen('progress')";
    browser
        .until_within(FINDING * 4, "the rows read and cleaned", done, vec![])
        .await;
}

/// Brings a file with a header, accepts the columns as guessed and the features as proposed.
pub async fn bring_csv(browser: &Browser, file: &std::path::Path) {
    bring(browser, file).await;
    read(browser).await;
    if browser.sees("find-now").await {
        browser.click("find-now").await;
    }
}

/// What is about to be published: the bytes on the screen, and the model they are.
pub async fn preview(browser: &Browser) -> (String, Value) {
    let text = browser.text("publish-preview").await;
    let model = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("the preview is no JSON ({error}): {text}"));
    (text, model)
}

/// Publishes what is on the publish screen to the chosen site.
pub async fn publish(browser: &Browser) {
    browser.click("publish-confirm").await;
    browser
        .until(
            "the collector's yes",
            "return !!(seen('publish-done') || seen('problem'))",
            vec![],
        )
        .await;
    if browser.sees("problem").await {
        panic!("not published: {}", browser.text("problem").await);
    }
}

/// Runs `recinto` and gives what it printed.
pub fn recinto(arguments: &[&str]) -> String {
    let output = std::process::Command::new(recinto_tests::server::recinto())
        .args(arguments)
        .output()
        .expect("`recinto` starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "recinto {arguments:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

/// The rows of the monitor: label, count, withheld.
pub async fn watched(browser: &Browser) -> Vec<(String, Option<u64>, bool)> {
    browser.find("watch-table").await;
    let body = "
      const rows = [...document.querySelectorAll('[data-testid^=\"watch-row-\"]')];
      return rows.map((r) => [r.dataset.testid.slice(10), r.dataset.count ?? '', r.dataset.withheld ?? '']);";
    let rows = browser.js(body, vec![]).await;
    let rows = rows.as_array().expect("a list").clone();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    rows.iter()
        .map(|r| (text(&r[0]), text(&r[1]).parse().ok(), r[2] == json!("true")))
        .collect()
}
