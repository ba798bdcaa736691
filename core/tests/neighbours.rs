//! The KD-tree against brute force.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use ndarray::Array2;
use proptest::prelude::*;
use recinto_core::neighbours::{KdTree, LEAF, Nearest, lexicographic, squared_distance};

fn row(data: &Array2<f64>, i: usize) -> &[f64] {
    data.row(i).to_slice().unwrap()
}

/// Points that are ties and duplicates often: whole numbers from a small range.
fn coarse(n: usize, d: usize, values: u64, seed: u64) -> Array2<f64> {
    use recinto_core::random::{below, seeded};
    let mut random = seeded(seed);
    Array2::from_shape_simple_fn((n, d), || below(values, &mut random) as f64)
}

fn fine(n: usize, d: usize, seed: u64) -> Array2<f64> {
    use recinto_core::random::{seeded, unit};
    let mut random = seeded(seed);
    Array2::from_shape_simple_fn((n, d), || unit(&mut random) * 10.0)
}

fn compare(data: &Array2<f64>, queries: &Array2<f64>, radius_squared: f64, k: usize) {
    let n = data.nrows();
    let tree = KdTree::new(data.view());
    let mut found = Vec::new();
    let mut nearest = Nearest::default();
    let mut buffer = Vec::new();
    for q in 0..queries.nrows() {
        let point = row(queries, q);
        let mut all: Vec<(f64, usize)> = (0..n)
            .map(|i| (squared_distance(point, row(data, i)), i))
            .collect();
        all.sort_by(|a, b| {
            a.0.total_cmp(&b.0)
                .then_with(|| lexicographic(row(data, a.1), row(data, b.1)))
                .then(a.1.cmp(&b.1))
        });
        let inside: Vec<usize> = all
            .iter()
            .filter(|p| p.0 <= radius_squared)
            .map(|p| p.1)
            .collect();

        found.clear();
        tree.within(point, radius_squared, &mut found);
        let mut rows: Vec<usize> = found
            .iter()
            .map(|&p| tree.rows()[p as usize] as usize)
            .collect();
        rows.sort_unstable();
        let mut expected = inside.clone();
        expected.sort_unstable();
        assert_eq!(rows, expected);

        for limit in [1, k, usize::MAX] {
            assert_eq!(
                tree.count_within(point, radius_squared, limit),
                inside.len().min(limit)
            );
        }

        tree.k_nearest(point, k, &mut nearest);
        let ours: Vec<(f64, usize)> = nearest
            .found()
            .iter()
            .map(|&(d, p)| (d, tree.rows()[p as usize] as usize))
            .collect();
        assert_eq!(ours, all[..k.min(n)]);
        let kth = tree.k_distance(point, k, &mut buffer);
        assert_eq!(kth, all.get(k - 1).map_or(f64::INFINITY, |p| p.0));

        let one = tree
            .nearest_within(point, radius_squared, &mut nearest)
            .map(|p| tree.rows()[p as usize] as usize);
        assert_eq!(one, inside.first().copied());
    }
}

/// What walkers of the tree rely on.
fn check_layout(data: &Array2<f64>) {
    let tree = KdTree::new(data.view());
    let (n, d) = data.dim();
    let mut rows = tree.rows().to_vec();
    for position in 0..n {
        for j in 0..d {
            assert_eq!(tree.column(j)[position], data[[rows[position] as usize, j]]);
        }
    }
    rows.sort_unstable();
    assert_eq!(rows, (0..n as u32).collect::<Vec<_>>());
    assert_eq!(tree.nodes()[0].range(), 0..n);
    let mut depth = vec![0; tree.nodes().len()];
    for (i, node) in tree.nodes().iter().enumerate() {
        for j in 0..d {
            let column = &tree.column(j)[node.range()];
            let lo = column.iter().copied().fold(f64::INFINITY, f64::min);
            let hi = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert_eq!((tree.lo(i)[j], tree.hi(i)[j]), (lo, hi));
        }
        if node.is_leaf() {
            assert!(node.range().len() <= LEAF);
            assert!(i == 0 || 2 * node.range().len() >= LEAF);
            continue;
        }
        let (left, right) = (&tree.nodes()[i + 1], &tree.nodes()[node.right as usize]);
        assert_eq!(
            (left.start, left.end, right.end),
            (node.start, right.start, node.end)
        );
        depth[i + 1] = depth[i] + 1;
        depth[node.right as usize] = depth[i] + 1;
    }
    assert!(1_usize << depth.iter().max().unwrap() <= n.max(1));
}

#[test]
fn the_layout_is_as_documented() {
    for n in [0, 1, 2, 31, 32, 33, 64, 65, 100, 1000] {
        for d in [1, 2, 5, 9] {
            check_layout(&fine(n, d, 3));
            check_layout(&coarse(n, d, 2, 4));
        }
    }
}

#[test]
fn nothing_and_one_place() {
    compare(&Array2::zeros((0, 3)), &fine(3, 3, 1), 2.0, 2);
    compare(&Array2::ones((300, 2)), &coarse(20, 2, 3, 1), 1.0, 40);
}

#[test]
fn values_whose_squares_overflow() {
    let mut data = fine(200, 2, 1);
    data[[7, 0]] = f64::MAX;
    data[[8, 0]] = -f64::MAX;
    data[[9, 1]] = f64::MIN_POSITIVE;
    compare(&data, &fine(10, 2, 2), 4.0, 5);
    let far = Array2::from_elem((1, 2), f64::MAX);
    compare(&data, &far, 4.0, 3);
}

#[test]
fn the_tree_does_not_depend_on_the_order_of_the_rows() {
    let data = coarse(500, 3, 5, 9);
    let turned = Array2::from_shape_fn(data.dim(), |(i, j)| data[[499 - i, j]]);
    let (a, b) = (KdTree::new(data.view()), KdTree::new(turned.view()));
    assert_eq!(a.nodes(), b.nodes());
    for j in 0..3 {
        assert_eq!(a.column(j), b.column(j));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn searches_agree_with_brute_force(n in 1..400_usize, d in 1..9_usize, values in 2..12_u64, k in 1..20_usize, seed: u64, radius in 0..6_u32) {
        let radius = f64::from(radius * radius);
        compare(&coarse(n, d, values, seed), &coarse(15, d, values, !seed), radius, k);
        compare(&fine(n, d, seed), &fine(15, d, !seed), radius, k);
    }
}
