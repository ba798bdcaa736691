//! `cargo xtask build`: a release in `dist/`.

mod app;
mod binary;
mod glue;
mod hashes;
mod names;
mod order;
mod sensitive;
mod shop;
mod sources;
mod stamp;
mod tracker;
mod trap;

pub use tracker::ADDED;

use crate::error::{Result, TaskError};
use crate::place::{Place, make_folder};
use crate::say;
use crate::setup::Tools;
use std::path::Path;
use std::time::Instant;

/// Builds every part; what is up to date is skipped.
pub fn run(place: &Place, tools: &Tools) -> Result<()> {
    let start = Instant::now();
    make_folder(&place.dist)?;
    // The small parts first: their mistakes show soonest.
    say::heading("Tracker: gate, banner and engine");
    tracker::build(place, tools, &tracker::RELEASE)?;
    say::heading("Tracker for the tests: randomness from outside");
    tracker::build(place, tools, &tracker::FOR_TESTS)?;
    say::heading("Demo shop");
    shop::build(place)?;
    say::heading("App");
    app::build(place, tools)?;
    say::heading("The recinto command");
    binary::build(place)?;
    println!(
        "\nBuilt into {} in {}.",
        place.dist.display(),
        say::duration(start.elapsed())
    );
    Ok(())
}

/// Builds the tracker that websites get, and nothing else.
pub fn engine(place: &Place, tools: &Tools) -> Result<()> {
    make_folder(&place.dist)?;
    tracker::build(place, tools, &tracker::RELEASE)
}

/// A clear word when something the build needs is not there.
fn require(part: &'static str, root: &Path, path: &str) -> Result<()> {
    if root.join(path).exists() {
        return Ok(());
    }
    Err(TaskError::Part {
        part,
        problem: format!("{path} is missing from the checkout"),
    })
}
