//! Matomo, `Live.getLastVisitsDetails`: a list of visits, each with its actions:
//! <https://developer.matomo.org/api-reference/reporting-api#Live>. The fields are those that
//! Matomo's plugins Live, Actions, Ecommerce, Goals and Events write.
//!
//! The person is `visitorId`. A visit is one record: when one of its actions cannot be read, the
//! visit is left out whole and counted once.

use super::draft::{Draft, Line, Seen, TOWN_M, money_of, path, position, sums_lines, total};
use super::scalar::{Scalar, bad, object, parse};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, confident, visitors_clock};
use crate::events::import::{Clock, DateFormat, Decimal, Kinds, Mapping, Reason, Record};
use serde::Deserialize;
use std::borrow::Cow;

/// Known by `idVisit`, `visitorId` and `actionDetails`.
pub(super) const MATOMO: Recogniser = Recogniser {
    format: Format::Matomo,
    confidence,
    propose: |_, mapping| visitors_clock(mapping),
    open: |mapping| Ok(Box::new(Matomo::open(mapping))),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    if sample.layout.is_table() {
        return 0.0;
    }
    confident(
        sample,
        &["idVisit", "visitorId"],
        &[
            "serverTimestamp",
            "visitIp",
            "visitLocalTime",
            "firstActionTimestamp",
        ],
    )
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Visit<'a> {
    #[serde(borrow)]
    id_visit: Scalar<'a>,
    #[serde(borrow)]
    visitor_id: Scalar<'a>,
    #[serde(borrow)]
    visit_ip: Scalar<'a>,
    #[serde(borrow)]
    server_timestamp: Scalar<'a>,
    #[serde(borrow)]
    first_action_timestamp: Scalar<'a>,
    #[serde(borrow)]
    visit_local_time: Scalar<'a>,
    #[serde(borrow)]
    site_currency: Scalar<'a>,
    #[serde(borrow)]
    referrer_type: Scalar<'a>,
    #[serde(borrow)]
    referrer_name: Scalar<'a>,
    #[serde(borrow)]
    campaign_name: Scalar<'a>,
    #[serde(borrow)]
    campaign_source: Scalar<'a>,
    #[serde(borrow)]
    latitude: Scalar<'a>,
    #[serde(borrow)]
    longitude: Scalar<'a>,
    #[serde(borrow)]
    country: Scalar<'a>,
    #[serde(borrow)]
    region: Scalar<'a>,
    #[serde(borrow)]
    city: Scalar<'a>,
    #[serde(borrow)]
    device_type: Scalar<'a>,
    #[serde(borrow)]
    browser_name: Scalar<'a>,
    #[serde(borrow)]
    action_details: Option<Vec<Action<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Action<'a> {
    #[serde(borrow, rename = "type")]
    type_: Scalar<'a>,
    #[serde(borrow)]
    url: Scalar<'a>,
    #[serde(borrow)]
    page_title: Scalar<'a>,
    #[serde(borrow)]
    page_id: Scalar<'a>,
    #[serde(borrow)]
    timestamp: Scalar<'a>,
    #[serde(borrow)]
    time_spent: Scalar<'a>,
    #[serde(borrow)]
    site_search_keyword: Scalar<'a>,
    #[serde(borrow)]
    event_action: Scalar<'a>,
    #[serde(borrow)]
    revenue: Scalar<'a>,
    #[serde(borrow)]
    order_id: Scalar<'a>,
    #[serde(borrow)]
    item_details: Option<Vec<Item<'a>>>,
    #[serde(borrow)]
    product_view_sku: Scalar<'a>,
    #[serde(borrow)]
    product_view_name: Scalar<'a>,
    #[serde(borrow)]
    product_view_price: Scalar<'a>,
    #[serde(borrow)]
    product_view_categories: Option<Vec<Scalar<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow, rename = "itemSKU")]
    sku: Scalar<'a>,
    #[serde(borrow, rename = "itemName")]
    name: Scalar<'a>,
    #[serde(borrow, rename = "itemCategory")]
    category: Scalar<'a>,
    #[serde(borrow)]
    price: Scalar<'a>,
    #[serde(borrow)]
    quantity: Scalar<'a>,
}

struct Matomo {
    kinds: Kinds,
    clock: Clock,
    currency: String,
    decimal: Decimal,
    seen: Seen,
}

impl Matomo {
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

impl Tool for Matomo {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let visit: Visit<'_> = parse(object(record)?)?;
        if visit.visitor_id.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "visitorId"));
        }
        let actions = visit.action_details.as_deref().unwrap_or_default();
        let mut drafts = Vec::with_capacity(actions.len());
        for (at, action) in actions.iter().enumerate() {
            drafts.push(visit.draft(at, action, self.decimal, &mut self.kinds, &mut self.clock)?);
        }
        for draft in drafts {
            draft.tell(record.line, &self.currency, &mut self.seen, out);
        }
        Ok(())
    }
}

impl<'a> Visit<'a> {
    fn draft(
        &self,
        at: usize,
        action: &Action<'a>,
        decimal: Decimal,
        kinds: &mut Kinds,
        clock: &mut Clock,
    ) -> Result<Draft<'a>, Bad> {
        let time = action.timestamp.or(self.server_timestamp).text();
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "timestamp"));
        }
        let time_ms = DateFormat::EpochSeconds
            .parse(&time)
            .ok_or_else(|| bad(Reason::BadTime, "timestamp", &time))?;
        let type_ = action.type_.text();
        let looks_at = !action.product_view_sku.is_empty() || !action.product_view_name.is_empty();
        let kind: Cow<'a, str> = match &*type_ {
            "action" if looks_at => "view_item".into(),
            "action" | "" => "page".into(),
            "search" => "search".into(),
            "outlink" => "click".into(),
            "ecommerceOrder" => "purchase".into(),
            "ecommerceAbandonedCart" => "custom:abandoned_cart".into(),
            // A goal may well be called "purchase", and its order stands beside it.
            "goal" => "custom:goal".into(),
            "event" => match action.event_action.text() {
                name if name.is_empty() => "custom:event".into(),
                name => Cow::Owned(kinds.of(&name).to_owned()),
            },
            other => Cow::Owned(kinds.of(other).to_owned()),
        };
        let lines = match &action.item_details {
            Some(items) => items
                .iter()
                .map(|item| item.line(decimal))
                .collect::<Result<_, _>>()?,
            None if looks_at => vec![action.product(decimal)?],
            None => Vec::new(),
        };
        let mut value = money_of(&kind, action.revenue.cents("revenue", decimal)?, "revenue")?;
        if value.is_none() && sums_lines(&kind) {
            value = money_of(&kind, total(&lines), "price")?;
        }
        let visit = self.id_visit.text();
        let id = match (action.page_id.is_empty(), action.order_id.is_empty()) {
            (_, false) => format!("order:{}", action.order_id.text()),
            (false, true) => format!("action:{}", action.page_id.text()),
            (true, true) => format!("visit:{visit}/{at}"),
        };
        let from_campaign = &*self.referrer_type.text() == "campaign";
        let mut draft = Draft {
            person: self.visitor_id.text(),
            id: Cow::Owned(id),
            time_ms,
            page: match path(action.url.text()) {
                path if path.is_empty() => action.page_title.text(),
                path => path,
            },
            lines,
            value,
            currency: self.site_currency.text(),
            campaign: match (self.campaign_name.text(), from_campaign) {
                (name, true) if name.is_empty() => self.referrer_name.text(),
                (name, _) => name,
            },
            source: match from_campaign {
                true => self.campaign_source.or(self.referrer_type),
                false => self.referrer_name.or(self.referrer_type),
            }
            .text(),
            // 0 is written where Matomo does not know: for a visit's last page.
            duration_ms: action
                .time_spent
                .duration_ms(1000, "timeSpent")?
                .filter(|&ms| ms > 0),
            position: position(self.latitude, self.longitude, TOWN_M)?,
            utc_offset_min: Some(
                self.offset_min()
                    .unwrap_or_else(|| clock.offset_min(time_ms)),
            ),
            address: self.visit_ip.text(),
            kind,
            ..Draft::default()
        };
        if draft.kind == "search" {
            draft.query = action.site_search_keyword.text();
        }
        draft.attribute("country", self.country);
        draft.attribute("region", self.region);
        draft.attribute("city", self.city);
        draft.attribute("device", self.device_type);
        draft.attribute("browser", self.browser_name);
        Ok(draft)
    }

    /// The visitor's own clock, which Matomo writes as `visitLocalTime`, less the server's at the
    /// first action, to the next quarter of an hour.
    fn offset_min(&self) -> Option<i16> {
        let local = self.visit_local_time.text();
        let mut parts = local.split(':');
        let mut part = |most: i64| {
            let part: i64 = parts.next()?.parse().ok()?;
            (0..most).contains(&part).then_some(part)
        };
        let local = part(24)? * 3600 + part(60)? * 60 + part(60)?;
        let first = self.first_action_timestamp.whole()?.rem_euclid(86_400);
        // −12 to +14 hours are more than a day: from 12 hours ahead on, it is behind.
        let apart = (local - first + 43_200).rem_euclid(86_400) - 43_200;
        let quarters = (apart + 450).div_euclid(900);
        i16::try_from(quarters * 15).ok()
    }
}

impl<'a> Action<'a> {
    fn product(&self, decimal: Decimal) -> Result<Line<'a>, Bad> {
        let categories = self.product_view_categories.as_deref();
        Ok(Line {
            item: self.product_view_sku.or(self.product_view_name).text(),
            category: categories
                .and_then(|categories| categories.first())
                .map(|category| category.text())
                .unwrap_or_default(),
            price: self.product_view_price.cents("productViewPrice", decimal)?,
            ..Line::default()
        })
    }
}

impl<'a> Item<'a> {
    fn line(&self, decimal: Decimal) -> Result<Line<'a>, Bad> {
        Ok(Line {
            item: self.sku.or(self.name).text(),
            category: self.category.text(),
            price: self.price.cents("itemDetails.price", decimal)?,
            quantity: self.quantity.quantity("itemDetails.quantity")?,
            ..Line::default()
        })
    }
}
