//! Text cut at line ends, each line borrowed from the buffer.

use super::buffer::Buffer;
use super::{Bad, MOST_RECORD_BYTES, Reason};
use memchr::{memchr, memchr2};
use std::io;

/// Where lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At LF; a CR before it is a blank like others.
    Lf,
    /// At LF, or at CR.
    Any,
}

/// A line: its number, and its bytes or why they cannot be had.
pub(super) struct Line<'b> {
    pub(super) number: u64,
    pub(super) bytes: Result<&'b [u8], Bad>,
}

/// Cuts a buffer into lines.
pub(super) struct Lines<'s> {
    buffer: Buffer<'s>,
    ends: Ends,
    number: u64,
    /// Bytes of the line before, still in the buffer because they were lent.
    lent: usize,
    after_cr: bool,
}

impl<'s> Lines<'s> {
    /// Lines from where the buffer stands, behind `passed` others.
    pub(super) fn new(buffer: Buffer<'s>, ends: Ends, passed: u32) -> Self {
        Self {
            buffer,
            ends,
            number: u64::from(passed),
            lent: 0,
            after_cr: false,
        }
    }

    /// The next line, without its end; `None` after the last. A line of more than 1 MiB is passed
    /// over.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.pass(self.lent);
        self.lent = 0;
        let mut searched = 0;
        let mut long = false;
        loop {
            let bytes = self.buffer.bytes();
            if self.after_cr && !bytes.is_empty() {
                self.after_cr = false;
                if bytes.first() == Some(&b'\n') {
                    self.buffer.pass(1);
                    continue;
                }
            }
            let fresh = bytes.get(searched..).unwrap_or_default();
            let found = match self.ends {
                Ends::Lf => memchr(b'\n', fresh),
                Ends::Any => memchr2(b'\n', b'\r', fresh),
            };
            if let Some(at) = found {
                let end = searched + at;
                self.after_cr = bytes.get(end) == Some(&b'\r');
                self.lent = end + 1;
                return Ok(Some(self.line(end, long)));
            }
            searched = bytes.len();
            if searched > MOST_RECORD_BYTES {
                long = true;
                self.buffer.pass(searched);
                searched = 0;
            }
            if !self.buffer.more()? {
                if searched == 0 && !long {
                    return Ok(None);
                }
                self.lent = searched;
                return Ok(Some(self.line(searched, long)));
            }
        }
    }

    fn line(&mut self, end: usize, long: bool) -> Line<'_> {
        self.number += 1;
        let bytes = self.buffer.bytes().get(..end).unwrap_or_default();
        Line {
            number: self.number,
            bytes: if long || bytes.len() > MOST_RECORD_BYTES {
                Err(Bad::new(Reason::TooLong, ""))
            } else {
                Ok(bytes)
            },
        }
    }
}
