//! From the shape to a method.

use super::reason::Reason;
use super::shape::{LEAST_PLACES, Shape};
use super::{Advice, Alternative, Method, Proposal};
use crate::clustering::MEMORY_LIMIT;

/// From this share of outliers on, clusters drawn to them would be wrong.
const MANY_OUTLIERS: f64 = 0.1;
/// From this ratio on density is uneven; one round cluster has up to 3.3.
const UNEVEN: f64 = 5.0;
/// Below this Hopkins statistic rows lie evenly.
const CLUMPED: f64 = 0.55;
/// Below, K-Means cuts the groups that density shows.
const CUT: f64 = 0.75;
/// From this agreement on, K-Means finds the groups that density shows.
const SAME: f64 = 0.9;
/// The most rows whose tree can be read.
const TREE_ROWS: u64 = 2000;
/// Cells above which K-Means over all rows at once fills a tab: 1 GiB.
const MANY_CELLS: u64 = 1 << 27;
/// Rows above which comparing rows is slow in many columns, and in few.
const DENSITY_ROWS: (u64, u64) = (50_000, 500_000);
/// Up to so many columns a tree or a grid saves most comparisons.
const FEW_COLUMNS: usize = 8;
/// A k whose silhouette leads by so much stands out.
const LEAD: f64 = 0.02;

/// The proposal for `shape`, with the alternatives.
#[must_use]
pub fn propose(shape: &Shape) -> Advice {
    let (method, reason) = first(shape);
    let alternatives = Method::ALL
        .into_iter()
        .filter(|&other| other != method)
        .map(|other| Alternative {
            proposal: proposal(other, shape),
            reason: against(other, shape, reason),
        })
        .collect();
    Advice {
        proposal: proposal(method, shape),
        reason,
        alternatives,
        shape: shape.clone(),
    }
}

fn first(shape: &Shape) -> (Method, Reason) {
    let rows = shape.rows;
    if shape.places <= 1 {
        return (Method::NoGroups, Reason::AllAlike);
    }
    if shape.places < LEAST_PLACES {
        let reason = Reason::FewPlaces {
            places: shape.places,
        };
        let method = match rows {
            ..3 => Method::NoGroups,
            3..=TREE_ROWS => Method::Agglomerative,
            _ => Method::KMeans,
        };
        return (method, reason);
    }
    if !has_structure(shape) {
        let hopkins = shape.hopkins;
        return (Method::NoGroups, Reason::NoStructure { hopkins });
    }
    if let Some((method, reason)) = by_density(shape) {
        if affordable(method, shape) {
            return (method, reason);
        }
        return (simple(shape), Reason::ManyRows { rows });
    }
    if many(shape) {
        return (Method::MiniBatch, Reason::ManyRows { rows });
    }
    let (k, silhouette) = (k(shape), silhouette(shape));
    if !clear_k(shape) && rows <= TREE_ROWS {
        return (Method::Agglomerative, Reason::FewRows { rows, silhouette });
    }
    (Method::KMeans, Reason::Compact { k, silhouette })
}

/// What speaks for a method by density.
fn by_density(shape: &Shape) -> Option<(Method, Reason)> {
    let (share, ratio) = (shape.outliers, shape.density_ratio);
    if share >= MANY_OUTLIERS {
        return Some((Method::Hdbscan, Reason::Outliers { share }));
    }
    if ratio >= UNEVEN && !same(shape) {
        return Some((Method::Hdbscan, Reason::UnevenDensity { ratio }));
    }
    let agreement = shape.agreement.filter(|&agreement| agreement < CUT)?;
    let groups = shape.density_groups;
    Some((Method::Dbscan, Reason::NonConvex { groups, agreement }))
}

fn against(method: Method, shape: &Shape, first: Reason) -> Reason {
    let needed = memory(method, shape);
    if needed > MEMORY_LIMIT {
        return Reason::Memory {
            needed_mb: needed.div_ceil(1 << 20),
            limit_mb: MEMORY_LIMIT >> 20,
        };
    }
    let nothing = matches!(
        first,
        Reason::AllAlike | Reason::NoStructure { .. } | Reason::FewPlaces { .. }
    );
    let rows = shape.rows;
    match method {
        _ if nothing => first,
        Method::NoGroups => Reason::Structure {
            groups: if shape.density_groups >= 2 {
                shape.density_groups
            } else {
                shape.gap_clusters
            },
            hopkins: shape.hopkins,
        },
        Method::MiniBatch if !many(shape) => Reason::FitsAtOnce { rows },
        Method::Dbscan | Method::Hdbscan if !affordable(method, shape) => Reason::ManyRows { rows },
        Method::Agglomerative if rows > TREE_ROWS => Reason::ManyRows { rows },
        Method::Agglomerative if clear_k(shape) && by_density(shape).is_none() => {
            Reason::ClearK { k: k(shape) }
        }
        // What speaks for a method by density speaks against those that cut space.
        Method::KMeans | Method::Agglomerative | Method::MiniBatch => {
            by_density(shape).map_or(first, |(_, reason)| reason)
        }
        Method::Dbscan
            if matches!(
                first,
                Reason::Outliers { .. } | Reason::UnevenDensity { .. }
            ) =>
        {
            first
        }
        Method::Hdbscan if matches!(first, Reason::NonConvex { .. }) => Reason::EvenDensity {
            ratio: shape.density_ratio,
        },
        Method::Dbscan | Method::Hdbscan if shape.density_groups < 2 => Reason::Touching,
        Method::Dbscan | Method::Hdbscan => Reason::AsGood {
            groups: shape.density_groups,
            agreement: shape.agreement.unwrap_or(1.0),
        },
    }
}

fn proposal(method: Method, shape: &Shape) -> Proposal {
    match method {
        Method::KMeans => Proposal::KMeans { k: k(shape) },
        Method::MiniBatch => Proposal::MiniBatch { k: k(shape) },
        Method::Agglomerative => Proposal::Agglomerative,
        Method::Dbscan => Proposal::Dbscan {
            epsilon: shape.epsilon,
            min_points: shape.min_points,
        },
        Method::Hdbscan => Proposal::Hdbscan {
            // A hundredth of the rows is the least that is worth a name.
            min_cluster_size: (shape.rows / 100).clamp(10, u64::from(u32::MAX)) as usize,
            min_samples: shape.min_points - 1,
        },
        Method::NoGroups => Proposal::NoGroups,
    }
}

/// Whether K-Means finds the groups that density shows.
fn same(shape: &Shape) -> bool {
    shape.agreement.is_some_and(|agreement| agreement >= SAME)
}

/// Whether density shows groups, or the gap statistic shows clusters and Hopkins' does not gainsay
/// it: each alone errs at times, on even spreads or on heaps, and seldom both.
fn has_structure(shape: &Shape) -> bool {
    shape.density_groups >= 2 || (shape.gap_clusters >= 2 && shape.hopkins >= CLUMPED)
}

fn many(shape: &Shape) -> bool {
    shape.rows.saturating_mul(shape.columns as u64) > MANY_CELLS
}

fn simple(shape: &Shape) -> Method {
    if many(shape) {
        Method::MiniBatch
    } else {
        Method::KMeans
    }
}

/// Whether a method that compares rows is done within minutes.
fn affordable(method: Method, shape: &Shape) -> bool {
    let most = if shape.columns > FEW_COLUMNS {
        DENSITY_ROWS.0
    } else {
        DENSITY_ROWS.1
    };
    shape.rows <= most && memory(method, shape) <= MEMORY_LIMIT
}

/// The number of clusters: those that density shows when K-Means finds them too, else by
/// silhouette; 1 to the number of different rows.
fn k(shape: &Shape) -> usize {
    if same(shape) {
        return shape.density_groups;
    }
    best(shape).map_or(shape.places.clamp(1, 10), |(k, _)| k)
}

fn best(shape: &Shape) -> Option<(usize, f64)> {
    let better = |a: (usize, f64), b: &(usize, f64)| if b.1 > a.1 { *b } else { a };
    let first = *shape.silhouettes.first()?;
    Some(shape.silhouettes.iter().fold(first, better))
}

/// The silhouette of [`k`].
fn silhouette(shape: &Shape) -> f64 {
    let k = k(shape);
    let found = shape.silhouettes.iter().find(|(other, _)| *other == k);
    found.map_or(0.0, |(_, silhouette)| *silhouette)
}

/// Whether density shows the clusters, or silhouette and gap agree, or silhouette clearly leads.
fn clear_k(shape: &Shape) -> bool {
    if same(shape) {
        return true;
    }
    let Some((k, most)) = best(shape) else {
        return false;
    };
    let others = shape.silhouettes.iter().filter(|(other, _)| *other != k);
    let second = others.map(|(_, s)| *s).fold(f64::NEG_INFINITY, f64::max);
    k == shape.gap_clusters || most - second >= LEAD
}

/// Bytes a method takes beside the data, about.
#[must_use]
pub fn memory(method: Method, shape: &Shape) -> u64 {
    let rows = shape.rows;
    let cells = rows.saturating_mul(shape.columns as u64).saturating_mul(8);
    match method {
        // Labels, distances and a copy of the data in another layout.
        Method::KMeans => cells.saturating_add(rows.saturating_mul(16)),
        Method::MiniBatch => rows.saturating_mul(4).saturating_add(1 << 20),
        // Ward keeps centres, not distances.
        Method::Agglomerative => cells.saturating_add(rows.saturating_mul(128)),
        Method::Dbscan => cells.saturating_add(rows.saturating_mul(48)),
        Method::Hdbscan => cells.saturating_add(rows.saturating_mul(128)),
        Method::NoGroups => 0,
    }
}
