//! Rules to begin with, for a site that has no data yet: a whole model each, whose segments are
//! those of its rules.
//!
//! The bounds are judgements of the trade to be corrected by the site's own counts, not findings.

use super::{Bound, Condition, Rule, Side, needed};
use crate::analysis::default_policy;
use crate::features::intents::starter_intents;
use crate::features::{Composite, Definitions, Measure};
use crate::model::{
    Assigner, FORMAT, PrivacyPolicy, Segment, SegmentModel, WINDOW_WITHOUT_NECESSITY,
};
use crate::privacy::proposed;
use serde::{Deserialize, Serialize};

/// A trade that has a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// Shops.
    Retail,
    /// Restaurants, bars, deliveries.
    Food,
    /// Journeys and stays.
    Travel,
    /// Papers, blogs, broadcasters.
    Media,
}

/// The language of the names of a pack's segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Italian.
    Italian,
    /// English.
    English,
}

impl Trade {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Retail, Self::Food, Self::Travel, Self::Media];

    /// Its name in a command or an address.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Retail => "retail",
            Self::Food => "food",
            Self::Travel => "travel",
            Self::Media => "media",
        }
    }

    /// The model of its rules; `currency` is the site's (ISO 4217).
    #[must_use]
    pub fn model(self, language: Language, currency: &str) -> SegmentModel {
        let (rules, composites) = (self.rules(language), self.composites());
        let vocabulary = needed(&rules, &composites);
        let used = |form: &str, name: &str| vocabulary.contains(&[form, name].concat());
        let mut intents = starter_intents();
        intents.retain(|intent| used("intent:", &intent.name));
        let policy = default_policy();
        SegmentModel {
            format: FORMAT.to_owned(),
            name: self.title(language).to_owned(),
            window_days: WINDOW_WITHOUT_NECESSITY,
            min_events: 1,
            currency: currency.to_owned(),
            definitions: Definitions {
                intents,
                composites,
                ..Definitions::default()
            },
            vocabulary,
            features: Vec::new(),
            assigner: Assigner::Rules,
            segments: rules.iter().map(|rule| rule.segment.clone()).collect(),
            scoring: Vec::new(),
            privacy: PrivacyPolicy {
                mechanism: proposed(rules.len(), policy.epsilon),
                ..policy
            },
            rules,
            sensitive: Vec::new(),
        }
    }

    /// The rules alone, to stand beside the segments of a model.
    #[must_use]
    pub fn rules(self, language: Language) -> Vec<Rule> {
        self.stated()
            .into_iter()
            .map(|stated| stated.rule(self, language))
            .collect()
    }

    /// What its rules wait for to happen together.
    #[must_use]
    pub fn composites(self) -> Vec<Composite> {
        match self {
            Self::Food => vec![Composite {
                name: EVENING_APPETITE.to_owned(),
                of: "custom:ristorante".to_owned(),
                count: 3,
                then: Vec::new(),
                within_min: 120,
            }],
            _ => Vec::new(),
        }
    }

    fn title(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Retail, Language::Italian) => "Regole per negozi",
            (Self::Retail, Language::English) => "Rules for shops",
            (Self::Food, Language::Italian) => "Regole per ristorazione",
            (Self::Food, Language::English) => "Rules for food",
            (Self::Travel, Language::Italian) => "Regole per viaggi",
            (Self::Travel, Language::English) => "Rules for travel",
            (Self::Media, Language::Italian) => "Regole per editoria",
            (Self::Media, Language::English) => "Rules for media",
        }
    }

    /// The rules, the most telling first: the first that is true is the one reported.
    fn stated(self) -> Vec<Stated> {
        match self {
            Self::Retail => vec![
                stated(
                    "carrello-in-sospeso",
                    ["Carrello in sospeso", "Cart left behind"],
                    all([least("add_to_cart", 2, 1.0), not(least("purchase", 2, 1.0))]),
                ),
                stated(
                    "cliente-fedele",
                    ["Cliente fedele", "Loyal customer"],
                    least("purchase", 30, 3.0),
                ),
                stated(
                    "visita-in-negozio",
                    ["Visita in negozio", "Store visitor"],
                    least("visit_store", 30, 1.0),
                ),
                stated(
                    "attento-al-prezzo",
                    ["Attento al prezzo", "Price watcher"],
                    any([
                        least("intent:prezzo", 7, 2.0),
                        least("intent:offerta", 7, 2.0),
                    ]),
                ),
                stated(
                    "confronta-prodotti",
                    ["Confronta prodotti", "Comparing products"],
                    all([
                        least("view_item", 7, 5.0),
                        not(least("add_to_cart", 7, 1.0)),
                    ]),
                ),
            ],
            Self::Food => vec![
                stated(
                    "appetito-serale",
                    ["Appetito serale", "Evening appetite"],
                    all([
                        least("composite:ristoranti_in_due_ore", 1, 1.0),
                        any([
                            least("daypart:aperitivo", 1, 1.0),
                            least("daypart:cena", 1, 1.0),
                        ]),
                    ]),
                ),
                stated(
                    "vuole-prenotare",
                    ["Vuole prenotare", "About to book"],
                    least("intent:prenotazione", 2, 1.0),
                ),
                stated(
                    "cerca-vicino",
                    ["Cerca qui vicino", "Looking nearby"],
                    least("intent:vicino_a_me", 2, 1.0),
                ),
                stated(
                    "pausa-pranzo",
                    ["Pausa pranzo", "Lunch break"],
                    all([
                        least("daypart:pranzo", 14, 3.0),
                        not(least("weekend", 14, 3.0)),
                    ]),
                ),
                stated(
                    "cliente-abituale",
                    ["Cliente abituale", "Regular"],
                    least("purchase", 30, 4.0),
                ),
            ],
            Self::Travel => vec![
                stated(
                    "partenza-vicina",
                    ["Partenza vicina", "Leaving soon"],
                    any([
                        least("intent:urgente", 2, 1.0),
                        all([
                            least("intent:prenotazione", 2, 1.0),
                            least("view_item", 2, 3.0),
                        ]),
                    ]),
                ),
                stated(
                    "confronta-mete",
                    ["Confronta mete", "Comparing destinations"],
                    all([least("view_item", 7, 5.0), not(least("purchase", 7, 1.0))]),
                ),
                stated(
                    "sogna-nel-fine-settimana",
                    ["Sogna nel fine settimana", "Weekend dreamer"],
                    all([least("weekend", 30, 6.0), not(least("purchase", 30, 1.0))]),
                ),
                stated(
                    "viaggiatore-di-ritorno",
                    ["Viaggiatore di ritorno", "Returning traveller"],
                    least("purchase", 30, 2.0),
                ),
            ],
            Self::Media => vec![
                stated(
                    "lettore-assiduo",
                    ["Lettore assiduo", "Keen reader"],
                    all([least("session", 14, 8.0), least("page", 14, 20.0)]),
                ),
                stated(
                    "legge-fino-in-fondo",
                    ["Legge fino in fondo", "Reads to the end"],
                    all([
                        least("scroll", 14, 3.0),
                        measured(Measure::Mean, "scroll", 14, Side::AtLeast, 75.0),
                    ]),
                ),
                stated(
                    "lettore-del-mattino",
                    ["Lettore del mattino", "Morning reader"],
                    least("daypart:colazione", 14, 5.0),
                ),
                stated(
                    "lettore-perduto",
                    ["Lettore che si allontana", "Drifting reader"],
                    all([
                        least("session", 30, 3.0),
                        measured(Measure::Recency, "session", 30, Side::AtLeast, 10.0),
                    ]),
                ),
            ],
        }
    }
}

const EVENING_APPETITE: &str = "ristoranti_in_due_ore";

struct Stated {
    label: &'static str,
    /// Italian, English.
    names: [&'static str; 2],
    when: Condition,
}

impl Stated {
    fn rule(self, trade: Trade, language: Language) -> Rule {
        let [italian, english] = self.names;
        Rule {
            segment: Segment {
                label: self.label.to_owned(),
                name: match language {
                    Language::Italian => italian.to_owned(),
                    Language::English => english.to_owned(),
                },
                category: trade.name().to_owned(),
                tags: Vec::new(),
            },
            when: self.when,
        }
    }
}

fn stated(label: &'static str, names: [&'static str; 2], when: Condition) -> Stated {
    Stated { label, names, when }
}

fn measured(measure: Measure, of: &str, days: u32, bound: Side, value: f64) -> Condition {
    Condition::Measured(Bound {
        measure,
        of: of.to_owned(),
        days,
        bound,
        value,
    })
}

/// So many of a word within so many days.
fn least(of: &str, days: u32, value: f64) -> Condition {
    measured(Measure::Frequency, of, days, Side::AtLeast, value)
}

fn all<const N: usize>(inner: [Condition; N]) -> Condition {
    Condition::All(inner.into())
}

fn any<const N: usize>(inner: [Condition; N]) -> Condition {
    Condition::Any(inner.into())
}

fn not(inner: Condition) -> Condition {
    Condition::Not(Box::new(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_a_model_that_can_be_published() {
        for trade in Trade::ALL {
            for language in [Language::Italian, Language::English] {
                let model = trade.model(language, "EUR");
                let bytes = model.to_bytes().expect("a good model");
                assert_eq!(SegmentModel::from_bytes(&bytes).as_ref(), Ok(&model));
                assert!(model.rules.len() >= 4);
            }
        }
    }

    #[test]
    fn the_languages_differ_in_names_alone() {
        for trade in Trade::ALL {
            let [italian, english] =
                [Language::Italian, Language::English].map(|language| trade.model(language, "EUR"));
            let plain = |model: &SegmentModel| {
                let rules = model.rules.iter();
                rules
                    .map(|rule| (rule.segment.label.clone(), rule.when.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(plain(&italian), plain(&english));
            assert_ne!(italian.segments, english.segments);
        }
    }
}
