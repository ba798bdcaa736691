//! The JSON objects of an array, each lent as text. Only the nesting is read here: strings,
//! brackets and braces. Whoever takes an object parses it.

use super::buffer::Buffer;
use super::{Bad, MOST_RECORD_BYTES, Reason};
use std::io;

/// An object: its number, and its bytes or why they cannot be had.
pub(super) struct Object<'b> {
    pub(super) number: u64,
    pub(super) bytes: Result<&'b [u8], Bad>,
}

/// Finds records: objects at the top, objects of an array at the top, objects of an array that is
/// a value of an object at the top.
pub(super) struct Objects<'s> {
    buffer: Buffer<'s>,
    number: u64,
    /// Arrays and objects around the next record: 0, `[`, `{[`.
    outer: Outer,
    /// Bytes lent at the last call.
    lent: usize,
}

/// What stands around records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    /// Not known yet: nothing but blanks so far.
    Unknown,
    /// Nothing: objects one after another.
    Nothing,
    /// An array.
    Array,
    /// An array in an object.
    Inner,
}

/// What was found from a `{` on.
enum Found {
    /// The end of the object, behind its brace.
    End(usize),
    /// More bytes are needed.
    More,
}

/// How deep a place lies, as far as read.
#[derive(Default)]
struct Nesting {
    at: usize,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Reads on to the end of the value that began at depth 0.
    fn read(&mut self, bytes: &[u8]) -> Found {
        while let Some(rest) = bytes.get(self.at..).filter(|rest| !rest.is_empty()) {
            if self.escaped {
                self.escaped = false;
                self.at += 1;
                continue;
            }
            if self.in_string {
                match memchr::memchr2(b'"', b'\\', rest) {
                    Some(at) => {
                        self.escaped = rest.get(at) == Some(&b'\\');
                        self.in_string = self.escaped;
                        self.at += at + 1;
                    }
                    None => self.at = bytes.len(),
                }
                continue;
            }
            match rest.first() {
                Some(b'"') => self.in_string = true,
                Some(b'{' | b'[') => self.depth += 1,
                Some(b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Found::End(self.at + 1);
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        Found::More
    }
}

impl<'s> Objects<'s> {
    pub(super) fn new(buffer: Buffer<'s>) -> Self {
        Self {
            buffer,
            number: 0,
            outer: Outer::Unknown,
            lent: 0,
        }
    }

    /// The byte at hand, reading on if there is none.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            if let Some(&byte) = self.buffer.bytes().first() {
                return Ok(Some(byte));
            }
            if !self.buffer.more()? {
                return Ok(None);
            }
        }
    }

    /// The next record; `None` after the last. One of more than 1 MiB is passed over, and so is
    /// what stands between records.
    pub(super) fn next(&mut self) -> io::Result<Option<Object<'_>>> {
        self.buffer.pass(self.lent);
        self.lent = 0;
        if self.outer == Outer::Unknown {
            self.enter()?;
        }
        loop {
            match self.peek()? {
                None => return Ok(None),
                Some(b'{') => return self.object().map(Some),
                // The end of the array in an object: another array may follow.
                Some(b']') if self.outer == Outer::Inner => {
                    self.buffer.pass(1);
                    if !self.find_array()? {
                        return Ok(None);
                    }
                }
                Some(b'"') => self.skip_string()?,
                Some(_) => self.buffer.pass(1),
            }
        }
    }

    /// Looks at what stands around the records.
    fn enter(&mut self) -> io::Result<()> {
        loop {
            match self.peek()? {
                Some(b'[') => {
                    self.buffer.pass(1);
                    self.outer = Outer::Array;
                    return Ok(());
                }
                Some(b'{') => break,
                Some(_) => self.buffer.pass(1),
                None => return Ok(()),
            }
        }
        // An object: the one around all, if it has an array of objects before it ends.
        self.outer = match inner_array(&mut self.buffer)? {
            Some(at) => {
                self.buffer.pass(at);
                Outer::Inner
            }
            None => Outer::Nothing,
        };
        Ok(())
    }

    /// Goes behind the next `[` of the outer object.
    fn find_array(&mut self) -> io::Result<bool> {
        loop {
            match self.peek()? {
                None => return Ok(false),
                Some(b'"') => self.skip_string()?,
                Some(b'[') => {
                    self.buffer.pass(1);
                    return Ok(true);
                }
                Some(b'{') => {
                    // A value that is an object is not a list of records.
                    let _ = self.object()?;
                    self.number -= 1;
                    self.buffer.pass(self.lent);
                    self.lent = 0;
                }
                Some(_) => self.buffer.pass(1),
            }
        }
    }

    fn skip_string(&mut self) -> io::Result<()> {
        self.buffer.pass(1);
        let mut escaped = false;
        while let Some(byte) = self.peek()? {
            self.buffer.pass(1);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn object(&mut self) -> io::Result<Object<'_>> {
        self.number += 1;
        let number = self.number;
        let mut nesting = Nesting::default();
        let mut long = false;
        let end = loop {
            match nesting.read(self.buffer.bytes()) {
                Found::End(end) => break Some(end),
                Found::More => {
                    if nesting.at > MOST_RECORD_BYTES {
                        long = true;
                        self.buffer.pass(nesting.at);
                        nesting.at = 0;
                    }
                    if !self.buffer.more()? {
                        break None;
                    }
                }
            }
        };
        self.lent = end.unwrap_or(nesting.at);
        let bytes = self.buffer.bytes().get(..self.lent).unwrap_or_default();
        let bytes = if long || bytes.len() > MOST_RECORD_BYTES {
            Err(Bad::new(Reason::TooLong, ""))
        } else if end.is_none() {
            Err(Bad::new(Reason::CutOff, &String::from_utf8_lossy(bytes)))
        } else {
            Ok(bytes)
        };
        Ok(Object { number, bytes })
    }
}

/// The place behind the `[` of the first array of objects that is a direct value of the object at
/// the beginning, looking no further than 1 MiB; `None` when the object ends before.
fn inner_array(buffer: &mut Buffer<'_>) -> io::Result<Option<usize>> {
    let (mut at, mut depth, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    let mut array: Option<usize> = None;
    loop {
        while let Some(&byte) = buffer.bytes().get(at) {
            at += 1;
            if in_string {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'{' if array.is_some() => return Ok(array),
                b'{' => depth += 1,
                b'[' => {
                    depth += 1;
                    array = (depth == 2).then_some(at);
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(None);
                    }
                }
                b'"' => in_string = true,
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                _ => {}
            }
            array = None;
        }
        if at > MOST_RECORD_BYTES || !buffer.more()? {
            return Ok(None);
        }
    }
}
