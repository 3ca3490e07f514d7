//! One thing to read of a file: which part of which column, and as what.

use std::collections::BTreeMap;
use std::ops::Range;

use super::schema::{Column, Kind};
use super::shape::Step;

/// What to read of a file, by the number under which a batch gives it back.
pub(super) type Slots = BTreeMap<usize, Slot>;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// The column.
    pub(super) root: usize,
    /// The Parquet leaves that are needed; everything else stays on disk.
    pub(super) leaves: Range<usize>,
    /// The way to the values within the column.
    pub(super) steps: Vec<Step>,
    /// What the values are taken for.
    pub(super) reading: Reading,
}

/// What values are taken for, where their type alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// What they are.
    Plain,
    /// Documents: bytes are text, and no others are accepted.
    Documents,
    /// One text a row that tells prompts apart: of a chat, all turns.
    Prompt,
    /// Of a chat, the turns before the model's first.
    Asked,
    /// Identifiers of 16 bytes, spelled as such.
    Uuid,
    /// Vectors; bytes hold numbers of this width.
    Floats(FloatBytes),
}

/// How bytes hold numbers, the least significant byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FloatBytes {
    /// 32 bits, IEEE 754.
    Single,
    /// 64 bits, IEEE 754.
    Double,
    /// 16 bits, IEEE 754.
    Half,
    /// The upper 16 bits of a 32-bit number.
    Brain,
}

impl FloatBytes {
    /// Bytes a number.
    pub(super) fn width(self) -> usize {
        match self {
            FloatBytes::Double => 8,
            FloatBytes::Single => 4,
            FloatBytes::Half | FloatBytes::Brain => 2,
        }
    }

    /// Its name in a message.
    pub(super) fn words(self) -> &'static str {
        match self {
            FloatBytes::Single => "32-bit floats",
            FloatBytes::Double => "64-bit floats",
            FloatBytes::Half => "16-bit floats",
            FloatBytes::Brain => "bfloat16 numbers",
        }
    }

    /// The number that some bytes hold.
    pub(super) fn number(self, bytes: &[u8]) -> f32 {
        let short = |bytes: &[u8]| bytes.try_into().map(u16::from_le_bytes).unwrap_or_default();
        match self {
            FloatBytes::Single => bytes.try_into().map_or(f32::NAN, f32::from_le_bytes),
            // Vectors are kept in single precision whatever they come in.
            FloatBytes::Double => bytes.try_into().map_or(f64::NAN, f64::from_le_bytes) as f32,
            FloatBytes::Half => half(short(bytes)),
            FloatBytes::Brain => f32::from_bits(u32::from(short(bytes)) << 16),
        }
    }
}

/// The value of an IEEE 754 half-precision number.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

impl Slot {
    /// The slot of a column.
    pub(super) fn new(column: &Column, reading: Reading) -> Self {
        Self { root: column.root, leaves: column.leaves.clone(), steps: column.steps.clone(), reading }
    }

    /// The slot of what the model says to itself in a column of messages that hold both.
    pub(super) fn thoughts(column: &Column) -> Self {
        let thoughts = |step: &Step| match step {
            Step::Parts => Step::Thoughts,
            other => other.clone(),
        };
        Self { steps: column.steps.iter().map(thoughts).collect(), ..Self::new(column, Reading::Documents) }
    }

    /// The slot of a column that tells rows apart.
    pub(super) fn label(column: &Column) -> Self {
        let reading = match column.kind {
            Kind::Uuid => Reading::Uuid,
            Kind::Chat => Reading::Prompt,
            _ => Reading::Plain,
        };
        Self::new(column, reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_of_their_bytes() {
        assert_eq!(FloatBytes::Single.number(&1.5f32.to_le_bytes()), 1.5);
        assert_eq!(FloatBytes::Double.number(&(-0.25f64).to_le_bytes()), -0.25);
        assert_eq!(FloatBytes::Brain.number(&[0xc0, 0x3f]), 1.5);
        for (bits, value) in
            [(0x3c00u16, 1.0), (0xc000, -2.0), (0x3555, 0.333_251_95), (0x0001, 5.960_464_5e-8)]
        {
            assert_eq!(FloatBytes::Half.number(&bits.to_le_bytes()), value);
        }
        assert!(FloatBytes::Half.number(&0x7e00u16.to_le_bytes()).is_nan());
        assert_eq!(FloatBytes::Half.number(&0x7c00u16.to_le_bytes()), f32::INFINITY);
    }
}
