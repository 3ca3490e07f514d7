//! What columns are wanted for, and what the user is told whose column cannot serve.

use super::Scene;
use super::fit::{Fit, fit};
use crate::error::Error;
use crate::nearest::nearest;
use crate::read::schema::{Column, Kind, Schema};

/// What a column is wanted for, with the setting that names it and the types that can serve.
pub(super) struct Role {
    /// The field of the columns in the settings that names it.
    pub(super) option: &'static str,
    /// What it should hold, for messages.
    pub(super) expected: &'static str,
    /// The kinds that hold it.
    pub(super) serves: fn(Kind) -> bool,
    /// Whether a column of nothing but nulls counts as a column of missing values.
    pub(super) may_be_null: bool,
    /// What other columns may hold it in another form.
    pub(super) also: Also,
}

/// Another form of what is wanted, which only the values can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Also {
    /// None.
    Nothing,
    /// Numbers as text, or in lists of one.
    Number,
    /// Vectors as text, bytes, lists of lists, records.
    Vector,
    /// Chat turns as one text.
    Turns,
}

pub(super) const TEXT: Role = Role {
    option: "text",
    expected: "text, a list of texts or chat messages",
    serves: Kind::is_text,
    may_be_null: false,
    also: Also::Nothing,
};
pub(super) const KEY: Role = Role {
    option: "key",
    expected: "text, whole numbers or booleans",
    serves: Kind::is_label,
    may_be_null: true,
    also: Also::Turns,
};
pub(super) const SLICE: Role = Role { option: "slice", also: Also::Nothing, ..KEY };
pub(super) const GENERATION: Role = Role { option: "generation", may_be_null: false, ..SLICE };
pub(super) const EMBEDDING: Role = Role {
    option: "embedding",
    expected: "lists of floating-point numbers",
    serves: |kind| matches!(kind, Kind::Vector),
    may_be_null: true,
    also: Also::Vector,
};

/// Checks a column that the user named.
pub(super) fn check(scene: &Scene<'_>, role: &Role, name: &str) -> Result<Fit, Error> {
    let fit = fit(scene, role, name)?;
    let (schema, problem) = match &fit {
        Fit::Serves { .. } | Fit::Read { .. } => return Ok(fit),
        Fit::Missing(at) => (&scene.schemas[*at], missing(&scene.schemas[*at], name)),
        Fit::Not { at, why, detail } => {
            (&scene.schemas[*at], format!("{why}, expected {}{detail}", role.expected))
        }
    };
    Err(bad(schema, role, name, problem))
}

/// The error about a column that cannot serve.
pub(super) fn bad(schema: &Schema<'_>, role: &Role, name: &str, problem: String) -> Error {
    Error::BadColumn {
        path: schema.path.to_owned(),
        column: name.to_owned(),
        problem,
        found: schema.listing(),
        option: role.option,
    }
}

/// A column that a file lacks, with the one that was probably meant.
pub(super) fn missing(schema: &Schema<'_>, name: &str) -> String {
    let columns = schema.columns.iter().chain(schema.nested);
    let known: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
    let near = nearest(name, &known).map_or(String::new(), |near| format!(", did you mean `{near}`?"));
    format!("is missing{near}")
}

/// What a column holds instead of what is wanted.
pub(super) fn mismatch(column: &Column) -> String {
    match column.kind {
        Kind::Null => format!("holds {}", Kind::Null.words()),
        _ => format!("holds {}", column.holds()),
    }
}
