//! Rows of a table: RFC 4180 of any delimiter, or runs of blanks.

use super::buffer::Buffer;
use super::lines::{Ends, Lines};
use super::record::Cells;
use super::{Bad, Layout, MOST_COLUMNS, MOST_RECORD_BYTES, Mapping, Reason};
use csv_core::ReadRecordResult;
use std::io;

/// A row: the number of its first line, and its cells or why they cannot be had.
pub(super) struct Row<'b> {
    pub(super) line: u64,
    pub(super) cells: Result<Cells<'b>, Bad>,
}

/// Cuts text into rows of cells.
pub(super) struct Table<'s> {
    cut: Cut<'s>,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

enum Cut<'s> {
    Delimited(Delimited<'s>),
    Blanks(Lines<'s>),
}

impl<'s> Table<'s> {
    /// Rows after the preamble, the header among them.
    pub(super) fn new(mut buffer: Buffer<'s>, mapping: &Mapping) -> io::Result<Self> {
        skip_lines(&mut buffer, mapping.preamble)?;
        let cut = match mapping.layout {
            Layout::Delimited(delimiter) => {
                let reader = csv_core::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .quote(mapping.quote)
                    .build();
                Cut::Delimited(Delimited {
                    buffer,
                    reader: Box::new(reader),
                    lines: LineCount {
                        ended: u64::from(mapping.preamble),
                        after_cr: false,
                    },
                    delimiter,
                    quote: mapping.quote,
                    repairs: 0,
                    lent: 0,
                    begun: false,
                })
            }
            _ => Cut::Blanks(Lines::new(buffer, Ends::Any, mapping.preamble)),
        };
        Ok(Self {
            cut,
            cells: vec![0; 4096],
            ends: vec![0; 64],
        })
    }

    /// The next row that is not empty; `None` after the last. A row of more than 1 MiB or 4096
    /// columns is passed over.
    pub(super) fn next(&mut self) -> io::Result<Option<Row<'_>>> {
        match &mut self.cut {
            Cut::Delimited(rows) => {
                rows.skip_blank()?;
                if let Some(plain) = rows.plain(&mut self.ends) {
                    return Ok(Some(Row {
                        line: plain.line,
                        cells: rows.lend(
                            plain.bytes,
                            self.ends.get(..plain.cells).unwrap_or_default(),
                        ),
                    }));
                }
                let Some(found) = rows.next(&mut self.cells, &mut self.ends)? else {
                    return Ok(None);
                };
                Ok(Some(Row {
                    line: found.line,
                    cells: match found.bad {
                        Some(bad) => Err(bad),
                        None => cells(
                            self.cells.get(..found.bytes).unwrap_or_default(),
                            self.ends.get(..found.cells).unwrap_or_default(),
                        ),
                    },
                }))
            }
            Cut::Blanks(lines) => loop {
                let Some(line) = lines.next()? else {
                    return Ok(None);
                };
                let number = line.number;
                let bytes = match line.bytes {
                    Ok(bytes) if bytes.trim_ascii().is_empty() => continue,
                    Ok(bytes) => bytes,
                    Err(bad) => {
                        return Ok(Some(Row {
                            line: number,
                            cells: Err(bad),
                        }));
                    }
                };
                self.cells.clear();
                self.ends.clear();
                for cell in bytes
                    .split(u8::is_ascii_whitespace)
                    .filter(|cell| !cell.is_empty())
                    .take(MOST_COLUMNS)
                {
                    self.cells.extend_from_slice(cell);
                    self.ends.push(self.cells.len());
                }
                return Ok(Some(Row {
                    line: number,
                    cells: cells(&self.cells, &self.ends),
                }));
            },
        }
    }
}

fn cells<'b>(bytes: &'b [u8], ends: &'b [usize]) -> Result<Cells<'b>, Bad> {
    match std::str::from_utf8(bytes) {
        Ok(text) if ends.iter().all(|&end| text.is_char_boundary(end)) => {
            Ok(Cells::new(text, ends))
        }
        _ => Err(Bad::new(Reason::NotUtf8, &String::from_utf8_lossy(bytes))),
    }
}

/// Passes over whole lines at the beginning.
fn skip_lines(buffer: &mut Buffer<'_>, count: u32) -> io::Result<()> {
    let mut left = count;
    while left > 0 {
        let bytes = buffer.bytes();
        match memchr::memchr2(b'\n', b'\r', bytes) {
            Some(at) if at + 1 < bytes.len() => {
                let both = bytes.get(at..at + 2) == Some(b"\r\n");
                buffer.pass(at + 1 + usize::from(both));
                left -= 1;
            }
            Some(_) | None => {
                if bytes.len() > MOST_RECORD_BYTES {
                    let all = bytes.len() - 1;
                    buffer.pass(all);
                }
                if !buffer.more()? {
                    let all = buffer.bytes().len();
                    buffer.pass(all);
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Counts lines in what was passed over: LF, CR and CR LF end one each.
#[derive(Default)]
struct LineCount {
    ended: u64,
    after_cr: bool,
}

impl LineCount {
    fn pass(&mut self, bytes: &[u8]) {
        let mut behind_cr = self.after_cr.then_some(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_cr = bytes.get(at) == Some(&b'\r');
            if is_cr || behind_cr != Some(at) {
                self.ended += 1;
            }
            behind_cr = is_cr.then_some(at + 1);
        }
        if !bytes.is_empty() {
            self.after_cr = behind_cr == Some(bytes.len());
        }
    }
}

/// What became of a row.
struct Found {
    line: u64,
    bytes: usize,
    cells: usize,
    bad: Option<Bad>,
}

/// Cells that never end before the quote sign is no longer believed in.
const MOST_REPAIRS: u32 = 64;

/// RFC 4180 rows. Nearly all of them are lines without a quote: these are lent as they stand.
struct Delimited<'s> {
    buffer: Buffer<'s>,
    reader: Box<csv_core::Reader>,
    lines: LineCount,
    delimiter: u8,
    quote: u8,
    repairs: u32,
    /// Bytes of the line before, still in the buffer because they were lent.
    lent: usize,
    /// Whether the reader has met the beginning of the file, where it looks for a mark.
    begun: bool,
}

impl Delimited<'_> {
    /// Goes to the next row: empty lines are none.
    fn skip_blank(&mut self) -> io::Result<()> {
        self.buffer.pass(std::mem::take(&mut self.lent));
        loop {
            let blank = self
                .buffer
                .bytes()
                .iter()
                .take_while(|&&byte| byte == b'\n' || byte == b'\r')
                .count();
            self.pass(blank);
            if !self.buffer.bytes().is_empty() || !self.buffer.more()? {
                return Ok(());
            }
        }
    }

    /// The row here, if it is a line without a quote that is wholly at hand.
    fn plain(&mut self, ends: &mut Vec<usize>) -> Option<Found> {
        let bytes = self.buffer.bytes();
        let end = memchr::memchr3(b'\n', b'\r', self.quote, bytes)?;
        let last = *bytes.get(end)?;
        if last == self.quote || !self.begun || !self.delimiter.is_ascii() {
            return None;
        }
        let line = bytes
            .get(..end)
            .filter(|line| line.len() < MOST_RECORD_BYTES)?;
        let mut cells = 0;
        let all = memchr::memchr_iter(self.delimiter, line).chain([end]);
        for end in all {
            if cells == ends.len() {
                if cells >= MOST_COLUMNS {
                    return None;
                }
                ends.resize(cells * 2, 0);
            }
            *ends.get_mut(cells)? = end;
            cells += 1;
        }
        self.lent = end + 1;
        self.lines.ended += 1;
        self.lines.after_cr = last == b'\r';
        Some(Found {
            line: self.lines.ended,
            bytes: end,
            cells,
            bad: None,
        })
    }

    /// The cells of a plain line.
    fn lend<'b>(&'b self, bytes: usize, ends: &'b [usize]) -> Result<Cells<'b>, Bad> {
        let line = self.buffer.bytes().get(..bytes).unwrap_or_default();
        match std::str::from_utf8(line) {
            Ok(text) => Ok(Cells::delimited(text, ends)),
            Err(_) => {
                let cells: Vec<&[u8]> = line.split(|&byte| byte == self.delimiter).collect();
                let text = cells.concat();
                Err(Bad::new(Reason::NotUtf8, &String::from_utf8_lossy(&text)))
            }
        }
    }

    /// The next row, its cells one after another in `cells`. Called where a row begins.
    fn next(&mut self, cells: &mut Vec<u8>, ends: &mut Vec<usize>) -> io::Result<Option<Found>> {
        self.begun = true;
        let mut found = Found {
            line: self.lines.ended + 1,
            bytes: 0,
            cells: 0,
            bad: None,
        };
        // Bytes of this row, kept until it has ended: it may have to be cut otherwise.
        let mut used = 0;
        let mut at_end = false;
        loop {
            if used == self.buffer.bytes().len() && !at_end {
                at_end = !self.buffer.more()?;
            }
            let (result, read, wrote, ended) = self.reader.read_record(
                self.buffer.bytes().get(used..).unwrap_or_default(),
                cells.get_mut(found.bytes..).unwrap_or_default(),
                ends.get_mut(found.cells..).unwrap_or_default(),
            );
            used += read;
            found.bytes += wrote;
            found.cells += ended;
            let long = match result {
                ReadRecordResult::Record if at_end && self.is_open(used) => {
                    if let Some(cut) = self.first_line(found.line, used) {
                        return Ok(Some(cut));
                    }
                    self.pass(used);
                    return Ok(Some(found));
                }
                ReadRecordResult::Record => {
                    self.pass(used);
                    return Ok(Some(found));
                }
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty => used > MOST_RECORD_BYTES,
                ReadRecordResult::OutputFull if cells.len() < MOST_RECORD_BYTES => {
                    cells.resize(cells.len() * 2, 0);
                    false
                }
                ReadRecordResult::OutputFull => {
                    found.bytes = 0;
                    true
                }
                ReadRecordResult::OutputEndsFull if ends.len() < MOST_COLUMNS => {
                    ends.resize(ends.len() * 2, 0);
                    false
                }
                ReadRecordResult::OutputEndsFull => {
                    found.cells = 0;
                    found.bad = Some(Bad::new(Reason::TooLong, ""));
                    false
                }
            };
            if long {
                if found.bad.is_none()
                    && let Some(cut) = self.first_line(found.line, used)
                {
                    return Ok(Some(cut));
                }
                found.bad = Some(Bad::new(Reason::TooLong, ""));
                self.pass(used);
                used = 0;
            }
        }
    }

    fn pass(&mut self, count: usize) {
        self.lines
            .pass(self.buffer.bytes().get(..count).unwrap_or_default());
        self.buffer.pass(count);
    }

    /// Whether a row that the file's end has ended has a quoted cell without its end.
    fn is_open(&self, used: usize) -> bool {
        let row = self.buffer.bytes().get(..used).unwrap_or_default();
        let lines = row.trim_ascii_end();
        let several = memchr::memchr2(b'\n', b'\r', lines).is_some();
        several && memchr::memchr_iter(self.quote, row).count() % 2 == 1
    }

    /// Takes the first line of a row that runs over several as a bad row of its own: its quote
    /// has no end. The lines after it are read anew.
    fn first_line(&mut self, line: u64, used: usize) -> Option<Found> {
        let row = self.buffer.bytes().get(..used)?;
        let end = memchr::memchr2(b'\n', b'\r', row)?;
        let first = row.get(..end)?;
        memchr::memchr(self.quote, first)?;
        let bad = Bad::new(Reason::OpenQuote, &String::from_utf8_lossy(first));
        self.pass(end);
        self.repairs += 1;
        *self.reader = csv_core::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .quote(self.quote)
            .quoting(self.repairs < MOST_REPAIRS)
            .build();
        Some(Found {
            line,
            bytes: 0,
            cells: 0,
            bad: Some(bad),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::import::sniff;
    use crate::random::{below, seeded};
    use std::io::Read;

    /// Few bytes at a time.
    struct Drops<'b>(&'b [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 7 + 1;
            let count = self.1.min(self.0.len());
            let (now, later) = self.0.split_at(count);
            into[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    type Told = Vec<(u64, Result<Vec<String>, Bad>)>;

    fn rows(text: &[u8], lent: bool) -> Told {
        let head = b"user_id,timestamp,event\n1,2024-01-31,page\n";
        let mapping = sniff(head).unwrap().mapping;
        let buffer = Buffer::new(Box::new(Drops(text, 0)));
        let mut table = Table::new(buffer, &mapping).unwrap();
        let mut told = Vec::new();
        loop {
            if let (Cut::Delimited(rows), false) = (&mut table.cut, lent) {
                rows.begun = false;
            }
            let Some(row) = table.next().unwrap() else {
                return told;
            };
            let cells = row
                .cells
                .map(|cells| cells.iter().map(str::to_owned).collect());
            told.push((row.line, cells));
        }
    }

    #[test]
    fn lines_that_are_lent_are_the_rows_that_csv_has() {
        const PARTS: [&[u8]; 12] = [
            b"a",
            b"b ",
            b",",
            b",",
            b",",
            b"\n",
            b"\n",
            b"\r\n",
            b"\r",
            b"\"",
            "è".as_bytes(),
            b"\xc3",
        ];
        let mut random = seeded(5);
        for _ in 0..4_000 {
            let mut text = Vec::new();
            for _ in 0..below(40, &mut random) {
                text.extend(PARTS[below(PARTS.len() as u64, &mut random) as usize]);
            }
            assert_eq!(
                rows(&text, true),
                rows(&text, false),
                "{:?}",
                text.escape_ascii().to_string()
            );
        }
    }
}
