//! One run from one start: a coordinator with a single shard.

use super::shard::{Coordinator, Extent, Shard};
use crate::clustering::{ClusterError, Progress};
use std::ops::ControlFlow;

/// One run from one start.
pub(super) struct Run {
    pub(super) centroids: Vec<f64>,
    pub(super) labels: Vec<u32>,
    pub(super) sizes: Vec<f64>,
    pub(super) inertia: f64,
    pub(super) iterations: usize,
}

/// Runs to the end. `progress` is told a share that grows with the passes: how many there will be
/// nobody knows.
pub(super) fn run(
    shard: &mut Shard<'_>,
    start: Vec<f64>,
    d: usize,
    extent: Extent,
    max_iterations: usize,
    progress: Progress<'_>,
) -> Result<Run, ClusterError> {
    shard.restart();
    let mut coordinator = Coordinator::new(start, d, extent, max_iterations)?;
    while let Some(ask) = coordinator.ask() {
        let passes = coordinator.iterations() as f64;
        let share = |within: f64| (passes + within) / (passes + within + 10.0);
        let answer = shard.answer(ask, &mut |within| progress(share(within)))?;
        if progress(share(1.0)) == ControlFlow::Break(()) {
            return Err(ClusterError::Cancelled);
        }
        coordinator.take(&[answer]);
    }
    Ok(Run {
        centroids: coordinator.centroids().to_vec(),
        labels: shard.labels().to_vec(),
        sizes: coordinator.sizes(),
        inertia: coordinator.inertia(),
        iterations: coordinator.iterations(),
    })
}
