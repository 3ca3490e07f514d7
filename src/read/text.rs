//! Decodes the text column into documents: plain text, a list of texts, or the turns of a chat.

use super::content::{self, Content, Turn};
use super::names::{CALL_FIELDS, CONTENT_FIELDS, PART_FIELD, ROLE_FIELDS};
use super::parquet::{List, Values};
use crate::config::Reasoning;

/// Hands each document of a row to `visit` with its position; a row without any gives one document without text, so
/// that no row disappears from the counts. A list of texts is as many answers; a chat is one.
pub(super) fn documents(
    column: &Values,
    row: usize,
    prompt: Option<&str>,
    rule: Reasoning,
    visit: &mut dyn FnMut(u32, Content<'_>),
) {
    let of = |text: Option<&str>, item: u32, visit: &mut dyn FnMut(u32, Content<'_>)| match text {
        Some(text) => visit(item, content::of_text(text, prompt, rule)),
        None => visit(item, Content { text: None, found: content::Found::default(), unknown: None }),
    };
    let Values::List(list) = column else {
        return of(column.text(row), 0, visit);
    };
    if let Values::Record(_) = &*list.values {
        return turns(list, row, rule, visit);
    }
    let mut item = 0;
    for at in list.items(row).into_iter().flatten() {
        of(list.values.text(at), item, visit);
        item += 1;
    }
    if item == 0 {
        of(None, 0, visit);
    }
}

/// The conversation of a row.
fn turns(list: &List, row: usize, rule: Reasoning, visit: &mut dyn FnMut(u32, Content<'_>)) {
    let role = list.values.field(&ROLE_FIELDS);
    let content = list.values.field(&CONTENT_FIELDS);
    let items: Vec<usize> = list.items(row).into_iter().flatten().collect();
    let joined: Vec<Option<String>> = match content {
        Values::List(parts) => items.iter().map(|&turn| join(parts, turn)).collect(),
        _ => Vec::new(),
    };
    let text = |at: usize| joined.get(at).map_or_else(|| content.text(items[at]), |text| text.as_deref());
    let calls = |turn: usize| {
        CALL_FIELDS.iter().any(|name| match list.values.field(&[name]) {
            Values::List(calls) => calls.items(turn).is_some_and(|calls| !calls.is_empty()),
            Values::Record(fields) => fields.iter().any(|(_, value)| value.text(turn).is_some()),
            other => other.text(turn).is_some_and(|call| !call.trim().is_empty()),
        })
    };
    let turn = |at: usize| Turn { role: role.text(items[at]), text: text(at), calls: calls(items[at]) };
    let turns: Vec<Turn<'_>> = (0..items.len()).map(turn).collect();
    visit(0, content::of_turns(&turns, rule));
}

/// Joins the text parts of one turn by line breaks; parts of other types (images, tool calls) have no text.
fn join(parts: &List, turn: usize) -> Option<String> {
    let texts = parts.values.field(&[PART_FIELD]);
    let found: Vec<&str> = parts.items(turn)?.filter_map(|part| texts.text(part)).collect();
    if found.is_empty() { None } else { Some(found.join("\n")) }
}
