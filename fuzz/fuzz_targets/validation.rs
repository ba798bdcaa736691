#![no_main]

use arbitrary::Arbitrary;
use recinto_core::validation::silhouettes;
use recinto_fuzz::{Table, patience};

#[derive(Debug, Arbitrary)]
struct Input {
    seed: u64,
    labels: [[u8; 40]; 2],
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let rows = input.table.0.nrows();
    let labelings: Vec<Vec<u32>> = input
        .labels
        .iter()
        .map(|labels| {
            labels[..rows]
                .iter()
                .map(|label| u32::from(label % 9))
                .collect()
        })
        .collect();
    let found = silhouettes(
        input.table.0.view(),
        &labelings,
        input.seed,
        &mut patience(1000),
    );
    if let Some(found) = found
        && input.table.0.iter().all(|x| x.abs() < 1e150)
    {
        assert!(
            found.iter().all(|s| (-1.0..=1.0).contains(&s.mean)),
            "{found:?}"
        );
    }
});
