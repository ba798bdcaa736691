//! Parameters, checked, and the fit over rows as a stream.

use super::{Fitted, Stream};
use crate::clustering::{ClusterError, Clusterer, MEMORY_LIMIT, Progress, check};
use ndarray::ArrayView2;

/// Parameters of DBSTREAM.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DbStream {
    /// Radius r of a micro-cluster, in the units of the data; above 0.
    pub radius: f64,
    /// Fading λ, 0 or more: what is t ticks old weighs 2^(−λt). 0 forgets nothing.
    pub fading: f64,
    /// Ticks between cleanings, 1 or more. A micro-cluster is dropped when it weighs less than one
    /// point of that age.
    pub cleanup_gap: u64,
    /// Least weight of a strong micro-cluster, 0 or more; only strong ones make clusters.
    pub minimum_weight: f64,
    /// Intersection factor α, 0 to 1: two micro-clusters are connected when the density they share
    /// exceeds this share of their mean weight.
    pub intersection: f64,
    /// Most micro-clusters kept, 1 or more. When one more is needed, the stream is cleaned, and if
    /// that frees none the lightest gives way and is counted.
    pub most_micro_clusters: usize,
}

impl DbStream {
    /// River's defaults beside the radius (λ 0.01, gap 2, weight 1, α 0.3), at most 2,000
    /// micro-clusters.
    #[must_use]
    pub fn new(radius: f64) -> Self {
        Self {
            radius,
            fading: 0.01,
            cleanup_gap: 2,
            minimum_weight: 1.0,
            intersection: 0.3,
            most_micro_clusters: 2_000,
        }
    }

    /// A stream of points of `columns` numbers.
    ///
    /// # Errors
    /// A parameter out of range; memory that the most micro-clusters would not fit in.
    pub fn stream(&self, columns: usize) -> Result<Stream, ClusterError> {
        self.check(columns)?;
        Ok(Stream::new(*self, columns))
    }

    fn check(&self, columns: usize) -> Result<(), ClusterError> {
        check::positive("the number of columns", columns)?;
        check::within(
            "the radius",
            self.radius,
            self.radius.is_finite() && self.radius > 0.0,
            "a number above 0",
        )?;
        check::within(
            "the fading factor",
            self.fading,
            self.fading.is_finite() && self.fading >= 0.0,
            "a number of 0 or more",
        )?;
        check::within(
            "the minimum weight",
            self.minimum_weight,
            self.minimum_weight.is_finite() && self.minimum_weight >= 0.0,
            "a number of 0 or more",
        )?;
        check::within(
            "the intersection factor",
            self.intersection,
            (0.0..=1.0).contains(&self.intersection),
            "0 to 1",
        )?;
        if self.cleanup_gap == 0 {
            return Err(ClusterError::Parameter {
                name: "the cleanup gap",
                value: "0".to_owned(),
                range: "1 or more",
            });
        }
        check::positive("the most micro-clusters", self.most_micro_clusters)?;
        // Centres, with 64 bytes and a handful of edges of 64 bytes for each.
        let each = columns as u64 * 8 + 64 + 8 * 64;
        check::memory(
            each.saturating_mul(self.most_micro_clusters as u64),
            MEMORY_LIMIT,
            "allow fewer micro-clusters",
        )
    }
}

impl Clusterer for DbStream {
    type Fitted = Fitted;

    /// Row i is learnt at tick i; after the last the clock stands at n.
    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        check::rows(data, 1)?;
        let mut stream = self.stream(data.ncols())?;
        let rows = data.as_standard_layout();
        let flat = rows.as_slice().unwrap_or_default();
        let all = data.nrows() as f64;
        for (tick, row) in flat.chunks_exact(data.ncols()).enumerate() {
            if tick % 1024 == 0 {
                check::step(progress, tick as f64 / all)?;
            }
            stream.learn_one(row, tick as u64)?;
        }
        stream.advance(data.nrows() as u64)?;
        check::step(progress, 1.0)?;
        Ok(Fitted::of_rows(stream.macro_clusters(), rows.view()))
    }
}
