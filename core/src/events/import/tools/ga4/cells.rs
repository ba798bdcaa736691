//! GA4 as a table: columns carry the names of the schema (`device.category`, `device_category`)
//! or of a parameter (`page_location`); `event_params` and `items` may hold JSON.

use super::super::scalar::Scalar;
use super::super::{Bad, column};
use super::{Item, Told, json};
use crate::events::import::Cells;

/// Where the columns are.
pub(super) struct Columns {
    at: [Option<usize>; 29],
}

/// The names of each column, the first found is taken.
const NAMES: [&[&str]; 29] = [
    &["event_timestamp"],
    &["event_name"],
    &["user_pseudo_id"],
    &["user_id"],
    &["event_params"],
    &["items"],
    &["page_location"],
    &["search_term"],
    &["engagement_time_msec"],
    &["percent_scrolled"],
    &["value", "event_value"],
    &["currency"],
    &["transaction_id", "ecommerce.transaction_id"],
    &["purchase_revenue", "ecommerce.purchase_revenue"],
    &["refund_value", "ecommerce.refund_value"],
    &["traffic_type"],
    &[
        "collected_traffic_source.manual_source",
        "manual_source",
        "source",
    ],
    &[
        "collected_traffic_source.manual_campaign_name",
        "manual_campaign_name",
        "campaign",
    ],
    &[
        "device.time_zone_offset_seconds",
        "time_zone_offset_seconds",
    ],
    &["device.category", "device"],
    &["geo.country", "country"],
    &["geo.region", "region"],
    &["geo.city", "city"],
    &["item_id", "items.item_id"],
    &["item_name", "items.item_name"],
    &["item_brand", "items.item_brand"],
    &["item_category", "items.item_category"],
    &["price", "item_price", "items.price"],
    &["quantity", "item_quantity", "items.quantity"],
];

impl Columns {
    pub(super) fn of(columns: &[String]) -> Self {
        Self {
            at: NAMES.map(|names| column(columns, names)),
        }
    }

    pub(super) fn read<'a>(&self, cells: Cells<'a>) -> Result<Told<'a>, Bad> {
        let read = self
            .at
            .map(|at| Scalar::cell(at.and_then(|at| cells.get(at))));
        let [
            timestamp,
            name,
            user_pseudo_id,
            user_id,
            params,
            items,
            page_location,
            search_term,
            engagement_ms,
            percent_scrolled,
            value,
            currency,
            transaction,
            purchase_revenue,
            refund_value,
            traffic_type,
            source,
            campaign,
            offset_s,
            device,
            country,
            region,
            city,
            item_id,
            item_name,
            item_brand,
            item_category,
            price,
            quantity,
        ] = read;
        let mut told = Told {
            timestamp,
            name,
            user_pseudo_id,
            user_id,
            purchase_revenue,
            refund_value,
            transaction,
            source,
            campaign,
            offset_s,
            device,
            country,
            region,
            city,
            ..Told::default()
        };
        if let Scalar::Cell(text) = params {
            told.params = json::params(text)?;
        }
        let own = &mut told.params;
        for (place, column) in [
            (&mut own.page_location, page_location),
            (&mut own.search_term, search_term),
            (&mut own.engagement_ms, engagement_ms),
            (&mut own.percent_scrolled, percent_scrolled),
            (&mut own.value, value),
            (&mut own.currency, currency),
            (&mut own.traffic_type, traffic_type),
        ] {
            *place = column.or(*place);
        }
        if let Scalar::Cell(text) = items {
            told.items = json::items(text)?;
        } else if !item_id.is_empty() || !item_name.is_empty() || !item_category.is_empty() {
            told.items.push(Item {
                item_id,
                item_name,
                item_brand,
                item_category,
                price,
                quantity,
            });
        }
        Ok(told)
    }
}
