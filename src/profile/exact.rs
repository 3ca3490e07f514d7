//! Sums of numbers that come out the same in any order: exact, and rounded once, when they are read.

use crate::codec::{Damage, Reader, Stored, Writer};

/// 32 bits each, the lowest weighing 2^-1074 as the smallest number does: all numbers, 2^64 times each, and a sign.
const LIMBS: usize = 68;

/// Position of the sign.
const LAST: usize = LIMBS - 1;

/// The exact sum of finite numbers, as a two's complement of 2,176 bits.
///
/// Adding is associative and commutative to the last bit, so that parts of a corpus add up to the same number however it was divided and
/// in whatever order they come. *Cost*: three limbs a number, and the carry. *Source*: Kulisch (2002), Advanced Arithmetic for the Digital
/// Computer, doi:10.1007/978-3-7091-0525-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ExactSum {
    limbs: [u32; LIMBS],
    /// Whether something too large for a number was added.
    beyond: bool,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self { limbs: [0; LIMBS], beyond: false }
    }
}

impl ExactSum {
    /// Adds a finite number, or a positive infinity, which a square may be.
    pub(super) fn add(&mut self, value: f64) {
        if !value.is_finite() {
            self.beyond = true;
            return;
        }
        let bits = value.to_bits();
        let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
        let (mantissa, shift) = match exponent {
            0 => (fraction, 0),
            _ => (fraction | 1 << 52, exponent - 1),
        };
        let wide = u128::from(mantissa) << (shift % 32);
        let parts = [wide as u32, (wide >> 32) as u32, (wide >> 64) as u32];
        let limbs = &mut self.limbs[(shift / 32) as usize..];
        if value.is_sign_negative() {
            subtract(limbs, &parts);
        } else {
            add(limbs, &parts);
        }
    }

    /// Adds another sum.
    pub(super) fn merge(&mut self, other: &Self) {
        add(&mut self.limbs, &other.limbs);
        self.beyond |= other.beyond;
    }

    /// The number next to the sum, of two equally near ones the even one; infinite where no number is that large.
    pub(super) fn value(&self) -> f64 {
        if self.beyond {
            return f64::INFINITY;
        }
        if self.limbs[LAST] >> 31 == 0 {
            return rounded(&self.limbs);
        }
        let mut magnitude = [0; LIMBS];
        subtract(&mut magnitude, &self.limbs);
        -rounded(&magnitude)
    }
}

impl Stored for ExactSum {
    /// The limbs between those that are 0 and those that only repeat the sign.
    fn write(&self, to: &mut Writer) {
        let negative = self.limbs[LAST] >> 31 == 1;
        let sign = if negative { u32::MAX } else { 0 };
        let end = self.limbs.iter().rposition(|&limb| limb != sign).map_or(0, |at| at + 1);
        let start = self.limbs[..end].iter().position(|&limb| limb != 0).unwrap_or(end);
        to.flag(self.beyond);
        to.flag(negative);
        to.length(start);
        to.length(end - start);
        self.limbs[start..end].iter().for_each(|&limb| to.half(limb));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
        let (beyond, negative) = (from.flag()?, from.flag()?);
        let (start, n) = (from.small()? as usize, from.length(size_of::<u32>())?);
        let written = from.items(n, Reader::half)?;
        let mut limbs = [if negative { u32::MAX } else { 0 }; LIMBS];
        let place = start.checked_add(n).and_then(|end| limbs.get_mut(start..end));
        place.ok_or_else(|| Damage::new("a sum is larger than any"))?.copy_from_slice(&written);
        limbs[..start].fill(0);
        match limbs[LAST] >> 31 == u32::from(negative) {
            true => Ok(Self { limbs, beyond }),
            false => Err(Damage::new("a sum has another sign than it says")),
        }
    }
}

/// Adds to the lowest limbs, and carries.
fn add(limbs: &mut [u32], parts: &[u32]) {
    let mut carry = 0;
    for (at, limb) in limbs.iter_mut().enumerate() {
        if at >= parts.len() && carry == 0 {
            return;
        }
        let sum = u64::from(*limb) + u64::from(parts.get(at).copied().unwrap_or(0)) + carry;
        *limb = sum as u32;
        carry = sum >> 32;
    }
}

/// Subtracts from the lowest limbs, and borrows.
fn subtract(limbs: &mut [u32], parts: &[u32]) {
    let mut borrow = false;
    for (at, limb) in limbs.iter_mut().enumerate() {
        if at >= parts.len() && !borrow {
            return;
        }
        let (left, under) = limb.overflowing_sub(parts.get(at).copied().unwrap_or(0));
        let (left, again) = left.overflowing_sub(u32::from(borrow));
        *limb = left;
        borrow = under || again;
    }
}

/// A magnitude as the number next to it.
fn rounded(limbs: &[u32; LIMBS]) -> f64 {
    let Some(top) = limbs.iter().rposition(|&limb| limb != 0) else { return 0.0 };
    let limb = |below: usize| top.checked_sub(below).map_or(0, |at| u128::from(limbs[at]));
    // 65 to 96 bits, more than a number has.
    let head = limb(0) << 64 | limb(1) << 32 | limb(2);
    let highest = 127 - head.leading_zeros() as usize;
    let place = highest + 32 * top - 64;
    if place <= 52 {
        // Multiples of the smallest number are written as such.
        return f64::from_bits(u64::from(limbs[1]) << 32 | u64::from(limbs[0]));
    }
    let cut = highest - 52;
    let (mantissa, rest, half) = ((head >> cut) as u64, head & ((1 << cut) - 1), 1 << (cut - 1));
    let below = limbs[..top.saturating_sub(2)].iter().any(|&limb| limb != 0);
    let up = rest > half || (rest == half && (below || mantissa & 1 == 1));
    let exponent = place as u64 - 51;
    if exponent >= 0x7ff {
        return f64::INFINITY;
    }
    // Rounding up to the next power of two carries into the exponent.
    f64::from_bits((exponent << 52) + (mantissa - (1 << 52)) + u64::from(up))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{bytes_of, thing_of};

    fn sum(values: &[f64]) -> ExactSum {
        let mut sum = ExactSum::default();
        values.iter().for_each(|&value| sum.add(value));
        sum
    }

    #[test]
    fn sums_are_exact_and_rounded_once() {
        for (values, expected) in [
            (&[][..], 0.0),
            (&[0.1, 0.2, 0.3, -0.6], 2.775_557_561_562_891_4e-17),
            (&[1e308, 1.0, -1e308], 1.0),
            (&[1.0, f64::EPSILON / 2.0], 1.0),
            (&[1.0, f64::EPSILON / 2.0, f64::from_bits(1)], 1.0 + f64::EPSILON),
            (&[1.0 + f64::EPSILON, f64::EPSILON / 2.0], 1.0 + 2.0 * f64::EPSILON),
            (&[2.0 - f64::EPSILON, f64::EPSILON / 2.0], 2.0),
            (&[-1.0, 0.25], -0.75),
            (&[f64::MAX, f64::MAX], f64::INFINITY),
            (&[f64::MAX, f64::MAX, -f64::MAX], f64::MAX),
            (&[f64::MIN, f64::MIN], f64::NEG_INFINITY),
            (&[1.0, f64::INFINITY, -5.0], f64::INFINITY),
        ] {
            assert_eq!(sum(values).value(), expected, "{values:?}");
        }
        assert_eq!(sum(&[0.1; 10]).value(), 1.0, "ten times a little more than a tenth");
    }

    #[test]
    fn a_lone_number_is_itself() {
        let mut bits = 1u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(bits);
            if value.is_finite() {
                assert_eq!(sum(&[value]).value(), value);
                assert_eq!(sum(&[value, -value]), ExactSum::default());
            }
        }
        for value in [f64::from_bits(1), f64::MIN_POSITIVE, f64::MIN_POSITIVE - f64::from_bits(1), f64::MAX] {
            assert_eq!((sum(&[value]).value(), sum(&[-value]).value()), (value, -value));
        }
    }

    #[test]
    fn sums_are_stored_to_the_last_bit() {
        for values in [
            &[][..],
            &[0.1],
            &[-0.1],
            &[1e300, 1e-300],
            &[-1e300, 1e-300],
            &[-1.0],
            &[f64::MIN; 3],
            &[f64::INFINITY, -1.0],
        ] {
            let sum = sum(values);
            let bytes = bytes_of(&sum);
            assert_eq!(thing_of::<ExactSum>(&bytes), Ok(sum), "{values:?}");
            for end in 0..bytes.len() {
                assert!(thing_of::<ExactSum>(&bytes[..end]).is_err());
            }
        }
        assert!(thing_of::<ExactSum>(&[0, 0, 68, 1, 1, 0, 0, 0]).is_err(), "a limb too many");
        assert!(thing_of::<ExactSum>(&[0, 1, 67, 1, 1, 0, 0, 0]).is_err(), "a sign that is none");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_order_and_no_division_changes_a_bit(values in prop::collection::vec(any::<f64>(), 0..40), at in 0..40usize) {
            let finite: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
            let whole = sum(&finite);
            let (left, right) = finite.split_at(at.min(finite.len()));
            let mut merged = sum(right);
            merged.merge(&sum(left));
            prop_assert_eq!(merged, whole);
            let backward: Vec<f64> = finite.iter().rev().copied().collect();
            prop_assert_eq!(sum(&backward), whole);
        }

        /// Integers below 2^53 add up in floats without rounding.
        #[test]
        fn integers_add_up(values in prop::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 0..40)) {
            let floats: Vec<f64> = values.iter().map(|&v| v as f64).collect();
            prop_assert_eq!(sum(&floats).value(), values.iter().sum::<i64>() as f64);
        }
    }
}
