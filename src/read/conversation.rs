//! Files with a row a message: which rows of the model are earlier turns of their conversation. Such a turn is no further answer to the
//! prompt, so the last one alone is judged.

use std::collections::{BTreeMap, BTreeSet};

use super::content::{self, Role};
use super::meaning::is_one_of;
use super::parquet::File;
use super::schema::Kind;
use super::slot::{Slot, Slots};
use super::{Chosen, Task, names};
use crate::error::Error;
use crate::hash::of_text;

/// Messages of the model a conversation has on average at most, where a column is named after conversations, and where another one is
/// taken for it: a name of groups brings together what nobody said in a row.
const MOST: [usize; 2] = [100, 8];

/// Rows that are earlier turns, by file and row group.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    rows: BTreeMap<(usize, usize), BTreeSet<u64>>,
}

impl Earlier {
    /// The rows of a task that are some, counted from its first; `None` = none.
    pub(super) fn of(&self, task: &Task) -> Option<&BTreeSet<u64>> {
        self.rows.get(&(task.file, task.row_group))
    }

    /// Whether a row of a task, counted from its first, is one.
    pub(super) fn has(&self, task: &Task, row: u64) -> bool {
        self.of(task).is_some_and(|rows| rows.contains(&row))
    }
}

/// One message.
#[derive(Debug, Clone, Copy)]
struct Message {
    /// The generation and the conversation.
    of: (u64, u64),
    /// Its number within the conversation, where a column says so.
    number: f64,
    voice: Voice,
    at: (usize, usize, u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Model,
    /// Whoever asks, and a hash of what.
    Other(u64),
}

/// Reads who speaks in which conversation; nothing where no column tells either.
pub(super) fn earlier(files: &[File], tasks: &[Task], chosen: &Chosen) -> Result<Earlier, Error> {
    let mut messages = Vec::new();
    if chosen.role.is_some() && chosen.conversation.is_some() {
        for task in tasks {
            add(&files[task.file], task, chosen, &mut messages)?;
        }
    }
    // Stable: where no number tells the order, the file does.
    messages.sort_by(|a, b| a.of.cmp(&b.of).then(a.number.total_cmp(&b.number)));
    let mut earlier = Earlier::default();
    let by_name = chosen.conversation.as_deref().is_some_and(|name| is_one_of(name, names::CONVERSATIONS));
    let conversations = messages.chunk_by(|a, b| a.of == b.of).count();
    let of_model = messages.iter().filter(|message| message.voice == Voice::Model).count();
    if of_model > MOST[usize::from(!by_name)] * conversations {
        return Ok(earlier);
    }
    for conversation in messages.chunk_by(|a, b| a.of == b.of) {
        for message in before_the_last(conversation) {
            let (file, row_group, row) = message.at;
            earlier.rows.entry((file, row_group)).or_default().insert(row);
        }
    }
    Ok(earlier)
}

fn add(file: &File, task: &Task, chosen: &Chosen, messages: &mut Vec<Message>) -> Result<(), Error> {
    let schema = file.schema();
    let find = |name: Option<&str>| schema.find(name?).filter(|column| column.kind != Kind::Null);
    let number = names::TURN_NUMBERS.iter().find_map(|name| schema.find(name));
    let wanted = [
        find(chosen.role.as_deref()),
        find(chosen.conversation.as_deref()),
        number.filter(|column| column.kind.is_number()),
        find(Some(&chosen.text)),
        find(chosen.generation.as_deref()),
    ];
    let slots: Slots =
        wanted.iter().enumerate().filter_map(|(at, c)| Some((at, Slot::label((*c)?)))).collect();
    let (mut row_number, mut buffer) = (0, String::new());
    for batch in file.read(task.row_group, task.n_rows, &slots)? {
        let batch = batch?;
        let [roles, conversations, numbers, texts, labels] = [0, 1, 2, 3, 4].map(|at| batch.column(Some(at)));
        for row in 0..batch.n_rows {
            let at = (task.file, task.row_group, row_number);
            row_number += 1;
            let voice = match roles.text(row).map(content::role) {
                Some(Role::Model | Role::Unknown) => Voice::Model,
                Some(Role::Other) => Voice::Other(of_text(texts.text(row).unwrap_or_default())),
                Some(Role::Thought) | None => continue,
            };
            let label = labels.canonical(row, &mut buffer).map_or(task.generation as u64, of_text);
            let Some(conversation) = conversations.canonical(row, &mut buffer).map(of_text) else { continue };
            let number = numbers.number(row).unwrap_or_default();
            messages.push(Message { of: (label, conversation), number, voice, at });
        }
    }
    Ok(())
}

/// The model's messages of one conversation behind which somebody else speaks and the model again. Several in a row are several answers,
/// and so are those to one prompt that is asked again.
fn before_the_last(conversation: &[Message]) -> Vec<Message> {
    let (mut earlier, mut last): (Vec<Message>, Vec<Message>) = (Vec::new(), Vec::new());
    let (mut opening, mut is_over) = (None, false);
    for message in conversation {
        match message.voice {
            Voice::Model if is_over => {
                earlier.append(&mut last);
                last.push(*message);
                is_over = false;
            }
            Voice::Model => last.push(*message),
            Voice::Other(text) if opening == Some(text) && !last.is_empty() => {
                last.clear();
                is_over = false;
            }
            Voice::Other(text) => {
                opening = opening.or(Some(text));
                is_over = !last.is_empty();
            }
        }
    }
    earlier
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Positions of earlier turns: small letters ask, capital ones answer.
    fn earlier(said: &str) -> Vec<u64> {
        let message = |(at, c): (u64, char)| Message {
            of: (0, 0),
            number: 0.0,
            voice: if c.is_uppercase() { Voice::Model } else { Voice::Other(u64::from(u32::from(c))) },
            at: (0, 0, at),
        };
        let messages: Vec<Message> = (0..).zip(said.chars()).map(message).collect();
        before_the_last(&messages).iter().map(|message| message.at.2).collect()
    }

    #[test]
    fn the_last_turn_is_the_answer() {
        assert_eq!(earlier("saAbBcC"), [2, 4]);
        assert_eq!(earlier("aA"), [] as [u64; 0]);
        assert_eq!(earlier("aAbBt"), [1], "whoever says thanks asks nothing");
        assert_eq!(earlier("aAtA"), [1], "a call of a tool");
        assert_eq!(earlier(""), [] as [u64; 0]);
    }

    #[test]
    fn several_answers_to_one_prompt_stay() {
        assert_eq!(earlier("aABC"), [] as [u64; 0]);
        assert_eq!(earlier("aAaBaC"), [] as [u64; 0]);
        assert_eq!(earlier("saAbBsaCbD"), [2, 7], "two conversations under one key");
    }
}
