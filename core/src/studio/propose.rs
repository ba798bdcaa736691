//! What is chosen when the marketer chooses nothing.

use super::candidate::{Candidate, Catalogue};
use super::choice::Choice;
use super::column::Column;
use crate::features::{FeatureSpec, Measure, Transform};

/// A dozen that tell visitors of a site apart: how recently and how often they come, what visits
/// are like, how far they go, what they care for.
const CLICKSTREAM: [&str; 14] = [
    "recency(session)",
    "frequency(session)",
    "mean_gap(session)",
    "mean(session)",
    "ratio(page / session)",
    "ratio(session:second_page / session)",
    "frequency(view_item)",
    "frequency(search)",
    "frequency(add_to_cart)",
    "frequency(purchase)",
    "monetary(purchase)",
    "entropy(category:*)",
    "mean(scroll)",
    "ratio(weekend / weekday:sin)",
];

/// The measures of one kind of event, recency, frequency, monetary value (where there is any),
/// tenure and mean gap: Hughes's three and two more. Counts and sums are skewed and taken as log1p.
/// A gap nobody can know yet counts as the whole window.
#[must_use]
pub fn of_a_kind(kind: &str, with_value: bool, window_days: u32) -> Choice {
    let columns = Measure::OF_A_KIND
        .into_iter()
        .filter(|&measure| measure != Measure::Monetary || with_value)
        .map(|measure| {
            Column::Feature(FeatureSpec {
                transform: match measure {
                    Measure::Frequency | Measure::Monetary | Measure::MeanGap => Transform::Log1p,
                    _ => Transform::None,
                },
                undefined: f64::from(window_days),
                ..FeatureSpec::new(measure, kind)
            })
        });
    Choice::of(columns.collect())
}

impl Catalogue {
    /// [`of_a_kind`], with monetary value where events of this kind carry any.
    #[must_use]
    pub fn of_a_kind(&self, kind: &str) -> Choice {
        let with_value =
            self.candidate(&format!("monetary({kind})")).is_some() || self.valued.contains(kind);
        of_a_kind(kind, with_value, self.window_days)
    }

    /// Every candidate at once, to be described: more than a model can hold.
    #[must_use]
    pub fn everything(&self) -> Choice {
        self.choice(self.candidates.iter())
    }

    /// The candidates of these keys, in this order; keys that are none are passed over.
    #[must_use]
    pub fn choose(&self, keys: &[&str]) -> Choice {
        self.choice(keys.iter().filter_map(|key| self.candidate(key)))
    }

    fn choice<'a>(&self, candidates: impl Iterator<Item = &'a Candidate>) -> Choice {
        Choice {
            words: self.words.clone(),
            definitions: self.definitions.clone(),
            ..Choice::of(candidates.map(|c| c.column.clone()).collect())
        }
    }
}

/// A clickstream's dozen where people look at pages or items; else the five measures of purchases
/// or, without any, of the most frequent kind.
pub(super) fn propose(catalogue: &Catalogue) -> Choice {
    let count = |kind: &str| catalogue.kinds.get(kind).copied().unwrap_or(0);
    let looked = count("page") + count("view_item") + count("click") + count("search");
    if catalogue.kinds.len() > 1 && looked > count("purchase") {
        let found = catalogue.choose(&CLICKSTREAM);
        if found.columns.len() >= 4 {
            return found;
        }
    }
    let most = catalogue
        .kinds
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
        .map(|(kind, _)| kind.as_str());
    match most {
        _ if count("purchase") > 0 => catalogue.of_a_kind("purchase"),
        Some(kind) => catalogue.of_a_kind(kind),
        None => Choice::default(),
    }
}
