//! Dates as files write them.

use super::record::trimmed;
use super::zone::{Clock, Zone, fixed_minutes};
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
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

/// A time that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub time_ms: i64,
    /// Minutes to add to UTC: what the text tells, else what the file's zone has then.
    pub utc_offset_min: i16,
}

/// Reads a column of times.
#[derive(Debug, Clone)]
pub struct Dates {
    format: DateFormat,
    clock: Clock,
}

impl Dates {
    /// Times of a format; those that name no zone are of `zone`.
    #[must_use]
    pub fn new(format: DateFormat, zone: &Zone) -> Self {
        Self {
            format,
            clock: Clock::new(zone),
        }
    }

    /// A time, or `None` when the text is not of the format or lies outside the years 1970 to
    /// 2100.
    pub fn read(&mut self, text: &str) -> Option<Moment> {
        let told = self.format.told(trimmed(text))?;
        let time_ms = match told {
            Told::Utc(ms, _) => ms,
            Told::Local(local) => self.clock.utc(local)?,
        };
        if !plausible(time_ms) {
            return None;
        }
        let utc_offset_min = match told {
            Told::Utc(_, Some(minutes)) => minutes,
            _ => self.clock.offset_min(time_ms),
        };
        Some(Moment {
            time_ms,
            utc_offset_min,
        })
    }
}

/// What a text tells of its time.
#[derive(Clone, Copy)]
enum Told {
    /// ms since epoch, and minutes to add to UTC when a zone other than UTC is named.
    Utc(i64, Option<i16>),
    /// A time somewhere.
    Local(DateTime),
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

    /// Milliseconds since epoch of a time in UTC, or `None` when the text is not of this format
    /// or lies outside the years 1970 to 2100.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<i64> {
        let ms = match self.told(trimmed(text))? {
            Told::Utc(ms, _) => ms,
            Told::Local(local) => jiff::tz::Offset::UTC
                .to_timestamp(local)
                .ok()?
                .as_millisecond(),
        };
        plausible(ms).then_some(ms)
    }

    fn told(self, text: &str) -> Option<Told> {
        match self {
            Self::Iso => iso(text),
            Self::Compact => compact(text).map(Told::Local),
            Self::DayMonthYear => numeric(text, |first, second| (second, first)).map(Told::Local),
            Self::MonthDayYear => numeric(text, |first, second| (first, second)).map(Told::Local),
            Self::EpochSeconds => Some(Told::Utc(epoch(text, 1)?, None)),
            Self::EpochMillis => Some(Told::Utc(epoch(text, 1000)?, None)),
            Self::EpochMicros => Some(Told::Utc(epoch(text, 1_000_000)?, None)),
        }
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

    /// Day and month the other way round, for the two formats that can be mistaken.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        match self {
            Self::DayMonthYear => Some(Self::MonthDayYear),
            Self::MonthDayYear => Some(Self::DayMonthYear),
            _ => None,
        }
    }
}

fn plausible(ms: i64) -> bool {
    (0..4_133_980_800_000).contains(&ms)
}

fn iso(text: &str) -> Option<Told> {
    // "20240131" is ISO 8601 too, but belongs to `Compact`, and bare digits to the epochs.
    if !text.get(..8)?.contains('-') {
        return None;
    }
    let (text, apart) = match text.rsplit_once(' ') {
        Some((rest, "UTC" | "GMT")) => (rest, Some(0)),
        // "2014-11-28 16:14:29 -0500", as Ruby and Shopify write it.
        Some((rest, zone)) if rest.len() > 10 => match fixed_minutes(zone) {
            Some(minutes) => (rest, Some(minutes)),
            None => (text, None),
        },
        _ => (text, None),
    };
    let pieces = Pieces::parse(text).ok()?;
    let local = pieces
        .date()
        .to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let offset = match (apart, pieces.to_numeric_offset()) {
        (Some(minutes), _) => jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok(),
        (None, told) => told,
    };
    let Some(offset) = offset else {
        return Some(Told::Local(local));
    };
    let ms = offset.to_timestamp(local).ok()?.as_millisecond();
    // "Z" is how computers write every zone; it does not tell where the visitor is.
    let minutes = (offset.seconds() != 0).then_some((offset.seconds() / 60) as i16);
    Some(Told::Utc(ms, minutes))
}

fn compact(text: &str) -> Option<DateTime> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(
        text.get(..4)?.parse().ok()?,
        text.get(4..6)?.parse().ok()?,
        text.get(6..)?.parse().ok()?,
    )
    .ok()?;
    Some(date.to_datetime(Time::midnight()))
}

/// `a/b/yyyy[ hh:mm[:ss][ AM|PM]]` with /, - or . between; `order` gives (month, day).
fn numeric(text: &str, order: impl Fn(i8, i8) -> (i8, i8)) -> Option<DateTime> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date.trim_end_matches(','), Some(time.trim())),
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
        Some(time) => time_of_day(time)?,
    };
    Some(date.to_datetime(time))
}

/// `hh:mm[:ss[.fraction]][ AM|PM]`
fn time_of_day(text: &str) -> Option<Time> {
    let upper = text.to_ascii_uppercase();
    let (clock, half) = match upper.strip_suffix("AM") {
        Some(rest) => (rest.trim_end(), Some(0)),
        None => match upper.strip_suffix("PM") {
            Some(rest) => (rest.trim_end(), Some(12)),
            None => (upper.as_str(), None),
        },
    };
    let mut parts = clock.split([':', '.']);
    let hour: i8 = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |s| s.parse().ok())?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// A count of `per_second`ths of a second, as ms. Between 1973 and 5138 seconds, milliseconds and
/// microseconds do not overlap, so a column's unit shows in its size. JSON writers add `.0`, and
/// a fraction of a second is kept to the millisecond.
fn epoch(text: &str, per_second: i64) -> Option<i64> {
    let (count, fraction) = match digits(text) {
        Some(count) => (count, ""),
        None => {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
            (whole.parse().ok()?, fraction)
        }
    };
    if !(100_000_000 * per_second..100_000_000_000 * per_second).contains(&count)
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    Some(match per_second {
        1 => {
            let thousandths = fraction
                .bytes()
                .chain(*b"000")
                .take(3)
                .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            count * 1000 + thousandths
        }
        _ => count / (per_second / 1000),
    })
}

/// A number of digits alone, too few to overflow: that is not looked for at every digit, which is
/// slow where a product of 128 bits has no instruction.
fn digits(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.bytes().try_fold(0, |sum, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| sum * 10 + i64::from(digit))
    })
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
