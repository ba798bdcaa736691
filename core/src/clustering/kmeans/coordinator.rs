//! Lloyd's iteration as a state machine: what the shards have to do, and when to stop.

use super::members::before;
use super::shard::{Answer, Ask, Extent, Farthest, check_centroids, inertia_form};
use super::sums::Sums;
use crate::clustering::{ClusterError, check};

/// Assign, average, repeat, until no row changes its cluster, no centroid moves, or the most
/// iterations are done.
///
/// A cluster without rows (of positive weight) takes the row farthest from its centroid, of those
/// clusters that have two or more; of several equally far the one of least coordinates.
pub struct Coordinator {
    d: usize,
    k: usize,
    extent: Extent,
    centroids: Vec<f64>,
    sums: Sums,
    ask: Option<Ask>,
    iterations: usize,
    max_iterations: usize,
    inertia: f64,
}

impl Coordinator {
    /// From starting centroids, k × `columns`; `extent` is that of all rows.
    ///
    /// # Errors
    /// No columns or centroids, fewer rows of positive weight than centroids, centroids that are
    /// not finite.
    pub fn new(
        start: Vec<f64>,
        columns: usize,
        extent: Extent,
        max_iterations: usize,
    ) -> Result<Self, ClusterError> {
        check::positive("the number of columns", columns)?;
        let k = start.len() / columns;
        check::positive("k", k)?;
        check::positive("max_iterations", max_iterations)?;
        check_centroids(&start, k, columns)?;
        if extent.weighty < k as u64 {
            return Err(ClusterError::TooFewRows {
                clusters: k,
                rows: extent.weighty as usize,
            });
        }
        Ok(Self {
            d: columns,
            k,
            extent,
            sums: Sums::new(k, columns, &extent),
            ask: Some(Ask::Assign {
                centroids: start.clone(),
            }),
            centroids: start,
            iterations: 0,
            max_iterations,
            inertia: 0.0,
        })
    }

    /// What every shard has to do next; `None` when all is done.
    #[must_use]
    pub fn ask(&self) -> Option<&Ask> {
        self.ask.as_ref()
    }

    /// Takes the answers of all shards to [`ask`](Self::ask), in the order of the shards.
    /// Answers to something else are passed over.
    pub fn take(&mut self, answers: &[Answer]) {
        let next = match self.ask.take() {
            None => None,
            Some(Ask::Assign { .. }) => self.assigned(answers),
            Some(Ask::Farthest { .. }) => self.repair(answers),
            Some(Ask::Move { .. }) => self.average(),
            Some(Ask::Inertia { .. }) => {
                self.sum_up(answers);
                None
            }
        };
        self.ask = next;
    }

    /// k × columns: the means of the clusters once all is done.
    #[must_use]
    pub fn centroids(&self) -> &[f64] {
        &self.centroids
    }

    /// Times the centroids were moved to the means of their rows.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// Weighted sum of squared distances, once all is done.
    #[must_use]
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Each cluster's weight (rows, if there are no weights).
    #[must_use]
    pub fn sizes(&self) -> Vec<f64> {
        (0..self.k)
            .map(|cluster| self.sums.weight(cluster))
            .collect()
    }

    fn assigned(&mut self, answers: &[Answer]) -> Option<Ask> {
        self.sums.clear();
        let mut changed = 0;
        for answer in answers {
            if let Answer::Assigned(partial) = answer {
                self.sums.merge(partial);
                changed += partial.changed;
            }
        }
        if changed == 0 || self.iterations == self.max_iterations {
            return Some(self.finish());
        }
        self.iterations += 1;
        self.average()
    }

    /// First a row for each empty cluster, then the means.
    fn average(&mut self) -> Option<Ask> {
        let rows = self.sums.rows();
        if rows.contains(&0) && rows.iter().any(|&n| n > 1) {
            let spare = rows.iter().map(|&n| n > 1).collect();
            return Some(Ask::Farthest { spare });
        }
        let mut centroids = self.centroids.clone();
        self.sums.means(&mut centroids);
        if centroids == self.centroids {
            return Some(self.finish());
        }
        self.centroids.clone_from(&centroids);
        Some(Ask::Assign { centroids })
    }

    fn repair(&mut self, answers: &[Answer]) -> Option<Ask> {
        let mut best: Option<&Farthest> = None;
        for answer in answers {
            let Answer::Farthest(Some(here)) = answer else {
                continue;
            };
            let farther = best.is_none_or(|kept| {
                here.distance > kept.distance
                    || (here.distance == kept.distance && before(&here.cells, &kept.cells))
            });
            if farther {
                best = Some(here);
            }
        }
        let empty = self.sums.rows().iter().position(|&n| n == 0);
        let (Some(row), Some(cluster)) = (best, empty) else {
            return Some(self.finish());
        };
        self.sums
            .shift(&row.cells, row.weight, Some(row.cluster as usize), cluster);
        Some(Ask::Move {
            row: row.row,
            cluster: cluster as u32,
        })
    }

    fn finish(&self) -> Ask {
        Ask::Inertia {
            centroids: self.centroids.clone(),
        }
    }

    fn sum_up(&mut self, answers: &[Answer]) {
        let (mut high, mut low) = (0_i64, 0_i64);
        for answer in answers {
            if let Answer::Inertia(h, l) = answer {
                high = high.wrapping_add(*h);
                low = low.wrapping_add(*l);
            }
        }
        self.inertia = inertia_form(&self.extent, &self.centroids, self.d).value(high, low);
    }
}
