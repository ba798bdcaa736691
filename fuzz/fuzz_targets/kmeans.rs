#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::kmeans::KMeans;
use recinto_fuzz::{Count, Table, check, finite, fit, refused};

#[derive(Debug, Arbitrary)]
struct Input {
    k: Count,
    starts: Count,
    max_iterations: Count,
    seed: u64,
    table: Table,
    start: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let params = KMeans {
        starts: input.starts.0,
        max_iterations: input.max_iterations.0,
        ..KMeans::new(input.k.0, input.seed)
    };
    if let Some(fitted) = fit(&params, &input.table) {
        finite(&fitted.centroids);
        assert_eq!(fitted.centroids.nrows(), input.k.0);
        assert!(fitted.inertia >= 0.0);
    }
    match params.fit_from(input.table.0.view(), input.start.0.clone()) {
        Ok(fitted) => {
            check(&fitted, &input.table);
            finite(&fitted.centroids);
        }
        Err(error) => refused(&error, &input.table),
    }
});
