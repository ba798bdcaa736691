//! The tasks of the workspace: `cargo xtask doctor | setup | demo | build | size | speed | test | bench`.

mod bench;
mod build;
mod command;
mod demo;
mod doctor;
mod error;
mod host;
mod place;
mod say;
mod setup;
mod size;
mod speed;
mod test;
mod versions;

use clap::{Parser, Subcommand};
use error::Result;
use place::Place;
use std::process::ExitCode;

/// Set-up, demo, build, size budgets and tests of Recinto.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Report each tool: the version wanted, the one found, what set-up would do. Changes nothing.
    Doctor,
    /// Install what is missing.
    Setup,
    /// Set up, build, and serve the whole product on this machine.
    Demo {
        /// The address to listen on.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Set up, and leave a release in dist/.
    Build,
    /// Print the gzip bytes of what is in dist/ against the budgets; fail over them.
    Size,
    /// Set up, build the engine, and time an event in it; fail over the budget.
    Speed,
    /// Set up, build, and run every test.
    Test,
    /// Run ours and others on the same data in one run, and write BENCHMARKS.md.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match start(&Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(task: &Task) -> Result<()> {
    let place = Place::find()?;
    match task {
        Task::Doctor => {
            doctor::run(&place);
            Ok(())
        }
        Task::Setup => setup::run(&place).map(drop),
        Task::Demo { listen } => demo::run(&place, listen.as_deref()),
        Task::Build => build::run(&place, &setup::run(&place)?),
        Task::Size => size::run(&place),
        Task::Speed => speed::run(&place, &setup::run(&place)?),
        Task::Test => test::run(&place),
        Task::Bench(options) => bench::run(&place, options),
    }
}
