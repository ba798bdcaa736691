//! From fitted clusters to the points a model may carry: means of cells of at least the minimum
//! audience, never a person's row.

use crate::assign::membership;
use crate::clustering::NOISE;
use crate::model::{Assigner, Exemplar, Point};
use crate::random::sample;
use ndarray::ArrayView2;

/// The share of a segment's people whom the assigner has to give back before it is published.
pub const AGREEMENT_MIN: f64 = 0.9;
/// Points a model may carry.
const POINTS_MAX: usize = 256;
/// People the radius is sought over.
const SOUGHT_ROWS: usize = 5_000;
/// The least radius: below it a cell of equal rows would reach nobody.
const RADIUS_MIN: f64 = 0.01;

/// An assigner, and how well it gives back the labels it was made from.
pub(super) struct Made {
    pub(super) assigner: Assigner,
    /// People per point.
    pub(super) people: Vec<u64>,
    /// What it says of every row: a cluster or [`NOISE`].
    pub(super) labels: Vec<u32>,
    /// Per cluster, the share of its rows that get its label.
    pub(super) agreement: Vec<f64>,
    /// The same for noise; `None` without any.
    pub(super) noise_agreement: Option<f64>,
}

impl Made {
    fn worst(&self) -> f64 {
        let noise = self.noise_agreement.unwrap_or(1.0);
        self.agreement.iter().copied().fold(noise, f64::min)
    }
}

/// The assigner for `labels` over `clusters` clusters.
///
/// One mean per cluster where that is good enough and nobody is noise. Else the cells of a k-d
/// partition of each cluster (halved at the median of its widest side while both halves keep
/// `audience` people), with a radius where there is noise: the multiple of each cell's root mean
/// square distance that best tells members from noise.
pub(super) fn make(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    clusters: usize,
    audience: u32,
) -> Made {
    let members = members(labels, clusters);
    let noise = labels.contains(&NOISE);
    let mut best: Option<Made> = None;
    if !noise {
        let cells = members.iter().cloned().enumerate().collect();
        best = Some(judged(data, labels, clusters, points(data, cells)));
    }
    let enough = |made: &Option<Made>| made.as_ref().is_some_and(|m| m.worst() >= AGREEMENT_MIN);
    let clustered: usize = members.iter().map(Vec::len).sum();
    let least = (audience as usize)
        .max(clustered.div_ceil(POINTS_MAX))
        .max(1);
    // The coarsest cells that do: fewer points say less about anybody.
    for coarse in [16, 8, 4, 2, 1] {
        if enough(&best) {
            break;
        }
        let mut cells = Vec::new();
        for (cluster, rows) in members.iter().enumerate() {
            let mut rows = rows.clone();
            split(data, cluster, &mut rows, least * coarse, &mut cells);
        }
        if cells.len() > POINTS_MAX {
            break;
        }
        let made = if noise {
            exemplars(data, labels, cells)
        } else {
            points(data, cells)
        };
        let made = judged(data, labels, clusters, made);
        if best.as_ref().is_none_or(|kept| made.worst() > kept.worst()) {
            best = Some(made);
        }
    }
    best.unwrap_or_else(|| {
        let nothing = Assigner::Centroids { points: Vec::new() };
        judged(data, labels, clusters, (nothing, Vec::new()))
    })
}

fn members(labels: &[u32], clusters: usize) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); clusters];
    for (row, &label) in labels.iter().enumerate() {
        if let Some(rows) = members.get_mut(label as usize) {
            rows.push(row);
        }
    }
    members
}

type Cells = Vec<(usize, Vec<usize>)>;

/// Halves `rows` at the median of their widest side while both halves keep `least` rows.
fn split(
    data: ArrayView2<'_, f64>,
    cluster: usize,
    rows: &mut [usize],
    least: usize,
    cells: &mut Cells,
) {
    let widest = (0..data.ncols())
        .map(|j| {
            let (low, high) = rows
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &i| {
                    (l.min(data[[i, j]]), h.max(data[[i, j]]))
                });
            high - low
        })
        .enumerate()
        .fold(
            (0, 0.0),
            |best, (j, width)| if width > best.1 { (j, width) } else { best },
        );
    if rows.len() < 2 * least || widest.1 <= 0.0 {
        if !rows.is_empty() {
            cells.push((cluster, rows.to_vec()));
        }
        return;
    }
    rows.sort_by(|&a, &b| {
        data[[a, widest.0]]
            .total_cmp(&data[[b, widest.0]])
            .then(a.cmp(&b))
    });
    let (left, right) = rows.split_at_mut(rows.len() / 2);
    split(data, cluster, left, least, cells);
    split(data, cluster, right, least, cells);
}

/// Mean of the rows and their root mean square distance to it.
fn middle(data: ArrayView2<'_, f64>, rows: &[usize]) -> (Vec<f64>, f64) {
    let count = rows.len().max(1) as f64;
    let at: Vec<f64> = (0..data.ncols())
        .map(|j| rows.iter().map(|&i| data[[i, j]]).sum::<f64>() / count)
        .collect();
    let square: f64 = rows
        .iter()
        .flat_map(|&i| {
            data.row(i)
                .into_iter()
                .zip(&at)
                .map(|(x, c)| (x - c) * (x - c))
        })
        .sum();
    (at, (square / count).sqrt())
}

fn points(data: ArrayView2<'_, f64>, cells: Cells) -> (Assigner, Vec<u64>) {
    let people = cells.iter().map(|(_, rows)| rows.len() as u64).collect();
    let points = cells
        .iter()
        .map(|(segment, rows)| Point {
            at: middle(data, rows).0,
            segment: *segment,
        })
        .collect();
    (Assigner::Centroids { points }, people)
}

/// Cells with the radius that best tells members from noise.
fn exemplars(data: ArrayView2<'_, f64>, labels: &[u32], cells: Cells) -> (Assigner, Vec<u64>) {
    let people = cells.iter().map(|(_, rows)| rows.len() as u64).collect();
    let mut points: Vec<Exemplar> = cells
        .iter()
        .map(|(segment, rows)| {
            let (at, spread) = middle(data, rows);
            Exemplar {
                at: at.into_iter().map(rounded).collect(),
                radius: spread.max(RADIUS_MIN),
                segment: *segment,
            }
        })
        .collect();
    let reach = reach(data, labels, &points);
    for point in &mut points {
        point.radius = rounded(point.radius * reach).max(RADIUS_MIN);
    }
    (Assigner::Exemplars { points }, people)
}

/// Four decimals: finer says nothing in units of standard deviations, and 256 points have to fit
/// into a model.
fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// The multiple of the spreads with the best mean of the two shares that are given back: of
/// clustered rows and of noise.
fn reach(data: ArrayView2<'_, f64>, labels: &[u32], points: &[Exemplar]) -> f64 {
    let mut seen: Vec<(f64, bool, bool)> = sample(data.nrows(), SOUGHT_ROWS, 1)
        .into_iter()
        .filter_map(|row| {
            let (ratio, segment) = points
                .iter()
                .map(|point| {
                    let square: f64 = data
                        .row(row)
                        .into_iter()
                        .zip(&point.at)
                        .map(|(x, c)| (x - c) * (x - c))
                        .sum();
                    (square.sqrt() / point.radius, point.segment)
                })
                .fold(None, |best: Option<(f64, usize)>, next| match best {
                    Some(kept) if kept.0 <= next.0 => Some(kept),
                    _ => Some(next),
                })?;
            let label = labels[row];
            Some((ratio, label == NOISE, label as usize == segment))
        })
        .collect();
    seen.sort_by(|a, b| a.0.total_cmp(&b.0));
    let noise = seen.iter().filter(|s| s.1).count().max(1) as f64;
    let clustered = seen.iter().filter(|s| !s.1).count().max(1) as f64;
    let (mut best, mut kept) = (1.0, f64::NEG_INFINITY);
    let (mut right, mut lost) = (0.0, 0.0);
    for (at, &(ratio, is_noise, is_right)) in seen.iter().enumerate() {
        if is_noise {
            lost += 1.0;
        } else if is_right {
            right += 1.0;
        }
        let worth = (right / clustered).min(1.0 - lost / noise)
            + (right / clustered - lost / noise) / 100.0;
        if worth > kept {
            kept = worth;
            // Between two people, so that the radius is nobody's distance.
            best = seen
                .get(at + 1)
                .map_or(ratio, |next| (ratio + next.0) / 2.0);
        }
    }
    best.max(1e-3)
}

fn judged(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    clusters: usize,
    (assigner, people): (Assigner, Vec<u64>),
) -> Made {
    let told: Vec<u32> = data
        .rows()
        .into_iter()
        .map(|row| {
            membership(&assigner, clusters, &row.to_vec())
                .map_or(NOISE, |found| found.segment as u32)
        })
        .collect();
    let mut right = vec![0_u64; clusters + 1];
    let mut all = vec![0_u64; clusters + 1];
    for (&label, &said) in labels.iter().zip(&told) {
        let at = (label as usize).min(clusters);
        all[at] += 1;
        right[at] += u64::from(label == said);
    }
    let share = |at: usize| right[at] as f64 / all[at].max(1) as f64;
    Made {
        agreement: (0..clusters).map(share).collect(),
        noise_agreement: (all[clusters] > 0).then(|| share(clusters)),
        assigner,
        people,
        labels: told,
    }
}
