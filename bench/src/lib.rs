//! Cases for `cargo xtask bench` and for the proof that every algorithm gives the same bytes everywhere.
//!
//! A [`Case`](case::Case) is data by a recipe and work to be done on it. The same crate runs it as a native program
//! (`main.rs`: asks and answers, a line each) and as WebAssembly in a dedicated worker (`wasm.rs`), so both time
//! exactly the same call of `recinto-core` and both take the fingerprint of the same numbers.

pub mod case;
pub mod data;
pub mod events;
pub mod fingerprint;
pub mod lists;
pub mod pipeline;
pub mod pool;
pub mod protocol;
#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
mod wasm_events;
#[cfg(target_arch = "wasm32")]
mod wasm_pool;
pub mod work;
