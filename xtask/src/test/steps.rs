//! The steps that need no browser.

use crate::command::{Run, which};
use crate::error::{Result, TaskError};
use crate::place::{Place, files_under};
use crate::say;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use std::path::{Path, PathBuf};

/// Everything that compiles for this machine.
const NATIVE: [&str; 7] = [
    "recinto-core",
    "recinto-wire",
    "recinto-collector",
    "recinto-cli",
    "recinto-bench",
    "recinto-tests",
    "xtask",
];
/// Everything that compiles for the browser.
const WASM: [&str; 5] = [
    "recinto-core",
    "recinto-wire",
    "recinto-tracker",
    "recinto-web",
    "recinto-bench",
];

fn cargo(place: &Place) -> Run {
    Run::new("cargo")
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
}

fn packages(names: &[&'static str]) -> impl Iterator<Item = &'static str> {
    names
        .iter()
        .flat_map(|name| ["-p", name])
        .collect::<Vec<_>>()
        .into_iter()
}

/// The sources are formatted.
pub fn format(place: &Place) -> Result<()> {
    cargo(place)
        .args(["fmt", "--all", "--check"])
        .advice("Start `cargo fmt --all`.")
        .stream()
}

/// No lint speaks up in what runs on this machine.
pub fn native_lints(place: &Place) -> Result<()> {
    cargo(place)
        .args(["clippy", "--all-targets"])
        .args(packages(&NATIVE))
        .args(["--", "-D", "warnings"])
        .advice("The messages above say what to change.")
        .stream()
}

/// No lint speaks up in what runs in a browser.
pub fn wasm_lints(place: &Place, tools: &Tools) -> Result<()> {
    if !tools
        .wasm
        .choose(cargo(place).args(["clippy", "--version"]))
        .succeeds()
    {
        say::note(
            "Skipped: the toolchain with the wasm target has no clippy. With rustup: `rustup component add clippy`.",
        );
        return Ok(());
    }
    let run = cargo(place)
        .args(["clippy", "--target", WASM_TARGET])
        .args(packages(&WASM))
        .args(["--", "-D", "warnings"])
        .advice("The messages above say what to change.");
    tools.wasm.choose(run).stream()
}

/// The types written in the comments of gate and banner hold.
pub fn gate_types(place: &Place, tools: &Tools) -> Result<()> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [
        "gate", "banner", "engine", "site", "activate", "npm", "visitor", "evidence",
    ] {
        files.extend(
            files_under(&place.root.join("tracker").join(folder))?
                .into_iter()
                .filter(|file| is_shipped(file)),
        );
    }
    if files.is_empty() {
        return Err(TaskError::Part {
            part: "the tracker",
            problem: "the folders of its scripts are empty".into(),
        });
    }
    let tsc = which("tsc", &tools.path).map_or_else(|| Run::new("tsc"), Run::new);
    tsc.args([
        "--noEmit",
        "--allowJs",
        "--checkJs",
        "--skipLibCheck",
        "--ignoreConfig",
    ])
    .args([
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
    ])
    .args([
        "--lib",
        "es2022,dom,dom.iterable",
        "--types",
        "",
        "--strict",
        "false",
    ])
    .args(files)
    .dir(&place.root)
    .env("PATH", &tools.path)
    .advice("The messages above name the file and line.")
    .stream()
}

/// Scripts and type declarations; the scripts' tests run in Node, whose types are not at hand.
fn is_shipped(file: &Path) -> bool {
    let name = file.to_string_lossy();
    (name.ends_with(".js") && !name.ends_with(".test.js")) || name.ends_with(".d.ts")
}

/// The scripts' own tests, which need no browser.
pub fn script_tests(place: &Place) -> Result<()> {
    let sources = files_under(&place.root.join("tracker"))?;
    let tests: Vec<PathBuf> = sources
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.js"))
        .collect();
    if tests.is_empty() {
        return Err(TaskError::Part {
            part: "the tracker",
            problem: "tracker/ has no *.test.js".into(),
        });
    }
    Run::new("node")
        .arg("--test")
        .args(tests)
        .dir(&place.root)
        .advice("The failed tests are named above.")
        .stream()
}

/// The tests of the native crates, licences and dependencies among them, and of what the app does without a browser.
pub fn tests(place: &Place) -> Result<()> {
    cargo(place)
        .args(["test", "--no-fail-fast"])
        .advice("The failed tests are named above.")
        .stream()?;
    cargo(place)
        .args(["test", "--lib", "-p", "recinto-web"])
        .advice("The failed tests are named above.")
        .stream()
}
