//! The screens.

pub mod data;
pub mod publish;
pub mod segments;
pub mod sites;
pub mod watch;
