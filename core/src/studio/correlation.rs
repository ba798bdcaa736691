//! Correlations between columns.

/// Pearson's correlation of every two columns (Pearson, *Phil. Trans. R. Soc. A* 187, 1896):
/// Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)²·Σ(y−ȳ)²), row-major; 0 with a constant column, 1 on the diagonal.
pub(super) fn pearson(columns: &[Vec<f64>]) -> Vec<f64> {
    let width = columns.len();
    let unit: Vec<Vec<f64>> = columns.iter().map(|column| standardised(column)).collect();
    let mut all = vec![0.0; width * width];
    for a in 0..width {
        all[a * width + a] = 1.0;
        for b in a + 1..width {
            let together: f64 = unit[a].iter().zip(&unit[b]).map(|(x, y)| x * y).sum();
            let found = together.clamp(-1.0, 1.0);
            all[a * width + b] = found;
            all[b * width + a] = found;
        }
    }
    all
}

/// Centred and of length 1; all 0 when constant up to rounding.
fn standardised(column: &[f64]) -> Vec<f64> {
    let n = column.len().max(1) as f64;
    let mean = column.iter().sum::<f64>() / n;
    let length = column
        .iter()
        .map(|x| (x - mean) * (x - mean))
        .sum::<f64>()
        .sqrt();
    if length <= 1e-12 * (1.0 + mean.abs()) * n.sqrt() {
        return vec![0.0; column.len()];
    }
    column.iter().map(|x| (x - mean) / length).collect()
}

/// The rank of each value from 1, ties at the mean of their ranks: Pearson's correlation of these is
/// Spearman's (*Am. J. Psychol.* 15, 1904).
pub(super) fn ranks(column: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
    let mut ranks = vec![0.0; column.len()];
    let mut before = 0;
    for same in order.chunk_by(|&a, &b| column[a] == column[b]) {
        let rank = before as f64 + (same.len() as f64 + 1.0) / 2.0;
        for &at in same {
            ranks[at] = rank;
        }
        before += same.len();
    }
    ranks
}
