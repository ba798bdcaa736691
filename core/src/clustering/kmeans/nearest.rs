//! The nearest of all centroids: fast in `f32`, exact in `f64`.

use super::blocks::LANES;
use super::centres::QUAD;
use super::squared_distance;

/// The least and the second least score of each row of a group, and whose the least is.
pub(super) struct Found {
    pub(super) best: [f32; LANES],
    pub(super) second: [f32; LANES],
    pub(super) nearest: [u32; LANES],
}

/// Scores `offset − x·c` of a group of rows (d vectors) against all centroids: the rows fill the
/// lanes, four centroids at a time share what is loaded.
#[inline]
pub(super) fn of_group(
    group: &[[f32; LANES]],
    splat: &[[[f32; 4]; QUAD]],
    offsets: &[f32],
) -> Found {
    let mut found = Found {
        best: [f32::INFINITY; LANES],
        second: [f32::INFINITY; LANES],
        nearest: [0; LANES],
    };
    let quads = splat.chunks_exact(group.len());
    for (q, (quad, offset)) in quads.zip(offsets.as_chunks::<QUAD>().0).enumerate() {
        let mut scores = offset.map(|offset| [offset; LANES]);
        for (x, c) in group.iter().zip(quad) {
            for (score, c) in scores.iter_mut().zip(c) {
                for lane in 0..LANES {
                    score[lane] -= x[lane] * c[lane % 4];
                }
            }
        }
        for (i, score) in scores.iter().enumerate() {
            found.take(score, (q * QUAD + i) as u32);
        }
    }
    found
}

impl Found {
    #[inline(always)]
    fn take(&mut self, score: &[f32; LANES], cluster: u32) {
        for (lane, &new) in score.iter().enumerate() {
            let old = self.best[lane];
            let closer = new < old;
            let other = if new < old { old } else { new };
            let second = self.second[lane];
            self.second[lane] = if other < second { other } else { second };
            self.nearest[lane] = if closer { cluster } else { self.nearest[lane] };
            self.best[lane] = if new < old { new } else { old };
        }
    }
}

/// The nearest centroid of a row, the first of several equally near, with the squared distances to
/// it and to the nearest other one (infinite where there is none).
pub(in crate::clustering) fn exact(row: &[f64], centroids: &[f64]) -> (u32, f64, f64) {
    let (mut nearest, mut least, mut second) = (0, f64::INFINITY, f64::INFINITY);
    for (cluster, centroid) in centroids.chunks_exact(row.len()).enumerate() {
        let here = squared_distance(row, centroid);
        if here < least {
            (nearest, second, least) = (cluster as u32, least, here);
        } else if here < second {
            second = here;
        }
    }
    (nearest, least, second)
}

/// As [`of_group`] for one row: the centroids fill the lanes. Gives the nearest, the least and the
/// second least score; `scores` is room to work in.
pub(super) fn of_row(
    row: &[f32],
    lanes: &[[f32; LANES]],
    offsets: &[f32],
    scores: &mut Vec<f32>,
) -> (u32, f32, f32) {
    scores.clear();
    for (eight, offset) in lanes
        .chunks_exact(row.len())
        .zip(offsets.as_chunks::<LANES>().0)
    {
        let mut score = *offset;
        for (x, c) in row.iter().zip(eight) {
            for lane in 0..LANES {
                score[lane] -= x * c[lane];
            }
        }
        scores.extend_from_slice(&score);
    }
    let mut found = Found {
        best: [f32::INFINITY; LANES],
        second: [f32::INFINITY; LANES],
        nearest: [0; LANES],
    };
    for (eight, score) in scores.as_chunks::<LANES>().0.iter().enumerate() {
        found.take(score, eight as u32);
    }
    let mut all = (0, f32::INFINITY, f32::INFINITY);
    for lane in 0..LANES {
        let cluster = found.nearest[lane] * LANES as u32 + lane as u32;
        if found.best[lane] < all.1 {
            let second = if all.1 < found.second[lane] {
                all.1
            } else {
                found.second[lane]
            };
            all = (
                cluster,
                found.best[lane],
                if all.2 < second { all.2 } else { second },
            );
        } else if found.best[lane] < all.2 {
            all.2 = found.best[lane];
        }
    }
    all
}
