#![no_main]

use arbitrary::Arbitrary;
use ndarray::Array2;
use recinto_core::clustering::dbscan::Dbscan;
use recinto_core::clustering::incremental_dbscan::IncrementalDbscan;
use recinto_core::clustering::{Clusterer, NOISE};
use recinto_fuzz::{Count, Number, Table, patience};

#[derive(Debug, Arbitrary)]
struct Input {
    epsilon: Number,
    min_points: Count,
    /// After each row: whether one goes, and which.
    leave: Vec<Option<u8>>,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let columns = input.table.0.ncols();
    let Ok(mut all) = IncrementalDbscan::new(input.epsilon.0, input.min_points.0, columns) else {
        return;
    };
    let mut here = Vec::new();
    for (at, row) in input.table.0.rows().into_iter().enumerate() {
        if let Ok(id) = all.insert(&row.to_vec()) {
            here.push(id);
        }
        if let Some(Some(which)) = input.leave.get(at)
            && !here.is_empty()
        {
            assert!(all.remove(here.remove(usize::from(*which) % here.len())));
        }
    }
    assert_eq!(all.len(), here.len());
    if here.is_empty() {
        return;
    }
    // As fitted at once.
    let rows: Vec<f64> = here
        .iter()
        .flat_map(|id| all.point(*id).unwrap_or_default().to_vec())
        .collect();
    let data = Array2::from_shape_vec((here.len(), columns), rows).unwrap_or_default();
    let params = Dbscan::new(input.epsilon.0, input.min_points.0);
    let Ok(batch) = params.fit(data.view(), &mut patience(u32::MAX)) else {
        return;
    };
    assert_eq!(batch.clusters, all.clusters());
    for ((id, label), theirs) in all.labels_by_size().into_iter().zip(&batch.labels) {
        assert_eq!(label == NOISE, *theirs == NOISE, "point {id}");
        assert_eq!(label, *theirs, "point {id}");
    }
});
