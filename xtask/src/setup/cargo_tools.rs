//! Trunk, wasm-bindgen and Firefox's driver, compiled by cargo into our own folder.

use super::{Finding, Need};
use crate::command::Run;
use crate::error::Result;
use crate::place::{Place, make_folder};
use crate::say;
use crate::versions::{GECKODRIVER, TRUNK, WASM_BINDGEN};
use std::path::PathBuf;

struct Tool {
    command: &'static str,
    package: &'static str,
    version: &'static str,
}

const TOOLS: [Tool; 3] = [
    Tool {
        command: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: WASM_BINDGEN,
    },
    Tool {
        command: "trunk",
        package: "trunk",
        version: TRUNK,
    },
    // Debian has Firefox but not its driver.
    Tool {
        command: "geckodriver",
        package: "geckodriver",
        version: GECKODRIVER,
    },
];

/// Their own release profiles optimise for long: on two cores these take Trunk from over ten minutes to under five.
const LIGHT_PROFILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// The need for all of them.
pub struct CargoTools;

impl Need for CargoTools {
    fn why(&self) -> &'static str {
        "Trunk bundles the app, wasm-bindgen makes the glue between WebAssembly and the page, geckodriver lets the \
         end-to-end tests drive Firefox; each must be of exactly the version that the workspace is written for"
    }

    fn look(&self, place: &Place) -> Vec<Finding> {
        TOOLS.iter().map(|tool| look(tool, place)).collect()
    }

    fn install(&self, place: &Place) -> Result<()> {
        let mut missing = TOOLS.iter().filter(|tool| look(tool, place).plan.is_some());
        missing.try_for_each(|tool| install(tool, place))
    }
}

/// Firefox's driver: as told by GECKODRIVER, or ours.
pub fn geckodriver(place: &Place) -> Option<PathBuf> {
    super::browser::told("GECKODRIVER")
        .or_else(|| crate::command::which("geckodriver", &super::path(place)))
}

fn look(tool: &Tool, place: &Place) -> Finding {
    let program = crate::command::which(tool.command, &super::path(place));
    let answer = program.and_then(|program| Run::new(program).arg("--version").answer());
    let found = answer.and_then(|text| text.split_whitespace().nth(1).map(str::to_owned));
    match found {
        Some(version) if version == tool.version => {
            Finding::ready(tool.command, tool.version, version)
        }
        found => Finding::missing(
            tool.command,
            tool.version,
            found,
            format!(
                "`cargo install {}` into {} (some minutes)",
                tool.package,
                place.tools().display()
            ),
        ),
    }
}

fn install(tool: &Tool, place: &Place) -> Result<()> {
    make_folder(&place.tools())?;
    say::note(&format!(
        "cargo install --locked {} {}",
        tool.package, tool.version
    ));
    if cargo_install(tool, place, true).is_ok() {
        return Ok(());
    }
    say::note(
        "That failed, as the messages above say. A registry that lags behind the tool's own lock file is a",
    );
    say::note("common reason, so: again without that file. The tool's version stays the same.");
    cargo_install(tool, place, false)
}

fn cargo_install(tool: &Tool, place: &Place, locked: bool) -> Result<()> {
    let run = Run::new("cargo")
        .args(["install", tool.package, "--version", tool.version, "--force", "--root"])
        .arg(place.tools())
        .args(locked.then_some("--locked"))
        // What they have in common is compiled once, and the folder outlives an interrupted start.
        .arg("--target-dir")
        .arg(place.cache.join("build"))
        .dir(&place.tools())
        .without_env("CARGO_TARGET_DIR")
        .advice("Check the network and the space on the disk, then start again; what is compiled already is kept.");
    LIGHT_PROFILE
        .iter()
        .fold(run, |run, (name, value)| run.env(name, value))
        .stream()
}
