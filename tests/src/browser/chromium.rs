//! What chromedriver is asked for: a headless Chromium, quiet and behind the proxy.

use super::Options;
use fantoccini::wd::Capabilities;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;

pub(super) fn capabilities(profile: &Path, proxy: SocketAddr, options: &Options) -> Capabilities {
    let language = options.language();
    let mut switches = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        // The clock it would ask its vendor for, and the search engine it would greet.
        "--disable-features=NetworkTimeServiceQuerying,PreconnectToSearch,OptimizationHints,MediaRouter".into(),
        "--disable-dev-shm-usage".into(),
        "--window-size=1280,900".into(),
        format!("--lang={language}"),
        format!("--user-data-dir={}", profile.display()),
        format!("--proxy-server=http://{proxy}"),
        // Without this, Chromium goes to localhost directly and unseen.
        "--proxy-bypass-list=<-loopback>".into(),
    ];
    switches.extend(options.switches.iter().cloned());
    let mut chrome = json!({ "args": switches, "prefs": { "intl.accept_languages": language } });
    if let Ok(program) = std::env::var("CHROMIUM") {
        chrome["binary"] = json!(program);
    }
    let all = json!({ "browserName": "chrome", "goog:chromeOptions": chrome, "goog:loggingPrefs": { "browser": "ALL" }, "unhandledPromptBehavior": "accept" });
    all.as_object().cloned().expect("an object")
}
