//! The app, built by Trunk from the root's `index.html`.

use super::require;
use super::stamp::Stamp;
use crate::command::Run;
use crate::error::Result;
use crate::place::{Place, copy_folder, fresh_folder};
use crate::say;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;

/// Everything the app is made from.
const INPUTS: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "web",
    "core",
    "wire",
];

/// Builds the app into `dist/app`.
pub fn build(place: &Place, tools: &Tools) -> Result<()> {
    for path in INPUTS {
        require("the app", &place.root, path)?;
    }
    let dist = place.dist.join("app");
    let mut stamp = Stamp::new(place, "app", vec![dist.join("index.html")]);
    for path in INPUTS {
        stamp.input(&place.root.join(path))?;
    }
    stamp.text(&format!("{:?}", tools.wasm));
    stamp.text(include_str!("app.rs"));
    if stamp.is_current() {
        say::note("Up to date.");
        return Ok(());
    }
    fetch(place, tools)?;
    // Built aside: what is in `dist/app` stays whole until there is something to replace it, and nothing old is left.
    let aside = place.scratch().join("app");
    fresh_folder(&aside)?;
    let trunk = crate::command::which("trunk", &tools.path);
    let run = trunk
        .map_or_else(|| Run::new("trunk"), Run::new)
        .args([
            "build",
            "--release",
            "--offline",
            "--skip-version-check",
            "--dist",
        ])
        .arg(&aside)
        .dir(&place.root)
        .env("PATH", &tools.path)
        .env("CARGO_TARGET_DIR", &place.target)
        .env("RUSTFLAGS", flags())
        // Trunk takes this variable for an option of its own and stops at the usual value, 1.
        .without_env("NO_COLOR")
        .advice("The messages above name the place in web/, core/ or wire/.");
    tools.wasm.choose(run).stream()?;
    fresh_folder(&dist)?;
    copy_folder(&aside, &dist)?;
    stamp.done()
}

/// The app's browsers have SIMD, and clustering wants it. Leptos, told to erase the types of its views, makes a page a
/// good deal smaller. Here and not in cargo's configuration: the tracker, which has to run in older browsers, is built
/// without SIMD.
fn flags() -> String {
    let own = std::env::var("RUSTFLAGS").unwrap_or_default();
    format!("{own} -C target-feature=+simd128 --cfg erase_components")
        .trim()
        .to_owned()
}

/// Trunk hands its own `--offline` on to cargo, so what the app is built on must be on this machine before.
fn fetch(place: &Place, tools: &Tools) -> Result<()> {
    let run = Run::new("cargo")
        .args(["fetch", "--target", WASM_TARGET])
        .dir(&place.root)
        .advice("Check the network, then start again.");
    tools.wasm.choose(run).stream()
}
