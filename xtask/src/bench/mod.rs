//! `cargo xtask bench`: ours and others on the same bytes in one run, and the report of it.
//!
//! Data flow one way: the cases come from `recinto-bench list`, the [`plan`] says who takes part and what the goal
//! is, [`rounds`] asks the contestants in turn, [`report`] writes what they answered.
//! [`trackers`] is a series of its own: our tracker beside others' in one browser, with a section of its own.

mod agree;
mod browser;
mod contestant;
mod growth;
mod machine;
mod memory;
mod module;
mod peers;
mod plan;
mod process;
mod report;
mod rounds;
mod server;
mod stats;
mod trackers;

pub use module::build as build_module;

use crate::error::{Result, TaskError};
use crate::place::{Place, make_folder, read, write};
use crate::{say, setup};
use contestant::Arena;
use serde_json::Value;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const PART: &str = "the speed comparison";

/// What can be chosen about a run.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Small sizes, three rounds: shows that everything works. The numbers mean little.
    #[arg(long)]
    quick: bool,
    /// Only the cases and growth series whose name contains this; `trackers` is our tracker beside others' alone.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

impl Options {
    fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }

    /// How long a contestant may take for one answer.
    fn patience(&self) -> Duration {
        Duration::from_secs(if self.quick { 30 } else { 240 })
    }

    /// The command that was given.
    fn command(&self) -> String {
        let quick = if self.quick { " --quick" } else { "" };
        let only = self
            .only
            .as_ref()
            .map(|name| format!(" --only {name}"))
            .unwrap_or_default();
        format!("cargo xtask bench{quick}{only}")
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|part| name.contains(part))
    }
}

/// Runs everything and writes the report.
pub fn run(place: &Place, options: &Options) -> Result<()> {
    let tools = setup::run(place)?;
    if options.only.as_deref() == Some(trackers::NAME) {
        return trackers_alone(place, &tools, options);
    }
    let start = Instant::now();
    let load_before = machine::load();
    say::heading("Ours: native and WebAssembly");
    let program = module::native(place)?;
    module::build(place, &tools)?;
    say::heading("Peers");
    let peers = peers::set_up(place, &tools)?;
    say::heading("Data");
    let lists = Lists::of(&program, options)?;
    let data = folder(place).join("data");
    make_folder(&data)?;
    module::make_data(&program, &data, &lists.all())?;
    let mut arena = Arena::open(place, &tools, program, data, &peers, options.patience())?;
    say::heading(&format!(
        "{} rounds, each contestant once in each, in turn",
        options.rounds()
    ));
    let mut compared = Vec::new();
    for case in &lists.compare {
        compared.push(rounds::compare(&mut arena, case, options));
    }
    let grown: Vec<_> = lists
        .growth
        .iter()
        .map(|series| growth::measure(&mut arena, series, options))
        .collect();
    let machine = machine::Machine::look(place, &tools, &peers, load_before);
    drop(arena);
    let trackers = match options.wants(trackers::NAME) {
        true => Some(trackers::run(place, &tools, options)?),
        false => None,
    };
    let text = report::text(&report::Run {
        options,
        machine: &machine,
        compared: &compared,
        grown: &grown,
        trackers: trackers.as_ref(),
        took: start.elapsed(),
    });
    let file = report_file(place, options);
    write(&file, &text)?;
    println!(
        "\n{text}\nWritten to {} after {}.",
        file.display(),
        say::duration(start.elapsed())
    );
    Ok(())
}

/// The section in the report of the checkout is replaced; a quick one stays beside the data.
fn trackers_alone(place: &Place, tools: &setup::Tools, options: &Options) -> Result<()> {
    let measured = trackers::run(place, tools, options)?;
    let section = trackers::section(&measured, &options.command());
    let (file, text) = if options.quick {
        (folder(place).join("BENCHMARKS-part.md"), section.clone())
    } else {
        let file = place.root.join("BENCHMARKS.md");
        let old = String::from_utf8_lossy(&read(&file)?).into_owned();
        (file, trackers::placed(&old, &section))
    };
    write(&file, &text)?;
    println!("\n{section}\nWritten to {}.", file.display());
    Ok(())
}

fn folder(place: &Place) -> PathBuf {
    place.target.join("bench")
}

/// The report in the checkout is that of a whole run; others stay beside the data.
fn report_file(place: &Place, options: &Options) -> PathBuf {
    match (options.quick, &options.only) {
        (false, None) => place.root.join("BENCHMARKS.md"),
        _ => folder(place).join("BENCHMARKS-part.md"),
    }
}

/// The cases of this run.
struct Lists {
    compare: Vec<Value>,
    growth: Vec<Value>,
}

impl Lists {
    fn of(program: &std::path::Path, options: &Options) -> Result<Self> {
        let lists = module::lists(program, options.quick)?;
        let chosen = |name: &str| -> Vec<Value> {
            let all = lists[name].as_array().cloned().unwrap_or_default();
            all.into_iter()
                .filter(|one| options.wants(one["name"].as_str().unwrap_or_default()))
                .collect()
        };
        let lists = Self {
            compare: chosen("compare"),
            growth: chosen("growth"),
        };
        if lists.compare.is_empty() && lists.growth.is_empty() {
            let problem =
                "no case has a name like that; start `cargo xtask bench --quick` to see them all"
                    .into();
            return Err(TaskError::Part {
                part: PART,
                problem,
            });
        }
        Ok(lists)
    }

    fn all(&self) -> Vec<Value> {
        let grown = self
            .growth
            .iter()
            .flat_map(|series| series["cases"].as_array().cloned().unwrap_or_default());
        self.compare.iter().cloned().chain(grown).collect()
    }
}
