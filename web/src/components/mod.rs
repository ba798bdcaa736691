//! The parts of the screens.

pub mod columns;
pub mod drop;
pub mod problem;
pub mod profile;
pub mod quality;
pub mod report;
pub mod scatter;
pub mod status;
pub mod table;
pub mod take;
pub mod work;
