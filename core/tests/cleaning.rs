//! Cleaning: each step alone, each rule just below and above its threshold, and what holds of all.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

#[path = "cleaning/bots.rs"]
mod bots;
#[path = "cleaning/clock.rs"]
mod clock;
#[path = "cleaning/duplicates.rs"]
mod duplicates;
#[path = "cleaning/impossible.rs"]
mod impossible;
#[path = "cleaning/money.rs"]
mod money;
#[path = "cleaning/outliers.rs"]
mod outliers;
#[path = "cleaning/support.rs"]
mod support;
#[path = "cleaning/whole.rs"]
mod whole;
