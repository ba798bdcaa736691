//! Canaries: values planted in a visit or a file that nothing else in the world holds, and the search for them in
//! everything that left, whatever it was wrapped in.
//!
//! | wrapping | found by |
//! | --- | --- |
//! | plain, UTF-16 (both orders) | the bytes themselves |
//! | percent-encoding, also twice | decoding what was sent |
//! | base64 and base64url, at any of the three offsets, padded or not | the middle of the encoded value, and decoding |
//! | hex, both cases | the encoded value, and decoding |
//! | gzip, zlib, raw deflate | inflating every run of bytes that could be one |
//! | SHA-256 and MD5: raw, hex, base64 | the digest of the value |
//!
//! What was decoded is searched again, three wrappings deep. Numbers are looked for in several spellings.

mod needles;
mod unwrap;

use crate::record::Seen;
use needles::needles;
use unwrap::unwrapped;

/// A planted value.
#[derive(Debug, Clone)]
pub struct Canary {
    name: String,
    spellings: Vec<String>,
}

impl Canary {
    /// A text, unlike any other: at least eight characters.
    ///
    /// # Panics
    /// On a text so short that it could turn up by chance.
    #[must_use]
    pub fn text(name: &str, value: &str) -> Self {
        assert!(
            value.len() >= 8,
            "canary {name}: {value:?} is too short to be unlike everything else"
        );
        Self {
            name: name.to_owned(),
            spellings: vec![value.to_owned()],
        }
    }

    /// A number, written with at least six digits.
    ///
    /// # Panics
    /// On a number so short that it could turn up by chance.
    #[must_use]
    pub fn number(name: &str, value: f64) -> Self {
        let plain = value.to_string();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        assert!(
            digits(&plain) >= 6,
            "canary {name}: {plain} is too short to be unlike everything else"
        );
        let mut spellings = vec![
            plain.clone(),
            format!("{value:e}"),
            plain.replace('.', ","),
            plain.replace('.', ""),
        ];
        // A position is often rounded before it is sent.
        for places in 2..=7 {
            let short = format!("{value:.places$}");
            if digits(&short) >= 6 {
                spellings.push(short.replace('.', ","));
                spellings.push(short.replace('.', ""));
                spellings.push(short);
            }
        }
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        if (4..=6).contains(&whole.len()) {
            let (high, low) = whole.split_at(whole.len() - 3);
            spellings.push(format!("{high},{low}.{part}"));
            spellings.push(format!("{high}.{low},{part}"));
        }
        spellings.sort();
        spellings.dedup();
        Self {
            name: name.to_owned(),
            spellings,
        }
    }

    fn needles(&self) -> Vec<(String, Vec<u8>)> {
        self.spellings.iter().flat_map(|s| needles(s)).collect()
    }
}

/// A canary found where it must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The canary's name.
    pub canary: String,
    /// How it was wrapped.
    pub wrapping: String,
}

/// Looks for the canaries in a run of bytes.
#[must_use]
pub fn search(bytes: &[u8], canaries: &[Canary]) -> Vec<Find> {
    let views = unwrapped(bytes);
    let mut finds = Vec::new();
    for canary in canaries {
        for (encoding, needle) in canary.needles() {
            let finder = memchr::memmem::Finder::new(&needle);
            if let Some((path, _)) = views.iter().find(|(_, view)| finder.find(view).is_some()) {
                finds.push(Find {
                    canary: canary.name.clone(),
                    wrapping: format!("{path}{encoding}"),
                });
            }
        }
    }
    finds
}

/// Fails if a canary is in anything that was sent.
///
/// # Panics
/// When it is, with the request.
pub fn assert_clean(requests: &[Seen], canaries: &[Canary]) {
    for seen in requests {
        let finds = search(&seen.bytes(), canaries);
        assert!(
            finds.is_empty(),
            "raw data left the browser: {finds:?}\nin {}\n{}",
            seen.line(),
            String::from_utf8_lossy(&seen.bytes())
        );
    }
}

#[cfg(test)]
mod tests;
