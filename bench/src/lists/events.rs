//! Files of events, from bytes to features.

use crate::events::{Form, Log};
use crate::pipeline::{EventCase, Pipeline};

/// In full: a million events.
#[must_use]
pub fn events() -> Vec<EventCase> {
    list(1_000_000)
}

/// The same names, fewer events.
#[must_use]
pub fn events_quick() -> Vec<EventCase> {
    list(50_000)
}

fn list(events: u64) -> Vec<EventCase> {
    let forms = [
        ("events-1m-ga4", Form::Ga4Ndjson),
        ("events-1m-csv", Form::Csv),
    ];
    forms
        .into_iter()
        .map(|(name, form)| EventCase {
            name: name.to_owned(),
            data: Log {
                events,
                people: events / 20,
                days: 60,
                seed: 42,
                form,
            },
            work: Pipeline {
                pipeline: "read, clean, features".to_owned(),
            },
        })
        .collect()
}
