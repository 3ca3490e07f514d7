//! Looks up where each file keeps the chosen columns.

use std::collections::BTreeSet;

use super::Chosen;
use super::names::SETTINGS;
use super::schema::{Kind, Schema};

/// Where one file keeps the chosen columns: positions among its Parquet roots.
#[derive(Debug)]
pub(super) struct Layout {
    /// The documents.
    pub(super) text: Option<usize>,
    /// The key.
    pub(super) key: Option<usize>,
    /// The slice.
    pub(super) slice: Option<usize>,
    /// Scores, other numbers and labels, in the order of [`Chosen::data`].
    pub(super) data: Vec<Option<usize>>,
    /// The embedding.
    pub(super) embedding: Option<usize>,
    /// Why generation stopped.
    pub(super) finish_reason: Option<usize>,
    /// The generation column.
    pub(super) generation: Option<usize>,
    /// The prompts.
    pub(super) prompt: Option<usize>,
    /// Who wrote each row.
    pub(super) role: Option<usize>,
    /// The columns that hold sampling settings, by position in [`SETTINGS`].
    pub(super) settings: Vec<(usize, usize)>,
    /// All that rows are made of; everything else stays on disk.
    pub(super) roots: BTreeSet<usize>,
}

impl Layout {
    /// Looks the chosen columns up in a file.
    pub(super) fn new(schema: &Schema<'_>, chosen: &Chosen) -> Self {
        let find = |name: &str| {
            let column = schema.find(name).filter(|column| column.kind != Kind::Null);
            column.map(|column| column.root)
        };
        let root = |name: &Option<String>| name.as_deref().and_then(find);
        let text = find(&chosen.text);
        let data: Vec<_> = chosen.data.iter().map(|column| find(&column.name)).collect();
        let [key, slice, generation, embedding] =
            [&chosen.key, &chosen.slice, &chosen.generation, &chosen.embedding].map(root);
        let [prompt, role] = [&chosen.prompt, &chosen.role].map(root);
        let finish_reason = chosen.finish_reason.as_deref().and_then(|name| schema.find(name));
        let finish_reason =
            finish_reason.filter(|column| column.kind == Kind::Text).map(|column| column.root);
        let all = [text, key, slice, generation, embedding, finish_reason, prompt, role];
        let roots = all.into_iter().chain(data.iter().copied()).flatten().collect();
        let settings = SETTINGS.iter().enumerate();
        let settings = settings
            .filter_map(|(i, name)| Some((i, schema.find(name)?)))
            .filter(|(_, c)| c.kind.is_setting());
        let settings = settings.map(|(i, column)| (i, column.root)).collect();
        Self { text, key, slice, data, embedding, finish_reason, generation, prompt, role, settings, roots }
    }
}
