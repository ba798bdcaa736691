//! A table's columns described: see [`Columns`].

use super::candidate::Catalogue;
use super::choice::{Choice, ChoiceError};
use super::columns::{ColumnStats, Columns, Duplicate, Quantiles, Suggestion, Why};
use super::correlation::{pearson, ranks};
use super::histogram::histogram;
use super::extras::Places;
use super::table::{Table, TableMaker};
use crate::events::Sheet;
use crate::preparation::quantile_of_sorted;

/// From this correlation on two columns say almost the same.
const SAME: f64 = 0.95;
/// Above this share of missing values a column says little.
const MOST_MISSING: f64 = 0.95;

/// Describes the columns of a choice over a sealed, cleaned sheet: [`Table`] and [`describe`] in
/// one. A choice may hold more than a model can, such as [`Catalogue::everything`].
///
/// # Errors
/// Columns, words or definitions that do not make sense.
pub fn measure(
    sheet: &Sheet,
    choice: &Choice,
    catalogue: &Catalogue,
    places: Option<&Places>,
) -> Result<Columns, ChoiceError> {
    let as_of_ms = catalogue.as_of_ms.unwrap_or(0);
    let mut maker = TableMaker::new(choice.clone(), as_of_ms, catalogue.window_days, places)?;
    maker.add(sheet);
    Ok(describe(&maker.done(), catalogue))
}

/// Describes every column of `table`. O(people × columns × (log people + columns)).
#[must_use]
pub fn describe(table: &Table, catalogue: &Catalogue) -> Columns {
    let width = table.choice.columns.len();
    let mut columns = Vec::with_capacity(width);
    let mut values: Vec<Vec<f64>> = Vec::with_capacity(width);
    for (at, chosen) in table.choice.columns.iter().enumerate() {
        let raw: Vec<f64> = table.column(at).collect();
        columns.push(stats(chosen.column.key(), &raw, chosen.column.undefined()));
        values.push(
            raw.iter()
                .map(|&x| {
                    if x.is_nan() {
                        chosen.column.undefined()
                    } else {
                        x
                    }
                })
                .map(|x| chosen.column.transform().apply(x))
                .collect(),
        );
    }
    let ranked: Vec<Vec<f64>> = values.iter().map(|column| ranks(column)).collect();
    let (pearson, spearman) = (pearson(&values), pearson(&ranked));
    let duplicates = duplicates(&pearson, &spearman, width);
    let mut found = Columns {
        people: table.people.len() as u64,
        outside: table.outside,
        columns,
        pearson,
        spearman,
        duplicates,
        suggestions: Vec::new(),
    };
    found.suggestions = suggestions(table, catalogue, &found);
    found
}

fn stats(key: String, raw: &[f64], undefined: f64) -> ColumnStats {
    let mut sorted: Vec<f64> = raw.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let people = raw.len().max(1) as f64;
    let missing = raw.len() - sorted.len();
    let (least, most) = (sorted.first().copied(), sorted.last().copied());
    let same = match (least, most) {
        (Some(least), Some(most)) => least == most && (missing == 0 || least == undefined),
        _ => true,
    };
    let q = |share| quantile_of_sorted(&sorted, share);
    ColumnStats {
        key,
        histogram: histogram(&sorted),
        quantiles: least.zip(most).map(|(min, max)| Quantiles {
            min,
            q05: q(0.05),
            q25: q(0.25),
            q50: q(0.5),
            q75: q(0.75),
            q95: q(0.95),
            max,
        }),
        // In the order of people: sums depend on it.
        mean: least.map(|_| {
            let sum: f64 = raw.iter().filter(|x| !x.is_nan()).sum();
            sum / sorted.len() as f64
        }),
        missing: missing as f64 / people,
        zero: sorted.iter().filter(|x| **x == 0.0).count() as f64 / people,
        constant: same,
    }
}

fn duplicates(pearson: &[f64], spearman: &[f64], width: usize) -> Vec<Duplicate> {
    let mut found = Vec::new();
    for a in 0..width {
        for b in a + 1..width {
            let at = a * width + b;
            let (linear, ranked) = (pearson[at], spearman[at]);
            let correlation = if ranked.abs() > linear.abs() {
                ranked
            } else {
                linear
            };
            if correlation.abs() >= SAME {
                found.push(Duplicate { a, b, correlation });
            }
        }
    }
    found.sort_by(|x, y| {
        let strength = y.correlation.abs().total_cmp(&x.correlation.abs());
        strength.then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    found
}

/// The gravest reason of each column. Of near-duplicates the earlier one is kept.
fn suggestions(table: &Table, catalogue: &Catalogue, found: &Columns) -> Vec<Suggestion> {
    let mut suggested: Vec<Suggestion> = Vec::new();
    let columns = table.choice.columns.iter().zip(&found.columns);
    for (at, (chosen, stats)) in columns.enumerate() {
        let column = &chosen.column;
        let duplicate = || {
            let pair = found.duplicates.iter().find(|pair| {
                pair.b == at && !suggested.iter().any(|earlier| earlier.column == pair.a)
            })?;
            Some(Why::DuplicateOf {
                column: pair.a,
                correlation: pair.correlation,
            })
        };
        let candidate = catalogue.candidate(&stats.key);
        let why = if stats.missing > MOST_MISSING {
            Some(Why::Missing {
                share: stats.missing,
            })
        } else if stats.constant {
            Some(Why::Constant)
        } else if let Some(why) = duplicate() {
            Some(why)
        } else if let Some(reason) = column.desk_only() {
            Some(Why::DeskOnly { reason })
        } else {
            candidate
                .and_then(|candidate| candidate.needs_days)
                .filter(|&days| days > table.window_days)
                .map(|days| Why::NeedsHistory { days })
        };
        if let Some(why) = why {
            suggested.push(Suggestion { column: at, why });
        }
    }
    suggested
}
