//! From what stands behind words to candidates.

use super::candidate::{Candidate, Catalogue, Group, Question};
use super::choice::Choice;
use super::column::{Column, DeskColumn, DeskMeasure, Lifetime};
use super::overview::Overview;
use super::propose::propose;
use super::support::Support;
use super::extras::Extras;
use super::survey::Survey;
use crate::events::{Sheet, utc_day};
use crate::features::{Daypart, FeatureSpec, Measure, Transform, Word};
use crate::model::WINDOW_WITHOUT_NECESSITY;
use std::collections::BTreeMap;

/// Words kept of a group, the best supported: a model holds 64 in all.
const GROUPS: [(&str, usize); 7] = [
    ("province:", 6),
    ("region:", 5),
    ("commune:", 8),
    ("category:", 12),
    ("brand:", 8),
    ("source:", 6),
    ("campaign:", 6),
];
/// Steps of two and of three kept.
const STEPS: [usize; 2] = [8, 4];
/// Values kept of a static column.
const STATIC_VALUES: usize = 8;
/// People a candidate needs at least.
const SUPPORT_LEAST: u64 = 10;
/// The same as a part of all people in the window: one in a hundred.
const SUPPORT_PART: u64 = 100;
/// The stages of a shop.
const FUNNEL: [&str; 4] = ["page", "view_item", "add_to_cart", "purchase"];

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

struct List<'a> {
    survey: &'a Survey,
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

    fn supported(&self, word: &str) -> bool {
        self.survey.of(word).people >= self.least
    }

    /// Adds a candidate if enough people stand behind it.
    fn add(&mut self, group: Group, question: Question, column: Column, support: Support) {
        self.add_needing(group, question, column, support, None);
    }

    fn add_needing(
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

    fn kinds(&mut self) {
        let mut words: Vec<String> = self.survey.overview.kinds.keys().cloned().collect();
        if self.survey.overview.kinds.len() > 1 {
            words.push("session".to_owned());
        }
        for word in words {
            let support = self.survey.of(&word);
            // Days until the next one, for most people: less history than that shows one event.
            let gap = support.mean_gap();
            let needs = |gaps: f64| gap.map(|gap| (gap * gaps).ceil().min(730.0) as u32);
            for measure in [
                Measure::Recency,
                Measure::Tenure,
                Measure::Frequency,
                Measure::MeanGap,
                Measure::Burstiness,
                Measure::Monetary,
                Measure::Mean,
            ] {
                let money = matches!(measure, Measure::Monetary | Measure::Mean);
                if money && (support.sum == 0 || word == "session") {
                    continue;
                }
                let (group, question, days) = match measure {
                    Measure::Recency => (Group::Recently, Question::DaysSinceLast, needs(1.0)),
                    Measure::Tenure => (Group::Recently, Question::DaysSinceFirst, needs(1.0)),
                    Measure::MeanGap => (Group::Often, Question::DaysBetween, needs(2.0)),
                    Measure::Burstiness => (Group::Often, Question::Bursts, needs(3.0)),
                    Measure::Monetary => (Group::Money, Question::TotalValue, needs(1.0)),
                    Measure::Mean => (Group::Money, Question::MeanValue, None),
                    _ => (Group::Often, Question::HowMany, needs(1.0)),
                };
                let column = self.feature(measure, &word, "");
                self.add_needing(group, question, column, support, days);
            }
            if word == "session" {
                continue;
            }
            if self.survey.overview.has_times() && gap.is_some() {
                let what = DeskMeasure::HoursBetween { of: word.clone() };
                let column = self.desk(what, Transform::Log1p);
                self.add(Group::History, Question::HoursBetween, column, support);
            }
            self.lifetime(&word, support);
        }
    }

    /// Only where there is history before the window.
    fn lifetime(&mut self, kind: &str, support: Support) {
        let ends = self
            .survey
            .overview
            .first_ms
            .zip(self.survey.overview.last_ms);
        let Some((first, last)) = ends else { return };
        if utc_day(last) - utc_day(first) < i64::from(self.survey.window_days) {
            return;
        }
        for what in [Lifetime::Frequency, Lifetime::Monetary, Lifetime::Tenure] {
            if what == Lifetime::Monetary && support.sum == 0 {
                continue;
            }
            let transform = match what {
                Lifetime::Tenure => Transform::None,
                _ => Transform::Log1p,
            };
            let of = kind.to_owned();
            let column = self.desk(DeskMeasure::Lifetime { what, of }, transform);
            self.add(Group::History, Question::Lifetime, column, support);
        }
    }

    fn visits(&mut self) {
        let session = self.survey.of("session");
        if self.survey.overview.kinds.len() > 1 {
            let column = self.feature(Measure::Mean, "session", "");
            self.add(Group::Visits, Question::VisitLength, column, session);
            if self.supported("page") {
                let column = self.feature(Measure::Ratio, "page", "session");
                self.add(Group::Visits, Question::PagesPerVisit, column, session);
                let column = self.feature(Measure::Ratio, "session:second_page", "session");
                self.add(Group::Visits, Question::SecondPage, column, session);
            }
        }
        for (word, question) in [
            ("scroll", Question::ScrollDepth),
            ("dwell", Question::Dwell),
        ] {
            let column = self.feature(Measure::Mean, word, "");
            self.add(Group::Visits, question, column, self.survey.of(word));
        }
    }

    fn path(&mut self) {
        let [pairs, triples] = [1, 2].map(|arrows| {
            let words =
                self.survey.words.keys().filter(|word| {
                    word.starts_with("step:") && word.matches('>').count() == arrows
                });
            words.cloned().collect::<Vec<_>>()
        });
        let pairs = self.keep("step", pairs, STEPS[0]);
        for pair in &pairs {
            let support = self.survey.of(pair);
            let column = self.feature(Measure::Ratio, pair, "step:*");
            self.add(Group::Path, Question::StepShare, column, support);
        }
        if pairs.len() > 1 {
            let support = self.widest(&pairs);
            let column = self.feature(Measure::Entropy, "step:*", "");
            self.add(Group::Path, Question::PathVariety, column, support);
        }
        for triple in self.keep("step of three", triples, STEPS[1]) {
            let support = self.survey.of(&triple);
            let column = self.feature(Measure::Ratio, &triple, "session");
            self.add(Group::Path, Question::SequenceShare, column, support);
        }
        let stages: Vec<&str> = FUNNEL
            .into_iter()
            .filter(|stage| self.survey.of(stage).people > 0)
            .collect();
        if stages.len() > 1 {
            let support = self.survey.of(stages.first().copied().unwrap_or_default());
            let column = self.feature(Measure::Depth, &stages.join(">"), "");
            self.add(Group::Path, Question::FunnelDepth, column, support);
        }
    }

    fn interests(&mut self) {
        for (prefix, most) in GROUPS {
            let group = [prefix, "*"].concat();
            let form = prefix.trim_end_matches(':');
            let all: Vec<String> = self
                .survey
                .words
                .keys()
                .filter(|word| word.starts_with(prefix))
                .cloned()
                .collect();
            let values = all.len();
            let kept = self.keep(form, all, most);
            let (shown, question) = match form {
                "source" | "campaign" => (Group::Interests, Question::SourceShare),
                "commune" | "province" | "region" => (Group::Place, Question::PlaceShare),
                _ => (Group::Interests, Question::InterestShare),
            };
            for word in &kept {
                let column = self.feature(Measure::Ratio, word, &group);
                self.add(shown, question, column, self.survey.of(word));
            }
            if kept.len() > 1 && shown == Group::Interests {
                let support = self.widest(&kept);
                let column = self.feature(Measure::Entropy, &group, "");
                self.add(Group::Interests, Question::InterestVariety, column, support);
                if values > kept.len() && matches!(form, "category" | "brand") {
                    let of = form.to_owned();
                    let column = self.desk(DeskMeasure::Diversity { of }, Transform::None);
                    self.add(Group::History, Question::FullVariety, column, support);
                }
            }
        }
    }

    fn search(&mut self) {
        let names: Vec<String> = self
            .survey
            .extras
            .definitions
            .intents
            .iter()
            .map(|intent| format!("intent:{}", intent.name))
            .collect();
        for word in names {
            let column = self.feature(Measure::Ratio, &word, "search");
            let support = self.survey.of(&word);
            self.add(Group::Search, Question::IntentShare, column, support);
        }
    }

    fn time(&mut self) {
        let everyone = Support {
            people: self.survey.people,
            events: self.survey.events,
            ..Support::default()
        };
        // Every event has a weekday, so that its count is that of all events.
        let all = "weekday:sin";
        if self.survey.overview.has_times() {
            for part in Daypart::ALL {
                let word = format!("daypart:{}", part.name());
                let column = self.feature(Measure::Ratio, &word, all);
                let support = self.survey.of(&word);
                self.add(Group::Time, Question::DaypartShare, column, support);
            }
            for word in ["hour:sin", "hour:cos"] {
                let column = self.feature(Measure::Mean, word, "");
                self.add(Group::Time, Question::Hour, column, everyone);
            }
        }
        for word in ["weekday:sin", "weekday:cos"] {
            let column = self.feature(Measure::Mean, word, "");
            self.add(Group::Time, Question::Weekday, column, everyone);
        }
        let column = self.feature(Measure::Ratio, "weekend", all);
        self.add(
            Group::Time,
            Question::WeekendShare,
            column,
            self.survey.of("weekend"),
        );
        let calendars = self.survey.extras.definitions.calendars.iter();
        for word in calendars
            .map(|c| format!("season:{}", c.name))
            .collect::<Vec<_>>()
        {
            let column = self.feature(Measure::Ratio, &word, all);
            let support = self.survey.of(&word);
            self.add_needing(
                Group::Season,
                Question::SeasonShare,
                column,
                support,
                Some(365),
            );
        }
    }

    fn places(&mut self) {
        let definitions = &self.survey.extras.definitions;
        let fences = definitions
            .fences
            .iter()
            .map(|f| format!("fence:{}", f.name));
        let composites = definitions.composites.iter();
        let composites = composites
            .map(|c| format!("composite:{}", c.name))
            .collect::<Vec<_>>();
        for word in fences.collect::<Vec<_>>() {
            let support = self.survey.of(&word);
            let column = self.feature(Measure::Frequency, &word, "");
            self.add(Group::Place, Question::FenceVisits, column, support);
            if support.sum > 0 {
                let column = self.feature(Measure::Mean, &word, "");
                self.add(Group::Place, Question::FenceDwell, column, support);
            }
        }
        let column = self.feature(Measure::Mean, "distance", "");
        self.add(
            Group::Place,
            Question::Distance,
            column,
            self.survey.of("distance"),
        );
        let word = "places:recurring";
        let column = self.feature(Measure::Frequency, word, "");
        self.add(
            Group::Place,
            Question::RecurringPlaces,
            column,
            self.survey.of(word),
        );
        for word in composites {
            let support = self.survey.of(&word);
            let column = self.feature(Measure::Frequency, &word, "");
            self.add(Group::Composites, Question::Composite, column, support);
        }
    }

    fn statics(&mut self) {
        let mut by_name: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
        for ((name, value), people) in &self.survey.statics {
            by_name.entry(name).or_default().push((value, *people));
        }
        for (name, mut values) in by_name {
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            for (value, people) in values.into_iter().take(STATIC_VALUES) {
                let what = DeskMeasure::Is {
                    name: name.to_owned(),
                    value: value.to_owned(),
                };
                let column = self.desk(what, Transform::None);
                let support = Support {
                    people,
                    events: people,
                    ..Support::default()
                };
                self.add(Group::Static, Question::Is, column, support);
            }
        }
    }

    /// The best supported words of a form, kept for groups; the others that have support are
    /// counted.
    fn keep(&mut self, form: &str, words: Vec<String>, most: usize) -> Vec<String> {
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
    fn widest(&self, words: &[String]) -> Support {
        let all = words.iter().map(|word| self.survey.of(word));
        all.max_by_key(|support| support.people).unwrap_or_default()
    }

    fn feature(&self, measure: Measure, of: &str, over: &str) -> Column {
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

    fn desk(&self, what: DeskMeasure, transform: Transform) -> Column {
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
