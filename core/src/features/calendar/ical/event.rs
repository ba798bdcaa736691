//! The events of a calendar (RFC 5545, section 3.6.1): what of them says when.

use super::lines::Line;
use super::moment::{DAY_SECONDS, Moment, duration, moments};
use super::rule::Rule;
use super::{EVENTS_MAX, IcalError, LENGTH_MAX, Reason, Rejected};

/// An event, as far as days go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// Where it begins.
    pub line: usize,
    pub uid: String,
    pub start: Moment,
    /// Days it goes on after its first.
    pub more_days: i32,
    pub rule: Option<Rule>,
    /// Days of EXDATE.
    pub excluded: Vec<i32>,
    /// Days of RDATE.
    pub added: Vec<i32>,
    /// The occurrence of its series that it replaces.
    pub replaces: Option<i32>,
    pub cancelled: bool,
}

/// The events of a file, each or why not.
pub(super) fn events(lines: Vec<Line>) -> Result<Vec<Result<Event, Rejected>>, IcalError> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut found = Vec::new();
    let mut current: Vec<Line> = Vec::new();
    let mut begun = false;
    for line in lines {
        match line.name.as_str() {
            "BEGIN" => {
                let component = line.value.to_ascii_uppercase();
                if open.is_empty() && component != "VCALENDAR" {
                    return Err(IcalError::NotACalendar);
                }
                begun = true;
                if component == "VEVENT" {
                    current.clear();
                }
                open.push((line.number, component));
            }
            "END" => {
                let component = line.value.to_ascii_uppercase();
                let Some((from, _)) = open.pop_if(|(_, name)| *name == component) else {
                    return Err(IcalError::Crossed {
                        line: line.number,
                        component: component.chars().take(40).collect(),
                    });
                };
                if component == "VEVENT" {
                    if found.len() == EVENTS_MAX {
                        return Err(IcalError::TooManyEvents);
                    }
                    found.push(event(from, &std::mem::take(&mut current)));
                }
            }
            // Of an alarm inside an event nothing is wanted.
            _ if open.last().is_some_and(|(_, name)| name == "VEVENT") => current.push(line),
            _ => {}
        }
    }
    match open.pop() {
        Some((line, component)) => Err(IcalError::Unfinished {
            line,
            component: component.chars().take(40).collect(),
        }),
        None if begun => Ok(found),
        None => Err(IcalError::NotACalendar),
    }
}

fn event(from: usize, lines: &[Line]) -> Result<Event, Rejected> {
    let named = |name: &str| lines.iter().find(|line| line.name == name);
    let at = |line: &Line| {
        let line = line.number;
        move |reason| Rejected { line, reason }
    };
    let rejected = |reason| Rejected { line: from, reason };
    let first = |line: &Line| {
        let all = moments(line).map_err(at(line))?;
        all.into_iter().next().ok_or(at(line)(Reason::NoStart))
    };
    let start = first(named("DTSTART").ok_or(rejected(Reason::NoStart))?)?;
    let more_days = match (named("DTEND"), named("DURATION")) {
        (Some(line), _) => {
            let end = first(line)?;
            if (end.day, end.seconds) < (start.day, start.seconds) {
                return Err(at(line)(Reason::Backwards));
            }
            until(start, end)
        }
        (None, Some(line)) => {
            let seconds = duration(&line.value).map_err(at(line))?;
            let end = i64::from(start.seconds).saturating_add(seconds);
            let days =
                i32::try_from(end / i64::from(DAY_SECONDS)).map_err(|_| at(line)(Reason::Long))?;
            let end = Moment {
                day: start.day.saturating_add(days),
                seconds: (end % i64::from(DAY_SECONDS)) as i32,
                whole_day: start.whole_day,
            };
            until(start, end)
        }
        (None, None) => 0,
    };
    if more_days >= LENGTH_MAX {
        return Err(rejected(Reason::Long));
    }
    let days_of = |name: &str| -> Result<Vec<i32>, Rejected> {
        let mut days = Vec::new();
        for line in lines.iter().filter(|line| line.name == name) {
            days.extend(moments(line).map_err(at(line))?.iter().map(|m| m.day));
        }
        Ok(days)
    };
    let replaces = match named("RECURRENCE-ID") {
        Some(line) if line.param("RANGE").is_some() => {
            return Err(at(line)(Reason::ThisAndFuture));
        }
        Some(line) => Some(first(line)?.day),
        None => None,
    };
    let rule = match named("RRULE") {
        Some(line) => Some(Rule::parse(&line.value).map_err(at(line))?),
        None => None,
    };
    let mut rules = lines
        .iter()
        .filter(|line| matches!(line.name.as_str(), "RRULE" | "EXRULE"));
    if let Some(second) = rules.nth(1) {
        return Err(at(second)(Reason::Rule("a second rule".to_owned())));
    }
    Ok(Event {
        line: from,
        uid: named("UID").map_or_else(String::new, |line| line.value.clone()),
        start,
        more_days,
        rule,
        excluded: days_of("EXDATE")?,
        added: days_of("RDATE")?,
        replaces,
        cancelled: named("STATUS").is_some_and(|line| line.value.eq_ignore_ascii_case("CANCELLED")),
    })
}

/// Days after the first that an event touches, whose end is the first moment it no longer is.
fn until(start: Moment, end: Moment) -> i32 {
    let days = end.day.saturating_sub(start.day);
    if end.seconds == 0 && days > 0 {
        days - 1
    } else {
        days
    }
}
