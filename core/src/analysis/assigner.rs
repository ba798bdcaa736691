//! From fitted clusters to the points a model may carry: means of cells of at least the minimum
//! audience, never a person's row.

use super::cells;
use crate::assign::membership;
use crate::clustering::NOISE;
use crate::model::{Assigner, Exemplar, Point};
use crate::random::sample;
use ndarray::{ArrayView2, Axis};

/// The share of a segment's people whom the assigner has to give back before it is published.
pub const AGREEMENT_MIN: f64 = 0.9;
/// Points a model may carry.
const POINTS_MAX: usize = 256;
/// A worst share that is not looked beyond: some way above what publishing asks for, since it is
/// measured on a sample.
const GOOD: f64 = 0.93;
/// People the assigner is sought over.
const SOUGHT_ROWS: usize = 4_000;
/// Shares of a segment's people that its points are made to reach.
const KEPT: [f64; 5] = [0.9, 0.93, 0.96, 0.98, 1.0];
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

/// The assigner for `labels` over `clusters` clusters.
///
/// One mean per cluster where that is good enough and nobody is noise. Else the means of cells of
/// each cluster, with a radius where there is noise. Several ways to cut cells and several reaches
/// are tried on a sample; the one whose worst share is best is kept.
pub(super) fn make(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    clusters: usize,
    audience: u32,
) -> Made {
    let members = members(labels, clusters);
    let noise = labels.contains(&NOISE);
    let whole: Cells = members.iter().cloned().enumerate().collect();
    let sought = sample(data.nrows(), SOUGHT_ROWS, 1);
    let part = data.select(Axis(0), &sought);
    let part_labels: Vec<u32> = sought.iter().map(|&row| labels[row]).collect();
    let worst = |assigner: &Assigner| {
        let told = told(part.view(), clusters, assigner);
        Shares::new(&part_labels, &told, clusters).worst()
    };
    let mut best: Option<(f64, Assigner, Vec<u64>)> = None;
    let mut consider = |assigner: Assigner, cells: &Cells| {
        let worst = worst(&assigner);
        if best.as_ref().is_none_or(|kept| worst > kept.0) {
            let people = cells.iter().map(|(_, rows)| rows.len() as u64).collect();
            best = Some((worst, assigner, people));
        }
        worst >= GOOD
    };
    let mut good = !noise && consider(points(data, &whole), &whole);
    let clustered: usize = members.iter().map(Vec::len).sum();
    let least = (audience as usize)
        .max(clustered.div_ceil(POINTS_MAX))
        .max(1);
    // The coarsest cells that do: fewer points say less about anybody.
    for coarse in [16, 8, 4, 2, 1] {
        for cut in [cells::halved, cells::near] {
            if good {
                break;
            }
            let cells: Cells = members
                .iter()
                .enumerate()
                .flat_map(|(cluster, rows)| {
                    let parts = cut(data, rows.clone(), least * coarse);
                    parts.into_iter().map(move |part| (cluster, part))
                })
                .collect();
            if cells.len() > POINTS_MAX {
                continue;
            }
            if !noise {
                good = consider(points(data, &cells), &cells);
                continue;
            }
            let plain = exemplars(data, &cells);
            for kept in KEPT {
                let reached = reaching(part.view(), &part_labels, plain.clone(), clusters, kept);
                good |= consider(Assigner::Exemplars { points: reached }, &cells);
            }
        }
    }
    let (_, assigner, people) = best.unwrap_or_default();
    let told = told(data, clusters, &assigner);
    let shares = Shares::new(labels, &told, clusters);
    Made {
        assigner,
        people,
        labels: told,
        agreement: shares.agreement,
        noise_agreement: shares.noise,
    }
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

fn points(data: ArrayView2<'_, f64>, cells: &Cells) -> Assigner {
    let points = cells
        .iter()
        .map(|(segment, rows)| Point {
            at: middle(data, rows).0,
            segment: *segment,
        })
        .collect();
    Assigner::Centroids { points }
}

/// Cells that reach as far as their root mean square distance.
fn exemplars(data: ArrayView2<'_, f64>, cells: &Cells) -> Vec<Exemplar> {
    cells
        .iter()
        .map(|(segment, rows)| {
            let (at, spread) = middle(data, rows);
            Exemplar {
                at: at.into_iter().map(rounded).collect(),
                radius: spread.max(RADIUS_MIN),
                segment: *segment,
            }
        })
        .collect()
}

/// Four decimals: finer says nothing in units of standard deviations, and 256 points have to fit
/// into a model.
fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// The points of each segment reaching as many times farther as it takes to keep the share `kept`
/// of its people.
fn reaching(
    data: ArrayView2<'_, f64>,
    labels: &[u32],
    mut points: Vec<Exemplar>,
    clusters: usize,
    kept: f64,
) -> Vec<Exemplar> {
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); clusters];
    for (row, &label) in data.rows().into_iter().zip(labels) {
        let Some(own) = ratios.get_mut(label as usize) else {
            continue;
        };
        let nearest = points
            .iter()
            .filter(|point| point.segment == label as usize)
            .map(|point| {
                let square: f64 = row
                    .iter()
                    .zip(&point.at)
                    .map(|(x, c)| (x - c) * (x - c))
                    .sum();
                square.sqrt() / point.radius
            })
            .fold(f64::INFINITY, f64::min);
        own.push(nearest);
    }
    let reach: Vec<f64> = ratios
        .into_iter()
        .map(|mut own| {
            own.sort_by(f64::total_cmp);
            let at = ((own.len() as f64 * kept) as usize).min(own.len().saturating_sub(1));
            let here = own.get(at).copied().unwrap_or(1.0);
            // Between two people, so that the radius is nobody's distance.
            let next = own.get(at + 1).copied().unwrap_or(here * 1.05);
            (here + next) / 2.0
        })
        .collect();
    for point in &mut points {
        let times = reach.get(point.segment).copied().unwrap_or(1.0);
        point.radius = rounded(point.radius * times).max(RADIUS_MIN);
    }
    points
}

/// What the assigner says of every row.
fn told(data: ArrayView2<'_, f64>, clusters: usize, assigner: &Assigner) -> Vec<u32> {
    data.rows()
        .into_iter()
        .map(|row| {
            membership(assigner, clusters, &row.to_vec())
                .map_or(NOISE, |found| found.segment as u32)
        })
        .collect()
}

/// How much of each label is given back.
struct Shares {
    agreement: Vec<f64>,
    noise: Option<f64>,
}

impl Shares {
    fn new(labels: &[u32], told: &[u32], clusters: usize) -> Self {
        let mut right = vec![0_u64; clusters + 1];
        let mut all = vec![0_u64; clusters + 1];
        for (&label, &said) in labels.iter().zip(told) {
            let at = (label as usize).min(clusters);
            all[at] += 1;
            right[at] += u64::from(label == said);
        }
        // A sample may miss a small cluster: nothing speaks against it then.
        let share = |at: usize| match all[at] {
            0 => 1.0,
            n => right[at] as f64 / n as f64,
        };
        Self {
            agreement: (0..clusters).map(share).collect(),
            noise: (all[clusters] > 0).then(|| share(clusters)),
        }
    }

    fn worst(&self) -> f64 {
        let noise = self.noise.unwrap_or(1.0);
        self.agreement.iter().copied().fold(noise, f64::min)
    }
}
