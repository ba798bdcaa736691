//! A condition as a form holds it: groups in groups, each part with a number of its own.

use recinto_core::rules::{Bound, Condition, DEPTH_MAX};

/// A condition under way. Its outermost part is always a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    root: Node,
    next: u32,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its number: no other part has it, and it stays while others come and go.
    pub id: u32,
    /// Whether it must not hold.
    pub negated: bool,
    /// What it is.
    pub what: What,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Parts together.
    Group {
        /// Whether one of them is enough.
        any: bool,
        /// The parts.
        inner: Vec<Node>,
    },
    /// A measure on one side of a bound.
    Bound(Bound),
}

impl Tree {
    /// With one condition.
    #[must_use]
    pub fn new(bound: Bound) -> Self {
        Self::of(&Condition::Measured(bound))
    }

    /// The tree of a condition. A double *not* says nothing, and is gone.
    #[must_use]
    pub fn of(condition: &Condition) -> Self {
        let mut next = 0;
        let mut root = node(condition, false, &mut next);
        if matches!(root.what, What::Bound(_)) {
            root = Node {
                id: number(&mut next),
                negated: false,
                what: What::Group {
                    any: false,
                    inner: vec![root],
                },
            };
        }
        Self { root, next }
    }

    /// The condition of the tree. What stands alone needs no group around everything.
    #[must_use]
    pub fn condition(&self) -> Condition {
        if let What::Group { inner, .. } = &self.root.what
            && let [alone] = inner.as_slice()
        {
            return negated(condition(alone), self.root.negated);
        }
        condition(&self.root)
    }

    /// The number of the outermost group.
    #[must_use]
    pub fn root(&self) -> u32 {
        self.root.id
    }

    /// A part by its number.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.way(id).pop()
    }

    /// A part by its number, to be changed.
    pub fn node_mut(&mut self, id: u32) -> Option<&mut Node> {
        find(&mut self.root, id)
    }

    /// The bound of a part, if it is one.
    #[must_use]
    pub fn bound(&self, id: u32) -> Option<&Bound> {
        match &self.node(id)?.what {
            What::Bound(bound) => Some(bound),
            What::Group { .. } => None,
        }
    }

    /// The numbers of what is in a group; whether each is a group.
    #[must_use]
    pub fn inner(&self, group: u32) -> Vec<(u32, bool)> {
        let Some(What::Group { inner, .. }) = self.node(group).map(|node| &node.what) else {
            return Vec::new();
        };
        let is_group = |node: &Node| matches!(node.what, What::Group { .. });
        inner.iter().map(|node| (node.id, is_group(node))).collect()
    }

    /// Where a part stands, as in "2.1": the first of what is in the second. Empty for the
    /// outermost.
    #[must_use]
    pub fn place(&self, id: u32) -> String {
        let way = self.way(id);
        let at = |pair: &[&Node]| match (pair.first().map(|node| &node.what), pair.last()) {
            (Some(What::Group { inner, .. }), Some(child)) => {
                let at = inner.iter().position(|node| node.id == child.id);
                at.map(|at| (at + 1).to_string())
            }
            _ => None,
        };
        let places: Vec<_> = way.windows(2).filter_map(at).collect();
        places.join(".")
    }

    /// How many bounds it has.
    #[must_use]
    pub fn bounds(&self) -> usize {
        bounds(&self.root)
    }

    /// Whether a group in this group would not stand too deep.
    #[must_use]
    pub fn has_depth(&self, group: u32) -> bool {
        let way = self.way(group);
        let levels = way.iter().map(|node| 1 + u32::from(node.negated));
        // One more for the group, and one for the condition in it.
        levels.sum::<u32>() + 2 <= DEPTH_MAX
    }

    /// Whether a part may be taken out: something has to be left.
    #[must_use]
    pub fn can_lose(&self, id: u32) -> bool {
        self.node(id)
            .is_some_and(|node| bounds(node) < self.bounds())
    }

    /// Adds a condition to a group; its number.
    pub fn add(&mut self, group: u32, bound: Bound) -> Option<u32> {
        let id = number(&mut self.next);
        let What::Group { inner, .. } = &mut self.node_mut(group)?.what else {
            return None;
        };
        inner.push(Node {
            id,
            negated: false,
            what: What::Bound(bound),
        });
        Some(id)
    }

    /// Adds a group with one condition to a group; its number. Of the other kind: as the one
    /// around it, it would say nothing more.
    pub fn add_group(&mut self, group: u32, bound: Bound) -> Option<u32> {
        let id = number(&mut self.next);
        let What::Group { any, inner } = &mut self.node_mut(group)?.what else {
            return None;
        };
        inner.push(Node {
            id,
            negated: false,
            what: What::Group {
                any: !*any,
                inner: Vec::new(),
            },
        });
        self.add(id, bound)?;
        Some(id)
    }

    /// Takes a part out, and each group that is empty then; the number of what stands in its
    /// place, before it, or around it.
    pub fn remove(&mut self, id: u32) -> Option<u32> {
        if !self.can_lose(id) {
            return None;
        }
        remove(&mut self.root, id)
    }

    /// From the outermost group to a part; nothing where there is no such part.
    fn way(&self, id: u32) -> Vec<&Node> {
        let mut way = Vec::new();
        walk(&self.root, id, &mut way);
        way
    }
}

fn number(next: &mut u32) -> u32 {
    let id = *next;
    *next += 1;
    id
}

fn node(of: &Condition, is_negated: bool, next: &mut u32) -> Node {
    let (any, inner) = match of {
        Condition::Not(inner) => return node(inner, !is_negated, next),
        Condition::Measured(bound) => {
            return Node {
                id: number(next),
                negated: is_negated,
                what: What::Bound(bound.clone()),
            };
        }
        Condition::All(inner) => (false, inner),
        Condition::Any(inner) => (true, inner),
    };
    Node {
        id: number(next),
        negated: is_negated,
        what: What::Group {
            any,
            inner: inner.iter().map(|of| node(of, false, next)).collect(),
        },
    }
}

fn condition(of: &Node) -> Condition {
    let inner = match &of.what {
        What::Bound(bound) => Condition::Measured(bound.clone()),
        What::Group { any, inner } => {
            let inner = inner.iter().map(condition).collect();
            if *any {
                Condition::Any(inner)
            } else {
                Condition::All(inner)
            }
        }
    };
    negated(inner, of.negated)
}

fn negated(of: Condition, is_negated: bool) -> Condition {
    match of {
        of if !is_negated => of,
        Condition::Not(inner) => *inner,
        of => Condition::Not(Box::new(of)),
    }
}

fn bounds(of: &Node) -> usize {
    match &of.what {
        What::Bound(_) => 1,
        What::Group { inner, .. } => inner.iter().map(bounds).sum(),
    }
}

fn walk<'a>(from: &'a Node, id: u32, way: &mut Vec<&'a Node>) -> bool {
    way.push(from);
    let inside = match &from.what {
        What::Group { inner, .. } => inner.iter().any(|node| walk(node, id, way)),
        What::Bound(_) => false,
    };
    if from.id != id && !inside {
        way.pop();
        return false;
    }
    true
}

fn find(from: &mut Node, id: u32) -> Option<&mut Node> {
    if from.id == id {
        return Some(from);
    }
    match &mut from.what {
        What::Group { inner, .. } => inner.iter_mut().find_map(|node| find(node, id)),
        What::Bound(_) => None,
    }
}

fn remove(from: &mut Node, id: u32) -> Option<u32> {
    let What::Group { inner, .. } = &mut from.what else {
        return None;
    };
    let found = |(at, node): (usize, &mut Node)| {
        if node.id == id {
            return Some((at, None));
        }
        let next = remove(node, id)?;
        let is_empty = matches!(&node.what, What::Group { inner, .. } if inner.is_empty());
        Some((at, Some(next).filter(|_| !is_empty)))
    };
    let (at, next) = inner.iter_mut().enumerate().find_map(found)?;
    if next.is_some() {
        return next;
    }
    inner.remove(at);
    let left = inner.get(at).or(inner.last());
    Some(left.map_or(from.id, |node| node.id))
}

#[cfg(test)]
mod tests {
    use super::super::bound::first;
    use super::*;
    use recinto_core::features::Measure;
    use recinto_core::rules::Side;
    use recinto_core::rules::packs::{Language, Trade};

    fn of(measure: Measure, of: &str, value: f64) -> Condition {
        Condition::Measured(Bound {
            measure,
            of: of.to_owned(),
            bound: Side::AtMost,
            value,
            ..first(30)
        })
    }

    fn not(inner: Condition) -> Condition {
        Condition::Not(Box::new(inner))
    }

    fn nested() -> Condition {
        let (a, b, c, d) = (
            of(Measure::Depth, "page>view_item>purchase", 2.0),
            of(Measure::Entropy, "category:*", 0.5),
            of(Measure::Burstiness, "step:page>click", -0.25),
            of(Measure::Mean, "composite:giro", 0.1 + 0.2),
        );
        Condition::Any(vec![
            not(Condition::All(vec![a, not(b)])),
            Condition::All(vec![not(c), Condition::Any(vec![d.clone(), d])]),
        ])
    }

    fn same(condition: &Condition) {
        assert_eq!(&Tree::of(condition).condition(), condition);
    }

    #[test]
    fn a_condition_comes_back_as_it_went() {
        let packs = Trade::ALL.into_iter();
        for rule in packs.flat_map(|trade| trade.rules(Language::Italian)) {
            same(&rule.when);
            same(&not(rule.when));
        }
        same(&nested());
        same(&not(nested()));
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let a = of(Measure::Recency, "purchase", 7.0);
        for (long, short) in [
            (not(not(a.clone())), a.clone()),
            (Condition::Any(vec![a.clone()]), a.clone()),
            (not(Condition::All(vec![not(a.clone())])), a.clone()),
            (Condition::All(vec![nested()]), nested()),
        ] {
            assert_eq!(Tree::of(&long).condition(), short);
            let values = [3.0; 5];
            assert_eq!(long.degree(&values), short.degree(&values));
        }
    }

    #[test]
    fn parts_come_and_go() {
        let mut tree = Tree::new(first(30));
        let root = tree.root();
        let one = tree.inner(root)[0].0;
        assert!(!tree.can_lose(one) && !tree.can_lose(root));
        assert_eq!(tree.remove(one), None, "something has to be left");
        let group = tree.add_group(root, first(7)).unwrap();
        let deep = tree.inner(group)[0].0;
        let two = tree.add(root, first(1)).unwrap();
        assert_eq!(
            tree.inner(root),
            [(one, false), (group, true), (two, false)]
        );
        assert_eq!(
            [root, one, group, deep, two].map(|id| tree.place(id)),
            ["", "1", "2", "2.1", "3"]
        );
        assert_eq!(tree.bounds(), 3);
        assert_eq!(tree.add(one, first(1)), None, "no group");
        tree.node_mut(group).unwrap().negated = true;
        let [a, b, c] = [30, 7, 1].map(|days| Condition::Measured(first(days)));
        let any = not(Condition::Any(vec![b]));
        assert_eq!(
            tree.condition(),
            Condition::All(vec![a.clone(), any, c.clone()])
        );

        // With its last condition goes the group; what follows has the focus next.
        assert_eq!(tree.remove(deep), Some(two));
        assert_eq!(tree.condition(), Condition::All(vec![a.clone(), c]));
        assert_eq!(tree.remove(two), Some(one));
        assert_eq!(tree.condition(), a);
        assert_eq!(tree.remove(two), None, "gone already");
        assert_eq!((tree.node(two), tree.place(two)), (None, String::new()));
    }

    #[test]
    fn a_group_is_offered_where_a_model_takes_it() {
        let mut tree = Tree::new(first(30));
        let root = tree.root();
        let two = tree.add_group(root, first(30)).unwrap();
        assert!(tree.has_depth(root) && tree.has_depth(two));
        let three = tree.add_group(two, first(30)).unwrap();
        assert!(!tree.has_depth(three), "the third is the last");
        tree.node_mut(two).unwrap().negated = true;
        assert!(!tree.has_depth(two), "a not is a level too");
    }
}
