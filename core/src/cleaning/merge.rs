//! The reports of parts taken together.

use super::report::{CleaningReport, EXAMPLES, LISTED, RuleCount, Size, StepReport};

impl CleaningReport {
    /// Takes in what cleaning did to other people of the same file. Examples are those of the
    /// parts taken in first.
    pub fn merge(&mut self, other: Self) {
        self.plausible_ms = self.plausible_ms.or(other.plausible_ms);
        for step in other.steps {
            match self.steps.iter_mut().find(|known| known.step == step.step) {
                Some(known) => known.merge(step),
                None => self.steps.push(step),
            }
        }
    }
}

impl StepReport {
    fn merge(&mut self, other: Self) {
        self.on |= other.on;
        add(&mut self.before, other.before);
        add(&mut self.after, other.after);
        self.changed += other.changed;
        for found in other.rules {
            match self.rules.iter_mut().find(|known| known.rule == found.rule) {
                Some(RuleCount { events, people, .. }) => {
                    *events += found.events;
                    *people += found.people;
                }
                None => self.rules.push(found),
            }
        }
        self.rules.sort_by_key(|found| found.rule);
        let room = EXAMPLES.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
        let room = LISTED.saturating_sub(self.people.len());
        self.people.extend(other.people.into_iter().take(room));
        let name = |a: &super::FoundPerson| a.example.person.clone();
        self.people.sort_by_cached_key(name);
    }
}

fn add(size: &mut Size, other: Size) {
    size.events += other.events;
    size.people += other.people;
}
