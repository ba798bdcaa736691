#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::Clustering;
use recinto_core::clustering::agglomerative::{Agglomerative, Cut, Linkage};
use recinto_fuzz::{Count, Number, Table, check, finite, fit, refused};

#[derive(Debug, Arbitrary)]
struct Input {
    linkage: u8,
    cuts: [(bool, Count, Number); 2],
    memory: Count,
    top: Count,
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let [cut, other] = input.cuts.map(|(by_count, k, height)| {
        if by_count {
            Cut::Clusters(k.0)
        } else {
            Cut::Height(height.0)
        }
    });
    let linkage = [
        Linkage::Ward,
        Linkage::Complete,
        Linkage::Average,
        Linkage::Single,
    ];
    let mut params = Agglomerative::new(linkage[usize::from(input.linkage % 4)], cut);
    if input.memory.0 > 50 {
        params.memory_limit = input.memory.0 as u64;
    }
    let Some(mut fitted) = fit(&params, &input.table) else {
        return;
    };
    finite(&fitted.means);
    let heights: Vec<f64> = fitted
        .dendrogram
        .merges()
        .iter()
        .map(|merge| merge.height)
        .collect();
    finite(&heights);
    assert!(
        heights.windows(2).all(|pair| pair[0] <= pair[1]),
        "{heights:?}"
    );
    fitted.dendrogram.top(input.top.0);
    assert!(
        fitted
            .dendrogram
            .largest_gap(input.top.0)
            .is_none_or(|k| k <= input.table.0.nrows())
    );
    if let Cut::Clusters(k) = cut {
        assert_eq!(fitted.clusters(), k);
    }
    match fitted.cut(input.table.0.view(), other) {
        Ok(()) => check(&fitted, &input.table),
        Err(error) => refused(&error, &input.table),
    }
});
