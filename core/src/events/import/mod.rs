//! Files of events or orders, read as a stream: what is bad is counted and shown, what is good is
//! kept, and nothing but the current row is held.

mod cell;
mod dates;
mod money;
mod reader;
mod report;
mod roles;
mod sniff;

pub use cell::{Decimal, ImportError, Layout, Mapping};
pub use dates::DateFormat;
pub use reader::import;
pub use report::{ImportReport, Reason, Rejected};
pub use roles::Role;
pub use sniff::{SNIFF_BYTES, Sniffed, sniff};
