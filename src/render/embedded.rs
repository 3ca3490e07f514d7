//! Texts with their vectors as a Parquet file, which appears whole or not at all. It knows Arrow, as `parquet.rs` does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{FixedSizeListBuilder, Float32Builder};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::check_writable;
use crate::config::STATIC_EMBEDDING;
use crate::embed::{EmbeddedRow, Sink, Source};
use crate::error::Error;
use crate::files::Growing;

/// Keys of the file's metadata: the model's folder, what tells it from another of the name, and the coordinates of a vector.
const MODEL: [&str; 3] = ["genloss.embedding_model", "genloss.embedding_hash", "genloss.embedding_dimension"];

/// Rows of a row group: enough of them for several threads to read.
const ROWS_PER_GROUP: usize = 8_192;

/// A file of embedded rows that is being written.
pub struct EmbeddedFile {
    path: PathBuf,
    writing: Option<Writing>,
}

struct Writing {
    writer: ArrowWriter<Growing>,
    schema: SchemaRef,
    has_keys: bool,
    dimension: i32,
}

impl EmbeddedFile {
    /// Will write this file. Nothing is left behind where it is not finished.
    ///
    /// # Errors
    /// [`Error::Write`] where its folder cannot be written, or the path is a folder.
    pub fn new(path: &Path) -> Result<Self, Error> {
        if path.is_dir() || path.file_name().is_none() {
            return Err(failed(path)(std::io::ErrorKind::IsADirectory.into()));
        }
        check_writable(folder(path))?;
        Ok(Self { path: path.to_owned(), writing: None })
    }

    /// Completes the file and puts it in its place.
    ///
    /// # Errors
    /// [`Error::Write`]; what stood in its place is as it was.
    pub fn finish(self) -> Result<(), Error> {
        let failed = failed(&self.path);
        let Some(Writing { writer, .. }) = self.writing else { return Ok(()) };
        let file = writer.into_inner().map_err(|e| failed(std::io::Error::other(e)))?;
        file.place().map_err(failed)
    }
}

impl Sink for EmbeddedFile {
    fn begin(&mut self, source: &Source) -> Result<(), Error> {
        let failed = failed(&self.path);
        let dimension = i32::try_from(source.dimension)
            .map_err(|_| Error::Format { format: "parquet", reason: "vectors are too long".to_owned() })?;
        let schema = schema(source, dimension);
        let said = [source.model.display().to_string(), source.hash.clone(), source.dimension.to_string()];
        let metadata = MODEL.iter().zip(said).map(|(key, value)| KeyValue::new((*key).to_owned(), value));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .set_key_value_metadata(Some(metadata.collect()))
            .build();
        let file = Growing::begin(&self.path).map_err(&failed)?;
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|e| failed(std::io::Error::other(e)))?;
        let has_keys = source.key_column.is_some();
        self.writing = Some(Writing { writer, schema, has_keys, dimension });
        Ok(())
    }

    fn add(&mut self, rows: &[EmbeddedRow]) -> Result<(), Error> {
        let Some(writing) = &mut self.writing else { return Ok(()) };
        writing.add(rows).map_err(|reason| failed(&self.path)(std::io::Error::other(reason)))
    }
}

impl Writing {
    fn add(&mut self, rows: &[EmbeddedRow]) -> Result<(), String> {
        let keys =
            || -> ArrayRef { Arc::new(rows.iter().map(|row| row.key.as_deref()).collect::<StringArray>()) };
        let texts: ArrayRef = Arc::new(rows.iter().map(|row| row.text.as_deref()).collect::<StringArray>());
        let mut columns = if self.has_keys { vec![keys(), texts] } else { vec![texts] };
        columns.push(vectors(rows, self.dimension));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(|e| e.to_string())?;
        self.writer.write(&batch).map_err(|e| e.to_string())
    }
}

fn vectors(rows: &[EmbeddedRow], dimension: i32) -> ArrayRef {
    let length = usize::try_from(dimension).unwrap_or_default();
    let mut lists = FixedSizeListBuilder::new(Float32Builder::new(), dimension).with_field(item());
    for row in rows {
        match &row.vector {
            Some(vector) => lists.values().append_slice(vector),
            None => lists.values().append_slice(&vec![0.0; length]),
        }
        lists.append(row.vector.is_some());
    }
    Arc::new(lists.finish())
}

fn item() -> Field {
    Field::new("item", DataType::Float32, false)
}

/// The columns of key and text under their own names, unless that is the vectors'.
fn schema(source: &Source, dimension: i32) -> SchemaRef {
    let keys = source.key_column.iter().map(|name| Field::new(name, DataType::Utf8, true));
    let text =
        if Some(&source.text_column) == source.key_column.as_ref() { "text" } else { &source.text_column };
    let vectors = DataType::FixedSizeList(Arc::new(item()), dimension);
    let behind =
        [Field::new(text, DataType::Utf8, true), Field::new(STATIC_EMBEDDING, vectors, true)].into_iter();
    Arc::new(Schema::new(keys.chain(behind).collect::<Vec<_>>()))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |source| Error::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use arrow_array::Array;
    use arrow_array::cast::AsArray;
    use arrow_array::types::Float32Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn source(key: Option<&str>) -> Source {
        Source {
            text_column: "answer".to_owned(),
            key_column: key.map(str::to_owned),
            model: "models/x".into(),
            dimension: 2,
            hash: "00ff".to_owned(),
        }
    }

    fn row(key: Option<&str>, text: Option<&str>, vector: Option<[f32; 2]>) -> EmbeddedRow {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        EmbeddedRow { key: owned(key), text: owned(text), vector: vector.map(|v| v.to_vec()) }
    }

    fn files(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn rows_come_back_with_their_vectors_and_the_model() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/x.parquet");
        let mut file = EmbeddedFile::new(&path).unwrap();
        file.begin(&source(Some("id"))).unwrap();
        file.add(&[row(Some("1"), Some("a"), Some([0.6, 0.8]))]).unwrap();
        file.add(&[row(None, None, None)]).unwrap();
        assert!(!path.exists(), "not before it is complete");
        file.finish().unwrap();
        assert_eq!(files(path.parent().unwrap()), 1);
        let file = File::open(&path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let said = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
        let value = |key: &str| said.iter().find(|kv| kv.key == key).unwrap().value.clone().unwrap();
        assert_eq!(MODEL.map(value), ["models/x", "00ff", "2"]);
        let batch = reader.build().unwrap().next().unwrap().unwrap();
        let names: Vec<_> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, ["id", "answer", "static_embedding"]);
        assert_eq!(batch.column(1).as_string::<i32>().iter().collect::<Vec<_>>(), [Some("a"), None]);
        let vectors = batch.column(2).as_fixed_size_list();
        assert_eq!(vectors.value(0).as_primitive::<Float32Type>().values(), &[0.6, 0.8]);
        assert!(vectors.is_null(1) && batch.column(0).is_null(1));
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        std::fs::write(&path, "old").unwrap();
        let mut file = EmbeddedFile::new(&path).unwrap();
        file.begin(&source(None)).unwrap();
        file.add(&[row(None, Some("a"), None)]).unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(files(folder.path()), 1);
        assert!(matches!(EmbeddedFile::new(folder.path()), Err(Error::Write { .. })), "a folder");
    }

    #[test]
    fn a_key_that_is_the_text_has_a_column_of_its_own() {
        let same = Source { key_column: Some("answer".to_owned()), ..source(None) };
        let names: Vec<_> = schema(&same, 2).fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(names, ["answer", "text", "static_embedding"]);
    }
}
