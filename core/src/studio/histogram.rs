//! Histograms with honest edges.

use super::columns::Histogram;

/// Bins at most.
const BINS_MAX: usize = 24;
/// Skewness of the values above which edges are spaced in the logarithm.
const SKEWED: f64 = 1.0;

/// The histogram of ascending values; `None` of none. Few whole numbers get a bin each; else the
/// number of bins is Sturges' ⌈log₂ n⌉ + 1 (*J. Am. Stat. Assoc.* 21, 1926), 24 at most.
pub(super) fn histogram(sorted: &[f64]) -> Option<Histogram> {
    let (&least, &most) = (sorted.first()?, sorted.last()?);
    let whole = sorted.iter().all(|x| x.floor() == *x);
    if least == most {
        return Some(Histogram {
            edges: vec![least, most],
            counts: vec![sorted.len() as u64],
            log: false,
        });
    }
    let log = skewness(sorted).abs() > SKEWED;
    let range = most - least;
    let mut bins = (sorted.len().ilog2() as usize + 2).clamp(2, BINS_MAX);
    if whole && range < BINS_MAX as f64 {
        // An edge below each whole number; the last bin holds the greatest two otherwise.
        return Some(counted(
            sorted,
            (0..=range as usize)
                .map(|step| least + step as f64)
                .chain([most + 1.0])
                .collect(),
            false,
        ));
    }
    if log {
        bins = BINS_MAX;
    }
    let edge = |share: f64| {
        if log {
            let (low, high) = (folded(least), folded(most));
            unfolded(low + (high - low) * share)
        } else {
            least + range * share
        }
    };
    let mut edges: Vec<f64> = (0..=bins)
        .map(|bin| match bin {
            0 => least,
            _ if bin == bins => most,
            _ => edge(bin as f64 / bins as f64).clamp(least, most),
        })
        .collect();
    if whole {
        // Edges between whole numbers would make bins that no value can reach.
        for inner in edges.iter_mut().take(bins).skip(1) {
            *inner = inner.round();
        }
    }
    edges.dedup();
    Some(counted(sorted, edges, log))
}

fn counted(sorted: &[f64], edges: Vec<f64>, log: bool) -> Histogram {
    let mut counts = Vec::with_capacity(edges.len());
    let mut before = 0;
    for (at, edge) in edges.iter().enumerate().skip(1) {
        let upto = if at + 1 == edges.len() {
            sorted.len()
        } else {
            sorted.partition_point(|x| x < edge)
        };
        counts.push((upto - before) as u64);
        before = upto;
    }
    Histogram { edges, counts, log }
}

/// Third standardised moment; 0 without spread.
fn skewness(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moment = |power: i32| {
        let total: f64 = values.iter().map(|x| power_of(x - mean, power)).sum();
        total / n
    };
    let deviation = moment(2).sqrt();
    if deviation > 0.0 {
        moment(3) / (deviation * deviation * deviation)
    } else {
        0.0
    }
}

fn power_of(x: f64, power: i32) -> f64 {
    (0..power).fold(1.0, |product, _| product * x)
}

fn folded(x: f64) -> f64 {
    if x < 0.0 {
        -libm::log1p(-x)
    } else {
        libm::log1p(x)
    }
}

fn unfolded(y: f64) -> f64 {
    if y < 0.0 {
        -libm::expm1(-y)
    } else {
        libm::expm1(y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_a_bin() {
        let even: Vec<f64> = (0..1000).map(f64::from).collect();
        let skewed: Vec<f64> = (0..1000).map(|n| f64::from(n * n * n) / 7.0).collect();
        let below: Vec<f64> = (-500..500).map(|n| f64::from(n) / 3.0).collect();
        for values in [even, skewed, below, vec![3.0], vec![1.0, 2.0, 2.0, 5.0]] {
            let found = histogram(&values).unwrap();
            assert_eq!(found.counts.iter().sum::<u64>(), values.len() as u64);
            assert_eq!(found.edges.len(), found.counts.len() + 1);
            assert!(found.counts.len() <= BINS_MAX);
            assert_eq!(found.edges[0], values[0]);
            assert!(found.edges.is_sorted());
        }
        assert!(histogram(&[]).is_none());
    }

    #[test]
    fn skewed_values_are_seen_in_the_logarithm() {
        let mut values: Vec<f64> = (0..990).map(|n| f64::from(n % 10) / 3.0).collect();
        values.extend((0..10).map(|n| 5_000.0 + f64::from(n)));
        values.sort_unstable_by(f64::total_cmp);
        let found = histogram(&values).unwrap();
        assert!(found.log);
        assert!(
            found.counts.iter().filter(|n| **n > 0).count() > 3,
            "{found:?}"
        );
    }

    #[test]
    fn few_whole_numbers_get_a_bin_each() {
        let found = histogram(&[0.0, 0.0, 1.0, 3.0]).unwrap();
        assert_eq!(found.counts, [2, 1, 0, 1]);
    }
}
