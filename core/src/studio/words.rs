//! Which words columns are read from, and which definitions words need.

use super::choice::Choice;
use super::column::Column;
use crate::features::{Definitions, FeatureSpec, Measure, Word};
use indexmap::IndexSet;
use std::collections::BTreeSet;

impl Choice {
    /// The words of a model of every column: those of each column in turn, without repeats.
    #[must_use]
    pub fn vocabulary(&self) -> Vec<String> {
        let mut words: IndexSet<String> = IndexSet::new();
        for chosen in &self.columns {
            if let Some(feature) = chosen.column.feature() {
                words.extend(self.words_of_feature(feature));
            }
        }
        words.into_iter().collect()
    }

    /// The words of a model of these columns, in the order of [`Choice::vocabulary`]: sums over a
    /// group run in this order, so that leaving a column out changes no other in its last bit.
    #[must_use]
    pub fn vocabulary_of(&self, columns: &[&Column]) -> Vec<String> {
        let features = columns.iter().filter_map(|column| column.feature());
        let needed: BTreeSet<String> = features.flat_map(|f| self.words_of_feature(f)).collect();
        let mut words = self.vocabulary();
        words.retain(|word| needed.contains(word));
        words
    }

    /// The words that a feature is read from, and those that they are made of.
    pub(super) fn words_of_feature(&self, feature: &FeatureSpec) -> Vec<String> {
        let named = match feature.measure {
            Measure::Depth => feature.of.split('>').collect(),
            _ => vec![feature.of.as_str(), feature.over.as_str()],
        };
        let mut words: Vec<String> = Vec::new();
        for of in named.into_iter().filter(|of| !of.is_empty()) {
            match of.strip_suffix('*') {
                Some(prefix) => {
                    words.extend(self.known_words().filter(|word| in_group(prefix, word)));
                }
                None => words.push(of.to_owned()),
            }
        }
        let made_of: Vec<String> = words
            .iter()
            .filter_map(|word| match Word::known(word)? {
                Word::Composite(name) => {
                    let mut defined = self.definitions.composites.iter();
                    defined.find(|d| d.name == name)
                }
                _ => None,
            })
            .flat_map(|composite| [&composite.of].into_iter().chain(&composite.then).cloned())
            .collect();
        words.extend(made_of);
        words
    }

    /// The words that groups are made of: those told, and those that columns name themselves.
    fn known_words(&self) -> impl Iterator<Item = String> + '_ {
        let named = self.columns.iter().filter_map(|chosen| {
            let feature = chosen.column.feature()?;
            (feature.measure != Measure::Depth).then_some([&feature.of, &feature.over])
        });
        self.words
            .iter()
            .chain(
                named
                    .flatten()
                    .filter(|of| !of.is_empty() && !of.ends_with('*')),
            )
            .cloned()
    }
}

/// Whether a word belongs to the group of a prefix: as [`crate::features::words_of`] takes it.
pub(super) fn in_group(prefix: &str, word: &str) -> bool {
    let arrows = |text: &str| text.bytes().filter(|byte| *byte == b'>').count();
    prefix.contains(':')
        && word.starts_with(prefix)
        && (!prefix.starts_with("step:") || arrows(word) == arrows(prefix).max(1))
}

/// The definitions that a vocabulary uses.
#[must_use]
pub fn used_by(definitions: &Definitions, vocabulary: &[String]) -> Definitions {
    let words: Vec<Word<'_>> = vocabulary.iter().filter_map(|w| Word::known(w)).collect();
    let mut used = definitions.clone();
    used.intents
        .retain(|d| words.contains(&Word::Intent(&d.name)));
    used.calendars
        .retain(|d| words.contains(&Word::Season(&d.name)));
    used.composites
        .retain(|d| words.contains(&Word::Composite(&d.name)));
    let distances = words.contains(&Word::Distance);
    used.fences
        .retain(|d| words.contains(&Word::Fence(&d.name)) || distances && d.point_of_sale);
    used
}
