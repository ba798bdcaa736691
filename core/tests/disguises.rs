//! Every tool's export in every disguise its bytes may wear: known as the same, and read into the
//! same events, or into fewer with what is missing counted.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

#[path = "common/exports.rs"]
mod exports;

use exports::{FILES, fixture};
use recinto_core::events::import::{
    Format, ImportError, ImportReport, MOST_RECORD_BYTES, Reason, Role, import, sniff,
};
use std::io::Write as _;
use std::ops::ControlFlow;

/// What was read of a file.
struct Read {
    format: Format,
    events: Vec<String>,
    report: ImportReport,
}

fn read(bytes: &[u8]) -> Result<Read, String> {
    let mut mapping = sniff(bytes).map_err(|error| error.to_string())?.mapping;
    if mapping.format == Format::Columns && !mapping.has_header {
        // CDNOW's own file names no column; a person does.
        mapping.roles = vec![Role::Person, Role::Time, Role::Quantity, Role::Value];
    }
    let mut events = Vec::new();
    let report = import(
        bytes,
        &mapping,
        // A break of a line within a cell is the same break in any dialect.
        &mut |told| events.push(format!("{:?}", told.to_event()).replace("\\r\\n", "\\n")),
        &mut |_| ControlFlow::Continue(()),
    );
    let report = report.map_err(|error| error.to_string())?;
    let format = mapping.format;
    Ok(Read {
        format,
        events,
        report,
    })
}

/// The fixtures' texts.
fn texts() -> Vec<(&'static str, Format, String)> {
    let text = |name| std::fs::read_to_string(fixture(name)).unwrap();
    FILES
        .map(|(name, format)| (name, format, text(name)))
        .into()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let marked = std::iter::once(0xfeff).chain(text.encode_utf16());
    marked.flat_map(unit).collect()
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// What differs, for a person to read.
fn compare(what: &str, got: Result<Read, String>, plain: &Read, wrong: &mut Vec<String>) {
    match got {
        Err(error) => wrong.push(format!("{what}: refused: {error}")),
        Ok(got) if got.format != plain.format => {
            wrong.push(format!("{what}: taken for {:?}", got.format));
        }
        Ok(got) if got.events != plain.events => {
            let mut pairs = got.events.iter().zip(&plain.events);
            let first = pairs.find(|(a, b)| a != b);
            let counts = (got.events.len(), plain.events.len());
            wrong.push(format!("{what}: events {counts:?}, first {first:#?}"));
        }
        Ok(got) if got.report.rejected_rows() != plain.report.rejected_rows() => {
            let rejected = &got.report.rejected;
            wrong.push(format!(
                "{what}: {rejected:?} against {:?}",
                plain.report.rejected
            ));
        }
        Ok(_) => {}
    }
}

#[test]
fn the_same_events_in_every_encoding_and_packed() {
    let mut wrong = Vec::new();
    for (name, format, text) in texts() {
        let plain = read(text.as_bytes()).unwrap();
        assert_eq!(plain.format, format, "{name}");
        assert!(!plain.events.is_empty(), "{name}");
        let disguises: [(&str, Vec<u8>); 8] = [
            ("mark", format!("\u{feff}{text}").into_bytes()),
            ("CRLF", crlf(&text).into_bytes()),
            ("UTF-16 LE", utf16(&text, u16::to_le_bytes)),
            ("UTF-16 BE", utf16(&text, u16::to_be_bytes)),
            ("gzip", gzip(text.as_bytes())),
            (
                "gzip of mark and CRLF",
                gzip(format!("\u{feff}{}", crlf(&text)).as_bytes()),
            ),
            ("gzip of UTF-16", gzip(&utf16(&text, u16::to_le_bytes))),
            ("two gzips", {
                let half = text.floor_char_boundary(text.len() / 2);
                let (a, b) = text.split_at(half);
                [gzip(a.as_bytes()), gzip(b.as_bytes())].concat()
            }),
        ];
        for (disguise, bytes) in disguises {
            compare(
                &format!("{name}, {disguise}"),
                read(&bytes),
                &plain,
                &mut wrong,
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_events_in_latin_1() {
    let mut wrong = Vec::new();
    for (name, _, text) in texts() {
        // Letters beyond ASCII, where the fixture has none of Latin-1.
        let text: String = text
            .replace("Scarpe", "Scàrpè")
            .chars()
            .map(|c| if u32::from(c) < 0x100 { c } else { 'é' })
            .collect();
        let plain = read(text.as_bytes()).unwrap();
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        compare(
            &format!("{name}, Latin-1"),
            read(&bytes),
            &plain,
            &mut wrong,
        );
        compare(
            &format!("{name}, Latin-1, gzip"),
            read(&gzip(&bytes)),
            &plain,
            &mut wrong,
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_a_packed_file_that_is_cut_the_good_rows_are_kept_and_the_cut_is_told() {
    let mut wrong = Vec::new();
    for (name, format, text) in texts() {
        let plain = read(text.as_bytes()).unwrap();
        let packed = gzip(text.as_bytes());
        // Without its last bytes all rows are there.
        let unended = &packed[..packed.len() - 4];
        match read(unended) {
            Ok(got) if got.events == plain.events && got.report.cut_short.is_some() => {}
            Ok(got) => wrong.push(format!(
                "{name}, without its end: {} of {} events, {:?}",
                got.events.len(),
                plain.events.len(),
                got.report.cut_short
            )),
            Err(error) => wrong.push(format!("{name}, without its end: {error}")),
        }
        // Stored, so that a half of the bytes is a half of the text.
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        packer.write_all(text.as_bytes()).unwrap();
        let stored = packer.finish().unwrap();
        let cut = &stored[..stored.len() * 9 / 10];
        match read(cut) {
            Ok(got) => {
                let told = got.report.cut_short.is_some()
                    && got
                        .report
                        .rejected
                        .iter()
                        .any(|why| why.reason == Reason::CutOff);
                // An order at the cut may be told in part.
                let part = usize::from(format == Format::Shopify);
                let kept = got.events.len().saturating_sub(part);
                let same = kept > 0 && plain.events.starts_with(&got.events[..kept]);
                let good = told && same && got.format == format;
                if !good {
                    wrong.push(format!(
                        "{name}, cut: {:?}, {} of {} events, {:?}",
                        got.format,
                        got.events.len(),
                        plain.events.len(),
                        got.report.rejected
                    ));
                }
            }
            Err(error) => wrong.push(format!("{name}, cut: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text with one absurd record, at the end or behind the first that is one.
fn with_long(name: &str, text: &str, at_end: bool) -> String {
    let much = "x".repeat(MOST_RECORD_BYTES + 10);
    let long = if name.ends_with("json") {
        format!("{{\"x\": \"{much}\"}}")
    } else {
        much
    };
    if name.ends_with(".json") {
        let (start, end) = (text.find('[').unwrap() + 1, text.rfind(']').unwrap());
        return if at_end {
            format!("{}, {long}{}", &text[..end].trim_end(), &text[end..])
        } else {
            let next = start + text[start..].find("\n  },").unwrap() + "\n  },".len();
            format!("{}{long},{}", &text[..next], &text[next..])
        };
    }
    if at_end {
        return format!("{}\n{long}\n", text.trim_end_matches('\n'));
    }
    let first = text.find('\n').unwrap() + 1;
    format!("{}{long}\n{}", &text[..first], &text[first..])
}

#[test]
fn one_absurdly_long_record_is_counted_and_harms_no_other() {
    let mut wrong = Vec::new();
    for (name, _, text) in texts() {
        let plain = read(text.as_bytes()).unwrap();
        for (place, at_end) in [("last", true), ("second", false)] {
            let what = format!("{name}, long {place}");
            let got = read(with_long(name, &text, at_end).as_bytes());
            if let Ok(read) = &got {
                let long = read
                    .report
                    .rejected
                    .iter()
                    .find(|why| why.reason == Reason::TooLong);
                let counted = long.map(|why| why.count);
                if counted != Some(1) {
                    wrong.push(format!("{what}: {:?}", read.report.rejected));
                }
            }
            let without = got.map(|mut read| {
                read.report
                    .rejected
                    .retain(|why| why.reason != Reason::TooLong);
                read
            });
            compare(&what, without, &plain, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_no_record_ends_in_sight_it_is_said() {
    let much = "x".repeat(MOST_RECORD_BYTES);
    for file in [
        format!("[{{\"x\": \"{much}\"}}, {{\"y\": 1}}]"),
        format!("{{\"x\": \"{much}\"}}"),
    ] {
        assert_eq!(sniff(file.as_bytes()), Err(ImportError::FirstTooLong));
    }
    assert_eq!(sniff(b"[1, 2]"), Err(ImportError::NoObjects));
}
