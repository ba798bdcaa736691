//! The desk: find segments in a file, explain them, publish them to a site, watch the counts.

#![allow(clippy::disallowed_methods)] // reason: nothing is computed here that has to be equal elsewhere; positions on screen only

mod app;
mod collector;
mod components;
mod format;
mod hear;
mod host;
mod limits;
mod remembered;
mod screens;
mod store;
mod words;

/// The message catalogues of `locales/`.
#[allow(
    missing_docs,
    dead_code,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::expect_used
)] // reason: generated
mod catalogues {
    include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));
}
use catalogues::i18n;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
