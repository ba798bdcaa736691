//! Labels made dense, and rows made ready: what every index begins with.

use super::ValidationError;
use crate::clustering::{NOISE, Progress};
use ndarray::{Array2, ArrayView2};

/// Labels renumbered 0 to k − 1 in the order of their numbers, so that a gap in the numbering or a
/// huge number costs nothing.
pub(super) struct Dense {
    /// Per row, or [`NOISE`].
    pub(super) of: Vec<u32>,
    /// The caller's number of each cluster, rising.
    pub(super) names: Vec<u32>,
    /// Rows of each cluster, 1 or more.
    pub(super) sizes: Vec<usize>,
    /// Rows of no cluster.
    pub(super) noise: usize,
}

impl Dense {
    pub(super) fn new(labels: impl Iterator<Item = u32> + Clone) -> Self {
        let mut names: Vec<u32> = labels.clone().filter(|&label| label != NOISE).collect();
        names.sort_unstable();
        names.dedup();
        let mut sizes = vec![0; names.len()];
        let mut noise = 0;
        let of = labels
            .map(|label| match names.binary_search(&label) {
                Ok(at) => {
                    sizes[at] += 1;
                    at as u32
                }
                Err(_) => {
                    noise += 1;
                    NOISE
                }
            })
            .collect();
        Self {
            of,
            names,
            sizes,
            noise,
        }
    }

    pub(super) fn clusters(&self) -> usize {
        self.sizes.len()
    }

    /// Rows outside the noise.
    pub(super) fn rows(&self) -> usize {
        self.of.len() - self.noise
    }

    /// The rows of each cluster, in the order of the rows.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = self
            .sizes
            .iter()
            .map(|&size| Vec::with_capacity(size))
            .collect();
        for (row, &label) in self.of.iter().enumerate() {
            if label != NOISE {
                members[label as usize].push(row);
            }
        }
        members
    }
}

/// Labels as long as the data, two clusters or more, every cell finite.
pub(super) fn checked(data: ArrayView2<'_, f64>, labels: &[u32]) -> Result<Dense, ValidationError> {
    finite(data)?;
    if labels.len() != data.nrows() {
        return Err(ValidationError::Labels {
            labels: labels.len(),
            rows: data.nrows(),
        });
    }
    let dense = Dense::new(labels.iter().copied());
    if dense.clusters() < 2 {
        return Err(ValidationError::TooFewClusters {
            clusters: dense.clusters(),
            least: 2,
        });
    }
    Ok(dense)
}

/// At least one column, every cell finite.
pub(super) fn finite(data: ArrayView2<'_, f64>) -> Result<(), ValidationError> {
    if data.ncols() == 0 {
        return Err(ValidationError::Parameter {
            name: "the number of columns",
            value: "0".to_owned(),
            range: "1 or more",
        });
    }
    for (row, cells) in data.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|x| !x.is_finite()) {
            return Err(ValidationError::NotFinite { row, column });
        }
    }
    Ok(())
}

/// The rows, in standard layout. Numbers so large or so small that squares and sums of squares
/// would leave the range of `f64` are first multiplied by a power of two, which changes no digit
/// and no index of this module: all are ratios.
pub(super) fn in_range(data: ArrayView2<'_, f64>) -> Array2<f64> {
    /// 2^−500 and 2^500: squares of what lies between, and sums of 2^20 of them, are in range.
    const SMALL: f64 = f64::from_bits((1023 - 500) << 52);
    const LARGE: f64 = f64::from_bits((1023 + 500) << 52);
    const DOWN: f64 = f64::from_bits((1023 - 600) << 52);
    const UP: f64 = f64::from_bits((1023 + 900) << 52);
    let most = data.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let factor = if most >= LARGE {
        DOWN
    } else if most > 0.0 && most <= SMALL {
        UP
    } else {
        1.0
    };
    let mut rows = data.as_standard_layout().into_owned();
    if factor != 1.0 {
        rows.mapv_inplace(|x| x * factor);
    }
    rows
}

/// Tells progress; a `Break` becomes the error.
pub(super) fn step(progress: Progress<'_>, share: f64) -> Result<(), ValidationError> {
    if progress(share).is_break() {
        return Err(ValidationError::Cancelled);
    }
    Ok(())
}
