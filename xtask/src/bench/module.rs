//! Ours: the native program, and the same crate as WebAssembly in `dist/bench`, where the byte-equality story finds it.

use super::PART;
use crate::command::{Run, which};
use crate::error::{Result, TaskError};
use crate::place::{Place, copy_file, fresh_folder, write};
use crate::setup::Tools;
use crate::versions::WASM_TARGET;
use serde_json::Value;
use std::path::{Path, PathBuf};

const CRATE: &str = "recinto-bench";
/// For speed only; see the root's `Cargo.toml`.
const PROFILE: &str = "fast";
/// Vectors of 128 bits, as in every browser since 2023. No relaxed SIMD: its results differ between processors.
const FLAGS: &str = "-Ctarget-feature=+simd128";

/// Compiles the native program.
pub fn native(place: &Place) -> Result<PathBuf> {
    Run::new("cargo")
        .args(["build", "--profile", PROFILE, "-p", CRATE])
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
        .advice("The messages above name the place in bench/ or core/.")
        .stream()?;
    Ok(place
        .target
        .join(PROFILE)
        .join(format!("{CRATE}{}", std::env::consts::EXE_SUFFIX)))
}

/// Compiles the module into `dist/bench`, with the worker's script beside it.
pub fn build(place: &Place, tools: &Tools) -> Result<()> {
    let run = Run::new("cargo")
        .args([
            "rustc",
            "--profile",
            PROFILE,
            "--target",
            WASM_TARGET,
            "-p",
            CRATE,
            "--lib",
        ])
        .args(["--crate-type", "cdylib"])
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS)
        .advice("The messages above name the place in bench/ or core/.");
    tools.wasm.choose(run).stream()?;
    let dist = folder(place);
    fresh_folder(&dist)?;
    let bindgen = which("wasm-bindgen", &tools.path);
    bindgen
        .map_or_else(|| Run::new("wasm-bindgen"), Run::new)
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "recinto_bench",
            "--out-dir",
        ])
        .arg(&dist)
        .arg(
            place
                .target
                .join(WASM_TARGET)
                .join(PROFILE)
                .join("recinto_bench.wasm"),
        )
        .capture()?;
    for script in [
        "index.html",
        "page.js",
        "ours.js",
        "events.js",
        "pool.js",
        "shard.js",
        "same.js",
    ] {
        copy_file(
            &place.root.join("bench/web").join(script),
            &dist.join(script),
        )?;
    }
    Ok(())
}

/// Where it is.
pub fn folder(place: &Place) -> PathBuf {
    place.dist.join("bench")
}

/// The cases, as the program lists them.
pub fn lists(program: &Path, quick: bool) -> Result<Value> {
    let printed = Run::new(program)
        .arg("list")
        .args(quick.then_some("quick"))
        .capture()?;
    serde_json::from_str(&printed).map_err(|error| TaskError::Part {
        part: PART,
        problem: format!("`{CRATE} list` printed something else than JSON: {error}"),
    })
}

/// Makes the data files of the cases, where they are not there yet.
pub fn make_data(program: &Path, folder: &Path, cases: &[Value]) -> Result<()> {
    let list = folder.join("cases.json");
    write(&list, Value::from(cases.to_vec()).to_string())?;
    Run::new(program)
        .arg("data")
        .arg(folder)
        .arg(&list)
        .capture()
        .map(drop)
}
