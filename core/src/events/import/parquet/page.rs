//! A column's pages, one at a time: levels and values.

use super::codec::unpack;
use super::footer::{Chunk, Physical};
use super::head::{Head, Kind};
use super::hybrid::Hybrid;
use super::{Damage, Stop, read_at};
use std::io::{Read, Seek};

/// The largest page taken, unpacked.
const MOST_PAGE: u64 = 64 << 20;
/// The largest head of a page taken: statistics stand in it.
const MOST_HEAD: usize = 64 * 1024;

/// The most values of a page.
const MOST_VALUES: u64 = 16 << 20;
/// The most entries of a dictionary.
const MOST_ENTRIES: u64 = 4 << 20;

/// A value, borrowed from its page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'p> {
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Bytes(&'p [u8]),
}

/// Where a value is: in the page or in the dictionary, from byte to byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    in_dictionary: bool,
    start: usize,
    end: usize,
    bit: u8,
}

/// How the values of a page are stored.
enum Stored {
    Plain { at: usize, bit: u8 },
    Entries(Hybrid),
    Booleans(Hybrid),
}

/// A column of a row group, read page by page.
pub(super) struct Pages {
    physical: Physical,
    chunk: Chunk,
    max_definition: u32,
    max_repetition: u32,
    /// Where the next page begins, and where the chunk ends.
    at: u64,
    end: u64,
    page: Vec<u8>,
    dictionary: Vec<u8>,
    entries: Vec<(u32, u32)>,
    left: u64,
    repetition: Hybrid,
    definition: Hybrid,
    stored: Stored,
}

impl Pages {
    pub(super) fn new(
        physical: Physical,
        chunk: Chunk,
        max_definition: u32,
        max_repetition: u32,
    ) -> Self {
        Self {
            physical,
            chunk,
            max_definition,
            max_repetition,
            at: chunk.start,
            end: chunk.start.saturating_add(chunk.size),
            page: Vec::new(),
            dictionary: Vec::new(),
            entries: Vec::new(),
            left: 0,
            repetition: Hybrid::default(),
            definition: Hybrid::default(),
            stored: Stored::Plain { at: 0, bit: 0 },
        }
    }

    /// Bytes held.
    pub(super) fn held(&self) -> usize {
        self.page.len() + self.dictionary.len() + self.entries.len() * 8
    }

    /// Levels and place of the next value (no place where it is null); `None` after the last.
    pub(super) fn next(
        &mut self,
        source: &mut (impl Read + Seek),
        scratch: &mut Vec<u8>,
    ) -> Result<Option<(u32, u32, Option<Place>)>, Stop> {
        while self.left == 0 {
            if self.at >= self.end {
                return Ok(None);
            }
            self.turn(source, scratch)?;
        }
        self.left -= 1;
        let short = Damage("a page ends too early");
        let repetition = self.repetition.next(&self.page).ok_or(short)?;
        let definition = self.definition.next(&self.page).ok_or(short)?;
        if definition < self.max_definition {
            return Ok(Some((repetition, definition, None)));
        }
        let place = self.place().ok_or(short)?;
        Ok(Some((repetition, definition, Some(place))))
    }

    /// Where the next value is.
    fn place(&mut self) -> Option<Place> {
        match &mut self.stored {
            Stored::Entries(numbers) => {
                let number = numbers.next(&self.page)? as usize;
                let &(start, end) = self.entries.get(number)?;
                Some(Place {
                    in_dictionary: true,
                    start: start as usize,
                    end: end as usize,
                    bit: 0,
                })
            }
            Stored::Booleans(bits) => {
                let bit = bits.next(&self.page)? as u8;
                Some(Place {
                    in_dictionary: false,
                    start: 0,
                    end: 0,
                    bit: 8 + bit,
                })
            }
            Stored::Plain { at, bit } if self.physical == Physical::Boolean => {
                let place = Place {
                    in_dictionary: false,
                    start: *at,
                    end: *at + 1,
                    bit: *bit,
                };
                *bit += 1;
                if *bit == 8 {
                    (*at, *bit) = (*at + 1, 0);
                }
                (place.end <= self.page.len()).then_some(place)
            }
            Stored::Plain { at, .. } => {
                let (start, end) = span(&self.page, *at, self.physical)?;
                *at = end;
                Some(Place {
                    in_dictionary: false,
                    start,
                    end,
                    bit: 0,
                })
            }
        }
    }

    /// The value at a place of the present page.
    pub(super) fn value(&self, place: Place) -> Option<Value<'_>> {
        let held = if place.in_dictionary {
            &self.dictionary
        } else {
            &self.page
        };
        if place.bit >= 8 {
            return Some(Value::Boolean(place.bit == 9));
        }
        let bytes = held.get(place.start..place.end)?;
        Some(match self.physical {
            Physical::Boolean => Value::Boolean(bytes.first()? >> place.bit & 1 == 1),
            Physical::Int32 => Value::Integer(i32::from_le_bytes(bytes.try_into().ok()?).into()),
            Physical::Int64 => Value::Integer(i64::from_le_bytes(bytes.try_into().ok()?)),
            Physical::Float => Value::Real(f32::from_le_bytes(bytes.try_into().ok()?).into()),
            Physical::Double => Value::Real(f64::from_le_bytes(bytes.try_into().ok()?)),
            Physical::Int96 | Physical::Bytes | Physical::Fixed(_) => Value::Bytes(bytes),
        })
    }

    /// Turns to the next page. A dictionary is kept aside.
    fn turn(&mut self, source: &mut (impl Read + Seek), scratch: &mut Vec<u8>) -> Result<(), Stop> {
        let room = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        // Most heads are short; statistics make some long.
        read_at(source, self.at, room.min(512), scratch)?;
        let head = match Head::read(scratch) {
            Ok(head) => head,
            Err(_) if room > 512 => {
                read_at(source, self.at, room.min(MOST_HEAD), scratch)?;
                Head::read(scratch)?
            }
            Err(damage) => return Err(damage.into()),
        };
        let start = self.at + head.length as u64;
        if head.values > MOST_VALUES {
            return Err(Damage("a page has too many values").into());
        }
        if head.packed > MOST_PAGE || head.unpacked > MOST_PAGE || start + head.packed > self.end {
            return Err(Damage("a page has an impossible size").into());
        }
        self.at = start + head.packed;
        read_at(source, start, head.packed as usize, scratch)?;
        if (scratch.len() as u64) < head.packed {
            return Err(Damage("the file ends inside a page").into());
        }
        match head.kind {
            Kind::Dictionary => {
                self.dictionary.clear();
                unpack(
                    self.chunk.codec,
                    scratch,
                    head.unpacked,
                    &mut self.dictionary,
                )?;
                self.entries.clear();
                let mut at = 0;
                if head.values > MOST_ENTRIES {
                    return Err(Damage("a dictionary has too many entries").into());
                }
                for _ in 0..head.values {
                    let Some((start, end)) = span(&self.dictionary, at, self.physical) else {
                        return Err(Damage("the dictionary ends too early").into());
                    };
                    // A page is at most 64 MiB.
                    self.entries.push((start as u32, end as u32));
                    at = end;
                }
                return Ok(());
            }
            Kind::Other => return Ok(()),
            Kind::Data => {
                self.page.clear();
                unpack(self.chunk.codec, scratch, head.unpacked, &mut self.page)?;
                self.left = head.values;
                let mut at = 0;
                self.repetition = levels(&self.page, &mut at, self.max_repetition)?;
                self.definition = levels(&self.page, &mut at, self.max_definition)?;
                self.begin(at, head.encoding)?;
            }
            Kind::Data2 {
                repetition,
                definition,
                packed,
            } => {
                let levels = repetition.saturating_add(definition);
                if levels > scratch.len() {
                    return Err(Damage("a page's levels have an impossible size").into());
                }
                self.page.clear();
                let (head_bytes, values) = scratch.split_at(levels);
                self.page.extend_from_slice(head_bytes);
                let codec = if packed { self.chunk.codec } else { 0 };
                let rest = head.unpacked.saturating_sub(levels as u64);
                unpack(codec, values, rest, &mut self.page)?;
                self.left = head.values;
                let width = |most: u32| u32::BITS - most.leading_zeros();
                self.repetition = Hybrid::new(0, repetition, width(self.max_repetition));
                self.definition = Hybrid::new(repetition, levels, width(self.max_definition));
                self.begin(levels, head.encoding)?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, at: usize, encoding: i64) -> Result<(), Damage> {
        self.stored = match encoding {
            0 => Stored::Plain { at, bit: 0 },
            2 | 8 => {
                // A page of nulls alone may have no bytes at all.
                let width = self.page.get(at).copied().unwrap_or(0);
                Stored::Entries(Hybrid::new(at + 1, self.page.len(), u32::from(width)))
            }
            3 if self.physical == Physical::Boolean => {
                Stored::Booleans(Hybrid::new(at + 4, self.page.len(), 1))
            }
            _ => {
                return Err(Damage(
                    "it uses an encoding other than plain and dictionary",
                ));
            }
        };
        Ok(())
    }
}

/// The bytes of a plainly stored value.
fn span(bytes: &[u8], at: usize, physical: Physical) -> Option<(usize, usize)> {
    let (start, size) = match physical {
        Physical::Boolean => (at, 1),
        Physical::Int32 | Physical::Float => (at, 4),
        Physical::Int64 | Physical::Double => (at, 8),
        Physical::Int96 => (at, 12),
        Physical::Fixed(size) => (at, size),
        Physical::Bytes => {
            let size = bytes.get(at..at.checked_add(4)?)?;
            (at + 4, u32::from_le_bytes(size.try_into().ok()?) as usize)
        }
    };
    let end = start.checked_add(size)?;
    (end <= bytes.len()).then_some((start, end))
}

/// The levels at the beginning of a page of the first kind; none where the most is 0.
fn levels(page: &[u8], at: &mut usize, most: u32) -> Result<Hybrid, Damage> {
    if most == 0 {
        return Ok(Hybrid::default());
    }
    let short = Damage("a page's levels have an impossible size");
    let size = page.get(*at..*at + 4).ok_or(short)?;
    let size = u32::from_le_bytes(size.try_into().map_err(|_| short)?) as usize;
    let start = *at + 4;
    let end = start.checked_add(size).filter(|&end| end <= page.len());
    *at = end.ok_or(short)?;
    Ok(Hybrid::new(start, *at, u32::BITS - most.leading_zeros()))
}
