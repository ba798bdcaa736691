//! Set-up from nothing, and the report of what there is.
//!
//! Each need looks first and installs only what is missing, so a second start does nothing but look.

pub mod browser;
mod cargo_tools;
mod debian_rust;
mod firefox;
mod namespace;
mod node;
mod npm_tools;
pub mod wasm_target;

use crate::command::path_with;
use crate::error::{Result, TaskError};
use crate::place::Place;
use crate::say;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;
use wasm_target::Toolchain;

/// One tool: what is wanted, what is there, what would be done about it.
pub struct Finding {
    /// The tool's name.
    pub tool: &'static str,
    /// The version wanted.
    pub wanted: String,
    /// The version or place found.
    pub found: Option<String>,
    /// What set-up would do; nothing if all is well.
    pub plan: Option<String>,
}

impl Finding {
    fn ready(tool: &'static str, wanted: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            tool,
            wanted: wanted.into(),
            found: Some(found.into()),
            plan: None,
        }
    }

    fn missing(
        tool: &'static str,
        wanted: impl Into<String>,
        found: Option<String>,
        plan: impl Into<String>,
    ) -> Self {
        Self {
            tool,
            wanted: wanted.into(),
            found,
            plan: Some(plan.into()),
        }
    }
}

/// Something the build or the tests stand on.
trait Need {
    /// What it is for, to be read before it is installed.
    fn why(&self) -> &'static str;
    /// Looks, changes nothing.
    fn look(&self, place: &Place) -> Vec<Finding>;
    /// Installs what is missing, or says what to do by hand.
    fn install(&self, place: &Place) -> Result<()>;
}

/// In the order in which they are installed: npm's tools want Node.
const NEEDS: [&dyn Need; 7] = [
    &wasm_target::WasmTarget,
    &cargo_tools::CargoTools,
    &node::Node,
    &npm_tools::NpmTools,
    &browser::Browser,
    &firefox::Firefox,
    &namespace::Namespace,
];

/// What the other tasks use after set-up.
pub struct Tools {
    /// The toolchain that has the wasm target.
    pub wasm: Toolchain,
    /// The PATH for programs that look for tools themselves.
    pub path: OsString,
    /// The browser.
    pub chromium: PathBuf,
    /// Its driver.
    pub chromedriver: PathBuf,
    /// The second browser.
    pub firefox: PathBuf,
    /// Its driver.
    pub geckodriver: PathBuf,
    /// The accessibility checker's script.
    pub axe: PathBuf,
}

/// Looks at everything and changes nothing.
pub fn findings(place: &Place) -> Vec<Finding> {
    NEEDS.iter().flat_map(|need| need.look(place)).collect()
}

/// Installs what is missing.
pub fn run(place: &Place) -> Result<Tools> {
    let start = Instant::now();
    let mut installed = 0;
    for need in NEEDS {
        let missing = still_missing(need, place);
        if missing.is_empty() {
            continue;
        }
        installed += 1;
        let names: Vec<&str> = missing.iter().map(|finding| finding.tool).collect();
        say::heading(&format!("Set-up: {}", names.join(", ")));
        say::note(&format!("Why: {}.", need.why()));
        for finding in &missing {
            say::note(&format!(
                "{} {}: {}",
                finding.tool,
                finding.wanted,
                finding.plan.as_deref().unwrap_or("")
            ));
        }
        let began = Instant::now();
        need.install(place)?;
        if let Some(finding) = still_missing(need, place).into_iter().next() {
            return Err(TaskError::ByHand {
                tool: format!("{} {}", finding.tool, finding.wanted),
                todo: format!(
                    "its installation ended without an error, yet it is not found ({}). Start `cargo xtask doctor` \
                     to see what is found, install it by hand, then start this command again",
                    finding.found.as_deref().unwrap_or("nothing found")
                ),
            });
        }
        say::note(&format!("Done in {}.", say::duration(began.elapsed())));
    }
    if installed == 0 {
        println!(
            "Set-up: everything is there (looked in {}).",
            say::duration(start.elapsed())
        );
    } else {
        println!("\nSet-up took {}.", say::duration(start.elapsed()));
    }
    tools(place)
}

fn still_missing(need: &dyn Need, place: &Place) -> Vec<Finding> {
    need.look(place)
        .into_iter()
        .filter(|finding| finding.plan.is_some())
        .collect()
}

fn tools(place: &Place) -> Result<Tools> {
    let gone = |tool: &str| TaskError::ByHand {
        tool: tool.into(),
        todo: "start `cargo xtask setup` again".into(),
    };
    Ok(Tools {
        wasm: wasm_target::find(place).ok_or_else(|| gone("the wasm32 target"))?,
        path: path(place),
        chromium: browser::chromium().ok_or_else(|| gone("Chromium"))?,
        chromedriver: browser::chromedriver().ok_or_else(|| gone("ChromeDriver"))?,
        firefox: firefox::firefox().ok_or_else(|| gone("Firefox"))?,
        geckodriver: cargo_tools::geckodriver(place).ok_or_else(|| gone("geckodriver"))?,
        axe: npm_tools::modules(place).join("axe-core/axe.min.js"),
    })
}

/// The PATH with our tools before everything else.
fn path(place: &Place) -> OsString {
    path_with(&[
        place.tools().join("bin"),
        npm_tools::modules(place).join(".bin"),
    ])
}
