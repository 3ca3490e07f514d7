//! Settings of the run that made a profile beside those of the run that reads it.
//!
//! What a run leaves at its default is as the profile says. What it asks for otherwise must be what the profile was made with, since rows
//! are not read again. Settings that only judge are free.

use std::path::Path;

use super::header::{ReadSettings, StoredHeader};
use crate::config::{Config, EmbeddingRows, TokenizerChoice};
use crate::error::Error;
use crate::terms::ColumnRole;

/// Refuses a run that asks for another way of reading than the profile was made in.
pub(crate) fn require_agreement(path: &Path, stored: &StoredHeader, run: &Config) -> Result<(), Error> {
    match conflicts(stored, run).into_iter().flatten().next() {
        None => Ok(()),
        Some(Conflict { setting, found, asked }) => {
            Err(Error::OtherSetting { path: path.to_owned(), setting: setting.to_owned(), found, asked })
        }
    }
}

/// A setting, as it was and as it is asked for.
struct Conflict {
    setting: &'static str,
    found: String,
    asked: String,
}

fn conflicts(stored: &StoredHeader, run: &Config) -> Vec<Option<Conflict>> {
    let (made, usual) = (&stored.settings, Config::default());
    let chosen = &stored.columns;
    let names = |role| chosen.names(role).map(str::to_owned).collect::<Vec<_>>();
    let embedding_rows = |rows| if rows == EmbeddingRows::All { "all" } else { "sample" };
    let mut all = vec![
        named("columns.text", &run.columns.text, &made.columns.text, Some(&chosen.text)),
        named("columns.key", &run.columns.key, &made.columns.key, chosen.key.as_ref()),
        named("layout", &run.columns.layout, &made.columns.layout, made.columns.layout.as_ref()),
        named("columns.slice", &run.columns.slice, &made.columns.slice, chosen.slice.as_ref()),
        named(
            "columns.embedding",
            &run.columns.embedding,
            &made.columns.embedding,
            chosen.embedding.as_ref(),
        ),
        named(
            "columns.generation",
            &run.columns.generation,
            &made.columns.generation,
            chosen.generation.as_ref(),
        ),
        differ("tokenizer", tokenizer(&run.tokenizer, made), String::from(made.tokenizer.clone())),
        differ("case-sensitive", run.case_sensitive.then_some(true), made.case_sensitive),
        differ(
            "reasoning",
            (run.reasoning != usual.reasoning).then_some(run.reasoning.name()),
            made.reasoning.name(),
        ),
        differ("normalize", run.normalize.then_some(true), made.normalize),
        differ(
            "embedding-rows",
            (run.embedding_rows != usual.embedding_rows).then_some(embedding_rows(run.embedding_rows)),
            embedding_rows(made.embedding_rows),
        ),
        differ(
            "sample-bytes",
            (run.sample_bytes != usual.sample_bytes).then_some(run.sample_bytes),
            made.sample_bytes,
        ),
        differ(
            "limit",
            run.limit.map(|limit| limit.to_string()),
            made.limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string()),
        ),
    ];
    for (setting, role, asked) in [
        ("columns.score", ColumnRole::Score, &run.columns.score),
        ("columns.numeric", ColumnRole::Numeric, &run.columns.numeric),
        ("columns.categorical", ColumnRole::Categorical, &run.columns.categorical),
        ("columns.likelihood", ColumnRole::Likelihood, &run.columns.likelihood),
    ] {
        let found = names(role);
        let is_same = asked.len() == found.len() && asked.iter().zip(&found).all(|(a, b)| is_name(a, b));
        let list = |names: &[String]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        let conflict = || Conflict { setting, found: list(&found), asked: list(asked) };
        all.push((!asked.is_empty() && !is_same).then(conflict));
    }
    all
}

/// A file of subwords is told by its content, when it is read.
fn tokenizer(asked: &TokenizerChoice, made: &ReadSettings) -> Option<String> {
    match (asked, &made.tokenizer) {
        (TokenizerChoice::Words, _) | (TokenizerChoice::File(_), TokenizerChoice::File(_)) => None,
        (asked, _) => Some(String::from(asked.clone())),
    }
}

fn differ<T: PartialEq + ToString>(setting: &'static str, asked: Option<T>, found: T) -> Option<Conflict> {
    let asked = asked.filter(|asked| *asked != found)?;
    Some(Conflict { setting, found: found.to_string(), asked: asked.to_string() })
}

/// A column by the name that it has, or by the one that it was given.
fn named(
    setting: &'static str,
    asked: &Option<String>,
    given: &Option<String>,
    found: Option<&String>,
) -> Option<Conflict> {
    let asked = asked.as_ref().filter(|_| asked != given)?;
    let other = !found.is_some_and(|found| is_name(asked, found));
    let found = found.map_or_else(|| "none".to_owned(), Clone::clone);
    other.then(|| Conflict { setting, found, asked: asked.clone() })
}

/// Case, spaces, hyphens and underscores make no other name of a column.
fn is_name(a: &str, b: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    letters(a) == letters(b)
}
