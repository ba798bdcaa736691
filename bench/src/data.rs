//! The data: blobs by a recipe of counters, so that any language can make them.
//!
//! u(seed, i) = mix64(seed + (i + 1)·0x9E3779B97F4A7C15) >> 11 · 2⁻⁵³ (SplitMix64's finaliser; Steele, Lea & Flood,
//! OOPSLA 2014). Centre c, column j = −10 + 20·u(seed, c·d + j). The label of row i is i mod k. A point is its centre
//! plus σ·z, z by Box & Muller (Ann. Math. Stat. 29(2), 1958) from seed + 1. The last ⌊noise·n⌋ rows are uniform in
//! \[−15, 15\] from seed + 2. Stored as little-endian f32, row by row.
//!
//! The logarithm and the cosine come from `libm`. Other languages' differ in the last bit, so contestants are given
//! the file and not the recipe.

use crate::fingerprint::Fingerprint;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// What the data look like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Rows.
    pub n: usize,
    /// Columns.
    pub d: usize,
    /// Blobs.
    pub k: usize,
    /// Standard deviation of a blob, in each direction.
    pub sigma: f64,
    /// Seed.
    pub seed: u64,
    /// Share of the rows that are noise.
    pub noise: f64,
}

impl Recipe {
    /// The file's name: a name per recipe, so that a file made before can be used again.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!(
            "blobs-n{}-d{}-k{}-s{}-r{}-z{}.f32",
            self.n, self.d, self.k, self.sigma, self.seed, self.noise
        )
    }

    /// Makes the rows.
    #[must_use]
    pub fn rows(&self) -> Vec<f32> {
        let (n, d, k) = (self.n as u64, self.d as u64, self.k.max(1) as u64);
        let noise = (self.noise * self.n as f64) as u64;
        let mut rows = Vec::with_capacity(self.n * self.d);
        for i in 0..n {
            for j in 0..d {
                let at = i * d + j;
                let x = if i >= n - noise {
                    -15.0 + 30.0 * uniform(self.seed.wrapping_add(2), at)
                } else {
                    let centre = -10.0 + 20.0 * uniform(self.seed, (i % k) * d + j);
                    centre + self.sigma * normal(self.seed.wrapping_add(1), at)
                };
                rows.push(x as f32);
            }
        }
        rows
    }

    /// The same as the contestants read them: f32 widened to f64.
    #[must_use]
    pub fn table(&self) -> Array2<f64> {
        let cells = self.rows().into_iter().map(f64::from).collect();
        Array2::from_shape_vec((self.n, self.d), cells).unwrap_or_default()
    }
}

/// Of the cells of a table.
pub fn fingerprint<'a>(cells: impl IntoIterator<Item = &'a f64>) -> String {
    Fingerprint::of("data").numbers("cells", cells).finish()
}

/// Uniform in `[0, 1)`.
pub(crate) fn uniform(seed: u64, i: u64) -> f64 {
    let mut z = seed.wrapping_add(i.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    (z >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Normal with mean 0 and variance 1.
fn normal(seed: u64, m: u64) -> f64 {
    let radius = (-2.0 * libm::log1p(-uniform(seed, 2 * m))).sqrt();
    radius * libm::cos(2.0 * std::f64::consts::PI * uniform(seed, 2 * m + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the first row that the recipe's Python script prints.
    #[test]
    fn the_recipe_is_that_of_the_other_languages() {
        let recipe = Recipe {
            n: 100,
            d: 2,
            k: 3,
            sigma: 0.5,
            seed: 42,
            noise: 0.1,
        };
        let rows = recipe.rows();
        assert_eq!(rows.len(), 200);
        let expected = [4.21851, -6.54365, 6.65148, -13.87431];
        for (at, gold) in [0, 1, 198, 199].into_iter().zip(expected) {
            assert!(
                (rows[at] - gold).abs() < 1e-5,
                "cell {at}: {} is not {gold}",
                rows[at]
            );
        }
        let sum: f64 = rows.iter().map(|&x| f64::from(x)).sum();
        assert!((sum - -405.42514968290925).abs() < 1e-4, "{sum}");
    }

    #[test]
    fn another_seed_gives_other_rows_under_another_name() {
        let one = Recipe {
            n: 10,
            d: 2,
            k: 2,
            sigma: 1.0,
            seed: 1,
            noise: 0.0,
        };
        let other = Recipe { seed: 2, ..one };
        assert_ne!(one.rows(), other.rows());
        assert_ne!(one.file_name(), other.file_name());
    }
}
