//! Everything a page can have stored in the browser, read from the page's own origin.

use super::{Browser, Make};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What an origin has stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stores {
    /// Cookies of every origin, as the browser itself holds them.
    pub cookies: Vec<String>,
    /// `localStorage`.
    pub local: BTreeMap<String, String>,
    /// `sessionStorage`.
    pub session: BTreeMap<String, String>,
    /// IndexedDB databases.
    pub databases: Vec<String>,
    /// Caches.
    pub caches: Vec<String>,
    /// Service workers.
    pub workers: Vec<String>,
    /// Files in the origin's private file system.
    pub files: Vec<String>,
    /// `window.name`, which outlives the page.
    pub window_name: String,
}

const READ: &str = "
  const files = [];
  try { for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name); } catch (e) { if (e.name !== 'SecurityError') throw e; }
  return {
    local: { ...localStorage }, session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map((d) => d.name), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).map((r) => r.scope), files, name: window.name,
  };";

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| v.as_str().unwrap_or_default().to_owned())
        .collect()
}

fn pairs(value: &Value) -> BTreeMap<String, String> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned()))
        .collect()
}

impl Browser {
    /// Reads every store of the page's origin, and the cookies of all.
    pub async fn stores(&self) -> Stores {
        let read = self.js_async(READ, vec![]).await;
        let cookies = match self.make {
            Make::Chromium => self.cdp("Storage.getCookies", json!({})).await["cookies"].clone(),
            Make::Firefox => self.firefox_cookies().await,
        };
        let cookies = cookies
            .as_array()
            .expect("a list of cookies")
            .iter()
            .map(Value::to_string)
            .collect();
        Stores {
            cookies,
            local: pairs(&read["local"]),
            session: pairs(&read["session"]),
            databases: texts(&read["databases"]),
            caches: texts(&read["caches"]),
            workers: texts(&read["workers"]),
            files: texts(&read["files"]),
            window_name: read["name"].as_str().unwrap_or_default().to_owned(),
        }
    }
}

impl Stores {
    /// Fails unless nothing at all is stored.
    ///
    /// # Panics
    /// With what is stored.
    pub fn assert_empty(&self, when: &str) {
        assert!(
            self.local.is_empty(),
            "{when}: localStorage holds {:?}",
            self.local
        );
        self.assert_only_choice(when);
    }

    /// Fails unless nothing is stored but, perhaps, the choice record.
    ///
    /// # Panics
    /// With what is stored.
    pub fn assert_only_choice(&self, when: &str) {
        self.assert_only_choice_and_database(when);
        assert!(
            self.databases.is_empty(),
            "{when}: IndexedDB holds {:?}",
            self.databases
        );
    }

    /// Fails unless nothing is stored but, perhaps, the choice record and the engine's own database.
    ///
    /// # Panics
    /// With what is stored.
    pub fn assert_only_choice_and_database(&self, when: &str) {
        for (key, value) in &self.local {
            assert_eq!(
                key, "recinto.choice",
                "{when}: localStorage holds {value:?}"
            );
            assert_choice_record(when, value);
        }
        assert!(
            self.databases.iter().all(|name| name == "recinto"),
            "{when}: IndexedDB holds {:?}",
            self.databases
        );
        assert!(
            self.cookies.is_empty(),
            "{when}: cookies {:?}",
            self.cookies
        );
        assert!(
            self.session.is_empty(),
            "{when}: sessionStorage holds {:?}",
            self.session
        );
        assert!(self.caches.is_empty(), "{when}: caches {:?}", self.caches);
        assert!(
            self.workers.is_empty(),
            "{when}: service workers {:?}",
            self.workers
        );
        assert!(self.files.is_empty(), "{when}: files {:?}", self.files);
        assert!(
            self.window_name.is_empty(),
            "{when}: window.name is {:?}",
            self.window_name
        );
    }
}

/// The choice record: at most 200 bytes, four small numbers, no room for an identifier.
fn assert_choice_record(when: &str, text: &str) {
    assert!(
        text.len() <= 200,
        "{when}: the choice record has {} bytes",
        text.len()
    );
    let record: Value = serde_json::from_str(text)
        .unwrap_or_else(|error| panic!("{when}: the choice record {text:?}: {error}"));
    let fields = record
        .as_object()
        .unwrap_or_else(|| panic!("{when}: the choice record is {text:?}"));
    for (key, value) in fields {
        let most = match key.as_str() {
            "p" | "n" => 15,
            "d" => 40_000,
            "t" => 100,
            "e" => 40_000 * 24,
            "w" => 99,
            _ => panic!("{when}: the choice record has a field {key:?}: {text}"),
        };
        assert!(
            value.as_u64().is_some_and(|n| n <= most),
            "{when}: the choice record's {key} is {value}"
        );
    }
}
