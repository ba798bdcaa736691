//! Until a state folds every word: the kinds of events only.

use crate::events::{Event, EventKind, View};
use crate::features::{Definitions, FeatureState, UnknownWord, Word};

#[derive(Debug, Clone)]
pub(super) struct Lexicon(Vec<String>);

impl Lexicon {
    pub(super) fn new(words: &[String], _definitions: &Definitions) -> Result<Self, UnknownWord> {
        for word in words {
            Word::parse(word)?;
        }
        Ok(Self(words.to_vec()))
    }
}

pub(super) fn fold(state: &mut FeatureState, lexicon: &Lexicon, view: &View<'_>) {
    if let Ok(kind) = EventKind::try_from(view.kind.to_string()) {
        let mut event = Event::new(String::new(), String::new(), view.time_ms, kind);
        event.value_cents = view.value_cents;
        state.observe(&lexicon.0, &event, view.time_ms);
    }
}
