//! Opens Parquet files, files of records and tables of record batches, and decodes their row groups into plain values.
//!
//! This folder is the only place that knows Arrow and Parquet: the rest of the crate sees [`Column`]s and [`Values`].
//! The schema that a writer may have embedded (`ARROW:schema`) is ignored, so that one file gives the same few types
//! whichever tool wrote it.

mod batches;
mod blocks;
mod built;
mod columns;
mod delta;
mod footer;
mod guard;
mod memory;
mod pages;
mod take;
mod thrift;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

pub(crate) use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::ParquetStatisticsPolicy;

use self::batches::Batches;
use self::guard::guard;
#[cfg(feature = "cli")]
pub(crate) use self::guard::is_guarded;
pub(super) use self::values::{List, Values};
use super::partitions::Partitions;
use super::records::Records;
use super::schema::{Column, Schema};
use super::shape;
use super::slot::{Slot, Slots};
use super::stamp::Stamp;
use crate::error::{Error, ReadError};

/// One file whose footer has been read, or a table in memory.
#[derive(Debug)]
pub(super) struct File {
    /// Where it lies; of a table in memory the name, for messages.
    pub(super) path: PathBuf,
    /// Its columns, in order.
    pub(super) columns: Vec<Column>,
    /// The parts of its nested columns.
    pub(super) nested: Vec<Column>,
    /// Rows of each row group.
    pub(super) row_groups: Vec<u64>,
    body: Body,
    /// Key-value metadata.
    metadata: Vec<(String, String)>,
    /// Columns that are no part of the file, by root: one value for all rows.
    constants: BTreeMap<usize, Option<String>>,
}

/// The footer of a file, and what is needed to read what it tells of.
#[derive(Debug)]
struct Footer {
    metadata: ArrowReaderMetadata,
    stamp: Stamp,
    /// How many times its bytes a page may unpack to.
    expansion: u64,
}

/// Where the rows are.
#[derive(Debug)]
enum Body {
    /// In a file.
    Parquet(Footer),
    /// In a file of records, a block each.
    Records(Records),
    /// Here, a row group each.
    Memory(Vec<RecordBatch>),
}

impl File {
    /// Reads the footer of a file, no page of which may unpack to more than `expansion` times its bytes.
    pub(super) fn open(path: &Path, expansion: u64) -> Result<Self, Error> {
        guard(|| Self::load(path, expansion)).map_err(|source| Error::read(path, source))
    }

    fn load(path: &Path, expansion: u64) -> Result<Self, ReadError> {
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            // Never used here, and the bulk of the footer of a wide file.
            .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let mut file = fs::File::open(path).map_err(ReadError::new)?;
        let stamp = Stamp::of(&file)?;
        footer::check(&mut file)?;
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(ReadError::new)?;
        footer::check_counts(metadata.metadata())?;
        let groups = metadata.metadata().row_groups().iter();
        let row_groups = groups.map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).collect();
        let columns = columns::columns(metadata.schema(), metadata.parquet_schema());
        let pairs = metadata.metadata().file_metadata().key_value_metadata().into_iter().flatten();
        let pairs = pairs.filter_map(|pair| Some((pair.key.clone(), pair.value.clone()?))).collect();
        let body = Body::Parquet(Footer { metadata, stamp, expansion });
        Ok(Self::of(path.to_owned(), columns, row_groups, body, pairs))
    }

    /// A file of records.
    pub(super) fn of_records(path: &Path, records: Records) -> Self {
        let mut leaf = 0;
        let columns = records.columns.iter().enumerate().map(|(root, (name, shape))| {
            let column = Column::new(name, shape.clone(), root, leaf);
            leaf = column.leaves.end;
            column
        });
        let columns = columns.collect();
        Self::of(path.to_owned(), columns, records.row_groups(), Body::Records(records), Vec::new())
    }

    /// A table in memory, under a name for messages; all batches have the columns of the first.
    pub(super) fn of_batches(name: &str, batches: &[RecordBatch]) -> Self {
        let schema = batches.first().map(RecordBatch::schema);
        let batches = memory::pieces(batches);
        let columns = schema.as_ref().map(|schema| columns::of_schema(schema)).unwrap_or_default();
        let row_groups = batches.iter().map(|batch| batch.num_rows() as u64).collect();
        let mut pairs: Vec<(String, String)> =
            schema.map(|schema| schema.metadata().clone().into_iter().collect()).unwrap_or_default();
        pairs.sort();
        Self::of(name.into(), columns, row_groups, Body::Memory(batches), pairs)
    }

    fn of(
        path: PathBuf,
        columns: Vec<Column>,
        row_groups: Vec<u64>,
        body: Body,
        metadata: Vec<(String, String)>,
    ) -> Self {
        let nested = columns.iter().flat_map(shape::paths).collect();
        Self { path, columns, nested, row_groups, body, metadata, constants: BTreeMap::new() }
    }

    /// Whether its rows lie in a file.
    pub(super) fn is_on_disk(&self) -> bool {
        match &self.body {
            Body::Parquet(_) => true,
            Body::Records(records) => records.is_on_disk(),
            Body::Memory(_) => false,
        }
    }

    /// Columns that its place says, by root.
    pub(super) fn constants(&self) -> &BTreeMap<usize, Option<String>> {
        &self.constants
    }

    /// Adds columns that the file's place says. A column of the file wins over a folder of the same name; those that are
    /// not `named` are known and serve nothing.
    pub(super) fn with_partitions(mut self, partitions: &Partitions, named: &[&str]) -> Self {
        let first = match &self.body {
            Body::Parquet(Footer { metadata, .. }) => {
                metadata.parquet_schema().root_schema().get_fields().len()
            }
            Body::Records(_) => self.columns.len(),
            Body::Memory(_) => return self,
        };
        for (root, (name, value)) in (first..).zip(partitions) {
            if self.columns.iter().any(|column| column.name == *name) {
                continue;
            }
            self.columns.push(Column::of_folder(name, root, named.contains(&name.as_str())));
            self.constants.insert(root, value.clone());
        }
        self
    }

    /// Shows a whole column under another name, too, by which it is found first.
    ///
    /// # Errors
    /// The names of the columns, where there is none of the name.
    pub(super) fn with_name(mut self, column: &str, name: &str) -> Result<Self, String> {
        let found = self.schema().find(column).filter(|found| found.steps.is_empty()).cloned();
        let Some(found) = found else {
            return Err(self.schema().listing());
        };
        let place = self.columns.iter().position(|other| *other == found).unwrap_or(0);
        self.columns[place].name = name.to_owned();
        Ok(self)
    }

    /// Returns what column detection needs to know.
    pub(super) fn schema(&self) -> Schema<'_> {
        Schema { path: &self.path, columns: &self.columns, nested: &self.nested }
    }

    /// Returns all values of one entry of the file's key-value metadata.
    pub(super) fn setting<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.settings().filter(move |(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Returns the file's key-value metadata.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// What the writer's own schema says of a column beside its type.
    pub(super) fn notes(&self, column: &Column) -> BTreeMap<String, String> {
        match &self.body {
            Body::Parquet(footer) => columns::notes(footer.metadata.metadata(), &column.name),
            Body::Memory(batches) => batches
                .first()
                .map(|batch| columns::notes_of(&batch.schema(), &column.name))
                .unwrap_or_default(),
            Body::Records(_) => BTreeMap::new(),
        }
    }

    /// Decodes the first `n_rows` rows of a row group, only what these slots say.
    pub(super) fn read<'a>(
        &'a self,
        row_group: usize,
        n_rows: u64,
        slots: &'a Slots,
    ) -> Result<impl Iterator<Item = Result<Batch, Error>> + 'a, Error> {
        self.read_from(row_group, 0, n_rows, slots)
    }

    /// The same for `n_rows` rows behind the first `skipped`.
    pub(super) fn read_from<'a>(
        &'a self,
        row_group: usize,
        skipped: u64,
        n_rows: u64,
        slots: &'a Slots,
    ) -> Result<impl Iterator<Item = Result<Batch, Error>> + 'a, Error> {
        let rows = skipped..skipped.saturating_add(n_rows);
        let mut batches = match &self.body {
            Body::Parquet(footer) => {
                let opened = Batches::open(&self.path, footer, row_group, rows, slots);
                Source::Parquet(opened.map_err(|source| Error::read(&self.path, source))?)
            }
            Body::Records(records) => Source::Records(Some((records, rows))),
            Body::Memory(batches) => Source::Memory(Some((&batches[row_group], rows))),
        };
        let constants = move |slot: &Slot| self.constants.get(&slot.root);
        let mut next = move || {
            let decoded = match &mut batches {
                Source::Parquet(batches) => {
                    batches.next().map_err(|source| Error::read(&self.path, source))?
                }
                Source::Records(left) => {
                    let left = left.take();
                    let decode =
                        |(records, rows)| blocks::decode(records, &self.path, row_group, rows, slots);
                    Ok(left.map(decode).transpose()?)
                }
                Source::Memory(left) => {
                    left.take().map(|(batch, rows)| memory::decode(batch, rows, slots)).transpose()
                }
            };
            match decoded {
                Ok(batch) => Ok(batch.map(|batch| batch.with_constants(slots, constants))),
                Err(problem) => Err(Error::BadValue { path: self.path.clone(), problem }),
            }
        };
        Ok(std::iter::from_fn(move || next().transpose()))
    }
}

/// Where decoded rows come from.
enum Source<'a> {
    Parquet(Batches<'a>),
    /// What is left of a block: all of it, or nothing.
    Records(Option<(&'a Records, Range<u64>)>),
    /// What is left of a batch: all of it, or nothing.
    Memory(Option<(&'a RecordBatch, Range<u64>)>),
}

/// Some decoded rows.
pub(super) struct Batch {
    /// How many.
    pub(super) n_rows: usize,
    columns: BTreeMap<usize, Values>,
}

impl Batch {
    /// Takes what the slots say out of the decoded columns, by root.
    fn of<'a>(
        slots: &Slots,
        n_rows: usize,
        column: impl Fn(usize) -> Option<&'a Values>,
    ) -> Result<Self, take::Problem> {
        let mut columns = BTreeMap::new();
        for (&number, slot) in slots {
            if let Some(values) = column(slot.root) {
                let values = take::read_as(take::take(values, &slot.steps), slot.reading, n_rows)?;
                columns.insert(number, values);
            }
        }
        Ok(Self { n_rows, columns })
    }

    /// Adds what is no part of the file.
    fn with_constants<'a>(
        mut self,
        slots: &Slots,
        value: impl Fn(&Slot) -> Option<&'a Option<String>>,
    ) -> Self {
        for (&number, slot) in slots {
            if let Some(value) = value(slot) {
                self.columns.insert(number, Values::constant(value.as_deref(), self.n_rows));
            }
        }
        self
    }

    /// Returns what was read for a slot; a column of nothing when there is no such slot.
    pub(super) fn column(&self, slot: Option<usize>) -> &Values {
        slot.and_then(|slot| self.columns.get(&slot)).unwrap_or(&Values::Absent)
    }
}
