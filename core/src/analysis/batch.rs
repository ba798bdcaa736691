//! Events folded into one state per person, as they stream by: no event is kept.

use crate::events::Event;
use crate::features::{FeatureState, Observed};
use std::collections::{BTreeMap, HashMap};

/// The most kinds of event a batch tells apart.
pub const KIND_LIMIT: usize = 64;

/// Everyone's day buckets.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    kinds: Vec<String>,
    kind_counts: Vec<u64>,
    index: HashMap<String, usize>,
    people: Vec<(String, FeatureState)>,
    last_ms: Option<i64>,
    other_kinds: u64,
    has_value: bool,
    currency: Option<String>,
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event in, as a device would that received it when it happened.
    pub fn observe(&mut self, event: &Event) {
        let word = event.kind.to_string();
        let kind = match self.kinds.iter().position(|known| *known == word) {
            Some(kind) => kind,
            None if self.kinds.len() < KIND_LIMIT => {
                self.kinds.push(word);
                self.kind_counts.push(0);
                self.kinds.len() - 1
            }
            None => {
                self.other_kinds += 1;
                return;
            }
        };
        let person = match self.index.get(&event.person) {
            Some(&at) => at,
            None => {
                self.people
                    .push((event.person.clone(), FeatureState::new()));
                self.index
                    .insert(event.person.clone(), self.people.len() - 1);
                self.people.len() - 1
            }
        };
        let Some((_, state)) = self.people.get_mut(person) else {
            return;
        };
        if state.observe(&self.kinds, event, event.time_ms) == Observed::Counted {
            if let Some(count) = self.kind_counts.get_mut(kind) {
                *count += 1;
            }
            self.last_ms = Some(
                self.last_ms
                    .map_or(event.time_ms, |last| last.max(event.time_ms)),
            );
        }
        self.has_value |= event.value_cents.is_some_and(|cents| cents != 0);
        if self.currency.is_none() {
            self.currency.clone_from(&event.currency);
        }
    }

    /// Time of the last event: the `as_of` of every feature.
    #[must_use]
    pub fn last_ms(&self) -> Option<i64> {
        self.last_ms
    }

    /// Events per kind.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<String, u64> {
        self.kinds
            .iter()
            .cloned()
            .zip(self.kind_counts.iter().copied())
            .collect()
    }

    /// Events of kinds beyond the first [`KIND_LIMIT`], which were not counted.
    #[must_use]
    pub fn other_kinds(&self) -> u64 {
        self.other_kinds
    }

    /// Whether any event carries money.
    #[must_use]
    pub fn has_value(&self) -> bool {
        self.has_value
    }

    /// The currency of the first event that names one.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    /// How many people.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Everyone by name, with a state of the one kind only: what a device with a vocabulary of
    /// that word would hold. Sorted, so that the order of rows in the file does not matter.
    pub(super) fn restricted(&self, kind: &str) -> Vec<(&str, FeatureState)> {
        let Some(kind) = self
            .kinds
            .iter()
            .position(|known| known == kind)
            .and_then(|at| u8::try_from(at).ok())
        else {
            return Vec::new();
        };
        let mut people: Vec<(&str, FeatureState)> = self
            .people
            .iter()
            .map(|(person, state)| (person.as_str(), state.only(kind)))
            .collect();
        people.sort_by(|a, b| a.0.cmp(b.0));
        people
    }
}
