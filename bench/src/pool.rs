//! K-Means over a pool of plain workers.
