#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::kmeans::KMeans;
use recinto_fuzz::{Count, Number, Table, check, finite, fit, patience, refused};

#[derive(Debug, Arbitrary)]
struct Input {
    k: Count,
    starts: Count,
    max_iterations: Count,
    seed: u64,
    table: Table,
    start: Table,
    weights: Vec<Number>,
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
    let data = input.table.0.view();
    let mut weights: Vec<f64> = input.weights.iter().map(|weight| weight.0).collect();
    let given = params.fit_weighted(data, &weights, &mut patience(300));
    weights.resize(data.nrows(), 1.5);
    for found in [
        given,
        params.fit_weighted(data, &weights, &mut patience(300)),
        params.fit_weighted_from(data, &weights, input.start.0.clone()),
        params.fit_from(data, input.start.0.clone()),
    ] {
        match found {
            Ok(fitted) => {
                check(&fitted, &input.table);
                finite(&fitted.centroids);
            }
            Err(error) => refused(&error, &input.table),
        }
    }
});
