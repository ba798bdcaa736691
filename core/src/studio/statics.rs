//! Static columns of people: facts from a file (age band, gender, channel), for describing
//! segments and for segments of the desk only.

use crate::clustering::NOISE;
use serde::{Deserialize, Serialize};

/// Values of a column told apart; the rarer ones are taken together.
pub const VALUES_MAX: usize = 32;

/// The static columns of some people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statics {
    /// In the order of names.
    pub columns: Vec<StaticColumn>,
}

/// One static column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticColumn {
    /// Its name.
    pub name: String,
    /// Its values, sorted.
    pub values: Vec<String>,
    /// Per person the index of their value; `None` when the cell is empty.
    pub of: Vec<Option<u32>>,
}

/// How frequent a value is in a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaticShare {
    /// The static column.
    pub column: String,
    /// The value; `None`: every value beyond the [`VALUES_MAX`] most frequent.
    pub value: Option<String>,
    /// Share of the segment's people with a value in this column who have this one, 0 to 1.
    pub share: f64,
    /// The same share of everyone.
    pub overall: f64,
}

impl Statics {
    /// Whether each column has as many cells as there are people, and each cell a value.
    pub(crate) fn fit(&self, people: usize) -> bool {
        self.columns.iter().all(|column| {
            let known = |cell: &Option<u32>| {
                cell.is_none_or(|value| (value as usize) < column.values.len())
            };
            column.of.len() == people && column.of.iter().all(known)
        })
    }

    /// Per segment, the shares of each column's values.
    pub(crate) fn shares(&self, labels: &[u32], segments: usize) -> Vec<Vec<StaticShare>> {
        let mut shares = vec![Vec::new(); segments];
        for column in &self.columns {
            let values = column.values.len();
            let mut overall = vec![0_u64; values];
            let mut inside = vec![vec![0_u64; values]; segments];
            for (cell, &label) in column.of.iter().zip(labels) {
                let Some(value) = cell.map(|value| value as usize) else {
                    continue;
                };
                if let Some(count) = overall.get_mut(value) {
                    *count += 1;
                }
                let own = inside.get_mut(label as usize).filter(|_| label != NOISE);
                if let Some(count) = own.and_then(|counts| counts.get_mut(value)) {
                    *count += 1;
                }
            }
            let mut named: Vec<usize> = (0..values).collect();
            named.sort_by_key(|&value| std::cmp::Reverse(overall.get(value).copied()));
            named.truncate(VALUES_MAX);
            for (counts, shares) in inside.iter().zip(&mut shares) {
                shares.extend(of_segment(column, &overall, counts, &named));
            }
        }
        shares
    }
}

fn of_segment(
    column: &StaticColumn,
    overall: &[u64],
    counts: &[u64],
    named: &[usize],
) -> Vec<StaticShare> {
    let share = |counts: &[u64], at: usize| {
        let total: u64 = counts.iter().sum();
        counts.get(at).copied().unwrap_or(0) as f64 / total.max(1) as f64
    };
    let mut found: Vec<StaticShare> = named
        .iter()
        .map(|&at| StaticShare {
            column: column.name.clone(),
            value: column.values.get(at).cloned(),
            share: share(counts, at),
            overall: share(overall, at),
        })
        .collect();
    found.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.value.cmp(&b.value)));
    if named.len() < column.values.len() {
        let rest =
            |of: fn(&StaticShare) -> f64| (1.0 - found.iter().map(of).sum::<f64>()).clamp(0.0, 1.0);
        let (share, overall) = (rest(|s| s.share), rest(|s| s.overall));
        found.push(StaticShare {
            column: column.name.clone(),
            value: None,
            share,
            overall,
        });
    }
    found
}
