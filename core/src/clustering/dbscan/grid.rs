//! The grid: rows sorted by their cell, and the neighbours of each cell.
//!
//! A cell's number packs its coordinates into 64 bits, the last column lowest. Adding a constant to
//! sorted numbers keeps their order, so the cells at a fixed offset from each cell are found by
//! walking two places through one sorted list, without hashing; and cells that differ in the last
//! column only stand side by side, so they and their points are one range.

use ndarray::ArrayView2;
use std::ops::Range;

/// Cells per column at most: (x − lo)/side is then wrong by less than 2⁻²⁴ of a cell.
const CELLS: f64 = (1_u64 << 26) as f64;

/// The side falls short of ε/√d by this share, far more than rounding can move a point: two rows of
/// a cell are within ε without a look.
const SHY: f64 = 1.0 / (1_u64 << 20) as f64;

/// Cells between a cell and the farthest neighbours on one side; a free margin, so that offsets
/// never carry into the next column's bits.
const MARGIN: u64 = 3;

pub(super) struct Grid {
    pub n: usize,
    pub d: usize,
    /// Coordinate j of point p at `columns[j·n + p]`, points sorted by cell.
    pub columns: Vec<f64>,
    /// The row of each point.
    pub rows: Vec<u32>,
    /// The cells' numbers, ascending.
    keys: Vec<u64>,
    /// The first point of each cell, and n.
    starts: Vec<u32>,
    /// Nearest first; the first is the cell's own.
    pub offsets: Vec<Offset>,
}

/// Neighbour cells that share all coordinates but the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offset {
    /// To be added to a cell's number, wrapping.
    delta: u64,
    /// How far the last coordinate may differ.
    reach: u64,
    /// Whether this and not its mirror image is visited when each pair is wanted once.
    pub forward: bool,
}

impl Grid {
    /// `None` when the cells cannot be numbered in 64 bits, 2²⁶ per column.
    pub(super) fn new(data: ArrayView2<'_, f64>, epsilon: f64) -> Option<Self> {
        let (n, d) = data.dim();
        let side = epsilon / (d as f64).sqrt() * (1.0 - SHY);
        let per_side = 1.0 / side;
        let mut lows = Vec::with_capacity(d);
        let mut bits = Vec::with_capacity(d);
        for column in data.columns() {
            let lo = column.iter().copied().fold(f64::INFINITY, f64::min);
            let hi = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let cells = (hi - lo) * per_side;
            // Also NaN: all in one place, and 1/side infinite.
            if cells.is_nan() || cells >= CELLS {
                return None;
            }
            lows.push(lo);
            bits.push(64 - (cells as u64 + 2 * MARGIN).leading_zeros());
        }
        if bits.iter().sum::<u32>() > 64 {
            return None;
        }
        let flat = data.as_slice().unwrap_or_default();
        let mut order: Vec<(u64, u32)> = flat
            .chunks_exact(d)
            .zip(0..)
            .map(|(point, row)| {
                let mut key = 0;
                for ((x, lo), bits) in point.iter().zip(&lows).zip(&bits) {
                    let cell = ((x - lo) * per_side) as u64 + MARGIN;
                    key = key << bits | cell;
                }
                (key, row)
            })
            .collect();
        order.sort_unstable();
        let mut columns = Vec::with_capacity(n * d);
        for j in 0..d {
            columns.extend(order.iter().map(|&(_, row)| flat[row as usize * d + j]));
        }
        let mut keys = Vec::new();
        let mut starts = Vec::new();
        for (at, &(key, _)) in order.iter().enumerate() {
            if keys.last() != Some(&key) {
                keys.push(key);
                starts.push(at as u32);
            }
        }
        starts.push(n as u32);
        Some(Self {
            n,
            d,
            columns,
            rows: order.into_iter().map(|(_, row)| row).collect(),
            keys,
            starts,
            offsets: offsets(&bits),
        })
    }

    pub(super) fn cells(&self) -> usize {
        self.keys.len()
    }

    /// The points of a cell.
    pub(super) fn points(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// The non-empty cells at `offset` from `cell`. `place` starts at 0 and belongs to the offset;
    /// cells have to be asked for in ascending order.
    pub(super) fn at(&self, offset: &Offset, cell: usize, place: &mut usize) -> Range<usize> {
        let middle = self.keys[cell].wrapping_add(offset.delta);
        let (from, to) = (middle - offset.reach, middle + offset.reach);
        // Doubling steps, then a search within the last: cells may have been passed over.
        let mut step = 1;
        while self.keys.get(*place + step).is_some_and(|&key| key < from) {
            *place += step;
            step *= 2;
        }
        let end = self.keys.len().min(*place + step);
        *place += self.keys[*place..end].partition_point(|&key| key < from);
        let near = self.keys[*place..].iter();
        *place..*place + near.take_while(|&&key| key <= to).count()
    }
}

/// All offsets by which two cells can hold points within ε of each other. With gaps of gⱼ whole
/// cells between them (gⱼ = |oⱼ| − 1, or 0) the cells are side·√Σg² apart, and side = ε/√d less a
/// little: so Σg² ≤ d, and Σg² ≥ d + 1 is too far whatever the rounding.
fn offsets(bits: &[u32]) -> Vec<Offset> {
    let d = bits.len() as u64;
    // Of the columns so far: Σg², Σo², packed offset, sign of the first that is not zero.
    let mut some = vec![(0_u64, 0_u64, 0_u64, 0_i64)];
    for width in bits.iter().take(bits.len() - 1) {
        let mut more = Vec::new();
        for &(gaps, squares, delta, sign) in &some {
            for o in -(MARGIN as i64)..=MARGIN as i64 {
                let gap = o.unsigned_abs().saturating_sub(1);
                let gaps = gaps + gap * gap;
                if gaps <= d {
                    let delta = (delta << width).wrapping_add_signed(o);
                    let sign = if sign == 0 { o } else { sign };
                    more.push((gaps, squares + o.unsigned_abs().pow(2), delta, sign));
                }
            }
        }
        some = more;
    }
    some.sort_unstable();
    let last = bits.last().copied().unwrap_or_default();
    some.into_iter()
        .map(|(gaps, _, delta, sign)| Offset {
            delta: delta << last,
            reach: 1 + (d - gaps).isqrt(),
            forward: sign >= 0,
        })
        .collect()
}
