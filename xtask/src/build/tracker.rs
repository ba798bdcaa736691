//! The tracker: gate and banner in plain JavaScript, the engine in WebAssembly with its glue, and their hashes.

use super::glue::trimmed;
use super::hashes::{short_integrity, write_list};
use super::names::shortened;
use super::order::ordered;
use super::require;
use super::sensitive::{MATTERS, sensitive};
use super::stamp::Stamp;
use super::trap::trapped;
use crate::command::Run;
use crate::error::{Result, TaskError};
use crate::place::{Place, copy_file, fresh_folder, make_folder, read, write};
use crate::say;
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use std::path::{Path, PathBuf};

const PART: &str = "the tracker";

/// The place pack, beside the engine: fetched only for models with communes, and only with the purpose `position`.
const PLACES: &str = "communes.pack";

/// Files that a site adds when it wants them, each in one piece; by their place under `tracker/` and in the build.
pub const ADDED: [&str; 10] = [
    "site/capture.js",
    "site/navigation.js",
    "site/attributes.js",
    "site/segment.js",
    "site/ga4.js",
    "activate/gam.js",
    "activate/prebid.js",
    "activate/meta.js",
    "activate/datalayer.js",
    "activate/own.js",
];

/// What the visitor's own view fetches, by its hash: the words of one language, and what makes the copies.
pub const VIEW: [(&str, &str); 3] = [
    ("visitor/texts/it.entry.js", "visitor.it.js"),
    ("visitor/texts/en.entry.js", "visitor.en.js"),
    ("evidence/entry.js", "evidence.js"),
];

/// What makes the folder a package for npm, and the template for Tag Manager: from where under `tracker/` to where.
const PACKAGE: [(&str, &str); 4] = [
    ("package.json", "package.json"),
    ("npm/module.js", "index.js"),
    ("npm/index.d.ts", "index.d.ts"),
    ("gtm/template.tpl", "gtm/template.tpl"),
];

/// One of the two builds.
pub struct Flavour {
    /// Its folder in `dist/`.
    folder: &'static str,
    /// A feature of the engine's crate.
    feature: Option<&'static str>,
}

/// What websites get.
pub const RELEASE: Flavour = Flavour {
    folder: "tracker",
    feature: None,
};
/// The same with randomness that the tests may give, never shipped.
pub const FOR_TESTS: Flavour = Flavour {
    folder: "tracker-test",
    feature: Some("test-randomness"),
};

/// What rustc's wasm target may use. wasm-opt reads it from the file where it is noted; naming it costs nothing.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds one flavour into `dist/`.
pub fn build(place: &Place, tools: &Tools, flavour: &Flavour) -> Result<()> {
    let places = format!("core/data/{PLACES}");
    for path in [
        "tracker/gate/gate.js",
        "tracker/gate/adapters.js",
        "tracker/banner/banner.js",
        places.as_str(),
    ] {
        require(PART, &place.root, path)?;
    }
    let wasm = compile(place, tools, flavour)?;
    let dist = place.dist.join(flavour.folder);
    let names = [
        "engine.js",
        "engine_bg.wasm",
        "gate.js",
        "adapters.js",
        "banner.js",
        "visitor.js",
        PLACES,
        super::hashes::FILE,
    ];
    let mut stamp = Stamp::new(
        place,
        flavour.folder,
        names
            .iter()
            .chain(&VIEW.map(|(_, to)| to))
            .chain(&ADDED)
            .chain(PACKAGE.iter().map(|(_, to)| to))
            .map(|name| dist.join(name))
            .collect(),
    );
    stamp.input(&wasm)?;
    stamp.input(&place.root.join(&places))?;
    stamp.input(&place.root.join(MATTERS))?;
    let folders = [
        "engine", "gate", "banner", "visitor", "evidence", "site", "activate", "npm", "gtm",
    ];
    for part in folders.into_iter().chain(["package.json"]) {
        stamp.input(&place.root.join("tracker").join(part))?;
    }
    for step in [
        include_str!("tracker.rs"),
        include_str!("trap.rs"),
        include_str!("sources.rs"),
        include_str!("glue.rs"),
        include_str!("names.rs"),
        include_str!("order.rs"),
        include_str!("sensitive.rs"),
    ] {
        stamp.text(step);
    }
    if stamp.is_current() {
        say::note("Up to date.");
        return Ok(());
    }
    fresh_folder(&dist)?;
    copy_file(&place.root.join(&places), &dist.join(PLACES))?;
    for (from, to) in PACKAGE {
        copy_file(&place.root.join("tracker").join(from), &dist.join(to))?;
    }
    engine(place, tools, flavour, &wasm, &dist)?;
    scripts(place, tools, &dist)?;
    write_list(&dist)?;
    stamp.done()
}

fn compile(place: &Place, tools: &Tools, flavour: &Flavour) -> Result<PathBuf> {
    let run = Run::new("cargo")
        .args([
            "rustc",
            "--profile",
            "web",
            "--target",
            WASM_TARGET,
            "-p",
            "recinto-tracker",
        ])
        // Alone, because link-time optimisation is not done for a crate that is a library of Rust's own as well.
        .args(["--crate-type", "cdylib"])
        .args(
            flavour
                .feature
                .map(|feature| format!("--features={feature}")),
        )
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
        .env("RUSTFLAGS", flags())
        .advice("The messages above name the place in tracker/, core/ or wire/.");
    tools.wasm.choose(run).stream()?;
    let wasm = place
        .target
        .join(WASM_TARGET)
        .join("web/recinto_tracker.wasm");
    if !wasm.is_file() {
        return Err(TaskError::Part {
            part: PART,
            problem: format!(
                "the crate compiled, but {} is not there; is the crate still named recinto-tracker?",
                wasm.display()
            ),
        });
    }
    Ok(wasm)
}

/// SHA-256 in the form that is short: unrolled it is three times as fast and a tenth of the engine.
fn flags() -> String {
    let own = std::env::var("RUSTFLAGS").unwrap_or_default();
    format!("{own} --cfg sha2_backend_soft=\"compact\"")
        .trim()
        .to_owned()
}

/// Glue and WebAssembly, both as small as they get.
fn engine(place: &Place, tools: &Tools, flavour: &Flavour, wasm: &Path, dist: &Path) -> Result<()> {
    let scratch = place.scratch().join(flavour.folder);
    make_folder(&scratch)?;
    say::note("wasm-bindgen");
    program(tools, "wasm-bindgen")
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "engine",
            "--out-dir",
        ])
        .arg(&scratch)
        .arg(wasm)
        .capture()?;
    let (glue, wasm) = (scratch.join("engine.js"), scratch.join("engine_bg.wasm"));
    let (glue_bytes, program_bytes) = (read(&glue)?, read(&wasm)?);
    let glue_text =
        trimmed(&String::from_utf8_lossy(&glue_bytes)).map_err(|part| TaskError::Part {
            part: PART,
            problem: format!(
                "the glue has no `{part}`: has wasm-bindgen changed? See xtask/src/build/glue.rs"
            ),
        })?;
    let (glue_text, program_bytes) = shortened(&glue_text, &trapped(&program_bytes)?)?;
    write(&glue, glue_text)?;
    write(&wasm, program_bytes)?;
    say::note("wasm-opt -Oz");
    let optimised = scratch.join("optimised.wasm");
    // Stripped here and not by cargo: wasm-bindgen wants to read the section that names the target's features.
    program(tools, "wasm-opt")
        .args([
            // Blocks and branches found anew, twice, come out shorter than rustc's. Below 1,024 there is nothing but the
            // stack's last resort, so that a small offset can be part of the instruction.
            "--flatten",
            "--rereloop",
            "--low-memory-unused",
            "-Oz",
            "--flatten",
            "--rereloop",
            "-Oz",
            "-Oz",
            "--converge",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .args(WASM_FEATURES)
        .arg(&wasm)
        .arg("-o")
        .arg(&optimised)
        .capture()?;
    let optimised = read(&optimised)?;
    write(&dist.join("engine_bg.wasm"), ordered(&optimised)?)?;
    let start = place.root.join("tracker/engine/start.js");
    esbuild(tools, &start, &dist.join("engine.js"))
        .args(["--format=esm", "--target=es2022"])
        .arg(define("ENGINE_INTEGRITY", &dist.join("engine_bg.wasm"))?)
        .arg(define("PLACES_INTEGRITY", &dist.join(PLACES))?)
        .arg(sensitive(&place.root)?)
        .arg(format!("--alias:mind={}", glue.display()))
        .capture()
        .map(drop)
}

/// The gate knows the hashes of what it loads, and the glue that of the program, so that a changed engine does not start.
fn scripts(place: &Place, tools: &Tools, dist: &Path) -> Result<()> {
    say::note("esbuild");
    let source = place.root.join("tracker");
    // Plain scripts. The gate, the banner and the view know the hashes of what they load; the site adds tags for the rest.
    let plain = [("gate/adapters.js", "adapters.js")];
    let added = ADDED.map(|file| (file, file));
    for (from, to) in plain.into_iter().chain(VIEW).chain(added) {
        esbuild(tools, &source.join(from), &dist.join(to))
            .args(["--format=iife", "--target=es2020"])
            .capture()?;
    }
    let view = VIEW
        .map(|(_, to)| {
            Ok(format!(
                "\"{to}\":\"{}\"",
                short_integrity(&read(&dist.join(to))?)
            ))
        })
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    esbuild(
        tools,
        &source.join("visitor/visitor.js"),
        &dist.join("visitor.js"),
    )
    .args(["--format=iife", "--target=es2020"])
    .arg(format!("--define:VIEW_FILES={{{}}}", view.join(",")))
    .capture()?;
    esbuild(
        tools,
        &source.join("banner/banner.js"),
        &dist.join("banner.js"),
    )
    .args(["--format=iife", "--target=es2020"])
    .arg(define("VISITOR_INTEGRITY", &dist.join("visitor.js"))?)
    .capture()?;
    esbuild(tools, &source.join("gate/gate.js"), &dist.join("gate.js"))
        .args(["--format=iife", "--target=es2020"])
        .arg(define("GLUE_INTEGRITY", &dist.join("engine.js"))?)
        .arg(define("BANNER_INTEGRITY", &dist.join("banner.js"))?)
        .arg(define("ADAPTERS_INTEGRITY", &dist.join("adapters.js"))?)
        .capture()
        .map(drop)
}

/// The hash of a file, by a name in the script that loads it.
fn define(name: &str, file: &Path) -> Result<String> {
    Ok(format!(
        "--define:{name}=\"{}\"",
        short_integrity(&read(file)?)
    ))
}

fn esbuild(tools: &Tools, from: &Path, to: &Path) -> Run {
    program(tools, "esbuild")
        .arg(from)
        .args([
            "--bundle",
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", to.display()))
        .advice("The messages above name the file and line.")
}

/// A tool by its path: the search for a program's name uses our own PATH, not the child's.
fn program(tools: &Tools, name: &str) -> Run {
    let file = crate::command::which(name, &tools.path);
    file.map_or_else(|| Run::new(name), Run::new)
        .env("PATH", &tools.path)
}
