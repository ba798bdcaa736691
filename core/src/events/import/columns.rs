//! Records of no known tool: each column or key has the role that the mapping gives it.

use super::dates::Dates;
use super::money::{BadMoney, cents};
use super::{Bad, Cells, Content, ImportError, Kinds, Mapping, Out, Reason, Record, Role, Tool};
use crate::events::Told;
use std::borrow::Cow;

/// The columns that are read.
pub(super) struct Columns {
    mapping: Mapping,
    dates: Dates,
    kinds: Kinds,
    default_kind: String,
    person: usize,
    time: usize,
    kind: Option<usize>,
    value: Option<usize>,
    quantity: Option<usize>,
    id: Option<usize>,
    item: Option<usize>,
    category: Option<usize>,
}

impl Columns {
    pub(super) fn open(mapping: &Mapping) -> Result<Self, ImportError> {
        let place = |role| mapping.place(role);
        Ok(Self {
            dates: Dates::new(mapping.dates, &mapping.zone),
            kinds: Kinds::default(),
            default_kind: mapping.default_kind.to_string(),
            person: place(Role::Person).ok_or(ImportError::MissingRole("the person"))?,
            time: place(Role::Time).ok_or(ImportError::MissingRole("the time"))?,
            kind: place(Role::Kind),
            value: place(Role::Value),
            quantity: place(Role::Quantity),
            id: place(Role::Id),
            item: place(Role::Item),
            category: place(Role::Category),
            mapping: mapping.clone(),
        })
    }

    fn row(&mut self, line: u64, cells: Cells<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        let short = || {
            Bad::new(
                Reason::TooFewCells,
                &cells.iter().collect::<Vec<_>>().join(" "),
            )
        };
        let person = cells.get(self.person).ok_or_else(short)?;
        if person.is_empty() {
            return Err(Bad::new(Reason::NoPerson, ""));
        }
        let time = cells.get(self.time).ok_or_else(short)?;
        if time.is_empty() {
            return Err(Bad::new(Reason::NoTime, ""));
        }
        let moment = self
            .dates
            .read(time)
            .ok_or_else(|| Bad::new(Reason::BadTime, time))?;
        let id = cells.present(self.id).unwrap_or_default();
        let mut told = Told::new(person, id, moment.time_ms, "", line);
        told.event.kind = Cow::Borrowed(match cells.present(self.kind) {
            Some(name) => self.kinds.of(name),
            None => &self.default_kind,
        });
        told.event.utc_offset_min = Some(moment.utc_offset_min);
        if let Some(at) = self.value {
            let text = cells.get(at).ok_or_else(short)?;
            if !text.is_empty() {
                let value = cents(text, self.mapping.decimal).map_err(|bad| {
                    let reason = match bad {
                        BadMoney::NotANumber => Reason::BadValue,
                        BadMoney::Huge => Reason::HugeValue,
                    };
                    Bad::new(reason, text)
                })?;
                if value < 0 {
                    return Err(Bad::new(Reason::NegativeValue, text));
                }
                told.event.value_cents = Some(value);
                told.event.currency = Some(&self.mapping.currency);
            }
        }
        if let Some(text) = cells.present(self.quantity) {
            told.event.quantity = Some(
                text.parse()
                    .map_err(|_| Bad::new(Reason::BadQuantity, text))?,
            );
        }
        told.event.item = cells.present(self.item);
        told.event.category = cells.present(self.category);
        out(&told);
        Ok(())
    }
}

impl Tool for Columns {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        match record.content {
            Content::Cells(cells) => self.row(record.line, cells, out),
            Content::Json(text) => Err(Bad::new(Reason::BadJson, text)),
        }
    }
}
