//! Decodes the text column into documents: plain text, a list of texts, or the turns of a chat.

use super::content::{self, Content, Turn};
use super::names::{CALL_FIELDS, CONTENT_FIELDS, ROLE_FIELDS, THOUGHT_FIELDS, is_thought};
use super::parquet::{List, Values};
use super::parts::{Said, said};
use crate::config::Reasoning;

/// Hands each document of a row to `visit` with its position; a row without any gives one document without text, so
/// that no row disappears from the counts. A list of texts is as many answers; a chat is one.
pub(super) fn documents(
    column: &Values,
    row: usize,
    thoughts: &Values,
    prompt: Option<&str>,
    rule: Reasoning,
    visit: &mut dyn FnMut(u32, Content<'_>),
) {
    let of = |text: Option<&str>, item: u32, visit: &mut dyn FnMut(u32, Content<'_>)| {
        visit(item, content::of_text(text, thought(thoughts, row, item), prompt, rule));
    };
    let Values::List(list) = column else {
        return of(column.text(row), 0, visit);
    };
    if let Values::Record(_) = &*list.values {
        return visit(0, turns(list, row, thought(thoughts, row, 0), rule));
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

/// The reasoning that a column holds for one document of a row.
fn thought(thoughts: &Values, row: usize, item: u32) -> Option<&str> {
    match thoughts {
        Values::List(list) => list.values.text(list.items(row)?.nth(usize::try_from(item).ok()?)?),
        plain => plain.text(row),
    }
}

/// The conversation of a row; `beside` is the reasoning that stands in a column of its own.
fn turns<'a>(list: &'a List, row: usize, beside: Option<&'a str>, rule: Reasoning) -> Content<'static> {
    let field = |names: &[&str]| list.values.field(names);
    let (role, content, thoughts) = (field(&ROLE_FIELDS), field(&CONTENT_FIELDS), field(&THOUGHT_FIELDS));
    // OpenAI's Responses API lists reasoning among the messages, by its type and with a summary.
    let (kind, summary) = (field(&["type"]), field(&["summary"]));
    let by_kind = |turn: usize| kind.text(turn).filter(|kind| is_thought(kind));
    let items: Vec<usize> = list.items(row).into_iter().flatten().collect();
    let joined: Vec<Said> = match content {
        Values::List(parts) => {
            let of = |turn| match (by_kind(turn), summary) {
                (Some(_), Values::List(summary)) => said(summary, turn),
                _ => said(parts, turn),
            };
            items.iter().map(|&turn| of(turn)).collect()
        }
        _ => Vec::new(),
    };
    let calls = |turn: usize| {
        CALL_FIELDS.iter().any(|name| match field(&[name]) {
            Values::List(calls) => calls.items(turn).is_some_and(|calls| !calls.is_empty()),
            Values::Record(fields) => fields.iter().any(|(_, value)| value.text(turn).is_some()),
            other => other.text(turn).is_some_and(|call| !call.trim().is_empty()),
        })
    };
    let turn = |at: usize| {
        let parts = joined.get(at);
        Turn {
            role: role.text(items[at]).or_else(|| by_kind(items[at])),
            text: parts.map_or_else(|| content.text(items[at]), |said| said.answer.as_deref()),
            thought: parts.and_then(|said| said.thought.as_deref()).or_else(|| thoughts.text(items[at])),
            calls: calls(items[at]),
        }
    };
    let turns: Vec<Turn<'_>> = (0..items.len()).map(turn).collect();
    content::of_turns(&turns, beside, rule).into_owned()
}
