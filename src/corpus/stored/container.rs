//! The file around sections: who wrote it, in which version, a table of the sections with their checksums, and the sections.
//!
//! ```text
//!  0  8 bytes   89 47 4C 50 0D 0A 1A 0A
//!  8  u16 u16   version of the format, major and minor
//! 12  u32       number of sections
//! 16  40 each   name (16 bytes, zeros behind it), bytes here (u64), bytes unpacked (u64), xxh3 of the bytes here (u64)
//!     u64       xxh3 of all bytes before
//!     …         the sections, each a Zstandard frame, in the order of the table, and nothing behind them
//! ```
//!
//! All numbers are little-endian. Each byte is under a checksum. A length is believed only so far as the file has the bytes, and what is
//! unpacked is kept only up to the length that the table claims.

use std::io::Read;

use rayon::prelude::*;

use crate::codec::Damage;
use crate::hash::of_bytes;

/// How a file begins: no text, and damaged where somebody took it for text.
pub(crate) const MAGIC: &[u8; 8] = b"\x89GLP\r\n\x1a\n";

/// The version that is written: major, minor.
pub(crate) const VERSION: [u16; 2] = [1, 0];

/// What to do about a damaged file.
pub(super) const MEND: &str = "; copy the file anew, or make it anew with `genloss profile`";

/// How hard Zstandard tries; more takes longer and saves little, since hashes cannot be packed.
const LEVEL: i32 = 3;

const NAME: usize = 16;
const ENTRY: usize = NAME + 3 * size_of::<u64>();
const HEAD: usize = MAGIC.len() + 2 * size_of::<u16>() + size_of::<u32>();

/// Sections as they stand in a file whose table was found whole.
#[derive(Debug)]
pub(crate) struct Container<'a> {
    version: [u16; 2],
    sections: Vec<Packed<'a>>,
}

/// A section in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its bytes in the file.
    pub(crate) bytes: &'a [u8],
    /// Its bytes when it is unpacked.
    pub(crate) unpacked: u64,
    checksum: u64,
}

/// A file of sections with these names, whose bytes `section` makes by their number.
pub(super) fn pack(names: &[&str], section: impl Fn(usize) -> Vec<u8> + Sync) -> Result<Vec<u8>, Damage> {
    let packed = (0..names.len()).into_par_iter().map(|at| {
        let bytes = section(at);
        let packed = zstd::bulk::compress(&bytes, LEVEL).map_err(|e| Damage::new(e.to_string()))?;
        Ok((bytes.len() as u64, packed))
    });
    let packed = packed.collect::<Result<Vec<_>, Damage>>()?;
    let mut file = MAGIC.to_vec();
    VERSION.into_iter().for_each(|part| file.extend(part.to_le_bytes()));
    file.extend((names.len() as u32).to_le_bytes());
    for (name, (unpacked, bytes)) in names.iter().zip(&packed) {
        let mut padded = [0; NAME];
        padded.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        file.extend(padded);
        for number in [bytes.len() as u64, *unpacked, of_bytes(bytes)] {
            file.extend(number.to_le_bytes());
        }
    }
    file.extend(of_bytes(&file).to_le_bytes());
    packed.iter().for_each(|(_, bytes)| file.extend(bytes));
    Ok(file)
}

impl<'a> Container<'a> {
    /// Reads the table. No section is looked at yet.
    pub(crate) fn of(file: &'a [u8]) -> Result<Self, Damage> {
        let mend = |what: String| Damage::new(what + MEND);
        let cut = || mend(format!("it ends after {} bytes, within its table of contents", file.len()));
        if !file.starts_with(MAGIC) {
            return Err(Damage::new("not a profile of genloss, which begins with 89 47 4C 50 0D 0A 1A 0A"));
        }
        let number = |at: usize| -> Option<u64> { Some(u64::from_le_bytes(*file.get(at..)?.first_chunk()?)) };
        let first = number(MAGIC.len()).ok_or_else(cut)?;
        let version = [first as u16, (first >> 16) as u16];
        if version[0] != VERSION[0] || version[1] > VERSION[1] {
            return Err(Damage::new(format!(
                "it has version {}.{} of the format, and this genloss reads {}.0 to {}.{}; use the genloss that wrote it, or a newer one",
                version[0], version[1], VERSION[0], VERSION[0], VERSION[1]
            )));
        }
        let n = (first >> 32) as usize;
        let end = n.checked_mul(ENTRY).and_then(|table| table.checked_add(HEAD)).ok_or_else(cut)?;
        let (table, sum) = (file.get(..end).ok_or_else(cut)?, number(end).ok_or_else(cut)?);
        if of_bytes(table) != sum {
            return Err(mend("its table of contents is damaged (the checksum differs)".to_owned()));
        }
        let mut left = &file[end + size_of::<u64>()..];
        let mut sections = Vec::with_capacity(n);
        for entry in table[HEAD..].chunks_exact(ENTRY) {
            let (name, numbers) = entry.split_at(NAME);
            let name = std::str::from_utf8(name).map_err(|_| mend("a section has no name".to_owned()))?;
            let name = name.trim_end_matches('\0');
            let number =
                |at: usize| -> u64 { numbers[8 * at..].first_chunk().map_or(0, |n| u64::from_le_bytes(*n)) };
            let [length, unpacked, checksum] = [number(0), number(1), number(2)];
            let split = usize::try_from(length).ok().and_then(|length| left.split_at_checked(length));
            let (bytes, rest) = split.ok_or_else(|| {
                let missing = length - left.len() as u64;
                mend(format!("it ends within section `{name}`, of which {missing} bytes are missing"))
            })?;
            sections.push(Packed { name, bytes, unpacked, checksum });
            left = rest;
        }
        match left.len() {
            0 => Ok(Self { version, sections }),
            more => Err(mend(format!("{more} bytes stand behind its last section"))),
        }
    }

    /// The version of the format: major, minor.
    pub(crate) fn version(&self) -> [u16; 2] {
        self.version
    }

    /// All sections, in the order of the file.
    pub(crate) fn sections(&self) -> &[Packed<'a>] {
        &self.sections
    }

    /// The bytes of a section, unpacked.
    pub(super) fn section(&self, name: &str) -> Result<Vec<u8>, Damage> {
        let found = self.sections.iter().find(|section| section.name == name);
        found.ok_or_else(|| Damage::new(format!("section `{name}` is missing")))?.unpack()
    }
}

impl Packed<'_> {
    fn unpack(&self) -> Result<Vec<u8>, Damage> {
        let damaged = |how: &str| Damage::new(format!("section `{}` is damaged ({how})", self.name));
        if of_bytes(self.bytes) != self.checksum {
            return Err(damaged("the checksum differs"));
        }
        // The list grows with what comes, not with what the table claims.
        let mut bytes = Vec::new();
        let reader = zstd::stream::read::Decoder::new(self.bytes).map_err(|e| damaged(&e.to_string()))?;
        let read = reader.take(self.unpacked.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|e| damaged(&e.to_string()))?;
        match bytes.len() as u64 == self.unpacked {
            true => Ok(bytes),
            false => Err(damaged("it does not have the length that the table of contents says")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["first", "empty", "sixteen-bytes-ab"];

    fn section(at: usize) -> Vec<u8> {
        [b"0123456789".repeat(30), Vec::new(), vec![7]][at].clone()
    }

    fn read(file: &[u8]) -> Result<Vec<Vec<u8>>, Damage> {
        let container = Container::of(file)?;
        NAMES.iter().map(|name| container.section(name)).collect()
    }

    #[test]
    fn sections_come_back_and_every_damaged_byte_is_seen() {
        let file = pack(&NAMES, section).unwrap();
        assert_eq!(read(&file), Ok((0..3).map(section).collect()));
        for at in 0..file.len() {
            for flip in [1, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= flip;
                assert!(read(&damaged).is_err(), "byte {at}");
            }
            assert!(read(&file[..at]).is_err(), "cut at {at}");
        }
        assert!(read(&[&file[..], &[0]].concat()).is_err(), "a byte too many");
    }

    #[test]
    fn a_claim_is_checked_against_the_bytes() {
        let signed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut file = pack(&NAMES, section).unwrap();
            change(&mut file);
            let n = u32::from_le_bytes(*file[12..].first_chunk().unwrap()) as usize;
            let end = (HEAD + n.min(NAMES.len()) * ENTRY).min(file.len());
            let sum = of_bytes(&file[..end]).to_le_bytes();
            file[end..end + 8].copy_from_slice(&sum);
            read(&file).unwrap_err().to_string()
        };
        let huge = u64::MAX.to_le_bytes();
        assert!(signed(&|file| file[12..16].fill(0xff)).contains("within its table of contents"));
        assert!(
            signed(&|file| file[HEAD + 16..HEAD + 24].copy_from_slice(&huge)).contains("bytes are missing")
        );
        assert!(signed(&|file| file[HEAD + 24..HEAD + 32].copy_from_slice(&huge)).contains("the length"));
        assert!(signed(&|file| file[HEAD + 24] -= 1).contains("the length"));
    }

    #[test]
    fn another_version_is_named() {
        let mut file = pack(&NAMES, section).unwrap();
        file[10] = 7;
        let said = read(&file).unwrap_err().to_string();
        assert!(
            said.starts_with(
                "it has version 1.7 of the format, and this genloss reads 1.0 to 1.0; use the genloss"
            ),
            "{said}"
        );
        file[8] = 2;
        assert!(read(&file).unwrap_err().to_string().contains("version 2.7"));
        assert!(read(b"PAR1").unwrap_err().to_string().starts_with("not a profile"));
    }
}
