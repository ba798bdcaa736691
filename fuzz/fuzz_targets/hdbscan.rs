#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::hdbscan::{Hdbscan, Selection};
use recinto_fuzz::{Count, Number, Table, fit};

#[derive(Debug, Arbitrary)]
struct Input {
    min_cluster_size: Count,
    min_samples: Count,
    epsilon: Option<Number>,
    leaf: bool,
    single: bool,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let mut params = Hdbscan::new(input.min_cluster_size.0);
    params.min_samples = input.min_samples.0;
    params.epsilon = input.epsilon.map_or(0.0, |epsilon| epsilon.0);
    params.allow_single_cluster = input.single;
    if input.leaf {
        params.selection = Selection::Leaf;
    }
    let Some(fitted) = fit(&params, &input.table) else {
        return;
    };
    for scores in [&fitted.probabilities, &fitted.outlier_scores] {
        assert_eq!(scores.len(), input.table.0.nrows());
        assert!(scores.iter().all(|x| (0.0..=1.0).contains(x)), "{scores:?}");
    }
});
