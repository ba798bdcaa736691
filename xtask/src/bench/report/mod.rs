//! The report: everything in it comes from the run.

mod cases;
mod goals;
mod growth;
mod notes;

use super::Options;
use super::growth::Grown;
use super::machine::Machine;
use super::rounds::Compared;
use super::trackers::{self, Trackers};
use crate::say;
use std::fmt::Write as _;
use std::time::Duration;

/// All a report is made of.
pub struct Run<'a> {
    /// How it was started.
    pub options: &'a Options,
    /// Where, and with what.
    pub machine: &'a Machine,
    /// The cases.
    pub compared: &'a [Option<Compared>],
    /// The series.
    pub grown: &'a [Grown],
    /// The trackers beside each other, if that was wanted.
    pub trackers: Option<&'a Trackers>,
    /// How long it took.
    pub took: Duration,
}

impl Run<'_> {
    fn cases(&self) -> impl Iterator<Item = &Compared> {
        self.compared.iter().flatten()
    }
}

/// As Markdown.
pub fn text(run: &Run<'_>) -> String {
    let mut out = String::from("# Benchmarks\n\n");
    let _ = writeln!(
        out,
        "Written by `{}`, which took {}. Nothing here is typed in by hand. Compare ratios only: all contestants of a \
         case ran on the same bytes in the same run, in turn, {} rounds after a cold one; absolute times are those of \
         one machine on one day.\n",
        run.options.command(),
        say::duration(run.took),
        run.options.rounds(),
    );
    if run.options.quick {
        out.push_str("**A quick run, at small sizes: it shows that everything works. No goal is judged by it.**\n\n");
    }
    out.push_str(&goals::table(run));
    out.push_str(&cases::sections(run));
    out.push_str(&growth::section(run.grown));
    if let Some(trackers) = run.trackers {
        out.push_str(&trackers::section(trackers, &run.options.command()));
    }
    out.push_str("## Machine and versions\n\n");
    out.push_str(&pairs(&run.machine.facts));
    out.push_str(&pairs(&run.machine.versions));
    out.push_str(notes::TEXT);
    out
}

/// A table of names and what they are.
pub fn pairs(list: &[(String, String)]) -> String {
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|(name, value)| vec![name.clone(), value.clone()])
        .collect();
    table(&["", ""], &rows)
}

/// A table of Markdown, and an empty line.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!(
        "| {} |\n|{}\n",
        head.join(" | "),
        " --- |".repeat(head.len())
    );
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push('\n');
    out
}

/// Seconds with three digits that mean something.
fn seconds(time: f64) -> String {
    match time {
        t if t >= 100.0 => format!("{t:.0}"),
        t if t >= 10.0 => format!("{t:.1}"),
        t if t >= 1.0 => format!("{t:.2}"),
        t if t >= 0.1 => format!("{t:.3}"),
        t => format!("{t:.4}"),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}
