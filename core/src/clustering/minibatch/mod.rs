//! Mini-batch K-Means.
