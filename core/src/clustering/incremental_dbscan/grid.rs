//! A grid that grows and shrinks.

use std::collections::BTreeMap;

/// Columns the cells are made of: more would mean more neighbour cells than they save points.
const COLUMNS: usize = 3;

/// Cells are this much wider than ε, and numbered at most so far from zero, so that rounding never
/// puts two points within ε more than one cell apart.
const SHY: f64 = 1.01;
const FARTHEST: f64 = (1_u64 << 40) as f64;

type Cell = [i64; COLUMNS];

/// Slots by the cell of their first columns.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    per_side: f64,
    cells: BTreeMap<Cell, Vec<u32>>,
}

impl Grid {
    pub(super) fn new(epsilon: f64) -> Self {
        Self {
            per_side: 1.0 / (epsilon * SHY),
            cells: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, point: &[f64], slot: u32) {
        self.cells.entry(self.cell(point)).or_default().push(slot);
    }

    pub(super) fn remove(&mut self, point: &[f64], slot: u32) {
        let cell = self.cell(point);
        if let Some(slots) = self.cells.get_mut(&cell) {
            slots.retain(|&other| other != slot);
            if slots.is_empty() {
                self.cells.remove(&cell);
            }
        }
    }

    /// Calls `visit` with the slots of every cell that can hold points within ε of `point`.
    pub(super) fn around(&self, point: &[f64], mut visit: impl FnMut(&[u32])) {
        let [x, y, z] = self.cell(point);
        for i in x - 1..=x + 1 {
            // Columns that are not there are all zero.
            if point.len() == 1 {
                if let Some(slots) = self.cells.get(&[i, 0, 0]) {
                    visit(slots);
                }
                continue;
            }
            for j in y - 1..=y + 1 {
                let row = self.cells.range([i, j, z - 1]..=[i, j, z + 1]);
                row.for_each(|(_, slots)| visit(slots));
            }
        }
    }

    fn cell(&self, point: &[f64]) -> Cell {
        let mut cell = [0; COLUMNS];
        for (place, x) in cell.iter_mut().zip(point) {
            *place = (x * self.per_side).floor().clamp(-FARTHEST, FARTHEST) as i64;
        }
        cell
    }
}
