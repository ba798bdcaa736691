//! Italy's national holidays: law 260 of 27 May 1949, with laws 54 of 5 March 1977, 336 of
//! 20 November 2000 and 151 of 8 October 2025, and DPR 792 of 28 December 1985. Sundays are
//! holidays too, and not listed; National Unity Day is kept on one.

use super::days::{Days, day, nth_weekday, union};
use super::easter::easter;
use jiff::civil::Weekday;
use std::ops::RangeInclusive;

/// The same date every year: month, day, and the first year since 1990 that keeps it.
const FIXED: [(i8, i8, i32); 10] = [
    (1, 1, 1990),
    (1, 6, 1990),
    (4, 25, 1990),
    (5, 1, 1990),
    (6, 2, 2001),
    (8, 15, 1990),
    // Saint Francis, patron of Italy.
    (10, 4, 2026),
    (11, 1, 1990),
    (12, 8, 1990),
    (12, 25, 1990),
];

/// 150 years of the Kingdom: decree-law 5 of 22 February 2011.
const UNITY_2011: (i32, i8, i8) = (2011, 3, 17);

/// The national holidays of some years, from 1990 on.
#[must_use]
pub fn national_holidays(years: RangeInclusive<i32>) -> Days {
    let mut found = Vec::new();
    for year in years.filter(|year| super::days::YEARS.contains(year)) {
        let fixed = FIXED
            .iter()
            .filter(|(_, _, since)| year >= *since)
            .filter_map(|&(month, date, _)| day(year, month, date));
        found.extend(fixed);
        found.extend(day(year, 12, 26));
        if let Some(sunday) = easter(year) {
            found.extend([sunday, sunday + 1]);
        }
        if year < 2001 {
            // Republic Day was moved to the first Sunday of June from 1977 to 2000.
            found.extend(nth_weekday(year, 6, 1, Weekday::Sunday));
        }
        found.extend(nth_weekday(year, 11, 1, Weekday::Sunday));
        if year == UNITY_2011.0 {
            found.extend(day(UNITY_2011.0, UNITY_2011.1, UNITY_2011.2));
        }
    }
    union(found.into_iter().map(|d| [d, d]).collect())
}
