//! DBSCAN.
