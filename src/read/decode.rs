//! Decodes one task into rows.

use super::content::{self, Found, Role, Trait};
use super::parquet::{Batch, Values};
use super::{Plan, Row, Task, finish, text};
use crate::config::LONGEST_LABEL;
use crate::error::{Error, ReadError};
use crate::progress::Observer;
use crate::terms::{CellValue, ColumnRole, Vector};

/// Decodes one task and hands its documents to `visit` in file order.
pub(super) fn rows(
    plan: &Plan,
    task: &Task,
    observer: &dyn Observer,
    visit: &mut dyn FnMut(Row<'_>),
) -> Result<(), Error> {
    let failed = |problem: String| Error::read(&task.path, ReadError::new(problem));
    let (file, layout) = (&plan.files[task.file], &plan.layouts[task.file]);
    let mut decoder = Decoder {
        plan,
        task,
        before: task.before.clone(),
        buffers: Default::default(),
        spellings: vec![String::new(); plan.columns.data.len()],
        coordinates: Vec::new(),
    };
    let mut n_read = 0;
    for batch in file.read(task.row_group, task.n_rows, &layout.roots)? {
        if observer.wants_to_stop() {
            return Err(Error::Stopped);
        }
        let batch = batch?;
        decoder.batch(&batch, task.first_row + n_read, visit)?;
        n_read += batch.n_rows as u64;
    }
    match n_read == task.n_rows {
        true => Ok(()),
        false => Err(failed("a row group holds fewer rows than the footer says".to_owned())),
    }
}

struct Decoder<'a> {
    plan: &'a Plan,
    task: &'a Task,
    /// Rows of each generation so far, where a limit needs them.
    before: Vec<u64>,
    /// Spellings of label, key and slice, reused from row to row.
    buffers: [String; 3],
    /// Spellings of labels in columns of data.
    spellings: Vec<String>,
    /// Coordinates that had to be converted.
    coordinates: Vec<f32>,
}

impl Decoder<'_> {
    /// Decodes some rows.
    ///
    /// # Errors
    /// What is wrong with a row: a label that planning did not see, or a slice that is no name.
    fn batch(&mut self, batch: &Batch, first_row: u64, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Error> {
        let (plan, task) = (self.plan, self.task);
        let layout = &plan.layouts[task.file];
        let [label_buffer, key_buffer, slice_buffer] = &mut self.buffers;
        let labels = batch.column(layout.generation);
        let texts = batch.column(layout.text);
        let keys = batch.column(layout.key);
        let slices = batch.column(layout.slice);
        let data: Vec<_> = self
            .plan
            .columns
            .data
            .iter()
            .zip(&layout.data)
            .map(|(c, root)| (c.role, batch.column(*root)))
            .collect();
        let reasons = batch.column(layout.finish_reason);
        let embeddings = batch.column(layout.embedding);
        let prompts = batch.column(layout.prompt);
        let roles = batch.column(layout.role);
        let thoughts = batch.column(layout.reasoning);
        for (row, index) in (0..batch.n_rows).zip(first_row..) {
            let mut generation = self.task.generation;
            if let Some(split) = &self.plan.split {
                let label = labels.canonical(row, label_buffer);
                let Some(position) = label.and_then(|label| split.position(label)) else {
                    let problem = ReadError::new("the file changed while it was read");
                    return Err(Error::read(&self.task.path, problem));
                };
                generation = position;
                if !split.admits(position, &mut self.before) {
                    continue;
                }
            }
            let cells = data.iter().zip(&mut self.spellings);
            let cells: Vec<_> =
                cells.map(|((role, values), spelling)| cell(*role, values, row, spelling)).collect();
            let whole = Row {
                generation,
                index,
                item: 0,
                key: keys.canonical(row, key_buffer).map(str::as_bytes),
                text: None,
                slice: slices
                    .canonical(row, slice_buffer)
                    .map(|slice| named(plan, task, slice, index))
                    .transpose()?,
                cells: &cells,
                finish: reasons.text(row).map(finish::finish),
                prompt: prompts.text(row),
                role: roles.text(row),
                found: Found::default(),
                unknown_role: roles.text(row).filter(|name| content::role(name) == Role::Unknown),
                embedding: match embeddings.vector(row, &mut self.coordinates) {
                    Some(values) => Vector::Values(values),
                    None if self.plan.columns.embedding.is_some() => Vector::Null,
                    None => Vector::Absent,
                },
            };
            let is_earlier = self.plan.earlier.has(self.task, index - self.task.first_row);
            if let Some(other) = by_other(whole, is_earlier) {
                visit(other);
                continue;
            }
            text::documents(texts, row, thoughts, whole.prompt, self.plan.reasoning, &mut |item, content| {
                let embedding = if item == 0 { whole.embedding } else { Vector::Absent };
                let unknown_role = content.unknown.as_deref().or(whole.unknown_role);
                visit(Row {
                    item,
                    text: content.text.as_deref(),
                    embedding,
                    found: content.found,
                    unknown_role,
                    ..whole
                });
            });
        }
        Ok(())
    }
}

/// A slice, unless it is a text that nobody would call a name: each would have tables of its own in the report.
fn named<'s>(plan: &Plan, task: &Task, slice: &'s str, row: u64) -> Result<&'s str, Error> {
    match slice.len() {
        0..=LONGEST_LABEL => Ok(slice),
        bytes => Err(Error::BadColumn {
            path: task.path.clone(),
            column: plan.columns.slice.clone().unwrap_or_default(),
            problem: format!(
                "names a slice of {bytes} bytes in row {row}, expected names of {LONGEST_LABEL} bytes at most"
            ),
            found: plan.files[task.file].schema().listing(),
            option: "slice",
        }),
    }
}

/// A row that is no answer, without its text: somebody else than the model wrote it, or it is an earlier turn.
fn by_other(row: Row<'_>, is_earlier: bool) -> Option<Row<'_>> {
    let mut found = Found::default();
    let is_other = row.role.is_some_and(|name| matches!(content::role(name), Role::Other | Role::Thought));
    found.add(if is_other { Trait::OtherRole } else { Trait::EarlierTurn });
    (is_other || is_earlier).then_some(Row { found, ..row })
}

/// The value of one row in a column of data.
fn cell<'a>(role: ColumnRole, values: &'a Values, row: usize, spelling: &'a mut String) -> CellValue<'a> {
    let number = match (role, values) {
        (ColumnRole::Categorical, _) => {
            return values.canonical(row, spelling).map_or(CellValue::Null, CellValue::Label);
        }
        // Surprisal: what a token of this row tells a model that gives it these (natural) log-probabilities, in bits.
        (ColumnRole::Likelihood, Values::List(_)) => values.mean(row).map(in_bits),
        (ColumnRole::Likelihood, _) => values.number(row).map(in_bits),
        _ => values.number(row),
    };
    match number {
        None => CellValue::Null,
        Some(number) if number.is_finite() => CellValue::Number(number),
        Some(_) => CellValue::NotFinite,
    }
}

fn in_bits(log_probability: f64) -> f64 {
    -log_probability / std::f64::consts::LN_2
}
