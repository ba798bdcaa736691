//! Exact sums: numbers as two 64-bit limbs of fixed point, so that a sum depends neither on the
//! order of its terms nor on how they were shared out over workers.

/// Adding it to a number below 2^51 rounds the number to a whole one, held in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2^52

/// A fixed-point form for up to `terms` numbers of magnitude up to `largest`.
///
/// Each limb holds `bits` = 62 − ⌈log₂ terms⌉ bits (at most 50), so that no sum of limbs overflows,
/// and the two hold 2·bits bits below the largest number: 84 of them for a million terms, more than
/// the 53 an `f64` has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fixed {
    exponent: i32,
    bits: i32,
}

impl Fixed {
    pub(super) fn new(largest: f64, terms: u64) -> Self {
        let width = 64 - terms.leading_zeros() as i32;
        Self {
            // Below it the scale itself would overflow; squares have long vanished there.
            exponent: exponent(largest).max(-900),
            bits: (62 - width).clamp(1, 50),
        }
    }

    /// What numbers are multiplied by before [`split`].
    pub(super) fn scale(self) -> f64 {
        power(self.bits - self.exponent)
    }

    /// What the rest after the first limb is multiplied by.
    pub(super) fn rest(self) -> f64 {
        power(self.bits)
    }

    /// The number that two limbs stand for.
    pub(super) fn value(self, high: i64, low: i64) -> f64 {
        let whole = (i128::from(high) << self.bits) + i128::from(low);
        whole as f64 * power(-self.bits) * power(self.exponent - self.bits)
    }
}

/// The limbs of `scaled` (a number times [`Fixed::scale`]); `rest` is [`Fixed::rest`].
#[inline(always)]
pub(super) fn split(scaled: f64, rest: f64) -> (i64, i64) {
    let whole = scaled + ROUND;
    let low = (scaled - (whole - ROUND)) * rest + ROUND;
    (bits(whole), bits(low))
}

#[inline(always)]
fn bits(rounded: f64) -> i64 {
    (rounded.to_bits() as i64).wrapping_sub(ROUND.to_bits() as i64)
}

/// The least e with |x| < 2^e (for zero and subnormal numbers, −1022).
pub(super) fn exponent(x: f64) -> i32 {
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1022
}

/// 2^n for −1022 ≤ n ≤ 1023.
pub(super) fn power(n: i32) -> f64 {
    f64::from_bits((i64::from(n.clamp(-1022, 1023)) + 1023).cast_unsigned() << 52)
}

#[cfg(test)]
mod tests {
    use super::{Fixed, exponent, power, split};

    #[test]
    fn powers_and_exponents() {
        assert_eq!((power(0), power(10), power(-3)), (1.0, 1024.0, 0.125));
        assert_eq!((exponent(1.0), exponent(0.99), exponent(-8.0)), (1, 0, 4));
    }

    #[test]
    fn a_sum_is_exact_in_any_order() {
        let terms = [1e9, 3.125e-7, -1e9, 0.1, 1e-9, -0.1];
        let fixed = Fixed::new(1e9, 6);
        let sum = |terms: &mut dyn Iterator<Item = f64>| {
            terms.fold((0, 0), |sum, x| {
                let (high, low) = split(x * fixed.scale(), fixed.rest());
                (sum.0 + high, sum.1 + low)
            })
        };
        let (high, low) = sum(&mut terms.into_iter());
        assert_eq!((high, low), sum(&mut terms.into_iter().rev()));
        // 100 bits below 2^30.
        assert!((fixed.value(high, low) - 3.135e-7).abs() < 1e-20);
        let (high, low) = split(-0.1 * fixed.scale(), fixed.rest());
        assert_eq!(fixed.value(high, low), -0.1);
    }
}
