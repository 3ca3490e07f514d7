//! Test support: writes small Parquet files of every layout. The only other place that names Arrow.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{MapBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, FixedSizeBinaryArray, FixedSizeListArray,
    Float32Array, Float64Array, Int32Array, Int64Array, LargeListArray, ListArray, NullArray, RecordBatch,
    StringArray, StructArray, UInt64Array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type, Int96,
    Int96Type,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// A column to write.
pub(crate) type Values = ArrayRef;

/// A file to write.
#[derive(Default)]
pub(crate) struct Table {
    columns: Vec<(String, ArrayRef)>,
    settings: Vec<KeyValue>,
    rows_per_group: Option<usize>,
    without_arrow_schema: bool,
}

impl Table {
    /// Starts with one column.
    pub(crate) fn of(name: &str, values: Values) -> Self {
        Self::default().and(name, values)
    }

    /// Adds a column.
    pub(crate) fn and(mut self, name: &str, values: Values) -> Self {
        self.columns.push((name.to_owned(), values));
        self
    }

    /// Adds key-value metadata.
    pub(crate) fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push(KeyValue::new(name.to_owned(), value.to_owned()));
        self
    }

    /// Cuts the file into row groups of this size.
    pub(crate) fn row_groups_of(mut self, n_rows: usize) -> Self {
        self.rows_per_group = Some(n_rows);
        self
    }

    /// Leaves the `ARROW:schema` out, as writers other than Arrow's do.
    pub(crate) fn without_arrow_schema(mut self) -> Self {
        self.without_arrow_schema = true;
        self
    }

    /// The table in memory, without its metadata.
    pub(crate) fn batch(&self) -> RecordBatch {
        let field = |(name, values): &(String, ArrayRef)| Field::new(name, values.data_type().clone(), true);
        let schema = Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()));
        let columns = self.columns.iter().map(|(_, values)| Arc::clone(values)).collect();
        RecordBatch::try_new(schema, columns).unwrap()
    }

    /// Writes it and returns the path.
    pub(crate) fn write(self, folder: &Path, name: &str) -> PathBuf {
        let batch = self.batch();
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(self.settings))
            .set_max_row_group_row_count(self.rows_per_group.or(Some(1 << 20)))
            .build();
        let options = ArrowWriterOptions::new()
            .with_properties(properties)
            .with_skip_arrow_metadata(self.without_arrow_schema);
        let path = folder.join(name);
        let mut writer =
            ArrowWriter::try_new_with_options(File::create(&path).unwrap(), batch.schema(), options).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        path
    }
}

/// Texts.
pub(crate) fn texts<'a, T: Into<Option<&'a str>>>(values: impl IntoIterator<Item = T>) -> Values {
    Arc::new(values.into_iter().map(Into::into).collect::<StringArray>())
}

/// Texts of another Arrow type.
pub(crate) fn texts_as(data_type: &DataType, values: &Values) -> Values {
    cast(values, data_type).unwrap()
}

/// Arrow's other text types: large, view, dictionary.
pub(crate) fn text_types() -> Vec<DataType> {
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    vec![DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View, dictionary]
}

/// Integers.
pub(crate) fn ints<T: Into<Option<i64>>>(values: impl IntoIterator<Item = T>) -> Values {
    Arc::new(values.into_iter().map(Into::into).collect::<Int64Array>())
}

/// 32-bit integers.
pub(crate) fn small_ints(values: Vec<i32>) -> Values {
    Arc::new(Int32Array::from(values))
}

/// Unsigned integers.
pub(crate) fn unsigned(values: Vec<u64>) -> Values {
    Arc::new(UInt64Array::from(values))
}

/// Double-precision numbers.
pub(crate) fn doubles<T: Into<Option<f64>>>(values: impl IntoIterator<Item = T>) -> Values {
    Arc::new(values.into_iter().map(Into::into).collect::<Float64Array>())
}

/// Single-precision numbers.
pub(crate) fn singles(values: Vec<f32>) -> Values {
    Arc::new(Float32Array::from(values))
}

/// Half-precision numbers.
pub(crate) fn halves(values: Vec<f32>) -> Values {
    cast(&singles(values), &DataType::Float16).unwrap()
}

/// Decimals with two digits behind the point, given in hundredths.
pub(crate) fn decimals(hundredths: Vec<i128>) -> Values {
    Arc::new(Decimal128Array::from(hundredths).with_precision_and_scale(10, 2).unwrap())
}

/// Truth values.
pub(crate) fn bools(values: Vec<bool>) -> Values {
    Arc::new(BooleanArray::from(values))
}

/// A column that only ever held nulls.
pub(crate) fn nulls(n_rows: usize) -> Values {
    Arc::new(NullArray::new(n_rows))
}

/// Bytes that nobody declared to be text.
pub(crate) fn bytes(values: Vec<&[u8]>) -> Values {
    Arc::new(BinaryArray::from(values))
}

/// Lists over `values`, row by row of these lengths; `None` is a null list.
pub(crate) fn lists(values: Values, lengths: &[Option<usize>]) -> Values {
    let offsets = OffsetBuffer::from_lengths(lengths.iter().map(|length| length.unwrap_or(0)));
    let valid = NullBuffer::from_iter(lengths.iter().map(Option::is_some));
    let item = Arc::new(Field::new("item", values.data_type().clone(), true));
    Arc::new(ListArray::new(item, offsets, values, Some(valid)))
}

/// The same lists with 64-bit offsets.
pub(crate) fn large(lists: &Values) -> Values {
    let DataType::List(item) = lists.data_type() else { panic!("not a list") };
    let large = cast(lists, &DataType::LargeList(item.clone())).unwrap();
    assert!(large.as_any().is::<LargeListArray>());
    large
}

/// Lists of one fixed length.
pub(crate) fn fixed_lists(values: Values, length: i32) -> Values {
    let item = Arc::new(Field::new("item", values.data_type().clone(), true));
    Arc::new(FixedSizeListArray::new(item, length, values, None))
}

/// Writes two texts beside a column of Arrow's extension type for tensors of this shape.
pub(crate) fn tensors(folder: &Path, name: &str, column: &str, values: Values, shape: &str) -> PathBuf {
    let extension = [
        ("ARROW:extension:name", "arrow.fixed_shape_tensor".to_owned()),
        ("ARROW:extension:metadata", format!(r#"{{"shape":{shape}}}"#)),
    ];
    let extension: std::collections::HashMap<String, String> =
        extension.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let tensor = Field::new(column, values.data_type().clone(), true).with_metadata(extension);
    let text = Field::new("text", DataType::Utf8, true);
    let schema = Arc::new(Schema::new(vec![text, tensor]));
    let batch = RecordBatch::try_new(schema.clone(), vec![texts(["a", "b"]), values]).unwrap();
    let path = folder.join(name);
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path
}

/// Records, field by field.
pub(crate) fn records(fields: Vec<(&str, Values)>) -> Values {
    let field = |(name, values): (&str, Values)| {
        (Arc::new(Field::new(name, values.data_type().clone(), true)), values)
    };
    Arc::new(StructArray::from(fields.into_iter().map(field).collect::<Vec<_>>()))
}

/// Maps of texts, row by row of these lengths.
pub(crate) fn maps(keys: &[&str], values: &[&str], lengths: &[usize]) -> Values {
    let mut builder = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    let mut entries = keys.iter().zip(values);
    for length in lengths {
        for (key, value) in entries.by_ref().take(*length) {
            builder.keys().append_value(key);
            builder.values().append_value(value);
        }
        builder.append(true).unwrap();
    }
    Arc::new(builder.finish())
}

/// Writes a file whose `text` column claims to be UTF-8 and is not.
pub(crate) fn write_invalid_utf8(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let schema = Arc::new(parse_message_type("message m { required binary text (UTF8); }").unwrap());
    let mut writer = SerializedFileWriter::new(File::create(&path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<ByteArrayType>()
        .write_batch(&[ByteArray::from(vec![b'a', 0xff, 0xfe])], None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    path
}

/// Decimals without digits behind the point, as wide as they come.
pub(crate) fn whole_decimals(values: Vec<i128>) -> Values {
    Arc::new(Decimal128Array::from(values).with_precision_and_scale(38, 0).unwrap())
}

/// Values of another Arrow type.
pub(crate) fn as_type(data_type: &DataType, values: &Values) -> Values {
    cast(values, data_type).unwrap()
}

/// Bytes of one fixed length.
pub(crate) fn fixed_bytes(values: &[Vec<u8>]) -> Values {
    Arc::new(FixedSizeBinaryArray::try_from_iter(values.iter()).unwrap())
}

/// Writes texts beside identifiers that Parquet declares as UUIDs.
pub(crate) fn write_uuids(folder: &Path, name: &str, ids: &[[u8; 16]]) -> PathBuf {
    let path = folder.join(name);
    let message =
        "message m { required fixed_len_byte_array(16) prompt_id (UUID); required binary text (UTF8); }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(&path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let values: Vec<FixedLenByteArray> =
        ids.iter().map(|id| FixedLenByteArray::from(ByteArray::from(id.to_vec()))).collect();
    column.typed::<FixedLenByteArrayType>().write_batch(&values, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let texts: Vec<ByteArray> =
        (0..ids.len()).map(|i| ByteArray::from(format!("text {i}").as_str())).collect();
    column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    path
}

/// Writes rows as writers other than Arrow's do: no `ARROW:schema`, parts of lists under other names, JSON said to be that, columns without
/// nulls, and times of 96 bits where asked.
pub(crate) fn foreign(path: &Path, n_rows: usize, old_times: bool) {
    let message = format!(
        "message spark_schema {{ required binary text (UTF8); required int32 id (INTEGER(16, true)); optional group tags (LIST) {{ \
         repeated group bag {{ optional int64 array_element; }} }} required binary meta (JSON); {} }}",
        if old_times { "required int96 at;" } else { "" }
    );
    let schema = Arc::new(parse_message_type(&message).unwrap());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let bytes = |of: &dyn Fn(usize) -> String| -> Vec<ByteArray> {
        (0..n_rows).map(|row| ByteArray::from(of(row).as_str())).collect()
    };
    let mut column = group.next_column().unwrap().unwrap();
    let texts = bytes(&|row| format!("text {row}, of some words, none of them {}", row * 7919));
    column.typed::<ByteArrayType>().write_batch(&texts, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ids: Vec<i32> = (0..n_rows as i32).collect();
    column.typed::<Int32Type>().write_batch(&ids, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let tags: Vec<i64> = (0..n_rows as i64).collect();
    column.typed::<Int64Type>().write_batch(&tags, Some(&vec![3; n_rows]), Some(&vec![0; n_rows])).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<ByteArrayType>()
        .write_batch(&bytes(&|row| format!("{{\"row\":{row}}}")), None, None)
        .unwrap();
    column.close().unwrap();
    if let Some(mut column) = group.next_column().unwrap() {
        let times: Vec<Int96> = (0..n_rows as u32).map(|row| Int96::from(vec![row, 0, 2_450_000])).collect();
        column.typed::<Int96Type>().write_batch(&times, None, None).unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}
