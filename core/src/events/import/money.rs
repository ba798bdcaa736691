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

/// Hundredths, half away from zero: `12.5`, `€ 1,234.56`, `1'234.50`, `1 234.50 EUR`, and the same
/// with a decimal comma. Between thousands stands one sign, always the same: the comma or dot that
/// is not the decimal one, a blank or an apostrophe. Groups have three digits (all but the last may
/// have two, as in India), so that `12,50` is no number where the decimal sign is a dot.
pub fn cents(text: &str, decimal: Decimal) -> Result<i64, BadMoney> {
    let mut negative = false;
    let mut number = Number::default();
    for c in without_code(text.trim()).chars() {
        let read = match c {
            '-' | '−' if number.digits == 0 => {
                negative = true;
                Ok(())
            }
            '+' if number.digits == 0 => Ok(()),
            '€' | '$' | '£' => {
                number.ended = number.digits > 0;
                Ok(())
            }
            ' ' | '\u{a0}' | '\u{202f}' => number.blank(),
            '0'..='9' => number.digit(i64::from(c as u32 - '0' as u32)),
            '.' if decimal == Decimal::Dot => number.point(),
            ',' if decimal == Decimal::Comma => number.point(),
            '.' | ',' | '\'' | '’' => number.group(c),
            _ => Err(BadMoney::NotANumber),
        };
        read?;
    }
    let cents = number.cents()?;
    if cents > MOST_CENTS {
        return Err(BadMoney::Huge);
    }
    Ok(if negative { -cents } else { cents })
}

/// A number whose signs and digits are read one by one.
#[derive(Default)]
struct Number {
    /// Of the digits that count.
    whole: i64,
    digits: u32,
    /// Digits behind the decimal sign, once it was met; the third rounds, later ones do not count.
    decimals: Option<u32>,
    /// The sign between thousands, once a digit stood behind it.
    grouped: Option<char>,
    /// A sign between thousands that waits for its digit.
    gap: Option<char>,
    /// Digits since the last sign.
    run: u32,
    /// Whether no digit may follow.
    ended: bool,
}

impl Number {
    fn blank(&mut self) -> Result<(), BadMoney> {
        match self.gap {
            Some(' ') => {}
            None if self.digits > 0 => self.gap = Some(' '),
            None => {}
            Some(_) => return Err(BadMoney::NotANumber),
        }
        Ok(())
    }

    fn group(&mut self, sign: char) -> Result<(), BadMoney> {
        if self.digits == 0 || self.decimals.is_some() || self.gap.is_some() || self.ended {
            return Err(BadMoney::NotANumber);
        }
        self.gap = Some(sign);
        Ok(())
    }

    fn point(&mut self) -> Result<(), BadMoney> {
        let after_part_of_thousand = self.grouped.is_some() && self.run != 3;
        if self.decimals.is_some() || self.gap.is_some() || self.ended || after_part_of_thousand {
            return Err(BadMoney::NotANumber);
        }
        self.decimals = Some(0);
        Ok(())
    }

    fn digit(&mut self, digit: i64) -> Result<(), BadMoney> {
        if let Some(sign) = self.gap.take() {
            let fits = match self.grouped {
                // No thousands stand behind a nought: `0,125` is an eighth.
                None => self.run <= 3 && self.whole > 0,
                Some(before) => before == sign && (2..=3).contains(&self.run),
            };
            if !fits || self.decimals.is_some() {
                return Err(BadMoney::NotANumber);
            }
            self.grouped = Some(sign);
            self.run = 0;
        }
        if self.ended {
            return Err(BadMoney::NotANumber);
        }
        self.digits += 1;
        self.run += 1;
        match self.decimals {
            Some(2) => {
                self.whole += i64::from(digit >= 5);
                self.decimals = Some(3);
            }
            Some(n) if n > 2 => {}
            _ => {
                self.whole = self
                    .whole
                    .checked_mul(10)
                    .and_then(|sum| sum.checked_add(digit))
                    .ok_or(BadMoney::Huge)?;
                self.decimals = self.decimals.map(|n| n + 1);
            }
        }
        Ok(())
    }

    fn cents(&self) -> Result<i64, BadMoney> {
        let part_of_thousand = self.grouped.is_some() && self.decimals.is_none() && self.run != 3;
        let open = self.gap.is_some_and(|sign| sign != ' ');
        if self.digits == 0 || part_of_thousand || open {
            return Err(BadMoney::NotANumber);
        }
        let missing = 2_u32.saturating_sub(self.decimals.unwrap_or(0));
        self.whole
            .checked_mul(10_i64.pow(missing))
            .ok_or(BadMoney::Huge)
    }
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
            ("1'234.50", Decimal::Dot, 123_450),
            ("1’234,50", Decimal::Comma, 123_450),
            ("1 234,50 €", Decimal::Comma, 123_450),
            ("12,34,567.5", Decimal::Dot, 123_456_750),
            ("1.234.567", Decimal::Comma, 123_456_700),
            ("€12.50", Decimal::Dot, 1250),
            ("12.50  €", Decimal::Dot, 1250),
            (".5", Decimal::Dot, 50),
            ("12.", Decimal::Dot, 1200),
        ] {
            assert_eq!(cents(text, decimal), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "-",
            "abc",
            "1.2.3",
            "1e9",
            "1E9",
            "€",
            "EUR",
            "12,50",
            "1,25",
            "0,125",
            "1234,567",
            "1,2345",
            "1,234,56.7",
            "1'234,567",
            "12 50",
            "12€50",
            "12.5 0",
            "12,",
            "1,,000",
            "1, 000",
            ",5",
            "1,234.56,7",
        ] {
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
}
