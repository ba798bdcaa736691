//! Thrift's compact protocol, as far as Parquet's metadata needs it
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>).
//! Nothing is allocated by a size that the bytes claim.

use super::Damage;

/// Kinds of a value.
pub(super) const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
pub(super) const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
pub(super) const STRUCT: u8 = 12;

/// Structs in structs before the bytes are taken as damaged.
const DEEPEST: u8 = 24;

/// Reads values one after another.
pub(super) struct Thrift<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: u8,
}

type Result<T> = std::result::Result<T, Damage>;

const SHORT: Damage = Damage("the metadata ends too early");

impl<'b> Thrift<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            depth: 0,
        }
    }

    /// Bytes read so far.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).ok_or(SHORT)?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damage("a number in the metadata is too long"))
    }

    /// A whole number of 16, 32 or 64 bits.
    pub(super) fn integer(&mut self) -> Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub(super) fn binary(&mut self) -> Result<&'b [u8]> {
        let size = usize::try_from(self.varint()?).map_err(|_| SHORT)?;
        let end = self.at.checked_add(size).ok_or(SHORT)?;
        let bytes = self.bytes.get(self.at..end).ok_or(SHORT)?;
        self.at = end;
        Ok(bytes)
    }

    /// The kind of a list's values, and how many there are: at most as many as bytes are left.
    pub(super) fn list(&mut self) -> Result<(u8, usize)> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => usize::try_from(self.varint()?).map_err(|_| SHORT)?,
            size => usize::from(size),
        };
        if size > self.bytes.len() - self.at.min(self.bytes.len()) {
            return Err(SHORT);
        }
        Ok((head & 15, size))
    }

    /// A list of structs, each read by `read`.
    pub(super) fn structs(&mut self, mut read: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        let (kind, size) = self.list()?;
        if kind != STRUCT && size > 0 {
            return Err(Damage("a list in the metadata is of another kind"));
        }
        for _ in 0..size {
            read(self)?;
        }
        Ok(())
    }

    /// The fields of a struct. `read` is given number and kind, and tells whether it has read the
    /// value; else the value is passed over.
    pub(super) fn fields(
        &mut self,
        read: &mut dyn FnMut(&mut Self, i64, u8) -> Result<bool>,
    ) -> Result<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Damage("the metadata is nested too deep"));
        }
        let mut number = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                self.depth -= 1;
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.integer()?,
                step => number.saturating_add(i64::from(step)),
            };
            let kind = head & 15;
            if !read(self, number, kind)? {
                self.skip(kind)?;
            }
        }
    }

    fn skip(&mut self, kind: u8) -> Result<()> {
        match kind {
            // A field's boolean is in its kind.
            TRUE | FALSE => {}
            BYTE => drop(self.byte()?),
            DOUBLE => {
                // Checked: a map may claim more of them than anybody waits for.
                let end = self.at.checked_add(8).ok_or(SHORT)?;
                self.bytes.get(self.at..end).ok_or(SHORT)?;
                self.at = end;
            }
            BINARY => drop(self.binary()?),
            LIST | SET => {
                let (kind, size) = self.list()?;
                for _ in 0..size {
                    self.element(kind)?;
                }
            }
            MAP => {
                let size = self.varint()?;
                if size > 0 {
                    let kinds = self.byte()?;
                    for _ in 0..size {
                        self.element(kinds >> 4)?;
                        self.element(kinds & 15)?;
                    }
                }
            }
            STRUCT => self.fields(&mut |_, _, _| Ok(false))?,
            4..=6 => drop(self.varint()?),
            _ => return Err(Damage("an unknown kind of value in the metadata")),
        }
        Ok(())
    }

    /// Passes over a value of a list or map, where a boolean takes a byte.
    fn element(&mut self, kind: u8) -> Result<()> {
        match kind {
            TRUE | FALSE => self.byte().map(drop),
            LIST | SET | MAP => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Damage("the metadata is nested too deep"));
                }
                self.skip(kind)?;
                self.depth -= 1;
                Ok(())
            }
            kind => self.skip(kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_ends_with_the_bytes() {
        // Field 1: 2⁴² pairs of doubles, none of which is there.
        let bytes = [0x1b, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x77];
        let read = Thrift::new(&bytes).fields(&mut |_, _, _| Ok(false));
        assert_eq!(read, Err(SHORT));
    }
}
