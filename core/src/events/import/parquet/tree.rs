//! The schema as a tree, and its columns with their levels (Melnik et al. 2010, *Dremel*,
//! section 4: repetition and definition levels).

use super::Damage;
use super::footer::{Element, Meaning, Physical};

/// Groups in groups before a schema is refused.
const DEEPEST: usize = 32;

/// A group or a column.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: String,
    /// The definition level from which on it is there.
    pub(super) definition: u32,
    /// Its repetition level when it is a list of itself, else 0.
    pub(super) repeated: u32,
    /// The columns below it.
    pub(super) leaves: std::ops::Range<usize>,
    pub(super) shape: Shape,
}

/// What a node holds.
#[derive(Debug)]
pub(super) enum Shape {
    /// A column of that number.
    Leaf(usize),
    /// Named values.
    Group(Vec<Node>),
    /// A group whose one child is the list itself.
    List(Box<Node>),
    /// A list's element that is a group of one child: the child.
    Element(Box<Node>),
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Names from the root, with dots, lists left out.
    pub(super) path: String,
    pub(super) physical: Physical,
    pub(super) meaning: Meaning,
    pub(super) definition: u32,
    pub(super) repetition: u32,
}

/// Builds the tree.
pub(super) fn tree(schema: &[Element]) -> Result<(Vec<Node>, Vec<Leaf>), Damage> {
    let (root, rest) = schema.split_first().ok_or(Damage("it has no schema"))?;
    let mut builder = Builder {
        rest,
        leaves: Vec::new(),
    };
    let level = Level::default();
    let nodes = (0..root.children)
        .map(|_| builder.node(&level))
        .collect::<Result<Vec<Node>, Damage>>()?;
    Ok((nodes, builder.leaves))
}

/// Where a node stands.
#[derive(Default, Clone)]
struct Level {
    definition: u32,
    repetition: u32,
    depth: usize,
    path: String,
}

struct Builder<'s> {
    rest: &'s [Element],
    leaves: Vec<Leaf>,
}

impl Builder<'_> {
    fn node(&mut self, above: &Level) -> Result<Node, Damage> {
        let (element, rest) = self
            .rest
            .split_first()
            .ok_or(Damage("its schema ends too early"))?;
        self.rest = rest;
        let mut level = above.clone();
        level.depth += 1;
        if level.depth > DEEPEST {
            return Err(Damage("its schema is nested too deep"));
        }
        let repeated = element.repetition == 2;
        level.definition += u32::from(element.repetition != 0);
        level.repetition += u32::from(repeated);
        let first = self.leaves.len();
        let (definition, repetition) = (level.definition, level.repetition);
        let shape = match (element.physical, element.children) {
            (Some(physical), 0) => {
                self.leaves.push(Leaf {
                    path: named(&level.path, &element.name),
                    physical,
                    meaning: element.meaning,
                    definition,
                    repetition,
                });
                Shape::Leaf(first)
            }
            (None, 0) => return Err(Damage("a group of its schema is empty")),
            (_, 1) if element.meaning == Meaning::List => {
                level.path = named(&level.path, &element.name);
                Shape::List(Box::new(self.items(&level)?))
            }
            (_, children) => {
                level.path = named(&level.path, &element.name);
                let children = (0..children)
                    .map(|_| self.node(&level))
                    .collect::<Result<Vec<Node>, Damage>>()?;
                Shape::Group(children)
            }
        };
        Ok(Node {
            name: element.name.clone(),
            definition,
            repeated: if repeated { repetition } else { 0 },
            leaves: first..self.leaves.len(),
            shape,
        })
    }

    /// The repeated child of a list. A group of one child around the elements is none of the
    /// data (Parquet's LogicalTypes.md, Lists).
    fn items(&mut self, level: &Level) -> Result<Node, Damage> {
        let wraps = self.rest.first().is_some_and(|child| {
            child.repetition == 2
                && child.children == 1
                && child.name != "array"
                && !child.name.ends_with("_tuple")
        });
        let mut items = self.node(level)?;
        if wraps
            && let Shape::Group(children) = &mut items.shape
            && let Some(only) = children.pop()
        {
            items.shape = Shape::Element(Box::new(only));
        }
        Ok(items)
    }
}

fn named(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
