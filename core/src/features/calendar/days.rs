//! Dates as numbers of days, and sets of them as ranges.

use jiff::civil::{Date, Weekday};
use std::ops::RangeInclusive;

/// Ranges of days, first and last of each, days since 1970-01-01; ascending, apart from each other.
pub type Days = Vec<[i32; 2]>;

/// The years that calendars are made for: the holidays in force since 1986, a century ahead.
pub const YEARS: RangeInclusive<i32> = 1990..=2100;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The day of a date; `None` if there is no such date.
#[must_use]
pub fn day(year: i32, month: i8, day: i8) -> Option<i32> {
    let date = Date::new(i16::try_from(year).ok()?, month, day).ok()?;
    number(date)
}

/// The day of a date of the crate `jiff`.
pub(super) fn number(date: Date) -> Option<i32> {
    let hours = date.duration_since(EPOCH).as_hours();
    i32::try_from(hours.div_euclid(24)).ok()
}

/// The day of a date written `YYYY-MM-DD`.
pub(super) fn written(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month, date) = (parts.next()?, parts.next()?, parts.next()?);
    day(year.parse().ok()?, month.parse().ok()?, date.parse().ok()?)
}

/// A day as `YYYY-MM-DD`; outside the years −9999 to 9999 its number.
#[must_use]
pub fn written_as(day: i32) -> String {
    let span = jiff::Span::new().try_days(i64::from(day));
    match span.and_then(|span| EPOCH.checked_add(span)) {
        Ok(date) => date.to_string(),
        Err(_) => day.to_string(),
    }
}

/// The nth (from 1; from the end if negative) such weekday of a month.
#[must_use]
pub fn nth_weekday(year: i32, month: i8, nth: i8, weekday: Weekday) -> Option<i32> {
    let first = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
    number(first.nth_weekday_of_month(nth, weekday).ok()?)
}

/// 0 = Monday to 6 = Sunday. 1970-01-01 was a Thursday.
#[must_use]
pub fn weekday(day: i32) -> i32 {
    (day.rem_euclid(7) + 3) % 7
}

/// Ranges in any order, overlapping or not, as [`Days`]: what overlaps or touches becomes one.
#[must_use]
pub fn union(mut ranges: Vec<[i32; 2]>) -> Days {
    ranges.retain(|[first, last]| first <= last);
    ranges.sort_unstable();
    let mut days: Days = Vec::with_capacity(ranges.len());
    for [first, last] in ranges {
        match days.last_mut() {
            Some(before) if first <= before[1].saturating_add(1) => before[1] = before[1].max(last),
            _ => days.push([first, last]),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(day(1970, 1, 1), Some(0));
        assert_eq!(day(1969, 12, 31), Some(-1));
        assert_eq!(day(2026, 11, 26), Some(20_783));
        assert_eq!(day(2026, 2, 29), None);
        assert_eq!(day(40_000, 1, 1), None);
        assert_eq!(written("2026-11-26"), Some(20_783));
        assert_eq!(written("2026-11"), None);
        assert_eq!(written_as(20_783), "2026-11-26");
        assert_eq!(written_as(i32::MAX), "2147483647");
        assert_eq!((weekday(0), weekday(20_783), weekday(-4)), (3, 3, 6));
    }

    #[test]
    fn ranges_that_touch_become_one() {
        assert_eq!(
            union(vec![[5, 6], [1, 2], [3, 3], [8, 9], [8, 8], [20, 10]]),
            vec![[1, 3], [5, 6], [8, 9]]
        );
    }
}
