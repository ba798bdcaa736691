//! Step 7: people far from all others, by their events, the value of their purchases and the days
//! on which they did something. By default they are shown, and stay: the best customer lies far
//! out too.

mod isolation_forest;
mod robust_z;
mod totals;

pub use isolation_forest::isolation_scores;
pub use robust_z::robust_z;

use super::log::Log;
use super::{Evidence, Outliers, Rule};
use crate::events::Sheet;
use ndarray::Array2;
use totals::totals;

/// Among fewer people nobody is far from all others.
const ENOUGH: usize = 10;

/// Runs the step. O(n + m·log m) for n events of m people.
pub(super) fn run(sheet: &mut Sheet, params: &Outliers, log: &mut Log) {
    if sheet.people().len() < ENOUGH {
        return;
    }
    let totals = totals(sheet);
    // log1p: totals of people are skew by nature.
    let logs: Vec<[f64; 3]> = totals.iter().map(|total| total.map(libm::log1p)).collect();
    let mut far: Vec<Vec<(Rule, Evidence)>> = vec![Vec::new(); totals.len()];
    for (column, rule) in [Rule::Events, Rule::TotalValue, Rule::Days]
        .into_iter()
        .enumerate()
    {
        // Who bought nothing is not far from those who bought.
        let who: Vec<usize> = (0..totals.len())
            .filter(|&at| totals[at][column] > 0.0)
            .collect();
        if who.len() < ENOUGH {
            continue;
        }
        let values: Vec<f64> = who.iter().map(|&at| logs[at][column]).collect();
        let Some(scores) = robust_z(&values) else {
            continue;
        };
        for (at, score) in who.into_iter().zip(scores) {
            if score.abs() > params.robust_z {
                far[at].push((
                    rule,
                    Evidence::Outlier {
                        total: totals[at][column],
                        score,
                        limit: params.robust_z,
                    },
                ));
            }
        }
    }
    if params.isolation {
        let mut data = Array2::zeros((logs.len(), 3));
        for (mut row, log) in data.rows_mut().into_iter().zip(&logs) {
            for (cell, value) in row.iter_mut().zip(log) {
                *cell = *value;
            }
        }
        let scores = isolation_scores(data.view(), params.seed);
        for (far, score) in far.iter_mut().zip(scores) {
            if score > params.isolation_score {
                far.push((
                    Rule::Isolation,
                    Evidence::Outlier {
                        total: 0.0,
                        score,
                        limit: params.isolation_score,
                    },
                ));
            }
        }
    }
    note(sheet, params, far, log);
}

/// Notes everyone found; removes them if that is wanted.
fn note(sheet: &mut Sheet, params: &Outliers, far: Vec<Vec<(Rule, Evidence)>>, log: &mut Log) {
    let mut gone = vec![false; sheet.rows().len()];
    for (person, found) in sheet.people().iter().zip(far) {
        let rows = sheet.rows_of(person);
        let removed = if params.remove { rows.len() } else { 0 };
        if params.remove && !found.is_empty() {
            gone[person.rows.clone()].fill(true);
        }
        for (rule, evidence) in found {
            let lines: Vec<u32> = rows.iter().take(10).map(|row| row.line).collect();
            let count = (rows.len(), removed);
            log.person(sheet, person.name, rule, count, &lines, evidence);
        }
    }
    sheet.drop_marked(&gone);
}
