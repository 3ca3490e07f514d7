//! Thrift's compact protocol, as far as needed to see what a file claims before anything believes it.

/// What cannot be Thrift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// Structs and lists within each other; a footer has about ten.
const DEEPEST: usize = 32;

/// A type of the protocol, by its code.
pub(super) type Kind = u8;

const TRUE: Kind = 1;
const FALSE: Kind = 2;
const BYTE: Kind = 3;
/// A number of 32 bits.
pub(super) const I32: Kind = 5;
/// A number of 64 bits.
pub(super) const I64: Kind = 6;
const DOUBLE: Kind = 7;
/// Bytes, or text.
pub(super) const BINARY: Kind = 8;
/// A list.
pub(super) const LIST: Kind = 9;
const SET: Kind = 10;
const MAP: Kind = 11;
/// A struct.
pub(super) const STRUCT: Kind = 12;
const UUID: Kind = 13;

/// Bytes that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    left: &'a [u8],
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes, depth: 0 }
    }

    /// Bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.left.len()
    }

    /// The next bytes.
    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Broken> {
        let (taken, left) = self.left.split_at_checked(n).ok_or(Broken)?;
        self.left = left;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        Ok(self.take(1)?[0])
    }

    /// A number of seven bits a byte, the last seven first.
    pub(super) fn varint(&mut self) -> Result<u64, Broken> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A number with a sign, in zigzag order.
    pub(super) fn integer(&mut self) -> Result<i64, Broken> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Bytes with their length before them.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Broken> {
        let n = self.varint()?;
        self.take(usize::try_from(n).map_err(|_| Broken)?)
    }

    /// The type of a list's elements, and how many there are: no more than bytes are left, since each takes one at least.
    pub(super) fn list(&mut self) -> Result<(Kind, usize), Broken> {
        let head = self.byte()?;
        let n = match head >> 4 {
            15 => usize::try_from(self.varint()?).map_err(|_| Broken)?,
            n => n.into(),
        };
        if n > self.left() { Err(Broken) } else { Ok((head & 15, n)) }
    }

    /// Hands every field of a struct to `each`, which reads its value or says that it did not.
    pub(super) fn fields(
        &mut self,
        mut each: impl FnMut(&mut Self, i64, Kind) -> Result<bool, Broken>,
    ) -> Result<(), Broken> {
        if self.depth == DEEPEST {
            return Err(Broken);
        }
        self.depth += 1;
        let mut number = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                self.depth -= 1;
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.integer()?,
                more => number + i64::from(more),
            };
            let kind = head & 15;
            if !each(self, number, kind)? {
                // A truth value stands in the head of its field.
                if !matches!(kind, TRUE | FALSE) {
                    self.skip(kind)?;
                }
            }
        }
    }

    /// Reads a value of no interest.
    fn skip(&mut self, kind: Kind) -> Result<(), Broken> {
        match kind {
            TRUE | FALSE | BYTE => self.take(1).map(|_| ()),
            4..=I64 => self.varint().map(|_| ()),
            DOUBLE => self.take(8).map(|_| ()),
            BINARY => self.bytes().map(|_| ()),
            UUID => self.take(16).map(|_| ()),
            LIST | SET => {
                let (kind, n) = self.list()?;
                self.skip_all(kind, n)
            }
            MAP => self.skip_map(),
            STRUCT => self.fields(|_, _, _| Ok(false)),
            _ => Err(Broken),
        }
    }

    fn skip_all(&mut self, kind: Kind, n: usize) -> Result<(), Broken> {
        if self.depth == DEEPEST {
            return Err(Broken);
        }
        self.depth += 1;
        (0..n).try_for_each(|_| self.skip(kind))?;
        self.depth -= 1;
        Ok(())
    }

    fn skip_map(&mut self) -> Result<(), Broken> {
        let n = self.varint()?;
        if n == 0 {
            return Ok(());
        }
        if n > self.left() as u64 {
            return Err(Broken);
        }
        let kinds = self.byte()?;
        for _ in 0..n {
            self.skip_all(kinds >> 4, 1)?;
            self.skip_all(kinds & 15, 1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_bytes_and_fields_are_read_and_the_rest_is_skipped() {
        // 1: i32 -3; 2: true; 3: list of two i32; 4: struct { 1: binary "ab" }; 20: map of one i32 to a binary; 21: double.
        let bytes = [
            0x15, 5, 0x11, 0x19, 0x25, 2, 4, 0x1c, 0x18, 2, b'a', b'b', 0, 0x0b, 40, 1, 0x58, 2, 1, b'x',
            0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        let (mut first, mut inner, mut numbers) = (0, Vec::new(), Vec::new());
        let mut reader = Reader::new(&bytes);
        let found = reader.fields(|r, number, kind| {
            numbers.push((number, kind));
            match number {
                1 => first = r.integer()?,
                4 => r.fields(|r, _, _| {
                    inner = r.bytes()?.to_vec();
                    Ok(true)
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        });
        assert_eq!((found, first, inner.as_slice()), (Ok(()), -3, &b"ab"[..]));
        let kinds = [(1, I32), (2, TRUE), (3, LIST), (4, STRUCT), (20, MAP), (21, DOUBLE)];
        assert_eq!((numbers.as_slice(), reader.left()), (&kinds[..], 0));
    }

    #[test]
    fn what_is_cut_off_too_deep_or_claims_more_than_there_is_is_broken() {
        let skip = |bytes: &[u8]| Reader::new(bytes).fields(|_, _, _| Ok(false));
        assert_eq!(skip(&[0x15]), Err(Broken), "no number");
        assert_eq!(skip(&[0x15, 2]), Err(Broken), "no end");
        assert_eq!(skip(&[0x18, 9, b'a', 0]), Err(Broken), "nine bytes of two");
        assert_eq!(
            skip(&[0x19, 0xf5, 0xff, 0xff, 0xff, 0x7f, 0]),
            Err(Broken),
            "a list longer than the bytes"
        );
        assert_eq!(skip(&[0x1e, 0]), Err(Broken), "no such type");
        assert_eq!(
            skip(&[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0]),
            Err(Broken)
        );
        for open in [0x1c, 0x19] {
            let list_of_lists = if open == 0x19 { 0x19 } else { open };
            let deep: Vec<u8> =
                std::iter::once(open).chain(std::iter::repeat_n(list_of_lists, 100_000)).collect();
            assert_eq!(skip(&deep), Err(Broken), "no stack is used up");
        }
    }
}
