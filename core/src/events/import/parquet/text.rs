//! Values as JSON.

use super::footer::Meaning;
use super::page::Value;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write;

/// A text in JSON's quotes.
pub(super) fn string(text: &str, json: &mut String) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            // Writing into a string does not fail.
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
}

/// A value as JSON. Times are ISO 8601, decimals numbers.
pub(super) fn write(value: Value<'_>, meaning: Meaning, json: &mut String) {
    let done = match (value, meaning) {
        (Value::Boolean(value), _) => write!(json, "{value}"),
        (Value::Real(value), _) if value.is_finite() => write!(json, "{value}"),
        (Value::Real(_), _) => write!(json, "null"),
        (Value::Integer(days), Meaning::Date) => date(days, json),
        (Value::Integer(count), Meaning::Timestamp(parts, utc)) => timestamp(
            i128::from(count) * i128::from(1_000_000_000 / parts),
            utc,
            json,
        ),
        (Value::Integer(count), Meaning::Decimal(scale)) => decimal(count.into(), scale, json),
        (Value::Integer(count), Meaning::Unsigned) if count < 0 => {
            write!(json, "{}", count as u64)
        }
        (Value::Integer(count), _) => write!(json, "{count}"),
        (Value::Bytes(bytes), Meaning::Decimal(scale)) if bytes.len() <= 16 => {
            let sign = bytes.first().map_or(0, |&byte| (byte as i8 >> 7) as u8);
            let mut wide = [sign; 16];
            for (place, byte) in wide.iter_mut().rev().zip(bytes.iter().rev()) {
                *place = *byte;
            }
            decimal(i128::from_be_bytes(wide), scale, json)
        }
        (Value::Bytes(bytes), _) => {
            string(&String::from_utf8_lossy(bytes), json);
            Ok(())
        }
    };
    // Writing into a string does not fail.
    let _ = done;
}

fn date(days: i64, json: &mut String) -> std::fmt::Result {
    let start = Date::constant(1970, 1, 1);
    match start.checked_add(SignedDuration::from_hours(days.saturating_mul(24))) {
        Ok(date) => write!(json, "\"{date}\""),
        Err(_) => write!(json, "null"),
    }
}

fn timestamp(nanoseconds: i128, utc: bool, json: &mut String) -> std::fmt::Result {
    let Ok(stamp) = Timestamp::from_nanosecond(nanoseconds) else {
        return write!(json, "null");
    };
    let local = jiff::tz::Offset::UTC.to_datetime(stamp);
    write!(json, "\"{local}{}\"", if utc { "Z" } else { "" })
}

fn decimal(digits: i128, scale: u32, json: &mut String) -> std::fmt::Result {
    let Some(unit) = 10_u128.checked_pow(scale).filter(|&unit| unit > 1) else {
        return write!(json, "{digits}");
    };
    let sign = if digits < 0 { "-" } else { "" };
    let size = digits.unsigned_abs();
    write!(
        json,
        "{sign}{}.{:0width$}",
        size / unit,
        size % unit,
        width = scale as usize
    )
}
