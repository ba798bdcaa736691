//! Everything we build on, and every tool taken from npm, is under a licence that goes with MIT OR Apache-2.0.

#![allow(
    clippy::expect_used,
    reason = "a test stops where its own ground is missing"
)]

use cargo_metadata::MetadataCommand;
use spdx::{Expression, ParseMode};
use std::path::Path;

/// Permissive licences: they ask for a notice, not for our sources.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Under a licence that covers their own files only, and used by the tests alone: nothing of them is shipped.
const FOR_TESTS_ONLY: [(&str, &str); 2] = [("webdriver", "MPL-2.0"), ("axe-core", "MPL-2.0")];

/// Why a package's licence does not do; nothing if it does.
fn objection(name: &str, licence: Option<&str>) -> Option<String> {
    let Some(licence) = licence else {
        return Some(format!("{name} states no licence"));
    };
    if FOR_TESTS_ONLY.contains(&(name, licence)) {
        return None;
    }
    // Older packages write "MIT/Apache-2.0".
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Some(format!(
            "{name} states a licence that cannot be read: {licence}"
        ));
    };
    let good = expression.evaluate(|asked| {
        let named = asked.license.id().map(|id| id.name);
        named.is_some_and(|id| ALLOWED.contains(&id))
    });
    (!good).then(|| format!("{name} is under {licence}"))
}

fn manifest() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml")
}

#[test]
fn every_crate_is_under_an_allowed_licence() {
    let metadata = MetadataCommand::new()
        .manifest_path(manifest())
        .exec()
        .expect("cargo metadata");
    assert!(
        metadata.packages.len() > 20,
        "the list of packages is whole"
    );
    let objections: Vec<String> = metadata
        .packages
        .iter()
        .filter_map(|package| objection(package.name.as_ref(), package.license.as_deref()))
        .collect();
    assert!(
        objections.is_empty(),
        "choose other crates, or argue for the licence here:\n{}",
        objections.join("\n")
    );
}

#[test]
fn what_is_for_tests_only_is_not_shipped() {
    for part in ["recinto-cli", "recinto-tracker", "recinto-web"] {
        let tree = std::process::Command::new("cargo")
            .args([
                "tree",
                "--prefix",
                "none",
                "--format",
                "{p}",
                "--edges",
                "normal",
                "--package",
                part,
            ])
            .args(["--target", "all", "--manifest-path"])
            .arg(manifest())
            .output()
            .expect("cargo tree");
        assert!(
            tree.status.success(),
            "{}",
            String::from_utf8_lossy(&tree.stderr)
        );
        let names = String::from_utf8_lossy(&tree.stdout).into_owned();
        for (crate_for_tests, _) in FOR_TESTS_ONLY {
            let shipped = names
                .lines()
                .any(|line| line.split(' ').next() == Some(crate_for_tests));
            assert!(!shipped, "{part} ships {crate_for_tests}");
        }
    }
}

#[test]
fn every_npm_tool_is_under_an_allowed_licence() {
    allowed(include_str!("../npm/package-lock.json"));
}

#[test]
fn every_npm_peer_of_the_speed_comparison_is_under_an_allowed_licence() {
    allowed(include_str!("../../bench/peers/js/package-lock.json"));
}

/// Packages that only say where their licence stands: their LICENSE was read, and is MIT's.
const READ: [(&str, &str); 4] = [
    ("@segment/facade", "3.4.10"),
    ("@segment/isodate", "1.0.3"),
    ("@segment/isodate-traverse", "1.1.1"),
    ("new-date", "1.0.3"),
];

fn allowed(lock: &str) {
    let lock: serde_json::Value = serde_json::from_str(lock).expect("a lock file");
    let packages = lock["packages"].as_object().expect("packages");
    let objections: Vec<String> = packages
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .filter_map(|(path, package)| {
            let name = path.trim_start_matches("node_modules/");
            let version = package["version"].as_str().unwrap_or_default();
            let stated = match READ.contains(&(name, version)) {
                true => Some("MIT"),
                false => package["license"].as_str(),
            };
            objection(name, stated)
        })
        .collect();
    assert!(
        packages.len() > 4 && objections.is_empty(),
        "{}",
        objections.join("\n")
    );
}

#[test]
fn other_licences_are_turned_away() {
    for bad in [
        "AGPL-3.0-only",
        "GPL-3.0-or-later",
        "MIT AND GPL-2.0-only",
        "MPL-2.0",
        "SSPL-1.0",
        "a licence",
    ] {
        assert!(objection("some-crate", Some(bad)).is_some(), "{bad} passed");
    }
    assert!(objection("some-crate", None).is_some());
    assert!(
        objection("axe-core", Some("GPL-3.0-only")).is_some(),
        "an exception holds for one licence only"
    );
}

#[test]
fn a_choice_is_enough_if_one_side_is_allowed() {
    for good in [
        "MIT OR GPL-3.0-only",
        "MIT/Apache-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
    ] {
        assert_eq!(objection("some-crate", Some(good)), None);
    }
    assert_eq!(
        objection("some-crate", Some("Apache-2.0 WITH LLVM-exception OR MIT")),
        None
    );
}
