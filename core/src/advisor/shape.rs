//! The measured shape of the data.

use super::compact;
use super::density::{EPSILON_QUANTILES, Groups, Neighbourhood};
use super::hopkins::hopkins;
use super::reach::{EPSILON, full_reach};
use super::sample::{Sample, draw};
use crate::clustering::{ClusterError, Progress};
use crate::validation::adjusted_rand;
use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// Below so many different rows nothing is measured: any of the numbers would be chance.
pub const LEAST_PLACES: usize = 12;

/// The shape of the data, as measured over at most 2,000 rows, each place once. With fewer than
/// [`LEAST_PLACES`] different rows the fields from `outliers` on say "nothing found".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Rows of the data.
    pub rows: u64,
    /// Columns of the data.
    pub columns: usize,
    /// Rows drawn to be measured; all when there are no more than 2,000.
    pub measured: usize,
    /// Different rows among those.
    pub places: usize,
    /// The share of the drawn rows that repeat another, 0 to 1.
    pub duplicates: f64,
    /// The share of outliers: rows whose k-th neighbour lies beyond the median by 4 deviations
    /// (of the distance's logarithm, by the median absolute deviation).
    pub outliers: f64,
    /// How uneven density is: the upper decile of the k-distances divided by the lower one,
    /// outliers left out. About 1.2 to 3 within one round cluster.
    pub density_ratio: f64,
    /// Groups that are dense inside and have empty space between, 1 or more.
    pub density_groups: usize,
    /// The share of rows in those groups.
    pub density_covered: f64,
    /// Whether K-Means finds the same groups: adjusted Rand index, 1 when it does. `None` when
    /// there are fewer than two groups.
    pub agreement: Option<f64>,
    /// Hopkins statistic: about 0.5 when rows lie evenly, towards 1 when they clump.
    pub hopkins: f64,
    /// The number of compact clusters by the gap statistic, 1 (no more clustered than one heap)
    /// to 10.
    pub gap_clusters: usize,
    /// The mean silhouette of K-Means for each k from 2.
    pub silhouettes: Vec<(usize, f64)>,
    /// ε for DBSCAN, in the units of the data: distances to the `min_points`-th row among all rows.
    pub epsilon: f64,
    /// Rows within ε, itself among them, that make a row dense: twice the columns, 10 to 30, and 1.
    pub min_points: usize,
}

/// Measures `data`. O(m²·d) for the m ≤ 2,000 measured rows, and at most 10⁹ steps over all rows.
///
/// # Errors
/// No rows or columns, a cell that is not finite, a cancel.
pub fn measure(
    data: ArrayView2<'_, f64>,
    seed: u64,
    progress: Progress<'_>,
) -> Result<Shape, ClusterError> {
    check(data)?;
    let sample = draw(data, seed);
    let (places, columns) = sample.places.dim();
    // No more than a quarter of the places, unless there are very few.
    let neighbours = columns
        .saturating_mul(2)
        .clamp(10, 30)
        .min((places / 4).max(10));
    let nothing = Shape {
        rows: data.nrows() as u64,
        columns,
        measured: sample.rows,
        places,
        duplicates: sample.duplicates,
        outliers: 0.0,
        density_ratio: 1.0,
        density_groups: 1,
        density_covered: 1.0,
        agreement: None,
        hopkins: 0.5,
        gap_clusters: 1,
        silhouettes: Vec::new(),
        epsilon: sample.scale.clamp(EPSILON.0, EPSILON.1),
        min_points: neighbours + 1,
    };
    if places < LEAST_PLACES {
        return Ok(nothing);
    }
    let near = Neighbourhood::new(&sample, neighbours, &mut |share| progress(0.15 * share))?;
    let (outliers, density_ratio) = near.outliers_and_ratio();
    let groups = clearest(&near);
    let agreement = agreement(&sample, &groups, seed)?;
    let hopkins = hopkins(&sample, seed);
    let epsilon = full_reach(
        data,
        &sample,
        neighbours,
        groups.quantile,
        seed,
        &mut |share| progress(0.15 + 0.15 * share),
    )?;
    let gap_clusters =
        compact::gap_clusters(&sample, seed, &mut |share| progress(0.3 + 0.4 * share))?;
    let silhouettes = compact::curve(&sample, seed, &mut |share| progress(0.7 + 0.3 * share))?;
    Ok(Shape {
        outliers,
        density_ratio,
        density_groups: groups.count.max(1),
        density_covered: groups.covered,
        agreement,
        hopkins,
        gap_clusters,
        silhouettes,
        epsilon,
        ..nothing
    })
}

/// The ε at which the most groups are seen, the greatest of those; ε at which fragments too small
/// for a group break off do not count, since groups would be fragments too.
fn clearest(near: &Neighbourhood) -> Groups {
    let mut best = near.groups(EPSILON_QUANTILES[0]);
    for q in EPSILON_QUANTILES.into_iter().skip(1) {
        let groups = near.groups(q);
        if groups.count > best.count && groups.covered >= q - 0.005 {
            best = groups;
        }
    }
    best
}

fn agreement(sample: &Sample, groups: &Groups, seed: u64) -> Result<Option<f64>, ClusterError> {
    if groups.count < 2 {
        return Ok(None);
    }
    let labels = compact::labels(sample, groups.count, seed)?;
    let (ours, theirs): (Vec<u32>, Vec<u32>) = groups
        .group
        .iter()
        .zip(labels)
        .filter_map(|(group, label)| group.map(|group| (group as u32, label)))
        .unzip();
    // Two labelings of the same rows, so there is no error.
    Ok(adjusted_rand(&ours, &theirs).ok())
}

fn check(data: ArrayView2<'_, f64>) -> Result<(), ClusterError> {
    for (name, value) in [
        ("the number of columns", data.ncols()),
        ("the number of rows", data.nrows()),
    ] {
        if value == 0 {
            return Err(ClusterError::Parameter {
                name,
                value: value.to_string(),
                range: "1 or more",
            });
        }
    }
    for (row, cells) in data.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|x| !x.is_finite()) {
            return Err(ClusterError::NotFinite { row, column });
        }
    }
    Ok(())
}
