//! Events → features → clusters → segments, and the privacy mechanisms of the label report.
//!
//! Pure: no DOM, no clock, no input or output, no threads. The caller hands in time and
//! randomness, so the desk (in a worker of the tab), the visitor's device (in the tracker's
//! engine) and the command line run the same code and give the same bytes:
//!
//! - transcendental functions come from `libm`, never from std;
//! - sums run in a fixed order;
//! - randomness is ChaCha8 (`random`), sampled as `u64`;
//! - nothing iterates over a hash map.

pub mod advisor;
pub mod analysis;
pub mod assign;
pub mod cleaning;
pub mod clustering;
pub mod events;
pub mod features;
pub mod model;
pub mod neighbours;
pub mod preparation;
pub mod privacy;
pub mod random;
pub mod rules;
pub mod studio;
pub mod validation;
