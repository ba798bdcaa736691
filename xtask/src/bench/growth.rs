//! How our cost grows, natively.

use super::contestant::Arena;
use super::rounds::file_name;
use super::{Options, stats};
use crate::say;
use serde_json::Value;

/// One series, measured.
pub struct Grown {
    /// The work's name.
    pub name: String,
    /// What grows.
    pub axis: String,
    /// Size, median seconds, and median seconds per iteration where there are iterations.
    pub points: Vec<(f64, f64, Option<f64>)>,
    /// Why a size is missing.
    pub trouble: Option<String>,
}

impl Grown {
    /// The exponent of the time, per iteration where there are iterations.
    pub fn exponent(&self) -> Option<f64> {
        let points: Vec<(f64, f64)> = self
            .points
            .iter()
            .map(|&(size, all, one)| (size, one.unwrap_or(all)))
            .collect();
        stats::exponent(&points)
    }
}

/// Measures a series: the sizes in turn, round after round.
pub fn measure(arena: &mut Arena, series: &Value, options: &Options) -> Grown {
    let text = |name: &str| series[name].as_str().unwrap_or_default().to_owned();
    let mut grown = Grown {
        name: text("name"),
        axis: text("axis"),
        points: Vec::new(),
        trouble: None,
    };
    say::note(&format!("growth of {} with {}", grown.name, grown.axis));
    let cases = series["cases"].as_array().cloned().unwrap_or_default();
    let sizes = series["sizes"].as_array().cloned().unwrap_or_default();
    let mut loaded = Vec::new();
    for case in &cases {
        match arena.load("recinto-native", case, &file_name(case)) {
            Ok(contestant) => loaded.push(contestant),
            Err(trouble) => {
                grown.trouble = Some(trouble);
                return grown;
            }
        }
    }
    let mut times = vec![Vec::new(); loaded.len()];
    let mut iterations = vec![None; loaded.len()];
    for _ in 0..options.rounds() {
        for (at, contestant) in loaded.iter_mut().enumerate() {
            match arena.run(contestant) {
                Ok(taken) => {
                    times[at].extend(taken.answer["seconds"].as_f64());
                    iterations[at] = taken.answer["quality"]["iterations"].as_f64();
                }
                Err(trouble) => grown.trouble = Some(trouble),
            }
        }
    }
    for ((size, times), iterations) in sizes.iter().zip(&times).zip(&iterations) {
        if let (Some(size), Some(spread)) = (size.as_f64(), stats::spread(times)) {
            // One more than counted: the last one finds that nothing changes.
            let one = iterations.map(|count| spread.median / (count + 1.0));
            grown.points.push((size, spread.median, one));
        }
    }
    grown
}
