//! Agglomerative clustering: every row begins alone, the two nearest clusters merge until one is
//! left; the merges are the [`Dendrogram`], a cut through it is the clustering.
//!
//! | linkage | method | time | memory beside the data |
//! | --- | --- | --- | --- |
//! | Ward | nearest-neighbour chain on means and sizes | O(n²·d) | O(n·d) |
//! | single | minimum spanning tree by Prim's algorithm | O(n²·d) | O(n·d) |
//! | complete, average | nearest-neighbour chain on all distances | O(n²·d) | 4·n·(n − 1) bytes |
//!
//! Sources: Ward (J. Am. Stat. Assoc. 58, 1963); Murtagh (Computer Journal 26(4), 1983) for the
//! chain; Prim (Bell Syst. Tech. J. 36(6), 1957); Müllner, "Modern hierarchical, agglomerative
//! clustering algorithms" (arXiv:1109.2378, 2011), whose conventions for heights (those of scipy
//! and fastcluster) are kept: Euclidean distances; Ward's height is
//! √(2·|A|·|B| / (|A| + |B|))·‖mean A − mean B‖.
//!
//! Rows are taken in the order of their coordinates, so ties fall the same way in whatever order
//! the rows come.

mod chain;
mod dendrogram;
mod fitted;
mod params;
pub(super) mod points;
pub(super) mod single;
mod ward;

pub use dendrogram::{Dendrogram, Leaf, MOST_LEAVES, Merge, Top};
pub use fitted::Fitted;
pub use params::{Agglomerative, Cut, Linkage};
