//! Rules: segments that somebody states, beside or instead of those that clustering finds.
//!
//! A rule is a [`Condition`] over the measures of [`crate::features::measure`], each within its
//! own number of days, joined by *all*, *any* and *not*. It is evaluated from the same day buckets
//! as the features, so a rule needs no event that the device does not keep anyway. The device
//! evaluates it in its glue; what stands here is the reference, by which the desk counts people.
//!
//! The *score* of a rule is its degree of truth in the sense of Zadeh ("Fuzzy sets", *Information
//! and Control* 8, 1965, eqs. 2 to 5): the least degree of *all*, the greatest of *any*, 1 − x for
//! *not*. A bound v is met by x to the degree x / (x + v) where it says *at least*, and to
//! v / (x + v) where it says *at most*: one half at the bound, 1 far beyond it. Whether a rule is
//! true is plain logic, and a rule that is not true has the score 0; a true one has 0.5 or more.

mod condition;
mod evaluate;
pub mod packs;
mod people;

pub use condition::{Bound, Condition, Rule, Side, needed};
pub use evaluate::Rules;
pub use people::people;

/// The most rules of a model.
pub const RULES_MAX: usize = 16;
/// The most bounds of all rules of a model together.
pub const BOUNDS_MAX: usize = 48;
/// How deep conditions may stand in each other.
pub const DEPTH_MAX: u32 = 4;
