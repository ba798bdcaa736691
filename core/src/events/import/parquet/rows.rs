//! Columns put together again: each row as the text of a JSON object, which then means what it
//! would in NDJSON. Nulls are left out of objects.

use super::footer::Group;
use super::page::Pages;
use super::text::{string, write};
use super::tree::{Leaf, Node, Shape};
use super::{Damage, Stop};
use crate::events::import::MOST_RECORD_BYTES;
use std::io::{Read, Seek};
use std::ops::Range;

/// Values of a column in one row.
const MOST_VALUES: usize = 100_000;
/// Bytes of pages held at a time, over all columns.
const MOST_HELD: usize = 256 << 20;

/// A value of the row at hand: its levels, and where its JSON text is.
#[derive(Debug, Clone)]
struct Triplet {
    repetition: u32,
    definition: u32,
    text: Option<Range<usize>>,
}

/// A column on its way through a row group.
struct Column {
    pages: Pages,
    leaf: Leaf,
    row: Vec<Triplet>,
    at: usize,
    /// The first value of the row after.
    ahead: Option<(u32, u32, Option<String>)>,
}

/// Reads the rows of a row group.
pub(super) struct Rows<'t> {
    nodes: &'t [Node],
    /// One for each leaf; `None` where nobody asks for it.
    columns: Vec<Option<Column>>,
    /// Values of the row at hand.
    values: String,
    json: String,
    scratch: Vec<u8>,
    left: u64,
}

impl<'t> Rows<'t> {
    /// Begins a row group. `wanted` says which leaves are read.
    pub(super) fn new(
        nodes: &'t [Node],
        leaves: &[Leaf],
        group: &Group,
        wanted: &dyn Fn(&Leaf) -> bool,
    ) -> Result<Self, Damage> {
        if group.chunks.len() != leaves.len() {
            return Err(Damage("a row group has other columns than the schema"));
        }
        // Rows without columns would cost nothing to claim, and never end.
        if !leaves.iter().any(wanted) {
            return Err(Damage("it has none of the columns asked for"));
        }
        let column = |(leaf, chunk): (&Leaf, _)| {
            wanted(leaf).then(|| Column {
                pages: Pages::new(leaf.physical, chunk, leaf.definition, leaf.repetition),
                leaf: leaf.clone(),
                row: Vec::new(),
                at: 0,
                ahead: None,
            })
        };
        Ok(Self {
            nodes,
            columns: leaves
                .iter()
                .zip(group.chunks.iter().copied())
                .map(column)
                .collect(),
            values: String::new(),
            json: String::new(),
            scratch: Vec::new(),
            left: group.rows,
        })
    }

    /// Rows still to come.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// The next row; `None` after the last. The inner error is a row too long to be taken.
    pub(super) fn next(
        &mut self,
        source: &mut (impl Read + Seek),
    ) -> Result<Option<Result<&str, ()>>, Stop> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        self.values.clear();
        let mut long = false;
        let mut held = 0;
        for column in self.columns.iter_mut().flatten() {
            long |= column.gather(source, &mut self.scratch, &mut self.values)?;
            held += column.pages.held();
        }
        if held > MOST_HELD {
            return Err(Damage("its pages are too large").into());
        }
        if long {
            return Ok(Some(Err(())));
        }
        self.json.clear();
        self.json.push('{');
        let mut writer = Writer {
            columns: &mut self.columns,
            values: &self.values,
            json: &mut self.json,
        };
        writer.members(self.nodes)?;
        self.json.push('}');
        if self.json.len() > MOST_RECORD_BYTES {
            return Ok(Some(Err(())));
        }
        Ok(Some(Ok(&self.json)))
    }
}

impl Column {
    /// Takes in the values of one row; true when there are too many.
    fn gather(
        &mut self,
        source: &mut (impl Read + Seek),
        scratch: &mut Vec<u8>,
        values: &mut String,
    ) -> Result<bool, Stop> {
        self.row.clear();
        self.at = 0;
        let mut long = false;
        if let Some((repetition, definition, text)) = self.ahead.take() {
            let text = text.map(|text| append(values, |all| all.push_str(&text)));
            self.row.push(Triplet {
                repetition,
                definition,
                text,
            });
        }
        loop {
            if !self.row.is_empty() && self.leaf.repetition == 0 {
                return Ok(false);
            }
            let Some((repetition, definition, place)) = self.pages.next(source, scratch)? else {
                return if self.row.is_empty() {
                    Err(Damage("a column has fewer values than there are rows").into())
                } else {
                    Ok(long)
                };
            };
            let value = match place {
                Some(place) => Some(
                    self.pages
                        .value(place)
                        .ok_or(Damage("a value lies outside its page"))?,
                ),
                None => None,
            };
            if repetition == 0 && !self.row.is_empty() {
                let text = value.map(|value| {
                    let mut text = String::new();
                    write(value, self.leaf.meaning, &mut text);
                    text
                });
                self.ahead = Some((repetition, definition, text));
                return Ok(long);
            }
            if self.row.len() >= MOST_VALUES || values.len() > MOST_RECORD_BYTES {
                long = true;
                continue;
            }
            let meaning = self.leaf.meaning;
            let text = value.map(|value| append(values, |all| write(value, meaning, all)));
            self.row.push(Triplet {
                repetition,
                definition,
                text,
            });
        }
    }
}

fn append(values: &mut String, write: impl FnOnce(&mut String)) -> Range<usize> {
    let start = values.len();
    write(values);
    start..values.len()
}

/// Writes a row.
struct Writer<'w> {
    columns: &'w mut [Option<Column>],
    values: &'w str,
    json: &'w mut String,
}

const TORN: Damage = Damage("the columns of a row do not fit together");

impl Writer<'_> {
    /// The values of a group that are there.
    fn members(&mut self, nodes: &[Node]) -> Result<(), Damage> {
        let mut first = true;
        for node in nodes {
            let Some(there) = self.level(node)? else {
                continue;
            };
            if there < node.definition {
                self.pass(node);
                continue;
            }
            if !first {
                self.json.push(',');
            }
            first = false;
            string(&node.name, self.json);
            self.json.push(':');
            self.node(node)?;
        }
        Ok(())
    }

    /// The definition level of what comes next below a node; `None` when nobody asks for it.
    fn level(&self, node: &Node) -> Result<Option<u32>, Damage> {
        let columns = self.columns.get(node.leaves.clone()).unwrap_or_default();
        match columns.iter().flatten().next() {
            None => Ok(None),
            Some(column) => {
                let next = column.row.get(column.at).ok_or(TORN)?;
                Ok(Some(next.definition))
            }
        }
    }

    /// Passes over a null: it has one place in every column below.
    fn pass(&mut self, node: &Node) {
        let columns = self.columns.get_mut(node.leaves.clone());
        for column in columns.unwrap_or_default().iter_mut().flatten() {
            column.at += 1;
        }
    }

    /// A value that is there.
    fn node(&mut self, node: &Node) -> Result<(), Damage> {
        if node.repeated == 0 {
            return self.shape(node);
        }
        self.json.push('[');
        loop {
            self.shape(node)?;
            let columns = self.columns.get(node.leaves.clone()).unwrap_or_default();
            let again = columns
                .iter()
                .flatten()
                .next()
                .and_then(|column| column.row.get(column.at))
                .is_some_and(|next| next.repetition >= node.repeated);
            if !again {
                break;
            }
            if self.json.len() > MOST_RECORD_BYTES {
                break;
            }
            self.json.push(',');
        }
        self.json.push(']');
        Ok(())
    }

    fn shape(&mut self, node: &Node) -> Result<(), Damage> {
        match &node.shape {
            Shape::Leaf(at) => {
                let column = self.columns.get_mut(*at).and_then(Option::as_mut);
                let column = column.ok_or(TORN)?;
                let next = column.row.get(column.at).ok_or(TORN)?;
                column.at += 1;
                match next.text.clone().and_then(|text| self.values.get(text)) {
                    Some(text) => self.json.push_str(text),
                    None => self.json.push_str("null"),
                }
            }
            Shape::Group(children) => {
                self.json.push('{');
                self.members(children)?;
                self.json.push('}');
            }
            Shape::List(items) => match self.level(items)? {
                Some(there) if there >= items.definition => self.node(items)?,
                _ => {
                    self.pass(items);
                    self.json.push_str("[]");
                }
            },
            Shape::Element(only) => match self.level(only)? {
                Some(there) if there >= only.definition => self.node(only)?,
                _ => {
                    self.pass(only);
                    self.json.push_str("null");
                }
            },
        }
        Ok(())
    }
}
