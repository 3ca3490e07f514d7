//! Documents to a profile without a file between: what simulations, benches and tests share.

use genloss::profile::{Builder, Document, KeyHash, Profile, Prompt, Tokenizer};
use genloss::terms::Vector;

/// What a row is known by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    /// Its value in a key column.
    Column(u32),
    /// Its number: there is no such column.
    #[allow(dead_code, reason = "not everyone who shares this file draws corpora without a key")]
    Row(u32),
}

impl From<u32> for Key {
    fn from(key: u32) -> Self {
        Key::Column(key)
    }
}

/// One row.
pub(crate) struct Row<'a> {
    pub key: Key,
    pub text: &'a str,
    pub vector: Vector<'a>,
    /// What it answers, where a column beside the text says so.
    pub prompt: Option<&'a str>,
}

/// Profiles documents of a key, a text and an embedding as the profile stage would.
pub(crate) fn profile<'a, K: Into<Key>>(
    documents: impl Iterator<Item = (K, &'a str, Vector<'a>)>,
) -> Profile {
    of_rows(documents.map(|(key, text, vector)| Row { key: key.into(), text, vector, prompt: None }))
}

/// Profiles rows as the profile stage would.
pub(crate) fn of_rows<'a>(rows: impl Iterator<Item = Row<'a>>) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for Row { key, text, vector, prompt } in rows {
        let name = match key {
            Key::Column(value) => value.to_string(),
            Key::Row(number) => format!("row {number}"),
        };
        builder.add_rows(1);
        prompt.into_iter().for_each(|prompt| builder.add_prompt(prompt));
        builder.add(&Document {
            keyed: matches!(key, Key::Column(_)),
            embedding: vector,
            prompt: prompt.map(Prompt::Text),
            ..Document::new(KeyHash::of(name.as_bytes()), text)
        });
    }
    builder.finish()
}
