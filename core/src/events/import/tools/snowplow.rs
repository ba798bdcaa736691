//! Snowplow, enriched events: tab-separated, 131 columns, no header and no quotes:
//! <https://docs.snowplow.io/docs/fundamentals/canonical-event/understanding-the-enriched-tsv-format/>.
//!
//! The person is `domain_userid`, the browser, else `user_id`, else `network_userid`. Times are
//! `derived_tstamp` (the device's clock, corrected), else `collector_tstamp`.

mod entities;

use super::draft::{
    Draft, Line, ORDER_LINE, Seen, TOWN_M, money_of, path, position, sums_lines, total,
};
use super::scalar::{Scalar, bad};
use super::{Bad, Clocks, Format, Out, Recogniser, Sample, TRAFFIC, Tool, visitors_clock};
use crate::events::import::dates::Dates;
use crate::events::import::{
    Cells, Clock, Content, DateFormat, Decimal, Kinds, Layout, Mapping, Reason, Record, Zone,
};
use std::borrow::Cow;

/// Known by the number of its columns and what stands in three of them.
pub(super) const SNOWPLOW: Recogniser = Recogniser {
    format: Format::Snowplow,
    confidence,
    propose: |_, mapping| {
        visitors_clock(mapping);
        mapping.has_header = false;
        mapping.quote = 0;
    },
    open: |mapping| Ok(Box::new(Snowplow::open(mapping))),
};

/// Columns of an enriched event.
const COLUMNS: usize = 131;

/// The columns that are read, counted from 0.
mod at {
    pub(super) const COLLECTOR_TSTAMP: usize = 3;
    pub(super) const EVENT: usize = 5;
    pub(super) const EVENT_ID: usize = 6;
    pub(super) const USER_ID: usize = 12;
    pub(super) const USER_IPADDRESS: usize = 13;
    pub(super) const DOMAIN_USERID: usize = 15;
    pub(super) const NETWORK_USERID: usize = 17;
    pub(super) const GEO_COUNTRY: usize = 18;
    pub(super) const GEO_CITY: usize = 20;
    pub(super) const GEO_LATITUDE: usize = 22;
    pub(super) const GEO_LONGITUDE: usize = 23;
    pub(super) const GEO_REGION_NAME: usize = 24;
    pub(super) const PAGE_URL: usize = 29;
    pub(super) const PAGE_TITLE: usize = 30;
    pub(super) const PAGE_URLPATH: usize = 35;
    pub(super) const REFR_SOURCE: usize = 45;
    pub(super) const MKT_SOURCE: usize = 48;
    pub(super) const MKT_CAMPAIGN: usize = 51;
    pub(super) const CONTEXTS: usize = 52;
    pub(super) const SE_ACTION: usize = 54;
    pub(super) const UNSTRUCT_EVENT: usize = 58;
    pub(super) const TR_TOTAL: usize = 61;
    pub(super) const TI_SKU: usize = 68;
    pub(super) const TI_NAME: usize = 69;
    pub(super) const TI_CATEGORY: usize = 70;
    pub(super) const TI_PRICE: usize = 71;
    pub(super) const TI_QUANTITY: usize = 72;
    pub(super) const PP_YOFFSET_MAX: usize = 76;
    pub(super) const USERAGENT: usize = 77;
    pub(super) const BR_TYPE: usize = 81;
    pub(super) const BR_VIEWHEIGHT: usize = 96;
    pub(super) const OS_TIMEZONE: usize = 100;
    pub(super) const DVCE_TYPE: usize = 101;
    pub(super) const DOC_HEIGHT: usize = 107;
    pub(super) const TR_CURRENCY: usize = 108;
    pub(super) const DERIVED_CONTEXTS: usize = 122;
    pub(super) const DERIVED_TSTAMP: usize = 124;
    pub(super) const EVENT_NAME: usize = 126;
}

const EVENTS: [&str; 6] = [
    "page_view",
    "page_ping",
    "struct",
    "unstruct",
    "transaction",
    "transaction_item",
];

fn confidence(sample: &Sample<'_>) -> f64 {
    if sample.layout != Layout::Delimited(b'\t') {
        return 0.0;
    }
    let own = |row: &&Vec<String>| {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        row.len() == COLUMNS
            && EVENTS.contains(&cell(at::EVENT))
            && cell(at::EVENT_ID).len() == 36
            && DateFormat::Iso.parse(cell(at::COLLECTOR_TSTAMP)).is_some()
    };
    let rows = sample.rows.iter().filter(own).count();
    if rows == 0 {
        return 0.0;
    }
    0.5 + 0.5 * rows as f64 / sample.rows.len() as f64
}

struct Snowplow {
    kinds: Kinds,
    dates: Dates,
    clocks: Clocks,
    currency: String,
    decimal: Decimal,
    seen: Seen,
}

impl Snowplow {
    fn open(mapping: &Mapping) -> Self {
        Self {
            kinds: Kinds::default(),
            dates: Dates::new(DateFormat::Iso, &Zone::default()),
            clocks: Clocks::new(Clock::new(&mapping.zone)),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
        }
    }

    fn kind(&mut self, cells: Cells<'_>) -> Result<String, Bad> {
        let get = |at| cells.get(at).unwrap_or_default();
        Ok(match get(at::EVENT) {
            "page_view" => "page".to_owned(),
            "transaction" => "purchase".to_owned(),
            "transaction_item" => ORDER_LINE.to_owned(),
            "struct" => match get(at::SE_ACTION) {
                "" => "custom:struct".to_owned(),
                action => self.kinds.of(action).to_owned(),
            },
            "unstruct" => match get(at::EVENT_NAME) {
                "" => "custom:unstruct".to_owned(),
                "link_click" | "button_click" => "click".to_owned(),
                "site_search" => "search".to_owned(),
                name => self.kinds.of(name).to_owned(),
            },
            other if EVENTS.contains(&other) => self.kinds.of(other).to_owned(),
            other => return Err(bad(Reason::NotOfTool, "event", other)),
        })
    }
}

impl Tool for Snowplow {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let Content::Cells(cells) = record.content else {
            return Err(Bad::new(Reason::NotOfTool, "a JSON object"));
        };
        if cells.len() != COLUMNS {
            let reason = if cells.len() < COLUMNS {
                Reason::TooFewCells
            } else {
                Reason::NotOfTool
            };
            return Err(Bad::new(
                reason,
                &format!("{} cells, not {COLUMNS}", cells.len()),
            ));
        }
        let get = |at| Scalar::cell(cells.get(at));
        let person = get(at::DOMAIN_USERID)
            .or(get(at::USER_ID))
            .or(get(at::NETWORK_USERID))
            .text();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "domain_userid"));
        }
        let time = get(at::DERIVED_TSTAMP).or(get(at::COLLECTOR_TSTAMP)).text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "derived_tstamp"));
        }
        let time_ms = self
            .dates
            .read(&time)
            .ok_or_else(|| bad(Reason::BadTime, "derived_tstamp", &time))?
            .time_ms;
        let received = self.dates.read(&get(at::COLLECTOR_TSTAMP).text());
        let kind = self.kind(cells)?;
        let mut draft = Draft {
            person,
            id: get(at::EVENT_ID).text(),
            time_ms,
            kind: Cow::Owned(kind),
            page: match get(at::PAGE_URLPATH).text() {
                url if url.is_empty() => path(get(at::PAGE_URL).or(get(at::PAGE_TITLE)).text()),
                path => path,
            },
            source: get(at::MKT_SOURCE).or(get(at::REFR_SOURCE)).text(),
            campaign: get(at::MKT_CAMPAIGN).text(),
            depth_pct: depth_pct(cells)?,
            position: position(get(at::GEO_LATITUDE), get(at::GEO_LONGITUDE), TOWN_M)?,
            utc_offset_min: Some(
                self.clocks
                    .offset_min(&get(at::OS_TIMEZONE).text(), time_ms),
            ),
            received_ms: received.map(|moment| moment.time_ms),
            user_agent: get(at::USERAGENT).text(),
            address: get(at::USER_IPADDRESS).text(),
            ..Draft::default()
        };
        match &*draft.kind {
            "purchase" => {
                draft.value = get(at::TR_TOTAL).cents("tr_total", self.decimal)?;
                draft.currency = get(at::TR_CURRENCY).text();
            }
            // The order's event has the money.
            ORDER_LINE => draft.lines = vec![item(cells, self.decimal)?],
            _ => {}
        }
        if let Some(told) = get(at::UNSTRUCT_EVENT).json() {
            entities::event(&told, &mut draft)?;
        }
        if let Some(told) = get(at::CONTEXTS).json() {
            entities::contexts(&told, &mut draft, self.decimal)?;
        }
        if draft.value.is_none() && sums_lines(&draft.kind) {
            draft.value = total(&draft.lines);
        }
        draft.value = money_of(&draft.kind, draft.value, "tr_total")?;
        let robot = match get(at::DERIVED_CONTEXTS).json() {
            Some(told) => entities::is_robot(&told)?,
            None => false,
        };
        if robot || cells.get(at::BR_TYPE) == Some("Robot") {
            draft.attributes.push((TRAFFIC.into(), "bot".into()));
        }
        draft.attribute("country", get(at::GEO_COUNTRY));
        draft.attribute("region", get(at::GEO_REGION_NAME));
        draft.attribute("city", get(at::GEO_CITY));
        draft.attribute("device", get(at::DVCE_TYPE));
        draft.tell(record.line, &self.currency, &mut self.seen, out);
        Ok(())
    }
}

fn item(cells: Cells<'_>, decimal: Decimal) -> Result<Line<'_>, Bad> {
    let get = |at| Scalar::cell(cells.get(at));
    Ok(Line {
        item: get(at::TI_SKU).or(get(at::TI_NAME)).text(),
        category: get(at::TI_CATEGORY).text(),
        price: get(at::TI_PRICE).cents("ti_price", decimal)?,
        quantity: get(at::TI_QUANTITY).quantity("ti_quantity")?,
        ..Line::default()
    })
}

/// How much of the page's height was in view at a page ping: offset plus window over document.
fn depth_pct(cells: Cells<'_>) -> Result<Option<u8>, Bad> {
    let get = |at| Scalar::cell(cells.get(at));
    let (offset, window, page) = (
        get(at::PP_YOFFSET_MAX),
        get(at::BR_VIEWHEIGHT),
        get(at::DOC_HEIGHT),
    );
    if offset.is_empty() || window.is_empty() || page.is_empty() {
        return Ok(None);
    }
    match (offset.number(), window.number(), page.number()) {
        (Some(offset), Some(window), Some(page)) if page > 0.0 => {
            let share = (offset + window) / page;
            Ok(Some((share * 100.0).clamp(0.0, 100.0) as u8))
        }
        _ => Err(bad(Reason::BadDepth, "pp_yoffset_max", &offset.text())),
    }
}
