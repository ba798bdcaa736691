//! Step 8: measures missing between two known ones, filled on the straight line between them in
//! time ([`fill_by_time`]).
//!
//! A series is what one person's events of one kind tell of scroll depth or time spent (a click has
//! no time spent, so none is missing); of position, what all their events tell. Only what lies
//! between two known values that are near enough in time is filled, never before the first or after
//! the last. Money and quantities are not filled: an amount that was not told was not in between.

use super::impossible::MOST_ACCURACY_M;
use super::log::Log;
use super::{Evidence, Gaps, Rule};
use crate::events::{Field, Person, Position, Row, Sheet};
use crate::preparation::fill_by_time;
use ndarray::{Array2, aview1};

/// Mean radius of the earth (IUGG), metres.
const EARTH_M: f64 = 6_371_008.8;

/// A missing value: its row, what it becomes, and the rows of the known ones before and after.
struct Fill {
    row: usize,
    values: Vec<f64>,
    before: usize,
    after: usize,
}

/// Runs the step. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, params: &Gaps, log: &mut Log) {
    for person in sheet.people().to_vec() {
        let mut rows: Vec<usize> = person.rows.clone().collect();
        if params.position {
            positions(sheet, &person, &rows, params, log);
        }
        if !params.depth && !params.duration {
            continue;
        }
        // Stable: within a kind still in the order of time.
        rows.sort_by_key(|&at| sheet.text(&sheet.rows()[at], Field::Kind));
        let kinds: Vec<Vec<usize>> = rows
            .chunk_by(|&a, &b| {
                let kind = |at: usize| sheet.rows()[at].symbol(Field::Kind);
                kind(a) == kind(b)
            })
            .map(<[usize]>::to_vec)
            .collect();
        for rows in kinds {
            if params.depth {
                measure(sheet, &person, &rows, params, Rule::FilledDepth, log);
            }
            if params.duration {
                measure(sheet, &person, &rows, params, Rule::FilledDuration, log);
            }
        }
    }
}

/// Fills scroll depth or time spent, to the nearest whole number.
fn measure(
    sheet: &mut Sheet,
    person: &Person,
    rows: &[usize],
    params: &Gaps,
    rule: Rule,
    log: &mut Log,
) {
    let of = |row: &Row| match rule {
        Rule::FilledDepth => row.depth_pct.map(f64::from),
        _ => row.duration_ms().map(f64::from),
    };
    let told = |at: usize| of(&sheet.rows()[at]).map(|value| vec![value]);
    for fill in fills(sheet, rows, params.within_ms, &told) {
        let value = libm::round(fill.values[0]);
        let told = |at: usize| of(&sheet.rows()[at]).unwrap_or(0.0);
        let evidence = Evidence::Filled {
            value,
            before: told(fill.before),
            after: told(fill.after),
        };
        let line = sheet.rows()[fill.row].line;
        log.note(sheet, person.name, rule, 1, &[line], || evidence);
        log.changed += 1;
        let row = &mut sheet.rows_mut()[fill.row];
        // Casts saturate; a value between two known ones fits.
        match rule {
            Rule::FilledDepth => row.depth_pct = Some(value as u8),
            _ => row.set_duration_ms(Some(value as u32)),
        }
    }
}

/// Fills positions. The accuracy reaches from anywhere between the two fixes over both.
fn positions(sheet: &mut Sheet, person: &Person, rows: &[usize], params: &Gaps, log: &mut Log) {
    let told = |at: usize| {
        let position = sheet.position(&sheet.rows()[at])?;
        Some(vec![position.lat, position.lon, position.accuracy_m])
    };
    for fill in fills(sheet, rows, params.within_ms, &told) {
        let fix = |at: usize| sheet.position(&sheet.rows()[at]);
        let (Some(before), Some(after)) = (fix(fill.before), fix(fill.after)) else {
            continue;
        };
        // Across the date line the straight line goes round the earth.
        if (before.lon - after.lon).abs() > 180.0 {
            continue;
        }
        let position = Position {
            lat: fill.values[0],
            lon: fill.values[1],
            accuracy_m: (before.accuracy_m.max(after.accuracy_m) + distance_m(before, after))
                .min(MOST_ACCURACY_M),
        };
        let line = sheet.rows()[fill.row].line;
        log.note(sheet, person.name, Rule::FilledPosition, 1, &[line], || {
            Evidence::Filled {
                value: position.lat,
                before: before.lat,
                after: after.lat,
            }
        });
        log.changed += 1;
        sheet.set_position(fill.row, position);
    }
}

/// What is known at one time.
struct Known {
    time: i64,
    row: usize,
    values: Vec<f64>,
    /// Two different values at one time say nothing.
    is_sure: bool,
}

/// What is missing among rows in the order of time, and can be filled.
fn fills(
    sheet: &Sheet,
    rows: &[usize],
    within_ms: i64,
    told: &dyn Fn(usize) -> Option<Vec<f64>>,
) -> Vec<Fill> {
    let time = |at: usize| sheet.rows()[at].time_ms;
    let mut knowns: Vec<Known> = Vec::new();
    let mut missing: Vec<usize> = Vec::new();
    for &row in rows {
        match (told(row), knowns.last_mut()) {
            (None, _) => missing.push(row),
            (Some(values), Some(last)) if last.time == time(row) => {
                last.is_sure &= last.values == values;
            }
            (Some(values), _) => knowns.push(Known {
                time: time(row),
                row,
                values,
                is_sure: true,
            }),
        }
    }
    let fill = |row: usize| {
        let until = knowns.partition_point(|known| known.time <= time(row));
        let from = knowns.partition_point(|known| known.time < time(row));
        let (before, after) = (knowns.get(until.checked_sub(1)?)?, knowns.get(from)?);
        let apart = after.time.saturating_sub(before.time);
        if apart > within_ms || !before.is_sure || !after.is_sure {
            return None;
        }
        let since = |time: i64| time.saturating_sub(before.time) as f64;
        let mut cells = Array2::from_elem((3, before.values.len()), f64::NAN);
        cells.row_mut(0).assign(&aview1(&before.values));
        cells.row_mut(2).assign(&aview1(&after.values));
        let times = [0.0, since(time(row)), since(after.time)];
        // Refuses what is not finite, which step 1 takes away.
        let filled = fill_by_time(&times, cells.view()).ok()?;
        Some(Fill {
            row,
            values: filled.data.row(1).to_vec(),
            before: before.row,
            after: after.row,
        })
    };
    missing.into_iter().filter_map(fill).collect()
}

/// Great-circle distance (haversine), metres.
fn distance_m(a: Position, b: Position) -> f64 {
    let half = |x: f64| {
        let sine = libm::sin(x.to_radians() / 2.0);
        sine * sine
    };
    let cosines = libm::cos(a.lat.to_radians()) * libm::cos(b.lat.to_radians());
    let h = half(a.lat - b.lat) + cosines * half(a.lon - b.lon);
    2.0 * EARTH_M * libm::asin(h.clamp(0.0, 1.0).sqrt())
}
