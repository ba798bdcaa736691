//! One test: a fresh server, a fresh proxy and a fresh browser, put away whatever happens.

use crate::browser::{Browser, Make, Options};
use crate::canary::{Canary, assert_clean};
use crate::egress::{Kind, Static, assert_allowed};
use crate::proxy::Proxy;
use crate::record::Seen;
use crate::server::{Server, assets};
use crate::target_dir;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// What a test needs beyond the usual.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Use the engine that takes its randomness from the test.
    pub seeded: bool,
    /// Let pages leak on purpose: the closing check is left to the test.
    pub leaks: bool,
    /// About the browser.
    pub browser: Options,
}

impl Plan {
    /// The same in Firefox.
    #[must_use]
    pub fn in_firefox(mut self) -> Self {
        self.browser.make = Make::Firefox;
        self
    }
}

/// What a test works with.
pub struct World {
    /// The test's name.
    pub name: String,
    /// A folder of its own.
    pub dir: PathBuf,
    /// All egress of all browsers of this test.
    pub proxy: Proxy,
    /// The browser. More can be had by [`World::second_browser`].
    pub browser: Browser,
    /// The server under test.
    pub server: Mutex<Server>,
    /// The address with the operator's token.
    pub operator_address: String,
    /// What may be fetched.
    pub files: Static,
    plan: Plan,
}

impl World {
    /// Another browser with a clean profile, behind the same proxy.
    pub async fn second_browser(&self) -> Browser {
        Browser::start(&self.dir, self.proxy.address, &self.plan.browser).await
    }

    /// A browser with the profile that another one left behind, behind the same proxy.
    pub async fn browser_again(&self, profile: PathBuf) -> Browser {
        Browser::start_with(&self.dir, profile, self.proxy.address, &self.plan.browser).await
    }

    /// Fails if anything was sent that is not allowed, or that holds a canary. Gives what was sent with its kind.
    pub fn assert_egress(&self, from: usize, canaries: &[Canary]) -> Vec<(Seen, Kind)> {
        let seen = self.proxy.record.since(from);
        let kinds = assert_allowed(&seen, &self.files);
        assert_clean(&seen, canaries);
        seen.into_iter().zip(kinds).collect()
    }

    /// Waits until a request that `wanted` accepts was seen and answered.
    pub async fn request(
        &self,
        what: &str,
        patience: Duration,
        wanted: impl Fn(&Seen) -> bool,
    ) -> Seen {
        let start = Instant::now();
        loop {
            let done = |seen: &Seen| seen.fate != crate::record::Fate::Open && wanted(seen);
            if let Some(seen) = self.proxy.record.all().into_iter().find(done) {
                return seen;
            }
            assert!(
                start.elapsed() < patience,
                "waited {} s in vain for: {what}\n{}",
                patience.as_secs(),
                self.proxy.record.text()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Runs one test in a world of its own.
///
/// # Panics
/// As the test does, after saving a screenshot and the record to `target/stories`.
pub async fn story<F, Fut>(name: &str, plan: Plan, body: F)
where
    F: FnOnce(Arc<World>) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    say_what_is_seen();
    let dir = std::env::temp_dir().join(format!("recinto-tests-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("the temporary folder can be written");
    let picture = target_dir().join(format!("screenshots/failed-{name}.png"));
    let record = target_dir().join(format!("stories/{name}.txt"));
    for old in [&picture, &record] {
        let _ = std::fs::remove_file(old);
    }
    let assets = assets(&dir, plan.seeded);
    let files = Static::of(&assets);
    let proxy = Proxy::start().await.expect("the proxy starts");
    let server = Server::start(&dir, &assets).await;
    let browser = Browser::start(&dir, proxy.address, &plan.browser).await;
    let leaks = plan.leaks;
    let world = Arc::new(World {
        name: name.to_owned(),
        dir: dir.clone(),
        operator_address: server.operator_address.clone(),
        proxy,
        browser,
        server: Mutex::new(server),
        files,
        plan,
    });

    let mut outcome = tokio::spawn(body(world.clone()))
        .await
        .map_err(tokio::task::JoinError::into_panic);
    if outcome.is_ok() && !leaks {
        // Whatever a test is about, nothing may have left that is not allowed.
        let check = world.clone();
        outcome = tokio::spawn(async move { drop(check.assert_egress(0, &[])) })
            .await
            .map_err(tokio::task::JoinError::into_panic);
    }
    if outcome.is_err() {
        let folder = target_dir().join("stories");
        std::fs::create_dir_all(&folder).expect("target can be written");
        std::fs::write(
            folder.join(format!("{name}.txt")),
            world.proxy.record.text(),
        )
        .expect("target can be written");
        let _ = tokio::time::timeout(
            Duration::from_secs(10),
            world.browser.screenshot(&format!("failed-{name}")),
        )
        .await;
        let console = tokio::time::timeout(Duration::from_secs(5), world.browser.console())
            .await
            .unwrap_or_default();
        if !console.is_empty() {
            eprintln!("on the console: {console:#?}");
        }
    }
    let _ = tokio::time::timeout(Duration::from_secs(10), world.browser.close()).await;
    world.server.lock().await.stop().await;
    drop(world);
    let _ = std::fs::remove_dir_all(&dir);
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

/// Says once per run whether what goes round the proxy has a way out.
fn say_what_is_seen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        use std::io::Write as _;
        let line = if closed() {
            "egress: HTTP recorded; UDP and DNS: closed (a network with nothing but lo)"
        } else {
            "egress: HTTP recorded; UDP and DNS: unseen"
        };
        // Past the test runner's capture: it belongs in the summary of every run.
        let _ = writeln!(std::io::stderr(), "\n{line}");
    });
}

/// Does this network have no way out but the loopback?
#[must_use]
pub fn closed() -> bool {
    if std::env::var("RECINTO_EGRESS").is_ok_and(|v| v == "unseen") {
        return false;
    }
    let Ok(devices) = std::fs::read_to_string("/proc/net/dev") else {
        return false;
    };
    devices
        .lines()
        .filter_map(|line| line.split_once(':'))
        .all(|(name, _)| name.trim() == "lo")
}
