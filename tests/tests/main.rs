//! The product as people use it, and the proof of its one promise, in a real browser. One file per story.
#![allow(missing_docs, reason = "tests are named by what they show")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop with a sentence"
)]

mod altered_files;
mod axe;
mod bad_calls;
mod bad_input;
mod bad_surroundings;
mod banner;
mod before_consent;
mod capture;
mod clustering;
mod consent;
mod crashes;
mod device;
mod downloads;
mod equal_model_bytes;
mod features;
mod firefox;
mod hostile_page;
mod interaction;
mod kept_profile;
mod leak_caught;
mod marketer;
mod non_interference;
mod oracle;
mod other_ears;
mod own_words;
mod page_speed;
mod platforms;
mod private_window;
mod publish;
mod refusal;
mod release_randomness;
mod rules;
mod same_bytes_everywhere;
mod same_everywhere;
mod scale;
mod site_files;
mod tabs;
mod visitor;
mod visitor_view;
mod walk;
mod withdrawal;
mod withdrawal_of_activate;
mod withdrawal_of_reports;
