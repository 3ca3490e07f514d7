//! Decodes the text column into documents: plain text, a list of texts, or the assistant's turns of a chat.

use super::names::{CONTENT_FIELDS, MODEL_ROLES, PART_FIELD, ROLE_FIELDS};
use super::parquet::{List, Values};

/// Hands each document of a row to `visit` with its position; a row without any gives one document without text, so
/// that no row disappears from the counts.
pub(super) fn documents(column: &Values, row: usize, visit: &mut dyn FnMut(u32, Option<&str>)) {
    let Values::List(list) = column else {
        return visit(0, column.text(row));
    };
    let mut item = 0;
    let mut next = |text: Option<&str>| {
        visit(item, text);
        item += 1;
    };
    match &*list.values {
        Values::Record(_) => turns(list, row, &mut next),
        texts => list.items(row).into_iter().flatten().for_each(|i| next(texts.text(i))),
    }
    if item == 0 {
        visit(0, None);
    }
}

/// The turns of the model.
fn turns(list: &List, row: usize, next: &mut dyn FnMut(Option<&str>)) {
    let role = list.values.field(&ROLE_FIELDS);
    let content = list.values.field(&CONTENT_FIELDS);
    for turn in list.items(row).into_iter().flatten() {
        let is_model = |role: &str| MODEL_ROLES.iter().any(|known| known.eq_ignore_ascii_case(role));
        if !role.text(turn).is_some_and(is_model) {
            continue;
        }
        match content {
            Values::List(parts) => next(join(parts, turn).as_deref()),
            plain => next(plain.text(turn)),
        }
    }
}

/// Joins the text parts of one turn by line breaks; parts of other types (images, tool calls) have no text.
fn join(parts: &List, turn: usize) -> Option<String> {
    let texts = parts.values.field(&[PART_FIELD]);
    let found: Vec<&str> = parts.items(turn)?.filter_map(|part| texts.text(part)).collect();
    if found.is_empty() { None } else { Some(found.join("\n")) }
}
