//! Reading the pack of communes. Its layout stands in `core/data/pack_communes.py`, which makes it.

use super::communes::{COMMUNES_MAX, Communes, Place, Province};
use thiserror::Error;

const MAGIC: &[u8; 4] = b"RCP1";

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// Other bytes, or another version.
    #[error("this is no pack of communes of version 1: fetch communes.pack of this release")]
    NotAPack,
    /// It ends too early.
    #[error("the pack of communes ends at byte {at}, before its end: fetch it again")]
    Cut {
        /// Bytes read until there.
        at: usize,
    },
    /// It holds what cannot be.
    #[error("the pack of communes holds {what} that cannot be, at byte {at}: fetch it again")]
    Value {
        /// Which part.
        what: &'static str,
        /// The byte after it.
        at: usize,
    },
    /// It goes on after its end.
    #[error("the pack of communes goes on after its end, at byte {at}: fetch it again")]
    Longer {
        /// Where it ought to end.
        at: usize,
    },
}

impl Communes {
    /// Reads a pack. Memory: 16 bytes a commune, never more than the bytes given allow.
    ///
    /// # Errors
    /// Bytes that are no pack, that end early, go on too long, or hold what cannot be.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        let mut from = Reader { bytes, at: 0 };
        if bytes.get(..4) != Some(MAGIC.as_slice()) {
            return Err(PackError::NotAPack);
        }
        from.at = 4;
        let mut regions = Vec::new();
        for _ in 0..from.u8()? {
            let length = usize::from(from.u8()?);
            let name = String::from_utf8(from.take(length)?.to_vec());
            regions.push(name.map_err(|_| from.wrong("the name of a region"))?);
        }
        let mut provinces = Vec::new();
        for _ in 0..from.u8()? {
            let number = u32::from(from.u16()?);
            let letters = from.take(2)?;
            let good = number <= 999 && letters.iter().all(u8::is_ascii_uppercase);
            let letters = letters.iter().copied().map(char::from).collect();
            let region = usize::from(from.u8()?);
            if !good || region >= regions.len() {
                return Err(from.wrong("a province"));
            }
            provinces.push(Province {
                number,
                letters,
                region,
            });
        }
        let n = from.varint()? as usize;
        // A commune takes at least nine bytes.
        if n > COMMUNES_MAX || n > (bytes.len() - from.at) / 9 {
            return Err(from.wrong("a number of communes"));
        }
        let mut places = Vec::with_capacity(n);
        let mut lat = 0_i32;
        for row in 0..n {
            let step = from.zigzag()?;
            if row > 0 && step < 0 {
                return Err(from.wrong("an order of latitudes"));
            }
            lat = lat
                .checked_add(step)
                .filter(|lat| (-900_000..=900_000).contains(lat))
                .ok_or_else(|| from.wrong("a latitude"))?;
            places.push(Place {
                lat,
                lon: 0,
                number: 0,
                cadastral: 0,
                province: 0,
            });
        }
        for place in &mut places {
            place.lon = from.u24()? as i32 - 1_800_000;
            if place.lon > 1_800_000 {
                return Err(from.wrong("a longitude"));
            }
        }
        for place in &mut places {
            place.province = from.u8()?;
            if usize::from(place.province) >= provinces.len() {
                return Err(from.wrong("a commune's province"));
            }
        }
        for place in &mut places {
            place.number = from.u16()?;
            if place.number > 999 {
                return Err(from.wrong("an ISTAT code"));
            }
        }
        for place in &mut places {
            place.cadastral = from.u16()?;
            if place.cadastral >= 26_000 {
                return Err(from.wrong("a cadastral code"));
            }
        }
        if from.at < bytes.len() {
            return Err(PackError::Longer { at: from.at });
        }
        Ok(Self {
            regions,
            provinces,
            places,
        })
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], PackError> {
        let end = self.at.saturating_add(n);
        let taken = self.bytes.get(self.at..end).ok_or(PackError::Cut {
            at: self.bytes.len(),
        })?;
        self.at = end;
        Ok(taken)
    }

    fn u8(&mut self) -> Result<u8, PackError> {
        Ok(self.little(1)? as u8)
    }

    fn u16(&mut self) -> Result<u16, PackError> {
        Ok(self.little(2)? as u16)
    }

    fn u24(&mut self) -> Result<u32, PackError> {
        self.little(3)
    }

    fn little(&mut self, n: usize) -> Result<u32, PackError> {
        let bytes = self.take(n)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |sum, &b| sum << 8 | u32::from(b)))
    }

    fn varint(&mut self) -> Result<u32, PackError> {
        let mut value = 0;
        for shift in [0, 7, 14, 21] {
            let byte = u32::from(self.u8()?);
            value |= (byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.wrong("a number"))
    }

    fn zigzag(&mut self) -> Result<i32, PackError> {
        let n = self.varint()?;
        Ok((n >> 1) as i32 ^ -((n & 1) as i32))
    }

    fn wrong(&self, what: &'static str) -> PackError {
        PackError::Value { what, at: self.at }
    }
}
