//! Turns what the user typed (files, folders, globs) into sorted lists of files and a name.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::config::Source;
use crate::error::{Error, ReadError};

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
    pub(super) files: Vec<PathBuf>,
}

/// Finds the files of one source.
pub(super) fn find(source: &Source) -> Result<Found, Error> {
    let Some(first) = source.paths.first() else {
        return Err(Error::BadSetting {
            setting: "generations".to_owned(),
            problem: "found one without paths, expected a file, folder or glob".to_owned(),
        });
    };
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &source.paths {
        // Overlapping globs must not count a file twice.
        files.extend(expand(path)?.into_iter().filter(|file| seen.insert(file.clone())));
    }
    Ok(Found {
        name: source.name.clone().unwrap_or_else(|| name(first)),
        paths: source.paths.iter().map(|path| path.display().to_string()).collect(),
        files,
    })
}

/// Lists the files that a path stands for, sorted.
fn expand(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = BTreeSet::new();
    if path.is_dir() {
        walk(path, &mut BTreeSet::new(), &mut files)?;
    } else if path.exists() {
        // Whatever its extension: the user asked for this very file.
        files.insert(path.to_owned());
    } else if is_glob(path) {
        expand_glob(path, &mut files)?;
    } else {
        return Err(Error::NotFound { path: path.to_owned() });
    }
    if files.is_empty() {
        return Err(Error::NoParquet { path: path.to_owned() });
    }
    Ok(files.into_iter().collect())
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

fn expand_glob(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
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
            walk(&entry, &mut BTreeSet::new(), files)?;
        } else if is_parquet(&entry) {
            files.insert(entry);
        }
    }
    Ok(())
}

/// Collects the Parquet files of a folder and its folders. Each real folder is entered once, so that a link that
/// leads back up does no harm.
fn walk(folder: &Path, entered: &mut BTreeSet<PathBuf>, files: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    let fail = |e: io::Error| Error::read(folder, ReadError::new(e));
    if !entered.insert(folder.canonicalize().map_err(fail)?) {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        if is_hidden(&path) {
            continue;
        }
        if path.is_dir() {
            walk(&path, entered, files)?;
        } else if is_parquet(&path) {
            files.insert(path);
        }
    }
    Ok(())
}

/// Spark and its kin keep bookkeeping in files such as `_SUCCESS` and `.part-0.parquet.crc`.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

/// Derives a name: `runs/gen1.parquet`, `runs/gen1/` and `runs/gen1/*.parquet` are all `gen1`.
fn name(path: &Path) -> String {
    if path.exists() || !is_glob(path) {
        return plain_name(path);
    }
    let mut last = true;
    for component in path.components().rev() {
        let Component::Normal(part) = component else {
            continue;
        };
        let part = part.to_string_lossy();
        let literal = literal(part.strip_suffix(".parquet").unwrap_or(&part));
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
    let name = if path.is_dir() && !is_parquet(path) { path.file_name() } else { path.file_stem() };
    name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
