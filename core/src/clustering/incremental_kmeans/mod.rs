//! Incremental K-Means for streams: each row moves its nearest centroid (MacQueen 1967; Sculley,
//! WWW 2010) by 1/weight, and what is past loses its weight exponentially.
//!
//! With w the cluster's decayed weight, a row x of it gives w ← w·2^(−Δ/half-life) + 1,
//! c ← c + (x − c)/w. A cluster keeps its number for good. Time O(k·d) per row, memory O(k·d);
//! no row is kept once the stream has begun.

mod drift;
mod params;
mod state;
mod stream;

pub use drift::Drift;
pub use params::{Decay, Fitted, IncrementalKMeans};
pub use stream::Stream;
