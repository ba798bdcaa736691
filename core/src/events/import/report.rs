//! What became of a file's rows.

use serde::{Deserialize, Serialize};

/// Line numbers shown for each reason.
const SHOWN_LINES: usize = 5;
/// Characters of an example shown for each reason.
const SHOWN_CHARS: usize = 60;

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer cells than the header has.
    TooFewCells,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// The person's cell is empty.
    NoPerson,
    /// The time's cell is empty.
    NoTime,
    /// The time cannot be read in the chosen format.
    BadTime,
    /// The value is no number.
    BadValue,
    /// A negative value.
    NegativeValue,
    /// A value above a thousand million.
    HugeValue,
    /// The quantity is no whole number of 0 to 4 294 967 295.
    BadQuantity,
    /// An id that came before (found in cleaning since rows are no longer held here).
    RepeatedId,
    /// A record of more than 1 MiB or 4096 columns.
    TooLong,
    /// The file ends inside the record.
    CutOff,
    /// A quoted cell that never ends: its line is left out, the next ones are read.
    OpenQuote,
    /// The record is no JSON object.
    BadJson,
    /// A duration that is no number, or negative.
    BadDuration,
    /// A scroll depth outside 0 to 100.
    BadDepth,
    /// Coordinates that are none.
    BadPosition,
    /// The record lacks what every record of this tool has.
    NotOfTool,
}

impl Reason {
    /// Its name in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooFewCells => "too_few_cells",
            Self::NotUtf8 => "not_utf8",
            Self::NoPerson => "no_person",
            Self::NoTime => "no_time",
            Self::BadTime => "bad_time",
            Self::BadValue => "bad_value",
            Self::NegativeValue => "negative_value",
            Self::HugeValue => "huge_value",
            Self::BadQuantity => "bad_quantity",
            Self::RepeatedId => "repeated_id",
            Self::TooLong => "too_long",
            Self::CutOff => "cut_off",
            Self::BadJson => "bad_json",
            Self::BadDuration => "bad_duration",
            Self::BadDepth => "bad_depth",
            Self::BadPosition => "bad_position",
            Self::NotOfTool => "not_of_tool",
            Self::OpenQuote => "open_quote",
        }
    }
}

/// The rows left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Why.
    pub reason: Reason,
    /// How many rows.
    pub count: u64,
    /// The first few line numbers, from 1.
    pub first_lines: Vec<u64>,
    /// The offending cell of the first of them, cut to 60 characters.
    pub example: String,
}

/// What became of a file's rows: `rows` = `accepted` + the sum of `rejected`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Data rows read.
    pub rows: u64,
    /// Rows that became events, or were rightly none (a profile, an order's further line).
    pub accepted: u64,
    /// Events made of them: as many, unless a row holds several or none.
    #[serde(default)]
    pub events: u64,
    /// The others, by reason.
    pub rejected: Vec<Rejected>,
    /// Time of the first event, ms since epoch.
    pub first_ms: Option<i64>,
    /// Time of the last event, ms since epoch.
    pub last_ms: Option<i64>,
    /// Why the file's end could not be read, where damage ends it: what came before is kept.
    #[serde(default)]
    pub cut_short: Option<String>,
    /// Where the column of dates contradicts the order of day and month that was chosen.
    #[serde(default)]
    pub dates_contradicted: Option<Contradiction>,
}

/// Rows whose date is none in the chosen order of day and month, and one in the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The line of the first.
    pub line: u64,
    /// Its date.
    pub example: String,
    /// How many rows.
    pub count: u64,
}

impl ImportReport {
    pub(super) fn accept(&mut self) {
        self.rows += 1;
        self.accepted += 1;
    }

    pub(super) fn event(&mut self, time_ms: i64) {
        self.events += 1;
        self.first_ms = Some(self.first_ms.map_or(time_ms, |first| first.min(time_ms)));
        self.last_ms = Some(self.last_ms.map_or(time_ms, |last| last.max(time_ms)));
    }

    pub(super) fn reject(&mut self, reason: Reason, line: u64, cell: &str) {
        self.rows += 1;
        let entry = match self.rejected.iter_mut().find(|r| r.reason == reason) {
            Some(entry) => entry,
            None => {
                self.rejected.push(Rejected {
                    reason,
                    count: 0,
                    first_lines: Vec::new(),
                    example: cell.chars().take(SHOWN_CHARS).collect(),
                });
                match self.rejected.last_mut() {
                    Some(entry) => entry,
                    None => return,
                }
            }
        };
        entry.count += 1;
        if entry.first_lines.len() < SHOWN_LINES {
            entry.first_lines.push(line);
        }
    }

    /// Takes note of a date that only the other order of day and month reads.
    pub(super) fn contradict(&mut self, line: u64, date: &str) {
        let found = self.dates_contradicted.get_or_insert(Contradiction {
            line,
            example: date.chars().take(SHOWN_CHARS).collect(),
            count: 0,
        });
        found.count += 1;
    }

    /// Rows left out, whatever the reason.
    #[must_use]
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.iter().map(|entry| entry.count).sum()
    }
}
