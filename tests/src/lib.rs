//! What the end-to-end tests stand on: a recording proxy, a browser, the server under test, and canaries.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop with a sentence"
)]

pub mod browser;
pub mod canary;
pub mod desk;
pub mod egress;
pub mod memory;
pub mod proxy;
pub mod record;
pub mod server;
pub mod story;
pub mod vendor;

use std::path::PathBuf;

/// Where screenshots and the records of failed tests go: the workspace's `target`.
#[must_use]
pub fn target_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// A file of the repository, by its path from the root.
#[must_use]
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}
