#![no_main]

use arbitrary::Arbitrary;
use recinto_core::preparation::{Mix, Pca, Scaler, fill_by_time, fill_median, fit};
use recinto_fuzz::{Count, Number, Table, finite};

#[derive(Debug, Arbitrary)]
struct Input {
    keep: Count,
    smoothing: Number,
    components: Count,
    table: Table,
    other: Table,
    times: Vec<Number>,
}

libfuzzer_sys::fuzz_target!(|input: Input| {
    let (table, other) = (input.table.0.view(), input.other.0.view());
    for scaler in Scaler::ALL {
        let Ok(fitted) = fit(table, scaler) else {
            continue;
        };
        assert_eq!(fitted.columns.len(), table.ncols());
        assert!(fitted.constant.iter().all(|&column| column < table.ncols()));
        for data in [table, other] {
            if let Ok(scaled) = fitted.transform(data) {
                finite(&scaled);
                assert_eq!(scaled.dim(), data.dim());
                if let Ok(back) = fitted.inverse(scaled.view()) {
                    finite(&back);
                }
                increasing(&data.to_owned(), &scaled);
            }
            if let Ok(back) = fitted.inverse(data) {
                finite(&back);
            }
        }
    }
    let mix = Mix {
        keep: input.keep.0,
        smoothing: input.smoothing.0,
    };
    for counts in [input.table.0.clone(), input.table.0.mapv(f64::abs)] {
        let Ok(fitted) = mix.fit(counts.view()) else {
            continue;
        };
        for data in [counts.view(), other] {
            if let Ok(shares) = fitted.transform(data) {
                assert!(
                    shares
                        .shares
                        .iter()
                        .all(|x| (0.0..=1.0 + 1e-12).contains(x))
                );
            }
        }
    }
    if let Ok(pca) = Pca::fit(table) {
        finite(&pca.components);
        finite(&pca.explained);
        finite(&pca.variance);
        if let Ok(scores) = pca.transform(other, input.components.0) {
            finite(&scores);
        }
    }
    let mut times: Vec<f64> = input.times.iter().map(|time| time.0).collect();
    let given = fill_by_time(&times, table);
    times.resize(table.nrows(), 7.0);
    for filled in [given, fill_by_time(&times, table), fill_median(table)] {
        let Ok(filled) = filled else { continue };
        finite(&filled.data);
        let missing = table.iter().filter(|x| x.is_nan()).count();
        assert_eq!(filled.filled.iter().sum::<usize>(), missing);
        for (before, after) in table.iter().zip(&filled.data) {
            assert!(before.is_nan() || before == after);
        }
    }
});

/// A scaler keeps the order of every column.
fn increasing(data: &ndarray::Array2<f64>, scaled: &ndarray::Array2<f64>) {
    for (before, after) in data.columns().into_iter().zip(scaled.columns()) {
        for (a, x) in before.iter().zip(after) {
            for (b, y) in before.iter().zip(after) {
                assert!(a >= b || x <= y, "{a} < {b} became {x} > {y}");
            }
        }
    }
}
