//! Starting a browser, and ending it whatever happens.

use super::{Browser, Options, POLL};
use fantoccini::ClientBuilder;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::process::Command;

impl Browser {
    /// Starts chromedriver and a Chromium behind the proxy at `proxy`, with a new profile inside `dir`.
    ///
    /// # Panics
    /// With a sentence, if either does not start.
    pub async fn start(dir: &Path, proxy: SocketAddr, options: &Options) -> Self {
        let port = free_port();
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let log = std::fs::File::create(dir.join("chromedriver.log"))
            .expect("the test's folder can be written");
        let driver = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a second handle"))
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver ({program}) does not start: {error}. Set CHROMEDRIVER, or run `cargo xtask test`, which does."));

        let number = PROFILES.fetch_add(1, Ordering::Relaxed);
        let profile = dir.join(format!("profile-{number}"));
        let capabilities = capabilities(&profile, proxy, options);
        let start = Instant::now();
        let client = loop {
            match ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
            {
                Ok(client) => break client,
                Err(error) if start.elapsed() > Duration::from_secs(20) => {
                    panic!(
                        "no browser: {error}. Set CHROMIUM and CHROMEDRIVER to programs of the same version."
                    )
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        };
        let browser = Self {
            client,
            driver,
            profile,
        };
        let timeouts = fantoccini::wd::TimeoutConfiguration::new(
            Some(Duration::from_secs(120)),
            Some(Duration::from_secs(60)),
            Some(Duration::ZERO),
        );
        browser
            .client
            .update_timeouts(timeouts)
            .await
            .expect("the driver takes timeouts");
        browser
    }
}

static PROFILES: AtomicU32 = AtomicU32::new(0);

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.start_kill();
        // A test that failed half way leaves a browser behind, known by its profile.
        end_processes_with(&self.profile.to_string_lossy());
    }
}

fn end_processes_with(mark: &str) {
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if memchr::memmem::find(&command, mark.as_bytes()).is_some() {
            let _ = std::process::Command::new("kill")
                .arg("-9")
                .arg(entry.file_name())
                .stderr(Stdio::null())
                .status();
        }
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

fn capabilities(
    profile: &Path,
    proxy: SocketAddr,
    options: &Options,
) -> fantoccini::wd::Capabilities {
    let language = if options.language.is_empty() {
        "en-GB"
    } else {
        &options.language
    };
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
