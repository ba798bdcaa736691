//! The native contestant: answers a line for every line. `recinto-bench list` prints the cases.

use ndarray::Array2;
use recinto_bench::case::Case;
use recinto_bench::lists::{self, Growth};
use recinto_bench::pipeline::{EventCase, Pipeline};
use recinto_bench::protocol::{Ask, Loaded, Ran};
use recinto_bench::work::Done;
use serde_json::{Value, json};
use std::io::{BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["list"] => print_list(&lists::events(), &lists::compare(), &lists::growth()),
        ["list", "quick"] => print_list(
            &lists::events_quick(),
            &lists::compare_quick(),
            &lists::growth_quick(),
        ),
        ["data", folder, list] => make_data(Path::new(folder), Path::new(list)),
        _ => serve(),
    }
}

/// The cases as JSON, each with the name of its data file.
fn print_list(events: &[EventCase], compare: &[Case], growth: &[Growth]) -> std::io::Result<()> {
    let files = events.iter().map(|case| {
        let mut named = json!(case);
        named["file"] = json!(case.data.file_name());
        named
    });
    let named = |case: &Case| {
        let mut named = json!(case);
        named["file"] = json!(case.data.file_name());
        named
    };
    let all = |cases: &[Case]| cases.iter().map(named).collect::<Vec<_>>();
    let compare: Vec<Value> = files.chain(all(compare)).collect();
    let series = |series: &Growth| {
        let mut named = json!(series);
        named["cases"] = json!(all(&series.cases));
        named
    };
    let growth: Vec<Value> = growth.iter().map(series).collect();
    writeln!(
        std::io::stdout(),
        "{}",
        json!({ "compare": compare, "growth": growth })
    )
}

/// Makes the data of every case of a list, where it is not there yet.
fn make_data(folder: &Path, list: &Path) -> std::io::Result<()> {
    let cases: Vec<Loaded> = serde_json::from_slice(&std::fs::read(list)?)?;
    std::fs::create_dir_all(folder)?;
    for case in cases {
        let name = match &case {
            Loaded::Table(case) => case.data.file_name(),
            Loaded::Events(case) => case.data.file_name(),
        };
        let file = folder.join(name);
        if file.is_file() {
            continue;
        }
        // Under its name only once it is whole.
        let part = file.with_extension("part");
        let mut to = BufWriter::new(std::fs::File::create(&part)?);
        match case {
            Loaded::Table(case) => {
                for x in case.data.rows() {
                    to.write_all(&x.to_le_bytes())?;
                }
            }
            Loaded::Events(case) => case.data.write(&mut to)?,
        }
        to.flush()?;
        std::fs::rename(&part, &file)?;
    }
    Ok(())
}

/// What is held between two lines.
#[derive(Default)]
struct State {
    case: Option<Case>,
    data: Array2<f64>,
    done: Option<Box<dyn Done>>,
    /// Of a case of events: its file.
    events: Option<(Pipeline, PathBuf)>,
}

fn serve() -> std::io::Result<()> {
    let mut state = State::default();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let answer = serde_json::from_str(&line).map_err(|error| error.to_string());
        let answer = answer.and_then(|ask| state.answer(ask));
        let answer = answer.unwrap_or_else(|error| json!({ "error": error }));
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

impl State {
    fn answer(&mut self, ask: Ask) -> Result<Value, String> {
        match ask {
            Ask::Load { case, file } => {
                *self = Self::default();
                match case {
                    Loaded::Table(case) => {
                        self.data = read(&case, Path::new(&file))?;
                        self.case = Some(case);
                    }
                    Loaded::Events(case) => self.events = Some((case.work, file.into())),
                }
                Ok(json!({ "ok": true }))
            }
            Ask::Run if self.events.is_some() => {
                let (work, file) = self.events.as_ref().ok_or("nothing is loaded")?;
                let start = Instant::now();
                let opened = std::fs::File::open(file).map_err(|error| error.to_string())?;
                let made = work.run(opened).map_err(|error| error.to_string())?;
                let seconds = start.elapsed().as_secs_f64();
                Ok(json!(made.ran(seconds)))
            }
            Ask::Run => {
                let case = self.case.as_ref().ok_or("nothing is loaded")?;
                // The result of the run before does not count as memory of this one.
                self.done = None;
                let start = Instant::now();
                let done = case
                    .work
                    .run(self.data.view())
                    .map_err(|error| error.to_string())?;
                let seconds = start.elapsed().as_secs_f64();
                let ran = Ran {
                    seconds,
                    fingerprint: done.fingerprint(self.data.view()),
                    quality: done.quality(),
                };
                self.done = Some(done);
                Ok(json!(ran))
            }
            Ask::Details if self.events.is_some() => Ok(json!({})),
            Ask::Details => {
                let done = self.done.as_ref().ok_or("nothing has been run")?;
                Ok(json!(done.details()))
            }
        }
    }
}

fn read(case: &Case, file: &Path) -> Result<Array2<f64>, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (cells, _) = bytes.as_chunks::<4>();
    let cells = cells
        .iter()
        .map(|four| f64::from(f32::from_le_bytes(*four)))
        .collect();
    Array2::from_shape_vec((case.data.n, case.data.d), cells).map_err(|error| error.to_string())
}
