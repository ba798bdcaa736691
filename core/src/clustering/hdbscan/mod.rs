//! HDBSCAN: clusters of any shape and of different densities, and rows that belong to none
//! (Campello, Moulavi & Sander, PAKDD 2013; outlier scores: Campello, Moulavi, Zimek & Sander,
//! ACM TKDD 10(1), 2015; the algorithm: McInnes & Healy, ICDM workshops 2017).
//!
//! 1. A row's *core distance* is that to its `min_samples`-th nearest row, itself counted. The
//!    *mutual reachability* of two rows is the largest of their distance and their core distances.
//! 2. The minimum spanning tree of the mutual reachabilities is the single-linkage tree: by
//!    Borůvka's algorithm over a KD-tree, about O(n·log² n) in few columns; for few rows or
//!    many columns by Prim's, O(n²·d). Memory O(n·d).
//! 3. Splits into parts of at least `min_cluster_size` rows make the [`CondensedTree`]; smaller
//!    parts fall out of their cluster. λ is 1 / distance: ∞ for rows that coincide.
//! 4. [`Selection`] picks clusters of that tree.
//!
//! **Conventions.** `min_samples` counts the row itself, as in scikit-learn; the Python packages
//! `hdbscan` and `fast_hdbscan` do not count it, so their `min_samples` is ours less 1.
//! Two things differ from them on purpose. Rows that coincide are never split from each other (at
//! λ = ∞ they leave their cluster together). A tree without any split gives one cluster by leaf
//! selection too, when `allow_single_cluster`; there, none.
//!
//! Rows are taken in an order that depends only on their coordinates, so the result does not
//! depend on the order of the rows; only rows that coincide may change places.

mod boruvka;
mod condensed;
mod fitted;
mod params;
mod scores;
mod selection;
mod spanning;

pub use condensed::{CondensedRow, CondensedTree};
pub use fitted::Fitted;
pub use params::{Hdbscan, Selection};
