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
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;

use super::guard::guard;
use super::{Body, File};
use crate::error::{Error, ReadError};

/// Rows decoded at once.
const BATCH_ROWS: usize = 1024;

/// Some rows of a file, all columns of them.
pub(crate) struct Whole {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    /// The columns with the types and notes that their writer gave them.
    pub(crate) schema: SchemaRef,
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
            self.rows_of(file, &metadata, stays)
        };
        guard(open).map_err(|source| Error::read(&self.path, source))
    }

    fn rows_of(
        &self,
        file: fs::File,
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
        let compression = column.map_or(Compression::SNAPPY, |column| column.compression());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_batch_size(BATCH_ROWS)
            .with_row_selection(RowSelection::from_consecutive_ranges(runs(stays).into_iter(), stays.len()))
            .build()
            .map_err(ReadError::new)?;
        Ok(Whole {
            path: self.path.clone(),
            reader,
            schema,
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
        let decode = || self.reader.next().transpose().map_err(ReadError::new);
        guard(decode).map_err(|source| Error::read(&self.path, source))
    }
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
