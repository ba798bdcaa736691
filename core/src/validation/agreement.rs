//! How far two labelings of the same rows agree. Noise is a class of its own in both.

use super::ValidationError;
use std::collections::BTreeMap;

/// The adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985): 1 for the same partition,
/// 0 on average for independent ones of the same sizes; −0.5 to 1. 1 for no rows. Time
/// O(n log n).
///
/// # Errors
/// Labelings of different lengths.
pub fn adjusted_rand(a: &[u32], b: &[u32]) -> Result<f64, ValidationError> {
    let table = Table::new(a, b)?;
    let pairs = |counts: &mut dyn Iterator<Item = u64>| -> u128 {
        counts
            .map(|n| u128::from(n) * u128::from(n).saturating_sub(1) / 2)
            .sum()
    };
    let all = pairs(&mut std::iter::once(table.n));
    let both = pairs(&mut table.cells.iter().map(|cell| cell.2));
    let only_a = pairs(&mut table.a.iter().copied()) - both;
    let only_b = pairs(&mut table.b.iter().copied()) - both;
    if only_a == 0 && only_b == 0 {
        return Ok(1.0);
    }
    let neither = (all - both - only_a - only_b) as f64;
    let (both, only_a, only_b) = (both as f64, only_a as f64, only_b as f64);
    Ok(2.0 * (both * neither - only_a * only_b)
        / ((both + only_a) * (only_a + neither) + (both + only_b) * (only_b + neither)))
}

/// Adjusted mutual information (Vinh, Epps & Bailey, JMLR 11, 2010), normalised by the arithmetic
/// mean of the entropies: 1 for the same partition, 0 on average for independent ones. Time
/// O(n log n + Σ min(aᵢ, bⱼ)) over pairs of classes.
///
/// # Errors
/// Labelings of different lengths.
pub fn adjusted_mutual_information(a: &[u32], b: &[u32]) -> Result<f64, ValidationError> {
    let table = Table::new(a, b)?;
    if table.a.len() <= 1 && table.b.len() <= 1 {
        return Ok(1.0);
    }
    let expected = table.expected_information();
    let mean = f64::midpoint(table.entropy(&table.a), table.entropy(&table.b));
    let room = mean - expected;
    let room = if room < 0.0 {
        room.min(-f64::EPSILON)
    } else {
        room.max(f64::EPSILON)
    };
    Ok((table.information() - expected) / room)
}

/// Mutual information divided by the arithmetic mean of the entropies, 0 to 1; 1 when both
/// labelings are one class. Not adjusted for chance: it grows with the number of classes.
///
/// # Errors
/// Labelings of different lengths.
pub fn normalised_mutual_information(a: &[u32], b: &[u32]) -> Result<f64, ValidationError> {
    let table = Table::new(a, b)?;
    if table.a.len() <= 1 && table.b.len() <= 1 {
        return Ok(1.0);
    }
    let mean = f64::midpoint(table.entropy(&table.a), table.entropy(&table.b));
    let information = table.information();
    Ok(if information > 0.0 && mean > 0.0 {
        information / mean
    } else {
        0.0
    })
}

/// Two labelings counted against each other.
struct Table {
    n: u64,
    /// Sizes of the classes of each.
    a: Vec<u64>,
    b: Vec<u64>,
    /// Class of a, class of b, rows in both; only where there are any.
    cells: Vec<(usize, usize, u64)>,
}

impl Table {
    fn new(a: &[u32], b: &[u32]) -> Result<Self, ValidationError> {
        if a.len() != b.len() {
            return Err(ValidationError::Labels {
                labels: b.len(),
                rows: a.len(),
            });
        }
        let mut pairs: Vec<(u32, u32)> = a.iter().copied().zip(b.iter().copied()).collect();
        pairs.sort_unstable();
        let mut sizes_a: BTreeMap<u32, u64> = BTreeMap::new();
        let mut sizes_b: BTreeMap<u32, u64> = BTreeMap::new();
        for run in pairs.chunk_by(|x, y| x == y) {
            *sizes_a.entry(run[0].0).or_default() += run.len() as u64;
            *sizes_b.entry(run[0].1).or_default() += run.len() as u64;
        }
        let names_a: Vec<u32> = sizes_a.keys().copied().collect();
        let names_b: Vec<u32> = sizes_b.keys().copied().collect();
        let cells = pairs
            .chunk_by(|x, y| x == y)
            .map(|run| {
                (
                    names_a.partition_point(|&name| name < run[0].0),
                    names_b.partition_point(|&name| name < run[0].1),
                    run.len() as u64,
                )
            })
            .collect();
        Ok(Self {
            n: a.len() as u64,
            a: sizes_a.into_values().collect(),
            b: sizes_b.into_values().collect(),
            cells,
        })
    }

    fn entropy(&self, sizes: &[u64]) -> f64 {
        let n = self.n as f64;
        -sizes
            .iter()
            .map(|&size| size as f64 / n * (libm::log(size as f64) - libm::log(n)))
            .sum::<f64>()
    }

    fn information(&self) -> f64 {
        if self.a.len() <= 1 || self.b.len() <= 1 {
            return 0.0;
        }
        let n = self.n as f64;
        self.cells
            .iter()
            .map(|&(a, b, both)| {
                let (a, b, both) = (self.a[a] as f64, self.b[b] as f64, both as f64);
                both / n * (libm::log(n) + libm::log(both) - libm::log(a) - libm::log(b))
            })
            .sum::<f64>()
            .max(0.0)
    }

    /// Equation 24a of the paper: the mean over all tables with these sizes.
    fn expected_information(&self) -> f64 {
        if self.a.len() <= 1 || self.b.len() <= 1 {
            return 0.0;
        }
        let n = self.n as usize;
        // ln(m!) for m from 0 to n.
        let factorial: Vec<f64> = (0..=n).map(|m| libm::lgamma(m as f64 + 1.0)).collect();
        let ln_n = libm::log(n as f64);
        let mut expected = 0.0;
        for &a in &self.a {
            for &b in &self.b {
                let (ln_a, ln_b) = (libm::log(a as f64), libm::log(b as f64));
                let (a, b) = (a as usize, b as usize);
                let fixed = factorial[a] + factorial[b] + factorial[n - a] + factorial[n - b]
                    - factorial[n];
                for both in (a + b).saturating_sub(n).max(1)..=a.min(b) {
                    let chance = fixed
                        - factorial[both]
                        - factorial[a - both]
                        - factorial[b - both]
                        - factorial[n + both - a - b];
                    let gain = ln_n + libm::log(both as f64) - ln_a - ln_b;
                    expected += both as f64 / n as f64 * gain * libm::exp(chance);
                }
            }
        }
        expected
    }
}
