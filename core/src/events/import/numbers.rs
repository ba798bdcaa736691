//! Numbers other than money as files write them.

use super::Decimal;

/// A finite number: `1234.5`, `1.234,5` with a decimal comma, `50%`.
pub(super) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    if text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: f64 = match decimal {
        Decimal::Dot => match text.parse() {
            Ok(value) => value,
            Err(_) => ungrouped(text, '.', ',')?.parse().ok()?,
        },
        // Coordinates are written with a dot even where money has a comma.
        Decimal::Comma if !text.contains(',') && text.matches('.').count() == 1 => {
            text.parse().ok()?
        }
        Decimal::Comma => ungrouped(text, ',', '.')?.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

/// Without the signs between thousands, and with a decimal dot; `None` where what stands between
/// the signs is no thousands, so that `12,5` is not 125.
fn ungrouped(text: &str, point: char, group: char) -> Option<String> {
    let (whole, decimals) = text.split_once(point).unwrap_or((text, ""));
    let (sign, whole) = match whole.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", whole),
    };
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let mut plain = format!("{sign}{first}");
    for thousands in groups {
        if thousands.len() != 3 || first.len() > 3 || first.trim_start_matches('0').is_empty() {
            return None;
        }
        plain.push_str(thousands);
    }
    if !decimals.is_empty() {
        plain.push('.');
        plain.push_str(decimals);
    }
    Some(plain)
}

/// A whole number of 0 to 4 294 967 295, also written `2.0` or `2,00`.
pub(super) fn whole(text: &str, decimal: Decimal) -> Option<u32> {
    if let Ok(count) = text.parse() {
        return Some(count);
    }
    let value = number(text, decimal)?;
    let fits = (0.0..=f64::from(u32::MAX)).contains(&value);
    (fits && value.fract() == 0.0).then_some(value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions() {
        for (text, decimal, expected) in [
            ("1,234.5", Decimal::Dot, 1234.5),
            ("1.234,5", Decimal::Comma, 1234.5),
            ("45.4642", Decimal::Comma, 45.4642),
            ("9,19", Decimal::Comma, 9.19),
            ("50 %", Decimal::Dot, 50.0),
            ("-3", Decimal::Comma, -3.0),
        ] {
            assert_eq!(number(text, decimal), Some(expected), "{text}");
        }
        for text in [
            "", "abc", "inf", "NaN", "1e999", "%", "12,5", "0,125", "1,234,5",
        ] {
            assert_eq!(number(text, Decimal::Dot), None, "{text}");
        }
        for text in ["1.23,4", "12,5,0", "1.234,5.6"] {
            assert_eq!(number(text, Decimal::Comma), None, "{text}");
        }
        assert_eq!(whole("2,00", Decimal::Dot), None);
        assert_eq!(whole("1,250", Decimal::Dot), Some(1250));
        assert_eq!(whole("2,00", Decimal::Comma), Some(2));
        assert_eq!(whole("2.5", Decimal::Dot), None);
        assert_eq!(whole("-1", Decimal::Dot), None);
    }
}
