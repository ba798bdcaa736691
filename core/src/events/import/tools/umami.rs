//! Umami, the `website_event.csv` of its data export: a row for each page view or event. Columns:
//! <https://github.com/umami-software/umami/blob/master/db/clickhouse/schema.sql>. Its other
//! exports hold sums (`aggregates.rs`).
//!
//! The person is `distinct_id` where the site gives one, else `session_id`, which Umami makes of
//! address and user agent anew each month: who comes back later is somebody else.

use super::draft::{Draft, Seen};
use super::scalar::{Scalar, bad};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, column, confident, visitors_clock};
use crate::events::import::dates::Dates;
use crate::events::import::{
    Clock, Content, DateFormat, ImportError, Kinds, Mapping, Reason, Record, Zone,
};
use std::borrow::Cow;

/// Known by its columns.
pub(super) const UMAMI: Recogniser = Recogniser {
    format: Format::Umami,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Umami::open(mapping)?)),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    if !sample.layout.is_table() {
        return 0.0;
    }
    confident(
        sample,
        &["website_id", "session_id", "event_type", "created_at"],
        &["visit_id", "event_id", "url_path"],
    )
}

struct Umami {
    at: [Option<usize>; 16],
    dates: Dates,
    clock: Clock,
    kinds: Kinds,
    currency: String,
    seen: Seen,
}

const NAMES: [&str; 16] = [
    "session_id",
    "distinct_id",
    "event_id",
    "created_at",
    "event_type",
    "event_name",
    "url_path",
    "page_title",
    "utm_source",
    "referrer_domain",
    "utm_campaign",
    "country",
    "region",
    "city",
    "device",
    "browser",
];

impl Umami {
    fn open(mapping: &Mapping) -> Result<Self, ImportError> {
        let at = NAMES.map(|name| column(&mapping.columns, &[name]));
        if column(&mapping.columns, &["session_id"]).is_none() {
            return Err(ImportError::MissingRole("session_id, the person"));
        }
        Ok(Self {
            at,
            dates: Dates::new(DateFormat::Iso, &Zone::default()),
            clock: Clock::new(&mapping.zone),
            kinds: Kinds::default(),
            currency: mapping.currency.clone(),
            seen: Seen::default(),
        })
    }
}

impl Tool for Umami {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let Content::Cells(cells) = record.content else {
            return Err(Bad::new(Reason::NotOfTool, "a JSON object"));
        };
        // ClickHouse writes NULL as \N.
        let [
            session,
            distinct,
            id,
            time,
            type_,
            name,
            path,
            title,
            utm_source,
            referrer,
            campaign,
            country,
            region,
            city,
            device,
            browser,
        ] = self
            .at
            .map(|at| Scalar::cell(cells.present(at).filter(|cell| *cell != "\\N")));
        let person = distinct.or(session).text();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "session_id"));
        }
        let time = time.text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "created_at"));
        }
        let time_ms = self
            .dates
            .read(&time)
            .ok_or_else(|| bad(Reason::BadTime, "created_at", &time))?
            .time_ms;
        let name = name.text();
        let kind = match (&*type_.text(), name.is_empty()) {
            ("1", _) => "page",
            ("2", false) => self.kinds.of(&name),
            (other, _) => return Err(bad(Reason::NotOfTool, "event_type", other)),
        };
        let mut draft = Draft {
            person,
            id: id.text(),
            time_ms,
            kind: Cow::Borrowed(kind),
            page: path.or(title).text(),
            source: utm_source.or(referrer).text(),
            campaign: campaign.text(),
            utc_offset_min: Some(self.clock.offset_min(time_ms)),
            ..Draft::default()
        };
        draft.attribute("country", country);
        draft.attribute("region", region);
        draft.attribute("city", city);
        draft.attribute("device", device);
        draft.attribute("browser", browser);
        draft.tell(record.line, &self.currency, &mut self.seen, out);
        Ok(())
    }
}
