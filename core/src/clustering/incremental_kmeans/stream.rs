//! One row at a time.

use super::drift::{Drift, Snapshot};
use super::state::State;
use super::{Decay, IncrementalKMeans};
use crate::clustering::kmeans::nearest::exact;
use crate::clustering::kmeans::{self, KMeans, shard, squared_distance};
use crate::clustering::{ClusterError, Clusterer, NOISE, check};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// A clustering that takes rows one at a time. Serialisable; what is read back is checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "State", into = "State")]
pub struct Stream {
    pub(super) state: State,
}

impl Stream {
    pub(super) fn waiting(params: IncrementalKMeans, columns: usize) -> Self {
        Self {
            state: State {
                params,
                columns,
                time: None,
                waiting: Vec::new(),
                now: None,
                baseline: None,
            },
        }
    }

    pub(super) fn begun(
        params: IncrementalKMeans,
        fitted: &kmeans::Fitted,
        data: ArrayView2<'_, f64>,
    ) -> Self {
        let mut stream = Self::waiting(params, data.ncols());
        stream.begin(fitted, data);
        stream
    }

    /// A stream that goes on from centroids (k × columns) of the given weights, as if each cluster
    /// had had so many rows, all at the centroid.
    ///
    /// # Errors
    /// A parameter out of range, centroids or weights of another number or not finite, a weight
    /// below 0.
    pub fn from_centroids(
        params: IncrementalKMeans,
        centroids: &Array2<f64>,
        weights: &[f64],
    ) -> Result<Self, ClusterError> {
        let now = Snapshot {
            centroids: centroids.iter().copied().collect(),
            weights: weights.to_vec(),
            scatters: vec![0.0; weights.len()],
        };
        Self::try_from(State {
            params,
            columns: centroids.ncols(),
            time: None,
            waiting: Vec::new(),
            baseline: Some(now.clone()),
            now: Some(now),
        })
    }

    /// Takes a row seen at `time` (in the units of [`Decay::Time`]; for the other decays any
    /// time does) and gives its cluster, the one nearest before the row moved it; [`NOISE`] while
    /// rows are still gathered.
    ///
    /// # Errors
    /// A row of another width, not finite or beyond 1e140; a time that is not finite or before
    /// the last one. Nothing is taken then.
    pub fn update(&mut self, row: &[f64], time: f64) -> Result<u32, ClusterError> {
        let passed = self.check(row, time)?;
        self.state.time = Some(time);
        if self.state.now.is_none() {
            self.gather(row)?;
            return Ok(NOISE);
        }
        let decay = self.state.params.decay;
        let Some(now) = &mut self.state.now else {
            return Ok(NOISE);
        };
        let d = row.len();
        let (nearest, _, _) = exact(row, &now.centroids);
        let cluster = nearest as usize;
        let left = match decay {
            Decay::Never => None,
            Decay::Rows(half) => Some((0..now.weights.len(), Decay::left(half, 1.0))),
            Decay::Time(half) => Some((0..now.weights.len(), Decay::left(half, passed))),
            Decay::OwnRows(half) => Some((cluster..cluster + 1, Decay::left(half, 1.0))),
        };
        if let Some((clusters, left)) = left {
            for c in clusters {
                now.weights[c] *= left;
                now.scatters[c] *= left;
            }
        }
        now.weights[cluster] += 1.0;
        let rate = 1.0 / now.weights[cluster];
        let centroid = &mut now.centroids[cluster * d..(cluster + 1) * d];
        for (c, x) in centroid.iter_mut().zip(row) {
            let gap = x - *c;
            *c += rate * gap;
            // Welford's update of the scatter (Technometrics 4(3), 1962).
            now.scatters[cluster] += gap * (x - *c);
        }
        Ok(nearest)
    }

    /// The cluster of a point; [`NOISE`] while rows are still gathered, for a point of another
    /// width or one that is not finite.
    #[must_use]
    pub fn assign(&self, point: &[f64]) -> u32 {
        match &self.state.now {
            Some(now)
                if point.len() == self.state.columns && point.iter().all(|x| x.is_finite()) =>
            {
                exact(point, &now.centroids).0
            }
            _ => NOISE,
        }
    }

    /// Number of clusters: 0 while rows are still gathered.
    #[must_use]
    pub fn clusters(&self) -> usize {
        self.state.now.as_ref().map_or(0, |now| now.weights.len())
    }

    /// k × columns; none while rows are still gathered.
    #[must_use]
    pub fn centroids(&self) -> ArrayView2<'_, f64> {
        let flat = self
            .state
            .now
            .as_ref()
            .map_or(&[][..], |now| &now.centroids);
        let shape = (flat.len() / self.state.columns, self.state.columns);
        ArrayView2::from_shape(shape, flat).unwrap_or_else(|_| ArrayView2::from(&[[]]))
    }

    /// The clusters' decayed numbers of rows.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        self.state.now.as_ref().map_or(&[], |now| &now.weights)
    }

    /// Root mean square distance of a cluster's rows to its centroid, by decayed weight.
    #[must_use]
    pub fn radius(&self, cluster: usize) -> f64 {
        match &self.state.now {
            Some(now) if cluster < now.weights.len() => now.radius(cluster),
            _ => 0.0,
        }
    }

    /// From now on drift counts from here. A stream's first baseline is where it began.
    pub fn set_baseline(&mut self) {
        self.state.baseline.clone_from(&self.state.now);
    }

    /// How far each cluster has moved since the baseline; none while rows are still gathered.
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        match (&self.state.baseline, &self.state.now) {
            (Some(baseline), Some(now)) => baseline.drift_to(now),
            _ => Vec::new(),
        }
    }

    /// Time since the last row.
    fn check(&self, row: &[f64], time: f64) -> Result<f64, ClusterError> {
        let columns = self.state.columns;
        check::within(
            "the row's width",
            row.len() as f64,
            row.len() == columns,
            "the number of columns of the stream",
        )?;
        if let Some(column) = row.iter().position(|x| !x.is_finite()) {
            return Err(ClusterError::NotFinite { row: 0, column });
        }
        let largest = row.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let good = largest <= shard::LARGEST;
        check::within("the largest cell", largest, good, "at most 1e140")?;
        let last = self.state.time.unwrap_or(time);
        let range = "finite and not before the last row's";
        check::within("the time", time, time.is_finite() && time >= last, range)?;
        Ok(time - last)
    }

    /// The first rows, until there are enough for a K-Means.
    fn gather(&mut self, row: &[f64]) -> Result<(), ClusterError> {
        let params = self.state.params;
        self.state.waiting.extend_from_slice(row);
        if self.state.waiting.len() < params.warm_up.saturating_mul(row.len()) {
            return Ok(());
        }
        let rows = self.state.waiting.clone();
        let shape = (rows.len() / row.len(), row.len());
        let data = Array2::from_shape_vec(shape, rows).unwrap_or_default();
        let fitted = KMeans::new(params.k, params.seed)
            .fit(data.view(), &mut |_| ControlFlow::Continue(()))?;
        self.state.waiting = Vec::new();
        self.begin(&fitted, data.view());
        Ok(())
    }

    fn begin(&mut self, fitted: &kmeans::Fitted, data: ArrayView2<'_, f64>) {
        let centroids: Vec<f64> = fitted.centroids.iter().copied().collect();
        let k = fitted.centroids.nrows();
        let d = data.ncols();
        let mut now = Snapshot {
            centroids,
            weights: vec![0.0; k],
            scatters: vec![0.0; k],
        };
        let data = data.as_standard_layout();
        let rows = data.as_slice().unwrap_or_default().chunks_exact(d);
        for (row, &label) in rows.zip(&fitted.labels) {
            let c = label as usize;
            now.weights[c] += 1.0;
            now.scatters[c] += squared_distance(row, &now.centroids[c * d..(c + 1) * d]);
        }
        self.state.baseline = Some(now.clone());
        self.state.now = Some(now);
    }
}
