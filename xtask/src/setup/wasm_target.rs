//! The wasm32 target: a Rust toolchain that can compile for the browser.

use super::{Finding, Need, debian_rust};
use crate::command::Run;
use crate::error::{Result, TaskError};
use crate::host;
use crate::place::{Place, make_folder, write};
use crate::say;
use crate::versions::WASM_TARGET;
use std::time::Duration;

/// A toolchain that has the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toolchain {
    /// The one in use anyway.
    Active,
    /// Another one, by the name rustup knows it under.
    Named(&'static str),
}

impl Toolchain {
    /// Makes a command use this toolchain.
    pub fn choose(self, run: Run) -> Run {
        match self {
            Self::Active => run,
            Self::Named(name) => run.env("RUSTUP_TOOLCHAIN", name),
        }
    }

    fn describe(self) -> String {
        match self {
            Self::Active => "in the active toolchain".into(),
            Self::Named(name) => format!("in the toolchain `{name}`"),
        }
    }
}

/// A toolchain with a working target, if there is one.
pub fn find(place: &Place) -> Option<Toolchain> {
    [Toolchain::Active, Toolchain::Named(debian_rust::NAME)]
        .into_iter()
        .find(|toolchain| works(place, *toolchain))
}

/// Compiles and links a few lines: a library folder that is there but stale or doubled is found out too.
fn works(place: &Place, toolchain: Toolchain) -> bool {
    if let Toolchain::Named(name) = toolchain {
        let linked = Run::new("rustup")
            .args(["toolchain", "list"])
            .answer()
            .unwrap_or_default();
        if !linked
            .lines()
            .any(|line| line.split_whitespace().next() == Some(name))
        {
            return false;
        }
    }
    let folder = place.scratch().join("probe");
    let source = folder.join("probe.rs");
    let program = "#[unsafe(no_mangle)] pub extern \"C\" fn probe(n: usize) -> usize { vec![1u8; n].len() }\n";
    if make_folder(&folder).is_err() || write(&source, program).is_err() {
        return false;
    }
    // With link-time optimisation, as the engine is built: a library without bitcode would fail only then.
    let run = Run::new("rustc")
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "--target",
            WASM_TARGET,
        ])
        .args(["-C", "lto=fat", "-C", "panic=abort", "--out-dir"])
        .arg(&folder)
        .arg(&source);
    toolchain.choose(run).succeeds()
}

/// The need for the target.
pub struct WasmTarget;

impl Need for WasmTarget {
    fn why(&self) -> &'static str {
        "the app and the tracker's engine are compiled to WebAssembly"
    }

    fn look(&self, place: &Place) -> Vec<Finding> {
        let finding = match find(place) {
            Some(toolchain) => Finding::ready("wasm32 target", WASM_TARGET, toolchain.describe()),
            None => Finding::missing("wasm32 target", WASM_TARGET, None, plan()),
        };
        vec![finding]
    }

    fn install(&self, place: &Place) -> Result<()> {
        // Where rustup cannot reach its server it may wait for long, and where there is no rustup it is not found.
        say::note(&format!("rustup target add {WASM_TARGET}"));
        if Run::new("rustup")
            .args(["target", "add", WASM_TARGET])
            .succeeds_within(Duration::from_secs(180))
        {
            return Ok(());
        }
        say::note("rustup is not there or could not download it.");
        if host::can_apt() {
            return debian_rust::install(place);
        }
        let packages = debian_rust::PACKAGES.join(" ");
        Err(TaskError::ByHand {
            tool: format!("the Rust target {WASM_TARGET}"),
            todo: format!(
                "install rustup (https://rustup.rs) and start `rustup target add {WASM_TARGET}` with a network that \
                 reaches static.rust-lang.org, then start this command again. On Debian 12 or later this command can \
                 do without that server: start `cargo xtask setup` once as root (it installs {packages})"
            ),
        })
    }
}

fn plan() -> String {
    let rustup = format!("`rustup target add {WASM_TARGET}` (about 30 MB)");
    if host::can_apt() {
        format!(
            "{rustup}; if that cannot download, Debian's {} (about 500 MB)",
            debian_rust::PACKAGES.join(", ")
        )
    } else {
        rustup
    }
}
