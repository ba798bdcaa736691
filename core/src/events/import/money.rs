//! Money as files write it, exactly, in hundredths.

use super::Decimal;

/// The largest amount taken as real, in hundredths: a thousand million.
const MOST_CENTS: i64 = 100_000_000_000;

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadMoney {
    /// Not of the form.
    NotANumber,
    /// Above a thousand million.
    Huge,
}

/// Hundredths, half away from zero. Currency signs, blanks and grouping are passed over.
pub fn cents(text: &str, decimal: Decimal) -> Result<i64, BadMoney> {
    let (point, group) = match decimal {
        Decimal::Dot => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let mut negative = false;
    let mut whole: i64 = 0;
    let mut digits = 0_u32;
    let mut decimals: Option<u32> = None;
    for c in without_code(text.trim()).chars() {
        match c {
            '-' | '−' if digits == 0 => negative = true,
            '+' if digits == 0 => {}
            '€' | '$' | '£' | ' ' | '\u{a0}' | '\u{202f}' | '\'' => {}
            c if c == point && decimals.is_none() => decimals = Some(0),
            c if c == group && decimals.is_none() && digits > 0 => {}
            '0'..='9' => {
                let digit = i64::from(c as u32 - '0' as u32);
                digits += 1;
                match decimals {
                    Some(2) => {
                        // The third decimal rounds; later ones cannot change that.
                        if digit >= 5 {
                            whole += 1;
                        }
                        decimals = Some(3);
                    }
                    Some(n) if n > 2 => {}
                    _ => {
                        whole = whole
                            .checked_mul(10)
                            .and_then(|sum| sum.checked_add(digit))
                            .ok_or(BadMoney::Huge)?;
                        decimals = decimals.map(|n| n + 1);
                    }
                }
            }
            _ => return Err(BadMoney::NotANumber),
        }
    }
    if digits == 0 {
        return Err(BadMoney::NotANumber);
    }
    let missing = 2_u32.saturating_sub(decimals.unwrap_or(0));
    let cents = whole
        .checked_mul(10_i64.pow(missing))
        .ok_or(BadMoney::Huge)?;
    if cents > MOST_CENTS {
        return Err(BadMoney::Huge);
    }
    Ok(if negative { -cents } else { cents })
}

/// The text without a currency code before or behind it: `EUR 12`, `12 EUR`.
fn without_code(text: &str) -> &str {
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    match text.split_once(' ') {
        Some((code, rest)) if is_code(code) => rest,
        _ => match text.rsplit_once(' ') {
            Some((rest, code)) if is_code(code) => rest,
            _ => text,
        },
    }
}

/// The ISO 4217 code that an amount or a currency cell names: by sign (€, $, £, taken as euro,
/// US dollar, pound sterling) or by three capital letters.
#[must_use]
pub fn currency_of(text: &str) -> Option<&str> {
    for (sign, code) in [('€', "EUR"), ('$', "USD"), ('£', "GBP")] {
        if text.contains(sign) {
            return Some(code);
        }
    }
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    text.split_whitespace().find(is_code)
}

/// The decimal sign that fits a column: a comma before one or two final digits is Italian.
pub(super) fn decimal_of(texts: &[&str]) -> Decimal {
    let ends_with = |sign: char| {
        texts
            .iter()
            .filter(|text| {
                text.rsplit_once(sign).is_some_and(|(_, tail)| {
                    let digits = tail.chars().filter(char::is_ascii_digit).count();
                    (1..=2).contains(&digits)
                })
            })
            .count()
    };
    if ends_with(',') > ends_with('.') {
        Decimal::Comma
    } else {
        Decimal::Dot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions() {
        for (text, decimal, expected) in [
            ("11.77", Decimal::Dot, 1177),
            ("1,234.56", Decimal::Dot, 123_456),
            ("1.234,56", Decimal::Comma, 123_456),
            ("€ 12,5", Decimal::Comma, 1250),
            ("12 EUR", Decimal::Comma, 1200),
            ("USD 12.5", Decimal::Dot, 1250),
            ("-3", Decimal::Dot, -300),
            ("0.005", Decimal::Dot, 1),
            ("0.0049", Decimal::Dot, 0),
            ("1'000", Decimal::Dot, 100_000),
        ] {
            assert_eq!(cents(text, decimal), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in ["", "-", "abc", "1.2.3", "1e9", "1E9", "€", "EUR"] {
            assert_eq!(
                cents(text, Decimal::Dot),
                Err(BadMoney::NotANumber),
                "{text}"
            );
        }
        assert_eq!(
            cents("99999999999999999999", Decimal::Dot),
            Err(BadMoney::Huge)
        );
        assert_eq!(cents("1000000000.01", Decimal::Dot), Err(BadMoney::Huge));
    }

    #[test]
    fn the_column_tells_its_sign() {
        assert_eq!(decimal_of(&["1.234,56", "3,5"]), Decimal::Comma);
        assert_eq!(decimal_of(&["1,234.56", "3.5"]), Decimal::Dot);
        assert_eq!(decimal_of(&[]), Decimal::Dot);
    }
}
