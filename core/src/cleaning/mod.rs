//! From what a file told to what really happened: each step switchable, counted and shown.
//!
//! | step | what | by default |
//! | --- | --- | --- |
//! | 1 impossible | times, quantities, values, durations, depths, positions that cannot be | on |
//! | 2 duplicates | one event told twice | on |
//! | 3 near duplicates | the same thing twice within 1 s; a purchase within 10 s | on |
//! | 4 clock | a device's clock off by more than 5 min, where the time of receipt is known | on |
//! | 5 bots | known user agents; pages faster, more even or from more addresses than a person's | on |
//! | 6 currency | money in one currency: converted by rates the marketer gives, else other currencies left out | rates: off |
//! | 7 outliers | people far from all others: shown | on |
//! | 8 gaps | measures missing between two known ones | off |
//!
//! The order: what is impossible goes first, or it would decide what is plausible. Duplicates go
//! before anything is counted, else a tag that fires twice makes a bot of a person. A clock moves
//! all of a device's events alike, so duplicates are the same before and after; but what is still
//! impossible then goes. Bots go before money and outliers, whose middle they would shift. Outliers
//! compare sums of money, so they need one currency.
//!
//! Two currencies are never summed. Where nothing is converted, the values of one currency count:
//! the plan's target, else that of most values as told ([`Times::main_currency`]). Values in another
//! are taken away and counted under [`Rule::OtherCurrency`], their events stay; a value that tells
//! no currency is taken to be in the main one. A device does the same by the model's currency, which
//! is the main one.
//!
//! Gaps come last: what is filled must decide nothing.

mod bots;
mod clock;
mod content;
mod currencies;
mod currency;
mod duplicates;
mod error;
mod gaps;
mod impossible;
mod log;
mod merge;
mod near_duplicates;
mod outliers;
mod plan;
mod report;
mod resolution;
mod times;

pub use error::CleaningError;
pub use outliers::{isolation_scores, robust_z};
pub use plan::{
    Bots, Clock, Currency, Duplicates, Gaps, Impossible, NearDuplicates, Outliers, Plan, Rate,
};
pub use report::{
    CleaningReport, EXAMPLES, Evidence, Example, FoundPerson, LISTED, Rule, RuleCount, Size, Step,
    StepReport,
};
pub use times::Times;

use crate::events::Sheet;
use log::Log;
use std::ops::ControlFlow;

/// Told the share done, 0 to 1; a break cancels.
pub type Progress<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// Cleans a sealed sheet by a plan. User agents and addresses are gone afterwards, whatever the
/// plan and however it ends. O(n·log n).
///
/// Cleaning a cleaned sheet by the same plan changes nothing, with three exceptions: outliers that
/// are removed make others stand out; values lost for want of a rate, and gaps filled, can leave
/// two events without ids alike; without [`Plan::now_ms`] the file's latest plausible time is
/// judged anew.
///
/// # Errors
/// [`CleaningError::Cancelled`] when `progress` says so.
pub fn clean(
    sheet: &mut Sheet,
    plan: &Plan,
    progress: Progress<'_>,
) -> Result<CleaningReport, CleaningError> {
    let times = Times::of(sheet, plan);
    clean_part(sheet, plan, &times, progress)
}

/// [`clean`] for a part of the people, where `times` are those of all events: the parts together
/// come out as the whole would, but for outliers, which are sought among the part's people only
/// (turn them off, or take them from their own totals).
///
/// # Errors
/// [`CleaningError::Cancelled`] when `progress` says so.
pub fn clean_part(
    sheet: &mut Sheet,
    plan: &Plan,
    times: &Times,
    progress: Progress<'_>,
) -> Result<CleaningReport, CleaningError> {
    let result = run(sheet, plan, times, progress);
    sheet.drop_traces();
    result
}

fn run(
    sheet: &mut Sheet,
    plan: &Plan,
    times: &Times,
    progress: Progress<'_>,
) -> Result<CleaningReport, CleaningError> {
    let mut report = CleaningReport::default();
    for (done, step) in Step::ALL.into_iter().enumerate() {
        if progress(done as f64 / Step::ALL.len() as f64).is_break() {
            return Err(CleaningError::Cancelled);
        }
        let before = size(sheet);
        let mut log = Log::default();
        let on = plan.is_on(step);
        if on {
            match step {
                Step::Impossible => {
                    let range = times.plausible();
                    report.plausible_ms = Some(range);
                    impossible::run(sheet, plan, range, &mut log);
                }
                Step::Duplicates => {
                    let resolution = times.resolution(report.plausible_ms);
                    duplicates::run(sheet, resolution, &mut log);
                }
                Step::NearDuplicates => {
                    let resolution = times.resolution(report.plausible_ms);
                    near_duplicates::run(sheet, &plan.near_duplicates, resolution, &mut log);
                }
                Step::Clock => {
                    clock::run(sheet, plan, report.plausible_ms, &mut log);
                }
                Step::Currency => currency::run(sheet, &plan.currency, &mut log),
                Step::Bots => {
                    let resolution = times.resolution(report.plausible_ms);
                    bots::run(sheet, &plan.bots, resolution, &mut log);
                }
                Step::Outliers => outliers::run(sheet, &plan.outliers, &mut log),
                Step::Gaps => gaps::run(sheet, &plan.gaps, &mut log),
            }
        }
        if step == Step::Currency
            && !on
            && let Some(main) = times.main_currency(plan)
        {
            currency::keep_one(sheet, main, &mut log);
        }
        if step == Step::Bots {
            sheet.drop_traces();
        }
        report.steps.push(log.report(step, on, before, size(sheet)));
    }
    let _ = progress(1.0);
    Ok(report)
}

impl Plan {
    /// Whether a step runs. Money needs a target currency too.
    #[must_use]
    pub fn is_on(&self, step: Step) -> bool {
        match step {
            Step::Impossible => self.impossible.on,
            Step::Duplicates => self.duplicates.on,
            Step::NearDuplicates => self.near_duplicates.on,
            Step::Clock => self.clock.on,
            Step::Bots => self.bots.on,
            Step::Currency => self.currency.on && !self.currency.target.is_empty(),
            Step::Outliers => self.outliers.on,
            Step::Gaps => self.gaps.on,
        }
    }
}

fn size(sheet: &Sheet) -> Size {
    Size {
        events: sheet.rows().len() as u64,
        people: sheet.people().len() as u64,
    }
}
