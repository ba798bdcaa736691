//! Calendars: sets of dates that `season:NAME` counts events on.
//!
//! All of this runs at the desk. A model carries plain ranges of days, so the device computes no
//! Easter and knows no saint. What a calendar rests on is said with it ([`Basis`]): a law, a rule,
//! a published date with its source, or an agreed guideline where no date was found. Years of which
//! nothing is known are named, never guessed silently.

mod catalogue;
pub mod commerce;
pub mod days;
pub mod easter;
pub mod holidays;
pub mod ical;
pub mod patrons;
pub mod published;

pub use catalogue::{Basis, Region, Season, catalogue, years_around};
pub use days::Days;
