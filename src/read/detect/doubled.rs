//! Columns that share a name: what is meant by it cannot be told.

use std::collections::BTreeMap;

use super::Scene;
use crate::error::{Error, Warning, WarningCode};
use crate::read::Chosen;
use crate::read::meaning::{self, Tier};
use crate::read::schema::Schema;

/// Refuses possible texts that share a name.
pub(super) fn texts(scene: &Scene<'_>) -> Result<(), Error> {
    for schema in scene.schemas {
        for (name, count) in doubled(schema) {
            let is_text = schema.find(&name).is_some_and(|column| column.kind.is_text());
            if is_text && meaning::tier(&name).is_some_and(|tier| tier >= Tier::Known) {
                return Err(error(schema, &name, count));
            }
        }
    }
    Ok(())
}

/// Refuses a chosen column whose name several have; warns of the rest.
pub(super) fn check(scene: &Scene<'_>, chosen: &Chosen, warnings: &mut Vec<Warning>) -> Result<(), Error> {
    let options = [&chosen.key, &chosen.slice, &chosen.embedding, &chosen.generation, &chosen.finish_reason]
        .into_iter()
        .flatten();
    let mut used: Vec<&String> = options.collect();
    used.extend([&chosen.prompt, &chosen.role].into_iter().flatten());
    used.extend(chosen.data.iter().map(|column| &column.name));
    let root = |name: &str| {
        scene.schemas.iter().find_map(|schema| {
            let part = schema.find(name)?;
            let whole = schema.columns.iter().find(|column| column.root == part.root)?;
            Some(whole.name.clone())
        })
    };
    let text = root(&chosen.text).unwrap_or_else(|| chosen.text.clone());
    let mut harmless: BTreeMap<String, String> = BTreeMap::new();
    for schema in scene.schemas {
        for (name, count) in doubled(schema) {
            if name == text || used.iter().any(|used| **used == name) {
                return Err(error(schema, &name, count));
            }
            harmless.entry(name).or_insert_with(|| schema.path.display().to_string());
        }
    }
    if let Some((name, path)) = harmless.first_key_value() {
        warnings.push(Warning::new(
            WarningCode::DoubledColumn,
            format!("two columns of {path} are called `{name}`; neither is read"),
            "check how the files were joined",
        ));
    }
    Ok(())
}

/// The names that several columns have, with their number.
fn doubled(schema: &Schema<'_>) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for column in schema.columns {
        *counts.entry(column.name.clone()).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    counts
}

/// Refuses a known name that several columns have but for case and the like, where none has it exactly.
pub(super) fn twins(scene: &Scene<'_>, option: &'static str, name: &str) -> Result<(), Error> {
    for schema in scene.schemas {
        let alike = schema.alike(name);
        let mut spellings: Vec<&str> = alike.iter().map(|column| column.name.as_str()).collect();
        spellings.dedup();
        if spellings.len() > 1 && !spellings.contains(&name) {
            return Err(Error::AmbiguousColumn {
                path: schema.path.to_owned(),
                role: option,
                candidates: spellings.join(", "),
                option,
            });
        }
    }
    Ok(())
}

fn error(schema: &Schema<'_>, name: &str, count: usize) -> Error {
    Error::DoubledColumn {
        path: schema.path.to_owned(),
        column: name.to_owned(),
        count,
        found: schema.listing(),
    }
}
