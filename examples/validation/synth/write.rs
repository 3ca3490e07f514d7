//! Corpora to Parquet, the same bytes every time.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{FixedSizeListBuilder, Float32Builder, ListBuilder};
use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::{DIMENSIONS, Doc};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What a report on these corpora says of them.
const ORIGIN: &str = "made-up words from a generator of test corpora; no model wrote them";

/// How embeddings are stored; both are common, and a reader must take both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vectors {
    FixedSize,
    List,
}

/// Writes `docs` to `path`, without a text where `is_null` says so.
pub(crate) fn parquet(
    path: &Path,
    docs: &[Doc],
    vectors: Vectors,
    is_null: impl Fn(u32) -> bool,
) -> Outcome<()> {
    let columns: [(&str, ArrayRef); 5] = [
        ("prompt_id", Arc::new(docs.iter().map(|doc| i32::try_from(doc.key).ok()).collect::<Int32Array>())),
        ("domain", Arc::new(docs.iter().map(|doc| Some(doc.slice)).collect::<StringArray>())),
        (
            "text",
            Arc::new(
                docs.iter().map(|doc| (!is_null(doc.key)).then_some(&doc.text)).collect::<StringArray>(),
            ),
        ),
        ("score", Arc::new(docs.iter().map(|doc| Some(doc.score)).collect::<Float64Array>())),
        ("embedding", embeddings(docs, vectors)),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), *name == "text"))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns.map(|(_, column)| column).to_vec())?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(9)?))
        // Texts do not repeat; a dictionary of them is only a detour.
        .set_column_dictionary_enabled("text".into(), false)
        .set_key_value_metadata(Some(vec![KeyValue::new("genloss.origin".to_owned(), ORIGIN.to_owned())]))
        // One page: the longer the window, the smaller the file.
        .set_data_page_size_limit(8 << 20)
        .build();
    let mut writer = ArrowWriter::try_new(File::create(path)?, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

fn embeddings(docs: &[Doc], vectors: Vectors) -> ArrayRef {
    let item = Field::new("item", DataType::Float32, false);
    match vectors {
        Vectors::FixedSize => {
            let mut builder =
                FixedSizeListBuilder::new(Float32Builder::new(), DIMENSIONS as i32).with_field(item);
            for doc in docs {
                builder.values().append_slice(&doc.embedding);
                builder.append(true);
            }
            Arc::new(builder.finish())
        }
        Vectors::List => {
            let mut builder = ListBuilder::new(Float32Builder::new()).with_field(item);
            for doc in docs {
                builder.values().append_slice(&doc.embedding);
                builder.append(true);
            }
            Arc::new(builder.finish())
        }
    }
}
