//! Principal components by the cyclic Jacobi method on the covariance matrix
//! (Golub & Van Loan, *Matrix Computations*, 4th ed., algorithm 8.5.2).

use super::{PreparationError, check};
use ndarray::{Array2, ArrayView2};

/// Principal components of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// One component per row, of unit length, by falling variance; the largest loading of each is
    /// positive, so that the sign is not left to chance.
    pub components: Array2<f64>,
    /// Share of the variance each component explains, 0 to 1.
    pub explained: Vec<f64>,
    /// The variance along each component (divisor n − 1, as scikit-learn's `PCA`; 0 of one row).
    pub variance: Vec<f64>,
    /// Column means that were subtracted.
    pub mean: Vec<f64>,
}

/// Sweeps after which the rotation stops; convergence is quadratic and needs fewer than ten.
const MAX_SWEEPS: usize = 60;

/// Components of `data` (n × d), all d of them.
#[must_use]
pub fn pca(data: ArrayView2<'_, f64>) -> Pca {
    let (n, d) = data.dim();
    let per_row = 1.0 / n.max(1) as f64;
    let mean: Vec<f64> = (0..d)
        .map(|j| data.column(j).iter().sum::<f64>() * per_row)
        .collect();
    let mut covariance = Array2::<f64>::zeros((d, d));
    for row in data.rows() {
        for a in 0..d {
            for b in a..d {
                covariance[[a, b]] += (row[a] - mean[a]) * (row[b] - mean[b]) * per_row;
            }
        }
    }
    for a in 0..d {
        for b in 0..a {
            covariance[[a, b]] = covariance[[b, a]];
        }
    }
    let vectors = jacobi(&mut covariance);
    let mut order: Vec<usize> = (0..d).collect();
    order.sort_by(|&a, &b| covariance[[b, b]].total_cmp(&covariance[[a, a]]));
    let total: f64 = (0..d).map(|j| covariance[[j, j]].max(0.0)).sum();
    let unbiased = if n > 1 {
        n as f64 / (n - 1) as f64
    } else {
        0.0
    };
    let mut components = Array2::zeros((d, d));
    for (rank, &column) in order.iter().enumerate() {
        let mut largest = 0.0_f64;
        for j in 0..d {
            if vectors[[j, column]].abs() > largest.abs() {
                largest = vectors[[j, column]];
            }
        }
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        for j in 0..d {
            components[[rank, j]] = sign * vectors[[j, column]];
        }
    }
    Pca {
        components,
        explained: order
            .iter()
            .map(|&j| {
                if total > 0.0 {
                    covariance[[j, j]].max(0.0) / total
                } else {
                    0.0
                }
            })
            .collect(),
        variance: order
            .iter()
            .map(|&j| covariance[[j, j]].max(0.0) * unbiased)
            .collect(),
        mean,
    }
}

impl Pca {
    /// Components of outside data, checked. O(n·d² + d³).
    ///
    /// # Errors
    /// No rows or columns, a cell that is not finite, values whose squares overflow.
    pub fn fit(data: ArrayView2<'_, f64>) -> Result<Self, PreparationError> {
        check::finite(data)?;
        // Sums of so many squares of less than this stay finite.
        let most = (f64::MAX / data.len().max(1) as f64).sqrt() * 0.25;
        for (column, cells) in data.columns().into_iter().enumerate() {
            if cells.iter().any(|x| x.abs() > most) {
                return Err(PreparationError::TooLarge { column });
            }
        }
        Ok(pca(data))
    }

    /// Rows on the first `components` components (at most all of them).
    ///
    /// # Errors
    /// Another number of columns than fitted, a cell that is not finite, a value that overflows.
    pub fn transform(
        &self,
        data: ArrayView2<'_, f64>,
        components: usize,
    ) -> Result<Array2<f64>, PreparationError> {
        check::fitted(data, self.mean.len())?;
        let width = components.min(self.components.nrows());
        let mut out = Array2::zeros((data.nrows(), width));
        for (row, mut cells) in data.rows().into_iter().zip(out.rows_mut()) {
            let row = row.to_vec();
            for (rank, cell) in cells.iter_mut().enumerate() {
                *cell = self.project(&row, rank);
                if !cell.is_finite() {
                    return Err(PreparationError::TooLarge { column: 0 });
                }
            }
        }
        Ok(out)
    }

    /// The row's coordinate along component `rank`.
    #[must_use]
    pub fn project(&self, row: &[f64], rank: usize) -> f64 {
        row.iter()
            .enumerate()
            .map(|(j, x)| (x - self.mean[j]) * self.components[[rank, j]])
            .sum()
    }
}

/// Diagonalises a symmetric matrix in place; the columns of the result are its eigenvectors.
fn jacobi(matrix: &mut Array2<f64>) -> Array2<f64> {
    let d = matrix.nrows();
    let mut vectors = Array2::<f64>::eye(d);
    for _ in 0..MAX_SWEEPS {
        let off: f64 = (0..d)
            .flat_map(|p| (0..p).map(move |q| (p, q)))
            .map(|(p, q)| matrix[[p, q]] * matrix[[p, q]])
            .sum();
        if off == 0.0 {
            break;
        }
        for p in 0..d {
            for q in p + 1..d {
                let apq = matrix[[p, q]];
                if apq == 0.0 {
                    continue;
                }
                let tau = (matrix[[q, q]] - matrix[[p, p]]) / (2.0 * apq);
                let t = if tau >= 0.0 {
                    1.0 / (tau + (1.0 + tau * tau).sqrt())
                } else {
                    -1.0 / (-tau + (1.0 + tau * tau).sqrt())
                };
                let c = 1.0 / (1.0 + t * t).sqrt();
                let s = t * c;
                for k in 0..d {
                    let (kp, kq) = (matrix[[k, p]], matrix[[k, q]]);
                    matrix[[k, p]] = c * kp - s * kq;
                    matrix[[k, q]] = s * kp + c * kq;
                }
                for k in 0..d {
                    let (pk, qk) = (matrix[[p, k]], matrix[[q, k]]);
                    matrix[[p, k]] = c * pk - s * qk;
                    matrix[[q, k]] = s * pk + c * qk;
                }
                matrix[[p, q]] = 0.0;
                matrix[[q, p]] = 0.0;
                for k in 0..d {
                    let (kp, kq) = (vectors[[k, p]], vectors[[k, q]]);
                    vectors[[k, p]] = c * kp - s * kq;
                    vectors[[k, q]] = s * kp + c * kq;
                }
            }
        }
    }
    vectors
}
