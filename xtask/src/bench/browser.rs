//! One headless Chromium for all contestants that run in a browser, spoken to through the page it has open.

use super::contestant::Answer;
use super::server::{self, Server};
use crate::setup::Tools;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A running browser. It ends when this is dropped.
pub struct Browser {
    child: Child,
    profile: PathBuf,
    asks: Sender<Value>,
    answers: Receiver<Value>,
}

/// Headless, quiet, and never slowed down for being in the background.
const SWITCHES: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
];

impl Browser {
    /// Starts it on the page.
    pub fn start(tools: &Tools, roots: Vec<PathBuf>, data: PathBuf) -> Result<Self, String> {
        let (asks, to_page) = channel();
        let (from_page, answers) = channel();
        let server = Server {
            roots,
            data,
            asks: Mutex::new(to_page),
            answers: from_page,
        };
        let address =
            server::start(server).map_err(|error| format!("no server on the loopback: {error}"))?;
        let profile = std::env::temp_dir().join(format!("recinto-bench-{}", std::process::id()));
        let child = Command::new(&tools.chromium)
            .args(SWITCHES)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("http://{address}/"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", tools.chromium.display()))?;
        Ok(Self {
            child,
            profile,
            asks,
            answers,
        })
    }

    /// The browser's process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the page and waits for its answer.
    pub fn ask(&mut self, request: &Value, limit: Duration) -> Answer {
        // An answer that came too late is not the one to this.
        while self.answers.try_recv().is_ok() {}
        self.asks
            .send(request.clone())
            .map_err(|_| "the page's server has ended")?;
        let late = |_| format!("the page gave no answer within {} s", limit.as_secs());
        self.answers.recv_timeout(limit).map_err(late)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // A left-over temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
