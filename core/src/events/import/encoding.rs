//! Bytes → UTF-8, as a stream.
//!
//! Two encodings besides UTF-8, decoded here: the standard library knows UTF-16, and
//! Windows-1252 is a table of 32 signs. A crate for all of the web's encodings would bring half a
//! megabyte of tables into the worker.

use serde::{Deserialize, Serialize};
use std::io::{self, Read};

/// How a text file's bytes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// With or without its byte order mark.
    #[default]
    Utf8,
    /// Least byte first.
    Utf16Le,
    /// Greatest byte first.
    Utf16Be,
    /// Windows-1252, of which Latin-1 is a part: as browsers read both.
    Windows1252,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// What the first bytes say: the byte order mark; else NUL in every other byte is UTF-16 of
    /// Latin letters; else UTF-8 if it is valid, up to a character that `head` may cut.
    #[must_use]
    pub fn guess(head: &[u8]) -> Self {
        match head {
            [0xff, 0xfe, ..] => return Self::Utf16Le,
            [0xfe, 0xff, ..] => return Self::Utf16Be,
            [0xef, 0xbb, 0xbf, ..] => return Self::Utf8,
            _ => {}
        }
        let nul = |odd: usize| {
            let bytes = head.iter().skip(odd).step_by(2).take(512);
            bytes.clone().filter(|&&byte| byte == 0).count() * 10 > bytes.count() * 7
        };
        if head.len() >= 4 && nul(1) != nul(0) {
            return if nul(1) { Self::Utf16Le } else { Self::Utf16Be };
        }
        match std::str::from_utf8(head) {
            Ok(_) => Self::Utf8,
            Err(error) if error.error_len().is_none() => Self::Utf8,
            // A damaged byte among many good characters is damage, not another encoding.
            Err(_) if mostly_utf8(head) => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }
}

/// Whether well-formed characters beyond ASCII outnumber damaged places, or there is NUL, which
/// no Windows-1252 text has.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad || head.contains(&0)
}

/// What Windows-1252 has at 0x80 to 0x9f (WHATWG Encoding Standard, index windows-1252; the five
/// empty places are the control characters of the same number).
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A source of bytes as UTF-8 without byte order mark. UTF-8 passes unchecked: whoever reads a
/// record checks it, so that a damaged one can be told from the good.
pub(super) struct Utf8<R> {
    source: R,
    encoding: Encoding,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    begun: bool,
}

/// Bytes decoded at a time.
const PIECE: usize = 32 * 1024;

impl<R: Read> Utf8<R> {
    pub(super) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            raw: Vec::new(),
            text: Vec::new(),
            at: 0,
            begun: false,
        }
    }

    /// Passes over the mark at the beginning.
    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        let mark: &[u8] = match self.encoding {
            Encoding::Utf8 | Encoding::Windows1252 => b"\xef\xbb\xbf",
            Encoding::Utf16Le => b"\xff\xfe",
            Encoding::Utf16Be => b"\xfe\xff",
        };
        let mut first = Vec::with_capacity(3);
        Read::by_ref(&mut self.source)
            .take(mark.len() as u64)
            .read_to_end(&mut first)?;
        if first != mark {
            self.raw = first;
        }
        if self.encoding == Encoding::Utf8 {
            self.text = std::mem::take(&mut self.raw);
        }
        Ok(())
    }

    /// Decodes the next piece into `text`.
    fn decode(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() {
            let kept = self.raw.len();
            self.raw.resize(kept + PIECE, 0);
            let read = self
                .source
                .read(self.raw.get_mut(kept..).unwrap_or_default());
            self.raw.truncate(kept + *read.as_ref().unwrap_or(&0));
            let ended = read? == 0;
            let used = match self.encoding {
                Encoding::Utf16Le => units(&self.raw, ended, u16::from_le_bytes, &mut self.text),
                Encoding::Utf16Be => units(&self.raw, ended, u16::from_be_bytes, &mut self.text),
                Encoding::Windows1252 | Encoding::Utf8 => {
                    for &byte in &self.raw {
                        let high = byte
                            .checked_sub(0x80)
                            .and_then(|at| HIGH.get(usize::from(at)));
                        push(&mut self.text, high.copied().unwrap_or(char::from(byte)));
                    }
                    self.raw.len()
                }
            };
            self.raw.drain(..used);
            if ended {
                break;
            }
        }
        Ok(())
    }
}

fn push(text: &mut Vec<u8>, character: char) {
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// UTF-16 → UTF-8; gives the bytes used. Half a pair waits for the next piece, an unpaired half
/// becomes U+FFFD.
fn units(raw: &[u8], ended: bool, unit: fn([u8; 2]) -> u16, text: &mut Vec<u8>) -> usize {
    let mut whole = raw.len() - raw.len() % 2;
    let last = whole.checked_sub(2).and_then(|at| raw.get(at..whole));
    if !ended
        && let Some(&[a, b]) = last
        && (0xd800..0xdc00).contains(&unit([a, b]))
    {
        whole -= 2;
    }
    let codes = raw
        .get(..whole)
        .unwrap_or_default()
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| unit(*pair));
    for character in char::decode_utf16(codes) {
        push(text, character.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if ended && whole < raw.len() {
        push(text, char::REPLACEMENT_CHARACTER);
        return raw.len();
    }
    whole
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        if self.at >= self.text.len() {
            if self.encoding == Encoding::Utf8 {
                return self.source.read(into);
            }
            self.decode()?;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time: pairs and marks are cut everywhere.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let (Some((first, rest)), Some(place)) = (self.0.split_first(), into.first_mut())
            else {
                return Ok(0);
            };
            *place = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn decoded(bytes: &[u8], encoding: Encoding) -> String {
        let mut text = String::new();
        Utf8::new(Drops(bytes), encoding)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn each_encoding_is_guessed_and_read() {
        let text = "città;€ 1,5;😀\r\n";
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let le = utf16(u16::to_le_bytes);
        let be = utf16(u16::to_be_bytes);
        let marked = |mark: &[u8], body: &[u8]| [mark, body].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked(b"\xef\xbb\xbf", text.as_bytes()), Encoding::Utf8),
            (marked(b"\xff\xfe", &le), Encoding::Utf16Le),
            (marked(b"\xfe\xff", &be), Encoding::Utf16Be),
            (le, Encoding::Utf16Le),
            (be, Encoding::Utf16Be),
        ] {
            assert_eq!(Encoding::guess(&bytes), encoding, "{bytes:?}");
            assert_eq!(decoded(&bytes, encoding), text);
        }
        let windows = b"citt\xe0;\x80 1,5";
        assert_eq!(Encoding::guess(windows), Encoding::Windows1252);
        assert_eq!(decoded(windows, Encoding::Windows1252), "città;€ 1,5");
    }

    #[test]
    fn halves_and_damage() {
        assert_eq!(decoded(b"a\0\x3d\xd8", Encoding::Utf16Le), "a\u{fffd}");
        assert_eq!(decoded(b"a\0b", Encoding::Utf16Le), "a\u{fffd}");
        assert_eq!(decoded(b"", Encoding::Utf16Be), "");
    }
}
