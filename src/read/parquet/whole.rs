//! A Parquet file with all of its columns, as they are: what a cleaned copy is made of.

use std::fs;
use std::path::PathBuf;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ARROW_SCHEMA_META_KEY;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowSelection,
};
use parquet::basic::{Compression, Type};
use parquet::file::metadata::KeyValue;
use parquet::schema::types::SchemaDescriptor;

use super::guard::guard;
use super::pages::Chunk;
use super::{Body, File, Footer};
use crate::error::{Error, ReadError};
use crate::read::stamp::Stamp;

/// Rows decoded at once where they are short.
const BATCH_ROWS: u64 = 1024;

/// Bytes that a batch should take, as far as the footer tells; of what is stored once for many rows so many times as much.
const BATCH_BYTES: u64 = 64 << 20;
const SHARED: u64 = 8;

/// Some rows of a file, all columns of them.
pub(crate) struct Whole {
    path: PathBuf,
    stamp: Stamp,
    reader: ParquetRecordBatchReader,
    /// The columns with the types and notes that their writer gave them.
    pub(crate) schema: SchemaRef,
    /// The columns in Parquet's own words; `None` where they cannot be written so again: times of 96 bits become times of 64.
    pub(crate) columns: Option<SchemaDescriptor>,
    /// Whether the file says these types in Arrow's own words.
    pub(crate) says_arrow: bool,
    /// What else it says of itself.
    pub(crate) metadata: Vec<KeyValue>,
    /// How its first column is compressed.
    pub(crate) compression: Compression,
    /// Rows of its largest row group.
    pub(crate) group_rows: Option<usize>,
}

impl File {
    /// The rows of the file that are to stay, in order.
    ///
    /// # Errors
    /// [`Error::NotParquet`] where the rows lie in another kind of file, or columns in the names of folders; [`Error::Read`].
    pub(in crate::read) fn whole(&self, stays: &[bool]) -> Result<Whole, Error> {
        let Body::Parquet(footer) = &self.body else {
            return Err(self.refused("not Parquet, so that it has no columns of exact types to keep; convert it to Parquet and give that"));
        };
        if !self.constants.is_empty() {
            return Err(self.refused(
                "folders above it hold columns (NAME=VALUE), which one file beside the other would lose; write the columns into the files and give those",
            ));
        }
        let open = || {
            let file = fs::File::open(&self.path).map_err(ReadError::new)?;
            footer.stamp.check(&file)?;
            let metadata =
                ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(ReadError::new)?;
            self.rows_of(file, footer, &metadata, stays)
        };
        guard(open).map_err(|source| Error::read(&self.path, source))
    }

    fn rows_of(
        &self,
        mut file: fs::File,
        footer: &Footer,
        metadata: &ArrowReaderMetadata,
        stays: &[bool],
    ) -> Result<Whole, ReadError> {
        let said = metadata.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        let (arrow, others): (Vec<_>, Vec<_>) =
            said.into_iter().partition(|pair| pair.key == ARROW_SCHEMA_META_KEY);
        let groups = metadata.metadata().row_groups();
        let column = groups.first().and_then(|group| group.columns().first());
        let group_rows = groups.iter().filter_map(|group| usize::try_from(group.num_rows()).ok()).max();
        let schema = metadata.schema().clone();
        let columns = metadata.parquet_schema();
        let has_old_times = columns.columns().iter().any(|column| column.physical_type() == Type::INT96);
        let batch_rows = affordable(footer, metadata, &mut file)?;
        let compression = column.map_or(Compression::SNAPPY, |column| column.compression());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_batch_size(batch_rows)
            .with_row_selection(RowSelection::from_consecutive_ranges(runs(stays).into_iter(), stays.len()))
            .build()
            .map_err(ReadError::new)?;
        Ok(Whole {
            path: self.path.clone(),
            stamp: footer.stamp.clone(),
            reader,
            schema,
            columns: (!has_old_times).then(|| columns.clone()),
            says_arrow: !arrow.is_empty(),
            metadata: others,
            compression,
            group_rows: group_rows.filter(|&rows| rows > 0),
        })
    }

    fn refused(&self, what: &str) -> Error {
        Error::NotParquet { path: self.path.clone(), what: what.to_owned() }
    }
}

impl Whole {
    /// The next rows; `None` behind the last.
    ///
    /// # Errors
    /// [`Error::Read`].
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let decode = || {
            let batch = self.reader.next().transpose().map_err(ReadError::new)?;
            if batch.is_none() {
                // What was read is of one file only where it is still the same behind the last row.
                self.stamp.check(&fs::File::open(&self.path).map_err(ReadError::new)?)?;
            }
            Ok(batch)
        };
        guard(decode).map_err(|source| Error::read(&self.path, source))
    }
}

/// The rows of a batch that keep it within its bytes, once what the pages claim is believable.
fn affordable(
    footer: &Footer,
    metadata: &ArrowReaderMetadata,
    file: &mut fs::File,
) -> Result<usize, ReadError> {
    let mut most = BATCH_ROWS;
    for group in metadata.metadata().row_groups() {
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        let (mut bytes, mut shared) = (0u64, 0u64);
        for column in group.columns() {
            let chunk = Chunk { column, rows, expansion: footer.expansion };
            shared = shared.saturating_add(chunk.check(file)?);
            bytes = bytes.saturating_add(u64::try_from(column.uncompressed_size()).unwrap_or(0));
        }
        let a_row = (bytes / rows.max(1)).max(1);
        most = most.min(BATCH_BYTES / a_row).min(SHARED * BATCH_BYTES / shared.max(1));
    }
    Ok(usize::try_from(most).unwrap_or(1).max(1))
}

/// The stretches of rows that stay.
fn runs(stays: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut begin = 0;
    let mut runs = Vec::new();
    for run in stays.chunk_by(|a, b| a == b) {
        if run[0] {
            runs.push(begin..begin + run.len());
        }
        begin += run.len();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_of_what_stays() {
        assert_eq!(runs(&[true, true, false, true, false]), [0..2, 3..4]);
        assert!(runs(&[false]).is_empty() && runs(&[]).is_empty());
    }
}
