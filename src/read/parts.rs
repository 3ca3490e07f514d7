//! The parts of one message: what is said to the reader, and what the model says to itself.

use super::names::{PART_FIELD, THOUGHT_FIELDS, is_thought};
use super::parquet::{List, Values};

/// A message in two.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The texts of the answer, joined by line breaks.
    pub(super) answer: Option<String>,
    /// The same of the reasoning.
    pub(super) thought: Option<String>,
}

impl Said {
    /// Adds the text of a part.
    pub(super) fn add(&mut self, text: &str, is_thought: bool) {
        let into = if is_thought { &mut self.thought } else { &mut self.answer };
        *into = Some(match into.take() {
            None => text.to_owned(),
            Some(before) => format!("{before}\n{text}"),
        });
    }
}

/// Joins the parts of one message; parts of other types (images, tool calls) have no text.
pub(super) fn said(parts: &List, message: usize) -> Said {
    let field = |names: &[&str]| parts.values.field(names);
    let (texts, kinds, own) = (field(&[PART_FIELD]), field(&["type"]), field(&THOUGHT_FIELDS));
    let mut said = Said::default();
    for part in parts.items(message).into_iter().flatten() {
        // Anthropic's parts name the field after the type; Google's mark thoughts by a truth value beside the text.
        let marked = matches!(own, Values::Bool(_)) && own.number(part) == Some(1.0);
        if let Some(thought) = own.text(part) {
            said.add(thought, true);
        }
        if let Some(text) = texts.text(part) {
            said.add(text, marked || kinds.text(part).is_some_and(is_thought));
        }
    }
    said
}
