//! The rows in the order of their coordinates, laid out for scans of all of them.

use ndarray::ArrayView2;
use std::cmp::Ordering;

/// Rows in a block: enough for four accumulators of two lanes.
pub(in crate::clustering) const LANES: usize = 8;

/// Rows sorted by their coordinates, scaled by a power of two to below 1, in blocks of [`LANES`]:
/// within a block, one coordinate of all its rows after the other. Lanes without a row hold
/// infinity, and so are infinitely far from every row.
///
/// The order makes results independent of the rows' order; the scale, which is exact, keeps
/// squares from overflowing and vanishing.
pub(in crate::clustering) struct Points {
    /// Rows.
    pub(in crate::clustering) n: usize,
    /// Columns.
    pub(in crate::clustering) d: usize,
    /// ⌈n / LANES⌉ blocks of d·LANES coordinates.
    pub(in crate::clustering) blocks: Vec<f64>,
    /// The row of the data at each place of the order.
    pub(in crate::clustering) rows: Vec<u32>,
    /// A distance here times this is the distance in the data.
    pub(in crate::clustering) unit: f64,
}

impl Points {
    /// `data`: finite, one column or more.
    pub(in crate::clustering) fn new(data: ArrayView2<'_, f64>) -> Self {
        let (n, d) = data.dim();
        let (scale, unit) = scale(data);
        let rows = order(data);
        let mut blocks = vec![f64::INFINITY; n.div_ceil(LANES) * d * LANES];
        for (at, &row) in rows.iter().enumerate() {
            for (j, x) in data.row(row as usize).iter().enumerate() {
                blocks[place(at, j, d)] = x * scale;
            }
        }
        Self {
            n,
            d,
            blocks,
            rows,
            unit,
        }
    }

    /// Copies the coordinates of the row at `at` to `to`.
    pub(in crate::clustering) fn copy(&self, at: usize, to: &mut [f64]) {
        for (j, x) in to.iter_mut().enumerate() {
            *x = self.blocks[place(at, j, self.d)];
        }
    }
}

/// Where coordinate `j` of the row at `at` lies.
pub(in crate::clustering) fn place(at: usize, j: usize, d: usize) -> usize {
    (at / LANES * d + j) * LANES + at % LANES
}

/// Squared distances of a block's rows to `centre`.
#[inline]
pub(in crate::clustering) fn squared_distances(block: &[f64], centre: &[f64]) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for (lanes, &c) in block.as_chunks::<LANES>().0.iter().zip(centre) {
        for (sum, x) in sums.iter_mut().zip(lanes) {
            let t = x - c;
            *sum += t * t;
        }
    }
    sums
}

/// The least of the lanes.
#[inline]
pub(in crate::clustering) fn least(lanes: &[f64; LANES]) -> f64 {
    let low = |a: f64, b: f64| if b < a { b } else { a };
    let [a, b, c, d, e, f, g, h] = *lanes;
    let (a, b, c, d) = (low(a, e), low(b, f), low(c, g), low(d, h));
    low(low(a, c), low(b, d))
}

/// The data's rows by their coordinates; equal rows stay in their order.
fn order(data: ArrayView2<'_, f64>) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..data.nrows() as u32).collect();
    rows.sort_by(|&a, &b| {
        data.row(a as usize)
            .iter()
            .zip(data.row(b as usize))
            .map(|(x, y)| x.partial_cmp(y).unwrap_or(Ordering::Equal))
            .find(|o| o.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    rows
}

/// A power of two that brings the largest coordinate to about 1, and its inverse.
pub(in crate::clustering) fn scale(data: ArrayView2<'_, f64>) -> (f64, f64) {
    let largest = data.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if largest == 0.0 {
        return (1.0, 1.0);
    }
    // Within ±1022 both powers are normal numbers.
    let exponent = libm::ilogb(largest).clamp(-1021, 1021);
    (libm::ldexp(1.0, -exponent), libm::ldexp(1.0, exponent))
}
