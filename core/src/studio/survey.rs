//! What stands behind every word that could be in a model.

use super::choice::WORDS_MAX;
use super::extras::{Extras, Places, lexicon};
use super::overview::Overview;
use super::support::{self, Support};
use crate::events::{Row, Sheet, utc_day};
use crate::features::{Daypart, Definitions, FeatureState, Lexicon};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Kinds between which steps of two are looked for: 49 words.
const STEP_KINDS: usize = 7;
/// The same for steps of three: 64 words.
const LONG_STEP_KINDS: usize = 4;

/// Counts what stands behind every word. Sheets of different people can be added one after the
/// other, in any order.
#[derive(Debug)]
pub struct Survey {
    pub(super) overview: Overview,
    pub(super) window_days: u32,
    pub(super) extras: Extras,
    days: RangeInclusive<i64>,
    /// Words whose support only a feature state can tell, as many at a time as it holds.
    probes: Vec<(Vec<String>, Lexicon)>,
    pub(super) words: BTreeMap<String, Support>,
    /// People by static column and value.
    pub(super) statics: BTreeMap<(String, String), u64>,
    pub(super) people: u64,
    pub(super) events: u64,
}

impl Survey {
    /// Begins. A definition that makes no sense supports no word.
    #[must_use]
    pub fn new(overview: Overview, window_days: u32, extras: &Extras) -> Self {
        let today = overview.last_ms.map_or(0, utc_day);
        let words = probed(&overview, &extras.definitions);
        let probes = words
            .chunks(WORDS_MAX)
            .map(|words| {
                let places = extras.places.as_ref();
                let lexicon = lexicon(words, &extras.definitions, window_days, places);
                (words.to_vec(), lexicon)
            })
            .collect();
        Self {
            overview,
            window_days,
            extras: extras.clone(),
            days: today - i64::from(window_days) + 1..=today,
            probes,
            words: BTreeMap::new(),
            statics: BTreeMap::new(),
            people: 0,
            events: 0,
        }
    }

    /// Adds everyone of a sealed, cleaned sheet.
    pub fn add(&mut self, sheet: &Sheet) {
        support::count(sheet, &self.days, &mut self.words);
        let today = *self.days.end();
        for person in sheet.people() {
            let inside = |day: i64| self.days.contains(&day);
            let rows = sheet.rows_of(person);
            let events = rows.iter().filter(|r| inside(utc_day(r.time_ms))).count() as u64;
            if events == 0 {
                continue;
            }
            self.people += 1;
            self.events += events;
            for (at, name) in sheet.attribute_names().iter().enumerate() {
                if let Some(value) = sheet.attribute(person.name, at) {
                    let cell = (name.clone(), value.to_owned());
                    *self.statics.entry(cell).or_default() += 1;
                }
            }
            self.count_places(sheet, rows);
            for (words, lexicon) in &self.probes {
                let views = rows.iter().map(|row| sheet.view(row));
                let state = FeatureState::of_rows(lexicon, views);
                let mut of_person = vec![Support::default(); words.len()];
                for bucket in state.window(today, self.window_days) {
                    if let Some(support) = of_person.get_mut(usize::from(bucket.word)) {
                        support.people = 1;
                        support.events += u64::from(bucket.count);
                        support.sum = support.sum.saturating_add(bucket.sum);
                    }
                }
                for (word, support) in words.iter().zip(of_person) {
                    if support.people > 0 {
                        self.words.entry(word.clone()).or_default().add(support);
                    }
                }
            }
        }
    }

    /// Communes, provinces and regions of a person's fixes: too many to probe for each.
    fn count_places(&mut self, sheet: &Sheet, rows: &[Row]) {
        let Some(Places(known)) = &self.extras.places else {
            return;
        };
        let mut of_person: BTreeMap<String, u64> = BTreeMap::new();
        let inside = rows
            .iter()
            .filter(|row| self.days.contains(&utc_day(row.time_ms)));
        for at in inside.filter_map(|row| sheet.position(row)) {
            if let Some(commune) = known.commune(&at) {
                let words = [
                    format!("commune:{:06}", commune.istat),
                    format!("province:{}", commune.province),
                    format!("region:{}", commune.region),
                ];
                for word in words {
                    *of_person.entry(word).or_default() += 1;
                }
            }
        }
        for (word, events) in of_person {
            let support = Support {
                people: 1,
                events,
                ..Support::default()
            };
            self.words.entry(word).or_default().add(support);
        }
    }

    /// The support of a word; none when it has not come up.
    pub(super) fn of(&self, word: &str) -> Support {
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// The words that are looked for by folding everyone's events.
fn probed(overview: &Overview, definitions: &Definitions) -> Vec<String> {
    // A composite and what it is made of first, so that they share a state.
    let mut words: Vec<String> = Vec::new();
    for composite in &definitions.composites {
        words.push(composite.of.clone());
        words.extend(composite.then.iter().cloned());
        words.push(format!("composite:{}", composite.name));
    }
    words.extend(
        [
            "session",
            "session:second_page",
            "dwell",
            "scroll",
            "weekend",
        ]
        .map(str::to_owned),
    );
    if overview.has_times() {
        let parts = Daypart::ALL.map(|part| format!("daypart:{}", part.name()));
        words.extend(parts);
    }
    words.extend(
        definitions
            .intents
            .iter()
            .map(|d| format!("intent:{}", d.name)),
    );
    words.extend(
        definitions
            .calendars
            .iter()
            .map(|d| format!("season:{}", d.name)),
    );
    words.extend(
        definitions
            .fences
            .iter()
            .map(|d| format!("fence:{}", d.name)),
    );
    if definitions.fences.iter().any(|fence| fence.point_of_sale) {
        words.push("distance".to_owned());
    }
    words.push("places:recurring".to_owned());
    let mut kinds = overview.kinds_by_count();
    if kinds.len() == 1 {
        // A table of orders: there are no steps to speak of.
        kinds.clear();
    }
    let pairs = kinds.iter().take(STEP_KINDS);
    for a in pairs.clone() {
        words.extend(pairs.clone().map(|b| format!("step:{a}>{b}")));
    }
    let few = kinds.iter().take(LONG_STEP_KINDS);
    for a in few.clone() {
        for b in few.clone() {
            words.extend(few.clone().map(|c| format!("step:{a}>{b}>{c}")));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()) && crate::features::Word::known(word).is_some());
    words
}
