//! `cargo xtask size`: what a browser has to fetch, in gzip bytes, against the budgets.

use crate::build::ADDED;
use crate::error::{Result, TaskError};
use crate::place::{Place, files_under, read};
use crate::say;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Consent's entrance, on every page of a site.
const GATE: u64 = 2_048;
/// The reader of consent platforms, where one speaks.
const ADAPTERS: u64 = 2_560;
/// What a site adds when it wants it: what a visit tells by itself, other tools' calls, navigation, markup.
const SITE: u64 = 1_536;
/// What hands the segment to one tool, with the purpose `activate`.
const ACTIVATE: u64 = 512;
/// The consent banner, for who has not chosen yet.
const BANNER: u64 = 6_144;
/// The visitor's own view with the words of one language, the rules that hold and what the nearest other one lacks, for who
/// asks.
const VIEW: u64 = 18_432;
/// What makes the copies that a visitor takes, for who takes one.
const EVIDENCE: u64 = 7_168;
/// The engine with its glue, after consent only.
const ENGINE: u64 = 61_440;
/// The place pack, for models with communes and visitors who grant the purpose `position`.
const PLACES: u64 = 184_320;
/// The app's page: import, cleaning and the studio beside eight methods with plots and comparison, and rules in
/// groups.
const APP: u64 = 584_000;
/// The app's worker: every reader and recogniser, cleaning, features and calendars beside eight methods, packs of rules and
/// what is sensitive. A debt: all of `core` is built for speed, and most of it does not need to be.
const WORKER: u64 = 1_070_000;

/// One line of the table.
#[derive(Debug)]
struct Row {
    name: &'static str,
    raw: u64,
    gzip: u64,
    budget: u64,
}

/// Prints the table; an error if anything is over its budget.
pub fn run(place: &Place) -> Result<()> {
    let rows = measure(&place.dist)?;
    print!("{}", say::table(&lines(&rows), &[1, 2, 3, 4]));
    judge(&rows)
}

fn measure(dist: &Path) -> Result<Vec<Row>> {
    let tracker = dist.join("tracker");
    let app = dist.join("app");
    let built = [tracker.join("gate.js"), app.join("index.html")];
    if let Some(missing) = built.iter().find(|path| !path.is_file()) {
        let problem = format!(
            "{} is not there; start `cargo xtask build` first",
            missing.display()
        );
        return Err(TaskError::Part {
            part: "the table of sizes",
            problem,
        });
    }
    let programs = files_under(&app)?
        .into_iter()
        .filter(|file| is_program(file));
    let (worker, page): (Vec<_>, Vec<_>) = programs.partition(|file| of_worker(file));
    let mut rows = vec![
        row("gate", GATE, &[tracker.join("gate.js")])?,
        row(
            "consent platforms",
            ADAPTERS,
            &[tracker.join("adapters.js")],
        )?,
        row("banner", BANNER, &[tracker.join("banner.js")])?,
        row(
            "visitor's view",
            VIEW,
            &[tracker.join("visitor.js"), tracker.join("visitor.it.js")],
        )?,
        row("evidence", EVIDENCE, &[tracker.join("evidence.js")])?,
        row(
            "engine and glue",
            ENGINE,
            &[tracker.join("engine_bg.wasm"), tracker.join("engine.js")],
        )?,
        row("place pack", PLACES, &[tracker.join("communes.pack")])?,
        row("app: page", APP, &page)?,
        row("app: worker", WORKER, &worker)?,
    ];
    for file in ADDED {
        let budget = if file.starts_with("activate/") {
            ACTIVATE
        } else {
            SITE
        };
        rows.push(row(file, budget, &[tracker.join(file)])?);
    }
    Ok(rows)
}

fn is_program(file: &Path) -> bool {
    file.extension()
        .is_some_and(|extension| extension == "wasm" || extension == "js")
}

fn of_worker(file: &Path) -> bool {
    file.file_name()
        .is_some_and(|name| name.to_string_lossy().contains("worker"))
}

fn row(name: &'static str, budget: u64, files: &[PathBuf]) -> Result<Row> {
    let mut row = Row {
        name,
        raw: 0,
        gzip: 0,
        budget,
    };
    for file in files {
        let bytes = read(file)?;
        row.raw += bytes.len() as u64;
        row.gzip += gzip_size(&bytes).map_err(TaskError::file("compress", file))?;
    }
    Ok(row)
}

/// Bytes of something once packed, as small as gzip makes it.
pub fn gzip_size(bytes: &[u8]) -> std::io::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn lines(rows: &[Row]) -> Vec<Vec<String>> {
    let mut out = vec![
        ["part", "bytes", "gzip", "budget", "used"]
            .map(String::from)
            .to_vec(),
    ];
    out.extend(rows.iter().map(|row| {
        let used = format!("{} %", (row.gzip * 100).div_ceil(row.budget));
        vec![
            row.name.to_owned(),
            say::thousands(row.raw),
            say::thousands(row.gzip),
            say::thousands(row.budget),
            used,
        ]
    }));
    out
}

/// Over budget is over: no tolerance. Nothing at all is no program either.
fn judge(rows: &[Row]) -> Result<()> {
    if let Some(row) = rows.iter().find(|row| row.raw == 0) {
        let problem = format!("\"{}\" is empty; start `cargo xtask build` again", row.name);
        return Err(TaskError::Part {
            part: "the table of sizes",
            problem,
        });
    }
    let over = rows.iter().filter(|row| row.gzip > row.budget).map(|row| {
        format!(
            "{} has {} bytes gzip, allowed are {}",
            row.name,
            say::thousands(row.gzip),
            say::thousands(row.budget)
        )
    });
    let over: Vec<String> = over.collect();
    if over.is_empty() {
        Ok(())
    } else {
        Err(TaskError::OverBudget(over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(gzip: u64, budget: u64) -> Row {
        Row {
            name: "gate",
            raw: gzip * 3,
            gzip,
            budget,
        }
    }

    #[test]
    fn a_part_at_its_budget_passes() {
        assert!(judge(&[row(2_048, 2_048)]).is_ok());
    }

    #[test]
    fn one_byte_over_fails_and_is_named() {
        let error = judge(&[row(10, 20), row(2_049, 2_048)]).expect_err("over budget");
        assert!(
            error
                .to_string()
                .contains("gate has 2,049 bytes gzip, allowed are 2,048"),
            "{error}"
        );
    }

    #[test]
    fn nothing_at_all_fails() {
        assert!(judge(&[row(0, 20)]).is_err());
    }

    #[test]
    fn repetition_compresses_and_noise_does_not() {
        let zeros = gzip_size(&[0; 10_000]).expect("in memory");
        let noise: Vec<u8> = (0..10_000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert!(zeros < 100);
        assert!(gzip_size(&noise).expect("in memory") > zeros);
    }
}
