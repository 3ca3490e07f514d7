//! One simulated generation as a Parquet file, with its lineage in the metadata. It knows Arrow, as `parquet.rs` does.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float32Array, Int64Array, ListArray, RecordBatch, StringArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::error::Error;
use crate::read::ORIGIN;
use crate::simulate::{Generation, Rows, Simulation};

/// Key of the lineage in the metadata of a file.
const LINEAGE: &str = "genloss.lineage";

/// Where the rows come from, in words, which a report on them shows; `None` = the real corpus.
fn origin(generation: &Generation) -> Option<String> {
    let lineage = &generation.lineage;
    let said = format!(
        "drawn by genloss simulate ({} under {}), not by a model of yours",
        lineage.model, lineage.policy
    );
    (lineage.generation > 0).then_some(said)
}

/// Text of a row that has none: a corpus needs texts, and vectors have no words.
const NO_TEXT: &str = "vector";

/// Rows of a row group: enough of them for several threads to read.
const ROWS_PER_GROUP: usize = 8_192;

/// The bytes of the file of one generation. The same generation gives the same bytes.
///
/// # Errors
/// [`Error::Format`] with what the library says.
pub(super) fn bytes(simulation: &Simulation, generation: &Generation) -> Result<Vec<u8>, Error> {
    let failed = |reason: String| Error::Format { format: "parquet", reason };
    let batch = RecordBatch::try_from_iter_with_nullable(columns(simulation, generation))
        .map_err(|e| failed(e.to_string()))?;
    let lineage = serde_json::to_string(&generation.lineage).map_err(|e| failed(e.to_string()))?;
    let origin = origin(generation).map(|said| KeyValue::new(ORIGIN.to_owned(), said));
    let metadata = [KeyValue::new(LINEAGE.to_owned(), lineage)].into_iter().chain(origin).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_key_value_metadata(Some(metadata))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))
        .map_err(|e| failed(e.to_string()))?;
    writer.write(&batch).and_then(|()| writer.into_inner()).map_err(|e| failed(e.to_string()))
}

/// (name, values, may be null), in order.
fn columns(simulation: &Simulation, generation: &Generation) -> Vec<(&'static str, ArrayRef, bool)> {
    let lineage = &generation.lineage;
    let n = generation.keys.len();
    let mut columns: Vec<(&str, ArrayRef, bool)> =
        vec![("key", Arc::new(StringArray::from_iter_values(&generation.keys)), false)];
    match &generation.rows {
        Rows::Texts(documents) => {
            let texts = documents.iter().map(|document| simulation.text(document));
            columns.push(("text", Arc::new(StringArray::from_iter_values(texts)), false));
            let reasons = documents.iter().map(|document| if document.cut { "length" } else { "stop" });
            columns.push(("finish_reason", Arc::new(StringArray::from_iter_values(reasons)), false));
        }
        Rows::Vectors(vectors) => {
            columns.push(("text", Arc::new(StringArray::from_iter_values(vec![NO_TEXT; n])), false));
            columns.push(("embedding", Arc::new(lists(vectors)), false));
        }
    }
    let parent = lineage.generation.checked_sub(1).map(|parent| parent as i64);
    columns.push(("generation", Arc::new(Int64Array::from(vec![lineage.generation as i64; n])), false));
    columns.push(("parent", Arc::new(Int64Array::from(vec![parent; n])), true));
    let policy = lineage.policy.to_string();
    columns.push(("policy", Arc::new(StringArray::from_iter_values(vec![policy; n])), false));
    columns
}

/// Vectors as lists of 32-bit floats, which is what embeddings are.
fn lists(vectors: &[Vec<f64>]) -> ListArray {
    let values: Float32Array = vectors.iter().flatten().map(|x| Some(*x as f32)).collect();
    let offsets = OffsetBuffer::from_lengths(vectors.iter().map(Vec::len));
    ListArray::new(Arc::new(Field::new("item", DataType::Float32, true)), offsets, Arc::new(values), None)
}
