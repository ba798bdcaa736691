//! The rounds of a case: each contestant once in each, and another one first every time.

use super::agree::{self, Given, Verdict};
use super::contestant::{Arena, Contestant, Taken};
use super::plan::{self, Entrant, Plan};
use super::{Options, stats};
use crate::say;
use serde_json::Value;

/// One case, measured.
pub struct Compared {
    /// The case as the program lists it.
    pub case: Value,
    /// Its plan.
    pub plan: &'static Plan,
    /// The contestants with what they took.
    pub results: Vec<Measured>,
    /// Whose answers were compared with ours, and what came of it.
    pub verdicts: Vec<(&'static str, Option<Verdict>)>,
    /// Whether ours gave one fingerprint, wherever and however often it ran; nothing if it never gave any.
    pub one_fingerprint: Option<bool>,
}

/// What one contestant took.
pub struct Measured {
    /// Its name.
    pub name: &'static str,
    /// Per round, the cold one first; nothing where it did not run.
    pub rounds: Vec<Option<Taken>>,
    /// Why it is absent or stopped.
    pub trouble: Option<String>,
    details: Value,
}

impl Measured {
    fn given(&self) -> Option<Given<'_>> {
        Some(Given {
            quality: self.quality()?,
            details: &self.details,
        })
    }

    fn seconds(&self, round: usize) -> Option<f64> {
        self.rounds.get(round)?.as_ref()?.answer["seconds"].as_f64()
    }

    /// The first run, before compilers that compile while they run have done so.
    pub fn cold(&self) -> Option<f64> {
        self.seconds(0)
    }

    /// The rounds that count: all but the cold one, or that one if there is no other.
    fn counted(&self) -> Vec<usize> {
        let warm: Vec<usize> = (1..self.rounds.len())
            .filter(|&round| self.seconds(round).is_some())
            .collect();
        if warm.is_empty() { vec![0] } else { warm }
    }

    /// The times that count.
    pub fn times(&self) -> Vec<f64> {
        self.counted()
            .into_iter()
            .filter_map(|round| self.seconds(round))
            .collect()
    }

    /// The most memory of all runs.
    pub fn memory(&self) -> Option<u64> {
        self.rounds
            .iter()
            .flatten()
            .filter_map(|taken| taken.memory)
            .max()
    }

    /// The figures of the last run.
    pub fn quality(&self) -> Option<&Value> {
        self.rounds
            .iter()
            .flatten()
            .last()
            .map(|taken| &taken.answer["quality"])
    }
}

/// Times of `a` over those of `b`: the ratio of medians, and those of the rounds that both ran in.
pub fn ratio(a: &Measured, b: &Measured) -> Option<(f64, Vec<f64>)> {
    let median = |m: &Measured| stats::spread(&m.times()).map(|spread| spread.median);
    let rounds = a
        .counted()
        .into_iter()
        .filter(|round| b.counted().contains(round));
    let each = rounds
        .filter_map(|round| Some(a.seconds(round)? / b.seconds(round)?))
        .collect();
    Some((median(a)? / median(b)?, each))
}

/// Measures a case. A contestant's trouble is part of the result.
pub fn compare(arena: &mut Arena, case: &Value, options: &Options) -> Option<Compared> {
    let name = case["name"].as_str().unwrap_or_default();
    let plan = plan::of(name)?;
    say::note(name);
    let file = file_name(case);
    let mut loaded: Vec<Option<Contestant>> = Vec::new();
    let mut results: Vec<Measured> = Vec::new();
    for entrant in plan.contestants {
        let (contestant, trouble) = match arena.load(entrant.name, case, &file) {
            Ok(contestant) => (Some(contestant), None),
            Err(trouble) => (None, Some(trouble)),
        };
        loaded.push(contestant);
        results.push(Measured {
            name: entrant.name,
            rounds: Vec::new(),
            trouble,
            details: Value::Null,
        });
    }
    let count = plan.contestants.len();
    for round in 0..=options.rounds() {
        for turn in 0..count {
            let at = (turn + round) % count;
            let taken = if due(&plan.contestants[at], round) {
                run(arena, &mut loaded[at], &mut results[at])
            } else {
                None
            };
            results[at].rounds.push(taken);
        }
    }
    fetch_details(arena, plan, &mut loaded, &mut results);
    arena.clear();
    let verdicts = verdicts(plan, &results);
    let one_fingerprint = one_fingerprint(&results);
    for result in &mut results {
        // Millions of labels are not needed any more.
        result.details = Value::Null;
        let times = stats::spread(&result.times());
        let said = times.map_or_else(
            || result.trouble.clone().unwrap_or_default(),
            |s| format!("{:.4} s", s.median),
        );
        say::note(&format!("   {:<22}{said}", result.name));
    }
    Some(Compared {
        case: case.clone(),
        plan,
        results,
        verdicts,
        one_fingerprint,
    })
}

fn due(entrant: &Entrant, round: usize) -> bool {
    entrant.most == 0 || round < entrant.most
}

fn run(
    arena: &mut Arena,
    contestant: &mut Option<Contestant>,
    result: &mut Measured,
) -> Option<Taken> {
    match arena.run(contestant.as_mut()?) {
        Ok(taken) => Some(taken),
        Err(trouble) => {
            result.trouble = Some(trouble);
            *contestant = None;
            None
        }
    }
}

fn fetch_details(
    arena: &mut Arena,
    plan: &Plan,
    loaded: &mut [Option<Contestant>],
    results: &mut [Measured],
) {
    let asked = |name: &str| {
        name == OURS
            || plan
                .agreements
                .iter()
                .any(|agreement| agreement.with == name)
    };
    for (contestant, result) in loaded.iter_mut().zip(results) {
        if let Some(contestant) = contestant
            .as_mut()
            .filter(|_| asked(result.name) && !plan.agreements.is_empty())
        {
            result.details = arena.details(contestant).unwrap_or_default();
        }
    }
}

/// Whose answer is compared with others'. The fingerprint says that the browser's is the same.
const OURS: &str = "recinto-native";

fn verdicts(plan: &'static Plan, results: &[Measured]) -> Vec<(&'static str, Option<Verdict>)> {
    let find = |name: &str| results.iter().find(|result| result.name == name);
    let judge = |agreement: &plan::Agreement| {
        let (ours, other) = (find(OURS)?, find(agreement.with)?);
        agree::compare(agreement.of, &ours.given()?, &other.given()?)
    };
    plan.agreements
        .iter()
        .map(|agreement| (agreement.with, judge(agreement)))
        .collect()
}

fn one_fingerprint(results: &[Measured]) -> Option<bool> {
    let taken = results
        .iter()
        .flat_map(|result| result.rounds.iter().flatten());
    let mut prints: Vec<&str> = taken
        .filter_map(|taken| taken.answer["fingerprint"].as_str())
        .filter(|print| !print.is_empty())
        .collect();
    prints.sort_unstable();
    prints.dedup();
    (!prints.is_empty()).then_some(prints.len() == 1)
}

/// The data file of a case: named by `recinto-bench` itself.
pub fn file_name(case: &Value) -> String {
    case["file"].as_str().unwrap_or_default().to_owned()
}
