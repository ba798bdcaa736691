//! Patron saints' days, by commune: `core/data/patron_saints.csv`, from the PyPI package
//! `holidays` (MIT licence), whose version its script names. It has the capitals of the provinces
//! and a few more cities; others bring their own calendar.

use super::days::{day, nth_weekday};
use super::easter::easter;
use jiff::civil::Weekday;

const TABLE: &str = include_str!("../../../data/patron_saints.csv");

/// A feast of a commune, or of a whole province.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feast<'a> {
    /// ISTAT code: six digits of a commune, or three of a province.
    pub istat: &'a str,
    /// The two letters of the province.
    pub province: &'a str,
    /// Name of the commune or province.
    pub place: &'a str,
    /// Name of the feast.
    pub name: &'a str,
    rule: &'a str,
}

impl Feast<'_> {
    /// Its day in a year.
    #[must_use]
    pub fn day(&self, year: i32) -> Option<i32> {
        if let Some(after) = self.rule.strip_prefix("easter+") {
            return Some(easter(year)? + after.parse::<i32>().ok()?);
        }
        if let Some((month, date)) = self.rule.split_once('-') {
            return day(year, month.parse().ok()?, date.parse().ok()?);
        }
        let mut parts = self.rule.split('/');
        let (month, nth, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let (name, after) = rest.split_once('+').unwrap_or((rest, "0"));
        let weekday = match name {
            "mon" => Weekday::Monday,
            "tue" => Weekday::Tuesday,
            "wed" => Weekday::Wednesday,
            "thu" => Weekday::Thursday,
            "fri" => Weekday::Friday,
            "sat" => Weekday::Saturday,
            "sun" => Weekday::Sunday,
            _ => return None,
        };
        let start = nth_weekday(year, month.parse().ok()?, nth.parse().ok()?, weekday)?;
        Some(start + after.parse::<i32>().ok()?)
    }
}

/// All feasts known.
pub fn feasts() -> impl Iterator<Item = Feast<'static>> {
    TABLE.lines().skip(1).filter_map(|line| {
        // No field of this table holds a comma; a test looks.
        let mut cells = line.split(',');
        Some(Feast {
            istat: cells.next()?,
            province: cells.next()?,
            place: cells.next()?,
            name: cells.next()?,
            rule: cells.next()?,
        })
    })
}

/// The feasts of a commune, with those of its province.
pub fn feasts_of(istat: u32) -> impl Iterator<Item = Feast<'static>> {
    let code = format!("{istat:06}");
    feasts().filter(move |feast| code.starts_with(feast.istat))
}
