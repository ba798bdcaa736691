//! The feature studio: what could be a feature of these events, how it is distributed, what is
//! worth leaving out, and the table of everyone's values.
//!
//! [`catalogue`] lists candidates → the marketer makes a [`Choice`] → [`measure`] describes its
//! columns → `analysis` finds segments in its [`Table`].

mod candidate;
mod catalogue;
mod choice;
mod column;
mod columns;
mod correlation;
mod csv;
mod describe;
mod desk;
mod extras;
mod histogram;
mod overview;
mod packs;
mod propose;
mod statics;
mod support;
mod survey;
mod table;
mod words;

pub use candidate::{Candidate, Catalogue, Group, Question};
pub use catalogue::catalogue;
pub use choice::{
    Choice, ChoiceError, Chosen, FEATURES_MAX, HALF_LIFE_DAYS, Spread, WEIGHT_MAX, WORDS_MAX,
};
pub use column::{Column, DeskColumn, DeskMeasure, DeskOnly, Lifetime};
pub use columns::{ColumnStats, Columns, Duplicate, Histogram, Quantiles, Suggestion, Why};
pub(crate) use csv::harmless;
pub use csv::{events_csv, table_csv};
pub use describe::{describe, measure};
pub use overview::Overview;
pub use propose::of_a_kind;
pub use statics::{StaticColumn, StaticShare, Statics, VALUES_MAX};
pub use extras::{Extras, Places};
pub use survey::Survey;
pub use table::{Table, TableMaker};
pub use words::used_by;
