//! The wasm32 target from Debian's archive, for machines that do not reach rustup's server.
//!
//! Debian carries a whole newer toolchain for its browsers, with the sources of the standard library but without a
//! compiled one for wasm32. It is compiled once, put where that compiler looks for it, and the toolchain is made known
//! to rustup.

use crate::command::Run;
use crate::error::{Result, TaskError};
use crate::host;
use crate::place::{Place, copy_file, files_under, fresh_folder, make_folder, write};
use crate::say;
use crate::versions::WASM_TARGET;
use std::path::{Path, PathBuf};

/// The name under which rustup knows the toolchain.
pub const NAME: &str = "debian";

/// The toolchain, the library's sources, a linker for wasm, and the lints for the wasm crates.
pub const PACKAGES: [&str; 6] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
    "rust-web-clippy",
];

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";

/// Installs the toolchain and builds its library.
pub fn install(place: &Place) -> Result<()> {
    host::apt_install(&PACKAGES)?;
    let folder = std::env::temp_dir().join(format!("recinto-std-{}", std::process::id()));
    let built = build_std(&folder).and_then(|libraries| put_in_place(&libraries));
    // A left-over temporary folder harms nobody; the build's own result matters more.
    let _ = std::fs::remove_dir_all(&folder);
    built?;
    forget_old_builds(place)?;
    link()
}

fn build_std(folder: &Path) -> Result<PathBuf> {
    say::note("Compiling the standard library for wasm32 (about a minute)");
    fresh_folder(folder)?;
    write(
        &folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    write(&folder.join("src/lib.rs"), "#![no_std]\n")?;
    let target = folder.join("target");
    Run::new(CARGO)
        .args(["build", "-q", "-Zbuild-std=std,panic_abort,test", "--release", "--target", WASM_TARGET, "--target-dir"])
        .arg(&target)
        .dir(folder)
        // Building the standard library is not open to stable compilers otherwise.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", RUSTC)
        // Cargo leaves the bitcode out of what it builds without link-time optimisation; the engine needs it.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .advice("The packages may be of different versions: start `apt-get update`, then this command again.")
        .stream()?;
    Ok(target.join(WASM_TARGET).join("release/deps"))
}

fn put_in_place(built: &Path) -> Result<()> {
    let printed = Run::new(RUSTC)
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .capture()?;
    let folder = PathBuf::from(printed.trim());
    make_folder(&folder)?;
    // Two copies of one crate, from an older build, would clash.
    for old in files_under(&folder)?
        .into_iter()
        .filter(|file| is_library(file))
    {
        std::fs::remove_file(&old).map_err(TaskError::file("remove", &old))?;
    }
    for library in files_under(built)?
        .into_iter()
        .filter(|file| is_library(file))
    {
        if let Some(name) = library.file_name() {
            copy_file(&library, &folder.join(name))?;
        }
    }
    Ok(())
}

/// What was compiled against an older library does not link with this one, and cargo does not notice by itself.
fn forget_old_builds(place: &Place) -> Result<()> {
    let old = place.target.join(WASM_TARGET);
    if old.exists() {
        std::fs::remove_dir_all(&old).map_err(TaskError::file("remove", &old))?;
    }
    Ok(())
}

fn is_library(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "rlib")
}

fn link() -> Result<()> {
    if !Run::new("rustup").arg("--version").succeeds() {
        // Without rustup the toolchain in /usr is the active one.
        return Ok(());
    }
    Run::new("rustup")
        .args(["toolchain", "link", NAME, "/usr"])
        .capture()
        .map(drop)
}
