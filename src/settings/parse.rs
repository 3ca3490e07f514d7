//! Texts to the values of settings, and back: what flags, variables and config files spell.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::de::value::{Error as NameError, StrDeserializer};
use serde::de::{IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::Color;
use crate::config::{Correction, Margins, RequirementRule, Source};
use crate::render::Theme;
use crate::terms::Direction;

/// A `NAME=PATH` pair; the path may hold further `=` signs.
///
/// # Errors
/// A sentence saying what is missing.
pub fn named_source(text: &str) -> Result<Source, String> {
    match text.split_once('=') {
        Some((name, path)) if !name.trim().is_empty() && !path.is_empty() => {
            Ok(Source { name: Some(name.trim().to_owned()), paths: vec![PathBuf::from(path)] })
        }
        _ => Err("expected NAME=PATH, for example gen1=runs/gen1.parquet".to_owned()),
    }
}

/// A `METRIC=WARN,FAIL` triple. Whether the numbers make sense is for [`crate::config::Config::validate`] to say.
///
/// # Errors
/// A sentence saying what was expected.
pub fn named_margins(text: &str) -> Result<(String, Margins), String> {
    let expected = || "expected METRIC=WARN,FAIL, for example tail-types-survival=0.95,0.90".to_owned();
    let (metric, pair) = text.split_once('=').ok_or_else(expected)?;
    let (warn, fail) = pair.split_once(',').ok_or_else(expected)?;
    let number = |s: &str| {
        let n = s.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        n.ok_or_else(|| format!("`{}` is not a number; {}", s.trim(), expected()))
    };
    if metric.trim().is_empty() {
        return Err(expected());
    }
    let margins = Margins { warn: number(warn)?, fail: number(fail)? };
    Ok((metric.trim().to_owned(), margins))
}

/// A correction by the name it has in `report.json`.
///
/// # Errors
/// A sentence listing the names.
pub fn named_correction(text: &str) -> Result<Correction, String> {
    let name: StrDeserializer<'_, NameError> = text.into_deserializer();
    Correction::deserialize(name).map_err(|e| e.to_string())
}

/// A time to color by its name.
///
/// # Errors
/// A sentence listing the names.
pub fn named_color(text: &str) -> Result<Color, String> {
    let name: StrDeserializer<'_, NameError> = text.into_deserializer();
    Color::deserialize(name).map_err(|e| e.to_string())
}

/// A theme by its name.
///
/// # Errors
/// A sentence listing the names.
pub fn named_theme(text: &str) -> Result<Theme, String> {
    let name: StrDeserializer<'_, NameError> = text.into_deserializer();
    Theme::deserialize(name).map_err(|e| e.to_string())
}

/// Writes named corpora as the array of `{ name, path }` that a config file may hold, which keeps their order.
pub(super) fn named_entries<S: serde::Serializer>(
    list: &Option<Vec<Source>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Entry<'a> {
        name: &'a Option<String>,
        path: &'a [PathBuf],
    }
    match list {
        None => to.serialize_none(),
        Some(list) => to.collect_seq(list.iter().map(|s| Entry { name: &s.name, path: &s.paths })),
    }
}

/// Reads `"a,b"` or `["a", "b"]`.
pub(super) fn comma_list<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let split = |text: &str| text.split(',').map(|s| s.trim().to_owned()).collect();
    from.deserialize_any(List { split, expected: "a name, names separated by commas, or an array of names" })
        .map(Some)
}

/// Reads `"a"` or `["a", "b"]`: names of columns, which may hold commas.
pub(super) fn one_or_many<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<String>>, D::Error> {
    let split = |text: &str| vec![text.to_owned()];
    from.deserialize_any(List { split, expected: "a name, or an array of names" }).map(Some)
}

/// Margins as a config file says them: a key that is not known is a mistake there, while a report may be of a later version.
#[derive(Deserialize)]
#[serde(remote = "Margins", deny_unknown_fields, rename_all = "kebab-case")]
struct StrictMargins {
    warn: f64,
    fail: f64,
}

/// A requirement as a config file says it.
#[derive(Deserialize)]
#[serde(remote = "RequirementRule", deny_unknown_fields, rename_all = "kebab-case")]
struct StrictRequirement {
    column: String,
    #[serde(default)]
    slice: Option<String>,
    min: f64,
    #[serde(default)]
    direction: Direction,
}

/// Reads margins by metric.
pub(super) fn margins<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<BTreeMap<String, Margins>>, D::Error> {
    #[derive(Deserialize)]
    struct Strict(#[serde(with = "StrictMargins")] Margins);
    let found = BTreeMap::<String, Strict>::deserialize(from)?;
    Ok(Some(found.into_iter().map(|(metric, Strict(margins))| (metric, margins)).collect()))
}

/// Reads a list of requirements.
pub(super) fn requirements<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Vec<RequirementRule>>, D::Error> {
    #[derive(Deserialize)]
    struct Strict(#[serde(with = "StrictRequirement")] RequirementRule);
    let found = Vec::<Strict>::deserialize(from)?;
    Ok(Some(found.into_iter().map(|Strict(rule)| rule).collect()))
}

/// Names, in one text or in several.
struct List {
    split: fn(&str) -> Vec<String>,
    expected: &'static str,
}

impl<'de> Visitor<'de> for List {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok((self.split)(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = seq.next_element()? {
            names.push(name);
        }
        Ok(names)
    }
}
