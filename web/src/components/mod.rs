//! The parts of the screens.

pub mod agreement;
pub mod beside;
pub mod columns;
pub mod distances;
pub mod drop;
pub mod grid;
pub mod level;
pub mod problem;
pub mod profile;
pub mod quality;
pub mod report;
pub mod scatter;
pub mod status;
pub mod table;
pub mod take;
pub mod tree;
pub mod way_form;
pub mod ways;
pub mod widths;
pub mod work;
