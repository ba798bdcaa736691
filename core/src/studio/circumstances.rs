//! Candidates from what it is about and around: interests, intents, time, season, place, facts.

use super::candidate::{Group, Question};
use super::catalogue::List;
use super::column::DeskMeasure;
use super::support::Support;
use crate::features::{Daypart, Measure, Transform};
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
/// Values kept of a static column.
const STATIC_VALUES: usize = 8;

impl List<'_> {
    pub(super) fn interests(&mut self) {
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

    pub(super) fn search(&mut self) {
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

    pub(super) fn time(&mut self) {
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

    pub(super) fn places(&mut self) {
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

    pub(super) fn statics(&mut self) {
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
}
