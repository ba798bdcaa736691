//! Which rules are true, and how much so.

use super::{Bound, Condition, Rule, Side};
use crate::features::{FeatureSpec, FeatureState, Measures};

/// The rules of a model made ready to be read from many states.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    measures: Measures,
    /// Of each measure.
    days: Vec<u32>,
}

impl Rules {
    /// Finds the words of each bound.
    #[must_use]
    pub fn new(rules: &[Rule], vocabulary: &[String]) -> Self {
        let bounds: Vec<&Bound> = rules.iter().flat_map(|rule| rule.when.bounds()).collect();
        let features: Vec<_> = bounds
            .iter()
            .map(|bound| FeatureSpec::new(bound.measure, &bound.of))
            .collect();
        Self {
            measures: Measures::new(&features, vocabulary),
            days: bounds.iter().map(|bound| bound.days).collect(),
        }
    }

    /// The score of each of the rules that these were made of: 0 where it is not true, else 0.5
    /// to 1.
    #[must_use]
    pub fn scores(&self, rules: &[Rule], state: &FeatureState, as_of_ms: i64) -> Vec<f64> {
        let mut values = self
            .measures
            .within(&self.days, state, as_of_ms)
            .into_iter();
        rules
            .iter()
            .map(|rule| degree(&rule.when, false, &mut values))
            .collect()
    }
}

impl Condition {
    /// The score by the values of its bounds, in their order; NaN is undefined, and so is what is
    /// missing.
    #[must_use]
    pub fn degree(&self, values: &[f64]) -> f64 {
        degree(self, false, &mut values.iter().copied())
    }
}

/// The degree to which a condition holds, or, negated, to which it does not; 0 where that is not
/// so. Every value is taken, in the order of the bounds.
fn degree(condition: &Condition, negated: bool, values: &mut dyn Iterator<Item = f64>) -> f64 {
    let (inner, all) = match condition {
        Condition::Measured(bound) => return reached(bound, negated, values.next()),
        Condition::Not(inner) => return degree(inner, !negated, values),
        Condition::All(inner) => (inner, !negated),
        Condition::Any(inner) => (inner, negated),
    };
    let mut joined = if all { 1.0 } else { 0.0 };
    for condition in inner {
        let one = degree(condition, negated, values);
        if (one < joined) == all {
            joined = one;
        }
    }
    joined
}

fn reached(bound: &Bound, negated: bool, value: Option<f64>) -> f64 {
    let limit = bound.value;
    let Some(value) = value.filter(|value| !value.is_nan()) else {
        return f64::from(u8::from(negated));
    };
    let met = match bound.bound {
        Side::AtLeast => value >= limit,
        Side::AtMost => value <= limit,
    };
    if met == negated {
        return 0.0;
    }
    let (low, high) = (value.min(limit), value.max(limit));
    // Beyond zero there is no measure of how far.
    if low > 0.0 { high / (low + high) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Measure;

    fn at(bound: Side, value: f64) -> Condition {
        Condition::Measured(Bound {
            measure: Measure::Frequency,
            of: "page".to_owned(),
            days: 1,
            bound,
            value,
        })
    }

    fn least(value: f64) -> Condition {
        at(Side::AtLeast, value)
    }

    fn most(value: f64) -> Condition {
        at(Side::AtMost, value)
    }

    fn score(condition: &Condition, values: &[Option<f64>]) -> f64 {
        let mut values = values.iter().map(|value| value.unwrap_or(f64::NAN));
        let score = degree(condition, false, &mut values);
        assert!(values.next().is_none(), "every value is taken");
        score
    }

    #[test]
    fn a_bound_is_met_by_halves_at_itself_and_by_more_beyond() {
        let of = |condition: &Condition, x| score(condition, &[Some(x)]);
        let three = least(3.0);
        assert_eq!([2.9, 3.0, 9.0].map(|x| of(&three, x)), [0.0, 0.5, 0.75]);
        let at_most = most(3.0);
        assert_eq!(
            [3.1, 3.0, 1.0, 0.0].map(|x| of(&at_most, x)),
            [0.0, 0.5, 0.75, 1.0]
        );
        assert_eq!(
            of(&most(-0.5), -0.5),
            1.0,
            "below zero there is no measure of how far"
        );
        assert_eq!(of(&most(0.0), 0.0), 1.0);
    }

    #[test]
    fn not_turns_all_into_any_and_least_into_less() {
        let both = Condition::All(vec![least(3.0), most(5.0)]);
        let neither = Condition::Not(Box::new(both.clone()));
        for (a, b) in [(3.0, 5.0), (2.0, 5.0), (3.0, 6.0), (9.0, 15.0), (4.0, 1.0)] {
            let values = [Some(a), Some(b)];
            let (yes, no) = (score(&both, &values), score(&neither, &values));
            assert_eq!(yes > 0.0, a >= 3.0 && b <= 5.0, "{a} {b}");
            assert_eq!(no > 0.0, yes == 0.0, "one of the two is true: {a} {b}");
            assert_eq!(
                score(&Condition::Not(Box::new(neither.clone())), &values),
                yes
            );
        }
        assert_eq!(
            score(&neither, &[Some(1.0), Some(15.0)]),
            0.75,
            "the greatest of any"
        );
        assert_eq!(
            score(&both, &[Some(9.0), Some(5.0)]),
            0.5,
            "the least of all"
        );
    }

    #[test]
    fn what_is_undefined_meets_no_bound() {
        assert_eq!(score(&least(0.0), &[None]), 0.0);
        assert_eq!(score(&most(3.0), &[None]), 0.0);
        assert_eq!(score(&Condition::Not(Box::new(most(3.0))), &[None]), 1.0);
        let any = Condition::Any(vec![least(1.0), least(1.0)]);
        assert_eq!(score(&any, &[None, Some(1.0)]), 0.5);
        assert_eq!(
            score(&any, &[Some(1.0), None]),
            0.5,
            "the order does not matter"
        );
    }
}
