//! What the page headers of a column claim, before anything believes it.
//!
//! A reader makes room for what a header says: for the values of a dictionary, for the bytes that a page unpacks to, for the numbers of a
//! delta encoding. A few bytes can claim gigabytes, and room that cannot be had ends the process, so claims are held against the
//! bytes that are there.

use std::fs;
use std::io::{Read, Seek, SeekFrom};

use parquet::basic::{Compression, Type};
use parquet::file::metadata::ColumnChunkMetaData;

use super::delta;
use super::thrift::{Broken, I32, Reader, STRUCT};
use crate::error::ReadError;

/// Bytes of a header that are read at first; statistics can make it longer.
const HEAD: usize = 256;

/// Bytes that any page may unpack to, however few it is packed in.
const ALWAYS_ALLOWED: u64 = 64 << 20;

/// Elements of lists in one column of a row group that are always allowed.
const ELEMENTS_ALLOWED: u64 = 1 << 26;

/// Fields of `PageHeader`, and the number of values and the encoding within the header of each kind of page.
const UNPACKED: i64 = 2;
const PACKED: i64 = 3;
const DATA: i64 = 5;
const DICTIONARY: i64 = 7;
const DATA_V2: i64 = 8;
const VALUES: i64 = 1;
const ENCODING: i64 = 2;
const ENCODING_V2: i64 = 4;

/// Encodings in which values take up bytes of the values before them, and those that begin with a count.
const DELTA_BYTE_ARRAY: i64 = 7;
const DELTAS: std::ops::RangeInclusive<i64> = 5..=7;

/// What a page header says.
#[derive(Debug, Default, Clone, Copy)]
struct Header {
    unpacked: u64,
    packed: u64,
    /// Of a data page.
    values: Option<u64>,
    /// Of a dictionary page.
    entries: Option<u64>,
    encoding: i64,
}

/// A column of a row group, and what it may claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk<'a> {
    pub(super) column: &'a ColumnChunkMetaData,
    pub(super) rows: u64,
    /// How many times its bytes a page may unpack to.
    pub(super) expansion: u64,
}

impl Chunk<'_> {
    /// Walks the page headers, and gives the most bytes that one value may take beyond those of its page: texts of a dictionary, and texts that
    /// begin as the one before, are stored once for many rows.
    ///
    /// *Cost*: one small read a page; a page that begins with a count is unpacked once more.
    pub(super) fn check(self, file: &mut fs::File) -> Result<u64, ReadError> {
        let size = file.seek(SeekFrom::End(0)).map_err(ReadError::new)?;
        let (start, length) = self.column.byte_range();
        let end = start.saturating_add(length);
        if end > size {
            return self.refuse(format!("is said to end at byte {end}, and the file has {size}"));
        }
        let said = u64::try_from(self.column.num_values()).unwrap_or(0);
        self.check_elements(said, length)?;
        let (mut at, mut values, mut shared, mut counted) = (start, 0, 0, false);
        while at < end && values < said {
            let (header, n) = self.header(file, at, end)?;
            self.check_page(&header, at)?;
            at += n + header.packed;
            if at > end {
                return self
                    .refuse(format!("has a page that ends at byte {at}, behind the column's end at {end}"));
            }
            values += header.values.unwrap_or(0);
            counted |= header.values.is_some() && DELTAS.contains(&header.encoding);
            let is_shared = header.entries.is_some() || header.encoding == DELTA_BYTE_ARRAY;
            if is_shared && self.column.column_type() == Type::BYTE_ARRAY {
                shared = shared.max(header.unpacked);
            }
        }
        if values != said {
            return self.refuse(format!("is said to hold {said} values, and its pages hold {values}"));
        }
        if counted {
            delta::check(file, self.column, self.rows).or_else(|what| self.refuse(what))?;
        }
        Ok(shared)
    }

    fn refuse<T>(&self, what: String) -> Result<T, ReadError> {
        let name = self.column.column_path().string();
        Err(ReadError::new(format!(
            "column `{name}` {what}; the file is damaged, or made to harm: write it anew"
        )))
    }

    /// One header and its length.
    fn header(&self, file: &mut fs::File, at: u64, end: u64) -> Result<(Header, u64), ReadError> {
        let most = usize::try_from(end - at).unwrap_or(usize::MAX);
        let mut bytes = Vec::new();
        loop {
            let wanted = (2 * bytes.len()).max(HEAD).min(most);
            bytes.resize(wanted, 0);
            file.seek(SeekFrom::Start(at)).map_err(ReadError::new)?;
            file.read_exact(&mut bytes).map_err(ReadError::new)?;
            let mut reader = Reader::new(&bytes);
            match header(&mut reader) {
                Ok(header) => return Ok((header, (wanted - reader.left()) as u64)),
                Err(Broken) if wanted < most => {}
                Err(Broken) => return self.refuse(format!("has no page header at byte {at}")),
            }
        }
    }

    fn check_page(&self, header: &Header, at: u64) -> Result<(), ReadError> {
        let Header { unpacked, packed, .. } = *header;
        if self.column.compression() == Compression::UNCOMPRESSED && unpacked != packed {
            return self.refuse(format!(
                "is not compressed, and its page at byte {at} claims {unpacked} bytes out of {packed}"
            ));
        }
        if unpacked > ALWAYS_ALLOWED && unpacked / self.expansion > packed {
            let (name, expansion) = (self.column.column_path().string(), self.expansion);
            return Err(ReadError::new(format!(
                "column `{name}` has a page at byte {at} of {packed} bytes that claims to unpack to {unpacked}, more than {expansion} times \
                 as many; if the file is trusted, raise the limit `page-expansion`"
            )));
        }
        let width = match self.column.column_type() {
            Type::BOOLEAN => 0,
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => {
                u64::try_from(self.column.column_descr().type_length()).unwrap_or(0)
            }
        };
        match header.entries {
            Some(entries) if entries.saturating_mul(width) > unpacked => self.refuse(format!(
                "has a dictionary at byte {at} that claims {entries} values in {unpacked} bytes"
            )),
            _ => Ok(()),
        }
    }

    /// Lists of nothing take no bytes, and there can be billions of elements in a row.
    fn check_elements(&self, values: u64, length: u64) -> Result<(), ReadError> {
        if values > self.rows && values > ELEMENTS_ALLOWED && values / self.expansion > length {
            return self.refuse(format!("claims {values} elements of lists in {length} bytes"));
        }
        Ok(())
    }
}

/// Reads a header.
fn header(reader: &mut Reader<'_>) -> Result<Header, Broken> {
    let mut header = Header::default();
    reader.fields(|reader, number, kind| {
        match (number, kind) {
            (UNPACKED, I32) => header.unpacked = count(reader)?,
            (PACKED, I32) => header.packed = count(reader)?,
            (DATA | DATA_V2 | DICTIONARY, STRUCT) => {
                let encoding_field = if number == DATA_V2 { ENCODING_V2 } else { ENCODING };
                let (mut values, mut encoding) = (0, 0);
                reader.fields(|reader, number, kind| {
                    match (number, kind) {
                        (VALUES, I32) => values = count(reader)?,
                        (n, I32) if n == encoding_field => encoding = reader.integer()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                if number == DICTIONARY {
                    header.entries = Some(values);
                } else {
                    (header.values, header.encoding) = (Some(values), encoding);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(header)
}

fn count(reader: &mut Reader<'_>) -> Result<u64, Broken> {
    u64::try_from(reader.integer()?).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

    use super::*;
    use crate::read::fixture::{Table, doubles, texts};

    /// Forty rows of few texts and five numbers, with dictionaries.
    fn written(folder: &Path) -> (Vec<u8>, ParquetMetaData) {
        let path = Table::of("text", texts((0..40).map(|i| ["yes", "no", "perhaps"][i % 3])))
            .and("score", doubles((0..40).map(|i| f64::from(i % 5))))
            .write(folder, "good.parquet");
        let metadata =
            ParquetMetaDataReader::new().parse_and_finish(&fs::File::open(&path).unwrap()).unwrap();
        (fs::read(path).unwrap(), metadata)
    }

    /// Checks a column of a file of these bytes.
    fn checked(folder: &Path, bytes: &[u8], column: &ColumnChunkMetaData) -> Result<u64, String> {
        let path = folder.join("bad.parquet");
        fs::write(&path, bytes).unwrap();
        let chunk = Chunk { column, rows: 40, expansion: 200 };
        chunk.check(&mut fs::File::open(path).unwrap()).map_err(|error| error.to_string())
    }

    /// Another count in the first header from here on that has this one; counts below 64 take one byte.
    fn recounted(mut bytes: Vec<u8>, from: i64, count: u8, claimed: u8) -> Vec<u8> {
        // The head of a struct, and of a number of 32 bits that is its first field.
        let is_it = |window: &[u8]| window[0] & 15 == STRUCT && window[1..] == [0x15, 2 * count];
        let from = usize::try_from(from).unwrap();
        let at = bytes[from..].windows(3).position(is_it).unwrap();
        bytes[from + at + 2] = 2 * claimed;
        bytes
    }

    #[test]
    fn a_sound_file_is_believed_and_tells_how_much_its_dictionary_shares() {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, metadata) = written(folder.path());
        let [text, score] = [0, 1].map(|at| checked(folder.path(), &bytes, metadata.row_group(0).column(at)));
        assert_eq!(score, Ok(0), "numbers are as long as they are");
        assert_eq!(text, Ok(3 * 4 + 3 + 2 + 7), "three lengths and texts");
    }

    #[test]
    fn dictionaries_and_pages_hold_what_they_claim() {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, metadata) = written(folder.path());
        let score = metadata.row_group(0).column(1);
        let bad = recounted(bytes.clone(), score.dictionary_page_offset().unwrap(), 5, 63);
        let error = checked(folder.path(), &bad, score).unwrap_err();
        assert!(
            error.contains("`score` has a dictionary") && error.contains("63 values in 40 bytes"),
            "{error}"
        );
        let bad = recounted(bytes.clone(), score.data_page_offset(), 40, 39);
        let error = checked(folder.path(), &bad, score).unwrap_err();
        assert!(error.contains("is said to hold 40 values, and its pages hold 39"), "{error}");
        let error = checked(folder.path(), &bytes[..bytes.len() / 3], score).unwrap_err();
        assert!(error.contains("is said to end at byte"), "{error}");
        let mut bad = bytes;
        bad[usize::try_from(score.data_page_offset()).unwrap()] = 0x1e;
        let error = checked(folder.path(), &bad, score).unwrap_err();
        assert!(error.contains("has no page header at byte"), "{error}");
    }

    #[test]
    fn what_unpacks_to_far_more_than_it_takes_is_refused_and_the_limit_can_be_raised() {
        let folder = tempfile::tempdir().unwrap();
        let (_, metadata) = written(folder.path());
        let column = metadata.row_group(0).column(0).clone().into_builder();
        let column = column.set_compression(Compression::SNAPPY).build().unwrap();
        let told = |unpacked, packed, expansion| {
            let header = Header { unpacked, packed, ..Header::default() };
            let chunk = Chunk { column: &column, rows: 40, expansion };
            chunk.check_page(&header, 4).map_err(|error| error.to_string())
        };
        assert_eq!(told(ALWAYS_ALLOWED, 1, 200), Ok(()), "small enough in any case");
        assert_eq!(told(1 << 30, 1 << 23, 200), Ok(()), "128 times");
        let error = told(1 << 30, 1 << 20, 200).unwrap_err();
        assert!(error.contains("more than 200 times") && error.contains("`page-expansion`"), "{error}");
        assert_eq!(told(1 << 30, 1 << 20, 2000), Ok(()));
        let lists = |values| Chunk { column: &column, rows: 40, expansion: 200 }.check_elements(values, 1000);
        assert!(lists(1 << 20).is_ok() && lists(1 << 40).is_err());
    }
}
