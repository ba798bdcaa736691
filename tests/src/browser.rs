//! A headless Chromium or Firefox with a fresh profile, all of whose traffic goes through the proxy.

mod axe;
mod broken;
mod chromium;
mod commands;
mod firefox;
mod launch;
mod log;
mod options;
mod stores;

pub use options::{Make, Options};
pub use stores::Stores;

use crate::target_dir;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use commands::{Cdp, ConsoleLog};
use fantoccini::Client;
use fantoccini::elements::Element;
use log::Log;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::process::Child;

/// How long a condition of the page may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// Finds by `data-testid`, through open shadow roots, and gives what a person can see before what is hidden.
const DEEP: &str = "
  const deep = (root, id) => {
    const hits = [...root.querySelectorAll(`[data-testid=\"${id}\"]`)];
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) hits.push(...deep(element.shadowRoot, id));
    return hits;
  };
  const find = (id) => { const all = deep(document, id); return all.find((e) => e.checkVisibility({ visibilityProperty: true })) || all[0] || null; };
  const seen = (id) => { const e = find(id); return e && e.checkVisibility({ visibilityProperty: true }) ? e : null; };
";

/// A browser under test.
pub struct Browser {
    client: Client,
    driver: Child,
    profile: PathBuf,
    make: Make,
    log: Log,
}

impl Browser {
    /// Which one it is.
    #[must_use]
    pub fn make(&self) -> Make {
        self.make
    }

    /// Opens an address.
    pub async fn goto(&self, url: &str) {
        self.client
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// Leaves the page for an empty one, so that it hides and ends.
    pub async fn leave(&self) {
        self.goto("about:blank").await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// Runs a function body in the page. `find(testid)` and `seen(testid)` are there for it.
    pub async fn js(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.try_js(body, arguments)
            .await
            .unwrap_or_else(|error| panic!("script failed: {error}\n{body}"))
    }

    async fn try_js(
        &self,
        body: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, fantoccini::error::CmdError> {
        self.client
            .execute(&format!("{DEEP}\n{body}"), arguments)
            .await
    }

    /// Runs the body of an async function in the page and waits for it. The arguments are in `args`.
    pub async fn js_async(&self, body: &str, arguments: Vec<Value>) -> Value {
        let script = format!(
            "{DEEP}\nconst done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);
             (async () => {{ {body} }})().then((value) => done({{ value: value === undefined ? null : value }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = self
            .client
            .execute_async(&script, arguments)
            .await
            .unwrap_or_else(|error| panic!("script failed: {error}\n{body}"));
        assert!(
            answer.get("error").is_none(),
            "script failed: {}\n{body}",
            answer["error"]
        );
        answer["value"].clone()
    }

    /// Waits until a function body returns something true, and gives it. A page that is being replaced is waited for.
    pub async fn until(&self, what: &str, body: &str, arguments: Vec<Value>) -> Value {
        self.until_within(PATIENCE, what, body, arguments).await
    }

    /// The same with another patience.
    pub async fn until_within(
        &self,
        patience: Duration,
        what: &str,
        body: &str,
        arguments: Vec<Value>,
    ) -> Value {
        let start = Instant::now();
        loop {
            let answer = self.try_js(body, arguments.clone()).await;
            let truth = matches!(&answer, Ok(v) if !v.is_null() && v != &json!(false) && v != &json!("") && v != &json!(0));
            if truth {
                return answer.unwrap_or_default();
            }
            if start.elapsed() > patience {
                let page = self.try_js("return location.href + '\\n' + (document.body ? document.body.innerText : '').slice(0, 1500)", vec![]).await;
                panic!(
                    "waited {} s in vain for: {what}\nlast answer: {answer:?}\nthe page: {}",
                    patience.as_secs(),
                    page.unwrap_or_default().as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits for an element that can be seen.
    pub async fn find(&self, id: &str) -> Element {
        self.element(id, "return seen(arguments[0])").await
    }

    /// Waits for an element, seen or not (a file input may be hidden behind its label).
    pub async fn find_any(&self, id: &str) -> Element {
        self.element(id, "return find(arguments[0])").await
    }

    async fn element(&self, id: &str, body: &str) -> Element {
        let value = self
            .until(&format!("the element `{id}`"), body, vec![json!(id)])
            .await;
        let reference = value
            .as_object()
            .and_then(|o| o.values().next())
            .and_then(Value::as_str)
            .map(str::to_owned);
        let reference = reference.unwrap_or_else(|| panic!("`{id}` is no element: {value}"));
        Element::from_element_id(self.client.clone(), reference.into())
    }

    /// Can it be seen now?
    pub async fn sees(&self, id: &str) -> bool {
        self.js("return !!seen(arguments[0])", vec![json!(id)])
            .await
            == json!(true)
    }

    /// Clicks with the mouse, as a person would: what lies under something else cannot be clicked.
    pub async fn click(&self, id: &str) {
        let start = Instant::now();
        loop {
            // The driver scrolls only what is out of sight, not what the head of the page covers.
            let seen = "const e = find(arguments[0]), top = e?.getBoundingClientRect().top; \
                if (e && (top < 100 || top > innerHeight - 60)) e.scrollIntoView({ block: 'center', behavior: 'instant' })";
            self.js(seen, vec![json!(id)]).await;
            match self.find(id).await.click().await {
                Ok(()) => return,
                Err(error) if start.elapsed() > Duration::from_secs(8) => {
                    panic!("`{id}` cannot be clicked: {error}")
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Types into a field, in place of what is there.
    pub async fn fill(&self, id: &str, text: &str) {
        let field = self.find(id).await;
        // As a person does: all selected, typed over, and left by the Tab key, which is when a field is read.
        let keys = format!("\u{e009}a\u{e000}{text}\u{e004}");
        field
            .send_keys(&keys)
            .await
            .unwrap_or_else(|error| panic!("`{id}` takes no text: {error}"));
    }

    /// Clicks the first element that a selector finds.
    pub async fn click_css(&self, selector: &str) {
        let start = Instant::now();
        loop {
            let clicked = match self.client.find(fantoccini::Locator::Css(selector)).await {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            match clicked {
                Ok(()) => return,
                Err(error) if start.elapsed() > Duration::from_secs(8) => {
                    panic!("`{selector}` cannot be clicked: {error}")
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Chooses in a `<select>`, by value.
    pub async fn choose(&self, id: &str, value: &str) {
        self.find(id)
            .await
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("`{id}` has no {value:?}: {error}"));
    }

    /// Gives a file to a file chooser.
    pub async fn upload(&self, id: &str, file: &Path) {
        let path = file
            .canonicalize()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.find_any(id)
            .await
            .send_keys(&path.to_string_lossy())
            .await
            .unwrap_or_else(|error| panic!("`{id}` takes no file: {error}"));
    }

    /// The text of an element, once there is any.
    pub async fn text(&self, id: &str) -> String {
        let body = "const e = seen(arguments[0]); return e && e.textContent";
        self.until(&format!("text in `{id}`"), body, vec![json!(id)])
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// An attribute of an element that is there.
    pub async fn attribute(&self, id: &str, name: &str) -> Option<String> {
        self.find_any(id)
            .await
            .attr(name)
            .await
            .expect("an attribute can be read")
    }

    /// Sets the width of the page and the colours the system prefers.
    pub async fn look(&self, width: u32, dark: bool) {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        let scheme = if dark { "dark" } else { "light" };
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        )
        .await;
    }

    /// Sends a command of Chromium's own protocol.
    ///
    /// # Panics
    /// In any other browser: a story that needs it is Chromium's alone.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        assert_eq!(
            self.make,
            Make::Chromium,
            "{command} is Chromium's own: a story that needs it cannot run in another browser"
        );
        let command = Cdp {
            command: command.to_owned(),
            parameters,
        };
        self.client
            .issue_cmd(command.clone())
            .await
            .unwrap_or_else(|error| panic!("{command:?}: {error}"))
    }

    /// Saves the page as a picture in `target/screenshots`: whole, or in Firefox what of it is in view.
    pub async fn screenshot(&self, name: &str) {
        // Also taken of browsers that have just failed a test; these may be past answering.
        let png = match self.make {
            Make::Chromium => self.whole_page().await,
            Make::Firefox => self.client.screenshot().await.ok(),
        };
        let Some(png) = png else { return };
        let folder = target_dir().join("screenshots");
        std::fs::create_dir_all(&folder).expect("target can be written");
        std::fs::write(folder.join(format!("{name}.png")), png).expect("target can be written");
    }

    async fn whole_page(&self) -> Option<Vec<u8>> {
        let command = Cdp {
            command: "Page.captureScreenshot".to_owned(),
            parameters: json!({ "format": "png", "captureBeyondViewport": true }),
        };
        let shot = self.client.issue_cmd(command).await.ok()?;
        STANDARD.decode(shot["data"].as_str()?).ok()
    }

    /// Lets the page's downloads go into a folder.
    pub async fn download_to(&self, folder: &Path) {
        std::fs::create_dir_all(folder).expect("the test's folder can be written");
        let wish = json!({ "behavior": "allow", "downloadPath": folder });
        self.cdp("Browser.setDownloadBehavior", wish).await;
    }

    /// Everything on the console since the last call: level and text. In Firefox without what the page itself prints.
    pub async fn console(&self) -> Vec<(String, String)> {
        let log = match self.make {
            Make::Chromium => self.client.issue_cmd(ConsoleLog).await.unwrap_or_default(),
            Make::Firefox => self.firefox_console().await,
        };
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        log.as_array()
            .into_iter()
            .flatten()
            .map(|line| (text(line, "level"), text(line, "message")))
            .collect()
    }

    /// What the tracker said on the console since the last call.
    pub async fn said(&self) -> Vec<String> {
        let lines = match self.make {
            Make::Chromium => self
                .console()
                .await
                .into_iter()
                .map(|(_, text)| text)
                .collect(),
            Make::Firefox => self.log.printed(),
        };
        lines
            .into_iter()
            .filter(|line| line.contains("recinto:"))
            .collect()
    }

    /// Errors on the console since the last call: what a Content-Security-Policy stopped is among them.
    pub async fn console_errors(&self) -> Vec<String> {
        let all = self.console().await;
        all.into_iter()
            .filter(|(level, _)| level == "SEVERE")
            .map(|(_, text)| text)
            .collect()
    }

    /// Opens a second tab and goes there.
    pub async fn new_tab(&self) {
        let tab = self.client.new_window(true).await.expect("a new tab");
        self.client
            .switch_to_window(tab.handle)
            .await
            .expect("the new tab");
    }

    /// Goes to a tab, in the order in which the driver names them.
    pub async fn to_tab(&self, number: usize) {
        let tabs = self.client.windows().await.expect("tabs");
        let tab = tabs.into_iter().nth(number).expect("so many tabs");
        self.client.switch_to_window(tab).await.expect("the tab");
    }

    /// Closes the tab and goes to the first one.
    pub async fn close_tab(&self) {
        self.client.close_window().await.expect("the tab closes");
        let first = self
            .client
            .windows()
            .await
            .expect("tabs")
            .into_iter()
            .next()
            .expect("a tab");
        self.client
            .switch_to_window(first)
            .await
            .expect("the first tab");
    }

    /// Ends the browser.
    pub async fn close(&self) {
        let _ = self.client.clone().close().await;
    }
}
