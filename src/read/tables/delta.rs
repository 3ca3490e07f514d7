//! The living files of a Delta table, from its JSON log.
//!
//! Checkpoints are not read: a log from version 0 on says all of it, and without that the table is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Format;
use crate::error::{Error, ReadError};
use crate::read::partitions::{Partitions, Piece, decode_percent};

/// Digits of a version in the name of a log file.
const DIGITS: usize = 20;

/// One line of the log; actions that say nothing of files or schema are left aside.
#[derive(Debug, Deserialize)]
struct Line {
    add: Option<Add>,
    remove: Option<Remove>,
    #[serde(rename = "metaData")]
    metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Add {
    path: String,
    #[serde(default)]
    partition_values: BTreeMap<String, Option<String>>,
    deletion_vector: Option<DeletionVector>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Remove {
    path: String,
    deletion_vector: Option<DeletionVector>,
}

/// What tells one deletion vector from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeletionVector {
    storage_type: String,
    path_or_inline_dv: String,
    offset: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    schema_string: Option<String>,
}

/// A file is told by its path and the rows that are taken out of it.
type Key = (String, Option<DeletionVector>);

/// The living files, sorted by path.
pub(super) fn live(folder: &Path) -> Result<Vec<Piece>, Error> {
    let refuse = |problem: String| Format::Delta.refuse(folder, &problem);
    let mut alive: BTreeMap<Key, Partitions> = BTreeMap::new();
    let mut renamed = None;
    for path in log(folder)? {
        let text = fs::read_to_string(&path).map_err(|e| Error::read(&path, ReadError::new(e)))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line).map_err(|e| {
                refuse(format!("line {} of {} is no action ({e})", number + 1, path.display()))
            })?;
            if let Some(remove) = line.remove {
                alive.remove(&(remove.path, remove.deletion_vector));
            }
            if let Some(add) = line.add {
                alive.insert((add.path, add.deletion_vector), add.partition_values.into_iter().collect());
            }
            if let Some(schema) = line.metadata.and_then(|metadata| metadata.schema_string) {
                renamed = renamed_column(&schema);
            }
        }
    }
    if let Some(column) = renamed {
        return Err(refuse(format!("its files keep column `{column}` under another name (column mapping)")));
    }
    let mut pieces = Vec::new();
    for ((path, vector), partitions) in alive {
        if vector.is_some() {
            return Err(refuse(format!("rows of its file {path} are deleted by a deletion vector")));
        }
        let Some(place) = place(folder, &path) else {
            return Err(refuse(format!(
                "its living file {path} is not there (vacuumed, or left out of a copy)"
            )));
        };
        // The protocol takes an empty value for null.
        let partitions = partitions.into_iter().map(|(name, value)| (name, value.filter(|v| !v.is_empty())));
        pieces.push(Piece { path: place, partitions: partitions.collect() });
    }
    pieces.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pieces)
}

/// The files of the log, from version 0 to the newest without a gap.
fn log(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let place = folder.join("_delta_log");
    let fail = |e| Error::read(&place, ReadError::new(e));
    let entries = fs::read_dir(&place).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    let (mut versions, mut checkpoint) = (BTreeMap::new(), None);
    for name in entries.iter().map(fs::DirEntry::file_name) {
        let name = name.to_string_lossy();
        let Some((Ok(version), rest)) =
            name.split_at_checked(DIGITS).map(|(v, rest)| (v.parse::<u64>(), rest))
        else {
            continue;
        };
        if rest == ".json" {
            versions.insert(version, place.join(&*name));
        } else if rest.starts_with(".checkpoint") {
            checkpoint = checkpoint.max(Some(version));
        }
    }
    let refuse = |problem: &str| Err(Format::Delta.refuse(folder, problem));
    let (first, last) = (versions.keys().next().copied(), versions.keys().last().copied());
    match (first, last) {
        (None, _) | (_, None) if checkpoint.is_none() => refuse("its log holds no version"),
        (Some(0), Some(last)) if versions.len() as u64 == last + 1 && checkpoint <= Some(last) => {
            Ok(versions.into_values().collect())
        }
        _ if checkpoint.is_some() => refuse(
            "its earlier log is kept in checkpoints, which are not read, so its living files cannot be told from removed ones",
        ),
        _ => refuse("versions are missing in its log, so its living files cannot be told from removed ones"),
    }
}

/// Where a file of the log lies. Paths are URIs, most of them relative; some writers forgot to encode them.
fn place(folder: &Path, path: &str) -> Option<PathBuf> {
    let decoded = decode_percent(path);
    let rooted = |path: &str| match path.strip_prefix("file:") {
        // `file:/x` and `file:///x`.
        Some(rest) => PathBuf::from(format!("/{}", rest.trim_start_matches('/'))),
        None => folder.join(path),
    };
    [decoded.as_str(), path].into_iter().map(rooted).find(|path| path.is_file())
}

/// A column that has another name in the files than in the schema.
fn renamed_column(schema: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        fields: Vec<Field>,
    }
    #[derive(Deserialize)]
    struct Field {
        name: String,
        #[serde(default)]
        metadata: serde_json::Map<String, serde_json::Value>,
    }
    let schema: Schema = serde_json::from_str(schema).ok()?;
    let is_renamed = |field: &Field| {
        let physical = field.metadata.get("delta.columnMapping.physicalName");
        physical.and_then(|name| name.as_str()).is_some_and(|name| name != field.name)
    };
    schema.fields.into_iter().find(is_renamed).map(|field| field.name)
}
