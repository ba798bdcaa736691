//! What the desk's page and its worker say to each other.
//!
//! The page holds results small enough to draw; rows, people and feature values stay in the
//! worker.

pub mod own;
mod policy;
pub mod problem;
pub mod protocol;
pub mod stated;
pub mod typed;
pub mod views;
pub mod way;

/// Changes with the sources, so that a browser never pairs a page with an older worker.
pub const BUILD: &str = env!("RECINTO_BUILD");
