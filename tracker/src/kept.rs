//! The profile between transactions: what the store will most likely read next is what was last
//! written from here, and need not be decoded again.

use crate::profile::Profile;
use std::ops::{Deref, DerefMut};

/// A profile, and the stored bytes that say the same. Several tabs write the one record, and a
/// transaction may fail: only equal bytes are taken for what is known already.
#[derive(Debug, Default)]
pub struct Kept {
    profile: Profile,
    bytes: Vec<u8>,
    /// The two say the same: nobody has had the profile to change since.
    same: bool,
}

impl Kept {
    /// A transaction begins: these are the bytes it read.
    pub fn load(&mut self, bytes: Vec<u8>) {
        if self.same && equal(&self.bytes, &bytes) {
            return;
        }
        self.profile = Profile::from_bytes(&bytes);
        self.bytes = bytes;
        self.same = true;
    }

    /// The bytes to write.
    pub fn to_bytes(&mut self) -> &[u8] {
        if !self.same {
            self.bytes = self.profile.to_bytes();
            self.same = true;
        }
        &self.bytes
    }
}

impl Deref for Kept {
    type Target = Profile;

    fn deref(&self) -> &Profile {
        &self.profile
    }
}

impl DerefMut for Kept {
    fn deref_mut(&mut self) -> &mut Profile {
        self.same = false;
        &mut self.profile
    }
}

/// Eight at a time: the standard library's comparison goes byte by byte where code is to be small.
fn equal(a: &[u8], b: &[u8]) -> bool {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let same = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*a) == u64::from_le_bytes(*b);
    a.len() == b.len() && a_rest == b_rest && a.iter().zip(b).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(asked_ms: i64) -> Vec<u8> {
        Profile {
            asked_ms,
            ..Profile::default()
        }
        .to_bytes()
    }

    #[test]
    fn what_another_tab_wrote_is_seen() {
        let mut kept = Kept::default();
        kept.load(written(1));
        kept.asked_ms = 2;
        let mine = kept.to_bytes().to_vec();
        assert_eq!(mine, written(2));
        kept.load(mine);
        assert_eq!(kept.asked_ms, 2);
        kept.load(written(3));
        assert_eq!(kept.asked_ms, 3);
        kept.load(Vec::new());
        assert_eq!(*kept, Profile::default(), "and that it was erased");
    }

    #[test]
    fn what_was_not_written_is_forgotten() {
        let mut kept = Kept::default();
        kept.load(written(1));
        kept.asked_ms = 2;
        kept.load(written(1));
        assert_eq!(kept.asked_ms, 1, "thrown away before it was encoded");
        kept.asked_ms = 2;
        kept.to_bytes();
        kept.load(written(1));
        assert_eq!(kept.asked_ms, 1, "the commit failed");
    }
}
