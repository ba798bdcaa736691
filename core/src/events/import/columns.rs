//! Records of no known tool: each column or key has the role that the mapping gives it.

use super::dates::Dates;
use super::flat::Flat;
use super::money::{BadMoney, cents, currency_of};
use super::numbers::{number, whole};
use super::zone::fixed_minutes;
use super::{Bad, Content, Decimal, ImportError, Kinds, Mapping, Out, Reason, Record, Role, Tool};
use crate::events::{Position, Told};
use std::borrow::Cow;

/// A cell, and whether it is a JSON number, whose decimal sign is always a dot.
type Got<'a> = (&'a str, bool);

/// Reads columns by their roles.
pub(super) struct Columns {
    row: Rows,
    flat: Flat,
}

/// What is needed for a row besides its cells.
struct Rows {
    mapping: Mapping,
    dates: Dates,
    kinds: Kinds,
    default_kind: String,
    person: usize,
    time: usize,
    kind: Option<usize>,
    value: Option<usize>,
    currency: Option<usize>,
    quantity: Option<usize>,
    id: Option<usize>,
    item: Option<usize>,
    brand: Option<usize>,
    category: Option<usize>,
    page: Option<usize>,
    query: Option<usize>,
    campaign: Option<usize>,
    source: Option<usize>,
    /// Its column and the milliseconds of its unit.
    duration: Option<(usize, f64)>,
    depth: Option<usize>,
    position: Option<(usize, usize)>,
    accuracy: Option<usize>,
    user_agent: Option<usize>,
    address: Option<usize>,
    utc_offset: Option<usize>,
    attributes: Vec<(usize, String)>,
}

/// Radius taken for a position whose row names none: a town's size, so that it is never inside a
/// fence for certain.
const UNKNOWN_ACCURACY_M: f64 = 5_000.0;

impl Columns {
    pub(super) fn open(mapping: &Mapping) -> Result<Self, ImportError> {
        let place = |role| mapping.place(role);
        let name = |at: usize| mapping.columns.get(at).cloned();
        let read = mapping
            .roles
            .iter()
            .enumerate()
            .filter(|(_, role)| **role != Role::Ignore)
            .filter_map(|(at, _)| Some((name(at)?, at)));
        let unit = |at: usize| match name(at) {
            Some(name) if name.to_lowercase().ends_with("ms") => 1.0,
            Some(name) if name.to_lowercase().ends_with("msec") => 1.0,
            _ => 1000.0,
        };
        Ok(Self {
            flat: Flat::new(read),
            row: Rows {
                dates: Dates::new(mapping.dates, &mapping.zone),
                kinds: Kinds::default(),
                default_kind: mapping.default_kind.to_string(),
                person: place(Role::Person).ok_or(ImportError::MissingRole("the person"))?,
                time: place(Role::Time).ok_or(ImportError::MissingRole("the time"))?,
                kind: place(Role::Kind),
                value: place(Role::Value),
                currency: place(Role::Currency),
                quantity: place(Role::Quantity),
                id: place(Role::Id),
                item: place(Role::Item),
                brand: place(Role::Brand),
                category: place(Role::Category),
                page: place(Role::Page),
                query: place(Role::Query),
                campaign: place(Role::Campaign),
                source: place(Role::Source),
                duration: place(Role::Duration).map(|at| (at, unit(at))),
                depth: place(Role::Depth),
                position: place(Role::Latitude).zip(place(Role::Longitude)),
                accuracy: place(Role::Accuracy),
                user_agent: place(Role::UserAgent),
                address: place(Role::Address),
                utc_offset: place(Role::UtcOffset),
                attributes: mapping
                    .roles
                    .iter()
                    .enumerate()
                    .filter(|(_, role)| **role == Role::Attribute)
                    .filter_map(|(at, _)| Some((at, name(at)?)))
                    .collect(),
                mapping: mapping.clone(),
            },
        })
    }
}

impl Tool for Columns {
    fn events(&mut self, record: &Record<'_>, out: &mut Out<'_>) -> Result<(), Bad> {
        match record.content {
            Content::Cells(cells) => {
                let short = cells.len() <= self.row.person.max(self.row.time);
                if short || self.row.value.is_some_and(|at| at >= cells.len()) {
                    let all: Vec<&str> = cells.iter().collect();
                    return Err(Bad::new(Reason::TooFewCells, &all.join(" ")));
                }
                let cell = |at: usize| cells.get(at).map(|text| (text, false));
                self.row.event(record.line, cell, out)
            }
            Content::Json(text) => {
                self.flat
                    .read(text)
                    .ok_or_else(|| Bad::new(Reason::BadJson, text))?;
                let flat = &self.flat;
                self.row.event(record.line, |at| flat.get(at), out)
            }
        }
    }
}

/// What programs write for a cell without a currency; in capitals it would be a code.
fn is_nothing(cell: &str) -> bool {
    let words = ["nan", "nil", "und"];
    words.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

impl Rows {
    fn event<'c>(
        &mut self,
        line: u64,
        cell: impl Fn(usize) -> Option<Got<'c>>,
        out: &mut Out<'_>,
    ) -> Result<(), Bad> {
        let got = |at: Option<usize>| cell(at?).filter(|(text, _)| !text.is_empty());
        let text = |at: Option<usize>| got(at).map(|(text, _)| text);
        let person = text(Some(self.person)).ok_or_else(|| Bad::new(Reason::NoPerson, ""))?;
        let time = text(Some(self.time)).ok_or_else(|| Bad::new(Reason::NoTime, ""))?;
        let moment = self
            .dates
            .read(time)
            .ok_or_else(|| Bad::new(Reason::BadTime, time))?;
        let id = text(self.id).unwrap_or_default();
        let code = text(self.currency).filter(|code| !is_nothing(code));
        let capitals = code
            .filter(|code| currency_of(code).is_none())
            .map(str::to_ascii_uppercase);
        let mut told = Told::new(person, id, moment.time_ms, "", line);
        let decimal = |number: bool| {
            if number {
                Decimal::Dot
            } else {
                self.mapping.decimal
            }
        };
        let real = |at: Option<usize>, reason: Reason| match got(at) {
            None => Ok(None),
            Some((text, is_number)) => number(text, decimal(is_number))
                .map(Some)
                .ok_or_else(|| Bad::new(reason, text)),
        };
        let event = &mut told.event;
        event.utc_offset_min = Some(match text(self.utc_offset) {
            Some(text) => offset(text).unwrap_or(moment.utc_offset_min),
            None => moment.utc_offset_min,
        });
        if let Some((text_of, is_number)) = got(self.value) {
            let value = cents(text_of, decimal(is_number)).map_err(|bad| {
                let reason = match bad {
                    BadMoney::NotANumber => Reason::BadValue,
                    BadMoney::Huge => Reason::HugeValue,
                };
                Bad::new(reason, text_of)
            })?;
            if value < 0 {
                return Err(Bad::new(Reason::NegativeValue, text_of));
            }
            event.value_cents = Some(value);
            event.currency = capitals
                .as_deref()
                .or(code)
                .and_then(|code| currency_of(code))
                .or_else(|| currency_of(text_of))
                .or(Some(&self.mapping.currency));
        }
        if let Some((text, is_number)) = got(self.quantity) {
            event.quantity = Some(
                whole(text, decimal(is_number))
                    .ok_or_else(|| Bad::new(Reason::BadQuantity, text))?,
            );
        }
        event.item = text(self.item);
        event.brand = text(self.brand);
        event.category = text(self.category);
        event.page = text(self.page);
        event.query = text(self.query);
        event.campaign = text(self.campaign);
        event.source = text(self.source);
        if let Some((at, unit)) = self.duration
            && let Some(count) = real(Some(at), Reason::BadDuration)?
        {
            let ms = count * unit;
            if !(0.0..=f64::from(u32::MAX)).contains(&ms) {
                return Err(Bad::new(
                    Reason::BadDuration,
                    text(Some(at)).unwrap_or_default(),
                ));
            }
            event.duration_ms = Some(ms as u32);
        }
        if let Some(depth) = real(self.depth, Reason::BadDepth)? {
            if !(0.0..=100.0).contains(&depth) {
                return Err(Bad::new(
                    Reason::BadDepth,
                    text(self.depth).unwrap_or_default(),
                ));
            }
            event.depth_pct = Some(depth as u8);
        }
        if let Some((lat, lon)) = self.position
            && let (Some(north), Some(east)) = (
                real(Some(lat), Reason::BadPosition)?,
                real(Some(lon), Reason::BadPosition)?,
            )
        {
            let accuracy = real(self.accuracy, Reason::BadPosition)?;
            let accuracy_m = accuracy.unwrap_or(UNKNOWN_ACCURACY_M);
            if !(-90.0..=90.0).contains(&north)
                || !(-180.0..=180.0).contains(&east)
                || accuracy_m < 0.0
            {
                return Err(Bad::new(Reason::BadPosition, &format!("{north} {east}")));
            }
            event.position = Some(Position {
                lat: north,
                lon: east,
                accuracy_m,
            });
        }
        told.user_agent = text(self.user_agent);
        told.address = text(self.address);
        let attributes: Vec<(Cow<'_, str>, Cow<'_, str>)> = self
            .attributes
            .iter()
            .filter_map(|(at, name)| {
                Some((
                    Cow::Borrowed(name.as_str()),
                    Cow::Borrowed(text(Some(*at))?),
                ))
            })
            .collect();
        told.attributes = &attributes;
        told.event.kind = Cow::Borrowed(match text(self.kind) {
            Some(name) => self.kinds.of(name),
            None => &self.default_kind,
        });
        out(&told);
        Ok(())
    }
}

/// Minutes, or `+hh:mm`.
fn offset(text: &str) -> Option<i16> {
    fixed_minutes(text)
        .filter(|_| text.len() > 3 || text == "Z")
        .or_else(|| text.parse().ok())
        .filter(|minutes| (-14 * 60..=14 * 60).contains(minutes))
}
