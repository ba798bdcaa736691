//! A Parquet file's footer: its schema and where its columns are
//! (<https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>).

use super::thrift::{LIST, STRUCT, TRUE, Thrift};
use super::{Damage, read_at};
use std::io::{Read, Seek};

/// The largest footer read.
const MOST_FOOTER: u64 = 32 << 20;
/// The most columns and groups of a schema.
const MOST_NODES: usize = 4096;
/// The fewest bytes that tell where a column's part of a row group is.
const LEAST_CHUNK: usize = 20;

/// How bytes hold a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Physical {
    Boolean,
    Int32,
    Int64,
    Int96,
    Float,
    Double,
    Bytes,
    /// Of this many bytes.
    Fixed(usize),
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What its bytes say.
    Plain,
    Unsigned,
    /// Digits behind the decimal sign.
    Decimal(u32),
    Date,
    /// Parts of a second, and whether it is UTC.
    Timestamp(i64, bool),
    List,
}

/// An element of the schema.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) physical: Option<Physical>,
    pub(super) meaning: Meaning,
    /// 0 required, 1 optional, 2 repeated.
    pub(super) repetition: i64,
    pub(super) children: usize,
}

/// A column's part of a row group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chunk {
    pub(super) start: u64,
    pub(super) size: u64,
    pub(super) codec: i64,
    pub(super) values: u64,
}

/// Rows stored together.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) rows: u64,
    pub(super) chunks: Vec<Chunk>,
}

/// A footer.
#[derive(Debug, Default)]
pub(super) struct Footer {
    pub(super) schema: Vec<Element>,
    pub(super) groups: Vec<Group>,
}

type Result<T> = std::result::Result<T, Damage>;

const TORN: Damage = Damage("a row group has other columns than the schema");

fn natural(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| Damage("a size in the metadata is negative"))
}

/// Reads the footer of a file of `length` bytes.
pub(super) fn footer(
    source: &mut (impl Read + Seek),
    length: u64,
) -> std::io::Result<Result<Footer>> {
    let mut end = Vec::new();
    if length >= 12 {
        read_at(source, length - 8, 8, &mut end)?;
    }
    let [a, b, c, d, magic @ ..] = end.as_slice() else {
        return Ok(Err(Damage("it is too short")));
    };
    if magic != b"PAR1" {
        return Ok(Err(Damage(match magic {
            b"PARE" => "it is encrypted",
            _ => "its end is missing",
        })));
    }
    let size = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
    if size > MOST_FOOTER || size + 12 > length {
        return Ok(Err(Damage("its footer has an impossible size")));
    }
    let mut bytes = Vec::new();
    read_at(source, length - 8 - size, size as usize, &mut bytes)?;
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> Result<Footer> {
    let mut footer = Footer::default();
    Thrift::new(bytes).fields(&mut |thrift, number, kind| {
        match (number, kind) {
            (2, LIST) => {
                let schema = &mut footer.schema;
                thrift.structs(|thrift| {
                    if schema.len() == MOST_NODES {
                        return Err(Damage("it has more than 4096 columns"));
                    }
                    schema.push(element(thrift)?);
                    Ok(())
                })?;
            }
            (4, LIST) => {
                let groups = &mut footer.groups;
                // What is kept of a column takes more than the byte by which one can be claimed.
                let mut left = bytes.len() / LEAST_CHUNK;
                thrift.structs(|thrift| {
                    groups.push(group(thrift, &mut left)?);
                    Ok(())
                })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(footer)
}

fn element(thrift: &mut Thrift<'_>) -> Result<Element> {
    let mut element = Element {
        name: String::new(),
        physical: None,
        meaning: Meaning::Plain,
        repetition: 0,
        children: 0,
    };
    let (mut physical, mut width, mut converted, mut scale) = (None, 0, None, 0);
    let mut logical = None;
    thrift.fields(&mut |thrift, number, kind| {
        match (number, kind) {
            (1, 5) => physical = Some(thrift.integer()?),
            (2, 5) => width = natural(thrift.integer()?)?,
            (3, 5) => element.repetition = thrift.integer()?,
            (4, 8) => element.name = String::from_utf8_lossy(thrift.binary()?).into_owned(),
            (5, 5) => element.children = natural(thrift.integer()?)? as usize,
            (6, 5) => converted = Some(thrift.integer()?),
            (7, 5) => scale = natural(thrift.integer()?)?,
            (10, STRUCT) => logical = meaning(thrift)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    element.physical = match physical {
        None => None,
        Some(0) => Some(Physical::Boolean),
        Some(1) => Some(Physical::Int32),
        Some(2) => Some(Physical::Int64),
        Some(3) => Some(Physical::Int96),
        Some(4) => Some(Physical::Float),
        Some(5) => Some(Physical::Double),
        Some(6) => Some(Physical::Bytes),
        Some(7) if (1..=1024).contains(&width) => Some(Physical::Fixed(width as usize)),
        Some(_) => return Err(Damage("a column is of an unknown type")),
    };
    element.meaning = logical.unwrap_or(match converted {
        // A map is a list of keys and values.
        Some(1..=3) => Meaning::List,
        Some(5) => Meaning::Decimal(u32::try_from(scale).unwrap_or(u32::MAX)),
        Some(6) => Meaning::Date,
        Some(9) => Meaning::Timestamp(1_000, true),
        Some(10) => Meaning::Timestamp(1_000_000, true),
        Some(11..=14) => Meaning::Unsigned,
        _ => Meaning::Plain,
    });
    Ok(element)
}

/// The union LogicalType.
fn meaning(thrift: &mut Thrift<'_>) -> Result<Option<Meaning>> {
    let mut found = None;
    thrift.fields(&mut |thrift, number, kind| {
        if kind != STRUCT {
            return Ok(false);
        }
        let (mut scale, mut utc, mut parts, mut signed) = (0, false, 1_000, true);
        thrift.fields(&mut |thrift, field, kind| {
            match (number, field, kind) {
                (5, 1, 5) => scale = natural(thrift.integer()?)?,
                (8, 1, kind) => utc = kind == TRUE,
                (8, 2, STRUCT) => thrift.fields(&mut |_, unit, _| {
                    parts = match unit {
                        1 => 1_000,
                        2 => 1_000_000,
                        _ => 1_000_000_000,
                    };
                    Ok(false)
                })?,
                (10, 2, kind) => signed = kind == TRUE,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        found = match number {
            2 | 3 => Some(Meaning::List),
            5 => Some(Meaning::Decimal(u32::try_from(scale).unwrap_or(u32::MAX))),
            6 => Some(Meaning::Date),
            8 => Some(Meaning::Timestamp(parts, utc)),
            10 if !signed => Some(Meaning::Unsigned),
            _ => Some(Meaning::Plain),
        };
        Ok(true)
    })?;
    Ok(found)
}

/// Reads a row group of at least one column and at most `left`, and takes them off.
fn group(thrift: &mut Thrift<'_>, left: &mut usize) -> Result<Group> {
    let mut group = Group::default();
    thrift.fields(&mut |thrift, number, kind| {
        match (number, kind) {
            (1, LIST) => {
                let chunks = &mut group.chunks;
                thrift.structs(|thrift| {
                    *left = left.checked_sub(1).ok_or(TORN)?;
                    chunks.push(chunk(thrift)?);
                    Ok(())
                })?;
            }
            (3, 6) => group.rows = natural(thrift.integer()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if group.chunks.is_empty() {
        return Err(TORN);
    }
    group.chunks.shrink_to_fit();
    Ok(group)
}

fn chunk(thrift: &mut Thrift<'_>) -> Result<Chunk> {
    let mut chunk = Chunk::default();
    thrift.fields(&mut |thrift, number, kind| {
        if (number, kind) != (3, STRUCT) {
            return Ok(false);
        }
        let (mut data, mut dictionary) = (0, None);
        thrift.fields(&mut |thrift, number, kind| {
            match (number, kind) {
                (4, 5) => chunk.codec = thrift.integer()?,
                (5, 6) => chunk.values = natural(thrift.integer()?)?,
                (7, 6) => chunk.size = natural(thrift.integer()?)?,
                (9, 6) => data = natural(thrift.integer()?)?,
                (11, 6) => dictionary = Some(natural(thrift.integer()?)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        // Some writers give 0 for no dictionary.
        chunk.start = dictionary
            .filter(|&at| at > 0)
            .map_or(data, |at| at.min(data));
        Ok(true)
    })?;
    Ok(chunk)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of so many structs of nothing, and no more bytes: reading to its end would fail.
    fn empty(field: u8, count: usize) -> Vec<u8> {
        let size = [
            count as u8 | 0x80,
            (count >> 7) as u8 | 0x80,
            (count >> 14) as u8,
        ];
        let mut bytes = vec![field << 4 | LIST, 0xf0 | STRUCT];
        bytes.extend(size);
        bytes.resize(bytes.len() + count, 0);
        bytes
    }

    #[test]
    fn a_footer_claims_no_more_than_it_holds() {
        let nodes = Damage("it has more than 4096 columns");
        assert_eq!(parse(&empty(2, MOST_NODES + 1)).err(), Some(nodes));
        assert_eq!(parse(&empty(4, 100_000)).err(), Some(TORN));
        let mut columns = vec![4 << 4 | LIST, 1 << 4 | STRUCT];
        columns.extend(empty(1, 100_000));
        assert_eq!(parse(&columns).err(), Some(TORN));
    }
}
