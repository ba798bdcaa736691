//! Rows laid out for distances: eight rows side by side, coordinate by coordinate, so that the
//! compiler computes eight distances to one point with vector instructions.

/// Rows side by side.
pub(super) const LANES: usize = 8;

/// A run of rows that belong together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// First row, in the order given.
    pub(super) first: usize,
    /// Rows, 1 or more.
    pub(super) rows: usize,
    /// First block of lanes.
    pub(super) block: usize,
}

impl Group {
    /// Blocks of lanes; the last may be filled up by repeating its last row.
    pub(super) fn blocks(&self) -> usize {
        self.rows.div_ceil(LANES)
    }

    /// Rows in block `b` of this group, the filling not counted.
    pub(super) fn filled(&self, b: usize) -> usize {
        (self.rows - b * LANES).min(LANES)
    }
}

/// Rows in groups, both one after another and in blocks of lanes.
pub(super) struct Tiles {
    pub(super) d: usize,
    points: Vec<f64>,
    lanes: Vec<[f64; LANES]>,
    pub(super) groups: Vec<Group>,
}

impl Tiles {
    /// `groups` of row numbers of `flat`, rows of `d` numbers. Empty groups are left out.
    pub(super) fn new<'a>(
        flat: &[f64],
        d: usize,
        groups: impl Iterator<Item = &'a [usize]>,
    ) -> Self {
        let mut tiles = Self {
            d,
            points: Vec::with_capacity(flat.len()),
            lanes: Vec::with_capacity(flat.len() / LANES),
            groups: Vec::new(),
        };
        let mut first = 0;
        let mut blocks = 0;
        for rows in groups.filter(|rows| !rows.is_empty()) {
            let group = Group {
                first,
                rows: rows.len(),
                block: blocks,
            };
            first += rows.len();
            blocks += group.blocks();
            tiles.groups.push(group);
            for &row in rows {
                tiles.points.extend(&flat[row * d..(row + 1) * d]);
            }
            for block in rows.chunks(LANES) {
                for j in 0..d {
                    tiles.lanes.push(std::array::from_fn(|lane| {
                        flat[block[lane.min(block.len() - 1)] * d + j]
                    }));
                }
            }
        }
        tiles
    }

    /// Coordinates of the block, `d` times eight lanes.
    pub(super) fn block(&self, block: usize) -> &[[f64; LANES]] {
        &self.lanes[block * self.d..(block + 1) * self.d]
    }

    /// Coordinates of a row, numbered in the order of the groups.
    pub(super) fn point(&self, row: usize) -> &[f64] {
        &self.points[row * self.d..(row + 1) * self.d]
    }

    /// Coordinates of the rows `from` to `to`, one row after another.
    pub(super) fn rows(&self, from: usize, to: usize) -> &[f64] {
        &self.points[from * self.d..to * self.d]
    }

    /// Rows that together take half of a first-level cache of 32 KiB.
    pub(super) fn strip(&self) -> usize {
        (2048 / self.d.max(1)).clamp(LANES, 256)
    }
}

/// Squared distances of the eight rows of a block to `point`, summed in the order of the
/// coordinates.
#[inline(always)]
pub(super) fn squared(block: &[[f64; LANES]], point: &[f64]) -> [f64; LANES] {
    let mut sum = [0.0; LANES];
    for (x, &p) in block.iter().zip(point) {
        for lane in 0..LANES {
            let apart = x[lane] - p;
            sum[lane] += apart * apart;
        }
    }
    sum
}
