//! Decodes a row group in batches whose memory is bounded, however long the documents are.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::guard::{OVERFLOW, guard};
use super::pages::Chunk;
use super::take;
use super::values::Values;
use super::{Batch, Footer};
use crate::error::ReadError;
use crate::read::slot::Slots;

/// Rows decoded at once where documents are short.
const BATCH_ROWS: usize = 1024;

/// Bytes a batch should take, as far as the footer tells: the memory of a worker.
const BATCH_BYTES: u64 = 64 << 20;

/// Bytes from which a batch was too large: the footer does not count repeated texts.
const TOO_MANY_BYTES: usize = 512 << 20;

/// By how much batches shrink that were too large.
const SHRINK: usize = 8;

/// The rows of a row group that are still to be read.
pub(super) struct Batches<'a> {
    path: PathBuf,
    footer: &'a Footer,
    row_group: usize,
    rows: Range<u64>,
    slots: &'a Slots,
    batch_rows: usize,
    reader: Option<ParquetRecordBatchReader>,
}

impl<'a> Batches<'a> {
    /// Opens the file.
    pub(super) fn open(
        path: &Path,
        footer: &'a Footer,
        row_group: usize,
        rows: Range<u64>,
        slots: &'a Slots,
    ) -> Result<Self, ReadError> {
        let path = path.to_owned();
        let mut batches = Self { path, footer, row_group, rows, slots, batch_rows: BATCH_ROWS, reader: None };
        batches.batch_rows = guard(|| batches.affordable())?;
        batches.reader = Some(guard(|| batches.reader())?);
        Ok(batches)
    }

    /// Decodes the next rows; `None` behind the last, and what is wrong with a value that cannot be used.
    pub(super) fn next(&mut self) -> Result<Result<Option<Batch>, String>, ReadError> {
        loop {
            match guard(|| self.decode()) {
                Err(error) if self.batch_rows > 1 && error.to_string().contains(OVERFLOW) => self.shrink(),
                outcome => return outcome,
            }
        }
    }

    fn shrink(&mut self) {
        self.batch_rows = (self.batch_rows / SHRINK).max(1);
        self.reader = None;
    }

    fn decode(&mut self) -> Result<Result<Option<Batch>, String>, ReadError> {
        let mut reader = match self.reader.take() {
            Some(reader) => reader,
            None => self.reader()?,
        };
        let Some(decoded) = reader.next().transpose().map_err(ReadError::new)? else {
            self.footer.stamp.check(&fs::File::open(&self.path).map_err(ReadError::new)?)?;
            return Ok(Ok(None));
        };
        let batch = match self.batch(&decoded)? {
            Ok(batch) => batch,
            Err(problem) => return Ok(Err(self.place(&problem))),
        };
        self.rows.start = self.rows.start.saturating_add(decoded.num_rows() as u64);
        self.reader = Some(reader);
        if decoded.get_array_memory_size() > TOO_MANY_BYTES && self.batch_rows > 1 {
            self.shrink();
        }
        Ok(Ok(Some(batch)))
    }

    fn reader(&self) -> Result<ParquetRecordBatchReader, ReadError> {
        let file = self.file()?;
        let metadata = &self.footer.metadata;
        let leaves = self.slots.values().flat_map(|slot| slot.leaves.clone());
        let mask = ProjectionMask::leaves(metadata.parquet_schema(), leaves);
        let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
            .with_row_groups(vec![self.row_group])
            .with_projection(mask)
            .with_batch_size(self.batch_rows)
            .with_offset(count(self.rows.start))
            .with_limit(count(self.rows.end.saturating_sub(self.rows.start)))
            .build()
            .map_err(ReadError::new)
    }

    /// The file, which is still the one whose footer was read.
    fn file(&self) -> Result<fs::File, ReadError> {
        let file = fs::File::open(&self.path).map_err(ReadError::new)?;
        self.footer.stamp.check(&file)?;
        Ok(file)
    }

    /// The rows of a batch that keep it within its bytes, once what the pages claim is believable.
    fn affordable(&self) -> Result<usize, ReadError> {
        let metadata = self.footer.metadata.metadata();
        let Some(group) = metadata.row_groups().get(self.row_group) else { return Ok(BATCH_ROWS) };
        let leaves: BTreeSet<usize> = self.slots.values().flat_map(|slot| slot.leaves.clone()).collect();
        let mut file = self.file()?;
        let (mut bytes, mut shared) = (0u64, 0);
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        for column in leaves.into_iter().filter_map(|leaf| group.columns().get(leaf)) {
            let chunk = Chunk { column, rows, expansion: self.footer.expansion };
            shared = shared.max(chunk.check(&mut file)?);
            bytes = bytes.saturating_add(u64::try_from(column.uncompressed_size()).unwrap_or(0));
        }
        let a_row = (bytes / rows.max(1)).max(1);
        let rows = (BATCH_BYTES / a_row).min(TOO_MANY_BYTES as u64 / shared.max(1));
        Ok(usize::try_from(rows).unwrap_or(BATCH_ROWS).clamp(1, BATCH_ROWS))
    }

    fn batch(&self, decoded: &RecordBatch) -> Result<Result<Batch, take::Problem>, ReadError> {
        // A projection keeps the file's order, whatever the order asked for.
        let mut roots: Vec<usize> = self.slots.values().map(|slot| slot.root).collect();
        roots.sort_unstable();
        roots.dedup();
        let arrays = decoded.columns().iter().map(Values::new);
        let arrays = arrays.collect::<Result<Vec<_>, _>>().map_err(ReadError::new)?;
        Ok(Batch::of(self.slots, decoded.num_rows(), |root| {
            arrays.get(roots.binary_search(&root).unwrap_or(usize::MAX))
        }))
    }

    /// Says where in the file a value cannot be used.
    fn place(&self, problem: &take::Problem) -> String {
        let row = self.rows.start.saturating_add(problem.row as u64);
        format!("row {row} of row group {} (both from 0) {}", self.row_group, problem.what)
    }
}
