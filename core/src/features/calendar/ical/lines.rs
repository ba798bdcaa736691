//! Content lines of an iCalendar file (RFC 5545, section 3.1): unfolded, taken apart, numbered.

use super::IcalError;

/// The most bytes of a file.
pub const BYTES_MAX: usize = 2 << 20;

/// The most bytes of an unfolded line that are looked at; descriptions may be longer, and are cut.
const LINE_MAX: usize = 16 << 10;

/// `NAME;PARAM=VALUE:value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The line of the file it begins on, from 1.
    pub number: usize,
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotes.
    pub params: Vec<(String, String)>,
    pub value: String,
}

impl Line {
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The lines of a file. What is no content line (an empty one, one without a colon) is left out:
/// calendars in the wild have them.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, IcalError> {
    if bytes.len() > BYTES_MAX {
        return Err(IcalError::TooLarge { bytes: bytes.len() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut unfolded: Vec<(usize, Vec<u8>)> = Vec::new();
    for (row, raw) in bytes.split(|&b| b == b'\n').enumerate() {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        // Folds may fall inside a character, so text is made of the whole line only.
        match (raw.first(), unfolded.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, line))) => {
                let room = LINE_MAX.saturating_sub(line.len());
                line.extend(raw.iter().skip(1).take(room));
            }
            _ => unfolded.push((row + 1, raw.iter().take(LINE_MAX).copied().collect())),
        }
    }
    let mut found = Vec::new();
    for (number, line) in unfolded {
        let whole = line.len() < LINE_MAX;
        let text = match String::from_utf8(line) {
            Ok(text) => text,
            // A cut may fall inside a character; elsewhere it is another encoding.
            Err(_) if !whole => continue,
            Err(_) => return Err(IcalError::NotUtf8 { line: number }),
        };
        found.extend(parse(number, &text));
    }
    Ok(found)
}

fn parse(number: usize, text: &str) -> Option<Line> {
    let mut quoted = false;
    let colon = text.char_indices().find(|&(_, c)| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = text.split_at(colon.0);
    let mut parts = split_unquoted(head).into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    let params = parts
        .filter_map(|part| part.split_once('='))
        .map(|(key, value)| {
            (
                key.trim().to_ascii_uppercase(),
                value.trim_matches('"').to_owned(),
            )
        })
        .collect();
    Some(Line {
        number,
        name,
        params,
        value: value.get(1..)?.trim().to_owned(),
    })
}

fn split_unquoted(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_quoted_and_odd_lines() {
        let text = "\u{feff}BEGIN:VCALENDAR\r\nSUMMARY;X=\"a:b;c\";LANGUAGE=it:citt\r\n à: ciao\r\n\r\nnothing\r\nend:vcalendar";
        let found = lines(text.as_bytes()).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|l| (l.number, l.name.as_str(), l.value.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                (1, "BEGIN", "VCALENDAR"),
                (2, "SUMMARY", "città: ciao"),
                (6, "END", "vcalendar")
            ]
        );
        assert_eq!(found[1].param("X"), Some("a:b;c"));
        assert_eq!(found[1].param("LANGUAGE"), Some("it"));
        // A fold inside a character of two bytes.
        assert_eq!(
            lines(b"A:citt\xc3\r\n \xa0").unwrap()[0].value,
            "citt\u{e0}"
        );
    }

    #[test]
    fn what_cannot_be_read() {
        assert_eq!(
            lines(b"A:ok\nB:citt\xe0"),
            Err(IcalError::NotUtf8 { line: 2 })
        );
        assert!(matches!(
            lines(&vec![b'a'; BYTES_MAX + 1]),
            Err(IcalError::TooLarge { .. })
        ));
    }
}
