//! The points in slots, and who is near whom.

use super::NONE;
use super::grid::Grid;
use crate::neighbours::{lexicographic, squared_distance};

/// The points, in slots that are used again.
#[derive(Debug, Clone)]
pub(super) struct Points {
    columns: usize,
    radius_squared: f64,
    coordinates: Vec<f64>,
    grid: Grid,
    free: Vec<u32>,
    /// The id of the point in each slot.
    pub id: Vec<u64>,
    /// Points within ε, itself among them.
    pub around: Vec<usize>,
    /// The cluster of a core point, [`NONE`] for others.
    pub cluster: Vec<u32>,
    /// A core point's place among its cluster's core points.
    pub place: Vec<u32>,
    /// The nearest core point of a point that is not core, or [`NONE`].
    pub anchor: Vec<u32>,
}

impl Points {
    pub(super) fn new(epsilon: f64, columns: usize) -> Self {
        Self {
            columns,
            radius_squared: epsilon * epsilon,
            coordinates: Vec::new(),
            grid: Grid::new(epsilon),
            free: Vec::new(),
            id: Vec::new(),
            around: Vec::new(),
            cluster: Vec::new(),
            place: Vec::new(),
            anchor: Vec::new(),
        }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn at(&self, slot: u32) -> &[f64] {
        &self.coordinates[slot as usize * self.columns..][..self.columns]
    }

    pub(super) fn is_core(&self, slot: u32) -> bool {
        self.cluster[slot as usize] != NONE
    }

    /// Takes a slot for a point of no cluster yet.
    pub(super) fn add(&mut self, id: u64, point: &[f64]) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.coordinates.extend_from_slice(point);
            self.id.push(id);
            self.around.push(0);
            self.cluster.push(NONE);
            self.place.push(NONE);
            self.anchor.push(NONE);
            self.id.len() as u32 - 1
        });
        let at = slot as usize;
        self.coordinates[at * self.columns..][..self.columns].copy_from_slice(point);
        self.id[at] = id;
        self.around[at] = 0;
        self.cluster[at] = NONE;
        self.anchor[at] = NONE;
        self.grid.add(point, slot);
        slot
    }

    /// Takes a point out of the grid, so that no search finds it; its slot stays until
    /// [`free`](Self::free).
    pub(super) fn hide(&mut self, slot: u32) {
        let from = slot as usize * self.columns;
        let point = &self.coordinates[from..from + self.columns];
        self.grid.remove(point, slot);
    }

    pub(super) fn free(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// The slots within ε of the point in `slot`, itself among them unless hidden.
    pub(super) fn near(&self, slot: u32) -> Vec<u32> {
        let point = self.at(slot);
        let mut found = Vec::new();
        self.grid.around(point, |slots| {
            let inside = |&other: &u32| self.distance(slot, other) <= self.radius_squared;
            found.extend(slots.iter().copied().filter(inside));
        });
        found
    }

    /// The core point nearest to `point` within ε, ties by coordinates.
    pub(super) fn nearest_core(&self, point: &[f64]) -> Option<u32> {
        let mut best: Option<(f64, u32)> = None;
        self.grid.around(point, |slots| {
            for &slot in slots.iter().filter(|&&slot| self.is_core(slot)) {
                let here = squared_distance(point, self.at(slot));
                let better = best.is_none_or(|(least, kept)| {
                    here < least
                        || (here == least && lexicographic(self.at(slot), self.at(kept)).is_lt())
                });
                if here <= self.radius_squared && better {
                    best = Some((here, slot));
                }
            }
        });
        best.map(|(_, slot)| slot)
    }

    /// Squared.
    fn distance(&self, a: u32, b: u32) -> f64 {
        squared_distance(self.at(a), self.at(b))
    }

    /// Lets a point that is not core follow `core`, if it is nearer than the one it follows. Core
    /// points that coincide are of one cluster: any of them will do.
    pub(super) fn offer_anchor(&mut self, slot: u32, core: u32) {
        let old = self.anchor[slot as usize];
        let better = old == NONE || {
            let (new, now) = (self.distance(slot, core), self.distance(slot, old));
            new < now || (new == now && lexicographic(self.at(core), self.at(old)).is_lt())
        };
        if better {
            self.anchor[slot as usize] = core;
        }
    }
}
