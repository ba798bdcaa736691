//! Recurrence rules (RFC 5545, section 3.3.10): daily, weekly, monthly and yearly, with INTERVAL,
//! COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST. BYWEEKNO, BYYEARDAY and what repeats
//! within a day are refused by name: seasons do not need them.

use super::super::days;
use super::Reason;
use super::moment::{DAY_SECONDS, Moment, moment};
use jiff::civil::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A rule, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: i32,
    count: Option<u32>,
    until: Option<Moment>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    /// Which one (0: every), and weekdays from Monday.
    weekdays: Vec<(i8, i8)>,
    positions: Vec<i32>,
    week_start: i8,
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn weekday(text: &str) -> Option<i8> {
    let at = WEEKDAYS.iter().position(|name| *name == text)?;
    i8::try_from(at).ok()
}

impl Rule {
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let mut rule = Self {
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            week_start: 0,
        };
        let mut frequency = None;
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            let odd = || Reason::Rule(part.chars().take(60).collect());
            let (key, value) = part.trim().split_once('=').ok_or_else(odd)?;
            let value = value.trim().to_ascii_uppercase();
            match key.to_ascii_uppercase().as_str() {
                "FREQ" => {
                    frequency = Some(match value.as_str() {
                        "DAILY" => Frequency::Daily,
                        "WEEKLY" => Frequency::Weekly,
                        "MONTHLY" => Frequency::Monthly,
                        "YEARLY" => Frequency::Yearly,
                        _ => return Err(odd()),
                    });
                }
                "INTERVAL" => {
                    let n = value.parse().ok().filter(|n| (1..=1000).contains(n));
                    rule.interval = n.ok_or_else(odd)?;
                }
                "COUNT" => rule.count = Some(value.parse().map_err(|_| odd())?),
                "UNTIL" => {
                    let mut until = moment(&value)?;
                    if until.whole_day {
                        until.seconds = DAY_SECONDS - 1;
                    }
                    rule.until = Some(until);
                }
                "BYMONTH" => rule.months = list(&value, 1..=12).ok_or_else(odd)?,
                "BYMONTHDAY" => {
                    rule.month_days = list(&value, -31..=31)
                        .filter(|days| !days.contains(&0))
                        .ok_or_else(odd)?;
                }
                "BYSETPOS" => {
                    let positions = list(&value, -127..=127).filter(|p| !p.contains(&0));
                    rule.positions = positions
                        .ok_or_else(odd)?
                        .into_iter()
                        .map(i32::from)
                        .collect();
                }
                "BYDAY" => {
                    let days = value.split(',').map(|day| {
                        let (nth, name) = day
                            .trim()
                            .split_at_checked(day.trim().len().checked_sub(2)?)?;
                        let nth = if nth.is_empty() {
                            Some(0)
                        } else {
                            nth.parse().ok().filter(|n| *n != 0)
                        };
                        Some((nth.filter(|n| (-53..=53).contains(n))?, weekday(name)?))
                    });
                    rule.weekdays = days.collect::<Option<_>>().ok_or_else(odd)?;
                }
                "WKST" => rule.week_start = weekday(&value).ok_or_else(odd)?,
                _ => return Err(odd()),
            }
        }
        rule.frequency = frequency.ok_or(Reason::Rule("a rule without FREQ".to_owned()))?;
        let numbered = rule.weekdays.iter().any(|(nth, _)| *nth != 0);
        let coarse = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
        if numbered && !coarse {
            return Err(Reason::Rule("a numbered BYDAY within a week".to_owned()));
        }
        if rule.frequency == Frequency::Weekly && !rule.month_days.is_empty() {
            return Err(Reason::Rule("BYMONTHDAY within a week".to_owned()));
        }
        Ok(rule)
    }

    /// Tells `each` the days on which it begins, from `start` on, up to `last_day`; `budget` is what may still be
    /// looked at, in days and periods, for the whole file.
    pub fn expand(
        &self,
        start: Moment,
        last_day: i32,
        budget: &mut u32,
        mut each: impl FnMut(i32),
    ) -> Result<(), Reason> {
        let mut told = 0;
        let mut set = Vec::new();
        for period in 0_i32.. {
            let Some(first) = self.period(start.day, period) else {
                return Ok(());
            };
            if first > last_day || self.count.is_some_and(|count| told >= count) {
                return Ok(());
            }
            set.clear();
            self.days_of(start.day, first, &mut set);
            let cost = 1 + set.len() as u32;
            *budget = budget.checked_sub(cost).ok_or(Reason::TooMuch)?;
            set.sort_unstable();
            set.dedup();
            for &day in self
                .positioned(&set)
                .iter()
                .filter(|day| **day >= start.day)
            {
                let over = self
                    .until
                    .is_some_and(|until| (day, start.seconds) > (until.day, until.seconds));
                if over || self.count.is_some_and(|count| told >= count) {
                    return Ok(());
                }
                told += 1;
                each(day);
            }
        }
        Ok(())
    }

    /// The first day of a period: itself, its week's, month's or year's.
    fn period(&self, start: i32, n: i32) -> Option<i32> {
        let n = n.checked_mul(self.interval)?;
        match self.frequency {
            Frequency::Daily => start.checked_add(n),
            Frequency::Weekly => {
                let into = (days::weekday(start) - i32::from(self.week_start)).rem_euclid(7);
                (start - into).checked_add(n.checked_mul(7)?)
            }
            Frequency::Monthly => {
                let date = date(start)?;
                let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
                let month = month.checked_add(n)?;
                days::day(
                    month.div_euclid(12),
                    i8::try_from(month.rem_euclid(12) + 1).ok()?,
                    1,
                )
            }
            Frequency::Yearly => days::day(i32::from(date(start)?.year()).checked_add(n)?, 1, 1),
        }
    }

    /// The days of the period that begins on `first`.
    fn days_of(&self, start: i32, first: i32, set: &mut Vec<i32>) {
        let Some((begun, first_date)) = date(start).zip(date(first)) else {
            return;
        };
        match self.frequency {
            Frequency::Daily => set.push(first),
            Frequency::Weekly if self.weekdays.is_empty() => {
                set.push(first + (start - first).rem_euclid(7));
            }
            Frequency::Weekly => set.extend(first..first + 7),
            Frequency::Monthly => self.days_of_month(first_date, begun.day(), set),
            Frequency::Yearly => {
                let whole_year = self.months.is_empty() && self.month_days.is_empty();
                if whole_year && !self.weekdays.is_empty() {
                    let end = first_date.last_of_year();
                    self.numbered(first, days::number(end).unwrap_or(first), set);
                    return;
                }
                for month in 1..=12 {
                    let wanted = if self.months.is_empty() {
                        !self.month_days.is_empty() || month == begun.month()
                    } else {
                        self.months.contains(&month)
                    };
                    if let Ok(of) = Date::new(first_date.year(), month, 1)
                        && wanted
                    {
                        self.days_of_month(of, begun.day(), set);
                    }
                }
                return;
            }
        }
        set.retain(|&day| {
            let of_month = date(day).is_some_and(|date| {
                let from_end = date.day() - date.days_in_month() - 1;
                (self.months.is_empty() || self.months.contains(&date.month()))
                    && (self.month_days.is_empty()
                        || self.month_days.contains(&date.day())
                        || self.month_days.contains(&from_end))
            });
            of_month && (self.frequency == Frequency::Monthly || self.is_weekday(day))
        });
    }

    fn days_of_month(&self, first: Date, begun: i8, set: &mut Vec<i32>) {
        let Some((from, to)) = days::number(first).zip(days::number(first.last_of_month())) else {
            return;
        };
        let length = first.days_in_month();
        if !self.month_days.is_empty() {
            for &day in &self.month_days {
                let day = if day < 0 { length + 1 + day } else { day };
                let at = from + i32::from(day) - 1;
                if (1..=length).contains(&day) && self.is_weekday(at) {
                    set.push(at);
                }
            }
        } else if !self.weekdays.is_empty() {
            self.numbered(from, to, set);
        } else if begun <= length {
            set.push(from + i32::from(begun) - 1);
        }
    }

    /// The weekdays of BYDAY within a month or year.
    fn numbered(&self, from: i32, to: i32, set: &mut Vec<i32>) {
        for &(nth, weekday) in &self.weekdays {
            let earliest = from + (i32::from(weekday) - days::weekday(from)).rem_euclid(7);
            let latest = to - (days::weekday(to) - i32::from(weekday)).rem_euclid(7);
            match i32::from(nth) {
                0 => set.extend((earliest..=to).step_by(7)),
                n if n > 0 => set.extend(Some(earliest + 7 * (n - 1)).filter(|day| *day <= to)),
                n => set.extend(Some(latest + 7 * (n + 1)).filter(|day| *day >= from)),
            }
        }
    }

    fn is_weekday(&self, day: i32) -> bool {
        self.weekdays.is_empty()
            || self
                .weekdays
                .iter()
                .any(|(_, w)| i32::from(*w) == days::weekday(day))
    }

    /// What BYSETPOS leaves of a sorted set.
    fn positioned(&self, set: &[i32]) -> Vec<i32> {
        if self.positions.is_empty() {
            return set.to_vec();
        }
        let length = set.len() as i32;
        let mut left: Vec<i32> = self
            .positions
            .iter()
            .map(|&p| if p > 0 { p - 1 } else { length + p })
            .filter_map(|at| set.get(usize::try_from(at).ok()?).copied())
            .collect();
        left.sort_unstable();
        left.dedup();
        left
    }
}

fn list(value: &str, range: std::ops::RangeInclusive<i8>) -> Option<Vec<i8>> {
    value
        .split(',')
        .map(|n| n.trim().parse().ok().filter(|n| range.contains(n)))
        .collect()
}

fn date(day: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(i64::from(day)).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}
