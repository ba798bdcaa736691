//! `cargo xtask bench --only trackers`: our tracker beside others' in one browser, on the same ten pages, in turn.

mod assets;
mod chromium;
mod contestants;
mod count;
mod http;
mod ours;
mod pages;
mod report;
mod sink;
mod site;
mod visit;

pub use report::{placed, section};

use super::{Options, machine};
use crate::error::{Result, TaskError};
use crate::place::Place;
use crate::say;
use crate::setup::Tools;
use contestants::{ALL, Contestant, Source};
use count::{Files, Sent, Tokens};
use ours::Collector;
use sha2::{Digest, Sha256};
use site::{Got, Site};
use visit::Visit;

/// The series' name, for `--only`.
pub const NAME: &str = "trackers";
const PART: &str = "the comparison of trackers";

/// What one contestant took.
pub struct Measured {
    /// Its name.
    pub name: &'static str,
    /// The version of its scripts.
    pub version: String,
    /// Per round, the visit with what was counted of it; nothing where it did not run.
    pub rounds: Vec<Option<Round>>,
    /// Per profile, how many identifiers came back; nothing if that cannot be told.
    pub identifiers: Option<Vec<usize>>,
    /// Why it is absent, or stopped.
    pub trouble: Option<String>,
}

/// One visit, counted.
pub struct Round {
    /// The times.
    pub visit: Visit,
    /// What was fetched.
    pub files: Files,
    /// What was sent.
    pub sent: Sent,
    /// What the page wanted and did not get.
    pub missing: Vec<String>,
    tokens: Tokens,
}

/// The series, measured.
pub struct Trackers {
    /// The contestants.
    pub all: Vec<Measured>,
    /// The ground it was measured on.
    pub facts: Vec<(String, String)>,
    /// How often each was visited.
    pub rounds: usize,
}

/// Measures all, in turn.
pub fn run(place: &Place, tools: &Tools, options: &Options) -> Result<Trackers> {
    say::heading("Trackers: ten pages each, in turn");
    let load_before = machine::load();
    let site = Site::start().map_err(|error| TaskError::Part {
        part: PART,
        problem: format!("no server on the loopback: {error}"),
    })?;
    let collector = Collector::start(place, &site);
    let mut all = Vec::new();
    let mut files = Vec::new();
    for contestant in &ALL {
        let prepared = assets::prepare(place, tools, contestant);
        let absent = match (&collector, contestant.source) {
            (Err(problem), Source::Ours) => Some(problem.clone()),
            _ => prepared.as_ref().err().cloned(),
        };
        let (served, version) = prepared.unwrap_or_default();
        files.push(served);
        all.push(Measured {
            name: contestant.name,
            version,
            rounds: Vec::new(),
            identifiers: None,
            trouble: absent,
        });
    }
    for round in 0..options.rounds() {
        for turn in 0..ALL.len() {
            let at = (turn + round) % ALL.len();
            let taken = if all[at].trouble.is_none() {
                let address = collector.as_ref().ok().map(|collector| collector.address);
                dress(&site, &ALL[at], &files[at], address);
                one(tools, &site, round * ALL.len() + at)
            } else {
                Ok(None)
            };
            let taken = taken.unwrap_or_else(|problem| {
                all[at].trouble = Some(problem);
                None
            });
            say::note(&line(all[at].name, taken.as_ref()));
            all[at].rounds.push(taken);
        }
    }
    for measured in &mut all {
        let profiles: Vec<Tokens> = measured
            .rounds
            .iter_mut()
            .flatten()
            .map(|round| std::mem::take(&mut round.tokens))
            .collect();
        measured.identifiers = count::identifiers(&profiles);
    }
    let mut facts = machine::facts(place, tools, load_before);
    facts.push(build(place));
    Ok(Trackers {
        all,
        facts,
        rounds: options.rounds(),
    })
}

/// Which build of ours was measured: it may be older than the checkout.
fn build(place: &Place) -> (String, String) {
    let list = std::fs::read(place.dist.join("tracker/hashes.json")).unwrap_or_default();
    let hash: String = Sha256::digest(&list)
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    (
        "Our build (SHA-256 of dist/tracker/hashes.json)".into(),
        hash,
    )
}

/// Makes the shop embed a contestant.
fn dress(
    site: &Site,
    contestant: &Contestant,
    files: &assets::Files,
    collector: Option<std::net::SocketAddr>,
) {
    let head = contestant.head(&site.host());
    let mut state = site.state();
    state.head = head;
    state.files.clone_from(files);
    state.collector = collector.filter(|_| contestant.source == Source::Ours);
}

fn one(tools: &Tools, site: &Site, number: usize) -> std::result::Result<Option<Round>, String> {
    let mut visit = visit::visit(&tools.chromium, site, number)?;
    let (got, back) = (
        std::mem::take(&mut visit.got),
        std::mem::take(&mut visit.back),
    );
    let files = Files::of(&got).map_err(|error| format!("could not compress: {error}"))?;
    let (sent, after) = (count::requests(&got), count::requests(&back));
    let views = count::views(&sent);
    let missing = got.iter().filter_map(|got| match got {
        Got::Missing(target) => Some(target.clone()),
        _ => None,
    });
    Ok(Some(Round {
        visit,
        files,
        sent: count::sent(&sent, &views, &pages::planted()),
        missing: missing.collect(),
        tokens: Tokens {
            visit: count::tokens(&views),
            back: count::tokens(&count::views(&after)),
        },
    }))
}

fn line(name: &str, taken: Option<&Round>) -> String {
    let said = taken.map_or_else(
        || "absent".into(),
        |round| {
            format!(
                "{} gzip bytes, {} requests, {} bytes sent, first page {:.1} ms",
                round.files.gzip(),
                round.sent.requests,
                round.sent.bytes,
                round.visit.first * 1e3
            )
        },
    );
    format!("{name:<20}{said}")
}
