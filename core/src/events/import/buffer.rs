//! The bytes at hand: a window on the source that moves forward and is bounded.

use std::io::{self, Read};

/// Bytes asked of the source at a time.
const READ: usize = 256 * 1024;

/// A window on a source.
pub(super) struct Buffer<'s> {
    source: Box<dyn Read + 's>,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

impl<'s> Buffer<'s> {
    pub(super) fn new(source: Box<dyn Read + 's>) -> Self {
        Self {
            source,
            bytes: vec![0; READ],
            start: 0,
            end: 0,
            ended: false,
        }
    }

    /// What is at hand.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Passes over the first `count` bytes at hand.
    pub(super) fn pass(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Reads on behind what is at hand; false at the end. The window grows as far as its user
    /// leaves bytes unpassed, which is for the user to bound.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 && self.bytes.len() - self.end < READ / 2 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.bytes.len() - self.end < READ / 2 {
            self.bytes.resize(self.bytes.len() + READ, 0);
        }
        loop {
            match self
                .source
                .read(self.bytes.get_mut(self.end..).unwrap_or_default())
            {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(count) => {
                    self.end = (self.end + count).min(self.bytes.len());
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
