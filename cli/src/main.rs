//! The `recinto` command.

mod client;
mod error;
mod inputs;
mod method;
mod prepare;
mod release;
mod rules;
mod segment;
mod serve;
mod simulate;
mod site;
mod spill;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Audience segmentation whose raw data never leaves the browser.
#[derive(Parser)]
#[command(name = "recinto", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve collector and app, with --demo the shop too, in one process
    Serve(serve::ServeArgs),
    /// Register sites, list them
    #[command(subcommand)]
    Site(site::SiteCommand),
    /// Send the reports of synthetic visitors through the real endpoint
    Simulate(simulate::SimulateArgs),
    /// Find segments in a file of events or orders
    Segment(Box<segment::SegmentArgs>),
    /// A model of rules for a site that has no data yet
    Rules(rules::RulesArgs),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(args) => serve::run(&args),
        Command::Site(command) => site::run(command),
        Command::Simulate(args) => simulate::run(&args),
        Command::Segment(args) => segment::run(&args),
        Command::Rules(args) => rules::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("recinto: {error}");
            ExitCode::FAILURE
        }
    }
}
