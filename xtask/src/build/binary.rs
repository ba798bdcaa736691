//! The `recinto` command.

use crate::command::Run;
use crate::error::{Result, TaskError};
use crate::place::{Place, copy_file};

/// Builds the command into `dist/`, beside the files that it serves.
pub fn build(place: &Place) -> Result<()> {
    Run::new("cargo")
        .args(["build", "--release", "-p", "recinto-cli"])
        .dir(&place.root)
        .env("CARGO_TARGET_DIR", &place.target)
        .advice("The messages above name the place in cli/, collector/, core/ or wire/.")
        .stream()?;
    let name = format!("recinto{}", std::env::consts::EXE_SUFFIX);
    let built = place.target.join("release").join(&name);
    if !built.is_file() {
        return Err(TaskError::Part {
            part: "the recinto command",
            problem: format!(
                "{} is not there; cli/Cargo.toml must name its binary `recinto`",
                built.display()
            ),
        });
    }
    copy_file(&built, &place.dist.join(name))
}
