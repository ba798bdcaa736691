//! Dates, times and lengths as iCalendar writes them (RFC 5545, sections 3.3.4 to 3.3.6).

use super::super::days;
use super::Reason;
use super::lines::Line;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The European rule, in force in Italy: clocks go forward on the last Sunday of March, back on
/// the last one of October. Stated here, so that no table of time zones is needed.
const ROME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

pub(super) const DAY_SECONDS: i32 = 86_400;

/// A moment on the clock of the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Seconds of that day.
    pub seconds: i32,
    /// Whether it is a date alone.
    pub whole_day: bool,
}

/// Every moment of a line: one, or several between commas. Times with a `TZID` or none are taken
/// as they stand, on that clock; those in UTC are put on Rome's.
pub(super) fn moments(line: &Line) -> Result<Vec<Moment>, Reason> {
    line.value
        .split(',')
        .map(|text| moment(text.trim()))
        .collect()
}

pub(super) fn moment(text: &str) -> Result<Moment, Reason> {
    read(text).ok_or_else(|| Reason::Date(text.chars().take(40).collect()))
}

fn read(text: &str) -> Option<Moment> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date = date_of(date)?;
    let day = days::number(date).filter(|day| (YEARS_FROM..=YEARS_TO).contains(day))?;
    let Some(time) = time else {
        return Some(Moment {
            day,
            seconds: 0,
            whole_day: true,
        });
    };
    let (time, utc) = match time.strip_suffix('Z') {
        Some(time) => (time, true),
        None => (time, false),
    };
    let [hours, minutes, seconds] = [time.get(0..2)?, time.get(2..4)?, time.get(4..)?].map(number);
    // A leap second counts as the one before.
    let (h, m, s) = (hours?, minutes?, seconds?.min(59));
    let at = DateTime::new(date.year(), date.month(), date.day(), h, m, s, 0).ok()?;
    let at = if utc {
        let rome = TimeZone::posix(ROME).ok()?;
        let zoned = at.to_zoned_datetime(TimeZone::UTC).ok()?;
        zoned.with_time_zone(rome).datetime()
    } else {
        at
    };
    Some(Moment {
        day: days::number(at.date())?,
        seconds: (i32::from(at.hour()) * 60 + i32::from(at.minute())) * 60 + i32::from(at.second()),
        whole_day: false,
    })
}

/// 1900-01-01 to 2100-12-31.
const YEARS_FROM: i32 = -25_567;
const YEARS_TO: i32 = 47_846;

fn date_of(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let year = text.get(0..4)?;
    let year = year.bytes().all(|b| b.is_ascii_digit()).then_some(year)?;
    Date::new(
        year.parse().ok()?,
        number(text.get(4..6)?)?,
        number(text.get(6..8)?)?,
    )
    .ok()
}

fn number(text: &str) -> Option<i8> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// A length in seconds: `P1W`, `P3D`, `PT2H30M`, `P1DT12H`.
pub(super) fn duration(text: &str) -> Result<i64, Reason> {
    let odd = || Reason::Date(text.chars().take(40).collect());
    let rest = text.strip_prefix('+').unwrap_or(text);
    let rest = rest.strip_prefix('P').ok_or_else(odd)?;
    let (mut total, mut digits, mut any) = (0_i64, String::new(), false);
    for c in rest.chars() {
        let unit = match c {
            '0'..='9' if digits.len() < 9 => {
                digits.push(c);
                continue;
            }
            'T' if digits.is_empty() => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return Err(odd()),
        };
        let count: i64 = digits.parse().map_err(|_| odd())?;
        total = total.saturating_add(count.saturating_mul(unit));
        digits.clear();
        any = true;
    }
    if any && digits.is_empty() {
        Ok(total)
    } else {
        Err(odd())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_lengths() {
        let at = |text| moment(text).map(|m| (m.day, m.seconds, m.whole_day)).ok();
        assert_eq!(at("20261126"), Some((20_783, 0, true)));
        assert_eq!(at("20261126T203500"), Some((20_783, 74_100, false)));
        // 23:30 UTC is the next day in Rome, by one hour in winter, two in summer.
        assert_eq!(at("20261126T233000Z"), Some((20_784, 1_800, false)));
        assert_eq!(at("20260726T223000Z"), Some((20_661, 1_800, false)));
        for odd in [
            "",
            "2026",
            "20260229",
            "20261126T",
            "20261126T9",
            "20261126T250000",
            "18991231",
            "21010101",
            "+2026112",
            "2026112é",
        ] {
            assert_eq!(at(odd), None, "{odd}");
        }
        assert_eq!(duration("P1W"), Ok(604_800));
        assert_eq!(duration("PT2H30M"), Ok(9_000));
        assert_eq!(duration("P1DT12H"), Ok(129_600));
        for odd in ["", "P", "1D", "P1", "-P1D", "PX", "P99999999999D"] {
            assert!(duration(odd).is_err(), "{odd}");
        }
    }
}
