//! Which numbers some bytes hold. Nothing in them says so: a reading must make sense in every one of the first rows, and
//! no other may.

use crate::read::parquet::File;
use crate::read::slot::FloatBytes;

/// Embeddings beyond this are no embeddings.
const LARGEST: f32 = 1e6;

/// Numbers below this are rounding errors or bytes of something else.
const SMALLEST: f32 = 1e-12;

/// What bytes held in the first rows.
#[derive(Default)]
pub(super) struct Bytes(Vec<Vec<u8>>);

impl Bytes {
    /// Adds the bytes of a row.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.0.push(bytes.to_vec());
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of the first row.
    pub(super) fn length(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }

    /// The numbers they hold; `length` is how many rows of another file have. Else why they cannot be told.
    pub(super) fn floats(
        &self,
        declared: Option<FloatBytes>,
        length: Option<usize>,
    ) -> Result<FloatBytes, &'static str> {
        if self.0.iter().any(|bytes| bytes.len() != self.length()) {
            return Err("bytes of many lengths");
        }
        let fits = |floats: FloatBytes| {
            self.length().is_multiple_of(floats.width())
                && length.is_none_or(|length| self.length() == length * floats.width())
        };
        if let Some(declared) = declared.filter(|declared| fits(*declared)) {
            return Ok(declared);
        }
        let could_be = |floats: FloatBytes| {
            fits(floats) && self.is_sane(floats) && (length.is_some() || !self.is_narrower(floats))
        };
        if could_be(FloatBytes::Single) && !self.is_wider() {
            return Ok(FloatBytes::Single);
        }
        if could_be(FloatBytes::Double) {
            return Ok(FloatBytes::Double);
        }
        if fits(FloatBytes::Half) && self.is_sane(FloatBytes::Half) && self.has_small(FloatBytes::Half) {
            return Ok(FloatBytes::Half);
        }
        Err(
            "the bytes are no 16-, 32- or 64-bit floats of a usual size; bfloat16 must be declared in the metadata",
        )
    }

    /// Whether all numbers are finite and of a size that embeddings have.
    fn is_sane(&self, floats: FloatBytes) -> bool {
        let (mut n, mut n_tiny) = (0usize, 0usize);
        for bytes in self.0.iter().flat_map(|bytes| bytes.chunks_exact(floats.width())) {
            let number = floats.number(bytes);
            if !number.is_finite() || number.abs() > LARGEST {
                return false;
            }
            // A 64-bit number may be too small for 32 bits, and a zero may be negative.
            let is_zero =
                bytes.split_last().is_some_and(|(top, rest)| top & 0x7f == 0 && rest.iter().all(|b| *b == 0));
            n += usize::from(!is_zero);
            n_tiny += usize::from(!is_zero && number.abs() < SMALLEST);
        }
        n_tiny * 10 <= n
    }

    /// Whether every other number is 0: the lower halves of round 64-bit numbers.
    fn is_wider(&self) -> bool {
        let halves = || self.0.iter().flat_map(|bytes| bytes.chunks_exact(8));
        self.length().is_multiple_of(8)
            && halves().all(|bytes| bytes[..4] == [0; 4])
            && halves().any(|bytes| bytes[4..] != [0; 4])
    }

    /// Whether what lies below the highest 16 bits looks like numbers of 16 bits itself: none of them huge, while a fourth
    /// of the last bits of real numbers would be. Last bits that are all 0 belong to round numbers.
    fn is_narrower(&self, floats: FloatBytes) -> bool {
        let mut by_size = [0usize; 4];
        for bytes in self.0.iter().flat_map(|bytes| bytes.chunks_exact(floats.width())) {
            for pair in bytes[..floats.width() - 2].chunks_exact(2) {
                by_size[usize::from(pair[1] >> 5 & 0b11)] += 1;
            }
        }
        let n: usize = by_size.iter().sum();
        by_size[3] * 50 < n && by_size[0] * 10 < n * 8
    }

    /// Whether some numbers are much smaller than the rest and not 0, as coordinates are; bfloat16 read as half precision
    /// has none.
    fn has_small(&self, floats: FloatBytes) -> bool {
        let numbers = || {
            let rows = self.0.iter().flat_map(|bytes| bytes.chunks_exact(floats.width()));
            rows.map(|bytes| f64::from(floats.number(bytes))).filter(|number| *number != 0.0)
        };
        let n = numbers().count();
        let typical = (numbers().map(|x| x * x).sum::<f64>() / n.max(1) as f64).sqrt();
        let n_small = numbers().filter(|x| x.abs() < typical / 8.0).count();
        n_small * 50 >= n
    }
}

/// What the metadata of a file says the numbers of a column are.
pub(super) fn declared(file: &File, column: &str) -> Option<FloatBytes> {
    let of_column = column.to_lowercase();
    let notes = file.schema().find(column).map(|column| file.notes(column)).unwrap_or_default();
    let of_file = file.settings().filter(|(key, value)| {
        let (key, value) = (key.to_lowercase(), value.to_lowercase());
        // What pandas and others write of all columns says nothing of this one.
        let is_of_column = key.contains(&of_column) || key.contains("dtype");
        *key != *"arrow:schema" && (is_of_column || value.contains(&of_column) && brain(&value))
    });
    let of_file = of_file.map(|(_, value)| value.to_owned());
    notes.into_values().chain(of_file).find_map(|value| named(&value.to_lowercase()))
}

fn brain(value: &str) -> bool {
    value.contains("bfloat16") || value.contains("bf16")
}

fn named(value: &str) -> Option<FloatBytes> {
    let has = |names: [&str; 2]| names.iter().any(|name| value.contains(name));
    match value {
        value if brain(value) => Some(FloatBytes::Brain),
        _ if has(["float16", "fp16"]) => Some(FloatBytes::Half),
        _ if has(["float64", "double"]) => Some(FloatBytes::Double),
        _ if has(["float32", "fp32"]) => Some(FloatBytes::Single),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Coordinates of twenty rows, spread as those of embeddings are.
    fn numbers(scale: f64) -> Vec<Vec<f64>> {
        let number = |i: u32| {
            let unit = |i: u32| f64::from(i.wrapping_mul(2_654_435_761) % 100_003) / 100_003.0;
            scale * (unit(i) + unit(i + 7919) + unit(i + 104_729) - 1.5)
        };
        (0..20).map(|row| (0..32).map(|i| number(row * 32 + i + 1)).collect()).collect()
    }

    fn seen(rows: &[Vec<f64>], write: impl Fn(f64) -> Vec<u8>) -> Bytes {
        let mut bytes = Bytes::default();
        rows.iter().for_each(|row| bytes.add(&row.iter().flat_map(|x| write(*x)).collect::<Vec<_>>()));
        bytes
    }

    fn half(x: f64) -> Vec<u8> {
        let bits = (x as f32).to_bits();
        let exponent = i32::try_from(bits >> 23 & 0xff).unwrap() - 112;
        let fraction = if exponent > 0 { (bits >> 13) & 0x3ff } else { 0 };
        let sign = bits >> 16 & 0x8000;
        let exponent = u32::try_from(exponent.max(0)).unwrap();
        u16::try_from(sign | exponent << 10 | fraction).unwrap().to_le_bytes().to_vec()
    }

    #[test]
    fn the_width_of_numbers_is_told_by_the_only_reading_that_makes_sense() {
        for scale in [0.05, 1.0, 3.0, 20.0] {
            let rows = numbers(scale);
            let single = seen(&rows, |x| (x as f32).to_le_bytes().to_vec());
            assert_eq!(single.floats(None, None), Ok(FloatBytes::Single), "{scale}");
            let double = seen(&rows, |x| x.to_le_bytes().to_vec());
            assert_eq!(double.floats(None, None), Ok(FloatBytes::Double), "{scale}");
            let widened = seen(&rows, |x| f64::from(x as f32).to_le_bytes().to_vec());
            assert_eq!(widened.floats(None, None), Ok(FloatBytes::Double), "{scale}");
            assert_eq!(seen(&rows, half).floats(None, None), Ok(FloatBytes::Half), "{scale}");
        }
    }

    #[test]
    fn bfloat16_is_read_only_where_it_is_declared() {
        let brain = |x: f64| (x as f32).to_bits().to_le_bytes()[2..].to_vec();
        for scale in [0.05, 1.0, 4.0] {
            let bytes = seen(&numbers(scale), brain);
            assert!(bytes.floats(None, None).is_err(), "{scale}");
            assert_eq!(bytes.floats(Some(FloatBytes::Brain), None), Ok(FloatBytes::Brain));
        }
    }

    #[test]
    fn the_length_of_other_rows_decides_between_widths() {
        let rows = numbers(1.0);
        let single = seen(&rows, |x| (x as f32).to_le_bytes().to_vec());
        assert_eq!(single.floats(None, Some(32)), Ok(FloatBytes::Single));
        assert_eq!(seen(&rows, half).floats(None, Some(32)), Ok(FloatBytes::Half));
        assert!(single.floats(None, Some(100)).is_err());
    }

    #[test]
    fn other_bytes_are_no_floats() {
        let mut random = Bytes::default();
        for row in 0u32..20 {
            let byte = |i: u32| (row * 384 + i).wrapping_mul(2_654_435_761).to_le_bytes()[3];
            random.add(&(0..384).map(byte).collect::<Vec<_>>());
        }
        assert!(random.floats(None, None).is_err());
        let mut uneven = Bytes::default();
        uneven.add(&[0; 8]);
        uneven.add(&[0; 12]);
        assert_eq!(uneven.floats(None, None), Err("bytes of many lengths"));
    }
}
