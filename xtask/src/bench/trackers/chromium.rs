//! A headless Chromium with a profile of its own, spoken to in its own protocol over a pipe: nothing of a driver runs in
//! the page, and the browser can tell how long its main thread worked.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Several trackers are silent in a browser that says it is a robot's, so none says so.
const SWITCHES: [&str; 12] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-blink-features=AutomationControlled",
    "--window-size=1280,900",
];

/// The browser reads commands from its third and writes to its fourth open file; ours are its first two.
const PIPED: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// A running browser with one page. It ends when this is dropped.
pub struct Chromium {
    child: Child,
    pipe: ChildStdin,
    heard: Receiver<Value>,
    events: Vec<Value>,
    session: String,
    last: u64,
    patience: Duration,
}

impl Chromium {
    /// Starts it with a profile that is there, or is made.
    pub fn start(program: &Path, profile: &Path, patience: Duration) -> Result<Self, String> {
        let mut child = Command::new("sh")
            .args(["-c", PIPED])
            .arg(program)
            .args(SWITCHES)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("no shell to start the browser from: {error}"))?;
        let (Some(pipe), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the browser has no pipe".into());
        };
        let (send, heard) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let Ok(message) = serde_json::from_slice(&message) else {
                    continue;
                };
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            pipe,
            heard,
            events: Vec::new(),
            session: String::new(),
            last: 0,
            patience,
        };
        browser.open()?;
        Ok(browser)
    }

    fn open(&mut self) -> Result<(), String> {
        let version = self.ask("Browser.getVersion", json!({}))?;
        let start = Instant::now();
        let target = loop {
            let all = self.ask("Target.getTargets", json!({}))?;
            let mut pages = all["targetInfos"].as_array().into_iter().flatten();
            if let Some(page) = pages.find(|target| target["type"] == "page") {
                break page["targetId"].clone();
            }
            if start.elapsed() > self.patience {
                return Err("the browser opened no page".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        let attached = self.ask(
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        )?;
        self.session = attached["sessionId"].as_str().unwrap_or_default().into();
        self.ask("Page.enable", json!({}))?;
        self.ask("Performance.enable", json!({}))?;
        let agent = version["userAgent"].as_str().unwrap_or_default();
        let number = agent
            .split_once("Chrome/")
            .and_then(|(_, rest)| rest.split('.').next())
            .unwrap_or_default();
        let brands = json!([{ "brand": "Chromium", "version": number }, { "brand": "Not_A Brand", "version": "24" }]);
        let override_ = json!({
            "userAgent": agent.replace("HeadlessChrome", "Chrome"),
            "userAgentMetadata": {
                "brands": brands, "platform": "Linux", "platformVersion": "", "architecture": "x86", "model": "", "mobile": false,
            },
        });
        self.ask("Emulation.setUserAgentOverride", override_)
            .map(drop)
    }

    /// A command and its result.
    pub fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, String> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_empty() && !method.starts_with("Browser.") {
            command["sessionId"] = json!(self.session);
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        self.pipe
            .write_all(&bytes)
            .and_then(|()| self.pipe.flush())
            .map_err(|error| format!("the browser has ended: {error}"))?;
        let start = Instant::now();
        loop {
            let message = self.hear(start, method)?;
            if message["id"] == self.last {
                return match message["error"]["message"].as_str() {
                    Some(error) => Err(format!("{method}: {error}")),
                    None => Ok(message["result"].clone()),
                };
            }
            self.events.push(message);
        }
    }

    fn hear(&mut self, start: Instant, what: &str) -> Result<Value, String> {
        let left = self.patience.saturating_sub(start.elapsed());
        self.heard
            .recv_timeout(left)
            .map_err(|_| format!("no {what} within {} s", self.patience.as_secs()))
    }

    /// Opens an address and waits until it is loaded.
    pub fn goto(&mut self, url: &str) -> Result<(), String> {
        self.events.clear();
        let answer = self.ask("Page.navigate", json!({ "url": url }))?;
        if let Some(error) = answer["errorText"].as_str() {
            return Err(format!("{url}: {error}"));
        }
        let start = Instant::now();
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(loaded) {
            let event = self.hear(start, "load event")?;
            self.events.push(event);
        }
        Ok(())
    }

    /// What an expression is worth, once it is known.
    pub fn evaluate(&mut self, expression: &str) -> Result<Value, String> {
        let answer = self.ask(
            "Runtime.evaluate",
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true }),
        )?;
        match answer["exceptionDetails"]["exception"]["description"].as_str() {
            Some(error) => Err(error.lines().next().unwrap_or_default().to_owned()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Seconds of processor time that the page's main thread has taken.
    pub fn main_thread(&mut self) -> Result<f64, String> {
        let answer = self.ask("Performance.getMetrics", json!({}))?;
        let mut metrics = answer["metrics"].as_array().into_iter().flatten();
        let time = metrics.find(|metric| metric["name"] == "ThreadTime");
        time.and_then(|metric| metric["value"].as_f64())
            .ok_or_else(|| "the browser tells no time of its main thread".into())
    }

    /// Ends it as a person would, so that what a page stored is on the disk.
    pub fn close(mut self) -> Result<(), String> {
        self.ask("Browser.close", json!({}))?;
        let start = Instant::now();
        while start.elapsed() < self.patience {
            if let Ok(Some(_)) = self.child.try_wait() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err("the browser does not end".into())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A profile that is removed with its owner.
pub struct Profile(PathBuf);

impl Profile {
    /// One that is not there yet.
    pub fn fresh(number: usize) -> Self {
        let name = format!("recinto-trackers-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // A left-over temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
