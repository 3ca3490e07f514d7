//! Opens Parquet files and decodes row groups into plain values.
//!
//! This is the only file that knows Arrow and Parquet: the rest of the crate sees [`Column`]s and [`Values`]. The
//! schema that a writer may have embedded (`ARROW:schema`) is ignored, so that one file gives the same few types
//! whichever tool wrote it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::iter;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, Float32Array, Float64Array, Int64Array,
    PrimitiveArray, RecordBatch, StringArray, UInt64Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Field, Float32Type, Float64Type, Int64Type, Schema as ArrowSchema, UInt64Type,
};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ParquetStatisticsPolicy;
use parquet::schema::types::SchemaDescriptor;

use super::names::{CONTENT_FIELDS, PART_FIELD, ROLE_FIELDS};
use super::partitions::Partitions;
use super::schema::{Column, Kind, Schema};
use crate::error::{Error, ReadError};

/// Rows decoded at once: long documents times this bounds the memory of a worker.
const BATCH_ROWS: usize = 1024;

/// One file whose footer has been read.
#[derive(Debug)]
pub(super) struct File {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its columns, in order.
    pub(super) columns: Vec<Column>,
    /// Rows of each row group.
    pub(super) row_groups: Vec<u64>,
    metadata: ArrowReaderMetadata,
    /// Columns that are no part of the file, by root: one value for all rows.
    constants: Vec<(usize, Option<String>)>,
}

impl File {
    /// Reads the footer of a file.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        guard(|| Self::load(path)).map_err(|source| Error::read(path, source))
    }

    fn load(path: &Path) -> Result<Self, ReadError> {
        let options = ArrowReaderOptions::new()
            .with_skip_arrow_metadata(true)
            // Never used here, and the bulk of the footer of a wide file.
            .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
            .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll);
        let file = fs::File::open(path).map_err(ReadError::new)?;
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(ReadError::new)?;
        let mut row_groups = Vec::new();
        for group in metadata.metadata().row_groups() {
            let n_rows = u64::try_from(group.num_rows());
            row_groups.push(n_rows.map_err(|_| ReadError::new("a row group has fewer than 0 rows"))?);
        }
        Ok(Self {
            path: path.to_owned(),
            columns: columns(metadata.schema(), metadata.parquet_schema()),
            row_groups,
            metadata,
            constants: Vec::new(),
        })
    }

    /// Adds columns that the file's place says. A column of the file wins over a folder of the same name; those that are
    /// not `named` are known and serve nothing.
    pub(super) fn with_partitions(mut self, partitions: &Partitions, named: &[&str]) -> Self {
        let first = self.metadata.parquet_schema().root_schema().get_fields().len();
        for (root, (name, value)) in (first..).zip(partitions) {
            if self.columns.iter().any(|column| column.name == *name) {
                continue;
            }
            let kind = if named.contains(&name.as_str()) { Kind::Text } else { Kind::Partition };
            let type_name = "a partition of its folder".to_owned();
            self.columns.push(Column { name: name.clone(), kind, type_name, root });
            self.constants.push((root, value.clone()));
        }
        self
    }

    /// Returns what column detection needs to know.
    pub(super) fn schema(&self) -> Schema<'_> {
        Schema { path: &self.path, columns: &self.columns }
    }

    /// Returns all values of one entry of the file's key-value metadata.
    pub(super) fn setting<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let file = self.metadata.metadata().file_metadata();
        let pairs = file.key_value_metadata().into_iter().flatten();
        let pairs = pairs.filter(move |pair| pair.key == name);
        pairs.filter_map(|pair| pair.value.as_deref())
    }

    /// Decodes the first `n_rows` rows of a row group, only the columns with these roots.
    pub(super) fn read(
        &self,
        row_group: usize,
        n_rows: u64,
        roots: &BTreeSet<usize>,
    ) -> Result<impl Iterator<Item = Result<Batch, Error>>, Error> {
        let fail = |source| Error::read(&self.path, source);
        let mut reader = guard(|| self.reader(row_group, n_rows, roots)).map_err(fail)?;
        let constants = self.constants.iter().filter(|(root, _)| roots.contains(root));
        let constants: Vec<(usize, Option<String>)> = constants.cloned().collect();
        let roots: Vec<usize> = roots.iter().copied().collect();
        let mut next = move || match reader.next() {
            Some(batch) => batch.and_then(|batch| Batch::new(&batch, &roots, &constants)).map(Some),
            None => Ok(None),
        };
        Ok(iter::from_fn(move || guard(|| next().map_err(ReadError::new)).map_err(fail).transpose()))
    }

    fn reader(
        &self,
        row_group: usize,
        n_rows: u64,
        roots: &BTreeSet<usize>,
    ) -> Result<ParquetRecordBatchReader, ReadError> {
        let file = fs::File::open(&self.path).map_err(ReadError::new)?;
        let is_constant = |root: &usize| self.constants.iter().any(|(constant, _)| constant == root);
        let roots = roots.iter().copied().filter(|root| !is_constant(root));
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), roots);
        ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![row_group])
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .with_limit(usize::try_from(n_rows).unwrap_or(usize::MAX))
            .build()
            .map_err(ReadError::new)
    }
}

thread_local! {
    /// Whether this thread is inside [`guard`], where a panic is an answer and not a bug.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Turns a panic into an error: Arrow asserts some of what a damaged file can violate.
fn guard<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    static HOOK: Once = Once::new();
    // The message of a panic is printed before anyone can catch it. Panics elsewhere go the usual way.
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.try_with(Cell::get).unwrap_or(false) {
                usual(info);
            }
        }));
    });
    let outside = GUARDED.replace(true);
    // Nothing is used again after a panic: the file, its reader and the half-made batch are dropped.
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outside);
    outcome.unwrap_or_else(|_| Err(ReadError::new("the file contradicts itself: is it damaged?")))
}

/// Lists the top-level columns with the Parquet root each one comes from.
fn columns(schema: &ArrowSchema, parquet: &SchemaDescriptor) -> Vec<Column> {
    let roots = parquet.root_schema().get_fields();
    let mut next = 0;
    let mut columns = Vec::new();
    for field in schema.fields() {
        // Arrow drops groups without leaves, so positions may differ; the order never does.
        let rest = roots.iter().skip(next);
        next += rest.take_while(|root| root.name() != field.name()).count();
        columns.push(Column {
            name: field.name().clone(),
            kind: kind(field.data_type()),
            type_name: field.data_type().to_string(),
            root: next,
        });
        next += 1;
    }
    columns
}

/// Sorts Arrow types into what they can serve as.
fn kind(data_type: &DataType) -> Kind {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Kind::Text,
        DataType::Dictionary(_, values) => kind(values),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Kind::Float,
        DataType::Boolean => Kind::Bool,
        DataType::Null => Kind::Null,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Kind::Binary,
        other if other.is_integer() => Kind::Integer,
        other if other.is_decimal() => Kind::Decimal,
        other => element(other).map_or(Kind::Other, |item| list_kind(item.data_type())),
    }
}

/// What a list of this type can serve as.
fn list_kind(item: &DataType) -> Kind {
    match item {
        DataType::Struct(fields) => {
            let has = |names: [&str; 2], usable: fn(&DataType) -> bool| {
                fields.iter().any(|f| names.contains(&f.name().as_str()) && usable(f.data_type()))
            };
            let is_chat = has(ROLE_FIELDS, |t| kind(t) == Kind::Text) && has(CONTENT_FIELDS, is_content);
            if is_chat { Kind::Chat } else { Kind::Other }
        }
        other => match kind(other) {
            Kind::Text => Kind::TextList,
            Kind::Float => Kind::Vector,
            Kind::Null => Kind::Null,
            _ => Kind::Other,
        },
    }
}

/// The content of a turn: text, nothing, or a list of parts with a text.
fn is_content(data_type: &DataType) -> bool {
    match element(data_type).map(|item| item.data_type()) {
        Some(DataType::Struct(parts)) => {
            parts.iter().any(|f| f.name() == PART_FIELD && kind(f.data_type()) == Kind::Text)
        }
        Some(_) => false,
        None => matches!(kind(data_type), Kind::Text | Kind::Null),
    }
}

/// The element of a list type.
fn element(data_type: &DataType) -> Option<&Field> {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    }
}

/// Some decoded rows.
pub(super) struct Batch {
    /// How many.
    pub(super) n_rows: usize,
    columns: Vec<(usize, Values)>,
}

impl Batch {
    fn new(
        batch: &RecordBatch,
        roots: &[usize],
        constants: &[(usize, Option<String>)],
    ) -> Result<Self, ArrowError> {
        let mut columns = Vec::new();
        for (root, value) in constants {
            let values = vec![value.as_deref(); batch.num_rows()];
            columns.push((*root, Values::Text(StringArray::from(values))));
        }
        // A projection keeps the file's order, whatever the order asked for; `roots` is sorted, constants come last.
        for (&root, array) in roots.iter().zip(batch.columns()) {
            columns.push((root, Values::new(array)?));
        }
        Ok(Self { n_rows: batch.num_rows(), columns })
    }

    /// Returns the column with this root; a column of nothing when there is no such column.
    pub(super) fn column(&self, root: Option<usize>) -> &Values {
        let found = self.columns.iter().find(|(candidate, _)| Some(*candidate) == root);
        found.map_or(&Values::Absent, |(_, values)| values)
    }
}

/// A decoded column, free of Arrow's many types.
pub(super) enum Values {
    /// Text.
    Text(StringArray),
    /// Integers with a sign.
    Signed(Int64Array),
    /// Integers without.
    Unsigned(UInt64Array),
    /// Single-precision numbers, kept apart so that 0.7 is printed as 0.7.
    Single(Float32Array),
    /// Numbers.
    Double(Float64Array),
    /// Truth values.
    Bool(BooleanArray),
    /// Lists.
    List(List),
    /// Records, by field name.
    Record(Vec<(String, Values)>),
    /// Only nulls, or a type that serves nothing here.
    Absent,
}

/// A decoded column of lists.
pub(super) struct List {
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    /// The elements of all lists.
    pub(super) values: Box<Values>,
}

impl List {
    /// Returns where the elements of a row lie in `values`; `None` when the list is null.
    pub(super) fn items(&self, row: usize) -> Option<Range<usize>> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        let end = |i: usize| usize::try_from(self.offsets[i]).unwrap_or(0);
        Some(end(row)..end(row + 1))
    }
}

impl Values {
    fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        let to = |data_type: &DataType| cast(array, data_type);
        Ok(match array.data_type() {
            DataType::UInt64 => Values::Unsigned(array.as_primitive::<UInt64Type>().clone()),
            DataType::Float16 | DataType::Float32 => {
                Values::Single(to(&DataType::Float32)?.as_primitive::<Float32Type>().clone())
            }
            DataType::Struct(_) => {
                let record = array.as_struct();
                let fields = record.fields().iter().zip(record.columns());
                let fields = fields.map(|(field, values)| Ok((field.name().clone(), Values::new(values)?)));
                Values::Record(fields.collect::<Result<_, ArrowError>>()?)
            }
            other => match kind(other) {
                Kind::Text => Values::Text(to(&DataType::Utf8)?.as_string::<i32>().clone()),
                Kind::Integer => Values::Signed(to(&DataType::Int64)?.as_primitive::<Int64Type>().clone()),
                Kind::Float | Kind::Decimal => {
                    Values::Double(to(&DataType::Float64)?.as_primitive::<Float64Type>().clone())
                }
                Kind::Bool => Values::Bool(to(&DataType::Boolean)?.as_boolean().clone()),
                _ => match element(other) {
                    Some(item) => {
                        let lists = to(&DataType::List(item.clone().into()))?;
                        let lists = lists.as_list::<i32>();
                        Values::List(List {
                            offsets: lists.offsets().clone(),
                            nulls: lists.nulls().cloned(),
                            values: Box::new(Values::new(lists.values())?),
                        })
                    }
                    None => Values::Absent,
                },
            },
        })
    }

    /// Returns the text of a row; `None` when null or not text.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        match self {
            Values::Text(array) if array.is_valid(row) => Some(array.value(row)),
            _ => None,
        }
    }

    /// Returns the number of a row, NaN and infinities as they are; `None` when null or no number.
    pub(super) fn number(&self, row: usize) -> Option<f64> {
        Some(match self {
            // Beyond 2^53 the last digit is lost, which no score needs.
            Values::Signed(a) => at(a, row)? as f64,
            Values::Unsigned(a) => at(a, row)? as f64,
            Values::Single(a) => f64::from(at(a, row)?),
            Values::Double(a) => at(a, row)?,
            Values::Bool(a) => f64::from(u8::from(a.is_valid(row).then(|| a.value(row))?)),
            _ => return None,
        })
    }

    /// Returns the mean of a list of numbers, NaN where one of them is missing; `None` when the list is null or empty.
    pub(super) fn mean(&self, row: usize) -> Option<f64> {
        let Values::List(list) = self else { return None };
        let items = list.items(row).filter(|items| !items.is_empty())?;
        let n = items.len() as f64;
        Some(items.map(|i| list.values.number(i).unwrap_or(f64::NAN)).sum::<f64>() / n)
    }

    /// Returns the numbers of a list; missing ones are NaN. `buffer` holds them where the column does not. `None` when
    /// the list is null or no list of numbers.
    pub(super) fn vector<'a>(&'a self, row: usize, buffer: &'a mut Vec<f32>) -> Option<&'a [f32]> {
        let Values::List(list) = self else { return None };
        let items = list.items(row)?;
        buffer.clear();
        match &*list.values {
            Values::Single(a) if a.null_count() == 0 => return Some(&a.values()[items]),
            Values::Single(a) => buffer.extend(items.map(|i| at(a, i).unwrap_or(f32::NAN))),
            Values::Double(a) => buffer.extend(items.map(|i| at(a, i).map_or(f32::NAN, |v| v as f32))),
            _ => return None,
        }
        Some(buffer)
    }

    /// Returns the one spelling of a value that is the same for every type that can hold it: 7, 7.0 and "7" give
    /// `7`. `buffer` holds it where the column does not. `None` when null or NaN.
    pub(super) fn canonical<'a>(&'a self, row: usize, buffer: &'a mut String) -> Option<&'a str> {
        buffer.clear();
        let written = match self {
            Values::Text(_) => return self.text(row),
            Values::Signed(a) => write!(buffer, "{}", at(a, row)?),
            Values::Unsigned(a) => write!(buffer, "{}", at(a, row)?),
            // Adding 0 turns -0 into 0; `Display` writes whole numbers without a point.
            Values::Single(a) => write!(buffer, "{}", at(a, row).filter(|v| !v.is_nan())? + 0.0),
            Values::Double(a) => write!(buffer, "{}", at(a, row).filter(|v| !v.is_nan())? + 0.0),
            Values::Bool(a) if a.is_valid(row) => write!(buffer, "{}", a.value(row)),
            _ => return None,
        };
        written.ok().map(|()| buffer.as_str())
    }

    /// Returns the first field with one of these names.
    pub(super) fn field(&self, names: &[&str]) -> &Values {
        let Values::Record(fields) = self else {
            return &Values::Absent;
        };
        let find = |name: &&str| fields.iter().find(|(field, _)| field == name);
        names.iter().find_map(find).map_or(&Values::Absent, |(_, values)| values)
    }
}

fn at<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    array.is_valid(row).then(|| array.value(row))
}
