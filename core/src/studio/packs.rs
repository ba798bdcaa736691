//! Columns shared out over as few vocabularies as hold their words.

use super::choice::{Choice, ChoiceError, WORDS_MAX};
use super::column::Column;
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
    /// The words whose counts make a person a row.
    pub(super) counted: u64,
}

/// One pack of the weighted columns where a model could hold their words: then its state is the
/// device's. Else, and for the other columns, as many as are needed, each with the whole of every
/// group that one of its columns is over.
pub(super) fn packs(
    choice: &Choice,
    window_days: u32,
    places: Option<&Places>,
) -> Result<Vec<Pack>, ChoiceError> {
    let counted = counted(choice, window_days);
    let order = choice.vocabulary();
    let mut packs = Vec::new();
    for weighted in [true, false] {
        for (held, columns) in shared_out(choice, weighted)? {
            let own = order.iter().filter(|word| held.contains(*word)).cloned();
            let mut made = pack(choice, own.collect(), columns, window_days, places)?;
            let bits = made.vocabulary.iter().zip(0_u32..);
            made.counted = bits
                .filter(|(word, _)| counted.contains(word))
                .fold(0, |bits, (_, at)| bits | 1_u64.checked_shl(at).unwrap_or(0));
            packs.push(made);
        }
    }
    Ok(packs)
}

/// Words and the columns that are read from them.
type Share = (BTreeSet<String>, Vec<usize>);

/// The columns with or without a weight, by the first share that has room for their words.
fn shared_out(choice: &Choice, weighted: bool) -> Result<Vec<Share>, ChoiceError> {
    let mut shares: Vec<Share> = Vec::new();
    for (at, chosen) in choice.columns.iter().enumerate() {
        let Some(feature) = chosen.column.feature() else {
            continue;
        };
        if (chosen.weight > 0.0) != weighted {
            continue;
        }
        let needed: BTreeSet<String> = choice.words_of_feature(feature).into_iter().collect();
        if needed.len() > WORDS_MAX {
            return Err(ChoiceError::TooManyWords(needed.len()));
        }
        let room = shares
            .iter_mut()
            .find(|(held, _)| held.union(&needed).count() <= WORDS_MAX);
        match room {
            Some((held, columns)) => {
                held.extend(needed);
                columns.push(at);
            }
            None => shares.push((needed, vec![at])),
        }
    }
    Ok(shares)
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
        counted: 0,
        features: columns.iter().filter_map(feature).collect(),
        columns,
    })
}

/// What a device with a model of the weighted columns would count as events: a person without any
/// has no segment there, so they are no row here. Without weighted features: every word.
fn counted(choice: &Choice, window_days: u32) -> Vec<String> {
    let used: Vec<&Column> = choice.used().map(|(_, chosen)| &chosen.column).collect();
    let words = choice.vocabulary_of(&used);
    if words.is_empty() || words.len() > WORDS_MAX {
        return choice.vocabulary();
    }
    let events = lexicon(&words, &choice.definitions, window_days, None).event_words();
    words
        .into_iter()
        .zip(0_u32..)
        .filter(|(_, at)| events & 1_u64.checked_shl(*at).unwrap_or(0) != 0)
        .map(|(word, _)| word)
        .collect()
}
