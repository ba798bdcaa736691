//! The npm packages, pinned by a lock file and installed outside the checkout.

use super::{Finding, Need};
use crate::command::Run;
use crate::error::Result;
use crate::place::{Place, fresh_folder, write};
use crate::say;
use crate::versions::{AXE_CORE, BINARYEN, ESBUILD, TYPESCRIPT, WASM_OPT};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

const PACKAGE: &str = include_str!("../../npm/package.json");
const LOCK: &str = include_str!("../../npm/package-lock.json");

const WANTED: [(&str, &str); 4] = [
    ("binaryen", BINARYEN),
    ("esbuild", ESBUILD),
    ("axe-core", AXE_CORE),
    ("typescript", TYPESCRIPT),
];

/// Where the packages are: a folder per lock file, so that two checkouts of different age do not fight over one.
pub fn modules(place: &Place) -> PathBuf {
    home(place).join("node_modules")
}

fn home(place: &Place) -> PathBuf {
    let hash = Sha256::digest(LOCK.as_bytes());
    let short: String = hash
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    place.cache.join("npm").join(short)
}

/// The need for all of them.
pub struct NpmTools;

impl Need for NpmTools {
    fn why(&self) -> &'static str {
        "wasm-opt shrinks the WebAssembly, esbuild the scripts; TypeScript checks the gate, axe-core the screens"
    }

    fn look(&self, place: &Place) -> Vec<Finding> {
        WANTED
            .iter()
            .map(|&(name, version)| match installed(place, name) {
                Some(found) if found == version => Finding::ready(name, version, found),
                found => {
                    let plan = format!(
                        "`npm ci` into {} (about 150 MB in all)",
                        home(place).display()
                    );
                    Finding::missing(name, version, found, plan)
                }
            })
            .collect()
    }

    fn install(&self, place: &Place) -> Result<()> {
        let home = home(place);
        fresh_folder(&home)?;
        write(&home.join("package.json"), PACKAGE)?;
        write(&home.join("package-lock.json"), LOCK)?;
        say::note("npm ci --ignore-scripts");
        Run::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .dir(&home)
            .advice("Check the network and npm's registry setting (`npm ping`), then start again.")
            .stream()
    }
}

/// A package is there if its files are; binaryen only if its program answers with the name that Trunk asks for.
fn installed(place: &Place, name: &str) -> Option<String> {
    if name == "binaryen" {
        let answer = Run::new(modules(place).join(".bin/wasm-opt"))
            .arg("--version")
            .answer()?;
        answer.contains(WASM_OPT).then_some(())?;
    }
    let text = std::fs::read_to_string(modules(place).join(name).join("package.json")).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    json.get("version")?.as_str().map(str::to_owned)
}
