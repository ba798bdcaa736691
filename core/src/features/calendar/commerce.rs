//! The seasons of trade that follow a rule. Their edges are the trade's habit, no law: the day and
//! the week before it, unless stated. A marketer who sees them otherwise brings an own calendar.

use super::days::{day, nth_weekday, weekday};
use jiff::civil::Weekday;

/// Names of the seasons, in the order of the year.
pub const COMMERCIAL: [&str; 14] = [
    "befana",
    "san-valentino",
    "festa-della-donna",
    "festa-del-papa",
    "festa-della-mamma",
    "ferragosto",
    "ritorno-a-scuola",
    "halloween",
    "singles-day",
    "black-week",
    "black-friday",
    "cyber-monday",
    "natale-shopping",
    "feste-di-natale",
];

/// First and last day of a season of [`COMMERCIAL`] in a year.
#[must_use]
pub fn commercial(name: &str, year: i32) -> Option<[i32; 2]> {
    let dates =
        |from: (i8, i8), to: (i8, i8)| Some([day(year, from.0, from.1)?, day(year, to.0, to.1)?]);
    let black_friday = || Some(nth_weekday(year, 11, 4, Weekday::Thursday)? + 1);
    match name {
        "befana" => dates((1, 2), (1, 6)),
        "san-valentino" => dates((2, 7), (2, 14)),
        "festa-della-donna" => dates((3, 1), (3, 8)),
        "festa-del-papa" => dates((3, 12), (3, 19)),
        "festa-della-mamma" => {
            let sunday = nth_weekday(year, 5, 2, Weekday::Sunday)?;
            Some([sunday - 7, sunday])
        }
        // The fortnight around it, when cities empty.
        "ferragosto" => dates((8, 8), (8, 22)),
        "ritorno-a-scuola" => dates((8, 25), (9, 20)),
        "halloween" => dates((10, 24), (10, 31)),
        "singles-day" => dates((11, 11), (11, 11)),
        // The day after the fourth Thursday of November (Thanksgiving in the United States) …
        "black-friday" => black_friday().map(|d| [d, d]),
        "cyber-monday" => black_friday().map(|d| [d + 3, d + 3]),
        // … and the week from its Monday to Cyber Monday.
        "black-week" => black_friday().map(|d| [d - 4, d + 3]),
        "natale-shopping" => dates((12, 8), (12, 24)),
        "feste-di-natale" => Some([day(year, 12, 24)?, day(year + 1, 1, 6)?]),
        _ => None,
    }
}

/// The first day of the winter sales that the regions agreed on (Conferenza delle Regioni e delle
/// Province autonome, *Indirizzi unitari*, 24 March 2011): the last working day before Epiphany,
/// or the Saturday before if that is a Monday.
#[must_use]
pub fn winter_sales_start(year: i32) -> Option<i32> {
    let before = day(year, 1, 5)?;
    Some(match weekday(before) {
        6 => before - 1,
        0 => before - 2,
        _ => before,
    })
}

/// The first day of the summer sales that the regions agreed on (as above): the first Saturday of July.
#[must_use]
pub fn summer_sales_start(year: i32) -> Option<i32> {
    nth_weekday(year, 7, 1, Weekday::Saturday)
}

/// The length taken where a region's last day is not known: six weeks, the shortest of any region.
pub const SALES_DAYS: i32 = 42;
