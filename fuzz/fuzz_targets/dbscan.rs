#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::NOISE;
use recinto_core::clustering::dbscan::{Dbscan, Search};
use recinto_fuzz::{Count, Number, Table, fit};

#[derive(Debug, Arbitrary)]
struct Input {
    epsilon: Number,
    min_points: Count,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let found = [Search::Chosen, Search::Grid, Search::Tree].map(|search| {
        let params = Dbscan {
            search,
            ..Dbscan::new(input.epsilon.0, input.min_points.0)
        };
        fit(&params, &input.table)
    });
    if let [Some(chosen), grid, Some(tree)] = found {
        assert_eq!(chosen.labels, tree.labels);
        assert_eq!(chosen.core, tree.core);
        if let Some(grid) = grid {
            assert_eq!((&grid.labels, &grid.core), (&tree.labels, &tree.core));
        }
        for (label, core) in chosen.labels.iter().zip(&chosen.core) {
            assert!(!core || *label != NOISE);
        }
    }
});
