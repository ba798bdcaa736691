//! Isolation forest (Liu, Ting & Zhou, *Isolation Forest*, ICDM 2008): who is cut off from all
//! others by few random cuts is far from them.

use crate::random::{SeededRandom, below, sample, seeded, unit};
use ndarray::{ArrayView1, ArrayView2};
use rand_core::Rng;

/// Trees, and rows each sees: the source's own (section 4.1).
const TREES: usize = 100;
const SAMPLE: usize = 256;
/// Euler's constant.
const GAMMA: f64 = 0.577_215_664_901_532_9;

/// A node of a tree; children by their place.
enum Node {
    /// `x[column] < at` goes left.
    Cut {
        column: usize,
        at: f64,
        left: usize,
        right: usize,
    },
    /// Ends after this path length: its depth and `c` of the rows left (algorithm 3).
    End { length: f64 },
}

/// Each row's anomaly score, `s = 2^(−E[h(x)] / c(ψ))` (equation 2): near 1 alone, below 0.5 as
/// most. ψ = min(256, n) of the n rows are drawn for each of 100 trees, grown to the height
/// ⌈log₂ ψ⌉; a cut is uniform in a column that is not constant among the rows left. Cells are
/// finite. Equal rows get equal scores. O(t·ψ·log ψ + t·n).
#[must_use]
pub fn isolation_scores(data: ArrayView2<'_, f64>, seed: u64) -> Vec<f64> {
    let n = data.nrows();
    let drawn = n.min(SAMPLE);
    if drawn < 2 {
        return vec![0.5; n];
    }
    let height = usize::BITS - (drawn - 1).leading_zeros();
    let mut random = seeded(seed);
    let mut lengths = Lengths::new(data);
    for _ in 0..TREES {
        let mut rows = sample(n, drawn, random.next_u64());
        let mut tree = Vec::new();
        grow(data, &mut rows, (0, height), &mut tree, &mut random);
        lengths.add(data, &tree);
    }
    let usual = usual_length(drawn);
    let score = |sum: f64| libm::exp2(-sum / TREES as f64 / usual);
    lengths.of_rows(score)
}

/// Grows a node of some rows; gives its place. Algorithm 2.
fn grow(
    data: ArrayView2<'_, f64>,
    rows: &mut [usize],
    (depth, height): (u32, u32),
    tree: &mut Vec<Node>,
    random: &mut SeededRandom,
) -> usize {
    let place = tree.len();
    tree.push(Node::End {
        length: f64::from(depth) + usual_length(rows.len()),
    });
    if depth >= height || rows.len() < 2 {
        return place;
    }
    let ranges: Vec<(usize, f64, f64)> = (0..data.ncols())
        .map(|column| {
            let cells = rows.iter().map(|&row| data[[row, column]]);
            let low = cells.clone().fold(f64::INFINITY, f64::min);
            (column, low, cells.fold(f64::NEG_INFINITY, f64::max))
        })
        .filter(|(_, low, high)| low < high)
        .collect();
    let choice = below(ranges.len() as u64, random) as usize;
    let Some(&(column, low, high)) = ranges.get(choice) else {
        // All rows are equal.
        return place;
    };
    // In (low, high], so that neither side is empty, whatever rounding does.
    let at = high - (high - low) * unit(random);
    let at = if at > low { at } else { high };
    // Which half a row goes to decides its place: sorted, so that the order is the data's alone.
    rows.sort_by(|&a, &b| data[[a, column]].total_cmp(&data[[b, column]]));
    let split = rows.partition_point(|&row| data[[row, column]] < at);
    let (below, above) = rows.split_at_mut(split);
    let left = grow(data, below, (depth + 1, height), tree, random);
    let right = grow(data, above, (depth + 1, height), tree, random);
    tree[place] = Node::Cut {
        column,
        at,
        left,
        right,
    };
    place
}

/// `c(n) = 2·H(n − 1) − 2·(n − 1)/n` with `H(i) ≈ ln i + γ` (equation 1): the length of an
/// unsuccessful search in a binary search tree of n. `c(2) = 1`, `c(1) = c(0) = 0`.
fn usual_length(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = n as f64;
            2.0 * (libm::log(n - 1.0) + GAMMA) - 2.0 * (n - 1.0) / n
        }
    }
}

fn length(tree: &[Node], row: ArrayView1<'_, f64>) -> f64 {
    let mut place = 0;
    loop {
        match &tree[place] {
            Node::Cut {
                column,
                at,
                left,
                right,
            } => place = if row[*column] < *at { *left } else { *right },
            Node::End { length } => return *length,
        }
    }
}

/// Sums of path lengths, one for each distinct row: totals of people repeat a lot.
struct Lengths {
    /// A row of each kind.
    some: Vec<usize>,
    /// Each row's kind.
    kinds: Vec<usize>,
    sums: Vec<f64>,
}

impl Lengths {
    fn new(data: ArrayView2<'_, f64>) -> Self {
        let compare = |a: usize, b: usize| {
            let cells = data.row(a).into_iter().zip(data.row(b));
            cells.fold(std::cmp::Ordering::Equal, |order, (a, b)| {
                order.then(a.total_cmp(b))
            })
        };
        let mut order: Vec<usize> = (0..data.nrows()).collect();
        order.sort_by(|&a, &b| compare(a, b));
        let mut kinds = vec![0; order.len()];
        let mut some = Vec::new();
        for same in order.chunk_by(|&a, &b| compare(a, b).is_eq()) {
            for &row in same {
                kinds[row] = some.len();
            }
            some.extend(same.first());
        }
        let sums = vec![0.0; some.len()];
        Self { some, kinds, sums }
    }

    fn add(&mut self, data: ArrayView2<'_, f64>, tree: &[Node]) {
        for (sum, &row) in self.sums.iter_mut().zip(&self.some) {
            *sum += length(tree, data.row(row));
        }
    }

    fn of_rows(&self, score: impl Fn(f64) -> f64) -> Vec<f64> {
        let scores: Vec<f64> = self.sums.iter().map(|&sum| score(sum)).collect();
        self.kinds.iter().map(|&kind| scores[kind]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_length() {
        assert_eq!(usual_length(1), 0.0);
        assert_eq!(usual_length(2), 1.0);
        // scikit-learn's _average_path_length(256) and (3).
        assert!((usual_length(256) - 10.244_770_920_119_917).abs() < 1e-12);
        assert!((usual_length(3) - 1.207_392_357_589_623).abs() < 1e-12);
    }
}
