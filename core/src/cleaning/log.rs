//! What a step notes while it runs.

use super::report::{EXAMPLES, Example, FoundPerson, LISTED, Rule, RuleCount};
use super::{Evidence, Size, Step, StepReport};
use crate::events::{Sheet, Symbol};
use std::collections::BTreeMap;

/// Characters of a text that is shown.
const SHOWN: usize = 200;
/// Lines shown of one case.
const LINES: usize = 10;

/// Counts and examples of one step.
#[derive(Default)]
pub(super) struct Log {
    rules: BTreeMap<Rule, Found>,
    people: Vec<FoundPerson>,
    /// Events kept and changed.
    pub changed: u64,
}

#[derive(Default)]
struct Found {
    events: u64,
    people: u64,
    last: Option<Symbol>,
    examples: Vec<Example>,
}

impl Log {
    /// Notes `events` of a person under a rule. Called person by person.
    pub fn note(
        &mut self,
        sheet: &Sheet,
        person: Symbol,
        rule: Rule,
        events: u64,
        lines: &[u32],
        evidence: impl FnOnce() -> Evidence,
    ) {
        let found = self.rules.entry(rule).or_default();
        found.events += events;
        if found.last != Some(person) {
            found.last = Some(person);
            found.people += 1;
        }
        if found.examples.len() < EXAMPLES {
            found
                .examples
                .push(example(sheet, person, rule, lines, evidence()));
        }
    }

    /// Notes a person found as such, `removed` of whose `events` go.
    pub fn person(
        &mut self,
        sheet: &Sheet,
        person: Symbol,
        rule: Rule,
        (events, removed): (usize, usize),
        lines: &[u32],
        evidence: Evidence,
    ) {
        let concerned = if removed == 0 { events } else { removed };
        self.note(sheet, person, rule, concerned as u64, lines, || {
            evidence.clone()
        });
        if self.people.len() < LISTED {
            self.people.push(FoundPerson {
                example: example(sheet, person, rule, lines, evidence),
                events: u32::try_from(events).unwrap_or(u32::MAX),
                removed: u32::try_from(removed).unwrap_or(u32::MAX),
            });
        }
    }

    /// The report of the step.
    pub fn report(mut self, step: Step, on: bool, before: Size, after: Size) -> StepReport {
        let rules = self
            .rules
            .iter()
            .map(|(&rule, found)| RuleCount {
                rule,
                events: found.events,
                people: found.people,
            })
            .collect();
        let mut examples = Vec::new();
        // One of each rule, then a second of each, …
        while examples.len() < EXAMPLES && self.rules.values().any(|f| !f.examples.is_empty()) {
            for found in self.rules.values_mut() {
                if examples.len() < EXAMPLES && !found.examples.is_empty() {
                    examples.push(found.examples.remove(0));
                }
            }
        }
        StepReport {
            step,
            on,
            before,
            after,
            changed: self.changed,
            rules,
            examples,
            people: self.people,
        }
    }
}

fn example(
    sheet: &Sheet,
    person: Symbol,
    rule: Rule,
    lines: &[u32],
    evidence: Evidence,
) -> Example {
    Example {
        person: shown(sheet.texts().text(person).unwrap_or_default()),
        lines: lines.iter().copied().take(LINES).collect(),
        rule,
        evidence,
    }
}

/// A text cut to what is shown.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
