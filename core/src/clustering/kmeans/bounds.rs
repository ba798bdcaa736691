//! Hamerly's bounds (*Making k-means even faster*, SDM 2010): most rows of a late pass need not be
//! compared with any centroid.
//!
//! A row keeps an upper bound on the distance to its own centroid and a lower bound on that to any
//! other. All bounds are rounded to the safe side, so that labels are those of the plain pass.

use super::blocks::{LANES, squares};
use super::members::Members;
use super::nearest::{exact, of_group, of_row};
use super::shard::Pass;
use super::squared_distance;

/// More than the rounding of a few `f32` operations.
const SLACK: f32 = 1.0 / (1 << 20) as f32;

/// Bounds of each row, in the units of the blocks.
pub(super) struct Bounds {
    upper: Vec<f32>,
    lower: Vec<f32>,
    row: Vec<f32>,
    scores: Vec<f32>,
}

/// How the centroids moved from one pass to the next.
pub(super) struct Step {
    /// How far each moved, at least.
    moved: Vec<f32>,
    /// The farthest that any other moved, for each.
    others: Vec<f32>,
    /// Half the distance to the nearest other centroid, at most.
    half: Vec<f32>,
}

impl Step {
    pub(super) fn new(before: &[f64], now: &[f64], d: usize, scale: f64) -> Self {
        let up = |x: f64| (x * scale) as f32 * (1.0 + SLACK) + f32::MIN_POSITIVE;
        let moved: Vec<f32> = before
            .chunks_exact(d)
            .zip(now.chunks_exact(d))
            .map(|(a, b)| up(squared_distance(a, b).sqrt()))
            .collect();
        let (mut first, mut most, mut second) = (0, 0.0, 0.0);
        for (c, &m) in moved.iter().enumerate() {
            if m > most {
                (first, second, most) = (c, most, m);
            } else if m > second {
                second = m;
            }
        }
        let others = (0..moved.len()).map(|c| if c == first { second } else { most });
        let half = now.chunks_exact(d).enumerate().map(|(c, a)| {
            let least = now
                .chunks_exact(d)
                .enumerate()
                .filter(|(other, _)| *other != c)
                .map(|(_, b)| squared_distance(a, b))
                .fold(f64::INFINITY, |least, x| if x < least { x } else { least });
            (least.sqrt() * 0.5 * scale) as f32 * (1.0 - SLACK)
        });
        Self {
            others: others.collect(),
            half: half.collect(),
            moved,
        }
    }
}

impl Bounds {
    pub(super) fn new(n: usize) -> Self {
        Self {
            upper: vec![f32::INFINITY; n],
            lower: vec![0.0; n],
            row: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Nothing is known of the row any more.
    pub(super) fn forget(&mut self, row: usize) {
        self.upper[row] = f32::INFINITY;
        self.lower[row] = 0.0;
    }

    /// The first pass: every row against every centroid.
    pub(super) fn begin(&mut self, pass: &Pass<'_>, members: &mut Members<'_>) {
        let n = members.len();
        for (g, group) in pass.groups.chunks_exact(members.d).enumerate() {
            let found = of_group(group, &pass.centres.splat, &pass.limits.offsets);
            let squares = squares(group);
            let first = pass.first + g * LANES;
            for (lane, &square) in squares.iter().enumerate().take(n - first) {
                let scores = (found.nearest[lane], found.best[lane], found.second[lane]);
                self.settle(pass, members, first + lane, scores, square);
            }
        }
    }

    /// A later pass: bounds first.
    pub(super) fn update(&mut self, pass: &Pass<'_>, step: &Step, members: &mut Members<'_>) {
        let d = members.d;
        let n = members.len();
        for (g, group) in pass.groups.chunks_exact(d).enumerate() {
            let first = pass.first + g * LANES;
            for lane in 0..LANES.min(n - first) {
                let i = first + lane;
                let own = members.labels[i] as usize;
                let upper = (self.upper[i] + step.moved[own]) * (1.0 + SLACK);
                let lower = (self.lower[i] - step.others[own]) * (1.0 - SLACK);
                let clear = if lower > step.half[own] {
                    lower
                } else {
                    step.half[own]
                };
                self.upper[i] = upper;
                self.lower[i] = if lower > 0.0 { lower } else { 0.0 };
                if upper * (1.0 + SLACK) < clear {
                    continue;
                }
                self.row.clear();
                self.row.extend(group.iter().map(|column| column[lane]));
                let length: f32 = self.row.iter().map(|x| x * x).sum();
                let scores = of_row(
                    &self.row,
                    &pass.centres.lanes,
                    &pass.limits.offsets,
                    &mut self.scores,
                );
                self.settle(pass, members, i, scores, length);
            }
        }
    }

    /// Label and bounds from a row's scores (nearest, best, second) and squared length.
    fn settle(
        &mut self,
        pass: &Pass<'_>,
        members: &mut Members<'_>,
        i: usize,
        (nearest, best, second): (u32, f32, f32),
        length: f32,
    ) {
        let lead = pass.limits.lead[nearest as usize];
        if second - best > lead {
            // ‖x − c‖² = ‖x‖² + 2·score; the score is at least `best`, by at most `lead` more.
            let length = f64::from(length);
            let doubt = length * (members.d + 8) as f64 * 1.2e-7 + 1e-30;
            let near = length + doubt + 2.0 * (f64::from(best) + f64::from(lead));
            let next = length - doubt + 2.0 * f64::from(second);
            self.upper[i] = near.max(0.0).sqrt() as f32 * (1.0 + SLACK);
            self.lower[i] = next.max(0.0).sqrt() as f32 * (1.0 - SLACK);
            members.put(i, nearest);
            return;
        }
        let (nearest, least, second) = exact(members.row(i), pass.centroids);
        self.upper[i] = (least.sqrt() * pass.scale) as f32 * (1.0 + SLACK) + f32::MIN_POSITIVE;
        self.lower[i] = (second.sqrt() * pass.scale) as f32 * (1.0 - SLACK);
        members.put(i, nearest);
    }
}
