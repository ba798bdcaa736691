#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::NOISE;
use recinto_core::clustering::incremental_kmeans::{Decay, IncrementalKMeans};
use recinto_fuzz::{Count, Number, Table, finite, fit};

#[derive(Debug, Arbitrary)]
struct Input {
    k: Count,
    seed: u64,
    decay: u8,
    half_life: Number,
    warm_up: Count,
    times: Vec<Number>,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let half = input.half_life.0;
    let decay = [
        Decay::Never,
        Decay::Rows(half),
        Decay::OwnRows(half),
        Decay::Time(half),
    ];
    let mut params =
        IncrementalKMeans::new(input.k.0, input.seed, decay[usize::from(input.decay % 4)]);
    params.warm_up = input.warm_up.0;
    fit(&params, &input.table);
    let Ok(mut stream) = params.stream(input.table.0.ncols()) else {
        return;
    };
    for (at, (row, time)) in input
        .table
        .0
        .rows()
        .into_iter()
        .zip(&input.times)
        .enumerate()
    {
        if let Ok(label) = stream.update(&row.to_vec(), time.0) {
            assert!(label == NOISE || (label as usize) < stream.clusters());
        }
        if at == input.times.len() / 2 {
            stream.set_baseline();
        }
    }
    if stream.clusters() > 0 {
        finite(stream.centroids().iter());
        finite(stream.weights());
    }
    stream.drift();
});
