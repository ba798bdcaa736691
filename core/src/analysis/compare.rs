//! Two analyses side by side.

use super::project::Analysis;
use crate::validation::{adjusted_mutual_information, adjusted_rand};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How two ways to segment the same people agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// People in both.
    pub people: u64,
    /// People in only one of them.
    pub elsewhere: u64,
    /// Adjusted Rand index, 1 for the same partition, about 0 by chance.
    pub adjusted_rand: f64,
    /// Adjusted mutual information, likewise.
    pub adjusted_mutual_information: f64,
    /// People by segment of the first (rows) and of the second (columns); the last row and the
    /// last column are those in no segment.
    pub table: Vec<Vec<u64>>,
}

/// Compares two analyses person by person, by row key.
#[must_use]
pub fn compare(first: &Analysis, second: &Analysis) -> Comparison {
    let seats: BTreeMap<&str, u32> = second
        .people
        .iter()
        .map(String::as_str)
        .zip(second.labels.iter().copied())
        .collect();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for (person, &label) in first.people.iter().zip(&first.labels) {
        if let Some(&other) = seats.get(person.as_str()) {
            a.push(label);
            b.push(other);
        }
    }
    let mut table = vec![vec![0_u64; second.k + 1]; first.k + 1];
    for (&row, &column) in a.iter().zip(&b) {
        table[(row as usize).min(first.k)][(column as usize).min(second.k)] += 1;
    }
    let people = a.len() as u64;
    Comparison {
        people,
        elsewhere: (first.people.len() + second.people.len()) as u64 - 2 * people,
        adjusted_rand: adjusted_rand(&a, &b).unwrap_or(0.0),
        adjusted_mutual_information: adjusted_mutual_information(&a, &b).unwrap_or(0.0),
        table,
    }
}
