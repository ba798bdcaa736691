//! Segment: the messages of its specification, as its warehouses, S3 destination and compatible
//! tools keep them: <https://www.twilio.com/docs/segment/connections/spec/common>.
//!
//! The person is `userId`, else `anonymousId`. `identify` becomes an event of its own kind, which
//! carries the traits; `group` and `alias` tell nothing a person did, and become none.

use super::draft::{Draft, Seen};
use super::pairs::Pairs;
use super::scalar::{Scalar, bad, object, parse};
use super::shop::{Properties, kind_of};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, confident, values, visitors_clock};
use crate::events::import::dates::Dates;
use crate::events::import::{Clock, DateFormat, Decimal, Kinds, Mapping, Reason, Record, Zone};
use serde::Deserialize;
use std::borrow::Cow;

/// Known by `type`, whose words are fixed, and `messageId`.
pub(super) const SEGMENT: Recogniser = Recogniser {
    format: Format::Segment,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Segment::open(mapping))),
};

const TYPES: [&str; 6] = ["track", "page", "screen", "identify", "group", "alias"];

fn confidence(sample: &Sample<'_>) -> f64 {
    if sample.layout.is_table() || !values(sample, "type").any(|value| TYPES.contains(&value)) {
        return 0.0;
    }
    let sure = |id: &str, user: &str, anonymous: &str| {
        confident(
            sample,
            &["type", id],
            &[user, anonymous, "context", "timestamp"],
        )
    };
    sure("messageId", "userId", "anonymousId").max(sure("message_id", "user_id", "anonymous_id"))
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow, rename = "type")]
    type_: Scalar<'a>,
    #[serde(borrow)]
    event: Scalar<'a>,
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow, alias = "message_id")]
    message_id: Scalar<'a>,
    #[serde(borrow, alias = "anonymous_id")]
    anonymous_id: Scalar<'a>,
    #[serde(borrow, alias = "user_id")]
    user_id: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow, alias = "original_timestamp")]
    original_timestamp: Scalar<'a>,
    #[serde(borrow, alias = "sent_at")]
    sent_at: Scalar<'a>,
    #[serde(borrow, alias = "received_at")]
    received_at: Scalar<'a>,
    #[serde(borrow)]
    properties: Option<Properties<'a>>,
    #[serde(borrow)]
    traits: Option<Pairs<'a>>,
    #[serde(borrow)]
    context: Option<Context<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Context<'a> {
    #[serde(borrow)]
    ip: Scalar<'a>,
    #[serde(borrow, alias = "user_agent")]
    user_agent: Scalar<'a>,
    #[serde(borrow)]
    timezone: Scalar<'a>,
    #[serde(borrow)]
    campaign: Option<Campaign<'a>>,
    #[serde(borrow)]
    page: Option<Page<'a>>,
    #[serde(borrow)]
    location: Option<Location<'a>>,
    #[serde(borrow)]
    traits: Option<Pairs<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Campaign<'a> {
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    source: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    path: Scalar<'a>,
    #[serde(borrow)]
    url: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Location<'a> {
    #[serde(borrow)]
    city: Scalar<'a>,
    #[serde(borrow)]
    country: Scalar<'a>,
    #[serde(borrow)]
    region: Scalar<'a>,
}

struct Segment {
    kinds: Kinds,
    dates: Dates,
    clocks: super::Clocks,
    currency: String,
    decimal: Decimal,
    seen: Seen,
}

impl Segment {
    fn open(mapping: &Mapping) -> Self {
        Self {
            kinds: Kinds::default(),
            dates: Dates::new(DateFormat::Iso, &Zone::default()),
            clocks: super::Clocks::new(Clock::new(&mapping.zone)),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
        }
    }
}

impl Tool for Segment {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let message: Message<'_> = parse(object(record)?)?;
        let type_ = message.type_.text();
        if !TYPES.contains(&&*type_) {
            return Err(bad(Reason::NotOfTool, "type", &type_));
        }
        if matches!(&*type_, "group" | "alias") {
            return Ok(());
        }
        let person = message.user_id.or(message.anonymous_id).text();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "userId, anonymousId"));
        }
        let time = message
            .timestamp
            .or(message.original_timestamp)
            .or(message.sent_at)
            .or(message.received_at)
            .text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "timestamp"));
        }
        let moment = self
            .dates
            .read(&time)
            .ok_or_else(|| bad(Reason::BadTime, "timestamp", &time))?;
        let received = self.dates.read(&message.received_at.text());
        let name = message.event.text();
        let kind = match &*type_ {
            "page" | "screen" => "page",
            "identify" => "custom:identify",
            _ if name.is_empty() => return Err(Bad::new(Reason::NotOfTool, "event")),
            _ => kind_of(&name, &mut self.kinds),
        };
        let context = message.context.unwrap_or_default();
        let campaign = context.campaign.unwrap_or_default();
        let seen_on = context.page.unwrap_or_default();
        let mut draft = Draft {
            person,
            id: message.message_id.text(),
            time_ms: moment.time_ms,
            kind: Cow::Borrowed(kind),
            page: super::draft::path(seen_on.path.or(seen_on.url).text()),
            campaign: campaign.name.text(),
            source: campaign.source.text(),
            received_ms: received.map(|moment| moment.time_ms),
            user_agent: context.user_agent.text(),
            address: context.ip.text(),
            utc_offset_min: Some(match moment.utc_offset_min {
                0 => self
                    .clocks
                    .offset_min(&context.timezone.text(), moment.time_ms),
                told => told,
            }),
            ..Draft::default()
        };
        let properties = message.properties.unwrap_or_default();
        properties.fill(&mut draft, self.decimal)?;
        if draft.page.is_empty() && draft.kind == "page" {
            draft.page = message.name.or(properties.item_name).text();
        }
        // The name, category or price among a page's properties are the page's.
        if draft.kind == "page" {
            draft.lines.clear();
        }
        let place = context.location.unwrap_or_default();
        draft.attribute("country", place.country);
        draft.attribute("region", place.region);
        draft.attribute("city", place.city);
        for pairs in [context.traits, message.traits].into_iter().flatten() {
            for (name, value) in pairs.0 {
                draft.attribute(name, value);
            }
        }
        draft.tell(record.line, &self.currency, &mut self.seen, out);
        Ok(())
    }
}
