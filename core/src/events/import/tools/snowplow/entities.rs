//! What stands as JSON in an enriched event: Snowplow's own e-commerce action with its products
//! and transaction, site search, and the mark of the IAB's list of robots. Schemas:
//! <https://github.com/snowplow/iglu-central/tree/master/schemas/com.snowplowanalytics.snowplow.ecommerce>
//! and `com.iab.snowplow/spiders_and_robots`.

use super::super::Bad;
use super::super::draft::{Draft, Line};
use super::super::scalar::{Scalar, parse};
use crate::events::import::Decimal;
use serde::Deserialize;
use std::borrow::Cow;

/// `{"schema":"iglu:…","data":…}`
#[derive(Deserialize)]
struct Described<'a> {
    #[serde(borrow)]
    schema: Scalar<'a>,
    #[serde(borrow)]
    data: Scalar<'a>,
}

impl Described<'_> {
    /// Whether the schema is `name`, whatever its version.
    fn is(&self, name: &str) -> bool {
        self.schema
            .text()
            .strip_prefix("iglu:")
            .is_some_and(|schema| schema.starts_with(name))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Contexts<'a> {
    #[serde(borrow)]
    data: Vec<Described<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow)]
    data: Option<Described<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Action<'a> {
    #[serde(borrow, rename = "type")]
    type_: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search<'a> {
    #[serde(borrow)]
    terms: Vec<Scalar<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Product<'a> {
    #[serde(borrow)]
    id: Scalar<'a>,
    #[serde(borrow)]
    name: Scalar<'a>,
    #[serde(borrow)]
    category: Scalar<'a>,
    #[serde(borrow)]
    brand: Scalar<'a>,
    #[serde(borrow)]
    price: Scalar<'a>,
    #[serde(borrow)]
    quantity: Scalar<'a>,
    #[serde(borrow)]
    currency: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Transaction<'a> {
    #[serde(borrow)]
    revenue: Scalar<'a>,
    #[serde(borrow)]
    currency: Scalar<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Robot<'a> {
    #[serde(borrow, rename = "spiderOrRobot")]
    spider_or_robot: Scalar<'a>,
}

const ACTION: &str = "com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/";
const PRODUCT: &str = "com.snowplowanalytics.snowplow.ecommerce/product/";
const TRANSACTION: &str = "com.snowplowanalytics.snowplow.ecommerce/transaction/";
const SEARCH: &str = "com.snowplowanalytics.snowplow/site_search/";
const ROBOT: &str = "com.iab.snowplow/spiders_and_robots/";

fn own(value: Scalar<'_>) -> Cow<'static, str> {
    Cow::Owned(value.text().into_owned())
}

/// Reads `unstruct_event`.
pub(super) fn event(text: &str, draft: &mut Draft<'_>) -> Result<(), Bad> {
    let event: Event<'_> = parse(text)?;
    let Some(told) = event.data else {
        return Ok(());
    };
    let Some(data) = told.data.json() else {
        return Ok(());
    };
    if told.is(ACTION) {
        let action: Action<'_> = parse(&data)?;
        draft.kind = match &*action.type_.text() {
            "product_view" => "view_item".into(),
            "add_to_cart" => "add_to_cart".into(),
            "transaction" => "purchase".into(),
            "refund" => "custom:refund".into(),
            "list_click" => "click".into(),
            _ => return Ok(()),
        };
    } else if told.is(SEARCH) {
        let search: Search<'_> = parse(&data)?;
        let terms: Vec<String> = search
            .terms
            .iter()
            .map(|term| term.text().into_owned())
            .collect();
        draft.query = Cow::Owned(terms.join(" "));
    }
    Ok(())
}

/// Reads `contexts`: products and the transaction they belong to; `decimal` is the sign of texts.
pub(super) fn contexts(text: &str, draft: &mut Draft<'_>, decimal: Decimal) -> Result<(), Bad> {
    let contexts: Contexts<'_> = parse(text)?;
    for told in contexts.data {
        let Some(data) = told.data.json() else {
            continue;
        };
        if told.is(PRODUCT) {
            let product: Product<'_> = parse(&data)?;
            draft.lines.push(Line {
                item: own(product.id.or(product.name)),
                brand: own(product.brand),
                category: own(product.category),
                price: product.price.cents("product.price", decimal)?,
                quantity: product.quantity.quantity("product.quantity")?,
            });
            if draft.currency.is_empty() {
                draft.currency = own(product.currency);
            }
        } else if told.is(TRANSACTION) {
            let transaction: Transaction<'_> = parse(&data)?;
            draft.value = transaction.revenue.cents("transaction.revenue", decimal)?;
            draft.currency = own(transaction.currency);
        }
    }
    Ok(())
}

/// Whether `derived_contexts` say that the IAB's list knows the client as a robot.
pub(super) fn is_robot(text: &str) -> Result<bool, Bad> {
    let contexts: Contexts<'_> = parse(text)?;
    for told in contexts.data.iter().filter(|told| told.is(ROBOT)) {
        if let Some(data) = told.data.json() {
            let robot: Robot<'_> = parse(&data)?;
            if &*robot.spider_or_robot.text() == "true" {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
