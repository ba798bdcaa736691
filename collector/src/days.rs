//! UTC days: the finest time the collector keeps about a site.

use jiff::Timestamp;
use jiff::tz::TimeZone;

const DAY_MS: u64 = 86_400_000;

/// The number of the UTC day since 1970-01-01.
pub(crate) fn day_of(now_ms: u64) -> i64 {
    i64::try_from(now_ms / DAY_MS).unwrap_or(i64::MAX)
}

/// `2026-11-23`. A day number beyond the calendar gives `None`.
pub(crate) fn day_text(day: i64) -> Option<String> {
    let seconds = day.checked_mul(86_400)?;
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.to_zoned_datetime(TimeZone::UTC).date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        assert_eq!(day_text(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day_text(20_780).as_deref(), Some("2026-11-23"));
        assert_eq!(day_of(20_780 * DAY_MS + DAY_MS - 1), 20_780);
        assert_eq!(day_text(i64::MAX), None);
    }
}
