//! What a rule says.

use crate::features::{Composite, Measure, Word};
use crate::model::Segment;
use serde::{Deserialize, Serialize};

/// A segment of everybody for whom something holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The segment, with a label of its own.
    pub segment: Segment,
    /// What has to hold.
    pub when: Condition,
}

/// The words that rules, and the composites among them, count: each once.
#[must_use]
pub fn needed(rules: &[Rule], composites: &[Composite]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut take = |text: &str| {
        let new = Word::known(text).is_some() && !words.iter().any(|word| word == text);
        if new {
            words.push(text.to_owned());
        }
    };
    for bound in rules.iter().flat_map(|rule| rule.when.bounds()) {
        // The stages of a depth are words each.
        for word in bound
            .of
            .split('>')
            .filter(|_| bound.measure == Measure::Depth)
        {
            take(word);
        }
        take(&bound.of);
        let composite = composites
            .iter()
            .find(|composite| Word::known(&bound.of) == Some(Word::Composite(&composite.name)));
        if let Some(composite) = composite {
            take(&composite.of);
            for word in &composite.then {
                take(word);
            }
        }
    }
    words
}

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this one.
    Not(Box<Condition>),
    /// A measure on one side of a bound.
    Measured(Bound),
}

/// A measure on one side of a bound. What is undefined meets no bound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// What is measured: any measure but `ratio`.
    pub measure: Measure,
    /// Over which words, as in [`crate::features::FeatureSpec::of`].
    pub of: String,
    /// Within how many days: 1 is today in UTC, at most the model's window.
    pub days: u32,
    /// On which side of the value.
    pub bound: Side,
    /// In the measure's own unit.
    pub value: f64,
}

/// A side of a bound, the bound itself included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The value or more.
    AtLeast,
    /// The value or less.
    AtMost,
}

impl Condition {
    /// Every bound, in the order in which they stand.
    pub fn bounds(&self) -> Vec<&Bound> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found
    }

    /// No deeper than so many levels, and nothing without a bound in it.
    #[must_use]
    pub fn is_within(&self, levels: u32) -> bool {
        let Some(levels) = levels.checked_sub(1) else {
            return false;
        };
        match self {
            Self::All(inner) | Self::Any(inner) => {
                !inner.is_empty() && inner.iter().all(|condition| condition.is_within(levels))
            }
            Self::Not(inner) => inner.is_within(levels),
            Self::Measured(_) => true,
        }
    }

    fn gather<'a>(&'a self, into: &mut Vec<&'a Bound>) {
        match self {
            Self::All(inner) | Self::Any(inner) => {
                for condition in inner {
                    condition.gather(into);
                }
            }
            Self::Not(inner) => inner.gather(into),
            Self::Measured(bound) => into.push(bound),
        }
    }
}
