//! `cargo xtask test`: everything that must hold, in the order in which it fails soonest.

mod end_to_end;
mod steps;

use crate::error::{Result, TaskError};
use crate::place::Place;
use crate::say;
use crate::setup::Tools;
use crate::{bench, build, setup, size, speed};
use std::time::{Duration, Instant};

/// The time each step took.
struct Clock {
    steps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn time<T>(&mut self, step: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        say::heading(&format!("Step: {step}"));
        let start = Instant::now();
        let done = work();
        self.steps.push((step, start.elapsed()));
        done.map_err(|source| TaskError::Step {
            step,
            source: Box::new(source),
        })
    }

    fn table(&self) -> String {
        let mut rows: Vec<Vec<String>> = self
            .steps
            .iter()
            .map(|(step, time)| vec![(*step).to_owned(), say::duration(*time)])
            .collect();
        let total = self.steps.iter().map(|(_, time)| *time).sum();
        rows.push(vec!["all".into(), say::duration(total)]);
        say::table(&rows, &[1])
    }
}

/// Runs all steps and stops at the first that fails.
pub fn run(place: &Place) -> Result<()> {
    let mut clock = Clock { steps: Vec::new() };
    let done = all(place, &mut clock);
    println!("\nTime per step:\n{}", clock.table());
    done
}

fn all(place: &Place, clock: &mut Clock) -> Result<()> {
    let tools: Tools = clock.time("set-up", || setup::run(place))?;
    clock.time("format", || steps::format(place))?;
    clock.time("lints, native", || steps::native_lints(place))?;
    clock.time("lints, wasm", || steps::wasm_lints(place, &tools))?;
    clock.time("types of the gate", || steps::gate_types(place, &tools))?;
    clock.time("tests of the scripts", || steps::script_tests(place))?;
    clock.time("tests", || steps::tests(place))?;
    clock.time("build", || build::run(place, &tools))?;
    clock.time("build, the algorithms alone", || {
        bench::build_module(place, &tools)
    })?;
    clock.time("size", || size::run(place))?;
    clock.time("speed of the engine", || speed::run(place, &tools))?;
    clock.time("end-to-end tests, compile", || end_to_end::compile(place))?;
    clock.time("end-to-end tests", || end_to_end::run(place, &tools))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_and_still_timed() {
        let mut clock = Clock { steps: Vec::new() };
        let fail = || Err::<(), _>(TaskError::OverBudget(vec!["x".into()]));
        let error = clock.time("size", fail).expect_err("it fails");
        assert!(
            error
                .to_string()
                .starts_with("step \"size\" failed: over budget: x"),
            "{error}"
        );
        assert!(clock.table().contains("size"));
    }
}
