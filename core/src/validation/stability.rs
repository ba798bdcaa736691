//! Bootstrap stability of clusters (Hennig, Comput. Stat. Data Anal. 52, 2007).

use super::ValidationError;
use super::labels::{Dense, finite, step};
use super::matching::best_matching;
use crate::clustering::{ClusterError, Clustering, NOISE, Progress};
use crate::random::{below, sample, seeded};
use ndarray::{ArrayView2, Axis};
use rand_core::Rng;

/// Most clusters that are matched: the cost grows with their third power.
pub const MOST_CLUSTERS: usize = 512;

/// Parameters of a bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// Resamples, 1 or more.
    pub rounds: usize,
    /// Of more rows than this a sample is taken, once, and said so; 2 or more.
    pub most_rows: usize,
    /// Seed of the sample, the resamples and the refits.
    pub seed: u64,
}

/// How well a clustering comes back when it is fitted to resamples of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// Rows that took part, rising: all, or a sample of them.
    pub rows: Vec<usize>,
    /// Whether that is a sample.
    pub sampled: bool,
    /// By rising label; a cluster that the sample missed is not here.
    pub clusters: Vec<ClusterStability>,
    /// For each of `rows` the share of rounds, 0 to 1, in which the refit's cluster that is matched
    /// with the row's own claims the row; for noise, in which the refit calls it noise.
    pub agreement: Vec<f64>,
}

impl Stability {
    /// Mean over clusters of their mean Jaccard similarity, 0 to 1.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let total: f64 = self.clusters.iter().map(|cluster| cluster.jaccard).sum();
        total / self.clusters.len().max(1) as f64
    }
}

/// How well one cluster comes back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterStability {
    /// The cluster's label.
    pub label: u32,
    /// Mean over the rounds of |A ∩ B| / |A ∪ B|, 0 to 1, with B the refit's cluster matched with
    /// this one. Hennig: from 0.75 a stable cluster, below 0.6 one not to be trusted.
    pub jaccard: f64,
    /// Share of rounds in which that was below 0.5: the cluster dissolved.
    pub dissolved: f64,
}

/// Fits rows with a seed.
pub type Refit<'a> =
    &'a mut dyn FnMut(ArrayView2<'_, f64>, u64) -> Result<Box<dyn Clustering>, ClusterError>;

/// Refits resamples of the rows, drawn with replacement, and compares with `labels`.
///
/// Two things differ from the paper: every row is compared, each assigned by the refit's
/// [`assign`](Clustering::assign), not only the resampled ones; and clusters are matched one to one
/// so that the sum of similarities is greatest, not each with its most similar. Costs `rounds` fits
/// and assignments of all rows that take part.
///
/// # Errors
/// A parameter out of range, labels of another length than the data, a cell that is not finite, no
/// cluster at all, more than [`MOST_CLUSTERS`], an error of `refit`, a cancel.
pub fn stability(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    params: &Bootstrap,
    refit: Refit<'_>,
    progress: Progress<'_>,
) -> Result<Stability, ValidationError> {
    params.check()?;
    finite(data)?;
    if labels.len() != data.nrows() {
        return Err(ValidationError::Labels {
            labels: labels.len(),
            rows: data.nrows(),
        });
    }
    let rows = sample(data.nrows(), params.most_rows, params.seed);
    let part = data.select(Axis(0), &rows);
    let dense = Dense::new(rows.iter().map(|&row| labels[row]));
    if dense.clusters() == 0 {
        return Err(ValidationError::TooFewClusters {
            clusters: 0,
            least: 1,
        });
    }
    few(dense.clusters())?;
    let mut random = seeded(params.seed);
    let mut agreed = vec![0_u32; rows.len()];
    let mut similar = vec![0.0; dense.clusters()];
    let mut dissolved = vec![0_u32; dense.clusters()];
    for round in 0..params.rounds {
        step(progress, round as f64 / params.rounds as f64)?;
        // Each round has its own stream, so that more rounds never change the earlier ones.
        let mut draws = seeded(random.next_u64());
        let drawn: Vec<usize> = (0..rows.len())
            .map(|_| below(rows.len() as u64, &mut draws) as usize)
            .collect();
        let fitted = refit(part.select(Axis(0), &drawn).view(), draws.next_u64())?;
        few(fitted.clusters())?;
        let again: Vec<u32> = part
            .rows()
            .into_iter()
            .map(|row| fitted.assign(row.as_slice().unwrap_or_default()))
            .collect();
        let round = Round::new(&dense, &again, fitted.clusters());
        for (cluster, &jaccard) in round.jaccard.iter().enumerate() {
            similar[cluster] += jaccard;
            dissolved[cluster] += u32::from(jaccard < 0.5);
        }
        for ((agreed, &label), &again) in agreed.iter_mut().zip(&dense.of).zip(&again) {
            *agreed += u32::from(round.same(label, again));
        }
    }
    let share = |count: u32| f64::from(count) / params.rounds as f64;
    Ok(Stability {
        sampled: rows.len() < data.nrows(),
        rows,
        clusters: dense
            .names
            .iter()
            .enumerate()
            .map(|(cluster, &label)| ClusterStability {
                label,
                jaccard: similar[cluster] / params.rounds as f64,
                dissolved: share(dissolved[cluster]),
            })
            .collect(),
        agreement: agreed.into_iter().map(share).collect(),
    })
}

impl Bootstrap {
    fn check(&self) -> Result<(), ValidationError> {
        for (name, value, least, range) in [
            ("the number of rounds", self.rounds, 1, "1 or more"),
            ("the most rows", self.most_rows, 2, "2 or more"),
        ] {
            if value < least {
                return Err(ValidationError::Parameter {
                    name,
                    value: value.to_string(),
                    range,
                });
            }
        }
        Ok(())
    }
}

fn few(clusters: usize) -> Result<(), ValidationError> {
    if clusters <= MOST_CLUSTERS {
        return Ok(());
    }
    Err(ValidationError::Parameter {
        name: "the number of clusters",
        value: clusters.to_string(),
        range: "at most 512",
    })
}

/// A refit compared with the original.
struct Round {
    /// Per original cluster; 0 for one without a match.
    jaccard: Vec<f64>,
    /// The refit's cluster of each original one.
    matched: Vec<Option<usize>>,
}

impl Round {
    fn new(original: &Dense, again: &[u32], columns: usize) -> Self {
        let k = original.clusters();
        let mut both = vec![0_usize; k * columns];
        let mut sizes = vec![0_usize; columns];
        for (&label, &again) in original.of.iter().zip(again) {
            if (again as usize) < columns {
                sizes[again as usize] += 1;
                if label != NOISE {
                    both[label as usize * columns + again as usize] += 1;
                }
            }
        }
        let mut similar = vec![0.0; k * columns];
        for a in 0..k {
            for b in 0..columns {
                let both = both[a * columns + b];
                let either = original.sizes[a] + sizes[b] - both;
                similar[a * columns + b] = both as f64 / either as f64;
            }
        }
        let matched = best_matching(&similar, k, columns);
        Self {
            jaccard: matched
                .iter()
                .enumerate()
                .map(|(a, b)| b.map_or(0.0, |b| similar[a * columns + b]))
                .collect(),
            matched,
        }
    }

    /// Whether the refit says of a row what the original says.
    fn same(&self, label: u32, again: u32) -> bool {
        match (label, again) {
            (NOISE, _) | (_, NOISE) => label == again,
            _ => self.matched[label as usize] == Some(again as usize),
        }
    }
}
