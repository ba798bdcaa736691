//! Shopify, orders as CSV: a row for each line of an order; what belongs to the order stands in
//! its first row only: <https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders>.
//!
//! The first row becomes the purchase, with the order's total and its first item; the further
//! rows become [`ORDER_LINE`]s. A cancelled, voided or expired order is no purchase. What was
//! refunded follows as an event of its own; the file does not say when, so it bears the order's
//! time. The person is the e-mail address, else the telephone number.

use super::draft::{Draft, Line, ORDER_LINE, Seen};
use super::scalar::{Scalar, bad};
use super::{Bad, Format, Out, Recogniser, Sample, Tool, column, confident};
use crate::events::import::dates::Dates;
use crate::events::import::{
    Cells, Content, DateFormat, Decimal, ImportError, Mapping, Reason, Record,
};
use std::borrow::Cow;

/// Known by its columns.
pub(super) const SHOPIFY: Recogniser = Recogniser {
    format: Format::Shopify,
    confidence,
    propose: |_, mapping| mapping.dates = DateFormat::Iso,
    open: |mapping| Ok(Box::new(Shopify::open(mapping)?)),
};

fn confidence(sample: &Sample<'_>) -> f64 {
    if !sample.layout.is_table() {
        return 0.0;
    }
    confident(
        sample,
        &["Name", "Created at", "Lineitem quantity", "Lineitem name"],
        &["Financial Status", "Email", "Total", "Lineitem price"],
    )
}

struct Shopify {
    columns: Columns,
    dates: Dates,
    currency: String,
    decimal: Decimal,
    seen: Seen,
    /// The order whose rows are being read.
    order: Order,
}

/// What the further rows of an order need of its first.
#[derive(Default)]
struct Order {
    name: String,
    id: String,
    person: String,
    source: String,
    time_ms: i64,
    utc_offset_min: i16,
    lines: usize,
    /// Whether its first row could be read.
    good: bool,
    /// Whether it is a purchase.
    paid: bool,
}

/// Where the columns are.
struct Columns {
    name: usize,
    created: usize,
    email: Option<usize>,
    phone: Option<usize>,
    id: Option<usize>,
    status: Option<usize>,
    cancelled: Option<usize>,
    currency: Option<usize>,
    total: Option<usize>,
    refunded: Option<usize>,
    sku: Option<usize>,
    item: Option<usize>,
    vendor: Option<usize>,
    price: Option<usize>,
    quantity: Option<usize>,
    source: Option<usize>,
    country: [Option<usize>; 2],
    region: [Option<usize>; 2],
    city: [Option<usize>; 2],
}

impl Shopify {
    fn open(mapping: &Mapping) -> Result<Self, ImportError> {
        let at = |name| column(&mapping.columns, &[name]);
        let columns = Columns {
            name: at("Name").ok_or(ImportError::MissingRole("Name, the order's number"))?,
            created: at("Created at").ok_or(ImportError::MissingRole("Created at, its time"))?,
            email: at("Email"),
            phone: column(
                &mapping.columns,
                &["Phone", "Billing Phone", "Shipping Phone"],
            ),
            id: at("Id"),
            status: at("Financial Status"),
            cancelled: at("Cancelled at"),
            currency: at("Currency"),
            total: at("Total"),
            refunded: at("Refunded Amount"),
            sku: at("Lineitem sku"),
            item: at("Lineitem name"),
            vendor: at("Vendor"),
            price: at("Lineitem price"),
            quantity: at("Lineitem quantity"),
            source: at("Source"),
            country: [at("Shipping Country"), at("Billing Country")],
            region: [at("Shipping Province"), at("Billing Province")],
            city: [at("Shipping City"), at("Billing City")],
        };
        Ok(Self {
            columns,
            dates: Dates::new(DateFormat::Iso, &mapping.zone),
            currency: mapping.currency.clone(),
            decimal: mapping.decimal,
            seen: Seen::default(),
            order: Order::default(),
        })
    }
}

impl Columns {
    fn line<'a>(&self, cells: Cells<'a>, decimal: Decimal) -> Result<Line<'a>, Bad> {
        let get = |at| Scalar::cell(cells.present(at));
        Ok(Line {
            item: get(self.sku).or(get(self.item)).text(),
            brand: get(self.vendor).text(),
            category: Cow::Borrowed(""),
            price: get(self.price).cents("Lineitem price", decimal)?,
            quantity: get(self.quantity).quantity("Lineitem quantity")?,
        })
    }

    fn first<'a>(&self, cells: Cells<'a>, at: [Option<usize>; 2]) -> Scalar<'a> {
        let [shipping, billing] = at.map(|at| Scalar::cell(cells.present(at)));
        shipping.or(billing)
    }
}

impl Tool for Shopify {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let Content::Cells(cells) = record.content else {
            return Err(Bad::new(Reason::NotOfTool, "a JSON object"));
        };
        let name = cells
            .get(self.columns.name)
            .ok_or_else(|| Bad::new(Reason::TooFewCells, ""))?;
        // Rows of an order follow each other; some tools leave even its name out.
        if name == self.order.name || (name.is_empty() && !self.order.name.is_empty()) {
            return self.further(record.line, cells, out);
        }
        if name.is_empty() {
            return Err(Bad::new(Reason::NotOfTool, "Name"));
        }
        self.order = Order {
            name: name.to_owned(),
            ..Order::default()
        };
        self.first(record.line, cells, out)
    }
}

impl Shopify {
    fn first(&mut self, row: u64, cells: Cells<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let (columns, decimal) = (&self.columns, self.decimal);
        let get = |at| Scalar::cell(cells.present(at));
        let time = cells.get(columns.created).unwrap_or_default();
        let person = get(columns.email)
            .or(get(columns.phone))
            .text()
            .to_lowercase();
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, "Email"));
        }
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, "Created at"));
        }
        let moment = self
            .dates
            .read(time)
            .ok_or_else(|| bad(Reason::BadTime, "Created at", time))?;
        let status = get(columns.status).text().to_lowercase();
        let undone = matches!(&*status, "voided" | "expired") || !get(columns.cancelled).is_empty();
        let kind = if undone {
            "custom:cancelled_order"
        } else {
            "purchase"
        };
        let total = get(columns.total).cents("Total", decimal)?;
        let refunded = get(columns.refunded).cents("Refunded Amount", decimal)?;
        let id = get(columns.id).text();
        let id = if id.is_empty() {
            &self.order.name
        } else {
            &*id
        };
        let mut draft = Draft {
            person: Cow::Borrowed(&person),
            id: Cow::Owned(format!("order:{id}")),
            time_ms: moment.time_ms,
            kind: Cow::Borrowed(kind),
            lines: vec![columns.line(cells, decimal)?],
            value: super::draft::money_of(kind, total, "Total")?,
            currency: get(columns.currency).text(),
            source: get(columns.source).text(),
            utc_offset_min: Some(moment.utc_offset_min),
            ..Draft::default()
        };
        draft.attribute("country", columns.first(cells, columns.country));
        draft.attribute("region", columns.first(cells, columns.region));
        draft.attribute("city", columns.first(cells, columns.city));
        draft.tell(row, &self.currency, &mut self.seen, out);
        if let Some(back) = refunded
            .map(i64::saturating_abs)
            .filter(|&back| back > 0 && !undone)
        {
            let refund = Draft {
                person: Cow::Borrowed(&person),
                id: Cow::Owned(format!("refund:{id}")),
                time_ms: moment.time_ms,
                kind: Cow::Borrowed("custom:refund"),
                value: Some(back),
                currency: draft.currency.clone(),
                utc_offset_min: draft.utc_offset_min,
                ..Draft::default()
            };
            refund.tell(row, &self.currency, &mut self.seen, out);
        }
        self.order = Order {
            name: std::mem::take(&mut self.order.name),
            id: draft.id.into_owned(),
            source: draft.source.into_owned(),
            time_ms: moment.time_ms,
            utc_offset_min: moment.utc_offset_min,
            lines: 1,
            good: true,
            paid: !undone,
            person,
        };
        Ok(())
    }

    fn further(&mut self, row: u64, cells: Cells<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let order = &mut self.order;
        if !order.good {
            let text = format!("the first row of {} was left out", order.name);
            return Err(Bad::new(Reason::NotOfTool, &text));
        }
        let line = self.columns.line(cells, self.decimal)?;
        // A row may tell a second payment or tax, and no line of the order.
        if !order.paid || line.item.is_empty() {
            return Ok(());
        }
        order.lines += 1;
        let draft = Draft {
            person: Cow::Borrowed(&order.person),
            id: Cow::Owned(format!("{}/{}", order.id, order.lines)),
            time_ms: order.time_ms,
            kind: Cow::Borrowed(ORDER_LINE),
            lines: vec![line],
            source: Cow::Borrowed(&order.source),
            utc_offset_min: Some(order.utc_offset_min),
            ..Draft::default()
        };
        draft.tell(row, &self.currency, &mut self.seen, out);
        Ok(())
    }
}
