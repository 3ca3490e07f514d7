//! Looks up where each file keeps the chosen columns.

use super::Chosen;
use super::names::SETTINGS;
use super::schema::{Column, Kind, Schema};
use super::slot::{FloatBytes, Reading, Slot, Slots};

/// Where one file keeps the chosen columns, by the number of their slots.
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
    /// What the model says to itself.
    pub(super) reasoning: Option<usize>,
    /// Who wrote each row.
    pub(super) role: Option<usize>,
    /// The columns that hold sampling settings, by position in [`SETTINGS`].
    pub(super) settings: Vec<(usize, usize)>,
    /// All that rows are made of; everything else stays on disk.
    pub(super) roots: Slots,
    /// The slots of settings, which are read by themselves.
    of_settings: Slots,
}

impl Layout {
    /// Looks the chosen columns up in a file.
    pub(super) fn new(schema: &Schema<'_>, chosen: &Chosen, floats: FloatBytes) -> Self {
        let mut roots = Slots::new();
        let mut take = |name: Option<&str>, slot: &dyn Fn(&Column) -> Slot| {
            let column = schema.find(name?).filter(|column| column.kind != Kind::Null)?;
            let number = roots.len();
            roots.insert(number, slot(column));
            Some(number)
        };
        let text = take(Some(&chosen.text), &|column| Slot::new(column, Reading::Documents));
        let key = take(chosen.key.as_deref(), &|column| match chosen.key.as_ref() {
            // Of the conversation that holds the answer, what was said before it.
            Some(name) if *name == chosen.text && column.kind == Kind::Chat => {
                Slot::new(column, Reading::Asked)
            }
            _ => Slot::label(column),
        });
        let slice = take(chosen.slice.as_deref(), &Slot::label);
        let data = chosen.data.iter().map(|column| take(Some(&column.name), &Slot::label)).collect();
        let generation = take(chosen.generation.as_deref(), &Slot::label);
        let embedding = take(chosen.embedding.as_deref(), &|c| Slot::new(c, Reading::Floats(floats)));
        let prompt = take(chosen.prompt.as_deref(), &|column| match chosen.prompt.as_ref() {
            Some(name) if *name == chosen.text => Slot::new(column, Reading::Asked),
            _ => Slot::label(column),
        });
        let reasoning = take(chosen.reasoning.as_deref(), &|column| match chosen.reasoning.as_ref() {
            Some(name) if *name == chosen.text => Slot::thoughts(column),
            _ => Slot::new(column, Reading::Documents),
        });
        let role = take(chosen.role.as_deref(), &Slot::label);
        let reasons = chosen.finish_reason.as_deref().filter(|name| {
            schema
                .find(name)
                .is_some_and(|column| matches!(column.kind, Kind::Text | Kind::TextList | Kind::Binary))
        });
        let finish_reason = take(reasons, &Slot::label);
        let (mut settings, mut of_settings) = (Vec::new(), Slots::new());
        for (position, name) in SETTINGS.iter().enumerate() {
            if let Some(column) = schema.find(name).filter(|column| column.kind.is_setting()) {
                let number = roots.len() + settings.len();
                settings.push((position, number));
                of_settings.insert(number, Slot::label(column));
            }
        }
        Self {
            text,
            key,
            slice,
            data,
            embedding,
            finish_reason,
            generation,
            prompt,
            reasoning,
            role,
            settings,
            roots,
            of_settings,
        }
    }

    /// What settings and labels of generations are read from.
    pub(super) fn beside(&self) -> Slots {
        let labels = self.generation.and_then(|number| Some((number, self.roots.get(&number)?.clone())));
        labels.into_iter().chain(self.of_settings.clone()).collect()
    }
}
