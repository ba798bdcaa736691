//! Runs and packed bits: how Parquet stores levels and numbers of dictionary entries
//! (<https://parquet.apache.org/docs/file-format/data-pages/encodings/>, RLE/bit-packing hybrid).

/// Reads numbers of up to 32 bits from a part of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    run: Run,
}

#[derive(Debug, Clone, Default)]
enum Run {
    #[default]
    None,
    /// The same number, so many times.
    Same(u32, u64),
    /// Bits from here on, so many numbers, of which so many are read.
    Packed(usize, u64, u64),
}

impl Hybrid {
    /// Numbers of `width` bits in `at..end` of a page.
    pub(super) fn new(at: usize, end: usize, width: u32) -> Self {
        Self {
            at,
            end,
            width: width.min(32),
            run: Run::None,
        }
    }

    /// The next number; `None` when there are no more.
    pub(super) fn next(&mut self, page: &[u8]) -> Option<u32> {
        if self.width == 0 {
            return Some(0);
        }
        loop {
            match &mut self.run {
                Run::Same(value, left) if *left > 0 => {
                    *left -= 1;
                    return Some(*value);
                }
                Run::Packed(start, count, read) if *read < *count => {
                    let bit = *read * u64::from(self.width);
                    let from = *start + usize::try_from(bit / 8).ok()?;
                    let mut bytes = [0_u8; 8];
                    let rest = page.get(from..self.end.min(page.len()))?;
                    for (place, byte) in bytes.iter_mut().zip(rest) {
                        *place = *byte;
                    }
                    if rest.len() * 8 < (bit % 8) as usize + self.width as usize {
                        return None;
                    }
                    *read += 1;
                    let mask = (1_u64 << self.width) - 1;
                    return Some((u64::from_le_bytes(bytes) >> (bit % 8) & mask) as u32);
                }
                _ => self.run = self.begin(page)?,
            }
        }
    }

    /// The next run.
    fn begin(&mut self, page: &[u8]) -> Option<Run> {
        let bytes = page.get(..self.end.min(page.len()))?;
        let mut head = 0_u64;
        let mut shift = 0;
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            head |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                break;
            }
            if shift > 35 {
                return None;
            }
        }
        if head & 1 == 1 {
            let count = (head >> 1) * 8;
            let start = self.at;
            let size = (head >> 1) * u64::from(self.width);
            self.at = self.at.checked_add(usize::try_from(size).ok()?)?;
            return (count > 0).then_some(Run::Packed(start, count, 0));
        }
        let size = self.width.div_ceil(8) as usize;
        let mut value = [0_u8; 4];
        for (place, byte) in value.iter_mut().zip(bytes.get(self.at..self.at + size)?) {
            *place = *byte;
        }
        self.at += size;
        (head > 1).then_some(Run::Same(u32::from_le_bytes(value), head >> 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_packed_bits() {
        // The specification's own example: 0 to 7 in three bits.
        let page = [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010, 0b100, 5];
        let mut numbers = Hybrid::new(0, page.len(), 3);
        let found: Vec<u32> = std::iter::from_fn(|| numbers.next(&page)).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 5, 6, 7, 5, 5]);
        for end in 0..page.len() {
            let mut cut = Hybrid::new(0, end, 3);
            assert!(std::iter::from_fn(|| cut.next(&page)).count() < 10);
        }
        assert_eq!(Hybrid::new(0, 0, 0).next(&[]), Some(0));
    }
}
