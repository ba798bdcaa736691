//! Candidates from what people do: how recently, how often, for how much, on which ways.

use super::candidate::{Group, Question};
use super::catalogue::List;
use super::column::{DeskMeasure, Lifetime};
use super::support::Support;
use crate::events::utc_day;
use crate::features::{Measure, Transform};

/// Steps of two and of three kept.
const STEPS: [usize; 2] = [8, 4];
/// The stages of a shop.
const FUNNEL: [&str; 4] = ["page", "view_item", "add_to_cart", "purchase"];

impl List<'_> {
    pub(super) fn kinds(&mut self) {
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

    pub(super) fn visits(&mut self) {
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

    pub(super) fn path(&mut self) {
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
}
