#![no_main]

use arbitrary::Arbitrary;
use recinto_core::advisor::{Proposal, advise, propose};
use recinto_fuzz::{Table, finite, patience, refused};

#[derive(Debug, Arbitrary)]
struct Input {
    seed: u64,
    rows: u64,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let mut advice = match advise(input.table.0.view(), input.seed, &mut patience(100_000)) {
        Ok(advice) => advice,
        Err(error) => return refused(&error, &input.table),
    };
    let shape = &advice.shape;
    finite(&[
        shape.duplicates,
        shape.outliers,
        shape.density_ratio,
        shape.hopkins,
        shape.density_covered,
    ]);
    finite(shape.silhouettes.iter().map(|(_, silhouette)| silhouette));
    finite(shape.agreement.iter());
    // The same shape of any number of rows.
    advice.shape.rows = input.rows;
    for advice in [propose(&advice.shape), advice] {
        assert_eq!(advice.alternatives.len(), 5);
        assert!(!advice.reason.to_string().is_empty());
        let others = advice.alternatives.iter().map(|other| other.proposal);
        for proposal in others.chain([advice.proposal]) {
            match proposal {
                Proposal::KMeans { k } | Proposal::MiniBatch { k } => {
                    assert!((1..=input.table.0.nrows()).contains(&k), "{k}");
                }
                Proposal::Dbscan {
                    epsilon,
                    min_points,
                } => {
                    assert!(
                        epsilon > 0.0 && epsilon.is_finite() && min_points > 0,
                        "{epsilon}"
                    );
                }
                Proposal::Hdbscan {
                    min_cluster_size,
                    min_samples,
                } => assert!(min_cluster_size >= 2 && min_samples >= 1),
                Proposal::Agglomerative | Proposal::NoGroups => {}
            }
        }
    }
});
