//! Which browser a story runs in, and what it wishes of it.

use serde_json::Value;

/// Which browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Make {
    /// The one that every story runs in.
    #[default]
    Chromium,
    /// Another one altogether, for what matters most and its driver allows.
    Firefox,
}

/// What can be chosen about a browser.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which one.
    pub make: Make,
    /// More switches for Chromium.
    pub switches: Vec<String>,
    /// More preferences for Firefox.
    pub preferences: Vec<(String, Value)>,
    /// The languages it asks for; English if empty.
    pub language: String,
}

impl Options {
    pub(super) fn language(&self) -> &str {
        if self.language.is_empty() {
            "en-GB"
        } else {
            &self.language
        }
    }
}
