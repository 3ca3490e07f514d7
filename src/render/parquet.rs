//! `metrics.parquet`: the tidy table with types, for notebooks and databases. The only file of this stage that knows Arrow.
//!
//! Text is exactly that of the report. The same report gives the same bytes.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::error::Error;
use crate::read::TABLE_KEY;
use crate::render::finite;
use crate::render::tidy::{self, COLUMNS, Get, Row};
use crate::report::Report;

/// The bytes of the file.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite, [`Error::Format`] with what the library says.
pub fn bytes(report: &Report) -> Result<Vec<u8>, Error> {
    finite::check(report)?;
    let failed = |reason: String| Error::Format { format: "parquet", reason };
    let rows = tidy::rows(report);
    // Every column may hold `null`, whatever this report holds.
    let columns = COLUMNS.iter().map(|column| (column.name, array(&column.get, &rows), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| failed(e.to_string()))?;
    // Where the table lies among data, the next run knows it by this.
    let own = KeyValue::new(TABLE_KEY.to_owned(), "metrics".to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![own]))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))
        .map_err(|e| failed(e.to_string()))?;
    writer.write(&batch).and_then(|()| writer.into_inner()).map_err(|e| failed(e.to_string()))
}

fn array(get: &Get, rows: &[Row<'_>]) -> ArrayRef {
    match get {
        Get::Text(get) => Arc::new(rows.iter().map(get).collect::<StringArray>()),
        Get::Name(get) => Arc::new(rows.iter().map(get).collect::<StringArray>()),
        Get::Number(get) => Arc::new(rows.iter().map(get).collect::<Float64Array>()),
        // Signed, because not every reader has unsigned integers.
        Get::Count(get) => {
            let signed = |row| get(row).map(|n| i64::try_from(n).unwrap_or(i64::MAX));
            Arc::new(rows.iter().map(signed).collect::<Int64Array>())
        }
        Get::Flag(get) => Arc::new(rows.iter().map(get).collect::<BooleanArray>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use arrow_array::Array;
    use arrow_schema::DataType;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn read(report: &Report) -> RecordBatch {
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), bytes(report).unwrap()).unwrap();
        let file = std::fs::File::open(path.path()).unwrap();
        let mut batches = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batch = batches.next().unwrap().unwrap();
        assert!(batches.next().is_none());
        batch
    }

    #[test]
    fn types_nulls_and_text_survive() {
        let mut report = testing::collapse();
        let odd = "=1\n\0\u{202e}日本";
        report.comparisons[0].current = odd.to_owned();
        report.comparisons[0].metrics[0].value = None;
        report.comparisons[0].metrics[1].value = Some(0.1 + 0.2);
        let batch = read(&report);
        assert_eq!(batch.num_columns(), COLUMNS.len());
        assert_eq!(batch.num_rows(), tidy::rows(&report).len());
        let type_of = |name: &str| batch.schema().field_with_name(name).unwrap().data_type().clone();
        for (name, expected) in [
            ("value", DataType::Float64),
            ("n_used", DataType::Int64),
            ("gating", DataType::Boolean),
            ("generation", DataType::Utf8),
        ] {
            assert_eq!(type_of(name), expected, "{name}");
        }
        let value = batch.column_by_name("value").unwrap();
        let value = value.as_any().downcast_ref::<Float64Array>().unwrap();
        let first = report.levels.len();
        assert!(value.is_null(first));
        assert_eq!(value.value(first + 1), 0.1 + 0.2);
        let generation = batch.column_by_name("generation").unwrap();
        assert_eq!(generation.as_any().downcast_ref::<StringArray>().unwrap().value(first), odd);
    }

    #[test]
    fn the_same_report_gives_the_same_bytes_and_nan_is_refused() {
        let mut report = testing::collapse();
        assert_eq!(bytes(&report).unwrap(), bytes(&report).unwrap());
        report.comparisons[0].metrics[0].value = Some(f64::NAN);
        assert!(matches!(bytes(&report), Err(Error::NotFinite { .. })));
    }

    #[test]
    fn nothing_compared_is_a_table_without_rows() {
        let mut report = testing::collapse();
        report.comparisons.clear();
        let bytes = bytes(&report).unwrap();
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
}
