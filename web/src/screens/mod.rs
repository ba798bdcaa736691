//! The screens.

pub mod clean;
pub mod data;
pub mod features;
pub mod publish;
pub mod segments;
pub mod sites;
pub mod watch;
