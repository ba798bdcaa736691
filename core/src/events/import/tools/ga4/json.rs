//! GA4's nested objects, whatever they look like: what [`super::quick`] leaves, and what is wrong
//! with it. Read by serde_json's streaming visitors: keys are compared where they stand, what is
//! not wanted is passed over without being built, and every text is borrowed.

use super::super::Bad;
use super::super::scalar::{Scalar, parse};
use super::{Item, Params, Told};
use crate::events::import::tools::pairs::Key;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

pub(super) fn read(text: &str) -> Result<Told<'_>, Bad> {
    let event: Event<'_> = parse(text)?;
    let ecommerce = event.ecommerce.unwrap_or_default();
    let device = event.device.unwrap_or_default();
    let geo = event.geo.unwrap_or_default();
    let collected = event.collected_traffic_source.unwrap_or_default();
    let last_click = event
        .session_traffic_source_last_click
        .and_then(|source| source.manual_campaign)
        .unwrap_or_default();
    Ok(Told {
        timestamp: event.event_timestamp,
        name: event.event_name,
        user_pseudo_id: event.user_pseudo_id,
        user_id: event.user_id,
        params: event.event_params.unwrap_or_default(),
        purchase_revenue: ecommerce.purchase_revenue,
        purchase_revenue_usd: ecommerce.purchase_revenue_in_usd,
        refund_value: ecommerce.refund_value,
        refund_value_usd: ecommerce.refund_value_in_usd,
        transaction: ecommerce.transaction_id,
        items: event.items.unwrap_or_default(),
        source: collected.manual_source.or(last_click.source),
        campaign: collected.manual_campaign_name.or(last_click.campaign_name),
        offset_s: device.time_zone_offset_seconds,
        device: device.category,
        country: geo.country,
        region: geo.region,
        city: geo.city,
        first_source: event.traffic_source.unwrap_or_default().source,
        user_properties: event.user_properties.unwrap_or_default().0,
    })
}

/// The parameters in the JSON text of a cell.
pub(super) fn params(text: &str) -> Result<Params<'_>, Bad> {
    parse(text)
}

/// The items in the JSON text of a cell.
pub(super) fn items(text: &str) -> Result<Vec<Item<'_>>, Bad> {
    parse(text)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow)]
    event_timestamp: Scalar<'a>,
    #[serde(borrow)]
    event_name: Scalar<'a>,
    #[serde(borrow)]
    user_pseudo_id: Scalar<'a>,
    #[serde(borrow)]
    user_id: Scalar<'a>,
    #[serde(borrow)]
    event_params: Option<Params<'a>>,
    #[serde(borrow)]
    items: Option<Vec<Item<'a>>>,
    #[serde(borrow)]
    ecommerce: Option<Ecommerce<'a>>,
    #[serde(borrow)]
    device: Option<Device<'a>>,
    #[serde(borrow)]
    geo: Option<Geo<'a>>,
    #[serde(borrow)]
    traffic_source: Option<TrafficSource<'a>>,
    #[serde(borrow)]
    collected_traffic_source: Option<Collected<'a>>,
    #[serde(borrow)]
    session_traffic_source_last_click: Option<LastClick<'a>>,
    #[serde(borrow)]
    user_properties: Option<UserProperties<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ecommerce<'a> {
    #[serde(borrow)]
    purchase_revenue: Scalar<'a>,
    #[serde(borrow)]
    purchase_revenue_in_usd: Scalar<'a>,
    #[serde(borrow)]
    refund_value: Scalar<'a>,
    #[serde(borrow)]
    refund_value_in_usd: Scalar<'a>,
    #[serde(borrow)]
    transaction_id: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Device<'a> {
    #[serde(borrow)]
    category: Scalar<'a>,
    #[serde(borrow)]
    time_zone_offset_seconds: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Geo<'a> {
    #[serde(borrow)]
    country: Scalar<'a>,
    #[serde(borrow)]
    region: Scalar<'a>,
    #[serde(borrow)]
    city: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TrafficSource<'a> {
    #[serde(borrow)]
    source: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Collected<'a> {
    #[serde(borrow)]
    manual_source: Scalar<'a>,
    #[serde(borrow)]
    manual_campaign_name: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LastClick<'a> {
    #[serde(borrow)]
    manual_campaign: Option<ManualCampaign<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ManualCampaign<'a> {
    #[serde(borrow)]
    source: Scalar<'a>,
    #[serde(borrow)]
    campaign_name: Scalar<'a>,
}

/// `value` of a parameter: one of its fields is set, the others are null or left out.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Value<'a> {
    #[serde(borrow)]
    string_value: Scalar<'a>,
    #[serde(borrow)]
    int_value: Scalar<'a>,
    #[serde(borrow)]
    double_value: Scalar<'a>,
    #[serde(borrow)]
    float_value: Scalar<'a>,
}

impl<'a> Value<'a> {
    fn set(self) -> Scalar<'a> {
        self.string_value
            .or(self.int_value)
            .or(self.double_value)
            .or(self.float_value)
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Member {
    Key,
    Value,
    #[serde(other)]
    Other,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Name {
    PageLocation,
    FirebaseScreen,
    SearchTerm,
    EngagementTimeMsec,
    PercentScrolled,
    Value,
    Currency,
    TransactionId,
    TrafficType,
    Source,
    Campaign,
    #[serde(other)]
    Other,
}

/// A parameter: its name, or that it is not wanted, and its value.
struct Param<'a>(Name, Scalar<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Param<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParamVisitor;
        impl<'de> Visitor<'de> for ParamVisitor {
            type Value = Param<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a parameter with key and value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Param<'de>, A::Error> {
                let mut name = None;
                let mut value = Scalar::Missing;
                while let Some(member) = map.next_key()? {
                    match member {
                        Member::Key => name = Some(map.next_value()?),
                        Member::Value if !matches!(name, Some(Name::Other)) => {
                            value = map
                                .next_value::<Option<Value<'de>>>()?
                                .unwrap_or_default()
                                .set();
                        }
                        Member::Value | Member::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Param(name.unwrap_or(Name::Other), value))
            }
        }
        deserializer.deserialize_map(ParamVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Params<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParamsVisitor;
        impl<'de> Visitor<'de> for ParamsVisitor {
            type Value = Params<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of parameters")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Params<'de>, A::Error> {
                let mut params = Params::default();
                while let Some(Param(name, value)) = list.next_element()? {
                    let place = match name {
                        Name::PageLocation => &mut params.page_location,
                        Name::FirebaseScreen => &mut params.screen,
                        Name::SearchTerm => &mut params.search_term,
                        Name::EngagementTimeMsec => &mut params.engagement_ms,
                        Name::PercentScrolled => &mut params.percent_scrolled,
                        Name::Value => &mut params.value,
                        Name::Currency => &mut params.currency,
                        Name::TransactionId => &mut params.transaction,
                        Name::TrafficType => &mut params.traffic_type,
                        Name::Source => &mut params.source,
                        Name::Campaign => &mut params.campaign,
                        Name::Other => continue,
                    };
                    *place = value;
                }
                Ok(params)
            }
        }
        deserializer.deserialize_seq(ParamsVisitor)
    }
}

/// `user_properties`: names of the site's own and values.
#[derive(Default)]
struct UserProperties<'a>(Vec<(Cow<'a, str>, Scalar<'a>)>);

#[derive(Deserialize)]
struct UserProperty<'a> {
    #[serde(borrow)]
    key: Key<'a>,
    #[serde(borrow, default)]
    value: Option<Value<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for UserProperties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PropertiesVisitor;
        impl<'de> Visitor<'de> for PropertiesVisitor {
            type Value = UserProperties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of user properties")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<UserProperties<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(UserProperty { key, value }) = list.next_element()? {
                    if pairs.len() < super::MOST_PROPERTIES {
                        pairs.push((key.0, value.unwrap_or_default().set()));
                    }
                }
                Ok(UserProperties(pairs))
            }
        }
        deserializer.deserialize_seq(PropertiesVisitor)
    }
}
