//! Mixpanel, raw export: an event and its properties on each line, `time` in seconds, or in
//! milliseconds where the export was asked with `time_in_ms`:
//! <https://docs.mixpanel.com/reference/raw-event-export>.
//!
//! The person is `distinct_id`, which Mixpanel has already joined over a person's devices.

use super::draft::{Draft, Seen};
use super::scalar::{bad, object, parse};
use super::shop::{self, Properties};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, confident, visitors_clock};
use crate::events::import::{Clock, DateFormat, Decimal, Kinds, Mapping, Reason, Record};
use serde::Deserialize;
use std::borrow::Cow;

use super::scalar::Scalar;

/// Known by `event` beside `properties` with `time` and `distinct_id`.
pub(super) const MIXPANEL: Recogniser = Recogniser {
    format: Format::Mixpanel,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Mixpanel::open(mapping))),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    if sample.layout.is_table() {
        return 0.0;
    }
    confident(
        sample,
        &["event", "properties.time", "properties.distinct_id"],
        &[
            "properties.$insert_id",
            "properties.mp_processing_time_ms",
            "properties.$city",
        ],
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Exported<'a> {
    #[serde(borrow)]
    event: Scalar<'a>,
    #[serde(borrow)]
    properties: Option<Properties<'a>>,
}

struct Mixpanel {
    kinds: Kinds,
    clock: Clock,
    currency: String,
    decimal: Decimal,
    seen: Seen,
}

impl Mixpanel {
    fn open(mapping: &Mapping) -> Self {
        Self {
            kinds: Kinds::default(),
            clock: Clock::new(&mapping.zone),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
        }
    }
}

/// The kinds of Mixpanel's own names.
fn kind_of<'k>(name: &'k str, kinds: &'k mut Kinds) -> &'k str {
    match name {
        "$mp_web_page_view" => "page",
        "$mp_click" => "click",
        name => shop::kind_of(name, kinds),
    }
}

impl Tool for Mixpanel {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let exported: Exported<'_> = parse(object(record)?)?;
        let name = exported.event.text();
        if name.is_empty() {
            return Err(Bad::new(Reason::NotOfTool, "event"));
        }
        let properties = exported.properties.unwrap_or_default();
        let person = properties.person.or(properties.device).text();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "distinct_id"));
        }
        let time = properties.time.text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "time"));
        }
        // From 1973 to 5138 no count of seconds is one of milliseconds.
        let time_ms = DateFormat::EpochSeconds
            .parse(&time)
            .or_else(|| DateFormat::EpochMillis.parse(&time))
            .ok_or_else(|| bad(Reason::BadTime, "time", &time))?;
        let mut draft = Draft {
            person,
            id: properties.insert_id.text(),
            time_ms,
            kind: Cow::Borrowed(kind_of(&name, &mut self.kinds)),
            duration_ms: properties.duration.duration_ms(1000, "$duration")?,
            user_agent: properties.user_agent.text(),
            address: properties.address.text(),
            received_ms: DateFormat::EpochMillis.parse(&properties.received.text()),
            utc_offset_min: Some(self.clock.offset_min(time_ms)),
            ..Draft::default()
        };
        properties.fill(&mut draft, self.decimal)?;
        draft.attribute("country", properties.country);
        draft.attribute("region", properties.region);
        draft.attribute("city", properties.city);
        draft.attribute("os", properties.os);
        draft.tell(record.line, &self.currency, &mut self.seen, out);
        Ok(())
    }
}
