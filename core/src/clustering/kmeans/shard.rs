//! K-Means over a pool of plain workers, each with a part of the rows and no memory in common.
//!
//! Every worker builds a [`Shard`] from its range of rows. One [`Coordinator`] says what all shards
//! have to do next ([`Ask`]) and takes their [`Answer`]s, a few numbers per cluster and column,
//! which can be posted between workers. Totals are exact (fixed point), so that centroids and
//! labels are the same bytes whatever the number of shards, and the same as those of a fit by
//! [`KMeans::fit_from`](super::KMeans::fit_from), which is a coordinator with one shard.
//!
//! ```
//! use recinto_core::clustering::kmeans::shard::{Coordinator, Extent, Part, Shard};
//! let (left, right) = ([0.0, 1.0, 2.0], [50.0, 51.0]);
//! let extent = Extent::of(&left, 1, None)?.and(Extent::of(&right, 1, None)?);
//! let mut coordinator = Coordinator::new(vec![0.0, 1.0], 1, extent, 100)?;
//! let mut shards = [
//!     Shard::new(Part::new(left.to_vec(), 1), extent, 2)?,
//!     Shard::new(Part::new(right.to_vec(), 1).starting_at(3), extent, 2)?,
//! ];
//! while let Some(ask) = coordinator.ask().cloned() {
//!     let mut answers = Vec::new();
//!     for shard in &mut shards {
//!         answers.push(shard.answer(&ask, &mut |_| std::ops::ControlFlow::Continue(()))?);
//!     }
//!     coordinator.take(&answers);
//! }
//! assert_eq!(coordinator.centroids(), [1.0, 50.5]);
//! assert_eq!(shards[1].labels(), [1, 1]);
//! # Ok::<(), recinto_core::clustering::ClusterError>(())
//! ```

pub use super::coordinator::Coordinator;

use super::blocks::{BLOCK, Blocks, LANES};
use super::bounds::{self, Bounds};
use super::centres::{Centres, Limits};
use super::fixed::{Fixed, split};
use super::members::Members;
use super::nearest::{exact, of_group};
use super::squared_distance;
use super::sums::Sums;
use crate::clustering::{ClusterError, MEMORY_LIMIT, NOISE, Progress, check};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Cells beyond this would overflow when squared and summed.
pub(in crate::clustering) const LARGEST: f64 = 1e140;
/// The greatest weight of a row.
const HEAVIEST: f64 = 1e12;
/// Multiply-adds between two looks at a cancel.
const PATIENCE: usize = 1 << 25;

/// What all shards have to know of all rows; it merges.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// Rows.
    pub rows: u64,
    /// The greatest magnitude of a cell.
    pub largest: f64,
    /// The greatest weight of a row; 1 without weights.
    pub heaviest: f64,
    /// Rows of positive weight.
    pub weighty: u64,
}

impl Extent {
    /// Of a range of rows: `flat` is rows × `columns`, a weight for each row or none.
    ///
    /// # Errors
    /// No columns, a cell that is not finite, weights that are not one per row, finite and 0 or
    /// more.
    pub fn of(flat: &[f64], columns: usize, weights: Option<&[f64]>) -> Result<Self, ClusterError> {
        check::positive("the number of columns", columns)?;
        let rows = flat.len() / columns;
        if !flat.len().is_multiple_of(columns) {
            return Err(ClusterError::Parameter {
                name: "the number of cells",
                value: flat.len().to_string(),
                range: "rows × columns",
            });
        }
        let largest = magnitude(flat);
        if !largest.is_finite() {
            let bad = flat.iter().position(|x| !x.is_finite()).unwrap_or(0);
            return Err(ClusterError::NotFinite {
                row: bad / columns,
                column: bad % columns,
            });
        }
        let mut extent = Self {
            rows: rows as u64,
            largest,
            heaviest: 1.0,
            weighty: rows as u64,
        };
        if let Some(weights) = weights {
            check_weights(weights, rows)?;
            extent.heaviest = magnitude(weights);
            extent.weighty = weights.iter().filter(|&&w| w > 0.0).count() as u64;
        }
        Ok(extent)
    }

    /// Of both ranges together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            largest: self.largest.max(other.largest),
            heaviest: self.heaviest.max(other.heaviest),
            weighty: self.weighty + other.weighty,
        }
    }
}

fn check_weights(weights: &[f64], rows: usize) -> Result<(), ClusterError> {
    let range = "one per row, 0 to 1e12";
    let name = "the weights";
    let refuse = |value| Err(ClusterError::Parameter { name, value, range });
    if weights.len() != rows {
        return refuse(format!("{} for {rows} rows", weights.len()));
    }
    let good = |w: f64| (0.0..=HEAVIEST).contains(&w);
    if let Some(row) = weights.iter().position(|&w| !good(w)) {
        return refuse(format!("{} at row {row}", weights[row]));
    }
    Ok(())
}

/// The greatest magnitude; NaN if any cell is NaN or infinite.
pub(in crate::clustering) fn magnitude(flat: &[f64]) -> f64 {
    let (chunks, rest) = flat.as_chunks::<8>();
    let (mut most, mut poison) = ([0.0; 8], [0.0; 8]);
    for chunk in chunks {
        for lane in 0..8 {
            let x = chunk[lane].abs();
            most[lane] = if x > most[lane] { x } else { most[lane] };
            poison[lane] += x * 0.0;
        }
    }
    let most = most.into_iter().chain(rest.iter().map(|x| x.abs()));
    let poison: f64 = poison.into_iter().chain(rest.iter().map(|x| x * 0.0)).sum();
    most.fold(0.0, f64::max) + poison
}

/// What every shard has to do next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Put each row into the cluster of its nearest centroid, the first of several equally near.
    Assign {
        /// k × columns.
        centroids: Vec<f64>,
    },
    /// Find the row farthest from its centroid.
    Farthest {
        /// For each cluster, whether it can spare a row.
        spare: Vec<bool>,
    },
    /// The shard that has row number `row` puts it into `cluster`.
    Move {
        /// Counted over all shards.
        row: u64,
        /// An empty cluster.
        cluster: u32,
    },
    /// Sum the squared distances of the rows to their centroids.
    Inertia {
        /// k × columns.
        centroids: Vec<f64>,
    },
}

/// What a shard answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Ask::Assign`].
    Assigned(Partial),
    /// To [`Ask::Farthest`]; `None` when no row can be spared.
    Farthest(Option<Farthest>),
    /// To [`Ask::Move`].
    Moved,
    /// To [`Ask::Inertia`]: the two limbs of a fixed-point number.
    Inertia(i64, i64),
}

/// Exact totals of a shard's rows by cluster. They add up, limb by limb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// k × (columns + 1): the sums of the cells, then of the weights; upper limbs.
    pub high: Vec<i64>,
    /// Lower limbs.
    pub low: Vec<i64>,
    /// Rows of positive weight in each cluster.
    pub rows: Vec<u64>,
    /// Rows that changed their cluster.
    pub changed: u64,
}

/// The row of a shard that is farthest from its centroid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Farthest {
    /// Squared distance.
    pub distance: f64,
    /// Counted over all shards.
    pub row: u64,
    /// Its cluster.
    pub cluster: u32,
    /// Its weight.
    pub weight: f64,
    /// Its cells.
    pub cells: Vec<f64>,
}

/// A range of rows.
pub struct Part<'a> {
    rows: Cow<'a, [f64]>,
    columns: usize,
    weights: Option<Cow<'a, [f64]>>,
    first: u64,
}

impl<'a> Part<'a> {
    /// Rows × `columns`, owned or borrowed, of weight 1 each, the first of all.
    pub fn new(rows: impl Into<Cow<'a, [f64]>>, columns: usize) -> Self {
        Self {
            rows: rows.into(),
            columns,
            weights: None,
            first: 0,
        }
    }

    /// With a weight for each row.
    #[must_use]
    pub fn weighted(mut self, weights: impl Into<Cow<'a, [f64]>>) -> Self {
        self.weights = Some(weights.into());
        self
    }

    /// So many rows stand before these in other shards.
    #[must_use]
    pub fn starting_at(mut self, first: u64) -> Self {
        self.first = first;
        self
    }
}

/// A range of rows, the cluster each is in, and what makes the next pass fast.
///
/// Memory beside the rows: 4 bytes per cell and row, 8 more per row where k is
/// [`BOUNDS_FROM`](super::BOUNDS_FROM) or more.
pub struct Shard<'a> {
    members: Members<'a>,
    blocks: Blocks,
    bounds: Option<Bounds>,
    centroids: Vec<f64>,
    first: u64,
    extent: Extent,
}

impl<'a> Shard<'a> {
    /// For `k` clusters; `extent` is that of the rows of all shards together.
    ///
    /// # Errors
    /// As [`Extent::of`]; also cells beyond 1e140, whose squares would overflow, more than `extent`
    /// has, and memory beyond [`MEMORY_LIMIT`](crate::clustering::MEMORY_LIMIT).
    pub fn new(part: Part<'a>, extent: Extent, k: usize) -> Result<Self, ClusterError> {
        check::positive("k", k)?;
        let own = Extent::of(&part.rows, part.columns, part.weights.as_deref())?;
        check::within(
            "the largest cell",
            own.largest.max(extent.largest),
            extent.largest <= LARGEST && own.largest <= extent.largest,
            "at most that of all shards, and at most 1e140",
        )?;
        check::within(
            "the number of rows",
            own.rows as f64,
            own.rows <= extent.rows && own.heaviest <= extent.heaviest,
            "at most that of all shards, and no weight above theirs",
        )?;
        Self::of_checked(part, extent, k)
    }

    /// Without the looks at every cell.
    pub(super) fn of_checked(
        part: Part<'a>,
        extent: Extent,
        k: usize,
    ) -> Result<Self, ClusterError> {
        let d = part.columns;
        let n = part.rows.len() / d;
        check::memory(
            4 * part.rows.len() as u64 + 16 * n as u64 + 100 * (k * d) as u64,
            MEMORY_LIMIT,
            "cluster a sample of the rows, use mini-batch K-Means, or fewer columns",
        )?;
        Ok(Self {
            blocks: Blocks::new(&part.rows, d, extent.largest),
            bounds: (k >= super::BOUNDS_FROM).then(|| Bounds::new(n)),
            members: Members {
                d,
                rows: part.rows,
                weights: part.weights,
                labels: vec![NOISE; n.next_multiple_of(LANES)],
                sums: Sums::new(k, d, &extent),
                changed: 0,
            },
            centroids: Vec::new(),
            first: part.first,
            extent,
        })
    }

    /// Without bounds whatever the k, to compare.
    #[doc(hidden)]
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.bounds = None;
        self
    }

    /// The cluster of each row: the last assignment's, or [`NOISE`] before the first.
    #[must_use]
    pub fn labels(&self) -> &[u32] {
        &self.members.labels[..self.members.len()]
    }

    /// Forgets all labels, for another start.
    pub fn restart(&mut self) {
        self.members.labels.fill(NOISE);
        self.members.sums.clear();
        self.centroids.clear();
    }

    /// Does what is asked. `progress` is told the share of this ask that is done.
    ///
    /// # Errors
    /// A cancel; centroids that are not k × columns finite numbers up to 1e140.
    pub fn answer(&mut self, ask: &Ask, progress: Progress<'_>) -> Result<Answer, ClusterError> {
        match ask {
            Ask::Assign { centroids } => {
                self.check(centroids)?;
                self.assign(centroids, progress)?;
                Ok(Answer::Assigned(
                    self.members.sums.partial(self.members.changed),
                ))
            }
            Ask::Farthest { spare } => Ok(Answer::Farthest(self.farthest(spare))),
            Ask::Move { row, cluster } => {
                self.move_row(*row, *cluster);
                Ok(Answer::Moved)
            }
            Ask::Inertia { centroids } => {
                self.check(centroids)?;
                let (high, low) = self.inertia(centroids);
                Ok(Answer::Inertia(high, low))
            }
        }
    }

    fn check(&self, centroids: &[f64]) -> Result<(), ClusterError> {
        check_centroids(centroids, self.members.sums.rows().len(), self.members.d)
    }

    fn assign(&mut self, centroids: &[f64], progress: Progress<'_>) -> Result<(), ClusterError> {
        let d = self.members.d;
        let centres = Centres::new(centroids, &self.blocks);
        let mut limits = Limits::default();
        let apart = match &mut self.bounds {
            Some(_) if self.centroids.len() == centroids.len() => Some(bounds::Step::new(
                &self.centroids,
                centroids,
                d,
                self.blocks.scale,
            )),
            _ => None,
        };
        self.members.changed = 0;
        let turn = (PATIENCE / (BLOCK * centroids.len())).max(1);
        for block in 0..self.blocks.len() {
            if block % turn == turn - 1 {
                check::step(progress, block as f64 / self.blocks.len() as f64)?;
            }
            centres.limits(self.blocks.reach(block), &mut limits);
            let pass = Pass {
                centroids,
                centres: &centres,
                limits: &limits,
                scale: self.blocks.scale,
                first: block * BLOCK,
                groups: self.blocks.block(block),
            };
            match (&mut self.bounds, &apart) {
                (Some(bounds), Some(step)) => bounds.update(&pass, step, &mut self.members),
                (Some(bounds), None) => bounds.begin(&pass, &mut self.members),
                _ => pass.all(&mut self.members),
            }
        }
        self.centroids.clear();
        self.centroids.extend_from_slice(centroids);
        Ok(())
    }

    fn farthest(&self, spare: &[bool]) -> Option<Farthest> {
        if self.centroids.is_empty() {
            return None;
        }
        let (row, distance) = self.members.farthest(&self.centroids, spare)?;
        Some(Farthest {
            distance,
            row: self.first + row as u64,
            cluster: self.members.labels[row],
            weight: self.members.weight(row),
            cells: self.members.row(row).to_vec(),
        })
    }

    fn move_row(&mut self, row: u64, cluster: u32) {
        let Some(row) = row.checked_sub(self.first) else {
            return;
        };
        if row < self.members.len() as u64 && (cluster as usize) < self.members.sums.rows().len() {
            let row = row as usize;
            self.members.put(row, cluster);
            if let Some(bounds) = &mut self.bounds {
                bounds.forget(row);
            }
        }
    }

    /// The inertia of this shard alone.
    pub(in crate::clustering) fn inertia_of(&self, centroids: &[f64]) -> f64 {
        let (high, low) = self.inertia(centroids);
        inertia_form(&self.extent, centroids, self.members.d).value(high, low)
    }

    fn inertia(&self, centroids: &[f64]) -> (i64, i64) {
        let members = &self.members;
        let fixed = inertia_form(&self.extent, centroids, members.d);
        let (scale, rest) = (fixed.scale(), fixed.rest());
        let (mut high, mut low) = (0_i64, 0_i64);
        for (i, &label) in self.labels().iter().enumerate() {
            let at = label as usize * members.d;
            let Some(centroid) = centroids.get(at..at + members.d) else {
                continue;
            };
            let here = squared_distance(members.row(i), centroid) * members.weight(i);
            let (h, l) = split(here * scale, rest);
            high = high.wrapping_add(h);
            low = low.wrapping_add(l);
        }
        (high, low)
    }
}

/// k × columns finite numbers whose squares do not overflow.
pub(super) fn check_centroids(centroids: &[f64], k: usize, d: usize) -> Result<(), ClusterError> {
    let name = "the centroids";
    if centroids.len() != k * d {
        return Err(ClusterError::Parameter {
            name,
            value: format!("{} numbers", centroids.len()),
            range: "k × columns numbers",
        });
    }
    let largest = magnitude(centroids);
    check::within(
        name,
        largest,
        largest <= LARGEST,
        "finite numbers of magnitude 1e140 at most",
    )
}

/// What one pass needs to know of one block.
pub(super) struct Pass<'a> {
    pub(super) centroids: &'a [f64],
    pub(super) centres: &'a Centres,
    pub(super) limits: &'a Limits,
    pub(super) scale: f64,
    /// Number of the block's first row.
    pub(super) first: usize,
    pub(super) groups: &'a [[f32; LANES]],
}

impl Pass<'_> {
    /// Every row against every centroid.
    fn all(&self, members: &mut Members<'_>) {
        let n = members.len();
        let most = self.limits.most;
        for (g, group) in self.groups.chunks_exact(members.d).enumerate() {
            let found = of_group(group, &self.centres.splat, &self.limits.offsets);
            let first = self.first + g * LANES;
            let mut odd = 0;
            for (lane, label) in members.labels[first..first + LANES].iter().enumerate() {
                let close = found.second[lane] - found.best[lane] <= most;
                odd |= (found.nearest[lane] ^ label) | u32::from(close);
            }
            if odd == 0 {
                continue;
            }
            for lane in 0..LANES.min(n - first) {
                let mut nearest = found.nearest[lane];
                let lead = found.second[lane] - found.best[lane];
                if lead <= self.limits.lead[nearest as usize] {
                    nearest = exact(members.row(first + lane), self.centroids).0;
                }
                members.put(first + lane, nearest);
            }
        }
    }
}

/// The fixed-point form of an inertia.
pub(super) fn inertia_form(extent: &Extent, centroids: &[f64], d: usize) -> Fixed {
    let most = extent.largest + magnitude(centroids);
    Fixed::new(most * most * d as f64 * extent.heaviest, extent.rows)
}
