//! The end-to-end tests: the whole product in real browsers, in a network of its own.

use crate::command::Run;
use crate::error::Result;
use crate::place::Place;
use crate::say;
use crate::setup::Tools;

const CRATE: &str = "recinto-tests";
/// Says whether what goes round the recording proxy (UDP, DNS) is closed or could leave unseen.
const EGRESS: &str = "RECINTO_EGRESS";

/// Compiles them first: inside the namespace there is no network for cargo.
pub fn compile(place: &Place) -> Result<()> {
    cargo_test(Run::new("cargo"), place)
        .arg("--no-run")
        .advice("The messages above name the place in tests/.")
        .stream()
}

/// Runs them.
pub fn run(place: &Place, tools: &Tools) -> Result<()> {
    let (run, egress) = match namespace() {
        Some(unshare) => {
            say::note("In a network of its own: nothing but the loopback is there.");
            // `cargo` is found through the PATH again, so that rustup chooses as it did outside.
            let script = "PATH=\"$PATH:/usr/sbin:/sbin\" ip link set lo up && exec cargo \"$@\"";
            (
                Run::new("unshare")
                    .args(unshare)
                    .args(["--", "sh", "-c", script, "cargo"]),
                "closed",
            )
        }
        None => {
            say::note("This machine allows no network namespace. UDP and DNS: unseen.");
            (Run::new("cargo"), "unseen")
        }
    };
    cargo_test(run, place)
        .args(["--offline", "--no-fail-fast", "--", "--test-threads=1"])
        .env(EGRESS, egress)
        .env("RECINTO_DIST", &place.dist)
        .env("RECINTO_AXE", &tools.axe)
        .env("CHROMIUM", &tools.chromium)
        .env("CHROMEDRIVER", &tools.chromedriver)
        .env("FIREFOX", &tools.firefox)
        .env("GECKODRIVER", &tools.geckodriver)
        .advice("The failed tests are named above.")
        .stream()
}

fn cargo_test(run: Run, place: &Place) -> Run {
    run.args(["test", "-p", CRATE])
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
}

/// The arguments with which `unshare` gives us a network of our own, as root or as a user.
fn namespace() -> Option<&'static [&'static str]> {
    let ways: [&'static [&'static str]; 2] = [&["--net"], &["--map-root-user", "--net"]];
    let script = "PATH=\"$PATH:/usr/sbin:/sbin\" ip link set lo up";
    ways.into_iter().find(|way| {
        Run::new("unshare")
            .args(*way)
            .args(["--", "sh", "-c", script])
            .succeeds()
    })
}
