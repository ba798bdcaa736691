//! Centroids made ready for the `f32` filter, with the bounds on its errors.

use super::blocks::{Blocks, LANES};

/// Centroids side by side in the kernel over groups of rows.
pub(super) const QUAD: usize = 4;
/// Beyond this length (rows have length √d at most) a centroid is left to the exact pass.
const FAR: f64 = 1e12;

/// Centroids in the space of [`Blocks`], laid out for both kernels.
pub(super) struct Centres {
    k: usize,
    d: usize,
    /// Per four centroids and column: each centroid's coordinate, four times over.
    pub(super) splat: Vec<[[f32; 4]; QUAD]>,
    /// Per eight centroids and column: the coordinates side by side.
    pub(super) lanes: Vec<[f32; LANES]>,
    length: Vec<f64>,
}

/// The filter's constants for rows up to a length.
#[derive(Default)]
pub(super) struct Limits {
    /// ‖c‖²/2 less the error bound, for each centroid; infinite for those that pad.
    pub(super) offsets: Vec<f32>,
    /// A lead of more than this over the second makes a centroid the nearest for certain.
    pub(super) lead: Vec<f32>,
    /// The greatest lead.
    pub(super) most: f32,
}

impl Centres {
    pub(super) fn new(centroids: &[f64], blocks: &Blocks) -> Self {
        let d = blocks.origin.len();
        let k = centroids.len() / d;
        let mut splat = vec![[[0.0; 4]; QUAD]; k.div_ceil(QUAD) * d];
        let mut lanes = vec![[0.0; LANES]; k.div_ceil(LANES) * d];
        let mut length = Vec::with_capacity(k);
        for (c, centroid) in centroids.chunks_exact(d).enumerate() {
            let at = |j: usize| (centroid[j] - blocks.origin[j]) * blocks.scale;
            let norm = (0..d).map(|j| at(j) * at(j)).sum::<f64>().sqrt();
            length.push(norm);
            if norm <= FAR {
                for j in 0..d {
                    splat[c / QUAD * d + j][c % QUAD] = [at(j) as f32; 4];
                    lanes[c / LANES * d + j][c % LANES] = at(j) as f32;
                }
            }
        }
        Self {
            k,
            d,
            splat,
            lanes,
            length,
        }
    }

    /// Bounds for rows of length up to `reach`.
    ///
    /// The score of a centroid is ‖c‖²/2 − x·c, by which the nearest is the least. In `f32` it is
    /// off by at most (d + 4)·2⁻²⁴·(‖c‖²/2 + ‖x‖‖c‖) to first order (Higham, *Accuracy and
    /// Stability of Numerical Algorithms*, 2002, §3.1; two more roundings for x and c, one for the
    /// offset), here taken twice; the terms after it are for the exact pass's own rounding
    /// and for underflow. The bound is taken off each score, so that scores are never too high.
    pub(super) fn limits(&self, reach: f64, limits: &mut Limits) {
        let terms = (self.d + 8) as f64;
        limits.offsets.clear();
        limits.lead.clear();
        limits.most = 0.0;
        for &length in &self.length {
            let (offset, lead) = if length <= FAR {
                let size = length * (reach + length / 2.0);
                let both = reach + length;
                let error = terms * (size / f64::from(1 << 23) + both * both * 1e-15 + 1e-36);
                (length * length / 2.0 - error, (2.5 * error) as f32)
            } else {
                // By Cauchy and Schwarz, and as far as f32 goes.
                ((length * (length / 2.0 - reach)).min(1e37), f32::INFINITY)
            };
            limits.offsets.push(offset as f32);
            limits.lead.push(lead);
            limits.most = limits.most.max(lead);
        }
        limits
            .offsets
            .resize(self.k.next_multiple_of(LANES), f32::INFINITY);
    }
}
