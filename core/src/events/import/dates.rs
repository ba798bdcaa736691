//! Dates as files write them. Without a zone the time is UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};

/// How a time column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateFormat {
    /// 1997-01-31, 1997-01-31 10:20:30, RFC 3339 with a zone.
    Iso,
    /// 19970131
    Compact,
    /// 31/01/1997, 31.1.1997 10:20
    DayMonthYear,
    /// 01/31/1997
    MonthDayYear,
    /// 854668800
    EpochSeconds,
    /// 854668800000
    EpochMillis,
    /// 854668800000000
    EpochMicros,
}

impl DateFormat {
    /// All formats, in the order in which a tie is decided: day before month, as in Italy.
    pub const ALL: [Self; 7] = [
        Self::Iso,
        Self::Compact,
        Self::DayMonthYear,
        Self::MonthDayYear,
        Self::EpochMicros,
        Self::EpochMillis,
        Self::EpochSeconds,
    ];

    /// Milliseconds since epoch, or `None` when the text is not of this format or lies outside
    /// the years 1970 to 2100.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<i64> {
        let text = text.trim();
        let ms = match self {
            Self::Iso => iso(text)?,
            Self::Compact => compact(text)?,
            Self::DayMonthYear => numeric(text, |first, second| (second, first))?,
            Self::MonthDayYear => numeric(text, |first, second| (first, second))?,
            Self::EpochSeconds => epoch(text, 1)?.checked_mul(1000)?,
            Self::EpochMillis => epoch(text, 1000)?,
            Self::EpochMicros => epoch(text, 1_000_000)? / 1000,
        };
        plausible(ms).then_some(ms)
    }

    /// The formats that read every one of `texts`, best first.
    #[must_use]
    pub fn matching(texts: &[&str]) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|format| !texts.is_empty() && texts.iter().all(|t| format.parse(t).is_some()))
            .collect()
    }

    /// The format that reads most of `texts`, and whether another reads as many but means
    /// another day (31/01 tells, 01/02 does not).
    #[must_use]
    pub fn best(texts: &[&str]) -> Option<(Self, bool)> {
        let reads = |format: Self| texts.iter().filter(|t| format.parse(t).is_some()).count();
        let mut best: Option<(Self, usize)> = None;
        for format in Self::ALL {
            let count = reads(format);
            if count > best.map_or(0, |(_, most)| most) {
                best = Some((format, count));
            }
        }
        let (format, count) = best?;
        let ambiguous = format == Self::DayMonthYear && reads(Self::MonthDayYear) == count;
        Some((format, ambiguous))
    }
}

fn plausible(ms: i64) -> bool {
    (0..4_133_980_800_000).contains(&ms)
}

fn utc(moment: DateTime) -> Option<i64> {
    Offset::UTC
        .to_timestamp(moment)
        .ok()
        .map(Timestamp::as_millisecond)
}

fn iso(text: &str) -> Option<i64> {
    // "20240131" is ISO 8601 too, but belongs to `Compact`, and bare digits to the epochs.
    if !text.get(..8)?.contains('-') {
        return None;
    }
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    utc(text.parse::<DateTime>().ok()?)
}

fn compact(text: &str) -> Option<i64> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(
        text.get(..4)?.parse().ok()?,
        text.get(4..6)?.parse().ok()?,
        text.get(6..)?.parse().ok()?,
    )
    .ok()?;
    utc(date.to_datetime(Time::midnight()))
}

/// `a/b/yyyy[ hh:mm[:ss]]` with /, - or . between; `order` gives (month, day).
fn numeric(text: &str, order: impl Fn(i8, i8) -> (i8, i8)) -> Option<i64> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let mut parts = date.split(['/', '-', '.']);
    let first: i8 = parts.next()?.parse().ok()?;
    let second: i8 = parts.next()?.parse().ok()?;
    let year = parts.next()?;
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (month, day) = order(first, second);
    let date = Date::new(year.parse().ok()?, month, day).ok()?;
    let time = match time {
        None | Some("") => Time::midnight(),
        Some(time) => {
            let mut parts = time.split([':', '.']);
            let hour = parts.next()?.parse().ok()?;
            let minute = parts.next()?.parse().ok()?;
            let second = parts.next().map_or(Some(0), |s| s.parse().ok())?;
            Time::new(hour, minute, second, 0).ok()?
        }
    };
    utc(date.to_datetime(time))
}

/// A count of `per_second`ths of a second. Between 1973 and 5138 seconds, milliseconds and
/// microseconds do not overlap, so a column's unit shows in its size.
fn epoch(text: &str, per_second: i64) -> Option<i64> {
    let count: i64 = text.parse().ok()?;
    (100_000_000 * per_second..100_000_000_000 * per_second)
        .contains(&count)
        .then_some(count)
}

#[cfg(test)]
mod tests {
    use super::DateFormat::*;
    use super::*;

    const NOON: i64 = 854_712_000_000; // 1997-01-31T12:00:00Z, by `date -u -d @854712000`

    #[test]
    fn each_format_reads_its_own() {
        for (format, text) in [
            (Iso, "1997-01-31T12:00:00Z"),
            (Iso, "1997-01-31 12:00:00"),
            (Iso, "1997-01-31T13:00:00+01:00"),
            (Iso, "1997-01-31 12:00:00 UTC"),
            (DayMonthYear, "31/01/1997 12:00"),
            (DayMonthYear, "31.1.1997 12:00:00"),
            (MonthDayYear, "01/31/1997 12:00"),
            (EpochSeconds, "854712000"),
            (EpochMillis, "854712000000"),
            (EpochMicros, "854712000000000"),
        ] {
            assert_eq!(format.parse(text), Some(NOON), "{format:?} {text}");
        }
        assert_eq!(Compact.parse("19970131"), Some(NOON - 12 * 3_600_000));
    }

    #[test]
    fn nonsense_is_none() {
        for format in DateFormat::ALL {
            for text in [
                "",
                "-",
                "hello",
                "99/99/9999",
                "19971301",
                "1997-13-01",
                "0",
                "è",
                "31/01/97",
            ] {
                assert_eq!(format.parse(text), None, "{format:?} {text}");
            }
        }
    }

    #[test]
    fn the_whole_column_decides_day_or_month() {
        assert_eq!(
            DateFormat::best(&["01/02/1997", "31/01/1997"]),
            Some((DayMonthYear, false))
        );
        assert_eq!(
            DateFormat::best(&["01/02/1997", "01/31/1997"]),
            Some((MonthDayYear, false))
        );
        assert_eq!(
            DateFormat::best(&["01/02/1997"]),
            Some((DayMonthYear, true))
        );
        assert_eq!(DateFormat::best(&["x"]), None);
    }
}
