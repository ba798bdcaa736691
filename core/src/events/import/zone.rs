//! Time zones by their POSIX rules (IEEE Std 1003.1, environment variable TZ): the present rules
//! of a place, without the history that a zone database holds. For the zones below they have held
//! since 1996 in the Union and since 2007 in New York.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Names and rules.
const RULES: [(&str, &str); 12] = [
    ("UTC", "UTC0"),
    ("Europe/Rome", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("Europe/Paris", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("Europe/Madrid", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("Europe/London", "GMT0BST,M3.5.0/1,M10.5.0"),
    ("Europe/Lisbon", "WET0WEST,M3.5.0/1,M10.5.0"),
    ("Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4"),
    ("Europe/Bucharest", "EET-2EEST,M3.5.0/3,M10.5.0/4"),
    ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
    ("America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0"),
    ("Asia/Tokyo", "JST-9"),
];

/// The zone of times that name none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
}

/// A zone that is not in the list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown time zone {0:?}: use UTC, Europe/Rome, another of the list, or +hh:mm")]
pub struct UnknownZone(pub String);

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".into() }
    }
}

impl Zone {
    /// Italy's.
    #[must_use]
    pub fn rome() -> Self {
        Self {
            name: "Europe/Rome".into(),
        }
    }

    /// The names to choose from, besides `+hh:mm`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(name, _)| *name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn resolve(name: &str) -> Option<TimeZone> {
        if let Some((_, rule)) = RULES.iter().find(|(known, _)| *known == name) {
            return TimeZone::posix(rule).ok();
        }
        let minutes = fixed_minutes(name)?;
        jiff::tz::Offset::from_seconds(i32::from(minutes) * 60)
            .ok()
            .map(TimeZone::fixed)
    }
}

/// Minutes of `+hh:mm`, `-hhmm`, `+hh` or `Z`.
pub(super) fn fixed_minutes(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, "0"),
        4 => (rest.get(..2)?, rest.get(2..)?),
        5 if rest.as_bytes().get(2) == Some(&b':') => (rest.get(..2)?, rest.get(3..)?),
        _ => return None,
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(hours) || !all_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        match Self::resolve(&name) {
            Some(_) => Ok(Self { name }),
            None => Err(UnknownZone(name)),
        }
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A zone at work: remembers the offset of the quarter of an hour asked last, as events come in
/// runs.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: Option<TimeZone>,
    quarter: i64,
    offset_min: i16,
}

/// A quarter of an hour: no zone's offset changes within one.
const QUARTER_MS: i64 = 900_000;

impl Clock {
    /// The clock of a zone.
    #[must_use]
    pub fn new(zone: &Zone) -> Self {
        let utc = zone.name == "UTC";
        Self {
            zone: if utc { None } else { Zone::resolve(&zone.name) },
            quarter: i64::MIN,
            offset_min: 0,
        }
    }

    /// Minutes to add to UTC at a time, ms since epoch.
    pub fn offset_min(&mut self, time_ms: i64) -> i16 {
        let Some(zone) = &self.zone else {
            return 0;
        };
        let quarter = time_ms.div_euclid(QUARTER_MS);
        if quarter != self.quarter {
            self.quarter = quarter;
            self.offset_min = jiff::Timestamp::from_millisecond(time_ms)
                .map(|stamp| (zone.to_offset(stamp).seconds() / 60) as i16)
                .unwrap_or(0);
        }
        self.offset_min
    }

    /// A local time as ms since epoch. In spring's missing hour the clock has already gone
    /// forward, of autumn's double hour the first is meant (RFC 5545, section 3.3.5).
    pub(super) fn utc(&self, local: DateTime) -> Option<i64> {
        match &self.zone {
            Some(zone) => zone.to_timestamp(local).ok(),
            None => jiff::tz::Offset::UTC.to_timestamp(local).ok(),
        }
        .map(jiff::Timestamp::as_millisecond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    fn clock(name: &str) -> Clock {
        Clock::new(&Zone::try_from(name.to_owned()).unwrap())
    }

    #[test]
    fn every_listed_zone_resolves_and_others_do_not() {
        for name in Zone::names().chain(["+02:00", "-0330", "+14"]) {
            assert!(Zone::try_from(name.to_owned()).is_ok(), "{name}");
        }
        for name in ["", "Mars", "+99", "+1", "2", "+0a:00", "+01:60", "é+1"] {
            assert!(Zone::try_from(name.to_owned()).is_err(), "{name}");
        }
    }

    #[test]
    fn rome_changes_its_clocks() {
        // `TZ=Europe/Rome date -d @… +%z` of GNU coreutils.
        let mut rome = clock("Europe/Rome");
        for (time_s, minutes) in [
            (1_711_846_799, 60), // 2024-03-31T00:59:59Z
            (1_711_846_800, 120),
            (1_729_990_799, 120), // 2024-10-27T00:59:59Z
            (1_729_990_800, 60),
        ] {
            assert_eq!(rome.offset_min(time_s * 1000), minutes, "{time_s}");
        }
        let noon = rome.utc(datetime(2024, 7, 1, 12, 0, 0, 0)).unwrap();
        assert_eq!(noon, 1_719_828_000_000); // 10:00Z
        // 02:30 does not exist: 03:30 summer time. 02:30 in autumn comes twice: the first.
        let gap = rome.utc(datetime(2024, 3, 31, 2, 30, 0, 0)).unwrap();
        assert_eq!(gap, 1_711_848_600_000); // 01:30Z
        let fold = rome.utc(datetime(2024, 10, 27, 2, 30, 0, 0)).unwrap();
        assert_eq!(fold, 1_729_989_000_000); // 00:30Z
    }

    #[test]
    fn west_of_greenwich_and_fixed() {
        assert_eq!(
            clock("America/New_York").offset_min(1_719_828_000_000),
            -240
        );
        assert_eq!(clock("-03:30").offset_min(0), -210);
        assert_eq!(clock("UTC").offset_min(i64::MAX), 0);
    }
}
