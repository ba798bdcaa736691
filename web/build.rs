//! Turns the message catalogues into code, and gives the build a name made from its sources: the
//! worker's files keep their names from build to build, and this goes into their address.

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    catalogues()?;
    name()?;
    Ok(())
}

/// A key that only one language has fails the build.
fn catalogues() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let options = ParseOptions::default().interpolate_display(true);
    let config = Config::new("en")?.add_locale("it")?.parse_options(options);
    let catalogues = parse_locales(Some(folder), config)?;
    let warnings = catalogues.diag.warnings();
    for warning in warnings.iter() {
        println!("cargo::error={warning}");
    }
    let code = leptos_i18n_codegen::gen_code(&catalogues, None, false, None, false)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("catalogues.rs");
    fs::write(out, code.to_string())?;
    Ok(())
}

fn name() -> io::Result<()> {
    let mut files = Vec::new();
    for root in ["src", "locales", "../core/src"] {
        println!("cargo::rerun-if-changed={root}");
        collect(Path::new(root), &mut files)?;
    }
    files.sort();
    // FNV-1a: a name, not a safeguard.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=RECINTO_BUILD={hash:016x}");
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
