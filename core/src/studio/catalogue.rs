//! From what stands behind words to candidates.

use super::candidate::{Candidate, Catalogue, Group, Question};
use super::choice::Choice;
use super::column::{Column, DeskColumn, DeskMeasure};
use super::extras::Extras;
use super::overview::Overview;
use super::propose::propose;
use super::support::Support;
use super::survey::Survey;
use crate::events::Sheet;
use crate::features::{FeatureSpec, Measure, Transform, Word};
use crate::model::WINDOW_WITHOUT_NECESSITY;
use std::collections::BTreeMap;

/// People a candidate needs at least.
const SUPPORT_LEAST: u64 = 10;
/// The same as a part of all people in the window: one in a hundred.
const SUPPORT_PART: u64 = 100;
/// What could be features of a sealed, cleaned sheet's events.
#[must_use]
pub fn catalogue(sheet: &Sheet, window_days: u32, extras: &Extras) -> Catalogue {
    let mut overview = Overview::new();
    overview.add(sheet);
    let mut survey = Survey::new(overview, window_days, extras);
    survey.add(sheet);
    survey.done()
}

impl Survey {
    /// The candidates.
    #[must_use]
    pub fn done(self) -> Catalogue {
        let mut list = List::new(&self);
        list.kinds();
        list.visits();
        list.path();
        list.interests();
        list.search();
        list.time();
        list.places();
        list.statics();
        let List {
            mut candidates,
            words,
            words_left_out,
            ..
        } = list;
        candidates.sort_by(|a, b| {
            let place = |c: &Candidate| (c.group, c.desk_only.is_some());
            place(a).cmp(&place(b)).then(b.people.cmp(&a.people))
        });
        let kinds = self.overview.kinds.keys();
        let valued = kinds
            .filter(|kind| self.of(kind).sum != 0)
            .cloned()
            .collect();
        let mut found = Catalogue {
            as_of_ms: self.overview.last_ms,
            window_days: self.window_days,
            people: self.people,
            events: self.events,
            currency: self.overview.currency(),
            kinds: self.overview.kinds.clone(),
            candidates,
            words_left_out,
            proposed: Choice::default(),
            words,
            valued,
            definitions: self.extras.definitions.clone(),
        };
        found.proposed = propose(&found);
        found
    }
}

/// The candidates while they are gathered.
pub(super) struct List<'a> {
    pub(super) survey: &'a Survey,
    least: u64,
    candidates: Vec<Candidate>,
    words: Vec<String>,
    words_left_out: BTreeMap<String, u64>,
}

impl<'a> List<'a> {
    fn new(survey: &'a Survey) -> Self {
        Self {
            survey,
            least: SUPPORT_LEAST.max(survey.people / SUPPORT_PART),
            candidates: Vec::new(),
            words: Vec::new(),
            words_left_out: BTreeMap::new(),
        }
    }

    pub(super) fn supported(&self, word: &str) -> bool {
        self.survey.of(word).people >= self.least
    }

    /// Adds a candidate if enough people stand behind it.
    pub(super) fn add(
        &mut self,
        group: Group,
        question: Question,
        column: Column,
        support: Support,
    ) {
        self.add_needing(group, question, column, support, None);
    }

    pub(super) fn add_needing(
        &mut self,
        group: Group,
        question: Question,
        column: Column,
        support: Support,
        needs_days: Option<u32>,
    ) {
        if support.people < self.least {
            return;
        }
        self.candidates.push(Candidate {
            key: column.key(),
            group,
            question,
            people: support.people,
            events: support.events,
            needs_days: needs_days.filter(|&days| days > WINDOW_WITHOUT_NECESSITY),
            desk_only: column.desk_only(),
            column,
        });
    }

    /// The best supported words of a form, kept for groups; the others that have support are
    /// counted.
    pub(super) fn keep(&mut self, form: &str, words: Vec<String>, most: usize) -> Vec<String> {
        let mut supported: Vec<String> = words
            .into_iter()
            .filter(|word| self.supported(word) && Word::known(word).is_some())
            .collect();
        let survey = self.survey;
        supported.sort_by(|a, b| {
            let people = |word: &str| survey.of(word).people;
            people(b).cmp(&people(a)).then_with(|| a.cmp(b))
        });
        let left_out = supported.len().saturating_sub(most);
        if left_out > 0 {
            self.words_left_out.insert(form.to_owned(), left_out as u64);
            supported.truncate(most);
        }
        self.words.extend(supported.iter().cloned());
        supported
    }

    /// The support of the word that most people have.
    pub(super) fn widest(&self, words: &[String]) -> Support {
        let all = words.iter().map(|word| self.survey.of(word));
        all.max_by_key(|support| support.people).unwrap_or_default()
    }

    pub(super) fn feature(&self, measure: Measure, of: &str, over: &str) -> Column {
        let window = f64::from(self.survey.window_days);
        let support = self.survey.of(of);
        let unit = Word::known(of).map_or(1.0, |word| word.unit());
        let skewed = match measure {
            Measure::Frequency | Measure::Monetary | Measure::MeanGap => true,
            Measure::Mean => support.sum > 0 && !of.starts_with("hour") && of != "scroll",
            Measure::Ratio => of == "page",
            _ => false,
        };
        Column::Feature(FeatureSpec {
            over: over.to_owned(),
            transform: if skewed {
                Transform::Log1p
            } else {
                Transform::None
            },
            undefined: match measure {
                // A gap nobody can know yet counts as the whole window.
                Measure::Recency | Measure::Tenure | Measure::MeanGap => window,
                // Everyone's mean, which says nothing of the person.
                Measure::Mean if !of.starts_with("hour") && !of.starts_with("weekday") => {
                    support.sum as f64 / support.events.max(1) as f64 / unit
                }
                _ => 0.0,
            },
            ..FeatureSpec::new(measure, of)
        })
    }

    pub(super) fn desk(&self, what: DeskMeasure, transform: Transform) -> Column {
        let undefined = match what {
            DeskMeasure::HoursBetween { .. } => 24.0 * f64::from(self.survey.window_days),
            _ => 0.0,
        };
        Column::Desk(DeskColumn {
            what,
            transform,
            center: 0.0,
            scale: 1.0,
            undefined,
        })
    }
}
