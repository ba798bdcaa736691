//! One value of a record as it stands in the file: tools write a number as `5`, `5.0` or `"5"`,
//! and nothing as `null`, `""` or a key that is not there.

use super::{Bad, Reason, Record};
use crate::events::import::money::{self, BadMoney};
use crate::events::import::record::trimmed;
use crate::events::import::{Content, Decimal};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A value: its text is read only when somebody asks, and money is read from the digits written,
/// never from a float.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Scalar<'a> {
    /// No key, or `null`.
    #[default]
    Missing,
    /// The JSON text of the value, quotes and all.
    Json(&'a str),
    /// A table's cell; a JSON string without escapes, which reads the same.
    Cell(&'a str),
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Option::<&'a RawValue>::deserialize(deserializer)?;
        Ok(raw.map_or(Self::Missing, |raw| Self::Json(raw.get())))
    }
}

impl<'a> Scalar<'a> {
    /// A cell of a table; an empty one is missing.
    pub(super) fn cell(text: Option<&'a str>) -> Self {
        match text {
            Some(text) if !text.is_empty() => Self::Cell(text),
            _ => Self::Missing,
        }
    }

    /// The JSON of an object or array, inline or as a text that holds JSON.
    pub(super) fn json(self) -> Option<Cow<'a, str>> {
        let text = match self {
            Self::Missing => return None,
            Self::Json(raw) if raw.starts_with('"') => self.text(),
            Self::Json(raw) => Cow::Borrowed(raw),
            Self::Cell(cell) => Cow::Borrowed(cell),
        };
        text.starts_with(['{', '[']).then_some(text)
    }

    /// The text without blanks around it; empty for what is missing, an object or an array.
    #[inline]
    pub(super) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Missing => Cow::Borrowed(""),
            Self::Cell(cell) => Cow::Borrowed(trimmed(cell)),
            Self::Json(raw) => Self::unescaped(raw),
        }
    }

    fn unescaped(raw: &'a str) -> Cow<'a, str> {
        if raw.starts_with(['{', '[']) {
            return Cow::Borrowed("");
        }
        let Some(inner) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
            return Cow::Borrowed(raw);
        };
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            return Cow::Borrowed(trimmed(inner));
        }
        match serde_json::from_str::<String>(raw) {
            Ok(text) => Cow::Owned(text.trim().to_owned()),
            // Half a surrogate pair: what the file says, letter by letter.
            Err(_) => Cow::Borrowed(inner.trim()),
        }
    }

    /// This value, or another when this one is missing or empty.
    pub(super) fn or(self, other: Self) -> Self {
        match self {
            Self::Missing | Self::Json("\"\"") => other,
            told => told,
        }
    }

    /// Whether nothing is told.
    pub(super) fn is_empty(self) -> bool {
        matches!(self, Self::Missing | Self::Json("\"\""))
    }

    /// A whole number, which may be written `5.0`.
    pub(super) fn whole(self) -> Option<i64> {
        let text = self.text();
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        let (whole, zeros) = text.split_once('.')?;
        zeros
            .bytes()
            .all(|digit| digit == b'0')
            .then(|| whole.parse().ok())?
    }

    /// A finite number.
    pub(super) fn number(self) -> Option<f64> {
        let number: f64 = self.text().parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// Money in hundredths. `decimal` is the sign of cells and of texts of JSON; a JSON number has
    /// a dot.
    pub(super) fn cents(self, field: &str, decimal: Decimal) -> Result<Option<i64>, Bad> {
        let text = self.text();
        if text.is_empty() {
            return match self {
                Self::Json(raw) if raw.starts_with(['{', '[']) => {
                    Err(bad(Reason::BadValue, field, raw))
                }
                _ => Ok(None),
            };
        }
        let plain = without_exponent(&text);
        let decimal = match self {
            Self::Json(raw) if !raw.starts_with('"') => Decimal::Dot,
            // Rust's own digits.
            _ if plain.is_some() => Decimal::Dot,
            _ => decimal,
        };
        match money::cents(plain.as_deref().unwrap_or(&text), decimal) {
            Ok(cents) => Ok(Some(cents)),
            Err(BadMoney::NotANumber) => Err(bad(Reason::BadValue, field, &text)),
            Err(BadMoney::Huge) => Err(bad(Reason::HugeValue, field, &text)),
        }
    }

    /// How many.
    pub(super) fn quantity(self, field: &str) -> Result<Option<u32>, Bad> {
        if self.is_empty() {
            return Ok(None);
        }
        match self.whole().and_then(|number| u32::try_from(number).ok()) {
            Some(quantity) => Ok(Some(quantity)),
            None => Err(bad(Reason::BadQuantity, field, &self.text())),
        }
    }

    /// Time spent, told in `unit_ms` (1000 for seconds), as ms.
    pub(super) fn duration_ms(self, unit_ms: u32, field: &str) -> Result<Option<u32>, Bad> {
        if self.is_empty() {
            return Ok(None);
        }
        let most = f64::from(u32::MAX);
        match self.number().map(|number| number * f64::from(unit_ms)) {
            Some(ms) if (0.0..=most).contains(&ms) => Ok(Some(ms as u32)),
            _ => Err(bad(Reason::BadDuration, field, &self.text())),
        }
    }

    /// How far down, in percent; more than 100 is 100.
    pub(super) fn depth_pct(self, field: &str) -> Result<Option<u8>, Bad> {
        if self.is_empty() {
            return Ok(None);
        }
        match self.number() {
            Some(depth) if depth >= 0.0 => Ok(Some(depth.min(100.0) as u8)),
            _ => Err(bad(Reason::BadDepth, field, &self.text())),
        }
    }
}

/// `1.0E7`, as some writers print large floats, in plain digits. Rust prints the shortest digits
/// that give the same float, which are those of the file.
fn without_exponent(text: &str) -> Option<String> {
    if !text.contains(['e', 'E']) {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    (number.is_finite() && number > -1e15 && number < 1e15).then(|| format!("{number}"))
}

/// What is at fault, with the name of its field.
pub(super) fn bad(reason: Reason, field: &str, text: &str) -> Bad {
    Bad::new(reason, &format!("{field}: {text}"))
}

/// The record as `T`.
pub(super) fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Bad> {
    serde_json::from_str(text).map_err(|error| {
        // Of a record, not of the file: its line is counted by the reader.
        let text = error
            .to_string()
            .replace(" at line 1 column ", " at character ");
        Bad::new(Reason::BadJson, &text)
    })
}

/// The record's JSON text; a table's row has none.
pub(super) fn object<'a>(record: &Record<'a>) -> Result<&'a str, Bad> {
    match record.content {
        Content::Json(text) => Ok(text),
        Content::Cells(_) => Err(Bad::new(Reason::BadJson, "a row of cells")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Scalar<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_and_texts_alike() {
        for json in ["5", "5.0", "\"5\"", "\" 5 \"", "\"5.00\""] {
            assert_eq!(read(json).whole(), Some(5), "{json}");
        }
        for json in ["null", "\"\"", "{}", "[5]", "\"x\"", "5.5", "1e400"] {
            assert_eq!(read(json).whole(), None, "{json}");
        }
        assert_eq!(read("\"caff\\u00e8\\n\"").text(), "caffè");
        assert_eq!(read("\"\\ud800\"").text(), "\\ud800");
        assert_eq!(read("true").text(), "true");
    }

    #[test]
    fn money_is_what_the_digits_say() {
        for (json, cents) in [
            ("1.005", 101),
            ("\"1.005\"", 101),
            ("0.1", 10),
            ("1.0E7", 1_000_000_000),
            ("-12.34", -1234),
            ("49.9", 4990),
        ] {
            assert_eq!(
                read(json).cents("f", Decimal::Dot).unwrap(),
                Some(cents),
                "{json}"
            );
        }
        assert_eq!(read("null").cents("f", Decimal::Dot).unwrap(), None);
        let wrong = read("\"abc\"").cents("price", Decimal::Dot).unwrap_err();
        assert_eq!(
            (wrong.reason, wrong.text.as_str()),
            (Reason::BadValue, "price: abc")
        );
        assert!(read("{\"a\":1}").cents("price", Decimal::Dot).is_err());
        assert_eq!(
            read("1e300").cents("f", Decimal::Dot).unwrap_err().reason,
            Reason::BadValue
        );
    }

    #[test]
    fn json_inside_a_text() {
        assert_eq!(read("\"[{\\\"a\\\":1}]\"").json().unwrap(), "[{\"a\":1}]");
        assert_eq!(read("[1]").json().unwrap(), "[1]");
        assert_eq!(read("\"plain\"").json(), None);
    }
}
