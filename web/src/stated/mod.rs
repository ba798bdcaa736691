//! Rules that the marketer states: as a form holds them, and among the others.

pub mod bound;
mod tree;

pub use tree::{Node, Tree, What};

use crate::protocol::Edits;
use recinto_core::rules::{BOUNDS_MAX, Condition, DEPTH_MAX, RULES_MAX, Rule};

/// What keeps a rule from standing among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// There are as many rules as a model takes.
    Rules,
    /// There would be more bounds than a model takes.
    Bounds,
    /// Its conditions stand too deep in each other.
    Deep,
}

/// What keeps a rule from standing among the others, or in place of the one with the label
/// `edited`.
#[must_use]
pub fn limit(when: &Condition, rules: &[Rule], edited: Option<&str>) -> Option<Limit> {
    let others = rules.iter().filter(|rule| !is(rule, edited)).count();
    if others >= RULES_MAX {
        Some(Limit::Rules)
    } else if when.bounds().len() > room(rules, edited) {
        Some(Limit::Bounds)
    } else if !when.is_within(DEPTH_MAX) {
        Some(Limit::Deep)
    } else {
        None
    }
}

/// How many bounds a rule may have, beside the others or in place of the one `edited`.
#[must_use]
pub fn room(rules: &[Rule], edited: Option<&str>) -> usize {
    let others = rules.iter().filter(|rule| !is(rule, edited));
    let taken: usize = others.map(|rule| rule.when.bounds().len()).sum();
    BOUNDS_MAX.saturating_sub(taken)
}

fn is(rule: &Rule, label: Option<&str>) -> bool {
    label == Some(rule.segment.label.as_str())
}

/// Adds a rule under a label that no other segment has, while there is room; not what is there
/// already.
pub fn add(edits: &mut Edits, mut rule: Rule) {
    let same = |other: &Rule| other.when == rule.when && other.segment.name == rule.segment.name;
    if limit(&rule.when, &edits.rules, None).is_some() || edits.rules.iter().any(same) {
        return;
    }
    let of_rules = edits.rules.iter().map(|rule| &rule.segment);
    let taken: Vec<&str> = of_rules
        .chain(&edits.segments)
        .map(|segment| segment.label.as_str())
        .collect();
    let base: String = rule.segment.label.chars().take(29).collect();
    let mut number = 1;
    while taken.contains(&rule.segment.label.as_str()) {
        number += 1;
        rule.segment.label = format!("{base}-{number}");
    }
    edits.rules.push(rule);
}

/// Says anew what a rule is called and when it holds; its label, category and tags stay. False
/// where there is no rule with that label.
pub fn replace(edits: &mut Edits, label: &str, name: String, when: Condition) -> bool {
    let found = edits.rules.iter_mut().find(|rule| is(rule, Some(label)));
    let is_there = found.is_some();
    if let Some(rule) = found {
        rule.segment.name = name;
        rule.when = when;
    }
    is_there
}

#[cfg(test)]
mod tests {
    use super::*;
    use recinto_core::analysis::default_policy;
    use recinto_core::rules::packs::{Language, Trade};

    fn bound() -> Condition {
        Condition::Measured(bound::first(30))
    }

    fn edits(rules: Vec<Rule>) -> Edits {
        Edits {
            segments: Vec::new(),
            privacy: default_policy(),
            model_name: String::new(),
            rules,
            sensitive: Vec::new(),
        }
    }

    /// Whether a model takes its first rule with this condition.
    fn taken(when: Condition) -> bool {
        let mut model = Trade::Retail.model(Language::English, "EUR");
        model.rules[0].when = when;
        // The words of the pack's own conditions are still in its vocabulary.
        model.check_stated().is_ok()
    }

    #[test]
    fn a_rule_is_as_deep_as_a_model_takes_and_no_deeper() {
        let mut when = bound();
        for deep in 1..8 {
            let alone = limit(&when, &[], None);
            assert_eq!(alone.is_none(), taken(when.clone()), "{deep}");
            when = if deep % 2 == 0 {
                Condition::Not(Box::new(when))
            } else {
                Condition::Any(vec![bound(), when])
            };
        }
        assert_eq!(limit(&when, &[], None), Some(Limit::Deep));
    }

    #[test]
    fn all_rules_together_have_as_many_bounds_as_a_model_takes() {
        let rules = Trade::Retail.rules(Language::English);
        let edited = rules[0].segment.label.clone();
        let beside = room(&rules, Some(&edited));
        assert!(beside > room(&rules, None), "its own bounds are given back");
        for (many, limited) in [(beside, None), (beside + 1, Some(Limit::Bounds))] {
            let when = Condition::All(vec![bound(); many]);
            assert_eq!(limit(&when, &rules, Some(&edited)), limited);
            assert_eq!(taken(when), limited.is_none(), "{many}");
        }
    }

    #[test]
    fn no_rule_beyond_the_last_but_each_may_be_edited() {
        let mut edits = edits(Vec::new());
        let mut rule = Trade::Media.rules(Language::Italian)[0].clone();
        for value in 0..20 {
            let mut bound = bound::first(30);
            bound.value = f64::from(value);
            rule.when = Condition::Measured(bound);
            add(&mut edits, rule.clone());
        }
        assert_eq!(edits.rules.len(), RULES_MAX);
        assert_eq!(limit(&bound(), &edits.rules, None), Some(Limit::Rules));
        let last = edits.rules[RULES_MAX - 1].segment.label.clone();
        assert_eq!(limit(&bound(), &edits.rules, Some(&last)), None);
    }

    #[test]
    fn an_edited_rule_keeps_its_place_label_category_and_tags() {
        let mut edits = edits(Trade::Food.rules(Language::Italian));
        edits.rules[1].segment.tags = vec!["offerta".to_owned()];
        let before = edits.clone();
        let label = before.rules[1].segment.label.clone();
        assert!(replace(
            &mut edits,
            &label,
            "Prenota".to_owned(),
            Condition::Not(Box::new(bound()))
        ));
        let mut expected = before;
        expected.rules[1].segment.name = "Prenota".to_owned();
        expected.rules[1].when = Condition::Not(Box::new(bound()));
        assert_eq!(edits, expected);
        assert!(!replace(&mut edits, "nessuna", String::new(), bound()));
        assert_eq!(edits, expected);
    }
}
