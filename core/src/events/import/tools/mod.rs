//! What a record means: one recogniser per tool, each in its own file, with the address of the
//! schema it reads.
//!
//! What holds for all of them:
//! - Who a person is: the browser where the tool tells it (GA4, Matomo, Snowplow), since that is
//!   who the tracker will meet; else the id that the tool has joined over devices. Each file says
//!   which.
//! - Money is read from the digits written, never from a float, in the record's own currency. It
//!   stands whole on the order's event; see `draft.rs` for an order's further lines.
//! - A refund is an event `custom:refund` of what was given back; any other amount below zero is
//!   refused.
//! - A field that is read and cannot be read refuses the record, with the field's name. So does a
//!   key that is read and told twice, except among free properties, where the last counts.
//! - What a tool itself marks as a robot's or the site's own traffic is kept as the static column
//!   [`TRAFFIC`].
//!
//! To add a tool: a file here, an entry in [`RECOGNISERS`], a fixture written to its published
//! schema in `core/tests/fixtures/`, and its name in the lists of `matrix.rs`,
//! `core/tests/recognisers.rs` and `core/tests/disguises.rs`.

mod aggregates;
mod amplitude;
mod clocks;
mod draft;
mod ga4;
mod matomo;
#[cfg(test)]
mod matrix;
mod mixpanel;
mod pairs;
mod scalar;
mod scan;
mod segment;
mod shop;
mod shopify;
mod signature;
mod snowplow;
mod umami;

pub use draft::{ORDER_LINE, TRAFFIC};

use clocks::{Clocks, visitors_clock};
use signature::{column, confident, values};

use super::{ImportError, Layout, Mapping, Reason, Record};
use crate::events::Told;
use serde::{Deserialize, Serialize};

/// The tool whose export a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// No known tool: a column or key has the role that the mapping gives it.
    #[default]
    Columns,
    /// Google Analytics 4, export to BigQuery.
    Ga4,
    /// Segment: track, page, identify.
    Segment,
    /// Mixpanel, raw export.
    Mixpanel,
    /// Amplitude, export.
    Amplitude,
    /// Matomo, `Live.getLastVisitsDetails`.
    Matomo,
    /// Shopify, orders.
    Shopify,
    /// Snowplow, enriched events.
    Snowplow,
    /// Umami, data export.
    Umami,
}

/// Why a record gives no event, with the text at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// Why.
    pub reason: Reason,
    /// The cell or value at fault; empty when it is missing.
    pub text: String,
}

impl Bad {
    /// A reason and the text at fault, of which the first 200 characters are kept.
    #[must_use]
    pub fn new(reason: Reason, text: &str) -> Self {
        Self {
            reason,
            text: text.chars().take(200).collect(),
        }
    }
}

/// Takes what a tool makes of its records.
pub type Out<'o> = dyn FnMut(&Told<'_>) + 'o;

/// Turns a tool's records into events, in the order of the file. May remember what came before
/// (an order in several rows), within bounds.
pub trait Tool {
    /// Hands the events of one record to `out`: none, one or several.
    ///
    /// # Errors
    /// The record is counted and shown with the reason; nothing of it may have been handed out.
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad>;

    /// Hands out what was held back, after the last record.
    fn end(&mut self, out: &mut Out<'_>) {
        let _ = out;
    }
}

/// The head of a file, cut into records.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// How it is laid out.
    pub layout: Layout,
    /// The names of the columns; of JSON the keys, nested ones as `a.b`.
    pub columns: &'a [String],
    /// The first rows of a table; of JSON the values of `columns`.
    pub rows: &'a [Vec<String>],
    /// The first records of JSON, as text; empty for a table.
    pub json: &'a [String],
}

/// How a tool's export is known and read.
pub struct Recogniser {
    /// The tool.
    pub format: Format,
    /// How sure it is, 0 to 1, that this is the tool's export.
    pub confidence: fn(&Sample<'_>) -> f64,
    /// Sets what it can tell better than the general guess (dates, zone, currency).
    pub propose: fn(&Sample<'_>, &mut Mapping),
    /// Begins to read.
    pub open: fn(&Mapping) -> Result<Box<dyn Tool>, ImportError>,
}

/// An export that holds sums over people instead of people's events.
pub struct Aggregate {
    /// The tool's name.
    pub tool: &'static str,
    /// How sure it is, 0 to 1.
    pub confidence: fn(&Sample<'_>) -> f64,
}

/// The tools known. The first of equal confidence is taken.
pub const RECOGNISERS: &[Recogniser] = &[
    ga4::GA4,
    segment::SEGMENT,
    mixpanel::MIXPANEL,
    amplitude::AMPLITUDE,
    matomo::MATOMO,
    shopify::SHOPIFY,
    snowplow::SNOWPLOW,
    umami::UMAMI,
];

/// The exports that are refused, with the reason.
pub const AGGREGATES: &[Aggregate] = &[aggregates::PLAUSIBLE, aggregates::UMAMI];

/// The least confidence with which a tool is proposed instead of plain columns.
pub const SURE_ENOUGH: f64 = 0.5;

/// Proposes the surest tool, and refuses sums over people; gives the confidence, 0 for none.
pub(super) fn recognise(sample: &Sample<'_>, mapping: &mut Mapping) -> Result<f64, ImportError> {
    let mut best: Option<(&Recogniser, f64)> = None;
    for recogniser in RECOGNISERS {
        let confidence = (recogniser.confidence)(sample);
        if confidence >= SURE_ENOUGH && best.is_none_or(|(_, most)| confidence > most) {
            best = Some((recogniser, confidence));
        }
    }
    let surest = best.map_or(SURE_ENOUGH, |(_, confidence)| confidence);
    if let Some(refused) = AGGREGATES
        .iter()
        .find(|aggregate| (aggregate.confidence)(sample) > surest)
    {
        return Err(ImportError::Aggregate {
            tool: refused.tool.to_owned(),
        });
    }
    let Some((recogniser, confidence)) = best else {
        return Ok(0.0);
    };
    mapping.format = recogniser.format;
    (recogniser.propose)(sample, mapping);
    Ok(confidence)
}

/// Begins to read what the mapping says.
pub(super) fn open(mapping: &Mapping) -> Result<Box<dyn Tool>, ImportError> {
    match RECOGNISERS.iter().find(|r| r.format == mapping.format) {
        Some(recogniser) => (recogniser.open)(mapping),
        None => Ok(Box::new(super::columns::Columns::open(mapping)?)),
    }
}
