//! Numbers, texts and lists as bytes, and back.
//!
//! Bytes that are read may be anything. Nothing is allocated on the word of a length: a list of n items is refused unless so many bytes are
//! left that it could be there. Each value has one spelling only, so that equal things are equal bytes.

use std::fmt;

/// What is wrong with bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage(String);

impl Damage {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What becomes bytes, and is made of them again.
pub(crate) trait Stored: Sized {
    /// Appends it.
    fn write(&self, to: &mut Writer);

    /// Reads what [`Stored::write`] appended.
    ///
    /// # Errors
    /// Where the bytes cannot be that.
    fn read(from: &mut Reader<'_>) -> Result<Self, Damage>;
}

/// The bytes of one thing.
pub(crate) fn bytes_of(thing: &impl Stored) -> Vec<u8> {
    written(|to| thing.write(to))
}

/// The bytes that `write` appends.
pub(crate) fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut to = Writer::default();
    write(&mut to);
    to.bytes
}

/// The thing that these bytes are, all of them.
pub(crate) fn thing_of<T: Stored>(bytes: &[u8]) -> Result<T, Damage> {
    whole(bytes, T::read)
}

/// What `read` makes of these bytes, all of them.
pub(crate) fn whole<T>(
    bytes: &[u8],
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, Damage>,
) -> Result<T, Damage> {
    let mut from = Reader { left: bytes };
    let thing = read(&mut from)?;
    match from.left.len() {
        0 => Ok(thing),
        left => Err(Damage::new(format!("{left} bytes more than expected"))),
    }
}

/// Bytes on their way out.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.byte(flag.into());
    }

    /// A number that is mostly small: seven bits a byte, the lowest first (LEB128).
    pub(crate) fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    /// How many items follow.
    pub(crate) fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// A hash.
    pub(crate) fn hash(&mut self, hash: u64) {
        self.bytes.extend_from_slice(&hash.to_le_bytes());
    }

    pub(crate) fn half(&mut self, half: u32) {
        self.bytes.extend_from_slice(&half.to_le_bytes());
    }

    /// A number with a fraction, to the last bit.
    pub(crate) fn float(&mut self, float: f64) {
        self.hash(float.to_bits());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Something that may be absent.
    pub(crate) fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    /// Numbers each of which is greater than the one before: the first, and the gaps.
    pub(crate) fn ascending(&mut self, numbers: &[u64]) {
        self.length(numbers.len());
        let mut before = 0;
        for &number in numbers {
            self.number(number.wrapping_sub(before));
            before = number;
        }
    }
}

/// Bytes on their way in.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    left: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Bytes that are left.
    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, n: usize) -> Result<&'a [u8], Damage> {
        let (taken, left) = self.left.split_at_checked(n).ok_or_else(|| Damage::new("it ends too early"))?;
        self.left = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Damage> {
        let (taken, left) = self.left.split_first_chunk().ok_or_else(|| Damage::new("it ends too early"))?;
        self.left = left;
        Ok(*taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Damage> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Damage> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Damage::new(format!("found {other} instead of yes or no"))),
        }
    }

    pub(crate) fn number(&mut self) -> Result<u64, Damage> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            number |= bits << shift;
            let is_last = byte & 0x80 == 0;
            if is_last && (bits << shift) >> shift == bits && (byte > 0 || shift == 0) {
                return Ok(number);
            }
            if is_last {
                break;
            }
        }
        Err(Damage::new("a number is spelled in no valid way"))
    }

    /// A number below 2^32.
    pub(crate) fn small(&mut self) -> Result<u32, Damage> {
        u32::try_from(self.number()?).map_err(|_| Damage::new("a number is too large"))
    }

    /// How many items follow, each of which takes so many bytes at least.
    pub(crate) fn length(&mut self, least: usize) -> Result<usize, Damage> {
        let (claimed, left) = (self.number()?, self.left.len());
        let fits = usize::try_from(claimed).ok().filter(|&n| n.checked_mul(least).is_some_and(|n| n <= left));
        fits.ok_or_else(|| Damage::new(format!("it claims {claimed} items, and {left} bytes are left")))
    }

    pub(crate) fn hash(&mut self) -> Result<u64, Damage> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn half(&mut self) -> Result<u32, Damage> {
        self.array().map(u32::from_le_bytes)
    }

    /// A finite number.
    pub(crate) fn float(&mut self) -> Result<f64, Damage> {
        let float = f64::from_bits(self.hash()?);
        if float.is_finite() { Ok(float) } else { Err(Damage::new("a number is not finite")) }
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Damage> {
        let length = self.length(1)?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| Damage::new("a text is not UTF-8"))
    }

    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Damage>,
    ) -> Result<Option<T>, Damage> {
        if self.flag()? { read(self).map(Some) } else { Ok(None) }
    }

    /// So many items, a length that was read before.
    pub(crate) fn items<T>(
        &mut self,
        n: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Damage>,
    ) -> Result<Vec<T>, Damage> {
        (0..n).map(|_| read(self)).collect()
    }

    pub(crate) fn ascending(&mut self) -> Result<Vec<u64>, Damage> {
        let n = self.length(1)?;
        let mut numbers = Vec::with_capacity(n);
        for at in 0..n {
            let gap = self.number()?;
            let number = match numbers.last() {
                None => Some(gap),
                Some(before) => gap.checked_add(*before).filter(|_| gap > 0),
            };
            numbers.push(number.ok_or_else(|| Damage::new(format!("item {at} of a list is out of order")))?);
        }
        Ok(numbers)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn numbers_and_lists_come_back(number in any::<u64>(), shift in 0..64u32, text in ".*", mut list in prop::collection::vec(any::<u64>(), 0..20)) {
            let number = number >> shift;
            list.sort_unstable();
            list.dedup();
            let bytes = written(|to| {
                to.number(number);
                to.text(&text);
                to.ascending(&list);
                to.option(Some(number), Writer::hash);
                to.option(None, Writer::hash);
            });
            let mut from = Reader { left: &bytes };
            prop_assert_eq!(from.number(), Ok(number));
            prop_assert_eq!(from.text(), Ok(text.as_str()));
            prop_assert_eq!(from.ascending(), Ok(list));
            prop_assert_eq!(from.option(Reader::hash), Ok(Some(number)));
            prop_assert_eq!(from.option(Reader::hash), Ok(None));
            prop_assert!(from.left.is_empty());
        }

        #[test]
        fn anything_may_come(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(list) = (Reader { left: &bytes }).ascending() {
                prop_assert!(list.is_sorted_by(|a, b| a < b));
            }
            // What is read is what would be written.
            let mut from = Reader { left: &bytes };
            if let Ok(number) = from.number() {
                prop_assert_eq!(written(|to| to.number(number)), &bytes[..bytes.len() - from.left.len()]);
            }
        }
    }

    #[test]
    fn a_claim_without_bytes_is_refused_before_anything_is_allocated() {
        let bytes = written(|to| to.number(u64::MAX));
        let from = || Reader { left: &bytes };
        for refused in [from().ascending().map(drop), from().text().map(drop)] {
            let said = refused.unwrap_err().to_string();
            assert_eq!(said, "it claims 18446744073709551615 items, and 0 bytes are left");
        }
        let half = written(|to| to.length(2));
        assert!(Reader { left: &[&half[..], &[0; 15]].concat() }.length(8).is_err());
        assert!(Reader { left: &[&half[..], &[0; 16]].concat() }.length(8).is_ok());
    }

    #[test]
    fn one_value_has_one_spelling() {
        for bytes in
            [&[0x80, 0][..], &[0xff; 11], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], &[0x80]]
        {
            assert!(Reader { left: bytes }.number().is_err(), "{bytes:?}");
        }
        assert!(Reader { left: &[2] }.flag().is_err());
        assert!(Reader { left: &[2, 5, 0] }.ascending().is_err(), "twice the same");
        assert!(Reader { left: &f64::NAN.to_le_bytes() }.float().is_err());
        assert!(thing_of::<Byte>(&[1, 2]).is_err(), "bytes behind it");
        assert_eq!(thing_of::<Byte>(&bytes_of(&Byte(7))), Ok(Byte(7)));
    }

    #[derive(Debug, PartialEq)]
    struct Byte(u8);

    impl Stored for Byte {
        fn write(&self, to: &mut Writer) {
            to.byte(self.0);
        }

        fn read(from: &mut Reader<'_>) -> Result<Self, Damage> {
            from.byte().map(Self)
        }
    }
}
