//! DBSTREAM (Hahsler & Bolaños, IEEE TKDE 28(6), 2016): micro-clusters that fade, and a graph of
//! the density they share, from which clusters of any shape follow.
//!
//! [`DbStream`] is the checked parameters; [`Stream`] is fed one point at a time; `DbStream::fit`
//! feeds it the rows in their order, each a tick of the clock, so here the order of the rows counts
//! by nature. A point costs O(m·d) with m micro-clusters, memory is O(m·d + edges).
//!
//! Learning is algorithm 1 and 2 of the paper as `river.cluster.DBSTREAM` does it, centres and
//! weights to the last digits. Three things differ, and follow the paper: weights and shared
//! densities are faded to the same moment before they are compared (river takes them as they were
//! last touched); the shared density of a micro-cluster goes with it, and no number is given twice;
//! and a point belongs to the macro-cluster of the nearest strong micro-cluster within the radius,
//! else to none (river takes the nearest macro-cluster's mean, however far, which no shape but a
//! ball survives).

mod fitted;
mod micro;
mod params;
mod stream;

pub use fitted::Fitted;
pub use micro::MicroCluster;
pub use params::DbStream;
pub use stream::Stream;
