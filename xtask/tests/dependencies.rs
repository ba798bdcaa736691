//! The house's arrows: who may depend on whom, and what the two pure crates may be built on.
//!
//! `core` and `wire` see no page, no clock and no network. What they are built on is therefore listed by name: a new
//! dependency, direct or of a dependency, fails here until somebody has looked at it and added it.

#![allow(
    clippy::expect_used,
    reason = "a test stops where its own ground is missing"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `wire` may be built on.
const WIRE: [&str; 8] = [
    "base64ct",
    "itoa",
    "memchr",
    "serde",
    "serde_core",
    "serde_json",
    "thiserror",
    "zmij",
];

/// What `core` may be built on besides: readers, arithmetic, hashes and a random generator that is handed its seed.
/// `jiff` is there without its `js` feature, so it knows calendars and no clock.
const CORE: [&str; 33] = [
    "block-buffer",
    "cfg-if",
    "cobs",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "csv",
    "csv-core",
    "digest",
    "equivalent",
    "foldhash",
    "hashbrown",
    "hybrid-array",
    "indexmap",
    "jiff",
    "jiff-core",
    "libm",
    "matrixmultiply",
    "ndarray",
    "num-complex",
    "num-integer",
    "num-traits",
    "postcard",
    "ppv-lite86",
    "rand_chacha",
    "rand_core",
    "rawpointer",
    "ryu",
    "ryu-js",
    "serde_json_canonicalizer",
    "sha2",
    "typenum",
    "zerocopy",
];

/// Where the browser's and the server's code is compiled for.
const TARGETS: [&str; 2] = ["wasm32-unknown-unknown", "x86_64-unknown-linux-gnu"];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml")
}

/// Everything a crate is linked with on a target: its normal dependencies, theirs, and so on. Macros run in the
/// compiler only and are left out.
fn closure(manifest: &Path, package: &str, target: &str) -> BTreeSet<String> {
    let output = Command::new("cargo")
        .args([
            "tree",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--edges",
            "normal,no-proc-macro",
        ])
        .args(["--package", package, "--target", target, "--manifest-path"])
        .arg(manifest)
        .output()
        .expect("cargo tree starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let names = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty());
    names
        .filter(|name| *name != package)
        .map(str::to_owned)
        .collect()
}

/// What is in the closure and not in the lists.
fn strangers(closure: &BTreeSet<String>, allowed: &[&[&str]]) -> Vec<String> {
    closure
        .iter()
        .filter(|name| !allowed.iter().any(|list| list.contains(&name.as_str())))
        .cloned()
        .collect()
}

#[test]
fn wire_is_built_on_nothing_but_its_list() {
    for target in TARGETS {
        let found = closure(&workspace(), "recinto-wire", target);
        assert!(
            found.contains("serde_json"),
            "the closure on {target} is whole: {found:?}"
        );
        assert_eq!(
            strangers(&found, &[&WIRE]),
            Vec::<String>::new(),
            "on {target}"
        );
    }
}

#[test]
fn core_is_built_on_nothing_but_its_list() {
    for target in TARGETS {
        let found = closure(&workspace(), "recinto-core", target);
        assert!(
            found.contains("csv-core"),
            "the closure on {target} is whole: {found:?}"
        );
        assert_eq!(
            strangers(&found, &[&WIRE, &CORE]),
            Vec::<String>::new(),
            "on {target}"
        );
    }
}

#[test]
fn the_lists_hold_no_page_clock_or_network() {
    let forbidden = [
        "chrono",
        "getrandom",
        "gloo-net",
        "hyper",
        "instant",
        "js-sys",
        "mio",
        "quanta",
        "reqwest",
        "rustix",
        "socket2",
        "time",
        "tokio",
        "ureq",
        "wasm-bindgen",
        "wasm-timer",
        "web-sys",
        "web-time",
        "winapi",
        "windows-sys",
        "libc",
    ];
    for name in forbidden {
        assert!(!WIRE.contains(&name) && !CORE.contains(&name), "{name}");
    }
}

#[test]
fn the_arrows_point_one_way() {
    // Not tokio: Leptos uses its channels, which need no network.
    let servers = [
        "recinto-collector",
        "recinto-cli",
        "axum",
        "rusqlite",
        "mio",
        "socket2",
    ];
    let never: [(&str, &[&str]); 5] = [
        (
            "recinto-wire",
            &[
                "recinto-core",
                "recinto-tracker",
                "recinto-web",
                "recinto-collector",
                "recinto-cli",
            ],
        ),
        (
            "recinto-core",
            &[
                "recinto-wire",
                "recinto-tracker",
                "recinto-web",
                "recinto-collector",
                "recinto-cli",
            ],
        ),
        ("recinto-tracker", &servers),
        ("recinto-web", &servers),
        (
            "recinto-collector",
            &["recinto-cli", "recinto-tracker", "recinto-web"],
        ),
    ];
    for (package, others) in never {
        for target in TARGETS {
            let found = closure(&workspace(), package, target);
            for other in others {
                assert!(
                    !found.contains(*other),
                    "{package} reaches {other} on {target}"
                );
            }
        }
    }
}

/// A crate named `recinto-core` in a workspace of its own, which reaches `far` through `near`.
fn fabricated(near: &str, far: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guard-{near}-{far}"));
    let make = |name: &str, uses: Option<&str>| {
        let folder = root.join(name);
        std::fs::create_dir_all(folder.join("src")).expect("a folder");
        let uses = uses
            .map(|other| format!("{other} = {{ path = \"../{other}\" }}\n"))
            .unwrap_or_default();
        let manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\n\n[dependencies]\n{uses}");
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        std::fs::write(folder.join("src/lib.rs"), "").expect("a library");
    };
    std::fs::create_dir_all(&root).expect("a folder");
    let members = format!(
        "[workspace]\nresolver = \"2\"\nmembers = [\"recinto-core\", \"{near}\", \"{far}\"]\n"
    );
    std::fs::write(root.join("Cargo.toml"), members).expect("a manifest");
    make("recinto-core", Some(near));
    make(near, Some(far));
    make(far, None);
    root.join("Cargo.toml")
}

#[test]
fn a_page_behind_a_dependency_is_found() {
    let manifest = fabricated("csv", "web-sys");
    for target in TARGETS {
        let found = closure(&manifest, "recinto-core", target);
        assert_eq!(
            strangers(&found, &[&WIRE, &CORE]),
            ["web-sys"],
            "on {target}"
        );
    }
}

#[test]
fn a_clock_and_the_network_are_found_too() {
    for (near, far) in [("libm", "web-time"), ("base64ct", "mio")] {
        let found = closure(&fabricated(near, far), "recinto-core", TARGETS[0]);
        assert_eq!(strangers(&found, &[&WIRE, &CORE]), [far]);
    }
}

/// What the standard library itself offers of clock, network and machine.
const IMPURE: [&str; 9] = [
    "std::time",
    "std::net",
    "std::fs",
    "std::thread",
    "std::env",
    "std::process",
    "Timestamp::now",
    "Zoned::now",
    "SystemTime",
];

/// The lines of a source that use them.
fn impure_lines(source: &str) -> Vec<&str> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| IMPURE.iter().any(|name| line.contains(name)))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_pure_crates_use_no_clock_network_or_file_of_the_standard_library() {
    for part in ["core/src", "wire/src"] {
        let mut files = Vec::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(part),
            &mut files,
        );
        assert!(files.len() > 1, "{part} has sources");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a source");
            assert_eq!(
                impure_lines(&text),
                Vec::<&str>::new(),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn a_clock_in_a_source_is_found() {
    let source = "//! says std::time in words\nfn now() -> u64 {\n    std::time::Instant::now();\n    0\n}\n";
    assert_eq!(impure_lines(source), ["    std::time::Instant::now();"]);
    assert_eq!(
        impure_lines("use std::net::TcpStream;\nuse std::fmt;").len(),
        1
    );
}
