//! How far a cluster has moved since the baseline.

use crate::clustering::kmeans::squared_distance;
use serde::{Deserialize, Serialize};

/// Drift of one cluster since the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// Distance of the centroid from its place at the baseline, in units of the cluster's RMS
    /// radius there; where that was 0, of the RMS radius over all clusters, and where that was 0
    /// too, `f64::MAX` for any move. 0 or more.
    pub moved: f64,
    /// Share of the weight now less that at the baseline, −1 to 1.
    pub share: f64,
}

/// Centroids, weights and scatters at some time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// k × d.
    pub(super) centroids: Vec<f64>,
    /// Decayed number of rows.
    pub(super) weights: Vec<f64>,
    /// Decayed sum of squared distances to the centroid.
    pub(super) scatters: Vec<f64>,
}

impl Snapshot {
    pub(super) fn share(&self, cluster: usize) -> f64 {
        let total: f64 = self.weights.iter().sum();
        if total > 0.0 {
            self.weights[cluster] / total
        } else {
            0.0
        }
    }

    pub(super) fn radius(&self, cluster: usize) -> f64 {
        root_mean(self.scatters[cluster], self.weights[cluster])
    }

    pub(super) fn drift_to(&self, now: &Self) -> Vec<Drift> {
        let d = self.centroids.len() / self.weights.len().max(1);
        let overall = root_mean(self.scatters.iter().sum(), self.weights.iter().sum());
        (0..self.weights.len())
            .map(|c| {
                let at = c * d..(c + 1) * d;
                let moved =
                    squared_distance(&self.centroids[at.clone()], &now.centroids[at]).sqrt();
                let own = self.radius(c);
                let unit = if own > 0.0 { own } else { overall };
                let radii = if moved == 0.0 { 0.0 } else { moved / unit };
                Drift {
                    moved: radii.min(f64::MAX),
                    share: now.share(c) - self.share(c),
                }
            })
            .collect()
    }
}

fn root_mean(sum: f64, weight: f64) -> f64 {
    if weight > 0.0 {
        (sum / weight).max(0.0).sqrt()
    } else {
        0.0
    }
}
