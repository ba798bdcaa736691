//! Files of events or orders, read as a stream: what is bad is counted and shown, what is good is
//! handed on, and nothing but the current record is held.
//!
//! ```text
//! bytes ─ source (gzip, encoding) ─► text ─ table | lines | objects | parquet ─► Record
//!       ─ tools (what it means) ─► Told ─► the caller's sink
//! ```

mod amounts;
mod archive;
mod buffer;
mod columns;
mod dates;
mod encoding;
mod error;
mod flat;
mod kinds;
mod lines;
mod look;
mod mapping;
mod money;
mod names;
mod numbers;
mod objects;
mod parquet;
mod reader;
mod record;
mod rejects;
mod report;
mod roles;
mod sniff;
mod source;
mod table;
mod tools;
mod zone;

pub use amounts::DecimalEvidence;
pub use dates::{DateFormat, Dates, Moment};
pub use encoding::Encoding;
pub use error::ImportError;
pub use kinds::{Kinds, kind_of};
pub use mapping::{Decimal, Layout, Mapping};
pub use money::{BadMoney, cents, currency_of};
pub use parquet::{import_parquet, parquet_head, sniff_parquet};
pub use reader::{Progress, import, import_with};
pub use record::{Cells, Content, Record};
pub use rejects::RejectLog;
pub use report::{Contradiction, ImportReport, Reason, Rejected};
pub use roles::Role;
pub use sniff::{DateEvidence, SNIFF_BYTES, Sniffed, is_parquet, sniff};
pub use tools::{Bad, Format, ORDER_LINE, Out, Sample, TRAFFIC, Tool};
pub use zone::{Clock, UnknownZone, Zone};

/// The longest record that is taken, in bytes.
pub const MOST_RECORD_BYTES: usize = 1 << 20;

/// The most columns a row may have.
pub const MOST_COLUMNS: usize = 4096;
