//! A section per case: who took how long, how much memory, and whether the answers agree.

use super::super::rounds::{Compared, Measured, ratio};
use super::super::stats;
use super::{Run, megabytes, seconds, table};
use serde_json::Value;
use std::fmt::Write as _;

/// All sections.
pub fn sections(run: &Run<'_>) -> String {
    run.cases().map(section).collect()
}

fn section(case: &Compared) -> String {
    let mut out = format!(
        "## {}\n\n{}. Data: {}. Work: {}.\n\n",
        name(case),
        case.plan.title,
        fields(&case.case["data"]),
        fields(&case.case["work"])
    );
    // Ratios are to ours in the browser, or to the first contestant where that does not take part.
    let base = case
        .results
        .iter()
        .find(|result| result.name == "recinto-wasm")
        .or(case.results.first());
    let ratio_head = format!("time over that of {}", base.map_or("", |base| base.name));
    let head = [
        "contestant",
        "runs",
        "cold s",
        "min s",
        "median s",
        "max s",
        &ratio_head,
        "memory MiB",
        "result",
    ];
    let rows: Vec<Vec<String>> = case
        .results
        .iter()
        .map(|result| row(result, base))
        .collect();
    out.push_str(&table(&head, &rows));
    out.push_str(&agreements(case));
    out
}

fn name(case: &Compared) -> &str {
    case.case["name"].as_str().unwrap_or_default()
}

/// `n 1,000, d 8`: an object's fields in words.
fn fields(object: &Value) -> String {
    let pairs = object.as_object().into_iter().flatten();
    let said = pairs.map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

fn row(result: &Measured, base: Option<&Measured>) -> Vec<String> {
    let dash = || "—".to_owned();
    let times = result.times();
    let Some(spread) = stats::spread(&times) else {
        let why = result
            .trouble
            .clone()
            .unwrap_or_else(|| "did not run".into());
        let mut cells = vec![dash(); 9];
        cells[0] = result.name.to_owned();
        cells[8] = one_line(&why);
        return cells;
    };
    let against = base
        .filter(|base| base.name != result.name)
        .and_then(|base| ratio(result, base));
    let against = against.map_or_else(dash, |(middle, each)| match stats::spread(&each) {
        Some(range) => format!("{middle:.2} ({:.2} to {:.2})", range.min, range.max),
        None => format!("{middle:.2}"),
    });
    let trouble = result
        .trouble
        .as_ref()
        .map(|why| format!("; stopped: {}", one_line(why)))
        .unwrap_or_default();
    vec![
        result.name.to_owned(),
        times.len().to_string(),
        result.cold().map_or_else(dash, seconds),
        seconds(spread.min),
        seconds(spread.median),
        seconds(spread.max),
        against,
        result.memory().map_or_else(dash, megabytes),
        result.quality().map(figures).unwrap_or_default() + &trouble,
    ]
}

fn figures(quality: &Value) -> String {
    let pairs = quality.as_object().into_iter().flatten();
    let said = pairs.filter_map(|(name, value)| {
        let value = value.as_f64()?;
        let whole = value.fract() == 0.0 && value.abs() < 1e12;
        Some(if whole {
            format!("{name} {value}")
        } else {
            format!("{name} {value:.10}")
        })
    });
    said.collect::<Vec<_>>().join(", ")
}

fn one_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().replace('|', "/")
}

fn agreements(case: &Compared) -> String {
    let mut out = String::new();
    if let Some(one) = case.one_fingerprint {
        let said = if one {
            "equal in every run, natively and in the browser"
        } else {
            "**not equal in every run**"
        };
        let _ = writeln!(out, "- Ours: the bytes of the result are {said}.");
    }
    for (with, verdict) in &case.verdicts {
        let said = match verdict {
            Some(verdict) if verdict.holds => verdict.says.clone(),
            Some(verdict) => format!("**{}: not so**", verdict.says),
            None => "not compared".into(),
        };
        let _ = writeln!(out, "- Against {with}: {said}.");
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}
