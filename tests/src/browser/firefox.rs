//! What geckodriver is asked for: a headless Firefox, quiet and behind the proxy; and what only Firefox itself knows,
//! asked in its own window instead of the page's.

use super::commands::Context;
use super::{Browser, Options};
use fantoccini::wd::Capabilities;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::path::Path;

pub(super) fn capabilities(profile: &Path, proxy: SocketAddr, options: &Options) -> Capabilities {
    // The driver writes the preferences into this folder, and wants it to be there.
    std::fs::create_dir_all(profile).expect("the test's folder can be written");
    let args = json!(["-headless", "-profile", profile]);
    let mut wish = json!({ "args": args, "prefs": preferences(proxy, options) });
    if let Ok(program) = std::env::var("FIREFOX") {
        wish["binary"] = json!(program);
    }
    let all = json!({ "browserName": "firefox", "moz:firefoxOptions": wish, "unhandledPromptBehavior": "accept" });
    all.as_object().cloned().expect("an object")
}

fn preferences(proxy: SocketAddr, options: &Options) -> Map<String, Value> {
    let (host, port) = (proxy.ip().to_string(), proxy.port());
    let mut all = json!({
        "network.proxy.type": 1,
        "network.proxy.http": host,
        "network.proxy.http_port": port,
        "network.proxy.ssl": host,
        "network.proxy.ssl_port": port,
        "network.proxy.no_proxies_on": "",
        // Nothing that the proxy refuses is tried again without it.
        "network.proxy.failover_direct": false,
        // Without the first, Firefox goes to localhost directly and unseen; without the second it would not take a
        // proxied localhost for the secure context that it is to everybody else.
        "network.proxy.allow_hijacking_localhost": true,
        "network.proxy.testing_localhost_is_secure_when_hijacked": true,
        // What a page prints goes into the driver's log, or it would stay in the page's own process.
        "devtools.console.stdout.content": true,
        "intl.accept_languages": options.language(),
        "intl.locale.requested": options.language(),
    });
    let all = all.as_object_mut().expect("an object");
    for (name, value) in QUIET {
        all.insert((*name).into(), Value::from(value));
    }
    for name in OFF {
        all.insert((*name).into(), json!(false));
    }
    // WebRTC and prefetching by a page's own wish are left on: ways out of a page, which the tests must see closed.
    all.extend(options.preferences.iter().cloned());
    all.clone()
}

/// What Firefox does for itself and its vendor, whatever page is open.
const OFF: &[&str] = &[
    "app.normandy.enabled",
    "app.shield.optoutstudies.enabled",
    "app.update.auto",
    // Its own picture of a site, looked for at /favicon.ico whatever the page says, when a page wakes.
    "browser.chrome.guess_favicon",
    "browser.newtabpage.activity-stream.feeds.section.topstories",
    "browser.newtabpage.activity-stream.feeds.topsites",
    "browser.newtabpage.activity-stream.showSponsored",
    "browser.newtabpage.activity-stream.showSponsoredTopSites",
    "browser.newtabpage.activity-stream.telemetry",
    "browser.newtabpage.enabled",
    "browser.ping-centre.telemetry",
    "browser.region.update.enabled",
    "browser.safebrowsing.blockedURIs.enabled",
    "browser.safebrowsing.downloads.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "browser.search.geoSpecificDefaults",
    "browser.search.update",
    "browser.urlbar.quicksuggest.enabled",
    "browser.urlbar.suggest.searches",
    "datareporting.healthreport.uploadEnabled",
    "datareporting.policy.dataSubmissionEnabled",
    "dom.push.connection.enabled",
    "dom.push.enabled",
    "extensions.blocklist.enabled",
    "extensions.getAddons.cache.enabled",
    "extensions.systemAddon.update.enabled",
    "extensions.update.enabled",
    "media.gmp-manager.updateEnabled",
    "messaging-system.rsexperimentloader.enabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "network.dns.echconfig.enabled",
    "network.predictor.enabled",
    "privacy.trackingprotection.annotate_channels",
    // A form that goes from a secure page to an insecure one waits for a person's word: nobody is there to say it.
    "security.warn_submit_secure_to_insecure",
    "security.certerrors.mitm.priming.enabled",
    "toolkit.telemetry.enabled",
    "toolkit.telemetry.unified",
];

/// The same where "no" is another word than `false`.
const QUIET: &[(&str, Quiet)] = &[
    ("app.normandy.api_url", Quiet::Text("")),
    ("browser.startup.homepage", Quiet::Text("about:blank")),
    ("browser.topsites.contile.endpoint", Quiet::Text("")),
    ("dom.push.serverURL", Quiet::Text("")),
    ("media.gmp-manager.url", Quiet::Text("")),
    ("network.dns.disablePrefetch", Quiet::Yes),
    ("network.dns.disablePrefetchFromHTTPS", Quiet::Yes),
    ("network.http.speculative-parallel-limit", Quiet::Number(0)),
    // No name is asked for over HTTPS.
    ("network.trr.mode", Quiet::Number(5)),
    (
        "services.settings.server",
        Quiet::Text("data:,#remote-settings-dummy/v1"),
    ),
    ("toolkit.telemetry.server", Quiet::Text("data:,")),
];

enum Quiet {
    Yes,
    Number(u32),
    Text(&'static str),
}

impl From<&Quiet> for Value {
    fn from(quiet: &Quiet) -> Self {
        match quiet {
            Quiet::Yes => json!(true),
            Quiet::Number(number) => json!(number),
            Quiet::Text(text) => json!(text),
        }
    }
}

/// Errors and warnings that pages caused, among them what a Content-Security-Policy stopped. What a page itself prints
/// stays in the page's own process and is not among them.
const CONSOLE: &str = "
  const levels = { 0: 'SEVERE', 1: 'WARNING' };
  const all = Services.console.getMessageArray().filter((m) => m instanceof Ci.nsIScriptError && m.sourceName.startsWith('http'));
  Services.console.reset();
  return all.map((m) => ({ level: levels[m.flags & 1], message: `${m.sourceName} ${m.lineNumber} ${m.category} ${m.errorMessage}` }));";

/// Cookies of every origin.
const COOKIES: &str = "return Services.cookies.cookies.map(({ host, path, name, value }) => ({ host, path, name, value }))";

impl Browser {
    /// Runs a function body where Firefox's own window is, not the page's.
    async fn inside_firefox(&self, body: &str) -> Result<Value, fantoccini::error::CmdError> {
        self.client.issue_cmd(Context("chrome")).await?;
        let answer = self.client.execute(body, vec![]).await;
        self.client.issue_cmd(Context("content")).await?;
        answer
    }

    pub(super) async fn firefox_console(&self) -> Value {
        self.inside_firefox(CONSOLE).await.unwrap_or_default()
    }

    pub(super) async fn firefox_cookies(&self) -> Value {
        self.inside_firefox(COOKIES)
            .await
            .unwrap_or_else(|error| panic!("Firefox does not say its cookies: {error}"))
    }
}
