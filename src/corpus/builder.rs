//! Rows, or record batches, in memory to a corpus.

use super::rows::{Row, Rows};
use super::{Corpus, read};
use crate::config::Config;
use crate::error::Error;
use crate::profile::Counting;
use crate::progress::{Observer, Silent};
use crate::read::RecordBatch;
use crate::terms::{ColumnRole, DataColumn};

/// Gathers a corpus in memory, either of rows or of record batches; [`CorpusBuilder::finish`] counts it.
///
/// Rows become the columns `text`, `key`, `slice`, `prompt`, `finish_reason` and `embedding`, as far as any row has one, and those that
/// were declared. They are read as a file of these columns would be.
///
/// ```
/// use std::sync::Arc;
///
/// use genloss::arrow::array::{ArrayRef, RecordBatch, StringArray};
/// use genloss::{CellValue, ColumnRole, Corpus, Row};
///
/// let mut rows = Corpus::builder("before").column("grade", ColumnRole::Score);
/// rows.push(Row { values: &[CellValue::Number(0.5)], ..Row::new("An answer.") })?;
/// assert_eq!(rows.finish()?.n_documents(), 1);
///
/// let column = |texts: [&str; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
/// let batch = RecordBatch::try_from_iter([
///     ("prompt_id", column(["1", "2"])),
///     ("response", column(["An answer.", "Another one."])),
/// ]);
/// let mut batches = Corpus::builder("after");
/// batches.push_batch(batch.expect("columns of one length"))?;
/// let corpus = batches.finish()?;
/// assert_eq!((corpus.n_documents(), corpus.header().columns.text.as_str()), (2, "response"));
/// # Ok::<(), genloss::Error>(())
/// ```
#[derive(Debug)]
pub struct CorpusBuilder {
    name: String,
    config: Config,
    like: Option<(Counting, String)>,
    declared: Vec<DataColumn>,
    rows: Option<Rows>,
    batches: Vec<RecordBatch>,
    first_row: u64,
    sampling: Vec<(String, String)>,
    origin: Option<String>,
}

impl CorpusBuilder {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            config: Config::default(),
            like: None,
            declared: Vec::new(),
            rows: None,
            batches: Vec::new(),
            first_row: 0,
            sampling: Vec::new(),
            origin: None,
        }
    }

    /// Reads and counts by these settings. Their columns are those of record batches: named, or detected as in a file.
    #[must_use]
    pub fn settings(self, config: &Config) -> Self {
        Self { config: config.clone(), ..self }
    }

    /// Reads and counts as `reference` was: by its settings, from columns of the same names, in its unit.
    #[must_use]
    pub fn like(self, reference: &Corpus) -> Self {
        let counting = (reference.header.counting, reference.header.name.clone());
        Self { config: reference.settings(), like: Some(counting), ..self }
    }

    /// Declares a column of numbers or labels that every row has a value for; in the order of [`Row::values`].
    #[must_use]
    pub fn column(mut self, name: &str, role: ColumnRole) -> Self {
        self.declared.push(DataColumn { name: name.to_owned(), role });
        self
    }

    /// Says that the rows are a later part of a corpus, which begins with this row, counted from 0: see [`Corpus::merge`].
    #[must_use]
    pub fn from_row(self, first_row: u64) -> Self {
        Self { first_row, ..self }
    }

    /// States how the outputs were sampled: `temperature`, `top_p`, `max_tokens` or `system_prompt`.
    #[must_use]
    pub fn sampling(mut self, setting: &str, value: &str) -> Self {
        self.sampling.push((setting.to_owned(), value.to_owned()));
        self
    }

    /// States where the rows come from.
    #[must_use]
    pub fn origin(self, origin: &str) -> Self {
        Self { origin: Some(origin.to_owned()), ..self }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::BadRow`] where its values are not those of the columns declared, or behind a record batch.
    pub fn push(&mut self, row: Row<'_>) -> Result<(), Error> {
        if !self.batches.is_empty() {
            return Err(self.bad("a row came behind record batches; give one corpus either of them"));
        }
        let rows = self.rows.get_or_insert_with(|| Rows::new(&self.declared));
        let pushed = rows.push(&row);
        pushed.map_err(|problem| self.bad(&problem))
    }

    /// Adds a record batch; all have one schema. What it holds is shared until the corpus is finished, not copied.
    ///
    /// # Errors
    /// [`Error::BadRow`] where its columns are others than those of the first, or behind a row.
    pub fn push_batch(&mut self, batch: RecordBatch) -> Result<(), Error> {
        if self.rows.is_some() {
            return Err(self.bad("a record batch came behind rows; give one corpus either of them"));
        }
        let columns = |batch: &RecordBatch| -> Vec<String> {
            let fields = batch.schema();
            fields.fields().iter().map(|f| format!("{} {}", f.name(), f.data_type())).collect()
        };
        if let Some(first) = self.batches.first()
            && columns(first) != columns(&batch)
        {
            let (found, expected) = (columns(&batch).join(", "), columns(first).join(", "));
            return Err(self.bad(&format!("found a record batch of {found}, expected {expected} as before")));
        }
        self.batches.push(batch);
        Ok(())
    }

    /// Counts the corpus.
    ///
    /// # Errors
    /// Anything that makes the rows or a setting unusable; see [`Error`].
    pub fn finish(self) -> Result<Corpus, Error> {
        self.finish_watched(&Silent)
    }

    /// The same, telling an observer how far it is.
    ///
    /// # Errors
    /// As [`CorpusBuilder::finish`].
    pub fn finish_watched(mut self, observer: &dyn Observer) -> Result<Corpus, Error> {
        if self.batches.is_empty() {
            let rows = self.rows.take().unwrap_or_else(|| Rows::new(&self.declared));
            (self.batches, self.config.columns) = rows.finish();
        }
        self.config.validate()?;
        let config = Config { replicates: false, reference: None, ..self.config };
        let like = self.like.as_ref().map(|(counting, name)| (*counting, name.as_str()));
        let mut corpus = read::table(&self.name, &self.batches, self.first_row, &config, like, observer)?;
        let header = &mut corpus.header;
        header.origin = self.origin.or(header.origin.take());
        for (setting, value) in self.sampling {
            header.sampling.retain(|(known, _)| *known != setting);
            header.sampling.push((setting, vec![value]));
        }
        header.sampling.sort();
        Ok(corpus)
    }

    fn bad(&self, problem: &str) -> Error {
        Error::BadRow { corpus: self.name.clone(), problem: problem.to_owned() }
    }
}
