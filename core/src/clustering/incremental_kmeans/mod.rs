//! Incremental K-Means.
