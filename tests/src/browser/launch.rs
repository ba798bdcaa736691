//! Starting a browser, and ending it whatever happens.

use super::log::Log;
use super::{Browser, Make, Options, POLL, chromium, firefox};
use fantoccini::ClientBuilder;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

impl Browser {
    /// Starts a driver and its browser behind the proxy at `proxy`, with a new profile inside `dir`.
    ///
    /// # Panics
    /// With a sentence, if either does not start.
    pub async fn start(dir: &Path, proxy: SocketAddr, options: &Options) -> Self {
        let number = PROFILES.fetch_add(1, Ordering::Relaxed);
        Self::start_with(dir, dir.join(format!("profile-{number}")), proxy, options).await
    }

    /// The same with a profile that another browser left behind.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_with(
        dir: &Path,
        profile: PathBuf,
        proxy: SocketAddr,
        options: &Options,
    ) -> Self {
        let port = free_port();
        let log = Log::new(dir, options.make.driver().0, port);
        let driver = start_driver(&log, port, options.make);

        let capabilities = match options.make {
            Make::Chromium => chromium::capabilities(&profile, proxy, options),
            Make::Firefox => firefox::capabilities(&profile, proxy, options),
        };
        let start = Instant::now();
        let client = loop {
            match ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
            {
                Ok(client) => break client,
                Err(error) if start.elapsed() > Duration::from_secs(20) => {
                    panic!("no browser: {error}. {}", options.make.advice())
                }
                Err(_) => tokio::time::sleep(POLL).await,
            }
        };
        let browser = Self {
            client,
            driver,
            profile,
            make: options.make,
            log,
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

    /// Kills it with all its processes, as a crash would, and gives the profile it leaves behind.
    pub async fn kill(self) -> PathBuf {
        let profile = self.profile.clone();
        drop(self);
        while is_any_with(&profile.to_string_lossy()) {
            tokio::time::sleep(POLL).await;
        }
        profile
    }
}

impl Make {
    /// The driver's command, and the variable that names its place.
    fn driver(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("chromedriver", "CHROMEDRIVER"),
            Self::Firefox => ("geckodriver", "GECKODRIVER"),
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Chromium => "Set CHROMIUM and CHROMEDRIVER to programs of the same version.",
            Self::Firefox => "Set FIREFOX and GECKODRIVER to the programs.",
        }
    }
}

fn start_driver(log: &Log, port: u16, make: Make) -> Child {
    let (name, variable) = make.driver();
    let program = std::env::var(variable).unwrap_or_else(|_| name.into());
    let log = log.create();
    let mut command = Command::new(&program);
    command.arg(format!("--port={port}"));
    if make == Make::Firefox {
        // The cookies and the console of all pages are asked for in Firefox's own window.
        command.arg("--allow-system-access");
        // A released Firefox heeds the preference with the address of its vendor's settings only where this is set.
        command.env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
    }
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a second handle"))
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{name} ({program}) does not start: {error}. Set {variable}, or run `cargo xtask test`, which does."))
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
    for process in processes_with(mark) {
        let _ = std::process::Command::new("kill")
            .arg("-9")
            .arg(process)
            .stderr(Stdio::null())
            .status();
    }
}

fn is_any_with(mark: &str) -> bool {
    processes_with(mark).next().is_some()
}

fn processes_with(mark: &str) -> impl Iterator<Item = OsString> {
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    all.filter(|entry| {
        let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        memchr::memmem::find(&command, mark.as_bytes()).is_some()
    })
    .map(|entry| entry.file_name())
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
