#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::minibatch::MiniBatch;
use recinto_fuzz::{Count, Number, Table, finite, fit};

#[derive(Debug, Arbitrary)]
struct Input {
    k: Count,
    seed: u64,
    batch: u8,
    max_steps: Count,
    patience: Count,
    starved: Number,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let params = MiniBatch {
        // Time is that of the rows asked for: a batch is kept small.
        batch: usize::from(input.batch),
        max_steps: input.max_steps.0,
        patience: input.patience.0,
        starved: input.starved.0,
        ..MiniBatch::new(input.k.0, input.seed)
    };
    if let Some(fitted) = fit(&params, &input.table) {
        finite(&fitted.centroids);
    }
});
