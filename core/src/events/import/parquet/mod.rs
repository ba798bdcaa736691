//! Apache Parquet, read row by row with a page of each column in memory.
//!
//! Own code, and small: Apache's crate takes sizes in the file at their word and panics on damage
//! (ARCHITECTURE.md, *Why Parquet is read by our own code*).
//! What exporters write is covered: plain and dictionary encodings, pages of both versions, nested
//! columns, Snappy and gzip. Other encodings and codecs are refused by name.

mod codec;
mod footer;
mod head;
mod hybrid;
mod page;
mod rows;
mod text;
mod thrift;
mod tree;

use super::reader::{Run, Stop as RunStop};
use super::sniff::Sniffed;
use super::{
    Bad, Content, Format, ImportError, ImportReport, Layout, Mapping, Progress, Reason, RejectLog,
    Role, sniff,
};
use crate::events::Told;
use footer::footer;
use rows::Rows;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use tree::{Leaf, tree};

/// Rows looked at by [`sniff_parquet`].
const RECORDS: u64 = 500;
/// Bytes of their text.
const MOST_TEXT: usize = 4 << 20;

/// What is wrong with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage(pub(super) &'static str);

/// Why reading ended.
pub(super) enum Stop {
    Source(io::Error),
    Damage(Damage),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Source(error)
    }
}

impl From<Damage> for Stop {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// Reads up to `size` bytes from a place into `into`, which holds nothing else afterwards.
fn read_at(
    source: &mut (impl Read + Seek),
    at: u64,
    size: usize,
    into: &mut Vec<u8>,
) -> io::Result<()> {
    into.clear();
    source.seek(SeekFrom::Start(at))?;
    source.take(size as u64).read_to_end(into)?;
    Ok(())
}

fn failed(rows: u64, error: &io::Error) -> ImportError {
    ImportError::Read {
        rows,
        message: error.to_string(),
    }
}

/// Looks at a Parquet file's first rows.
///
/// # Errors
/// As [`sniff`], and as [`parquet_head`].
pub fn sniff_parquet(source: impl Read + Seek) -> Result<Sniffed, ImportError> {
    let mut sniffed = sniff(&parquet_head(source)?)?;
    sniffed.mapping.layout = Layout::Parquet;
    Ok(sniffed)
}

/// The first rows of a Parquet file as NDJSON, to look at and to preview: at most 500.
///
/// # Errors
/// A file without rows, or whose metadata or first rows cannot be read.
pub fn parquet_head(mut source: impl Read + Seek) -> Result<Vec<u8>, ImportError> {
    let source = &mut source;
    let length = source
        .seek(SeekFrom::End(0))
        .map_err(|error| failed(0, &error))?;
    let damaged = |damage: Damage| ImportError::Parquet(damage.0.to_owned());
    let footer = footer(source, length)
        .map_err(|error| failed(0, &error))?
        .map_err(damaged)?;
    let (nodes, leaves) = tree(&footer.schema).map_err(damaged)?;
    let mut text = String::new();
    let mut records = 0;
    'groups: for group in &footer.groups {
        let mut rows = Rows::new(&nodes, &leaves, group, &|_| true).map_err(damaged)?;
        loop {
            if records == RECORDS || text.len() > MOST_TEXT {
                break 'groups;
            }
            match rows.next(source) {
                Ok(Some(Ok(row))) => {
                    text.push_str(row);
                    text.push('\n');
                    records += 1;
                }
                Ok(Some(Err(()))) => {}
                Ok(None) => break,
                Err(Stop::Source(error)) => return Err(failed(records, &error)),
                Err(Stop::Damage(damage)) if records == 0 => return Err(damaged(damage)),
                Err(Stop::Damage(_)) => break 'groups,
            }
        }
    }
    if records == 0 {
        return Err(ImportError::NoRows);
    }
    Ok(text.into_bytes())
}

/// As [`super::import_with`], for a Parquet file. Rows are numbered from 1.
///
/// # Errors
/// A mapping without person or time, a source that fails, metadata that cannot be read, or a
/// cancel. Damage behind the metadata ends its row group; the report says so.
pub fn import_parquet(
    mut source: impl Read + Seek,
    mapping: &Mapping,
    sink: &mut dyn FnMut(&Told<'_>),
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    rejects: &mut RejectLog<'_>,
) -> Result<ImportReport, ImportError> {
    let source = &mut source;
    let mut run = Run::new(mapping, sink, progress, rejects)?;
    let length = source
        .seek(SeekFrom::End(0))
        .map_err(|error| failed(0, &error))?;
    let damaged = |damage: Damage| ImportError::Parquet(damage.0.to_owned());
    let footer = footer(source, length)
        .map_err(|error| failed(0, &error))?
        .map_err(damaged)?;
    let (nodes, leaves) = tree(&footer.schema).map_err(damaged)?;
    // A tool knows which keys it needs; plain columns are those with a role.
    let wanted = |leaf: &Leaf| {
        mapping.format != Format::Columns
            || mapping
                .columns
                .iter()
                .zip(&mapping.roles)
                .any(|(name, role)| *role != Role::Ignore && *name == leaf.path)
    };
    let mut line = 0;
    for group in &footer.groups {
        let mut rows = Rows::new(&nodes, &leaves, group, &wanted).map_err(damaged)?;
        loop {
            let content = match rows.next(source) {
                Ok(None) => break,
                Ok(Some(Ok(row))) => Ok(Content::Json(row)),
                Ok(Some(Err(()))) => Err(Bad::new(Reason::TooLong, "")),
                Err(Stop::Source(error)) => return Err(failed(run.rows(), &error)),
                Err(Stop::Damage(damage)) => {
                    run.cut_short(line + 1, format!("{} (row {})", damage.0, line + 1));
                    line += rows.left() + 1;
                    break;
                }
            };
            line += 1;
            // Bytes are not read in order: the share of the file is that of its groups.
            let at = group.chunks.iter().map(|chunk| chunk.start).min();
            run.set_taken(at.unwrap_or(0).min(length));
            match run.take(line, content) {
                Ok(()) => {}
                Err(RunStop::Cancelled) => return Err(ImportError::Cancelled),
                Err(RunStop::Source(error)) => return Err(failed(run.rows(), &error)),
            }
        }
    }
    Ok(run.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::io::Cursor;

    /// Every row of a file as JSON.
    fn rows(bytes: &[u8]) -> Result<Vec<Value>, Damage> {
        let source = &mut Cursor::new(bytes);
        let footer = footer(source, bytes.len() as u64).unwrap()?;
        let (nodes, leaves) = tree(&footer.schema)?;
        let mut found = Vec::new();
        for group in &footer.groups {
            let mut rows = Rows::new(&nodes, &leaves, group, &|_| true)?;
            loop {
                match rows.next(source) {
                    Ok(Some(Ok(row))) => found.push(serde_json::from_str(row).unwrap()),
                    Ok(Some(Err(()))) => {}
                    Ok(None) => break,
                    Err(Stop::Damage(damage)) => return Err(damage),
                    Err(Stop::Source(error)) => panic!("{error}"),
                }
            }
        }
        Ok(found)
    }

    macro_rules! fixture {
        ($name:literal) => {
            include_bytes!(concat!("../../../../tests/fixtures/parquet/", $name)).as_slice()
        };
    }

    #[test]
    fn rows_are_those_that_arrow_wrote() {
        for (name, file, told) in [
            (
                "orders",
                fixture!("orders.parquet"),
                fixture!("orders.ndjson"),
            ),
            ("ga4", fixture!("ga4.parquet"), fixture!("ga4.ndjson")),
            ("odd", fixture!("odd.parquet"), fixture!("odd.ndjson")),
            (
                "odd_packed",
                fixture!("odd_packed.parquet"),
                fixture!("odd.ndjson"),
            ),
        ] {
            let lines = std::str::from_utf8(told).unwrap().lines();
            let told: Vec<Value> = lines
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            let found = rows(file).unwrap();
            assert_eq!(found.len(), told.len(), "{name}");
            for (at, (found, told)) in found.iter().zip(&told).enumerate() {
                // 12.0 and 12 are one number.
                assert_eq!(as_real(found), as_real(told), "{name}, row {at}");
            }
        }
    }

    fn as_real(value: &Value) -> Value {
        match value {
            Value::Number(number) if number.as_u64().is_none_or(|n| n < 1 << 53) => {
                Value::from(number.as_f64().unwrap())
            }
            Value::Array(list) => list.iter().map(as_real).collect(),
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), as_real(value)))
                .collect(),
            other => other.clone(),
        }
    }

    #[test]
    fn damage_anywhere_is_no_panic() {
        for file in [
            fixture!("orders.parquet"),
            fixture!("ga4.parquet"),
            fixture!("odd_packed.parquet"),
        ] {
            for end in (0..file.len()).step_by(397) {
                assert!(rows(&file[..end]).is_err());
            }
            for at in (0..file.len()).step_by(29) {
                let mut damaged = file.to_vec();
                for byte in [0xff, damaged[at].wrapping_add(1)] {
                    damaged[at] = byte;
                    let _ = rows(&damaged);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert_eq!(rows(b""), Err(Damage("it is too short")));
        assert_eq!(rows(&[0; 64]), Err(Damage("its end is missing")));
        let mut encrypted = [0; 64];
        encrypted[60..].copy_from_slice(b"PARE");
        assert_eq!(rows(&encrypted), Err(Damage("it is encrypted")));
        let mut huge = [0xff; 64];
        huge[60..].copy_from_slice(b"PAR1");
        assert_eq!(
            rows(&huge),
            Err(Damage("its footer has an impossible size"))
        );
    }
}
