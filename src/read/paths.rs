//! Turns what the user typed (files, folders, globs) into sorted lists of files and a name.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::doubles;
use super::folder::{Gathered, is_hidden, is_parquet};
use super::partitions::Piece;
use super::records;
use super::tables::{Standing, Tables};
use crate::config::Source;
use crate::error::{Error, ReadError, Warning, WarningCode};

/// Words that name a piece of a data set and never a generation.
const SHARD_WORDS: [&str; 8] = ["part", "shard", "chunk", "train", "test", "validation", "data", "output"];

/// One corpus: its name, what the user typed and the files found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its name.
    pub(super) name: String,
    /// Its paths as typed.
    pub(super) paths: Vec<String>,
    /// Its files, path by path, sorted within each.
    pub(super) files: Vec<Piece>,
    /// The column of the outputs, where a path names one.
    pub(super) column: Option<String>,
    /// What was found on the way.
    pub(super) warnings: Vec<Warning>,
}

/// Finds the files of one source.
pub(super) fn find(source: &Source) -> Result<Found, Error> {
    let Some(first) = source.paths.first() else {
        return Err(Error::BadSetting {
            setting: "generations".to_owned(),
            problem: "found one without paths, expected a file, folder or glob".to_owned(),
        });
    };
    let (mut files, mut warnings) = (Vec::new(), Vec::new());
    let (mut seen, mut tables) = (BTreeSet::new(), Tables::default());
    let (places, column) = places(&source.paths)?;
    for path in &places {
        let (found, told) = expand(path, &mut tables)?;
        // Overlapping globs must not count a file twice.
        files.extend(found.into_iter().filter(|piece| seen.insert(piece.path.clone())));
        warnings.extend(told.into_iter().filter(|warning| !warnings.contains(warning)).collect::<Vec<_>>());
    }
    let name = source.name.clone().unwrap_or_else(|| name(places.first().unwrap_or(first)));
    warnings.extend(doubles::leave_out(&name, &mut files));
    Ok(Found {
        name,
        paths: source.paths.iter().map(|path| path.display().to_string()).collect(),
        files,
        column,
        warnings,
    })
}

/// The paths without the column that they may name, and that column, which is one for all of them.
fn places(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<String>), Error> {
    let mut places = Vec::new();
    let mut columns: Vec<Option<String>> = Vec::new();
    for path in paths {
        let (place, column) = with_column(path);
        places.push(place);
        columns.push(column);
    }
    columns.dedup();
    match columns.as_slice() {
        [] | [None] => Ok((places, None)),
        [Some(column)] => Ok((places, Some(column.clone()))),
        several => {
            let named: Vec<&str> = several.iter().map(|c| c.as_deref().unwrap_or("none")).collect();
            Err(Error::BadSetting {
                setting: "generations".to_owned(),
                problem: format!(
                    "the paths of one generation name several columns ({}), expected one",
                    named.join(", ")
                ),
            })
        }
    }
}

/// `pairs.parquet#chosen` is the column `chosen` of `pairs.parquet`, unless there is a file of the whole name.
fn with_column(path: &Path) -> (PathBuf, Option<String>) {
    let whole = || (path.to_owned(), None);
    let Some(text) = path.to_str().filter(|_| !path.exists()) else { return whole() };
    match text.rsplit_once('#') {
        Some((place, column)) if !column.is_empty() && !column.contains(['/', '\\']) => {
            let place = Path::new(place);
            let is_there = place.exists() || is_glob(place) || records::is_standard_input(place);
            if is_there { (place.to_owned(), Some(column.to_owned())) } else { whole() }
        }
        _ => whole(),
    }
}

/// Lists the files that a path stands for, sorted, and what else lies there.
fn expand(path: &Path, tables: &mut Tables) -> Result<(Vec<Piece>, Vec<Warning>), Error> {
    let mut gathered = Gathered::default();
    if records::is_standard_input(path) {
        return Ok((vec![Piece { path: path.to_owned(), partitions: Vec::new() }], Vec::new()));
    } else if path.is_dir() {
        gathered.walk(path, tables)?;
    } else if path.exists() {
        // Whatever its extension: the user asked for this very file.
        return Ok((vec![Piece::at(path.to_owned())], of_table(path, tables).into_iter().collect()));
    } else if is_glob(path) {
        expand_glob(path, &mut gathered, tables)?;
    } else {
        return Err(Error::NotFound { path: path.to_owned() });
    }
    gathered.settle();
    if gathered.files.is_empty() {
        let found = gathered.instead().map_or(String::new(), |found| format!("; found {found}"));
        return Err(Error::NoParquet { path: path.to_owned(), found });
    }
    let warnings = gathered.warnings(path);
    let pieces = gathered.files.into_iter().map(|(path, partitions)| Piece { path, partitions });
    Ok((pieces.collect(), warnings))
}

/// Notes a file that was asked for by name and lies in a table: it may hold rows that were removed.
fn of_table(path: &Path, tables: &mut Tables) -> Option<Warning> {
    let (format, folder) = Tables::around(path)?;
    let holds = match tables.admit(path) {
        Ok(Standing::Plain | Standing::Alive(_)) => return None,
        Ok(Standing::Removed) => "it belongs to a removed version of",
        Err(_) => "it may hold removed rows of",
    };
    Some(Warning::new(
        WarningCode::FileOfATable,
        format!("{}: {holds} the {format} {}", path.display(), folder.display()),
        "give the folder of the table instead of its files",
    ))
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn expand_glob(path: &Path, gathered: &mut Gathered, tables: &mut Tables) -> Result<(), Error> {
    let pattern = path.to_string_lossy();
    let bad = |reason: &glob::PatternError| Error::BadGlob {
        pattern: pattern.to_string(),
        reason: reason.to_string(),
    };
    for entry in glob::glob(&pattern).map_err(|e| bad(&e))? {
        let entry = entry.map_err(|e| {
            let path = e.path().to_owned();
            Error::read(&path, ReadError::new(io::Error::from(e)))
        })?;
        // What the pattern spells out is wanted, hidden or not.
        let is_spelled = |part: &Component<'_>| path.components().any(|typed| typed == *part);
        let mut parts = entry.components();
        if parts.any(|part| is_hidden(part.as_ref()) && !is_spelled(&part)) {
            continue;
        }
        if entry.is_dir() {
            gathered.walk(&entry, tables)?;
        } else {
            gathered.offer(entry, tables)?;
        }
    }
    Ok(())
}

/// Derives a name: `runs/gen1.parquet`, `runs/gen1.jsonl.gz`, `runs/gen1/` and `runs/gen1/*.parquet` are all `gen1`.
fn name(path: &Path) -> String {
    if records::is_standard_input(path) {
        return "stdin".to_owned();
    }
    if path.exists() || !is_glob(path) {
        return plain_name(path);
    }
    let mut last = true;
    for component in path.components().rev() {
        let Component::Normal(part) = component else {
            continue;
        };
        let part = part.to_string_lossy();
        let literal = literal(part.strip_suffix(".parquet").unwrap_or_else(|| records::plain_name(&part)));
        let is_shard = last && SHARD_WORDS.contains(&literal.as_str());
        if !literal.is_empty() && !is_shard {
            return literal;
        }
        last = false;
    }
    path.display().to_string()
}

/// The parts of a pattern that stand for themselves: `gen1-*` is `gen1`.
fn literal(pattern: &str) -> String {
    let mut literal = String::new();
    let mut in_class = false;
    for c in pattern.chars() {
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            '*' | '?' => {}
            _ if in_class => {}
            _ => literal.push(c),
        }
    }
    literal.trim_matches(['-', '_', '.', ' ']).to_owned()
}

fn plain_name(path: &Path) -> String {
    // `.` and `..` have no name of their own.
    let resolved = if path.file_name().is_none() { path.canonicalize().ok() } else { None };
    let path = resolved.as_deref().unwrap_or(path);
    if !path.is_dir() && records::named(path).is_some() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return records::plain_name(&name).to_owned();
    }
    let name = if path.is_dir() && !is_parquet(path) { path.file_name() } else { path.file_stem() };
    name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
