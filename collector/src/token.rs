//! Tokens: 256 random bits, shown once, kept as their SHA-256.
//!
//! A slow password hash would add nothing here: it protects secrets that can be guessed, and
//! nobody guesses 256 random bits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;
use thiserror::Error;

/// The system gave no randomness, so there is no token.
#[derive(Debug, Clone, Error)]
#[error("the system gave no random bytes for a token: {0}")]
pub struct TokenError(String);

/// A secret in clear text, to be shown once.
pub struct Token(String);

impl Token {
    /// A fresh token.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn fresh() -> Result<Self, TokenError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| TokenError(error.to_string()))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The text to show: 43 characters of base64url.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Whether `text` is the token with this hash. Takes the same time wherever the two differ.
pub(crate) fn matches(text: &str, stored: &[u8]) -> bool {
    hash(text).as_slice().ct_eq(stored).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_token_matches() {
        let token = Token::fresh().unwrap();
        assert_eq!(token.reveal().len(), 43);
        assert!(matches(token.reveal(), &token.hash()));
        assert!(!matches(Token::fresh().unwrap().reveal(), &token.hash()));
        assert!(!matches("", &token.hash()));
        assert!(!matches(token.reveal(), &[]));
    }

    #[test]
    fn debug_output_hides_it() {
        let token = Token::fresh().unwrap();
        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
