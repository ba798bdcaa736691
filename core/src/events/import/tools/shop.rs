//! Properties of an event as Segment's e-commerce specification names them, which Mixpanel and
//! Amplitude users follow too. Sources:
//! <https://www.twilio.com/docs/segment/connections/spec/ecommerce/v2>,
//! <https://docs.mixpanel.com/docs/data-structure/property-reference/default-properties>,
//! <https://amplitude.com/docs/sdks/analytics/browser/browser-sdk-2#autocapture>.

use super::Bad;
use super::draft::{Draft, Line, money_of, path, sums_lines, total};
use super::pairs::Key;
use super::scalar::{Scalar, parse};
use crate::events::import::{Decimal, Kinds};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What is read of an event's properties. Of a key told twice the last counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties<'a> {
    pub(super) url: Scalar<'a>,
    pub(super) path: Scalar<'a>,
    pub(super) query: Scalar<'a>,
    pub(super) item: Scalar<'a>,
    pub(super) sku: Scalar<'a>,
    pub(super) item_name: Scalar<'a>,
    pub(super) brand: Scalar<'a>,
    pub(super) category: Scalar<'a>,
    pub(super) price: Scalar<'a>,
    pub(super) quantity: Scalar<'a>,
    pub(super) total: Scalar<'a>,
    pub(super) revenue: Scalar<'a>,
    pub(super) value: Scalar<'a>,
    pub(super) currency: Scalar<'a>,
    pub(super) order: Scalar<'a>,
    pub(super) products: Scalar<'a>,
    pub(super) depth: Scalar<'a>,
    pub(super) source: Scalar<'a>,
    pub(super) campaign: Scalar<'a>,
    pub(super) traffic: Scalar<'a>,
    // Mixpanel keeps what others put beside the properties among them.
    pub(super) time: Scalar<'a>,
    pub(super) person: Scalar<'a>,
    pub(super) device: Scalar<'a>,
    pub(super) received: Scalar<'a>,
    pub(super) insert_id: Scalar<'a>,
    pub(super) duration: Scalar<'a>,
    pub(super) country: Scalar<'a>,
    pub(super) region: Scalar<'a>,
    pub(super) city: Scalar<'a>,
    pub(super) os: Scalar<'a>,
    pub(super) user_agent: Scalar<'a>,
    pub(super) address: Scalar<'a>,
}

impl<'a> Properties<'a> {
    /// Where the value of a key goes. Keys are compared in lower case with `_` for blanks.
    fn place(&mut self, key: &str) -> Option<&mut Scalar<'a>> {
        let mut plain = [0_u8; 40];
        let plain = plain.get_mut(..key.len())?;
        for (to, byte) in plain.iter_mut().zip(key.bytes()) {
            *to = match byte {
                b' ' | b'-' => b'_',
                byte => byte.to_ascii_lowercase(),
            };
        }
        Some(match &*plain {
            b"url"
            | b"page_url"
            | b"$current_url"
            | b"current_url"
            | b"page_location"
            | b"[amplitude]_page_url"
            | b"[amplitude]_page_location" => &mut self.url,
            b"path" | b"page_path" | b"[amplitude]_page_path" => &mut self.path,
            b"query" | b"search_term" | b"search_query" | b"search" | b"keyword" => &mut self.query,
            b"product_id" | b"productid" | b"$productid" | b"item_id" | b"item" => &mut self.item,
            b"sku" => &mut self.sku,
            b"product_name" | b"item_name" | b"product" | b"name" => &mut self.item_name,
            b"brand" | b"item_brand" | b"product_brand" => &mut self.brand,
            b"category" | b"item_category" | b"product_category" => &mut self.category,
            b"price" | b"$price" | b"unit_price" => &mut self.price,
            b"quantity" | b"$quantity" | b"qty" => &mut self.quantity,
            b"total" | b"order_total" => &mut self.total,
            b"revenue" | b"$revenue" | b"$amount" | b"amount" => &mut self.revenue,
            b"value" | b"cart_value" | b"order_value" => &mut self.value,
            b"currency" | b"$currency" | b"currency_code" => &mut self.currency,
            b"order_id" | b"orderid" | b"transaction_id" => &mut self.order,
            b"products" | b"items" | b"line_items" => &mut self.products,
            b"percent_scrolled" | b"scroll_depth" | b"scroll_percentage" => &mut self.depth,
            b"utm_source" => &mut self.source,
            b"utm_campaign" => &mut self.campaign,
            b"traffic_type" => &mut self.traffic,
            b"time" => &mut self.time,
            b"distinct_id" => &mut self.person,
            b"$device_id" => &mut self.device,
            b"mp_processing_time_ms" => &mut self.received,
            b"$insert_id" => &mut self.insert_id,
            b"$duration" => &mut self.duration,
            b"mp_country_code" => &mut self.country,
            b"$region" => &mut self.region,
            b"$city" => &mut self.city,
            b"$os" => &mut self.os,
            b"$user_agent" => &mut self.user_agent,
            b"ip" | b"$ip" => &mut self.address,
            _ => return None,
        })
    }

    /// The item these properties themselves tell, if they do.
    fn line(&self, decimal: Decimal) -> Result<Option<Line<'a>>, Bad> {
        let line = Line {
            item: self.item.or(self.sku).text(),
            brand: self.brand.text(),
            category: self.category.text(),
            price: self.price.cents("price", decimal)?,
            quantity: self.quantity.quantity("quantity")?,
        };
        let told = !(line.item.is_empty() && line.brand.is_empty() && line.category.is_empty())
            || line.price.is_some();
        Ok(told.then_some(line))
    }

    /// Puts what is read into an event whose kind is known; `decimal` is the sign of texts. `text` lends the list of products.
    pub(super) fn fill(&self, draft: &mut Draft<'a>, decimal: Decimal) -> Result<(), Bad> {
        let page = if self.path.is_empty() {
            path(self.url.text())
        } else {
            path(self.path.text())
        };
        if !page.is_empty() {
            draft.page = page;
        }
        draft.lines = match self.products.json() {
            Some(Cow::Borrowed(json)) if json.starts_with('[') => lines(json, decimal)?,
            Some(Cow::Owned(json)) if json.starts_with('[') => lines(&json, decimal)?
                .into_iter()
                .map(Line::into_owned)
                .collect(),
            _ => self.line(decimal)?.into_iter().collect(),
        };
        let told = [
            ("total", self.total),
            ("revenue", self.revenue),
            ("value", self.value),
        ];
        let mut value = None;
        for (field, told) in told {
            value = value.or(money_of(&draft.kind, told.cents(field, decimal)?, field)?);
        }
        draft.value = match value {
            None if sums_lines(&draft.kind) => money_of(&draft.kind, total(&draft.lines), "price")?,
            value => value,
        };
        draft.currency = self.currency.text();
        if draft.kind == "search" {
            draft.query = self.query.text();
        }
        draft.depth_pct = self.depth.depth_pct("scroll_depth")?;
        if draft.source.is_empty() {
            draft.source = self.source.text();
        }
        if draft.campaign.is_empty() {
            draft.campaign = self.campaign.text();
        }
        draft.attribute(super::TRAFFIC, self.traffic);
        Ok(())
    }
}

/// The kinds of names of the specification that differ from everybody's.
pub(super) fn kind_of<'k>(name: &'k str, kinds: &'k mut Kinds) -> &'k str {
    const KNOWN: [(&str, &str); 3] = [
        ("Products Searched", "search"),
        ("Product Clicked", "click"),
        ("Order Refunded", "custom:refund"),
    ];
    match KNOWN
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
    {
        Some((_, kind)) => kind,
        None => kinds.of(name),
    }
}

/// The lines of a list of products.
fn lines(json: &str, decimal: Decimal) -> Result<Vec<Line<'_>>, Bad> {
    let products: Vec<Properties<'_>> = parse(json)?;
    let mut lines = Vec::with_capacity(products.len());
    for product in products {
        let mut line = product.line(decimal)?.unwrap_or_default();
        if line.item.is_empty() {
            line.item = product.item_name.text();
        }
        lines.push(line);
    }
    Ok(lines)
}

struct PropertiesVisitor;

impl<'de> Visitor<'de> for PropertiesVisitor {
    type Value = Properties<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_unit<E>(self) -> Result<Properties<'de>, E> {
        Ok(Properties::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties<'de>, A::Error> {
        let mut properties = Properties::default();
        while let Some(Key(key)) = map.next_key()? {
            match properties.place(&key) {
                Some(place) => *place = map.next_value()?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(properties)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropertiesVisitor)
    }
}
