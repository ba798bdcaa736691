//! The ledger: every decision with its reason, in a chain of hashes.
//!
//! `hash = SHA-256(prev ∥ LF ∥ seq ∥ LF ∥ time ∥ LF ∥ what ∥ LF ∥ reason)`, in hex; `prev` of the first
//! entry is empty. Changing or removing an entry breaks every hash after it; only a cut tail does
//! not show, unless somebody noted the head.

use sha2::{Digest, Sha256};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 0 for the first consent, then one more each time.
    pub seq: u32,
    /// When, ms since 1970.
    pub time: i64,
    /// What was decided, and on what.
    pub what: String,
    /// A fixed code of the reason.
    pub reason: String,
    /// The hash of the entry before.
    pub prev: String,
    /// The hash of this entry.
    pub hash: String,
}

/// Where the chain ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The number of the next entry.
    pub next: u32,
    /// The hash of the last one.
    pub hash: String,
}

impl Head {
    /// The next entry; the head moves on to it.
    pub fn append(&mut self, time: i64, what: String, reason: &str) -> Entry {
        let seq = self.next;
        let prev = std::mem::take(&mut self.hash);
        let hash = hash(&prev, seq, time, &what, reason);
        self.next = self.next.saturating_add(1);
        self.hash.clone_from(&hash);
        Entry {
            seq,
            time,
            what,
            reason: reason.to_owned(),
            prev,
            hash,
        }
    }
}

/// Do the entries form an unbroken chain from the first one?
#[must_use]
pub fn unbroken(entries: &[Entry]) -> bool {
    let mut prev = "";
    entries.iter().zip(0..).all(|(entry, seq)| {
        let whole = entry.seq == seq
            && entry.prev == prev
            && entry.hash == hash(prev, seq, entry.time, &entry.what, &entry.reason);
        prev = &entry.hash;
        whole
    })
}

fn hash(prev: &str, seq: u32, time: i64, what: &str, reason: &str) -> String {
    let mut sha = Sha256::new();
    for part in [prev, &seq.to_string(), &time.to_string(), what] {
        sha.update(part.as_bytes());
        sha.update(b"\n");
    }
    sha.update(reason.as_bytes());
    hex(&sha.finalize())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Vec<Entry> {
        let mut head = Head::default();
        ["consent segment", "model x", "report 1"]
            .into_iter()
            .zip(10..)
            .map(|(what, time)| head.append(time, what.to_owned(), "code"))
            .collect()
    }

    #[test]
    fn the_chain_holds_and_the_hash_is_the_stated_one() {
        let entries = three();
        assert!(unbroken(&entries));
        assert_eq!(
            entries[0].hash,
            hex(&Sha256::digest(b"\n0\n10\nconsent segment\ncode"))
        );
    }

    #[test]
    fn every_tampering_but_a_cut_tail_shows() {
        let mut changed = three();
        changed[1].what = "model y".to_owned();
        let mut removed = three();
        removed.remove(1);
        let mut swapped = three();
        swapped.swap(1, 2);
        let mut renumbered = three();
        renumbered[2].seq = 7;
        for bad in [changed, removed, swapped, renumbered] {
            assert!(!unbroken(&bad));
        }
        assert!(
            unbroken(&three()[..2]),
            "a cut tail needs a receipt to be seen"
        );
    }
}
