//! Decides which column serves as what. Pure: schemas in, names out.
//!
//! A choice holds for all files of all generations: a column serves only where every file has it with a usable type.

use std::collections::BTreeSet;

use super::Chosen;
use super::names::{self, TEXT_GROUPS};
use super::schema::{Column, Kind, Schema};
use crate::config::{Columns, RequirementRule};
use crate::error::{Error, Warning};
use crate::nearest::nearest;

mod data;

/// What a column is wanted for, with the option that names it and the types that can serve.
struct Role {
    option: &'static str,
    expected: &'static str,
    serves: fn(Kind) -> bool,
    /// Whether a column of nothing but nulls counts as a column of missing values.
    may_be_null: bool,
}

const TEXT: Role = Role {
    option: "text-column",
    expected: "text, a list of texts or chat messages",
    serves: Kind::is_text,
    may_be_null: false,
};
const KEY: Role = Role {
    option: "key-column",
    expected: "text, whole numbers or booleans",
    serves: Kind::is_label,
    may_be_null: true,
};
const SLICE: Role = Role { option: "slice-column", ..KEY };
const GENERATION: Role = Role { option: "generation-column", may_be_null: false, ..KEY };
const EMBEDDING: Role = Role {
    option: "embedding-column",
    expected: "lists of floating-point numbers",
    serves: |kind| kind == Kind::Vector,
    may_be_null: true,
};

/// Chooses all columns, given or detected.
pub(super) fn choose(
    schemas: &[Schema<'_>],
    wanted: &Columns,
    requirements: &[RequirementRule],
) -> Result<(Chosen, Vec<Warning>), Error> {
    check(schemas, &KEY, wanted.key.as_deref())?;
    check(schemas, &SLICE, wanted.slice.as_deref())?;
    check(schemas, &EMBEDDING, wanted.embedding.as_deref())?;
    check(schemas, &GENERATION, wanted.generation.as_deref())?;
    check(schemas, &TEXT, wanted.text.as_deref())?;
    let text = match &wanted.text {
        Some(name) => name.clone(),
        None => detect_text(schemas, wanted)?,
    };
    let taken = [Some(text.as_str()), wanted.generation.as_deref()];
    let detected = |role, names| detect(schemas, role, names, &taken);
    let key = wanted.key.clone().or_else(|| detected(&KEY, names::KEYS));
    // A column that holds the question serves, whatever else it may be called.
    let key = key.or_else(|| detected(&KEY, names::PROMPTS));
    let data = data::choose(schemas, wanted, requirements, detected(&data::SCORE, names::SCORES))?;
    let embedding = wanted.embedding.clone();
    let embedding = embedding.or_else(|| detected(&EMBEDDING, names::EMBEDDINGS));
    let mut warnings = Vec::new();
    if key.is_none() {
        warnings.push(no_key(schemas));
    }
    if embedding.is_none() {
        warnings.extend(embeddings_in_part(schemas));
    }
    let beside = |names| beside(schemas, names, &text);
    let (prompt, role) = (beside(names::PROMPTS), beside(names::ROLES));
    let named = [&key, &wanted.slice, &embedding].into_iter().flatten();
    let named: BTreeSet<&String> = named.chain(data.iter().map(|column| &column.name)).collect();
    for name in named {
        warnings.extend(null_column(schemas, name));
    }
    let chosen = Chosen {
        text,
        key,
        slice: wanted.slice.clone(),
        data,
        embedding,
        generation: wanted.generation.clone(),
        finish_reason: finish_reason(schemas),
        prompt,
        role,
    };
    Ok((chosen, warnings))
}

/// Finds a column of texts that stands beside the documents and says something of them, in every file.
fn beside(schemas: &[Schema<'_>], names: &[&str], text: &str) -> Option<String> {
    let serves = |name: &str| everywhere(schemas, |s| s.find(name).is_some_and(|c| c.kind == Kind::Text));
    let found = names.iter().find(|name| **name != text && serves(name));
    found.map(|name| (*name).to_owned())
}

/// Finds the finish reasons; a file that lacks them only leaves its own unknown.
fn finish_reason(schemas: &[Schema<'_>]) -> Option<String> {
    let name = names::FINISH_REASON;
    let has = |s: &Schema<'_>| s.find(name).is_some_and(|c| c.kind == Kind::Text);
    schemas.iter().any(has).then(|| name.to_owned())
}

/// Checks a column that the user named.
fn check(schemas: &[Schema<'_>], role: &Role, name: Option<&str>) -> Result<(), Error> {
    let Some(name) = name else { return Ok(()) };
    for schema in schemas {
        let problem = match schema.find(name) {
            None => missing(schema, name),
            Some(column) if (role.serves)(column.kind) => continue,
            Some(column) if column.kind == Kind::Null && role.may_be_null => continue,
            Some(column) => mismatch(column, role),
        };
        return Err(Error::BadColumn {
            path: schema.path.to_owned(),
            column: name.to_owned(),
            problem,
            found: schema.listing(),
            option: role.option,
        });
    }
    Ok(())
}

/// A column that a file lacks, with the one that was probably meant.
fn missing(schema: &Schema<'_>, name: &str) -> String {
    let known: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
    let near = nearest(name, &known).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
    format!("is missing{near}")
}

fn mismatch(column: &Column, role: &Role) -> String {
    match column.kind {
        Kind::Null => format!("holds nothing but nulls, expected {}", role.expected),
        Kind::Binary => {
            format!("holds bytes that are not declared as UTF-8 text, expected {}", role.expected)
        }
        _ => {
            // Nested types can fill a page.
            let found: String = column.type_name.chars().take(80).collect();
            format!("holds {found}, expected {}", role.expected)
        }
    }
}

/// Finds the text column by its name, else by being the only one that could be it.
fn detect_text(schemas: &[Schema<'_>], wanted: &Columns) -> Result<String, Error> {
    let Some(first) = schemas.first() else {
        return Err(Error::NoTextColumn {
            path: ".".into(),
            wanted: String::new(),
            found: "none".to_owned(),
        });
    };
    let others = [&wanted.key, &wanted.slice, &wanted.generation];
    let data = [&wanted.score, &wanted.numeric, &wanted.categorical, &wanted.likelihood];
    let free = |name: &str| {
        !others.iter().any(|other| other.as_deref() == Some(name))
            && !data.iter().any(|list| list.iter().any(|other| other == name))
    };
    for group in TEXT_GROUPS {
        let fits =
            |name: &&&str| free(name) && everywhere(schemas, |s| s.find(name).is_some_and(is_candidate));
        let candidates: Vec<&str> = group.iter().filter(fits).copied().collect();
        if let Some(name) = only(first, &candidates)? {
            check(schemas, &TEXT, Some(name))?;
            return Ok(name.to_owned());
        }
    }
    if let Some(error) = missing_elsewhere(schemas, &free) {
        return Err(error);
    }
    let could_be = |name: &str| free(name) && !names::is_other(name);
    let is_text = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| c.kind == Kind::Text);
    let unknown = first.columns.iter().map(|column| column.name.as_str());
    let unknown: Vec<&str> =
        unknown.filter(|name| could_be(name) && everywhere(schemas, |s| is_text(s, name))).collect();
    match only(first, &unknown)? {
        Some(name) => Ok(name.to_owned()),
        None => Err(Error::NoTextColumn {
            path: first.path.to_owned(),
            wanted: String::new(),
            found: first.listing(),
        }),
    }
}

/// Whether a column with a known name may be the text: by its type, where the name alone does not tell.
fn is_candidate(column: &Column) -> bool {
    match column.name.as_str() {
        // A number or a list of these names is a label, or something else again.
        "generation" => column.kind == Kind::Text,
        "messages" | "conversations" => column.kind == Kind::Chat,
        // Null: refused with a message of its own rather than passed over for a worse column.
        _ => column.kind.is_text() || column.kind == Kind::Null,
    }
}

fn everywhere(schemas: &[Schema<'_>], holds: impl Fn(&Schema<'_>) -> bool) -> bool {
    schemas.iter().all(holds)
}

/// Returns the candidate if there is one, and refuses to guess among several.
fn only<'a>(schema: &Schema<'_>, candidates: &[&'a str]) -> Result<Option<&'a str>, Error> {
    match candidates {
        [] => Ok(None),
        [name] => Ok(Some(name)),
        several => Err(Error::AmbiguousColumn {
            path: schema.path.to_owned(),
            role: "text",
            candidates: several.join(", "),
            option: TEXT.option,
        }),
    }
}

/// Explains a text column that some files have and another lacks.
fn missing_elsewhere(schemas: &[Schema<'_>], free: &dyn Fn(&str) -> bool) -> Option<Error> {
    let has = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(is_candidate);
    let known = TEXT_GROUPS.iter().copied().flatten().copied().filter(|name| free(name));
    let (with, name) =
        known.flat_map(|name| schemas.iter().map(move |s| (s, name))).find(|(s, name)| has(s, name))?;
    let without = schemas.iter().find(|s| !has(s, name))?;
    Some(Error::NoTextColumn {
        path: without.path.to_owned(),
        wanted: format!("`{name}`, which {} has ", with.path.display()),
        found: without.listing(),
    })
}

/// Finds the first of some names that serves in all files and holds something in at least one of them.
fn detect(schemas: &[Schema<'_>], role: &Role, names: &[&str], taken: &[Option<&str>]) -> Option<String> {
    let serves = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| (role.serves)(c.kind));
    let is_null = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| c.kind == Kind::Null);
    let free = || names.iter().filter(|name| !taken.contains(&Some(**name)));
    let complete = free().find(|name| everywhere(schemas, |s| serves(s, name)));
    let partial = || {
        free().find(|name| {
            everywhere(schemas, |s| serves(s, name) || is_null(s, name))
                && schemas.iter().any(|s| serves(s, name))
        })
    };
    complete.or_else(partial).map(|name| (*name).to_owned())
}

fn no_key(schemas: &[Schema<'_>]) -> Warning {
    let is_row_number =
        |name: &&&str| everywhere(schemas, |s| s.find(name).is_some_and(|c| c.kind.is_label()));
    let numbered = match names::ROW_NUMBERS.iter().find(is_row_number) {
        Some(name) => format!(" (`{name}` was not taken for one: it may only number the rows)"),
        None => String::new(),
    };
    Warning::new(
        "no-key",
        format!("no key column found: nothing names the prompt that a row answers{numbered}"),
        "if a column names the prompt of each row, give it with --key-column: paired comparisons see smaller losses",
    )
}

/// Notes a column of embeddings that some files have and others lack, so that none is used.
fn embeddings_in_part(schemas: &[Schema<'_>]) -> Option<Warning> {
    let has = |s: &Schema<'_>, name: &str| s.find(name).is_some_and(|c| (EMBEDDING.serves)(c.kind));
    let name = names::EMBEDDINGS.iter().find(|name| schemas.iter().any(|s| has(s, name)))?;
    let without = schemas.iter().find(|s| !has(s, name))?;
    Some(Warning::new(
        "embeddings-in-part",
        format!(
            "embeddings are not used: not every file has `{name}` as a list of numbers, {} has not",
            without.path.display()
        ),
        "embed every generation with one model, or take what is common with --embedding-column",
    ))
}

/// Notes files in which a column can hold nothing.
fn null_column(schemas: &[Schema<'_>], name: &str) -> Option<Warning> {
    let is_null = |s: &&Schema<'_>| s.find(name).is_some_and(|c| c.kind == Kind::Null);
    let first = schemas.iter().find(is_null)?.path.display();
    let n_files = schemas.iter().filter(is_null).count();
    Some(Warning::new(
        "null-column",
        format!("column `{name}` holds nothing but nulls in {n_files} file(s), the first is {first}"),
        "its values count as missing there",
    ))
}
