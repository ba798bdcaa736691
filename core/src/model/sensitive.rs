//! Matters on which nobody is to be profiled unnoticed: health, religion, politics, sexuality,
//! origin, minors.
//!
//! The special categories of GDPR, Art. 9(1), and children (recital 38). A model whose words,
//! phrases, places, segments or tags touch one of them has no bytes, and so cannot be published,
//! without a [`Reason`] for that matter. The reason is part of the model: whoever reads the model,
//! the visitor among them, reads it too.
//!
//! The words are those of `data/sensitive.tsv`. A list of words catches names, not meanings: that
//! nothing was found does not mean that nothing is there.

use super::{ModelError, SegmentModel};
use crate::features::text::folded;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The fewest and the most characters of a reason.
pub const REASON_CHARS: std::ops::RangeInclusive<usize> = 20..=280;

/// What is sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Health, bodies and their states.
    Health,
    /// Religious and philosophical beliefs.
    Religion,
    /// Political opinions and trade unions.
    Politics,
    /// Sex life and sexual orientation.
    Sexuality,
    /// Racial and ethnic origin.
    Origin,
    /// People under age.
    Minors,
}

impl Matter {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Health,
        Self::Religion,
        Self::Politics,
        Self::Sexuality,
        Self::Origin,
        Self::Minors,
    ];

    /// The name in the model.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Religion => "religion",
            Self::Politics => "politics",
            Self::Sexuality => "sexuality",
            Self::Origin => "origin",
            Self::Minors => "minors",
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a model touches a sensitive matter all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Which matter.
    pub matter: Matter,
    /// Why, and on what ground: [`REASON_CHARS`] characters that a visitor reads.
    pub reason: String,
}

/// Where a model touches a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Which matter.
    pub matter: Matter,
    /// In what of the model: `vocabulary`, `definitions.intents`, `segments`, …
    pub field: &'static str,
    /// The text that touches it.
    pub text: String,
    /// By which word of the list.
    pub word: &'static str,
}

/// The list.
const WORDS: &str = include_str!("../../data/sensitive.tsv");

/// Every text of the model that touches a sensitive matter, whether there is a reason or not.
#[must_use]
pub fn touched(model: &SegmentModel) -> Vec<Touched> {
    let list: Vec<Listed> = list();
    let mut found = Vec::new();
    for (field, text) in texts(model) {
        let words = folded(text);
        let touched = list.iter().filter(|listed| listed.is_in(&words));
        let mut last = None;
        for listed in touched {
            // One word of a matter is enough.
            if last == Some(listed.matter) {
                continue;
            }
            last = Some(listed.matter);
            found.push(Touched {
                matter: listed.matter,
                field,
                text: text.to_owned(),
                word: listed.word,
            });
        }
    }
    found
}

impl SegmentModel {
    /// Checks that every sensitive matter that the model touches has its reason.
    ///
    /// # Errors
    /// The first text that touches one without a reason; a reason of another length.
    pub(super) fn check_sensitive(&self) -> Result<(), ModelError> {
        for (i, given) in self.sensitive.iter().enumerate() {
            let length = given.reason.trim().chars().count();
            if !REASON_CHARS.contains(&length) || given.reason.chars().any(char::is_control) {
                return Err(ModelError::Field {
                    field: format!("sensitive[{i}].reason"),
                    found: super::Found::Long(length),
                    range: "20 to 280 characters",
                });
            }
        }
        let reasons = &self.sensitive;
        let without = touched(self)
            .into_iter()
            .find(|touched| !reasons.iter().any(|given| given.matter == touched.matter));
        without.map_or(Ok(()), |touched| {
            Err(ModelError::Sensitive {
                matter: touched.matter,
                field: touched.field,
                text: touched.text,
            })
        })
    }
}

/// Every text in which somebody names something.
fn texts(model: &SegmentModel) -> Vec<(&'static str, &str)> {
    let mut all = vec![("name", model.name.as_str())];
    let words = model.vocabulary.iter();
    all.extend(words.map(|word| ("vocabulary", named(word))));
    let definitions = &model.definitions;
    for intent in &definitions.intents {
        all.push(("definitions.intents", &intent.name));
        let phrases = intent.phrases.iter();
        all.extend(phrases.map(|phrase| ("definitions.intents", phrase.as_str())));
    }
    let names = definitions.calendars.iter().map(|d| &d.name);
    all.extend(names.map(|name| ("definitions.calendars", name.as_str())));
    let names = definitions.fences.iter().map(|d| &d.name);
    all.extend(names.map(|name| ("definitions.fences", name.as_str())));
    let names = definitions.composites.iter().map(|d| &d.name);
    all.extend(names.map(|name| ("definitions.composites", name.as_str())));
    let of_rules = model.rules.iter().map(|rule| ("rules", &rule.segment));
    let segments = model.segments.iter().map(|segment| ("segments", segment));
    for (field, segment) in segments.chain(of_rules) {
        all.extend([
            (field, segment.label.as_str()),
            (field, &segment.name),
            (field, &segment.category),
        ]);
        all.extend(segment.tags.iter().map(|tag| (field, tag.as_str())));
    }
    all
}

/// A word without its form: `category:Farmacia` is about a pharmacy, not about categories.
fn named(word: &str) -> &str {
    word.split_once(':').map_or(word, |(_, name)| name)
}

struct Listed {
    matter: Matter,
    word: &'static str,
    /// Folded; with the space at its end only where no other ending is meant.
    form: String,
}

impl Listed {
    fn is_in(&self, folded: &str) -> bool {
        folded.contains(&self.form)
    }
}

fn list() -> Vec<Listed> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (matter, word) = line.split_once('\t')?;
            let matter = Matter::ALL.into_iter().find(|m| m.name() == matter)?;
            let form = match word.strip_suffix('*') {
                Some(stem) => folded(stem).trim_end().to_owned(),
                None => folded(word),
            };
            Some(Listed { matter, word, form })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matters(text: &str) -> Vec<Matter> {
        let words = folded(text);
        let mut found: Vec<_> = list()
            .iter()
            .filter(|listed| listed.is_in(&words))
            .map(|listed| listed.matter)
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn every_line_of_the_list_is_read_and_has_a_word() {
        let lines = WORDS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(list().len(), lines);
        assert!(list().iter().all(|listed| listed.form.trim().len() > 2));
        for matter in Matter::ALL {
            assert!(
                list().iter().any(|listed| listed.matter == matter),
                "{matter}"
            );
        }
    }

    #[test]
    fn words_are_found_with_their_endings_and_not_inside_others() {
        assert_eq!(matters("Farmacia San Marco"), [Matter::Health]);
        assert_eq!(matters("cure-oncologiche"), [Matter::Health]);
        assert_eq!(matters("CHIESA"), [Matter::Religion]);
        assert_eq!(matters("elezioni_2027"), [Matter::Politics]);
        assert_eq!(matters("lgbtq+"), [Matter::Sexuality]);
        assert_eq!(matters("Abbigliamento bambina"), [Matter::Minors]);
        assert_eq!(matters("rifugiati"), [Matter::Origin]);
        for plain in [
            "scarpe da corsa",
            "ristorante",
            "Essex",
            "regali di Natale",
            "aperitivo",
            "prezzo",
            "atene",
            "gaya",
            "weekend",
        ] {
            assert_eq!(matters(plain), [], "{plain}");
        }
    }
}
