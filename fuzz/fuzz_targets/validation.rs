#![no_main]

use arbitrary::Arbitrary;
use recinto_core::clustering::NOISE;
use recinto_core::validation::{
    adjusted_mutual_information, adjusted_rand, calinski_harabasz, davies_bouldin, dbcv, dunn,
    normalised_mutual_information, silhouette_widths, silhouettes,
};
use recinto_fuzz::{Table, finite, patience};

#[derive(Debug, Arbitrary)]
struct Input {
    seed: u64,
    /// Labels anywhere in their type, and of any number.
    odd: Option<Vec<u32>>,
    labels: [[u8; 40]; 2],
    table: Table,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let data = input.table.0.view();
    let rows = data.nrows();
    let label = |label: &u8| match label % 10 {
        9 => NOISE,
        small => u32::from(small),
    };
    let [mut a, b] = input
        .labels
        .map(|labels| labels[..rows].iter().map(label).collect::<Vec<_>>());
    let plain = data.iter().all(|x| x.is_finite());
    if plain
        && let Some(found) = silhouettes(
            data,
            &[a.clone(), b.clone()],
            input.seed,
            &mut patience(1000),
        )
    {
        assert!(
            found.iter().all(|s| (-1.0..=1.0).contains(&s.mean)),
            "{found:?}"
        );
    }
    if let Some(odd) = input.odd {
        a = odd;
    }
    if let Ok(widths) = silhouette_widths(data, &a, input.seed, &mut patience(1000)) {
        assert!((-1.0..=1.0).contains(&widths.mean), "{widths:?}");
    }
    let near_one = 1.0 + 1e-9;
    finite(adjusted_rand(&a, &b).iter());
    finite(adjusted_mutual_information(&a, &b).iter());
    if let Ok(shared) = normalised_mutual_information(&a, &b) {
        assert!((-1e-9..=near_one).contains(&shared), "{shared}");
    }
    for index in [
        davies_bouldin(data, &a),
        calinski_harabasz(data, &a),
        dunn(data, &a, &mut patience(1000)),
    ] {
        assert!(
            index.as_ref().is_ok_and(|x| *x >= 0.0) || index.is_err(),
            "{index:?}"
        );
    }
    if let Ok(found) = dbcv(data, &a, &mut patience(1000)) {
        assert!((-near_one..=near_one).contains(&found.index), "{found:?}");
    }
});
