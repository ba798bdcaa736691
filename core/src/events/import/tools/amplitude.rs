//! Amplitude, Export API: an event on each line, times in UTC without saying so:
//! <https://amplitude.com/docs/apis/analytics/export>.
//!
//! The person is `amplitude_id`, which Amplitude has already joined over a person's devices and
//! logins, else `user_id`, else `device_id`.

use super::draft::{Draft, Seen, TOWN_M, position};
use super::pairs::Pairs;
use super::scalar::{Scalar, bad, object, parse};
use super::shop::{self, Properties};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, confident, visitors_clock};
use crate::events::import::dates::Dates;
use crate::events::import::{Clock, DateFormat, Decimal, Kinds, Mapping, Reason, Record, Zone};
use serde::Deserialize;
use std::borrow::Cow;

/// Known by `event_type`, `event_time` and an id of its own.
pub(super) const AMPLITUDE: Recogniser = Recogniser {
    format: Format::Amplitude,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Amplitude::open(mapping))),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    if sample.layout.is_table() {
        return 0.0;
    }
    let sure = |id: &str| {
        confident(
            sample,
            &["event_type", "event_time", id],
            &[
                "event_properties",
                "user_properties",
                "server_upload_time",
                "uuid",
                "$insert_id",
            ],
        )
    };
    sure("amplitude_id").max(sure("device_id"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Exported<'a> {
    #[serde(borrow)]
    event_type: Scalar<'a>,
    #[serde(borrow)]
    event_time: Scalar<'a>,
    #[serde(borrow)]
    client_event_time: Scalar<'a>,
    #[serde(borrow)]
    server_received_time: Scalar<'a>,
    #[serde(borrow)]
    amplitude_id: Scalar<'a>,
    #[serde(borrow)]
    user_id: Scalar<'a>,
    #[serde(borrow)]
    device_id: Scalar<'a>,
    #[serde(borrow)]
    uuid: Scalar<'a>,
    #[serde(borrow, rename = "$insert_id")]
    insert_id: Scalar<'a>,
    #[serde(borrow)]
    event_properties: Option<Properties<'a>>,
    #[serde(borrow)]
    user_properties: Option<Pairs<'a>>,
    #[serde(borrow)]
    ip_address: Scalar<'a>,
    #[serde(borrow)]
    location_lat: Scalar<'a>,
    #[serde(borrow)]
    location_lng: Scalar<'a>,
    #[serde(borrow)]
    country: Scalar<'a>,
    #[serde(borrow)]
    region: Scalar<'a>,
    #[serde(borrow)]
    city: Scalar<'a>,
    #[serde(borrow)]
    device_family: Scalar<'a>,
    #[serde(borrow)]
    platform: Scalar<'a>,
}

struct Amplitude {
    kinds: Kinds,
    dates: Dates,
    clock: Clock,
    currency: String,
    decimal: Decimal,
    seen: Seen,
}

impl Amplitude {
    fn open(mapping: &Mapping) -> Self {
        Self {
            kinds: Kinds::default(),
            dates: Dates::new(DateFormat::Iso, &Zone::default()),
            clock: Clock::new(&mapping.zone),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
        }
    }
}

/// The kinds of Amplitude's own names (autocapture).
fn kind_of<'k>(name: &'k str, kinds: &'k mut Kinds) -> &'k str {
    match name {
        "[Amplitude] Page Viewed" | "[Amplitude] Screen Viewed" => "page",
        "[Amplitude] Element Clicked" => "click",
        name => shop::kind_of(name, kinds),
    }
}

impl Tool for Amplitude {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let exported: Exported<'_> = parse(object(record)?)?;
        let name = exported.event_type.text();
        if name.is_empty() {
            return Err(Bad::new(Reason::NotOfTool, "event_type"));
        }
        let person = exported
            .amplitude_id
            .or(exported.user_id)
            .or(exported.device_id)
            .text();
        if person.is_empty() {
            return Err(Bad::new(
                Reason::NoPerson,
                "amplitude_id, user_id, device_id",
            ));
        }
        let time = exported.event_time.or(exported.client_event_time).text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "event_time"));
        }
        let time_ms = self
            .dates
            .read(&time)
            .ok_or_else(|| bad(Reason::BadTime, "event_time", &time))?
            .time_ms;
        let received = self.dates.read(&exported.server_received_time.text());
        let mut draft = Draft {
            person,
            id: exported.insert_id.or(exported.uuid).text(),
            time_ms,
            kind: Cow::Borrowed(kind_of(&name, &mut self.kinds)),
            // Of the device where it allowed it, else of the address; the export does not say.
            position: position(exported.location_lat, exported.location_lng, TOWN_M)?,
            address: exported.ip_address.text(),
            received_ms: received.map(|moment| moment.time_ms),
            utc_offset_min: Some(self.clock.offset_min(time_ms)),
            ..Draft::default()
        };
        exported
            .event_properties
            .unwrap_or_default()
            .fill(&mut draft, self.decimal)?;
        draft.attribute("country", exported.country);
        draft.attribute("region", exported.region);
        draft.attribute("city", exported.city);
        draft.attribute("device", exported.device_family);
        draft.attribute("platform", exported.platform);
        for (name, value) in exported.user_properties.unwrap_or_default().0 {
            draft.attribute(name, value);
        }
        draft.tell(record.line, &self.currency, &mut self.seen, out);
        Ok(())
    }
}
