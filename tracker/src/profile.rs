//! What outlives the raw events: one record, read and written in one transaction with each event.

use crate::ledger::Head;
use crate::report::{Answered, Report};
use serde::{Deserialize, Serialize};

/// The one record of the store that every decision reads and writes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The id of the model whose vocabulary the state is counted by; empty before the first.
    pub model: String,
    /// The feature state's bytes.
    pub state: Vec<u8>,
    /// The permanent noisy answers.
    pub answers: Vec<Answered>,
    /// The latest reports, oldest first.
    pub reports: Vec<Report>,
    /// The purposes the ledger last spoke of.
    pub purposes: u32,
    /// Where the ledger ends.
    pub ledger: Head,
    /// When the site's pointer was last asked for, ms since 1970; 0 for never.
    pub asked_ms: i64,
}

/// The form's number: bytes of another one are started anew.
const VERSION: u8 = 1;

impl Profile {
    /// The bytes the store keeps.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a growing vector has no way to fail.
        postcard::to_allocvec(&(VERSION, self)).unwrap_or_default()
    }

    /// A profile from stored bytes; an empty one where they are none of this version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match bytes.split_first() {
            Some((&VERSION, rest)) => postcard::from_bytes(rest).unwrap_or_default(),
            _ => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let mut profile = Profile {
            model: "m".repeat(22),
            state: vec![1, 2, 3],
            purposes: 3,
            asked_ms: 5,
            ..Profile::default()
        };
        profile.ledger.append(1, "consent segment".to_owned(), "banner");
        let bytes = profile.to_bytes();
        assert_eq!(Profile::from_bytes(&bytes), profile);
        let mut later = bytes.clone();
        later[0] = VERSION + 1;
        assert_eq!(Profile::from_bytes(&later), Profile::default());
        assert_eq!(Profile::from_bytes(&bytes[..5]), Profile::default());
        assert_eq!(Profile::from_bytes(&[]), Profile::default());
    }
}
