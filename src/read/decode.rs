//! Decodes one task into rows.

use super::detect::{Kind, Schema};
use super::names::SETTINGS;
use super::parquet::Values;
use super::{Chosen, Plan, Row, Task, text};
use crate::error::{Error, ReadError};

use std::collections::BTreeSet;

/// Where one file keeps the chosen columns: positions among its Parquet roots.
#[derive(Debug)]
pub(super) struct Layout {
    text: Option<usize>,
    key: Option<usize>,
    slice: Option<usize>,
    score: Option<usize>,
    finish_reason: Option<usize>,
    /// The generation column.
    pub(super) generation: Option<usize>,
    /// The columns that hold sampling settings, by position in [`SETTINGS`].
    pub(super) settings: Vec<(usize, usize)>,
    /// All that [`rows`] decodes; everything else stays on disk.
    roots: BTreeSet<usize>,
}

impl Layout {
    /// Looks the chosen columns up in a file.
    pub(super) fn new(schema: &Schema<'_>, chosen: &Chosen) -> Self {
        let root = |name: &Option<String>| {
            let column = name.as_deref().and_then(|name| schema.find(name));
            column
                .filter(|column| column.kind != Kind::Null)
                .map(|column| column.root)
        };
        let text = root(&Some(chosen.text.clone()));
        let [key, slice, score, generation] = [
            &chosen.key,
            &chosen.slice,
            &chosen.score,
            &chosen.generation,
        ]
        .map(root);
        let finish_reason = chosen
            .finish_reason
            .as_deref()
            .and_then(|name| schema.find(name));
        let finish_reason = finish_reason
            .filter(|column| column.kind == Kind::Text)
            .map(|column| column.root);
        let roots = [text, key, slice, score, generation, finish_reason]
            .into_iter()
            .flatten()
            .collect();
        let settings = SETTINGS.iter().enumerate();
        let settings = settings
            .filter_map(|(i, name)| Some((i, schema.find(name)?)))
            .filter(|(_, c)| c.kind.is_setting());
        let settings = settings.map(|(i, column)| (i, column.root)).collect();
        Self {
            text,
            key,
            slice,
            score,
            finish_reason,
            generation,
            settings,
            roots,
        }
    }
}

/// Decodes one task and hands its documents to `visit` in file order.
pub(super) fn rows(plan: &Plan, task: &Task, visit: &mut dyn FnMut(Row<'_>)) -> Result<(), Error> {
    let (file, layout) = (&plan.files[task.file], &plan.layouts[task.file]);
    let fail = |problem: &str| Err(Error::read(&task.path, ReadError::new(problem)));
    let mut before = task.before.clone();
    let (mut key, mut slice, mut label) = (String::new(), String::new(), String::new());
    let mut index = task.first_row;
    for batch in file.read(task.row_group, task.n_rows, &layout.roots)? {
        let batch = batch?;
        let [texts, keys, slices, scores, labels, reasons] = [
            layout.text,
            layout.key,
            layout.slice,
            layout.score,
            layout.generation,
            layout.finish_reason,
        ]
        .map(|root| batch.column(root));
        for row in 0..batch.n_rows {
            index += 1;
            let mut generation = task.generation;
            if let Some(split) = &plan.split {
                let label = labels.canonical(row, &mut label);
                let Some(position) = label.and_then(|label| split.position(label)) else {
                    return fail("the file changed while it was read");
                };
                if !split.admits(position, &mut before) {
                    continue;
                }
                generation = position;
            }
            let whole = Row {
                generation,
                index: index - 1,
                item: 0,
                key: keys.canonical(row, &mut key).map(str::as_bytes),
                text: None,
                slice: slices.canonical(row, &mut slice),
                score: scores.number(row),
                truncated: truncated(reasons, row),
            };
            text::documents(texts, row, &mut |item, text| {
                visit(Row {
                    item,
                    text,
                    ..whole
                })
            });
        }
    }
    if index - task.first_row == task.n_rows {
        Ok(())
    } else {
        fail("a row group holds fewer rows than the footer says")
    }
}

/// Whether the output hit its length limit, in the words of OpenAI, Anthropic and Google.
fn truncated(reasons: &Values, row: usize) -> Option<bool> {
    reasons
        .text(row)
        .map(|reason| matches!(reason, "length" | "max_tokens" | "MAX_TOKENS"))
}
