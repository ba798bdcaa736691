//! The calendars there are, for some years and a place.

use super::super::definitions::{Calendar, RANGES_MAX};
use super::commerce::{COMMERCIAL, SALES_DAYS, commercial, summer_sales_start, winter_sales_start};
use super::days::{Days, YEARS, day, union};
use super::easter::{MOVABLE, easter};
use super::holidays::national_holidays;
use super::patrons::feasts_of;
use super::published::{sales, school};
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// What a calendar's dates rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A law.
    Law,
    /// The Church's calendar, or a commune's feast.
    Feast,
    /// The trade's habit.
    Trade,
    /// Published dates, each with its source.
    Published,
}

/// Where the visitors of a site live, as far as calendars differ by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Region<'a> {
    /// Name of the region, as ISTAT writes it.
    pub name: Option<&'a str>,
    /// Two letters of the province: tells the schools of Trento and Bolzano apart.
    pub province: Option<&'a str>,
    /// ISTAT code of the commune, for its patron saint.
    pub commune: Option<u32>,
}

/// A calendar, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// Stable name, as in `season:NAME`: `[a-z0-9-]`.
    pub name: String,
    /// What it rests on.
    pub basis: Basis,
    /// Its days, [`RANGES_MAX`] ranges at most.
    pub days: Days,
    /// Years whose dates are a guideline's, since no published ones were found.
    pub guideline: Vec<i32>,
    /// Years of which nothing is known. A school year counts by the year it begins in.
    pub missing: Vec<i32>,
    /// Where published dates were read.
    pub sources: Vec<&'static str>,
    /// Ranges beyond [`RANGES_MAX`], the latest, left out.
    pub left_out: usize,
}

impl Season {
    /// The calendar as a model carries it.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar {
            name: self.name.clone(),
            days: self.days.clone(),
        }
    }
}

/// The years around a day, for which calendars are made: the year before to two years after.
#[must_use]
pub fn years_around(as_of_day: i32) -> RangeInclusive<i32> {
    let date = Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(i64::from(as_of_day.clamp(-100_000, 100_000))));
    let year = date.map_or(1970, |date| i32::from(date.year()));
    year - 1..=year + 2
}

/// The calendars of some years (those within 1990 to 2100) and a place. Those that need to know a
/// region or commune are there only if it is given; without days there is no calendar, but those of
/// schools and sales are there to say what is missing.
#[must_use]
pub fn catalogue(years: RangeInclusive<i32>, place: &Region<'_>) -> Vec<Season> {
    let years = (*years.start()).max(*YEARS.start())..=(*years.end()).min(*YEARS.end());
    let mut all = vec![season(
        "festivita-nazionali",
        Basis::Law,
        national_holidays(years.clone()),
    )];
    for (name, first, last) in MOVABLE {
        let days = years
            .clone()
            .filter_map(easter)
            .map(|e| [e + first, e + last]);
        all.push(season(name, Basis::Feast, days.collect()));
    }
    for name in COMMERCIAL {
        let days = years.clone().filter_map(|year| commercial(name, year));
        all.push(season(name, Basis::Trade, days.collect()));
    }
    if let Some(commune) = place.commune {
        let days = feasts_of(commune)
            .flat_map(|feast| years.clone().filter_map(move |year| feast.day(year)))
            .map(|day| [day, day]);
        all.push(season("patrono", Basis::Feast, days.collect()));
    }
    all.push(sales_of(
        "saldi-invernali",
        "invernali",
        years.clone(),
        place,
        winter_sales_start,
    ));
    all.push(sales_of(
        "saldi-estivi",
        "estivi",
        years.clone(),
        place,
        summer_sales_start,
    ));
    all.extend(schools(years, place));
    all.retain(|season| !season.days.is_empty() || !season.missing.is_empty());
    all
}

fn season(name: &str, basis: Basis, ranges: Vec<[i32; 2]>) -> Season {
    let mut days = union(ranges);
    let left_out = days.len().saturating_sub(RANGES_MAX);
    days.truncate(RANGES_MAX);
    Season {
        name: name.to_owned(),
        basis,
        days,
        guideline: Vec::new(),
        missing: Vec::new(),
        sources: Vec::new(),
        left_out,
    }
}

/// Published dates of the region where there are any, else the regions' common first day and the
/// shortest length of any region. In Trento shops choose their own sixty days and Bolzano has dates by
/// district, so there the guideline does not hold.
fn sales_of(
    name: &str,
    what: &str,
    years: RangeInclusive<i32>,
    place: &Region<'_>,
    start: impl Fn(i32) -> Option<i32>,
) -> Season {
    let (mut ranges, mut sources) = (Vec::new(), Vec::new());
    let (mut guideline, mut missing) = (Vec::new(), Vec::new());
    let own = place.name == Some("Trentino-Alto Adige");
    for year in years {
        let Some((first, last)) = day(year, 1, 1).zip(day(year, 12, 31)) else {
            continue;
        };
        let known = sales().find(|row| {
            row.what == what
                && Some(row.area) == place.name
                && (first..=last).contains(&row.days[0])
        });
        match (known, start(year)) {
            (Some(row), _) => {
                ranges.push(row.days);
                sources.push(row.source);
            }
            (None, Some(start)) if !own => {
                ranges.push([start, start + SALES_DAYS - 1]);
                guideline.push(year);
            }
            _ => missing.push(year),
        }
    }
    sources.sort_unstable();
    sources.dedup();
    Season {
        guideline,
        missing,
        sources,
        ..season(name, Basis::Published, ranges)
    }
}

/// Lessons (from the first day to the last, breaks included) and holidays (the breaks known, and the summer
/// between two terms known).
fn schools(years: RangeInclusive<i32>, place: &Region<'_>) -> Vec<Season> {
    let area = match (place.name, place.province) {
        (Some("Trentino-Alto Adige"), Some(province)) => province,
        (Some(name), _) => name,
        (None, _) => return Vec::new(),
    };
    let rows: Vec<_> = school().filter(|row| row.area == area).collect();
    let (mut lessons, mut breaks, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let (Some(from), Some(to)) = (day(*years.start(), 1, 1), day(*years.end(), 12, 31)) else {
        return Vec::new();
    };
    // The school year that the first year ends with began the year before.
    let edge = |what: &str, year: i32| {
        let within = day(year, 8, 1)?..=day(year + 1, 7, 31)?;
        rows.iter()
            .find(|row| row.what == what && within.contains(&row.days[0]))
            .map(|row| row.days[0])
    };
    for year in *years.start() - 1..=*years.end() {
        match (edge("first", year), edge("last", year)) {
            (Some(first), Some(last)) => lessons.push([first, last]),
            _ => missing.push(year),
        }
        if let (Some(last), Some(next)) = (edge("last", year), edge("first", year + 1)) {
            breaks.push([last + 1, next - 1]);
        }
    }
    breaks.extend(
        rows.iter()
            .filter(|row| !matches!(row.what, "first" | "last"))
            .map(|row| row.days),
    );
    let mut sources: Vec<_> = rows.iter().map(|row| row.source).collect();
    sources.sort_unstable();
    sources.dedup();
    [("scuola", lessons), ("vacanze-scolastiche", breaks)]
        .into_iter()
        .map(|(name, ranges)| {
            let within = ranges
                .into_iter()
                .filter(|[first, last]| *last >= from && *first <= to);
            Season {
                missing: missing.clone(),
                sources: sources.clone(),
                ..season(name, Basis::Published, within.collect())
            }
        })
        .collect()
}
