//! What the end-to-end tests stand on: a recording proxy, a browser, the server under test, and canaries.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on must stop with a sentence")]

pub mod canary;
pub mod proxy;
pub mod record;
pub mod vendor;
