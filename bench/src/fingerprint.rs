//! One hash over everything a fit gives: two fits are the same only if every label and every bit of every number is.

use sha2::{Digest, Sha256};

/// A SHA-256 in the making. Each part goes in with its name and its length.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Over nothing yet but the name of what was done.
    #[must_use]
    pub fn of(what: &str) -> Self {
        Self(Sha256::new()).text("what", what)
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, name: &str, text: &str) -> Self {
        self.part(name, text.len());
        self.0.update(text);
        self
    }

    /// Adds labels.
    #[must_use]
    pub fn labels(mut self, name: &str, labels: &[u32]) -> Self {
        self.part(name, labels.len());
        for label in labels {
            self.0.update(label.to_le_bytes());
        }
        self
    }

    /// Adds numbers, each by its 64 bits: −0 is not 0, and a NaN is its own bits.
    #[must_use]
    pub fn numbers<'a>(mut self, name: &str, numbers: impl IntoIterator<Item = &'a f64>) -> Self {
        let mut count = 0;
        let mut inner = Sha256::new();
        for number in numbers {
            inner.update(number.to_bits().to_le_bytes());
            count += 1;
        }
        self.part(name, count);
        self.0.update(inner.finalize());
        self
    }

    /// Adds one number.
    #[must_use]
    pub fn number(self, name: &str, number: f64) -> Self {
        self.numbers(name, [&number])
    }

    /// Adds a count.
    #[must_use]
    pub fn count(self, name: &str, count: usize) -> Self {
        // u64: usize is shorter in wasm.
        self.text(name, &(count as u64).to_string())
    }

    /// In hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        let hash = self.0.finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn part(&mut self, name: &str, length: usize) {
        for number in [name.len() as u64, length as u64] {
            self.0.update(number.to_le_bytes());
        }
        self.0.update(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bit_of_one_number_changes_it() {
        let of = |x: f64| Fingerprint::of("x").numbers("a", &[1.0, x]).finish();
        assert_eq!(of(2.0), of(2.0));
        assert_ne!(of(2.0), of(f64::from_bits(2.0_f64.to_bits() + 1)));
        assert_ne!(of(0.0), of(-0.0));
    }

    #[test]
    fn what_stands_where_matters() {
        let split =
            |a: &[u32], b: &[u32]| Fingerprint::of("x").labels("a", a).labels("b", b).finish();
        assert_ne!(split(&[1, 2], &[3]), split(&[1], &[2, 3]));
        assert_ne!(Fingerprint::of("x").finish(), Fingerprint::of("y").finish());
    }
}
