//! From what a file told to what really happened: each step switchable, counted and shown.
