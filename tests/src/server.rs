//! The server under test: `recinto serve`, from the release in `dist/`.

use crate::proxy::SERVER;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// The app's origin.
pub const APP: &str = "http://app.localhost:8787";
/// The collector's origin.
pub const COLLECT: &str = "http://collect.localhost:8787";
/// The demo shop's origin.
pub const SHOP: &str = "http://shop.localhost:8787";

/// The folder of the release under test.
///
/// # Panics
/// If there is none: a test that cannot run has failed.
#[must_use]
pub fn dist() -> PathBuf {
    let folder = std::env::var_os("RECINTO_DIST").map(PathBuf::from).unwrap_or_else(|| {
        panic!("RECINTO_DIST does not name the folder of a release. `cargo xtask test` sets it; by hand: `cargo xtask build`, then RECINTO_DIST=dist.")
    });
    let program = folder.join("recinto");
    assert!(
        program.is_file(),
        "{} is not there: make a release with `cargo xtask build`.",
        program.display()
    );
    folder.canonicalize().expect("the folder is there")
}

/// The `recinto` program of the release.
#[must_use]
pub fn recinto() -> PathBuf {
    dist().join("recinto")
}

/// A running server.
pub struct Server {
    child: Child,
    /// The address it printed, with the operator's token.
    pub operator_address: String,
    /// Its database.
    pub data: PathBuf,
    /// What it serves.
    pub assets: PathBuf,
}

impl Server {
    /// Starts it on [`SERVER`] with new data inside `dir`, and waits until it says where to go.
    ///
    /// # Panics
    /// With what it printed, if it does not.
    pub async fn start(dir: &Path, assets: &Path) -> Self {
        Self::open(dir.join("recinto.db"), assets).await
    }

    /// The same with data that may be there already.
    ///
    /// # Panics
    /// With what it printed, if it does not start.
    pub async fn open(data: PathBuf, assets: &Path) -> Self {
        let mut child = Command::new(recinto())
            .args(["serve", "--demo", "--listen", &SERVER.to_string()])
            .args([
                "--app-origin",
                APP,
                "--collect-origin",
                COLLECT,
                "--shop-origin",
                SHOP,
            ])
            .arg("--assets")
            .arg(assets)
            .arg("--data")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("`recinto` starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut printed = String::new();
        let address = timeout(Duration::from_secs(20), async {
            while let Ok(Some(line)) = lines.next_line().await {
                printed.push_str(&line);
                printed.push('\n');
                if let Some(at) = line.find(APP) {
                    let address: String = line[at..]
                        .chars()
                        .take_while(|c| !c.is_whitespace())
                        .collect();
                    if address.contains("#operator=") {
                        return Some(address);
                    }
                }
            }
            None
        })
        .await;
        let Ok(Some(operator_address)) = address else {
            let status = child.try_wait();
            panic!(
                "`recinto serve` did not print its address within 20 s ({status:?}); it printed:\n{printed}"
            );
        };
        // Whatever it prints later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            child,
            operator_address,
            data,
            assets: assets.to_owned(),
        }
    }

    /// Asks it to stop and waits until it has: the graceful way.
    ///
    /// # Panics
    /// If it takes longer than ten seconds.
    pub async fn stop(&mut self) {
        if let Some(id) = self.child.id() {
            let _ = Command::new("kill").arg(id.to_string()).status().await;
        }
        let ended = timeout(Duration::from_secs(10), self.child.wait()).await;
        assert!(
            ended.is_ok(),
            "the server did not stop within 10 s of being asked to"
        );
    }
}

/// Makes the folder the server serves: the release, or with `seeded` the engine that takes its randomness from the
/// test, and the tests' own pages and the algorithms alone beside the shop's.
///
/// # Panics
/// If the release lacks a part.
#[must_use]
pub fn assets(dir: &Path, seeded: bool) -> PathBuf {
    let dist = dist();
    let assets = dir.join("assets");
    let shop = assets.join("shop");
    let program = if seeded {
        dist.join("shop-test")
    } else {
        dist.join("shop")
    };
    copy(&program, &shop);
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("sites"),
        &shop.join("tests"),
    );
    hold(&shop);
    copy(&dist.join("bench"), &shop.join("tests/bench"));
    copy(&dist.join("app"), &assets.join("app"));
    assets
}

/// Gives the tests' own pages the hashes of the tracker's files, as the build gives the gate's to the shop's.
fn hold(shop: &Path) {
    for page in std::fs::read_dir(shop.join("tests"))
        .expect("the tests' pages")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "html"))
    {
        let text = std::fs::read_to_string(&page).expect("a page");
        std::fs::write(&page, with_hash(&text, shop)).expect("the test's folder can be written");
    }
}

/// A page whose tags for the tracker's files carry the hashes that the release's list has for them.
///
/// # Panics
/// If the release has no such list.
#[must_use]
pub fn with_hash(page: &str, shop: &Path) -> String {
    let list = std::fs::read(shop.join("recinto/hashes.json")).expect("the release's hashes");
    let list: BTreeMap<String, String> = serde_json::from_slice(&list).expect("a list");
    list.iter().fold(page.to_owned(), |page, (file, hash)| {
        let tag = format!("<script async src=\"/recinto/{file}\"");
        page.replace(&tag, &format!("{tag} integrity=\"{hash}\""))
    })
}

fn copy(from: &Path, to: &Path) {
    let entries = std::fs::read_dir(from).unwrap_or_else(|error| {
        panic!(
            "{}: {error}. Make a release with `cargo xtask build`.",
            from.display()
        )
    });
    std::fs::create_dir_all(to).expect("the test's folder can be written");
    for entry in entries.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("the test's folder can be written");
        }
    }
}
