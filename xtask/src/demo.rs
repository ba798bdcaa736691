//! `cargo xtask demo`: the whole product on this machine.

use crate::command::Run;
use crate::error::Result;
use crate::place::{Place, make_folder};
use crate::say;
use crate::{build, setup};

/// Sets up, builds and serves until it is stopped.
pub fn run(place: &Place, listen: Option<&str>) -> Result<()> {
    let tools = setup::run(place)?;
    build::run(place, &tools)?;
    let data = place.target.join("demo");
    make_folder(&data)?;
    say::heading("Demo: app, collector and shop");
    say::note(&format!(
        "Its data is kept in {}. Stop it with Ctrl-C.",
        data.display()
    ));
    Run::new(
        place
            .dist
            .join(format!("recinto{}", std::env::consts::EXE_SUFFIX)),
    )
    .args(["serve", "--demo", "--data"])
    .arg(data.join("recinto.db"))
    .args(listen.iter().flat_map(|address| ["--listen", address]))
    .dir(&place.root)
    .advice("If the address is in use, choose another: `cargo xtask demo --listen 127.0.0.1:8788`.")
    .stream()
}
