//! What a stream is written as; it is checked when read back.

use super::drift::Snapshot;
use super::{IncrementalKMeans, Stream};
use crate::clustering::kmeans::shard::LARGEST;
use crate::clustering::{ClusterError, check};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) params: IncrementalKMeans,
    pub(super) columns: usize,
    /// Of the last row.
    pub(super) time: Option<f64>,
    /// Rows gathered before the first K-Means.
    pub(super) waiting: Vec<f64>,
    pub(super) now: Option<Snapshot>,
    pub(super) baseline: Option<Snapshot>,
}

impl From<Stream> for State {
    fn from(stream: Stream) -> Self {
        stream.state
    }
}

impl TryFrom<State> for Stream {
    type Error = ClusterError;

    fn try_from(state: State) -> Result<Self, ClusterError> {
        state.params.check()?;
        check::positive("the number of columns", state.columns)?;
        let range = "finite, and as many as k and the columns say";
        let finite = |cells: &[f64]| cells.iter().all(|x| x.abs() <= LARGEST);
        let waiting = state.waiting.len();
        let whole =
            waiting.is_multiple_of(state.columns) && waiting / state.columns < state.params.warm_up;
        let good = whole && finite(&state.waiting) && (state.now.is_none() || waiting == 0);
        check::within("the number of gathered cells", waiting as f64, good, range)?;
        let time = state.time.unwrap_or(0.0);
        check::within("the time", time, time.is_finite(), "finite")?;
        let both = state.now.is_some() == state.baseline.is_some();
        check::within("the baseline", 0.0, both, "there once the stream has begun")?;
        for snapshot in state.now.iter().chain(&state.baseline) {
            let k = state.params.k;
            let cells = Some(snapshot.centroids.len()) == k.checked_mul(state.columns);
            let clusters = snapshot.weights.len() == k && snapshot.scatters.len() == k;
            let range = "0 or more and finite, and as many as k and the columns say";
            let positive = |cells: &[f64]| cells.iter().all(|x| (0.0..=f64::MAX).contains(x));
            let good = cells
                && clusters
                && finite(&snapshot.centroids)
                && positive(&snapshot.weights)
                && positive(&snapshot.scatters);
            check::within("the clusters", snapshot.weights.len() as f64, good, range)?;
        }
        Ok(Self { state })
    }
}
