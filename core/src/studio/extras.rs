//! What the marketer and the place pack know beyond the file.

use super::words::used_by;
use crate::features::{Definitions, Lexicon, Whereabouts};
use std::fmt;
use std::sync::Arc;

/// Tells communes: the place pack, shared.
#[derive(Clone)]
pub struct Places(pub Arc<dyn Whereabouts + Send + Sync>);

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Places")
    }
}

/// What is known beyond the file.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Intents, calendars, fences and composites that words may name.
    pub definitions: Definitions,
    /// Without it there are no communes, provinces and regions.
    pub places: Option<Places>,
}

/// The lexicon of a vocabulary, with the definitions it uses.
pub(super) fn lexicon(
    vocabulary: &[String],
    definitions: &Definitions,
    window_days: u32,
    places: Option<&Places>,
) -> Lexicon {
    let made = Lexicon::new(vocabulary, &used_by(definitions, vocabulary), window_days);
    match places {
        Some(Places(known)) => made.with_whereabouts(Arc::clone(known)),
        None => made,
    }
}
