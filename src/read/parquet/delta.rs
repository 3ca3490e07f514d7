//! The counts with which delta encodings begin, before a decoder makes room for as many.

use std::fs;
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::thrift::{Broken, Reader};

/// Numbers of a block, far more than any writer packs together.
const LARGEST_BLOCK: u64 = 1 << 20;

/// Unpacks the pages of a column and holds the counts of its delta encodings against the values that each page has.
pub(super) fn check(file: &fs::File, column: &ColumnChunkMetaData, rows: u64) -> Result<(), String> {
    let file = Arc::new(file.try_clone().map_err(|error| error.to_string())?);
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    let broken =
        |error: parquet::errors::ParquetError| format!("has a page that cannot be unpacked ({error})");
    let mut pages = SerializedPageReader::new(file, column, rows, None).map_err(broken)?;
    while let Some(page) = pages.get_next_page().map_err(broken)? {
        let (Page::DataPage { num_values, encoding, .. } | Page::DataPageV2 { num_values, encoding, .. }) =
            page
        else {
            continue;
        };
        let streams = match encoding {
            Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            // Lengths of beginnings, then lengths of ends.
            Encoding::DELTA_BYTE_ARRAY => 2,
            _ => continue,
        };
        let damaged =
            |_: Broken| format!("has a page of {num_values} values whose delta encoding is damaged");
        let mut reader = Reader::new(values(&page, column).map_err(damaged)?);
        for _ in 0..streams {
            let n = stream(&mut reader).map_err(damaged)?;
            if n > u64::from(num_values) {
                return Err(format!("has a page of {num_values} values whose delta encoding claims {n}"));
            }
        }
    }
    Ok(())
}

/// The bytes of a page behind its levels.
fn values<'p>(page: &'p Page, column: &ColumnChunkMetaData) -> Result<&'p [u8], Broken> {
    let mut bytes: &[u8] = page.buffer();
    match *page {
        Page::DataPage { num_values, def_level_encoding, rep_level_encoding, .. } => {
            let descr = column.column_descr();
            let levels =
                [(descr.max_rep_level(), rep_level_encoding), (descr.max_def_level(), def_level_encoding)];
            for (most, encoding) in levels.into_iter().filter(|(most, _)| *most > 0) {
                let length = level_bytes(bytes, most, encoding, num_values)?;
                bytes = bytes.get(length..).ok_or(Broken)?;
            }
        }
        Page::DataPageV2 { rep_levels_byte_len, def_levels_byte_len, .. } => {
            let levels = u64::from(rep_levels_byte_len) + u64::from(def_levels_byte_len);
            bytes = usize::try_from(levels).ok().and_then(|n| bytes.get(n..)).ok_or(Broken)?;
        }
        Page::DictionaryPage { .. } => {}
    }
    Ok(bytes)
}

/// The bytes that the levels of a page take.
fn level_bytes(bytes: &[u8], most: i16, encoding: Encoding, values: u32) -> Result<usize, Broken> {
    if encoding == Encoding::RLE {
        let head = bytes.first_chunk::<4>().ok_or(Broken)?;
        return (u32::from_le_bytes(*head) as usize).checked_add(4).ok_or(Broken);
    }
    // The older way: as many bits as the highest level takes, for each value.
    let bits = u64::from(i16::BITS - most.leading_zeros());
    usize::try_from((u64::from(values) * bits).div_ceil(8)).map_err(|_| Broken)
}

/// Walks numbers packed as differences, and gives how many they claim to be.
fn stream(reader: &mut Reader<'_>) -> Result<u64, Broken> {
    let (block, parts, n) = (reader.varint()?, reader.varint()?, reader.varint()?);
    reader.varint()?;
    if block == 0 || block > LARGEST_BLOCK || parts == 0 || !block.is_multiple_of(parts) {
        return Err(Broken);
    }
    let in_a_part = block / parts;
    let mut left = n.saturating_sub(1);
    while left > 0 {
        reader.varint()?;
        let widths = reader.take(usize::try_from(parts).map_err(|_| Broken)?)?;
        for &width in widths {
            if left == 0 {
                break;
            }
            let bytes = u64::from(width) * in_a_part / 8;
            reader.take(usize::try_from(bytes).map_err(|_| Broken)?)?;
            left = left.saturating_sub(in_a_part);
        }
        // A count that is too large is told as such, not by the end of the bytes.
        if reader.left() == 0 {
            break;
        }
    }
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_ends_where_its_numbers_do() {
        // 128 numbers a block in 4 parts, 3 numbers, the first 7; smallest difference 1, parts of 2 bits and of none.
        let mut bytes = vec![0x80, 1, 4, 3, 14, 2, 2, 0, 0, 0];
        bytes.extend([0b0110_0000; 8]);
        bytes.push(0xaa);
        let mut reader = Reader::new(&bytes);
        assert_eq!((stream(&mut reader), reader.left()), (Ok(3), 1));
        let mut one = Reader::new(&[0x80, 1, 4, 1, 14]);
        assert_eq!((stream(&mut one), one.left()), (Ok(1), 0), "one number has no block");
    }

    #[test]
    fn claims_without_bytes_and_impossible_blocks_are_seen() {
        let huge = [0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 14, 2, 0, 0, 0, 0];
        assert_eq!(stream(&mut Reader::new(&huge)), Ok((1 << 56) - 1), "told as it is claimed");
        assert_eq!(stream(&mut Reader::new(&[0, 4, 3, 14])), Err(Broken), "blocks of nothing");
        assert_eq!(stream(&mut Reader::new(&[0x80, 1, 3, 3, 14])), Err(Broken), "parts of no equal size");
        assert_eq!(stream(&mut Reader::new(&[0x80, 1, 4, 3, 14, 2, 8, 8])), Err(Broken), "cut off");
    }

    #[test]
    fn levels_are_skipped_in_either_encoding() {
        let levels = |encoding| level_bytes(&[3, 0, 0, 0, 9, 9, 9, 1], 1, encoding, 20);
        assert_eq!(levels(Encoding::RLE), Ok(7));
        #[allow(deprecated, reason = "files of older writers have it")]
        let older = Encoding::BIT_PACKED;
        assert_eq!(levels(older), Ok(3), "20 bits");
        assert_eq!(level_bytes(&[3, 0], 1, Encoding::RLE, 20), Err(Broken));
    }
}
