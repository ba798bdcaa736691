//! The mechanisms of the label report.

pub mod krr;
