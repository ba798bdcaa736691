//! Incremental DBSCAN (Ester, Kriegel, Sander, Wimmer & Xu, VLDB 1998): points come and go, and
//! after every step the clusters are those of DBSCAN over the points that are there.
//!
//! A point that comes or goes changes the number of neighbours only within ε of it, so only there
//! points become core or cease to be:
//!
//! - *insert*: each new core point joins the clusters of the core points around it;
//! - *remove*: the clusters of lost core points may fall apart. Searches start at the core points
//!   around the lost ones and advance in turn, until they have met or all but one have come to
//!   their end; so a part that splits off costs its own size, not that of the whole.
//!
//! A cluster keeps its number while it grows and shrinks. Of clusters that merge the largest one's
//! number stays (by core points; the oldest of equals); of parts that split the largest keeps it
//! (of equals the one with the oldest core point). Border points follow their nearest core point, ties by
//! its coordinates, as in [`super::dbscan`].
//!
//! Time per step: O(m·d + log n) for each neighbourhood that changes, m the points around it, plus
//! the smaller clusters of a merge or the smaller parts of a split. Memory O(n·d).

mod connect;
mod grid;
mod points;
mod saved;

use super::dbscan::Dbscan;
use super::{ClusterError, NOISE, check, order};
use ndarray::Array2;
use points::Points;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const NONE: u32 = u32::MAX;

/// DBSCAN over points that come and go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "saved::Saved", into = "saved::Saved")]
pub struct IncrementalDbscan {
    epsilon: f64,
    min_points: usize,
    points: Points,
    /// Where each id's point is.
    slots: BTreeMap<u64, u32>,
    next_id: u64,
    /// The core points of each cluster.
    clusters: BTreeMap<u32, Vec<u32>>,
    next_cluster: u32,
}

impl IncrementalDbscan {
    /// No points yet, of `columns` coordinates each; `epsilon` and `min_points` as in [`Dbscan`].
    ///
    /// # Errors
    /// A parameter out of range.
    pub fn new(epsilon: f64, min_points: usize, columns: usize) -> Result<Self, ClusterError> {
        Dbscan::new(epsilon, min_points).check()?;
        check::positive("the number of columns", columns)?;
        Ok(Self {
            epsilon,
            min_points,
            points: Points::new(epsilon, columns),
            slots: BTreeMap::new(),
            next_id: 0,
            clusters: BTreeMap::new(),
            next_cluster: 0,
        })
    }

    /// Adds a point; gives its id. Ids ascend from 0 and are never used again.
    ///
    /// # Errors
    /// A point of another width, a coordinate that is not finite (told as row 0), too many points.
    pub fn insert(&mut self, point: &[f64]) -> Result<u64, ClusterError> {
        let columns = self.points.columns();
        if point.len() != columns {
            return Err(ClusterError::Parameter {
                name: "the number of coordinates",
                value: point.len().to_string(),
                range: "that of the other points",
            });
        }
        if let Some(column) = point.iter().position(|x| !x.is_finite()) {
            return Err(ClusterError::NotFinite { row: 0, column });
        }
        check::memory(
            (self.len() as u64 + 1).saturating_mul(160 + 8 * columns as u64),
            super::MEMORY_LIMIT,
            "remove old points first",
        )?;
        let id = self.next_id;
        self.next_id += 1;
        let slot = self.points.add(id, point);
        self.slots.insert(id, slot);
        self.arrived(slot);
        Ok(id)
    }

    /// Removes a point; whether it was there.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(slot) = self.slots.remove(&id) else {
            return false;
        };
        self.leaves(slot);
        true
    }

    /// Points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are no points.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Clusters there are.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.clusters.len()
    }

    /// The lasting number of a point's cluster, or [`NOISE`]; `None` for an id that is not there.
    #[must_use]
    pub fn label(&self, id: u64) -> Option<u32> {
        self.slots.get(&id).map(|&slot| self.label_at(slot))
    }

    /// Whether a point is core; `None` for an id that is not there.
    #[must_use]
    pub fn is_core(&self, id: u64) -> Option<bool> {
        self.slots.get(&id).map(|&slot| self.points.is_core(slot))
    }

    /// A point's coordinates; `None` for an id that is not there.
    #[must_use]
    pub fn point(&self, id: u64) -> Option<&[f64]> {
        self.slots.get(&id).map(|&slot| self.points.at(slot))
    }

    /// The lasting cluster number of the nearest core point within ε of a new point, or [`NOISE`];
    /// also [`NOISE`] for a point of another width or that is not finite. Adds nothing.
    #[must_use]
    pub fn assign(&self, point: &[f64]) -> u32 {
        if point.len() != self.points.columns() || !point.iter().all(|x| x.is_finite()) {
            return NOISE;
        }
        self.points
            .nearest_core(point)
            .map_or(NOISE, |slot| self.label_at(slot))
    }

    /// Ids and lasting cluster numbers (or [`NOISE`]), by ascending id.
    pub fn labels(&self) -> impl Iterator<Item = (u64, u32)> {
        let slots = self.slots.iter();
        slots.map(|(&id, &slot)| (id, self.label_at(slot)))
    }

    /// Ids and labels as [`Dbscan`] would number them over the points by ascending id: clusters by
    /// falling size, ties by their least point. O(n·d).
    #[must_use]
    pub fn labels_by_size(&self) -> Vec<(u64, u32)> {
        let columns = self.points.columns();
        let mut flat = Vec::with_capacity(self.len() * columns);
        for &slot in self.slots.values() {
            flat.extend_from_slice(self.points.at(slot));
        }
        let rank: BTreeMap<u32, u32> = self.clusters.keys().copied().zip(0..).collect();
        let mut labels: Vec<u32> = self
            .labels()
            .map(|(_, label)| rank.get(&label).copied().unwrap_or(NOISE))
            .collect();
        if let Ok(data) = Array2::from_shape_vec((self.len(), columns), flat) {
            order::by_size(data.view(), &mut labels, rank.len());
        }
        self.slots.keys().copied().zip(labels).collect()
    }

    fn label_at(&self, slot: u32) -> u32 {
        if self.points.is_core(slot) {
            self.points.cluster[slot as usize]
        } else {
            match self.points.anchor[slot as usize] {
                NONE => NOISE,
                core => self.points.cluster[core as usize],
            }
        }
    }
}
