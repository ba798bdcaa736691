//! What a segment is like, and what sets it apart from everyone.

use super::fit::scaled_rows;
use super::project::Analysis;
use crate::clustering::NOISE;
use crate::preparation::standardise;
use crate::studio::StaticShare;
use serde::{Deserialize, Serialize};

/// One segment beside everyone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentProfile {
    /// People.
    pub size: u64,
    /// Of all people in the window, 0 to 1.
    pub share: f64,
    /// One entry per column, in their order.
    pub columns: Vec<ColumnProfile>,
    /// Indexes of the columns by falling |difference|.
    pub most_different: Vec<usize>,
    /// Row of the person nearest to the segment's centre.
    pub typical: Option<usize>,
    /// How static columns are spread in it, column by column, the most frequent value first.
    pub statics: Vec<StaticShare>,
}

/// One column in one segment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Mean in the data's own units.
    pub mean: f64,
    /// Everyone's mean, in the same units.
    pub overall: f64,
    /// Segment mean minus everyone's in standard deviations of the transformed column, whatever
    /// its weight.
    pub difference: f64,
}

/// A profile for every segment. People of no segment count only for everyone's mean.
#[must_use]
pub fn profiles(analysis: &Analysis) -> Vec<SegmentProfile> {
    let (n, d, k) = (analysis.people.len(), analysis.width(), analysis.k);
    let mut sizes = vec![0_u64; k];
    let mut sums = vec![0.0; k * d];
    let mut overall = vec![0.0; d];
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    let everyone = standardise(scaled.as_slice().unwrap_or_default(), d);
    let mut typical: Vec<Option<(usize, f64)>> = vec![None; k];
    for (person, &label) in analysis.labels.iter().enumerate() {
        for (total, x) in overall.iter_mut().zip(analysis.raw_row(person)) {
            *total += x;
        }
        if label == NOISE {
            continue;
        }
        let label = label as usize;
        sizes[label] += 1;
        for (j, x) in analysis.raw_row(person).iter().enumerate() {
            sums[label * d + j] += x;
        }
        let distance: f64 = scaled
            .row(person)
            .iter()
            .zip(&analysis.centroids[label * d..(label + 1) * d])
            .map(|(x, c)| (x - c) * (x - c))
            .sum();
        if typical[label].is_none_or(|(_, least)| distance < least) {
            typical[label] = Some((person, distance));
        }
    }
    let mut statics = analysis.statics.shares(&analysis.labels, k);
    (0..k)
        .map(|label| {
            let size = sizes[label];
            let columns: Vec<ColumnProfile> = (0..d)
                .map(|j| ColumnProfile {
                    mean: sums[label * d + j] / size.max(1) as f64,
                    overall: overall[j] / n.max(1) as f64,
                    difference: (analysis.centroids[label * d + j] - everyone[j].mean)
                        / everyone[j].deviation.max(f64::MIN_POSITIVE),
                })
                .collect();
            let mut most_different: Vec<usize> = (0..d).collect();
            most_different.sort_by(|&a, &b| {
                columns[b]
                    .difference
                    .abs()
                    .total_cmp(&columns[a].difference.abs())
            });
            SegmentProfile {
                size,
                share: size as f64 / n.max(1) as f64,
                columns,
                most_different,
                typical: typical[label].map(|(person, _)| person),
                statics: statics
                    .get_mut(label)
                    .map(std::mem::take)
                    .unwrap_or_default(),
            }
        })
        .collect()
}
