//! Writes a log of events to a file: `cargo run --release -p recinto-bench --example log -- EVENTS ndjson|csv FILE`.
use recinto_bench::events::{Form, Log};
use std::io::{BufWriter, Write};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [events, form, file] = &arguments[..] else {
        return Err(std::io::Error::other("wants EVENTS, ndjson or csv, FILE"));
    };
    let events: u64 = events.parse().map_err(std::io::Error::other)?;
    let form = if form == "csv" {
        Form::Csv
    } else {
        Form::Ga4Ndjson
    };
    let log = Log {
        events,
        people: (events / 20).max(1),
        days: 60,
        seed: 42,
        form,
    };
    let mut to = BufWriter::new(std::fs::File::create(file)?);
    log.write(&mut to)?;
    to.flush()
}
