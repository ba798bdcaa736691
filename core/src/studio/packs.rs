//! Columns shared out over as few vocabularies as hold their words.

use super::choice::{Choice, ChoiceError, WORDS_MAX};
use super::extras::{Places, lexicon};
use crate::features::{FeatureSpec, Lexicon, Word};
use std::collections::BTreeSet;

/// Columns that are read from one feature state.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) vocabulary: Vec<String>,
    pub(super) lexicon: Lexicon,
    pub(super) features: Vec<FeatureSpec>,
    /// Indexes of the choice's columns that these are.
    pub(super) columns: Vec<usize>,
}

/// One pack where a model could hold all words: then its state is the device's. Else as many as
/// are needed, each with the whole of every group that one of its columns is over.
pub(super) fn packs(
    choice: &Choice,
    window_days: u32,
    places: Option<&Places>,
) -> Result<Vec<Pack>, ChoiceError> {
    let pack = |vocabulary, columns| pack(choice, vocabulary, columns, window_days, places);
    let words = choice.vocabulary();
    let all: Vec<usize> = (0..choice.columns.len())
        .filter(|&at| {
            choice
                .columns
                .get(at)
                .is_some_and(|c| c.column.feature().is_some())
        })
        .collect();
    if words.len() <= WORDS_MAX {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        return Ok(vec![pack(words, all)?]);
    }
    let mut packs: Vec<(BTreeSet<String>, Vec<usize>)> = Vec::new();
    for at in all {
        let needed: BTreeSet<String> = words_of_column(choice, at);
        if needed.len() > WORDS_MAX {
            return Err(ChoiceError::TooManyWords(needed.len()));
        }
        let room = packs
            .iter_mut()
            .find(|(held, _)| held.union(&needed).count() <= WORDS_MAX);
        match room {
            Some((held, columns)) => {
                held.extend(needed);
                columns.push(at);
            }
            None => packs.push((needed, vec![at])),
        }
    }
    packs
        .into_iter()
        .map(|(held, columns)| {
            // In the order of the whole vocabulary.
            let own = words.iter().filter(|word| held.contains(*word)).cloned();
            pack(own.collect(), columns)
        })
        .collect()
}

fn pack(
    choice: &Choice,
    vocabulary: Vec<String>,
    columns: Vec<usize>,
    window_days: u32,
    places: Option<&Places>,
) -> Result<Pack, ChoiceError> {
    for word in &vocabulary {
        Word::parse(word).map_err(|error| ChoiceError::Words(error.to_string()))?;
    }
    let lexicon = lexicon(&vocabulary, &choice.definitions, window_days, places);
    let feature = |at: &usize| choice.columns.get(*at)?.column.feature().cloned();
    Ok(Pack {
        vocabulary,
        lexicon,
        features: columns.iter().filter_map(feature).collect(),
        columns,
    })
}

fn words_of_column(choice: &Choice, at: usize) -> BTreeSet<String> {
    let feature = choice.columns.get(at).and_then(|c| c.column.feature());
    feature
        .map(|feature| choice.words_of_feature(feature).into_iter().collect())
        .unwrap_or_default()
}
