#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::dbstream::DbStream;
use recinto_fuzz::{Count, Number, Table, finite, fit};

#[derive(Debug, Arbitrary)]
struct Input {
    radius: Number,
    fading: Number,
    cleanup_gap: Count,
    minimum_weight: Number,
    intersection: Number,
    most: Count,
    times: Vec<u64>,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let mut params = DbStream::new(input.radius.0);
    params.fading = input.fading.0;
    params.cleanup_gap = input.cleanup_gap.0 as u64;
    params.minimum_weight = input.minimum_weight.0;
    params.intersection = input.intersection.0;
    params.most_micro_clusters = input.most.0;
    fit(&params, &input.table);
    // A stream at any times.
    let Ok(mut stream) = params.stream(input.table.0.ncols()) else {
        return;
    };
    for (row, time) in input.table.0.rows().into_iter().zip(&input.times) {
        let _ = stream.learn_one(&row.to_vec(), *time);
    }
    finite(
        stream
            .shared_density()
            .iter()
            .map(|(_, _, density)| density),
    );
    stream.macro_clusters();
});
