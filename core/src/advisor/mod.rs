//! Which algorithm suits the data.
