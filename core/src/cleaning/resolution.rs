//! How finely a file tells time.

use crate::events::Sheet;

/// The greatest number of milliseconds of which all differences between times are a multiple: a
/// day for a table of dates, 1,000 for whole seconds. None with fewer than two different times.
/// What needs a finer time than this can say nothing.
pub(super) fn resolution(sheet: &Sheet) -> Option<i64> {
    let first = sheet.rows().first()?.time_ms;
    let mut found = 0_u64;
    for row in sheet.rows() {
        found = common(found, row.time_ms.abs_diff(first));
        if found == 1 {
            break;
        }
    }
    i64::try_from(found).ok().filter(|&found| found > 0)
}

/// The greatest common divisor (Euclid).
fn common(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whether the times of a file are fine enough for what happens within `within_ms`.
pub(super) fn is_finer(resolution: Option<i64>, within_ms: i64) -> bool {
    resolution.is_some_and(|resolution| resolution <= within_ms)
}
