//! GA4's nested objects as they nearly always are, in one pass. What is not so is read by
//! [`super::json`], which decides what is wrong: a key told twice, an object where a list belongs.

use super::super::scalar::Scalar;
use super::super::scan::Scan;
use super::{Item, Params, Told};
use std::borrow::Cow;

/// Reads an event into an empty one, where it stands: it is large. `None` when it is not as they
/// nearly always are; what was read then means nothing.
pub(super) fn read<'a>(text: &'a str, told: &mut Told<'a>) -> Option<()> {
    let [mut source, mut campaign] = [Scalar::Missing; 2];
    let mut once = Once(0);
    let mut scan = Scan::new(text);
    scan.members(|scan, key| {
        let (number, place) = match key {
            "event_timestamp" => (0, &mut told.timestamp),
            "event_name" => (1, &mut told.name),
            "user_pseudo_id" => (2, &mut told.user_pseudo_id),
            "user_id" => (3, &mut told.user_id),
            "event_params" => {
                once.first(4)?;
                return params(scan, &mut told.params);
            }
            "items" => {
                once.first(5)?;
                return items(scan, &mut told.items);
            }
            "ecommerce" => {
                once.first(6)?;
                return fields(
                    scan,
                    [
                        ("purchase_revenue", &mut told.purchase_revenue),
                        ("purchase_revenue_in_usd", &mut told.purchase_revenue_usd),
                        ("refund_value", &mut told.refund_value),
                        ("refund_value_in_usd", &mut told.refund_value_usd),
                        ("transaction_id", &mut told.transaction),
                    ],
                );
            }
            "device" => {
                once.first(7)?;
                return fields(
                    scan,
                    [
                        ("category", &mut told.device),
                        ("time_zone_offset_seconds", &mut told.offset_s),
                    ],
                );
            }
            "geo" => {
                once.first(8)?;
                return fields(
                    scan,
                    [
                        ("country", &mut told.country),
                        ("region", &mut told.region),
                        ("city", &mut told.city),
                    ],
                );
            }
            "traffic_source" => {
                once.first(9)?;
                return fields(scan, [("source", &mut told.first_source)]);
            }
            "collected_traffic_source" => {
                once.first(10)?;
                return fields(
                    scan,
                    [
                        ("manual_source", &mut told.source),
                        ("manual_campaign_name", &mut told.campaign),
                    ],
                );
            }
            "session_traffic_source_last_click" => {
                once.first(11)?;
                return last_click(scan, &mut source, &mut campaign);
            }
            "user_properties" => {
                once.first(12)?;
                return user_properties(scan, &mut told.user_properties);
            }
            _ => return scan.skip(),
        };
        once.first(number)?;
        *place = scan.scalar()?;
        Some(())
    })?;
    scan.end()?;
    told.source = told.source.or(source);
    told.campaign = told.campaign.or(campaign);
    Some(())
}

/// The keys of an object that were there.
struct Once(u32);

impl Once {
    /// Whether this is the first of its number.
    fn first(&mut self, number: u32) -> Option<()> {
        let bit = 1 << number;
        let first = self.0 & bit == 0;
        self.0 |= bit;
        first.then_some(())
    }

    /// Whether that number was there.
    fn told(&self, number: u32) -> bool {
        self.0 >> number & 1 == 1
    }
}

/// Values of an object by their names, or `null`.
fn fields<'a, const N: usize>(
    scan: &mut Scan<'a>,
    mut places: [(&str, &mut Scalar<'a>); N],
) -> Option<()> {
    let mut once = Once(0);
    object(scan, |scan, key| {
        for (number, (name, place)) in (0..).zip(&mut places) {
            if *name == key {
                once.first(number)?;
                **place = scan.scalar()?;
                return Some(());
            }
        }
        scan.skip()
    })
}

fn object<'a>(
    scan: &mut Scan<'a>,
    each: impl FnMut(&mut Scan<'a>, &'a str) -> Option<()>,
) -> Option<()> {
    if scan.null()? {
        return Some(());
    }
    scan.members(each)
}

fn list<'a>(scan: &mut Scan<'a>, each: impl FnMut(&mut Scan<'a>) -> Option<()>) -> Option<()> {
    if scan.null()? {
        return Some(());
    }
    scan.elements(each)
}

fn last_click<'a>(
    scan: &mut Scan<'a>,
    source: &mut Scalar<'a>,
    campaign: &mut Scalar<'a>,
) -> Option<()> {
    let mut once = Once(0);
    object(scan, |scan, key| {
        if key != "manual_campaign" {
            return scan.skip();
        }
        once.first(0)?;
        fields(
            scan,
            [("source", &mut *source), ("campaign_name", &mut *campaign)],
        )
    })
}

fn items<'a>(scan: &mut Scan<'a>, into: &mut Vec<Item<'a>>) -> Option<()> {
    list(scan, |scan| {
        // An element that is null is no item, and no list of items either.
        if scan.null()? {
            return None;
        }
        let mut item = Item::default();
        fields(
            scan,
            [
                ("item_id", &mut item.item_id),
                ("item_name", &mut item.item_name),
                ("item_brand", &mut item.item_brand),
                ("item_category", &mut item.item_category),
                ("price", &mut item.price),
                ("quantity", &mut item.quantity),
            ],
        )?;
        into.push(item);
        Some(())
    })
}

/// The one field of a parameter's `value` that is set.
fn value<'a>(scan: &mut Scan<'a>) -> Option<Scalar<'a>> {
    let [mut string, mut int, mut double, mut float] = [Scalar::Missing; 4];
    fields(
        scan,
        [
            ("string_value", &mut string),
            ("int_value", &mut int),
            ("double_value", &mut double),
            ("float_value", &mut float),
        ],
    )?;
    Some(string.or(int).or(double).or(float))
}

fn params<'a>(scan: &mut Scan<'a>, params: &mut Params<'a>) -> Option<()> {
    list(scan, |scan| {
        let mut once = Once(0);
        let mut name = None;
        scan.members(|scan, key| match key {
            "key" => {
                once.first(0)?;
                name = Some(scan.name()?);
                Some(())
            }
            // Before its key nobody knows whether it is wanted: that is left to the other reader.
            "value" => {
                once.first(1)?;
                match place(params, name?) {
                    Some(place) => *place = value(scan)?,
                    None => scan.skip()?,
                }
                Some(())
            }
            _ => scan.skip(),
        })?;
        // Told without a value, it takes away the one told before.
        if !once.told(1)
            && let Some(place) = name.and_then(|name| place(params, name))
        {
            *place = Scalar::Missing;
        }
        Some(())
    })
}

fn user_properties<'a>(
    scan: &mut Scan<'a>,
    into: &mut Vec<(Cow<'a, str>, Scalar<'a>)>,
) -> Option<()> {
    list(scan, |scan| {
        let mut once = Once(0);
        let mut name = None;
        let mut told = Scalar::Missing;
        scan.members(|scan, key| match key {
            "key" => {
                once.first(0)?;
                name = Some(scan.name()?);
                Some(())
            }
            "value" => {
                once.first(1)?;
                told = value(scan)?;
                Some(())
            }
            _ => scan.skip(),
        })?;
        let name = name?;
        if into.len() < super::MOST_PROPERTIES {
            into.push((Cow::Borrowed(name), told));
        }
        Some(())
    })
}

/// Where a parameter of a name belongs, if it is one that is read.
fn place<'p, 'a>(params: &'p mut Params<'a>, name: &str) -> Option<&'p mut Scalar<'a>> {
    Some(match name {
        "page_location" => &mut params.page_location,
        "firebase_screen" => &mut params.screen,
        "search_term" => &mut params.search_term,
        "engagement_time_msec" => &mut params.engagement_ms,
        "percent_scrolled" => &mut params.percent_scrolled,
        "value" => &mut params.value,
        "currency" => &mut params.currency,
        "transaction_id" => &mut params.transaction,
        "traffic_type" => &mut params.traffic_type,
        "source" => &mut params.source,
        "campaign" => &mut params.campaign,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Bad, Draft, json};
    use super::*;
    use crate::events::import::{Clock, DateFormat, Dates, Decimal, Kinds, Zone};
    use crate::random::{below, seeded};

    /// Every key that is read, and one of each sort that is not.
    const EVENTS: [&str; 3] = [
        r#"{"event_date":"20240131","event_timestamp":"1706659200000000","event_name":"purchase","user_pseudo_id":"1.2","user_id":null,"event_params":[{"key":"page_location","value":{"string_value":"https://a.it/\u00e8?x","int_value":null}},{"key":"ga_session_id","value":{"int_value":17}},{"key":"engagement_time_msec","value":{"int_value":"1200"}},{"key":"percent_scrolled","value":{"int_value":90}},{"key":"currency","value":{"string_value":"eur"}},{"key":"value","value":{"double_value":1.5e1}},{"key":"source"}],"items":[{"item_id":"a","item_name":"A","item_brand":"(not set)","item_category":"x\/y","price":12.5,"quantity":2,"params":[[],{}]},{}],"ecommerce":{"purchase_revenue":49.90,"transaction_id":"T \"1\"","tax":-0.0}}"#,
        "\t{ \"event_timestamp\" : 1706659200000000.0 , \"event_name\":\"search\",\"user_id\":\"u\",\"device\":{\"category\":\"mobile\",\"time_zone_offset_seconds\":3600,\"is\":[true,false,null]},\"geo\":{\"country\":\"Italy\",\"region\":\"\",\"city\":\"(not set)\"},\"traffic_source\":{\"source\":\"(direct)\"},\"collected_traffic_source\":{\"manual_source\":null,\"manual_campaign_name\":\"estate\"},\"session_traffic_source_last_click\":{\"manual_campaign\":{\"source\":\"mail\",\"campaign_name\":\"x\"}},\"event_params\":[{\"key\":\"search_term\",\"value\":{\"string_value\":\" caffè \"}}],\"user_properties\":[{\"key\":\"età\",\"value\":{\"string_value\":\"18-24\",\"set_timestamp_micros\":1}},{\"key\":\"p\"}]} ",
        r#"{"event_timestamp":"1706659200000000","event_name":"refund","user_pseudo_id":"1.2","event_params":null,"items":[],"ecommerce":{"refund_value":-3,"refund_value_in_usd":1,"purchase_revenue_in_usd":2},"device":null,"user_properties":[]}"#,
    ];

    fn drafted(told: &Told<'_>) -> Result<String, Bad> {
        let zone = Zone::default();
        let (mut kinds, mut clock) = (Kinds::default(), Clock::new(&zone));
        let mut dates = Dates::new(DateFormat::Iso, &zone);
        let mut draft = Draft::default();
        told.fill(&mut draft, Decimal::Dot, &mut kinds, &mut clock, &mut dates)?;
        Ok(format!("{draft:?}"))
    }

    /// Whether it was read; then serde_json has to read the same.
    fn is_read(text: &str) -> bool {
        let mut told = Told::default();
        if read(text, &mut told).is_none() {
            return false;
        }
        let slowly = json::read(text).expect(text);
        assert_eq!(drafted(&told), drafted(&slowly), "{text}");
        true
    }

    #[test]
    fn what_is_read_is_what_serde_json_reads() {
        assert!(EVENTS.into_iter().all(is_read));
        for odd in [
            "",
            "null",
            "[]",
            "{",
            "{}{}",
            "{\"a\":01}",
            "{\"a\":\"\n\"}",
            "{\"event\\u005fname\":\"x\"}",
            "{\"event_name\":\"x\",\"event_name\":\"y\"}",
            "{\"event_params\":[{\"value\":{},\"key\":\"value\"}]}",
            "{\"items\":[null]}",
            "{\"geo\":[]}",
        ] {
            assert!(!is_read(odd), "{odd}");
        }
    }

    #[test]
    fn damage_is_read_alike_or_left_alone() {
        const SIGNS: &[u8] = b"{}[]\",:\\ \t\n01eE.-+nul";
        let mut random = seeded(7);
        let mut draw = |bound: usize| below(bound as u64, &mut random) as usize;
        let mut taken = 0;
        for round in 0..30_000 {
            let mut bytes = EVENTS[round % EVENTS.len()].as_bytes().to_vec();
            for _ in 0..=draw(3) {
                let at = draw(bytes.len());
                match draw(4) {
                    0 => drop(bytes.remove(at)),
                    1 => bytes.insert(at, SIGNS[draw(SIGNS.len())]),
                    2 => bytes[at] = SIGNS[draw(SIGNS.len())],
                    _ => {
                        // A piece said twice, or somewhere else.
                        let end = (at + draw(60)).min(bytes.len());
                        let piece = bytes[at..end].to_vec();
                        let to = draw(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                }
            }
            if let Ok(text) = std::str::from_utf8(&bytes) {
                taken += usize::from(is_read(text));
            }
        }
        assert!(taken > 1_000, "{taken}");
    }
}
