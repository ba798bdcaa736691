//! Gaps more even than a person's: the beat of a machine.

use crate::cleaning::{Bots, Evidence, Rule};
use crate::events::Row;

/// Longer histories (1,100 years) are not judged: their squares do not fit.
const LONGEST_MS: u64 = 1 << 45;
/// Gaps have to be as many times what the file's times can tell apart.
const TIMES_RESOLUTION: u64 = 10;

/// Coefficient of variation of the gaps, σ/μ = √(n·Σg² − (Σg)²) / Σg, with the population's σ.
/// Sums are exact. O(n).
pub(super) fn metronome(
    rows: &[Row],
    params: &Bots,
    resolution: Option<i64>,
) -> Option<(Rule, Evidence)> {
    let wanted = params.metronome_events as usize;
    if wanted == 0 || rows.len() < wanted.max(3) {
        return None;
    }
    let resolution = resolution?.unsigned_abs();
    let (first, last) = (rows.first()?.time_ms, rows.last()?.time_ms);
    let span = last.abs_diff(first);
    let n = rows.len() as u64 - 1;
    if span > LONGEST_MS || span / n < resolution.saturating_mul(TIMES_RESOLUTION) {
        return None;
    }
    let squares: u128 = rows
        .windows(2)
        .map(|two| u128::from(two[1].time_ms.abs_diff(two[0].time_ms)))
        .map(|gap| gap * gap)
        .sum();
    let spread = (u128::from(n) * squares).saturating_sub(u128::from(span) * u128::from(span));
    let variation = (spread as f64).sqrt() / span as f64;
    (variation < params.metronome_variation).then(|| {
        (
            Rule::Metronome,
            Evidence::Metronome {
                events: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                gap_ms: span as f64 / n as f64,
                variation,
            },
        )
    })
}
