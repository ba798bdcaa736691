//! From a file of events to a table of features: read, cleaned, folded, measured, as the desk does it.

use crate::events::Log;
use crate::fingerprint::Fingerprint;
use crate::protocol::Ran;
use crate::work::Quality;
use recinto_core::cleaning::{CleaningError, Plan, clean};
use recinto_core::events::import::{ImportError, SNIFF_BYTES, Zone, import, sniff};
use recinto_core::events::{Field, Sheet};
use recinto_core::features::{Definitions, FeatureSpec, FeatureState, Lexicon, Measure, Measures};
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use thiserror::Error;

/// More than the days a log spans, so that every contestant counts all events.
const WINDOW_DAYS: u32 = 90;
const KINDS: [&str; 5] = ["page", "view_item", "add_to_cart", "purchase", "search"];
const CATEGORIES: &str = "category:*";
const DAYPARTS: [&str; 7] = [
    "colazione",
    "mattina",
    "pranzo",
    "pomeriggio",
    "aperitivo",
    "cena",
    "notte",
];
const STEPS: [&str; 3] = [
    "step:page>view_item",
    "step:view_item>add_to_cart",
    "step:add_to_cart>purchase",
];

/// A file of events, and what is done with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventCase {
    /// Its name: unique in its list, words joined by hyphens.
    pub name: String,
    /// The data.
    pub data: Log,
    /// What is done.
    pub work: Pipeline,
}

/// What is done; there is one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// In words, for the report.
    pub pipeline: String,
}

/// Why nothing came of it.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The file could not be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// It was cancelled.
    #[error(transparent)]
    Cleaning(#[from] CleaningError),
    /// The head of the file could not be read.
    #[error("the file's head could not be read: {0}")]
    Head(#[from] std::io::Error),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    read: u64,
    events: u64,
    people: u64,
    /// A row per person, one after the other.
    table: Vec<f64>,
    width: usize,
}

impl Pipeline {
    /// Does it. This is what is timed.
    ///
    /// # Errors
    /// A file that is none of the two forms.
    pub fn run(&self, mut source: impl Read) -> Result<Made, PipelineError> {
        let mut head = Vec::new();
        Read::by_ref(&mut source)
            .take(SNIFF_BYTES as u64)
            .read_to_end(&mut head)?;
        let mut mapping = sniff(&head)?.mapping;
        // The peers' parts of the day are those of UTC.
        mapping.zone = Zone::default();
        let mut sheet = Sheet::new();
        let report = import(
            Cursor::new(head).chain(source),
            &mapping,
            &mut |told| sheet.push_told(told),
            &mut |_| ControlFlow::Continue(()),
        )?;
        sheet.seal();
        clean(&mut sheet, &steps(), &mut |_| ControlFlow::Continue(()))?;
        let vocabulary = vocabulary(&sheet);
        let features = features(&vocabulary);
        let as_of = sheet.rows().iter().map(|row| row.time_ms).max();
        let as_of = as_of.unwrap_or_default();
        let lexicon = Lexicon::new(&vocabulary, &Definitions::default(), WINDOW_DAYS);
        let measures = Measures::new(&features, &vocabulary);
        let mut table = Vec::with_capacity(sheet.people().len() * features.len());
        for person in sheet.people() {
            let rows = sheet.rows_of(person).iter().map(|row| sheet.view(row));
            let state = FeatureState::of_rows(&lexicon, rows);
            table.extend(measures.row(&state, as_of, WINDOW_DAYS));
        }
        Ok(Made {
            read: report.rows,
            events: sheet.rows().len() as u64,
            people: sheet.people().len() as u64,
            table,
            width: features.len(),
        })
    }
}

/// The steps of cleaning that the peers' scripts have too.
fn steps() -> Plan {
    let mut plan = Plan::default();
    plan.near_duplicates.on = false;
    plan.clock.on = false;
    plan.outliers.on = false;
    plan.gaps.on = false;
    plan
}

/// The words of the features, with every category of the file.
fn vocabulary(sheet: &Sheet) -> Vec<String> {
    let mut seen = vec![false; sheet.texts().len() + 1];
    let mut categories = Vec::new();
    for row in sheet.rows() {
        let symbol = row.symbol(Field::Category);
        if !std::mem::replace(&mut seen[symbol.index()], true) {
            categories.extend(sheet.texts().text(symbol));
        }
    }
    categories.sort_unstable();
    let others = ["session", "session:second_page", "hour:sin", "hour:cos"];
    let mut words: Vec<String> = KINDS.iter().chain(&others).map(|&w| w.to_owned()).collect();
    words.extend(STEPS.iter().map(|&w| w.to_owned()));
    words.extend(DAYPARTS.iter().map(|part| format!("daypart:{part}")));
    words.extend(categories.iter().map(|name| format!("category:{name}")));
    words
}

/// In the order in which the peers' scripts compute them.
fn features(vocabulary: &[String]) -> Vec<FeatureSpec> {
    let mut features = Vec::new();
    let mut add = |measure, of: &str, over: &str, undefined| {
        features.push(FeatureSpec {
            over: over.to_owned(),
            undefined,
            ..FeatureSpec::new(measure, of)
        });
    };
    let never = 60.0;
    for kind in KINDS {
        add(Measure::Frequency, kind, "", 0.0);
        add(Measure::Recency, kind, "", never);
        add(Measure::Tenure, kind, "", never);
        add(Measure::MeanGap, kind, "", never);
    }
    add(Measure::Monetary, "purchase", "", 0.0);
    add(Measure::Frequency, "session", "", 0.0);
    add(Measure::Mean, "session", "", 0.0);
    add(Measure::Ratio, "session:second_page", "session", 0.0);
    add(Measure::Ratio, "page", "session", 0.0);
    for word in vocabulary.iter().filter(|w| w.starts_with("category:")) {
        add(Measure::Ratio, word, CATEGORIES, 0.0);
    }
    add(Measure::Entropy, CATEGORIES, "", 0.0);
    for word in vocabulary.iter().filter(|w| w.starts_with("daypart:")) {
        add(Measure::Ratio, word, "daypart:*", 0.0);
    }
    for step in STEPS {
        add(Measure::Frequency, step, "", 0.0);
    }
    add(Measure::Mean, "hour:sin", "", 0.0);
    add(Measure::Mean, "hour:cos", "", 0.0);
    features
}

/// The columns the report shows the sums of.
const SHOWN: [(&str, usize); 3] = [("purchases", 12), ("spent", 20), ("sessions", 21)];

impl Made {
    /// As an answer.
    #[must_use]
    pub fn ran(&self, seconds: f64) -> Ran {
        let column = |at: usize| -> f64 { self.table.iter().skip(at).step_by(self.width).sum() };
        let mut quality = Quality::from([
            ("read".to_owned(), self.read as f64),
            ("events".to_owned(), self.events as f64),
            ("people".to_owned(), self.people as f64),
        ]);
        quality.extend(SHOWN.map(|(name, at)| (name.to_owned(), column(at))));
        Ran {
            seconds,
            fingerprint: Fingerprint::of("features")
                .numbers("table", &self.table)
                .finish(),
            quality,
        }
    }
}
