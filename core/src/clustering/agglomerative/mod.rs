//! Agglomerative clustering.
