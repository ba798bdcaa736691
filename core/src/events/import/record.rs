//! One record of a source, borrowed from the reader's buffer.

/// A record and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Line number of its beginning (CSV, NDJSON), or its own number (JSON array, Parquet),
    /// from 1.
    pub line: u64,
    /// What it holds.
    pub content: Content<'a>,
}

/// What a record holds.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// The cells of a table's row.
    Cells(Cells<'a>),
    /// The text of one JSON object, not yet parsed.
    Json(&'a str),
}

/// The cells of a table's row: one text and where each cell ends in it.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'a> {
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between a cell and the next.
    apart: usize,
}

impl<'a> Cells<'a> {
    /// Cells of a text, from where each ends: ascending offsets.
    #[must_use]
    pub fn new(text: &'a str, ends: &'a [usize]) -> Self {
        Self {
            text,
            ends,
            apart: 0,
        }
    }

    /// Cells of a line, with a delimiter of one byte between them.
    pub(super) fn delimited(text: &'a str, ends: &'a [usize]) -> Self {
        Self {
            text,
            ends,
            apart: 1,
        }
    }

    /// A cell without the blanks around it; `None` when the row is shorter.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&'a str> {
        let end = *self.ends.get(at)?;
        let start = match at {
            0 => 0,
            _ => *self.ends.get(at - 1)? + self.apart,
        };
        self.text.get(start..end).map(trimmed)
    }

    /// A cell that is there and not empty.
    #[must_use]
    pub fn present(&self, at: Option<usize>) -> Option<&'a str> {
        self.get(at?).filter(|cell| !cell.is_empty())
    }

    /// How many cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let cells = *self;
        (0..cells.len()).map_while(move |at| cells.get(at))
    }
}

/// Without blanks around it: most texts begin and end with a letter or digit, and are not walked.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}
