//! The visitor's own clock: hour, weekday and date by the event's offset from UTC.

use crate::events::{DAY_MS, View};

/// 1000·sin(2πh/24) for the hours 0 to 23, rounded.
const HOUR_SIN: [i16; 24] = [
    0, 259, 500, 707, 866, 966, 1000, 966, 866, 707, 500, 259, 0, -259, -500, -707, -866, -966,
    -1000, -966, -866, -707, -500, -259,
];
/// 1000·sin(2πw/7) for the weekdays from Monday, rounded.
const WEEKDAY_SIN: [i16; 7] = [0, 782, 975, 434, -434, -975, -782];
/// 1000·cos(2πw/7) for the weekdays from Monday, rounded.
const WEEKDAY_COS: [i16; 7] = [1000, 623, -223, -901, -901, -223, 623];

/// A moment by the visitor's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Local {
    /// The date, days since 1970-01-01.
    pub day: i64,
    /// 0 to 23.
    pub hour: u8,
}

impl Local {
    /// By the offset that the event states; by UTC without one.
    pub fn of(view: &View<'_>) -> Self {
        let offset = i64::from(view.utc_offset_min.unwrap_or(0)) * 60_000;
        let ms = view.time_ms.saturating_add(offset);
        let day = ms.div_euclid(DAY_MS);
        // What is left of the day, below 2²⁷: a division of 64 bits is slow in a browser.
        let rest = ms.wrapping_sub(day.wrapping_mul(DAY_MS)) as u32;
        Self {
            day,
            hour: (rest / 3_600_000) as u8,
        }
    }

    /// 0 is Monday: 1970-01-01 was a Thursday.
    pub fn weekday(self) -> usize {
        (self.day.rem_euclid(7) as usize + 3) % 7
    }

    pub fn is_weekend(self) -> bool {
        self.weekday() > 4
    }

    pub fn hour_sin(self) -> i64 {
        at(&HOUR_SIN, usize::from(self.hour))
    }

    pub fn hour_cos(self) -> i64 {
        at(&HOUR_SIN, (usize::from(self.hour) + 6) % 24)
    }

    pub fn weekday_sin(self) -> i64 {
        at(&WEEKDAY_SIN, self.weekday())
    }

    pub fn weekday_cos(self) -> i64 {
        at(&WEEKDAY_COS, self.weekday())
    }
}

fn at(table: &[i16], index: usize) -> i64 {
    table.get(index).map_or(0, |&x| i64::from(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_the_functions() {
        let near = |table: i64, exact: f64| (table as f64 - 1000.0 * exact).abs() <= 0.5;
        for hour in 0..24 {
            let turn = std::f64::consts::TAU * f64::from(hour) / 24.0;
            let local = Local { day: 0, hour };
            assert!(near(local.hour_sin(), libm::sin(turn)));
            assert!(near(local.hour_cos(), libm::cos(turn)));
        }
        for weekday in 0..7_u8 {
            let turn = std::f64::consts::TAU * f64::from(weekday) / 7.0;
            // 1970-01-05 was a Monday.
            let local = Local {
                day: 4 + i64::from(weekday),
                hour: 0,
            };
            assert_eq!(local.weekday(), usize::from(weekday));
            assert!(near(local.weekday_sin(), libm::sin(turn)));
            assert!(near(local.weekday_cos(), libm::cos(turn)));
        }
    }
}
