//! Google Analytics 4, export to BigQuery: an object for each event, nested, or a table that
//! somebody flattened. Schema: <https://support.google.com/analytics/answer/7029846>, events and
//! their parameters: <https://support.google.com/analytics/answer/9216061> and
//! <https://developers.google.com/analytics/devguides/collection/ga4/reference/events>.
//!
//! The person is `user_pseudo_id`, the browser, as for the tracker; `user_id` only where there is
//! none (visits without consent to cookies).

mod cells;
mod json;
mod quick;

use super::draft::{Draft, Line, Seen, is_refund, money_of, path, sums_lines, total};
use super::scalar::{Scalar, bad};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, confident, visitors_clock};
use crate::events::import::dates::Dates;
use crate::events::import::{
    Clock, Content, DateFormat, Decimal, ImportError, Kinds, Mapping, Reason, Record, Zone,
};
use std::borrow::Cow;

/// Known by its three columns.
pub(super) const GA4: Recogniser = Recogniser {
    format: Format::Ga4,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Ga4::open(mapping)?)),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    confident(
        sample,
        &["event_timestamp", "event_name", "user_pseudo_id"],
        &[
            "event_date",
            "event_params",
            "ga_session_id",
            "device.category",
            "geo.country",
            "platform",
        ],
    )
}

/// What is read of an event, whatever its layout.
#[derive(Debug, Default)]
struct Told<'a> {
    timestamp: Scalar<'a>,
    name: Scalar<'a>,
    user_pseudo_id: Scalar<'a>,
    user_id: Scalar<'a>,
    params: Params<'a>,
    purchase_revenue: Scalar<'a>,
    purchase_revenue_usd: Scalar<'a>,
    refund_value: Scalar<'a>,
    refund_value_usd: Scalar<'a>,
    transaction: Scalar<'a>,
    items: Vec<Item<'a>>,
    source: Scalar<'a>,
    campaign: Scalar<'a>,
    offset_s: Scalar<'a>,
    device: Scalar<'a>,
    country: Scalar<'a>,
    region: Scalar<'a>,
    city: Scalar<'a>,
    first_source: Scalar<'a>,
    user_properties: Vec<(Cow<'a, str>, Scalar<'a>)>,
}

/// The parameters of an event that are read.
#[derive(Debug, Default)]
struct Params<'a> {
    page_location: Scalar<'a>,
    screen: Scalar<'a>,
    search_term: Scalar<'a>,
    engagement_ms: Scalar<'a>,
    percent_scrolled: Scalar<'a>,
    value: Scalar<'a>,
    currency: Scalar<'a>,
    transaction: Scalar<'a>,
    traffic_type: Scalar<'a>,
    source: Scalar<'a>,
    campaign: Scalar<'a>,
}

/// An element of `items`.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow)]
    item_id: Scalar<'a>,
    #[serde(borrow)]
    item_name: Scalar<'a>,
    #[serde(borrow)]
    item_brand: Scalar<'a>,
    #[serde(borrow)]
    item_category: Scalar<'a>,
    #[serde(borrow)]
    price: Scalar<'a>,
    #[serde(borrow)]
    quantity: Scalar<'a>,
}

/// GA4's own limit of user properties.
const MOST_PROPERTIES: usize = 25;

/// "(not set)" is how GA4 writes nothing.
fn set(value: Scalar<'_>) -> Cow<'_, str> {
    let text = value.text();
    if text == "(not set)" {
        Cow::Borrowed("")
    } else {
        text
    }
}

impl<'a> Item<'a> {
    fn line(&self, decimal: Decimal) -> Result<Line<'a>, Bad> {
        let id = set(self.item_id);
        Ok(Line {
            item: if id.is_empty() {
                set(self.item_name)
            } else {
                id
            },
            brand: set(self.item_brand),
            category: set(self.item_category),
            price: self.price.cents("items.price", decimal)?,
            quantity: self.quantity.quantity("items.quantity")?,
        })
    }
}

struct Ga4 {
    kinds: Kinds,
    clock: Clock,
    /// For tables whose `event_timestamp` somebody turned into a date.
    dates: Dates,
    currency: String,
    decimal: Decimal,
    seen: Seen,
    columns: cells::Columns,
}

impl Ga4 {
    fn open(mapping: &Mapping) -> Result<Self, ImportError> {
        Ok(Self {
            kinds: Kinds::default(),
            clock: Clock::new(&mapping.zone),
            dates: Dates::new(DateFormat::Iso, &Zone::default()),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
            columns: cells::Columns::of(&mapping.columns),
        })
    }
}

/// The kinds of GA4's own names that differ from everybody's.
fn kind_of<'k>(name: &'k str, kinds: &'k mut Kinds) -> &'k str {
    match name {
        "page_view" | "screen_view" => "page",
        "view_search_results" | "search" => "search",
        "in_app_purchase" | "ecommerce_purchase" | "purchase" => "purchase",
        name => kinds.of(name),
    }
}

impl Tool for Ga4 {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let mut told = Told::default();
        match record.content {
            Content::Json(text) => {
                if quick::read(text, &mut told).is_none() {
                    told = json::read(text)?;
                }
            }
            Content::Cells(cells) => told = self.columns.read(cells)?,
        }
        let Self {
            kinds,
            clock,
            dates,
            currency,
            decimal,
            seen,
            ..
        } = self;
        let mut draft = Draft::default();
        told.fill(&mut draft, *decimal, kinds, clock, dates)?;
        draft.tell(record.line, currency, seen, out);
        Ok(())
    }
}

impl<'a> Told<'a> {
    /// Fills an empty draft, where it stands: it is large.
    fn fill<'k>(
        &self,
        draft: &mut Draft<'k>,
        decimal: Decimal,
        kinds: &'k mut Kinds,
        clock: &mut Clock,
        dates: &mut Dates,
    ) -> Result<(), Bad>
    where
        'a: 'k,
    {
        let person = self.user_pseudo_id.or(self.user_id).text();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "user_pseudo_id"));
        }
        let time = self.timestamp.text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "event_timestamp"));
        }
        let time_ms = DateFormat::EpochMicros
            .parse(&time)
            .or_else(|| dates.read(&time).map(|moment| moment.time_ms))
            .ok_or_else(|| bad(Reason::BadTime, "event_timestamp", &time))?;
        let name = self.name.text();
        if name.is_empty() {
            return Err(Bad::new(Reason::NotOfTool, "event_name"));
        }
        let kind = match name {
            Cow::Borrowed(name) => Cow::Borrowed(kind_of(name, kinds)),
            Cow::Owned(name) => Cow::Owned(kind_of(&name, kinds).to_owned()),
        };
        let params = &self.params;
        draft.person = person;
        draft.time_ms = time_ms;
        draft.page = path(params.page_location.or(params.screen).text());
        draft.duration_ms = params
            .engagement_ms
            .duration_ms(1, "engagement_time_msec")?;
        draft.depth_pct = params.percent_scrolled.depth_pct("percent_scrolled")?;
        draft.currency = params.currency.text();
        draft.source = set(self.source.or(params.source));
        draft.campaign = set(self.campaign.or(params.campaign));
        draft.utc_offset_min =
            Some(offset_min(self.offset_s).unwrap_or_else(|| clock.offset_min(time_ms)));
        draft.kind = kind;
        // "(direct)", "(organic)", "(referral)" stand for no campaign.
        if draft.campaign.starts_with('(') {
            draft.campaign = Cow::Borrowed("");
        }
        if draft.kind == "search" {
            draft.query = params.search_term.text();
        }
        // A list that was shown says little of its first item.
        if draft.kind != "custom:view_item_list" && draft.kind != "custom:view_promotion" {
            for item in &self.items {
                draft.lines.push(item.line(decimal)?);
            }
        }
        let (value, field, dollars) = if is_refund(&draft.kind) {
            (self.refund_value, "refund_value", self.refund_value_usd)
        } else {
            (
                self.purchase_revenue,
                "purchase_revenue",
                self.purchase_revenue_usd,
            )
        };
        let mut cents = money_of(&draft.kind, value.cents(field, decimal)?, field)?;
        if cents.is_none() {
            cents = money_of(&draft.kind, params.value.cents("value", decimal)?, "value")?;
        }
        if cents.is_none() {
            cents = money_of(&draft.kind, dollars.cents(field, decimal)?, field)?;
            if cents.is_some() {
                draft.currency = Cow::Borrowed("USD");
            }
        }
        if cents.is_none() && sums_lines(&draft.kind) {
            cents = money_of(&draft.kind, total(&draft.lines), "items.price")?;
        }
        draft.value = cents;
        // GA4 gives events no id; an order's own number tells a page that was loaded twice.
        let order = set(self.transaction.or(params.transaction));
        if draft.kind == "purchase" && !order.is_empty() {
            draft.id = Cow::Owned(format!("order:{order}"));
        }
        draft.attribute("device", self.device);
        draft.attribute("country", self.country);
        draft.attribute("region", self.region);
        draft.attribute("city", self.city);
        draft.attribute("first_source", self.first_source);
        draft.attribute(super::TRAFFIC, params.traffic_type);
        for (name, value) in &self.user_properties {
            draft.attribute(name.clone(), *value);
        }
        Ok(())
    }
}

/// `device.time_zone_offset_seconds` in minutes, where a clock could show it.
fn offset_min(seconds: Scalar<'_>) -> Option<i16> {
    let seconds = seconds.whole()?;
    (-50_400..=50_400)
        .contains(&seconds)
        .then(|| i16::try_from(seconds / 60).ok())?
}
