//! Neighbours in space: a KD-tree and a grid.
