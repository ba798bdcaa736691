//! The peers' packages, pinned, in the tools' folder. A peer that cannot be had is reported as absent.

use crate::command::{Run, which};
use crate::error::Result;
use crate::place::{Place, copy_file, fresh_folder, make_folder, write};
use crate::say;
use crate::setup::Tools;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

const REQUIREMENTS: &str = include_str!("../../../bench/peers/requirements.txt");
const PACKAGE: &str = include_str!("../../../bench/peers/js/package.json");
const LOCK: &str = include_str!("../../../bench/peers/js/package-lock.json");

/// What there is of them.
pub struct Peers {
    /// The interpreter that has the packages, or why there is none.
    pub python: std::result::Result<PathBuf, String>,
    /// Whether the packages from npm are there, or why not.
    pub npm: std::result::Result<(), String>,
    /// Where npm put them.
    pub modules: PathBuf,
    /// The folder with the script that holds them.
    pub scripts: PathBuf,
}

/// Installs what is missing.
pub fn set_up(place: &Place, tools: &Tools) -> Result<Peers> {
    let python = python(&home(place, "python", REQUIREMENTS)).map_err(|error| error.to_string());
    let modules = home(place, "npm", LOCK).join("node_modules");
    let scripts = place.scratch().join("bench-peers");
    make_folder(&scripts)?;
    let npm = self::modules(place).and_then(|modules| bundle(place, tools, &modules, &scripts));
    let npm = npm.map_err(|error| error.to_string());
    for (language, error) in [
        ("Python", python.as_ref().err()),
        ("npm", npm.as_ref().err()),
    ] {
        match error {
            Some(error) => say::note(&format!("The peers from {language} are absent: {error}")),
            None => say::note(&format!("The peers from {language} are there.")),
        }
    }
    Ok(Peers {
        python,
        npm,
        modules,
        scripts,
    })
}

/// The packages from npm alone, installed where they are missing.
pub fn modules(place: &Place) -> Result<PathBuf> {
    let home = home(place, "npm", LOCK);
    npm(&home)?;
    Ok(home.join("node_modules"))
}

/// The version of an installed package, as itself says.
pub fn version(modules: &Path, package: &str) -> Option<String> {
    let text = std::fs::read_to_string(modules.join(package).join("package.json")).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    json["version"].as_str().map(str::to_owned)
}

fn home(place: &Place, kind: &str, pins: &str) -> PathBuf {
    let name = format!("{kind}-{}", short_hash(pins));
    place.cache.join("bench").join(name)
}

/// A folder per list of versions, so that two checkouts of different age do not fight over one.
fn short_hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn python(home: &Path) -> Result<PathBuf> {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    let program = home
        .join(folder)
        .join(format!("python{}", std::env::consts::EXE_SUFFIX));
    // Written last: an interrupted installation is begun again.
    let ready = home.join("ready");
    if ready.is_file() && program.is_file() {
        return Ok(program);
    }
    fresh_folder(home)?;
    say::note("python3 -m venv, pip install (about 700 MB)");
    Run::new("python3")
        .args(["-m", "venv"])
        .arg(home)
        .capture()?;
    let list = home.join("requirements.txt");
    write(&list, REQUIREMENTS)?;
    Run::new(&program)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary",
            ":all:",
            "-r",
        ])
        .arg(&list)
        .advice("Check the network and pip's index setting.")
        .capture()?;
    write(&ready, "")?;
    Ok(program)
}

fn npm(home: &Path) -> Result<()> {
    let ready = home.join("ready");
    if ready.is_file() {
        return Ok(());
    }
    fresh_folder(home)?;
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
        .dir(home)
        .advice("Check the network and npm's registry setting (`npm ping`).")
        .capture()?;
    write(&ready, "")
}

/// One script with all of them, for the browser. Not minified: what is measured is what the packages ship.
fn bundle(place: &Place, tools: &Tools, modules: &Path, scripts: &Path) -> Result<()> {
    let source = scripts.join("peers.src.js");
    let ours = place.root.join("bench/peers/js");
    copy_file(&ours.join("peers.js"), &source)?;
    copy_file(&ours.join("pipeline.js"), &scripts.join("pipeline.js"))?;
    let esbuild = which("esbuild", &tools.path);
    esbuild
        .map_or_else(|| Run::new("esbuild"), Run::new)
        .arg(&source)
        .args([
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", scripts.join("peers.js").display()))
        .env("PATH", &tools.path)
        .env("NODE_PATH", modules)
        .capture()
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_names_no_registry_and_checks_every_package() {
        let lock: serde_json::Value = serde_json::from_str(LOCK).expect("JSON");
        let packages = lock["packages"].as_object().expect("packages");
        assert!(packages.len() > 5, "the lock is whole");
        for (path, package) in packages {
            assert!(
                package.get("resolved").is_none(),
                "{path} names where it came from"
            );
            assert!(
                path.is_empty() || package.get("integrity").is_some(),
                "{path} has no integrity"
            );
        }
    }

    #[test]
    fn every_python_package_is_pinned() {
        assert!(
            REQUIREMENTS.lines().count() > 3
                && REQUIREMENTS.lines().all(|line| line.contains("=="))
        );
    }

    #[test]
    fn a_peer_is_no_dependency_of_the_product() {
        let manifest = include_str!("../../Cargo.toml");
        let core = include_str!("../../../core/Cargo.toml");
        assert!(!manifest.contains("recinto-bench") && !core.contains("recinto-bench"));
    }
}
