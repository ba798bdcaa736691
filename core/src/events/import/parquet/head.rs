//! What stands before a page (PageHeader of parquet.thrift).

use super::Damage;
use super::thrift::{STRUCT, TRUE, Thrift};

/// What a page holds.
pub(super) enum Kind {
    Data,
    Data2 {
        repetition: usize,
        definition: usize,
        packed: bool,
    },
    Dictionary,
    Other,
}

/// What stands before a page.
pub(super) struct Head {
    pub(super) kind: Kind,
    pub(super) length: usize,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    pub(super) values: u64,
    pub(super) encoding: i64,
}

impl Head {
    /// Reads it; the bytes may go on behind it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Damage> {
        let mut thrift = Thrift::new(bytes);
        let mut head = Self {
            kind: Kind::Other,
            length: 0,
            packed: 0,
            unpacked: 0,
            values: 0,
            encoding: 0,
        };
        let natural =
            |number: i64| u64::try_from(number).map_err(|_| Damage("a page's size is negative"));
        thrift.fields(&mut |thrift, number, kind| {
            match (number, kind) {
                (2, 5) => head.unpacked = natural(thrift.integer()?)?,
                (3, 5) => head.packed = natural(thrift.integer()?)?,
                (5 | 7, STRUCT) => {
                    head.kind = if number == 5 {
                        Kind::Data
                    } else {
                        Kind::Dictionary
                    };
                    thrift.fields(&mut |thrift, number, kind| {
                        match (number, kind) {
                            (1, 5) => head.values = natural(thrift.integer()?)?,
                            (2, 5) => head.encoding = thrift.integer()?,
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                }
                (8, STRUCT) => {
                    let (mut repetition, mut definition, mut packed) = (0, 0, true);
                    thrift.fields(&mut |thrift, number, kind| {
                        match (number, kind) {
                            (1, 5) => head.values = natural(thrift.integer()?)?,
                            (4, 5) => head.encoding = thrift.integer()?,
                            (5, 5) => definition = natural(thrift.integer()?)? as usize,
                            (6, 5) => repetition = natural(thrift.integer()?)? as usize,
                            (7, kind) => packed = kind == TRUE,
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                    head.kind = Kind::Data2 {
                        repetition,
                        definition,
                        packed,
                    };
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        head.length = thrift.at();
        Ok(head)
    }
}
