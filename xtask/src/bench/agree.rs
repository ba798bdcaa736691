//! Whether ours and another's answer agree.

use super::plan::Part;
use serde_json::Value;
use std::collections::BTreeMap;

/// What was found: in words, and whether it is as it must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The measure with its value.
    pub says: String,
    /// Whether it holds.
    pub holds: bool,
}

/// An answer: the figures of a run and the details after it.
pub struct Given<'a> {
    /// The figures.
    pub quality: &'a Value,
    /// Labels and the like.
    pub details: &'a Value,
}

/// Compares a part of two answers. Nothing if one of them does not have it.
pub fn compare(part: Part, ours: &Given<'_>, other: &Given<'_>) -> Option<Verdict> {
    let verdict = |says: String, holds: bool| Some(Verdict { says, holds });
    match part {
        Part::Figure(name, within) => {
            let (a, b) = (ours.quality[name].as_f64()?, other.quality[name].as_f64()?);
            let off = difference(a, b);
            verdict(
                format!("{name}: relative difference {off:.1e} (at most {within:.0e})"),
                off <= within,
            )
        }
        Part::Labels(least) => {
            let ari = adjusted_rand(&numbers(ours, "labels")?, &numbers(other, "labels")?)?;
            verdict(
                format!("labels: adjusted Rand index {ari:.6} (at least {least})"),
                ari >= least,
            )
        }
        Part::Core => {
            let (a, b) = (numbers(ours, "core")?, numbers(other, "core")?);
            sets("core points", &a, &b, |&flag| flag == 1)
        }
        Part::Noise => {
            let (a, b) = (numbers(ours, "labels")?, numbers(other, "labels")?);
            sets("noise", &a, &b, |&label| label < 0)
        }
        Part::CoreLabels => {
            let core = numbers(ours, "core")?;
            let of_core = |given| -> Option<Vec<i64>> {
                let labels = numbers(given, "labels")?;
                Some(
                    labels
                        .into_iter()
                        .zip(&core)
                        .filter(|(_, core)| **core == 1)
                        .map(|(label, _)| label)
                        .collect(),
                )
            };
            let ari = adjusted_rand(&of_core(ours)?, &of_core(other)?)?;
            verdict(
                format!("clusters of core points: adjusted Rand index {ari:.6} (exactly 1)"),
                ari >= 1.0,
            )
        }
        Part::Heights(within) => {
            let heights = |given: &Given<'_>| -> Option<Vec<f64>> {
                let list = given.details["heights"]
                    .as_array()
                    .filter(|list| !list.is_empty())?;
                list.iter().map(Value::as_f64).collect()
            };
            let (a, b) = (heights(ours)?, heights(other)?);
            let off = a
                .iter()
                .zip(&b)
                .map(|(a, b)| difference(*a, *b))
                .fold(0.0, f64::max);
            let holds = a.len() == b.len() && off <= within;
            verdict(
                format!(
                    "{} heights: greatest relative difference {off:.1e} (at most {within:.0e})",
                    a.len()
                ),
                holds,
            )
        }
    }
}

fn numbers(given: &Given<'_>, name: &str) -> Option<Vec<i64>> {
    let list = given.details[name]
        .as_array()
        .filter(|list| !list.is_empty())?;
    list.iter().map(Value::as_i64).collect()
}

fn difference(a: f64, b: f64) -> f64 {
    (a - b).abs() / a.abs().max(b.abs()).max(f64::MIN_POSITIVE)
}

fn sets(what: &str, a: &[i64], b: &[i64], is_in: impl Fn(&i64) -> bool) -> Option<Verdict> {
    let differ = a
        .iter()
        .zip(b)
        .filter(|(a, b)| is_in(a) != is_in(b))
        .count();
    let size = a.iter().filter(|x| is_in(x)).count();
    let says = format!("{what}: {size} rows, {differ} differ (none may)");
    Some(Verdict {
        says,
        holds: differ == 0 && a.len() == b.len(),
    })
}

/// The adjusted Rand index (Hubert & Arabie, J. Classification 2, 1985): 1 for equal partitions whatever their names.
fn adjusted_rand(a: &[i64], b: &[i64]) -> Option<f64> {
    if a.len() != b.len() || a.is_empty() {
        return None;
    }
    let mut cells: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    let (mut rows, mut columns): (BTreeMap<i64, u64>, BTreeMap<i64, u64>) = Default::default();
    for (&x, &y) in a.iter().zip(b) {
        *cells.entry((x, y)).or_default() += 1;
        *rows.entry(x).or_default() += 1;
        *columns.entry(y).or_default() += 1;
    }
    let pairs = |counts: &mut dyn Iterator<Item = u64>| {
        counts.map(|n| (n * (n - 1) / 2) as f64).sum::<f64>()
    };
    let together = pairs(&mut cells.values().copied());
    let (in_a, in_b) = (
        pairs(&mut rows.values().copied()),
        pairs(&mut columns.values().copied()),
    );
    let n = a.len() as u64;
    let all = (n * (n - 1) / 2) as f64;
    let expected = if all > 0.0 { in_a * in_b / all } else { 0.0 };
    let most = f64::midpoint(in_a, in_b);
    if most == expected {
        return Some(1.0);
    }
    Some((together - expected) / (most - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(part: Part, ours: Value, other: Value) -> Option<Verdict> {
        let none = json!({});
        let given = |details| Given {
            quality: &none,
            details,
        };
        compare(part, &given(&ours), &given(&other))
    }

    #[test]
    fn names_of_clusters_do_not_matter_and_a_moved_row_does() {
        let labels = |list: &[i64]| json!({ "labels": list });
        let same = judged(
            Part::Labels(0.999),
            labels(&[0, 0, 1, 1, -1]),
            labels(&[5, 5, 3, 3, 9]),
        );
        assert!(same.is_some_and(|verdict| verdict.holds));
        let moved = judged(
            Part::Labels(0.999),
            labels(&[0, 0, 1, 1, -1]),
            labels(&[0, 0, 0, 1, -1]),
        );
        assert!(moved.is_some_and(|verdict| !verdict.holds));
    }

    /// As `sklearn.metrics.adjusted_rand_score` gives it.
    #[test]
    fn the_index_is_that_of_others() {
        let found = adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]).expect("equal lengths");
        assert!((found - 0.571_428_571_428_571_4).abs() < 1e-12, "{found}");
    }

    #[test]
    fn one_row_more_in_a_set_is_seen() {
        let of = |core: [i64; 3]| json!({ "core": core });
        assert!(
            judged(Part::Core, of([1, 0, 1]), of([1, 0, 1])).is_some_and(|verdict| verdict.holds)
        );
        assert!(
            judged(Part::Core, of([1, 0, 1]), of([1, 1, 1])).is_some_and(|verdict| !verdict.holds)
        );
    }

    #[test]
    fn heights_agree_within_the_bound_only() {
        let of = |heights: &[f64]| json!({ "heights": heights });
        let part = Part::Heights(1e-6);
        assert!(
            judged(part, of(&[1.0, 2.0]), of(&[1.0, 2.000_000_1]))
                .is_some_and(|verdict| verdict.holds)
        );
        assert!(
            judged(part, of(&[1.0, 2.0]), of(&[1.0, 2.000_01]))
                .is_some_and(|verdict| !verdict.holds)
        );
        assert!(judged(part, of(&[1.0, 2.0]), of(&[1.0])).is_some_and(|verdict| !verdict.holds));
    }

    #[test]
    fn what_one_does_not_give_is_not_judged() {
        assert_eq!(judged(Part::Core, json!({}), json!({ "core": [1] })), None);
    }
}
