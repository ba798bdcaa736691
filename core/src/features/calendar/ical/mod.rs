//! The marketer's own calendar, from an iCalendar file (RFC 5545).
//!
//! Why not a crate: `icalendar` 0.17 draws in `uuid` and `chrono` with a random source and the
//! system's clock, `rrule` 0.14 a table of time zones and a regular-expression engine, and `ical`
//! 0.11 states no licence that our check can read; none tells the line of a mistake. What a season
//! needs is small: on which local dates do events fall.
//!
//! Dates count as they stand. Times with a time zone or none count on the clock they are written
//! for, those in UTC on Rome's; an event that passes midnight falls on both days, one that ends at
//! midnight not on the day that begins then. Cancelled events are left out; a moved occurrence
//! (RECURRENCE-ID) replaces the one it stands for.
//!
//! The same days are used at the desk, over the data, and on devices, for as long as the model lives
//! ([`Window`]). Where there are more ranges than a model carries, the ones farthest from the last day
//! of the data are left out at both ends, so that neither the past nor the years ahead take all of
//! the room; how many, and from which day to which none is missing, is told.
//!
//! An event that cannot be read is left out, with its line and the reason, and never stops the
//! others.

mod event;
mod lines;
mod moment;
mod rule;

pub use lines::BYTES_MAX;

use super::super::definitions::RANGES_MAX;
use super::days::Days;
use event::Event;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use thiserror::Error;

/// The most events of a file.
pub const EVENTS_MAX: usize = 5_000;
/// The longest event, days.
pub const LENGTH_MAX: i32 = 366;
/// Days after the data for which a calendar is read: three years, in which the model is in use.
pub const AHEAD: i32 = 1_096;
/// The most days a calendar is asked for: 20 years, the last ones of those wanted.
pub const WINDOW_MAX: i32 = 7_305;
/// The most rejected events told one by one.
pub const REJECTED_TOLD: usize = 100;
/// What all rules of a file together may look at: periods and days.
const BUDGET: u32 = 2_000_000;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IcalError {
    /// More than [`BYTES_MAX`].
    #[error("the calendar has {bytes} bytes, more than 2 MB: export fewer years or events")]
    TooLarge {
        /// Of the file.
        bytes: usize,
    },
    /// Another encoding.
    #[error("line {line} is not UTF-8: save the calendar as UTF-8")]
    NotUtf8 {
        /// From 1.
        line: usize,
    },
    /// No `BEGIN:VCALENDAR`.
    #[error("this is no iCalendar file: it has no line BEGIN:VCALENDAR")]
    NotACalendar,
    /// The end is missing: the file is cut.
    #[error(
        "what begins on line {line} (BEGIN:{component}) has no end: the file is cut, export it again"
    )]
    Unfinished {
        /// Where it begins.
        line: usize,
        /// What begins.
        component: String,
    },
    /// An `END` that ends nothing.
    #[error("line {line} ends {component}, which was not begun there: export the file again")]
    Crossed {
        /// The line of the `END`.
        line: usize,
        /// What it ends.
        component: String,
    },
    /// More than [`EVENTS_MAX`].
    #[error("the calendar has more than 5,000 events: export fewer")]
    TooManyEvents,
}

/// Why an event is left out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    /// No DTSTART.
    #[error("it has no DTSTART")]
    NoStart,
    /// A date, time or length.
    #[error("{0:?} is no date, time or length, or not within 1900 to 2100")]
    Date(String),
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// Longer than [`LENGTH_MAX`].
    #[error("it is longer than a year")]
    Long,
    /// A part of a recurrence rule.
    #[error("this part of its rule is not understood: {0}")]
    Rule(String),
    /// A change to all later occurrences.
    #[error("it changes all later occurrences (RANGE=THISANDFUTURE)")]
    ThisAndFuture,
    /// The rules of the file are too much.
    #[error("the calendar's rules ask for too many occurrences")]
    TooMuch,
}

/// An event left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line its `BEGIN:VEVENT` or the mistake is on.
    pub line: usize,
    /// Why.
    pub reason: Reason,
}

/// The days a calendar is wanted for, days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub first: i32,
    /// The last day of the data: days near to it matter most.
    pub as_of: i32,
    /// The last day.
    pub last: i32,
}

impl Window {
    /// For data of these days, and the years ahead.
    #[must_use]
    pub fn of_data(first: i32, as_of: i32) -> Self {
        Self {
            first: first.min(as_of),
            as_of,
            last: as_of.saturating_add(AHEAD),
        }
    }
}

/// A calendar of the marketer's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnCalendar {
    /// Its days within the window, at most as many ranges as a model carries (256).
    pub days: Days,
    /// The first and the last day between which none is left out.
    pub whole: [i32; 2],
    /// Events read.
    pub events: usize,
    /// Ranges left out before the others.
    pub earlier: usize,
    /// Ranges left out after the others.
    pub later: usize,
    /// Events left out.
    pub rejected: usize,
    /// The first [`REJECTED_TOLD`] of them.
    pub examples: Vec<Rejected>,
}

/// Reads a calendar: the days of the window (at most the last [`WINDOW_MAX`] of them) on which any
/// event falls.
///
/// # Errors
/// A file that is none, is cut, or is too large. What is wrong with single events is told in the result.
pub fn read(bytes: &[u8], wanted: Window) -> Result<OwnCalendar, IcalError> {
    let mut found = OwnCalendar::default();
    let mut reject = |line, reason| {
        found.rejected += 1;
        if found.examples.len() < REJECTED_TOLD {
            found.examples.push(Rejected { line, reason });
        }
    };
    let mut events = Vec::new();
    for event in event::events(lines::lines(bytes)?)? {
        match event {
            Ok(event) => events.push(event),
            Err(Rejected { line, reason }) => reject(line, reason),
        }
    }
    // Occurrences that others replace.
    let replaced: BTreeSet<(&str, i32)> = events
        .iter()
        .filter_map(|event| Some((event.uid.as_str(), event.replaces?)))
        .collect();
    let last = wanted.last;
    let first = wanted.first.max(last.saturating_sub(WINDOW_MAX - 1));
    let mut window =
        vec![false; usize::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(0)];
    let mut budget = BUDGET;
    for event in &events {
        found.events += 1;
        if event.cancelled {
            continue;
        }
        let mut mark = |day: i32| {
            let replaced =
                event.replaces.is_none() && replaced.contains(&(event.uid.as_str(), day));
            if replaced || event.excluded.contains(&day) {
                return;
            }
            for day in day..=day.saturating_add(event.more_days) {
                let at = usize::try_from(i64::from(day) - i64::from(first)).ok();
                if let Some(on) = at.and_then(|at| window.get_mut(at)) {
                    *on = true;
                }
            }
        };
        if let Err(reason) = event.expand(last, &mut budget, &mut mark) {
            found.events -= 1;
            reject(event.line, reason);
        }
    }
    found.keep(ranges(&window, first..=last), Window { first, ..wanted });
    Ok(found)
}

impl OwnCalendar {
    /// Keeps as many ranges as a model carries: half of them for the past and half for the years
    /// ahead, and what the one does not need for the other.
    fn keep(&mut self, mut days: Days, window: Window) {
        let before = days.partition_point(|range| range[1] < window.as_of);
        let ahead = days.len() - before;
        let half = RANGES_MAX / 2;
        let kept_ahead = ahead.min(half.max(RANGES_MAX.saturating_sub(before)));
        let kept_before = before.min(RANGES_MAX - kept_ahead);
        self.earlier = before - kept_before;
        self.later = ahead - kept_ahead;
        let next = days.get(before + kept_ahead).map(|range| range[0] - 1);
        days.truncate(before + kept_ahead);
        let gone = days.drain(..self.earlier).next_back();
        self.whole = [
            gone.map_or(window.first, |range| range[1] + 1),
            next.unwrap_or(window.last),
        ];
        self.days = days;
    }
}

fn ranges(window: &[bool], each: RangeInclusive<i32>) -> Days {
    let mut days: Days = Vec::new();
    for (day, _) in each.zip(window).filter(|(_, on)| **on) {
        match days.last_mut() {
            Some(before) if before[1] + 1 == day => before[1] = day,
            _ => days.push([day, day]),
        }
    }
    days
}

impl Event {
    fn expand(
        &self,
        last: i32,
        budget: &mut u32,
        mark: &mut impl FnMut(i32),
    ) -> Result<(), Reason> {
        match &self.rule {
            Some(rule) => rule.expand(self.start, last, budget, &mut *mark)?,
            None => mark(self.start.day),
        }
        self.added.iter().copied().for_each(mark);
        Ok(())
    }
}
