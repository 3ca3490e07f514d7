//! Rows in memory to record batches: the columns of a file that holds the same rows.

use std::mem;
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Float64Builder, LargeStringBuilder, ListBuilder};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};

use crate::config::Columns;
use crate::terms::{CellValue, ColumnRole, DataColumn};

/// Rows of a batch.
const ROWS: usize = 1 << 13;

/// Bytes of texts of a batch.
const BYTES: usize = 64 << 20;

/// One row. Absent is `None`: a row without a text is a prompt that got no answer.
///
/// ```
/// use genloss::Row;
///
/// let answer = Row { key: Some("17"), vector: Some(&[0.1, 0.2, 0.3]), ..Row::new("The answer.") };
/// let unanswered = Row { key: Some("18"), ..Row::default() };
/// assert_eq!((answer.text, unanswered.text), (Some("The answer."), None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Row<'a> {
    /// What the model wrote.
    pub text: Option<&'a str>,
    /// What names the prompt: rows of two generations with one key are answers to one prompt.
    pub key: Option<&'a str>,
    /// The slice that the row belongs to.
    pub slice: Option<&'a str>,
    /// The prompt itself.
    pub prompt: Option<&'a str>,
    /// Why generation stopped: "stop", "length", …
    pub finish_reason: Option<&'a str>,
    /// The embedding of the text.
    pub vector: Option<&'a [f32]>,
    /// The values of the columns that were declared, in that order.
    pub values: &'a [CellValue<'a>],
}

impl<'a> Row<'a> {
    /// A row of which only the text is known.
    pub fn new(text: &'a str) -> Self {
        Self { text: Some(text), ..Self::default() }
    }
}

/// Names of the columns of texts that rows have, with what each takes of a row.
type Part = (&'static str, for<'a> fn(&Row<'a>) -> Option<&'a str>);

const TEXT: Part = ("text", |row| row.text);
const KEY: Part = ("key", |row| row.key);
const SLICE: Part = ("slice", |row| row.slice);
const PROMPT: Part = ("prompt", |row| row.prompt);
const FINISH: Part = ("finish_reason", |row| row.finish_reason);
const TEXTS: [Part; 5] = [TEXT, KEY, SLICE, PROMPT, FINISH];
const VECTOR: &str = "embedding";

/// Rows on their way into record batches.
#[derive(Debug)]
pub(super) struct Rows {
    texts: [LargeStringBuilder; TEXTS.len()],
    vector: ListBuilder<Float32Builder>,
    data: Vec<(DataColumn, Values)>,
    /// Which of the texts, and whether the vector, is there in any row; the text always is.
    used: [bool; TEXTS.len()],
    has_vector: bool,
    n_rows: usize,
    n_bytes: usize,
    done: Vec<RecordBatch>,
}

#[derive(Debug)]
enum Values {
    Numbers(Float64Builder),
    Labels(LargeStringBuilder),
}

impl Rows {
    /// Rows with values in these columns.
    pub(super) fn new(columns: &[DataColumn]) -> Self {
        let values = |column: &DataColumn| match column.role {
            ColumnRole::Categorical => Values::Labels(LargeStringBuilder::new()),
            _ => Values::Numbers(Float64Builder::new()),
        };
        Self {
            texts: Default::default(),
            vector: ListBuilder::new(Float32Builder::new()),
            data: columns.iter().map(|column| (column.clone(), values(column))).collect(),
            used: [true, false, false, false, false],
            has_vector: false,
            n_rows: 0,
            n_bytes: 0,
            done: Vec::new(),
        }
    }

    /// Adds a row, or says what is wrong with it.
    pub(super) fn push(&mut self, row: &Row<'_>) -> Result<(), String> {
        if row.values.len() != self.data.len() {
            return Err(format!(
                "found {} values, expected {}, one for each column that was declared",
                row.values.len(),
                self.data.len()
            ));
        }
        for ((column, _), value) in self.data.iter().zip(row.values) {
            let is_label = matches!(value, CellValue::Label(_));
            let expected = if column.role == ColumnRole::Categorical { "a label" } else { "a number" };
            if *value != CellValue::Null && is_label != (expected == "a label") {
                return Err(format!("found {value:?} in column `{}`, expected {expected}", column.name));
            }
        }
        for ((builder, used), (_, part)) in self.texts.iter_mut().zip(&mut self.used).zip(TEXTS) {
            let text = part(row);
            *used |= text.is_some();
            self.n_bytes += text.map_or(0, str::len);
            builder.append_option(text);
        }
        self.has_vector |= row.vector.is_some();
        self.vector.values().append_slice(row.vector.unwrap_or_default());
        self.vector.append(row.vector.is_some());
        for ((_, values), value) in self.data.iter_mut().zip(row.values) {
            match (values, *value) {
                (Values::Numbers(numbers), CellValue::Number(number)) => numbers.append_value(number),
                (Values::Numbers(numbers), CellValue::NotFinite) => numbers.append_value(f64::NAN),
                (Values::Numbers(numbers), _) => numbers.append_null(),
                (Values::Labels(labels), CellValue::Label(label)) => labels.append_value(label),
                (Values::Labels(labels), _) => labels.append_null(),
            }
        }
        self.n_rows += 1;
        if self.n_rows >= ROWS || self.n_bytes >= BYTES {
            self.close();
        }
        Ok(())
    }

    /// Makes a batch of the rows that wait.
    fn close(&mut self) {
        (self.n_rows, self.n_bytes) = (0, 0);
        let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
        for (builder, (name, _)) in self.texts.iter_mut().zip(TEXTS) {
            columns.push((name, Arc::new(builder.finish())));
        }
        columns.push((VECTOR, Arc::new(self.vector.finish())));
        for (column, values) in &mut self.data {
            let values: ArrayRef = match values {
                Values::Numbers(numbers) => Arc::new(numbers.finish()),
                Values::Labels(labels) => Arc::new(labels.finish()),
            };
            columns.push((&column.name, values));
        }
        let field = |(name, values): &(&str, ArrayRef)| Field::new(*name, values.data_type().clone(), true);
        let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
        let arrays = columns.into_iter().map(|(_, values)| values).collect();
        // All columns have a value, or a null, for every row that was pushed.
        self.done.extend(RecordBatch::try_new(Arc::new(schema), arrays));
    }

    /// The batches, and what their columns are for. A column that no row has a value for is left out.
    pub(super) fn finish(mut self) -> (Vec<RecordBatch>, Columns) {
        if self.n_rows > 0 || self.done.is_empty() {
            self.close();
        }
        let used = self.used.iter().copied().chain([self.has_vector]);
        let kept: Vec<usize> = used
            .enumerate()
            .filter_map(|(at, used)| used.then_some(at))
            .chain(TEXTS.len() + 1..=TEXTS.len() + self.data.len())
            .collect();
        let batches = mem::take(&mut self.done);
        let batches = batches.iter().filter_map(|batch| batch.project(&kept).ok()).collect();
        let name = |at: usize| self.used[at].then(|| TEXTS[at].0.to_owned());
        let of = |role| {
            let columns = self.data.iter().filter(move |(column, _)| column.role == role);
            columns.map(|(column, _)| column.name.clone()).collect()
        };
        let columns = Columns {
            text: name(0),
            key: name(1),
            slice: name(2),
            embedding: self.has_vector.then(|| VECTOR.to_owned()),
            score: of(ColumnRole::Score),
            numeric: of(ColumnRole::Numeric),
            categorical: of(ColumnRole::Categorical),
            likelihood: of(ColumnRole::Likelihood),
            ..Columns::default()
        };
        (batches, columns)
    }
}
