//! Every text once: what a million events say in a few thousand words.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// A text of an [`Interner`]. [`Symbol::NONE`] is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// No text.
    pub const NONE: Self = Self(0);

    /// The symbol of a number.
    pub(super) fn at(index: u32) -> Self {
        Self(index)
    }

    /// A number below the interner's length plus one; 0 is no text.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every text once. A hash table of its own: a text is looked for at every field of every event,
/// and with a part of its hash beside its number nearly always only the right one is looked at.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    /// All of them, one behind the other: half the room of one allocation each.
    letters: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// As many as a power of two, at most half of them taken.
    places: Vec<Place>,
}

/// The high half of a text's hash, and its symbol; [`Symbol::NONE`] where nothing is.
#[derive(Debug, Clone, Copy)]
struct Place(u32, Symbol);

const FREE: Place = Place(0, Symbol::NONE);

fn hash(text: &str) -> u64 {
    FixedState::with_seed(0).hash_one(text.as_bytes())
}

impl Interner {
    /// The symbol of a text; an empty one is none.
    pub fn symbol(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol::NONE;
        }
        if self.ends.len() * 2 >= self.places.len() {
            self.grow();
        }
        let hash = hash(text);
        match self.seek(hash, text) {
            Ok(symbol) => symbol,
            Err(at) => {
                // With four thousand million texts, those behind are none.
                let Ok(number) = u32::try_from(self.ends.len() + 1) else {
                    return Symbol::NONE;
                };
                self.letters.push_str(text);
                self.ends.push(self.letters.len());
                self.places[at] = Place((hash >> 32) as u32, Symbol(number));
                Symbol(number)
            }
        }
    }

    /// A text's symbol, or the free place where it belongs.
    fn seek(&self, hash: u64, text: &str) -> Result<Symbol, usize> {
        let last = self.places.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let Place(half, symbol) = self.places[at];
            if symbol == Symbol::NONE {
                return Err(at);
            }
            if half == (hash >> 32) as u32
                && self.text(symbol).is_some_and(|known| same(known, text))
            {
                return Ok(symbol);
            }
            at = (at + 1) & last;
        }
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(64);
        self.places = vec![FREE; size];
        let mut start = 0;
        for (number, &end) in (1_u32..).zip(&self.ends) {
            let hash = self.letters.get(start..end).map_or(0, hash);
            start = end;
            let mut at = hash as usize & (size - 1);
            while self.places[at].1 != Symbol::NONE {
                at = (at + 1) & (size - 1);
            }
            self.places[at] = Place((hash >> 32) as u32, Symbol(number));
        }
    }

    /// The symbol of a text that has one.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Symbol> {
        if self.places.is_empty() {
            return None;
        }
        self.seek(hash(text), text).ok()
    }

    /// The text of a symbol.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> Option<&str> {
        let at = symbol.index().checked_sub(1)?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.letters.get(start..*self.ends.get(at)?)
    }

    /// Texts held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no text is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Whether two texts are one. Eight bytes at a time: in a browser the library's comparison goes
/// byte by byte.
fn same(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a, a_rest) = a.as_bytes().as_chunks::<8>();
    let (b, b_rest) = b.as_bytes().as_chunks::<8>();
    let number = |eight: &[u8; 8]| u64::from_ne_bytes(*eight);
    let equal = |(a, b)| number(a) == number(b);
    a.iter().zip(b).all(equal) && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_one_symbol_and_every_symbol_its_text() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("0"), None);
        assert_eq!(interner.symbol(""), Symbol::NONE);
        for round in 0..2 {
            for number in 0..5_000_u32 {
                let text = format!("{}è{number}", "x".repeat(number as usize % 20));
                let symbol = interner.symbol(&text);
                assert_eq!(symbol.index(), number as usize + 1, "{round}");
                assert_eq!(interner.text(symbol), Some(text.as_str()));
                assert_eq!(interner.find(&text), Some(symbol));
            }
        }
        assert_eq!(interner.len(), 5_000);
        assert_eq!(interner.find(""), None);
        assert_eq!(interner.find("y"), None);
        assert_eq!(interner.text(Symbol::NONE), None);
        assert_eq!(interner.text(Symbol(5_001)), None);
    }
}
