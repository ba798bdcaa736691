//! The engine that a website loads after consent.
//!
//! The decisions are pure and run anywhere: [`capture`] (what a page may say), [`flat`] (a model from the glue's numbers), [`profile`] (what is
//! kept), [`kept`] (between transactions), [`fold`] (an event becomes a segment), [`report`] (what is said, once per epoch),
//! [`ledger`] (what was decided and why). `web` joins them to the browser and is compiled for wasm only.

pub mod capture;
pub mod flat;
pub mod fold;
pub mod kept;
pub mod ledger;
pub mod model_source;
pub mod profile;
pub mod purposes;
pub mod randomness;
pub mod report;

#[cfg(target_arch = "wasm32")]
mod web;
