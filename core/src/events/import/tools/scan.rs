//! JSON read where it stands, for the records that come by the million: no copies, no tables of
//! visitors, and a key is compared once. It takes strictly less than serde_json does: whatever is
//! wrong or merely unusual (an escape in a key, deep nesting) is `None`, and the caller asks
//! serde_json, which has words for what is wrong.

use super::scalar::Scalar;

/// Nesting that is followed. Tools' records have four levels.
const DEEPEST: u32 = 32;

/// A place in a JSON text.
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    /// Nothing but blanks follows.
    pub(super) fn end(mut self) -> Option<()> {
        self.blanks();
        (self.at == self.text.len()).then_some(())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes behind a byte, if it comes next.
    fn is(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.byte() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Goes behind a word, if it comes next.
    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += word.len();
        rest.starts_with(word.as_bytes()).then_some(())
    }

    /// Goes behind `null`, if it comes next.
    pub(super) fn null(&mut self) -> Option<bool> {
        self.blanks();
        match self.byte()? {
            b'n' => self.word("null").map(|()| true),
            _ => Some(false),
        }
    }

    /// An object: each member's key, with the scan before its value, which has to be read.
    pub(super) fn members(
        &mut self,
        mut each: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.all(b'{', b'}', |scan| {
            let key = scan.name()?;
            scan.is(b':').then_some(())?;
            each(scan, key)
        })
    }

    /// An array: the scan before each element, which has to be read.
    pub(super) fn elements(&mut self, each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.all(b'[', b']', each)
    }

    fn all(
        &mut self,
        open: u8,
        close: u8,
        mut each: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.is(open).then_some(())?;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        if !self.is(close) {
            loop {
                each(self)?;
                if !self.is(b',') {
                    break;
                }
            }
            self.is(close).then_some(())?;
        }
        self.depth -= 1;
        Some(())
    }

    /// A value that is a string without escapes.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        self.blanks();
        match self.string()? {
            (text, false) => Some(text),
            _ => None,
        }
    }

    /// What stands between the quotes of a string, and whether it has escapes.
    fn string(&mut self) -> Option<(&'a str, bool)> {
        (self.byte()? == b'"').then_some(())?;
        let start = self.at + 1;
        self.at = start;
        let mut escapes = false;
        loop {
            self.at += to_special(self.text.as_bytes().get(self.at..)?);
            match self.byte()? {
                b'"' => break,
                b'\\' => self.escape()?,
                // Blanks of control have no place in a string.
                _ => return None,
            }
            escapes = true;
        }
        self.at += 1;
        Some((self.text.get(start..self.at - 1)?, escapes))
    }

    fn escape(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at + 1..)?;
        self.at += match rest {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [b'u', a, b, c, d, ..] if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return None,
        };
        Some(())
    }

    /// A value as it stands.
    pub(super) fn scalar(&mut self) -> Option<Scalar<'a>> {
        self.blanks();
        let start = self.at;
        if self.byte()? == b'"' {
            // What has no escapes needs no second look.
            return Some(match self.string()? {
                (text, false) if !text.is_empty() => Scalar::Cell(text),
                _ => Scalar::Json(self.text.get(start..self.at)?),
            });
        }
        self.skip()?;
        Some(match self.text.get(start..self.at)? {
            "null" => Scalar::Missing,
            raw => Scalar::Json(raw),
        })
    }

    /// Goes behind a value.
    pub(super) fn skip(&mut self) -> Option<()> {
        self.blanks();
        match self.byte()? {
            b'"' => self.string().map(drop),
            b'{' => self.members(|scan, _| scan.skip()),
            b'[' => self.elements(Self::skip),
            b'n' => self.word("null"),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            _ => self.number(),
        }
    }

    /// RFC 8259, section 6.
    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Some(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// Bytes before the first quote, backslash or control character; all of them without one. Eight
/// at a time: a byte of `x` that is 0 is the lowest with its high bit in `(x - 1) & !x`.
fn to_special(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let (eights, rest) = bytes.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let text = u64::from_le_bytes(*eight);
        let zero = |x: u64| x.wrapping_sub(ONES) & !x;
        let quote = zero(text ^ (ONES * u64::from(b'"')));
        let backslash = zero(text ^ (ONES * u64::from(b'\\')));
        let control = text.wrapping_sub(ONES * 0x20) & !text;
        let found = (quote | backslash | control) & HIGH;
        if found != 0 {
            return at * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let end = rest.iter().position(special).unwrap_or(rest.len());
    eights.len() * 8 + end
}
