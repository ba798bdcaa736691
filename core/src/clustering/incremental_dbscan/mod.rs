//! Incremental DBSCAN.
