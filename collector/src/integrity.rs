//! The hash of a script, as its tag carries it.

use std::fmt;

/// Characters of a SHA-384 in base64.
const LENGTH: usize = 64;

/// `sha384-…`: by it a browser refuses a script that was altered where it is hosted or on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integrity(String);

/// Of the files that a site's tags name, where they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptHashes {
    /// Of `gate.js`.
    pub gate: Option<Integrity>,
    /// Of `site/capture.js`.
    pub capture: Option<Integrity>,
}

impl Integrity {
    /// Takes the one form that the list of a release holds; with it, nothing needs an escape in a tag.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digest = text.strip_prefix("sha384-")?;
        let base64 = |c: u8| c.is_ascii_alphanumeric() || c == b'+' || c == b'/';
        (digest.len() == LENGTH && digest.bytes().all(base64)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Integrity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_and_nothing_else_is_taken() {
        let hash = "sha384-HT2E9NfWiuQ/w1PRai+hTyqW16NIoCGA/m8VQDUopfAtcz6YQjtsMmQd5uRbVDpW";
        assert_eq!(Integrity::parse(hash).unwrap().to_string(), hash);
        let quoted = hash.replace('2', "\"");
        for other in [
            "",
            "sha384-",
            &hash[..70],
            &hash[7..],
            &quoted,
            "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=",
        ] {
            assert_eq!(Integrity::parse(other), None, "{other}");
        }
    }
}
