//! What the times of all events say, and the currencies of all values, gathered so that people can
//! be cleaned a part at a time: the only things a person's events are cleaned by that come from
//! other people's, but for outliers.

use super::Plan;
use super::currencies::Currencies;
use super::resolution::common;
use crate::events::{DAY_MS, Row, Sheet, View, utc_day};
use std::collections::BTreeMap;

/// Fewer events say nothing of what is late.
const ENOUGH: u64 = 100;
/// At most one event in so many can lie beyond the latest plausible time.
const ONE_IN: u64 = 100;
/// A gap before a late event is at least a year.
const YEAR_MS: i64 = 365 * 86_400_000;

/// The times of all events, by day, and the currencies of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    earliest: i64,
    /// The caller's now, with the slack.
    limit: i64,
    slack: i64,
    /// By the time of receipt where it is known: it is the better one.
    better: BTreeMap<i64, Day>,
    /// By the event's own time.
    own: BTreeMap<i64, Grid>,
    currencies: Currencies,
}

/// Events of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    events: u64,
    first: i64,
    last: i64,
}

/// Times of which all differences are multiples of a step (0: all times are equal).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    origin: i64,
    step: u64,
}

impl Times {
    /// Of no event.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let slack = plan.impossible.slack_ms.max(0);
        Self {
            earliest: plan.impossible.earliest_ms,
            limit: plan
                .now_ms
                .map_or(i64::MAX, |now| now.saturating_add(slack)),
            slack,
            better: BTreeMap::new(),
            own: BTreeMap::new(),
            currencies: Currencies::default(),
        }
    }

    /// Of a sheet's events.
    #[must_use]
    pub fn of(sheet: &Sheet, plan: &Plan) -> Self {
        let mut times = Self::new(plan);
        times.currencies.add_all(sheet);
        let mut rows = sheet.rows();
        while let Some(first) = rows.first() {
            // A person's events of a day mostly follow each other, and so do a day's in a file.
            let number = utc_day(first.time_ms);
            let day = number.saturating_mul(DAY_MS)..(number + 1).saturating_mul(DAY_MS);
            let alike = |row: &&Row| row.received_ms().is_none() && day.contains(&row.time_ms);
            let count = rows.iter().take_while(alike).count().max(1);
            let (same, others) = rows.split_at(count);
            times.add_day(first.received_ms(), same.iter().map(|row| row.time_ms));
            rows = others;
        }
        times
    }

    /// Adds an event as it was told, before any cleaning.
    pub fn add(&mut self, event: &View<'_>, received_ms: Option<i64>) {
        if event.value_cents.is_some() {
            self.currencies.add(event.currency, 1);
        }
        self.add_day(received_ms, std::iter::once(event.time_ms));
    }

    /// The currency that values are summed in where the plan converts none: the plan's target, else
    /// that of most values as told, of equally many the first by code. None where no value tells
    /// one.
    #[must_use]
    pub fn main_currency<'a>(&'a self, plan: &'a Plan) -> Option<&'a str> {
        match plan.currency.target.as_str() {
            "" => self.currencies.main(),
            target => Some(target),
        }
    }

    /// Adds events of one UTC day, or one event whose time of receipt is known.
    fn add_day(&mut self, received_ms: Option<i64>, own: impl Iterator<Item = i64> + Clone) {
        match received_ms {
            Some(time) => self.add_better(std::iter::once(time)),
            None => self.add_better(own.clone()),
        }
        let mut own = own.peekable();
        let Some(&origin) = own.peek() else { return };
        let grid = self
            .own
            .entry(utc_day(origin))
            .or_insert(Grid { origin, step: 0 });
        for time in own {
            if grid.step == 1 {
                return;
            }
            grid.step = common(grid.step, time.abs_diff(grid.origin));
        }
    }

    fn add_better(&mut self, times: impl Iterator<Item = i64>) {
        let possible = self.earliest..=self.limit;
        let mut times = times.filter(|time| possible.contains(time)).peekable();
        let Some(&first) = times.peek() else { return };
        let day = self.better.entry(utc_day(first)).or_insert(Day {
            events: 0,
            first,
            last: first,
        });
        for time in times {
            day.events += 1;
            day.first = day.first.min(time);
            day.last = day.last.max(time);
        }
    }

    /// The earliest and the latest plausible time.
    ///
    /// The latest is that of the file, and not later than the caller's now, each with the slack. Of
    /// the file: its last event, but for at most a hundredth of all events that lie behind a gap
    /// longer than a year and longer than all the time before it.
    #[must_use]
    pub fn plausible(&self) -> (i64, i64) {
        let days: Vec<Day> = self.better.values().copied().collect();
        let Some(first) = days.first().map(|day| day.first) else {
            return (self.earliest, self.limit);
        };
        let mut total: u64 = days.iter().map(|day| day.events).sum();
        let mut latest = days.last().map_or(first, |day| day.last);
        let mut before = 0;
        // Each such gap is longer than all before, so there are no more than 64.
        let mut cuts: Vec<(u64, i64)> = Vec::new();
        for (day, next) in days.iter().zip(days.iter().skip(1)) {
            before += day.events;
            let gap = next.first.saturating_sub(day.last);
            if gap > YEAR_MS && gap > day.last.saturating_sub(first) {
                cuts.push((before, day.last));
            }
        }
        while let Some(&(kept, last)) = cuts
            .iter()
            .find(|(kept, _)| *kept < total && total >= ENOUGH && (total - kept) * ONE_IN <= total)
        {
            (total, latest) = (kept, last);
        }
        let latest = latest.saturating_add(self.slack).min(self.limit);
        (self.earliest, latest)
    }

    /// The greatest number of milliseconds of which all differences between times of plausible days
    /// are a multiple: a day for a table of dates, 1,000 for whole seconds. None with fewer than two
    /// different times. What needs a finer time than this can say nothing.
    #[must_use]
    pub fn resolution(&self, plausible: Option<(i64, i64)>) -> Option<i64> {
        let (earliest, latest) = plausible.unwrap_or((i64::MIN, i64::MAX));
        let days = utc_day(earliest)..=utc_day(latest);
        // A caller whose now lies before the earliest plausible time: nothing is plausible.
        if days.is_empty() {
            return None;
        }
        let mut grids = self.own.range(days).map(|(_, grid)| *grid);
        let first = grids.next()?;
        let step = grids.fold(first.step, |step, grid| {
            common(common(step, grid.step), grid.origin.abs_diff(first.origin))
        });
        i64::try_from(step).ok().filter(|&step| step > 0)
    }
}
