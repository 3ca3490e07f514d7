//! Walks folders: which files are read, and which are passed over although they may hold data. Of a folder one kind of file is read: Parquet
//! before others, since the same rows often lie there in several.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::magic;
use super::own::is_own;
use super::partitions::{Partitions, Piece};
use super::records::{self, Named};
use super::tables::{Standing, Tables};
use crate::error::{Error, ReadError, Warning, WarningCode};

/// Endings of files that may hold documents in another format.
const DATA: [&str; 11] =
    ["arrow", "feather", "ipc", "orc", "avro", "lance", "pkl", "zip", "tar", "eval", "txt"];
/// Endings of compressed files.
const COMPRESSED: [&str; 8] = ["gz", "gzip", "zst", "zstd", "bz2", "xz", "lz4", "br"];
/// Endings other than `.parquet` that Parquet files go by; `.parquet.snappy` and its kin do, too.
const PARQUET: [&str; 3] = ["parq", "pq", "pqt"];
/// What may stand behind `.parquet`; anything else (`.tmp`, `.old`) says that the file is not to be read.
const CODECS: [&str; 9] = ["snappy", "gz", "gzip", "zst", "zstd", "lz4", "br", "brotli", "uncompressed"];
/// A JSON file below this size holds settings or a log rather than documents.
const SMALL: u64 = 64 << 10;

/// What a path gave.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Files to read, with what their places say.
    pub(super) files: BTreeMap<PathBuf, Partitions>,
    /// Files of records by their kind, which are read where no Parquet is there.
    records: BTreeMap<Named, BTreeSet<PathBuf>>,
    /// JSON files that are small, which are read where nothing else is there.
    small: BTreeSet<PathBuf>,
    /// Files that may hold data and are not read.
    passed: BTreeSet<PathBuf>,
    /// Files of removed versions of a table.
    removed: BTreeSet<PathBuf>,
    /// Files of a report that genloss wrote there.
    own: BTreeSet<PathBuf>,
}

/// What a name says of a file.
#[derive(Debug, PartialEq, Eq)]
enum Look {
    Parquet,
    /// The first bytes decide.
    Perhaps,
    /// Records in another format that is read.
    Records(Named),
    /// Data in a format that is not.
    Data,
    Other,
}

fn look(path: &Path) -> Look {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().to_lowercase()) else {
        return Look::Other;
    };
    let Some((stem, ending)) = name.rsplit_once('.') else { return Look::Perhaps };
    if ending == "parquet" {
        Look::Parquet
    } else if PARQUET.contains(&ending) || (stem.ends_with(".parquet") && CODECS.contains(&ending)) {
        Look::Perhaps
    } else if stem.ends_with(".parquet") {
        Look::Data
    } else if let Some(kind) = records::named(path) {
        Look::Records(kind)
    } else if DATA.contains(&ending) || COMPRESSED.contains(&ending) {
        Look::Data
    } else {
        Look::Other
    }
}

impl Gathered {
    /// Adds the files of a folder and its folders.
    pub(super) fn walk(&mut self, folder: &Path, tables: &mut Tables) -> Result<(), Error> {
        self.enter(folder, &mut BTreeSet::new(), tables)
    }

    /// Each real folder is entered once, so that a link that leads back up does no harm.
    fn enter(
        &mut self,
        folder: &Path,
        entered: &mut BTreeSet<PathBuf>,
        tables: &mut Tables,
    ) -> Result<(), Error> {
        let fail = |e: io::Error| Error::read(folder, ReadError::new(e));
        if !entered.insert(folder.canonicalize().map_err(fail)?) {
            return Ok(());
        }
        if let Some(live) = tables.live(folder)? {
            self.table(folder, live);
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
                self.enter(&path, entered, tables)?;
            } else if is_own(&path) {
                self.own.insert(path);
            } else {
                self.offer(path, tables)?;
            }
        }
        Ok(())
    }

    /// Adds a file where it is Parquet and alive, and remembers it where it may be data.
    pub(super) fn offer(&mut self, path: PathBuf, tables: &mut Tables) -> Result<(), Error> {
        let is_parquet = match look(&path) {
            Look::Parquet => true,
            Look::Perhaps if magic::begins_as_parquet(&path) => true,
            Look::Perhaps if path.extension().is_none() => return Ok(()),
            Look::Perhaps => false,
            Look::Records(Named::Json) if is_small(&path) => {
                self.small.insert(path);
                return Ok(());
            }
            Look::Records(kind) => {
                self.records.entry(kind).or_default().insert(path);
                return Ok(());
            }
            Look::Data if !is_small(&path) => false,
            Look::Data | Look::Other => return Ok(()),
        };
        if !is_parquet {
            self.passed.insert(path);
            return Ok(());
        }
        match tables.admit(&path)? {
            Standing::Plain => {
                let piece = Piece::at(path);
                self.files.insert(piece.path, piece.partitions);
            }
            Standing::Alive(partitions) => {
                self.files.insert(path, partitions);
            }
            Standing::Removed => {
                self.removed.insert(path);
            }
        }
        Ok(())
    }

    /// Adds the living files of a table, and remembers the others.
    fn table(&mut self, folder: &Path, live: Vec<Piece>) {
        let mut open = vec![folder.to_owned()];
        let alive: BTreeSet<&PathBuf> = live.iter().map(|piece| &piece.path).collect();
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                if is_hidden(&path) {
                    continue;
                } else if path.is_dir() && !path.is_symlink() {
                    open.push(path);
                } else if look(&path) == Look::Parquet && !alive.contains(&path) {
                    self.removed.insert(path);
                }
            }
        }
        self.files.extend(live.into_iter().map(|piece| (piece.path, piece.partitions)));
    }

    /// Takes the files of one kind; the others are passed over.
    pub(super) fn settle(&mut self) {
        let mut kinds = std::mem::take(&mut self.records).into_values();
        if self.files.is_empty() && self.removed.is_empty() {
            let chosen = kinds.next().unwrap_or_else(|| std::mem::take(&mut self.small));
            let pieces = chosen.into_iter().map(Piece::at);
            self.files.extend(pieces.map(|piece| (piece.path, piece.partitions)));
        }
        self.passed.extend(kinds.flatten());
    }

    /// What stands in for an answer where no file is read: "3 .jsonl, 1 .csv"; `None` = nothing is there.
    pub(super) fn instead(&self) -> Option<String> {
        match self.removed.len() {
            0 if self.passed.is_empty() => None,
            0 => Some(self.listed()),
            n => Some(format!("{n} Parquet file(s) of removed versions of a table")),
        }
    }

    /// Files that may be data, by ending, the most frequent first.
    fn listed(&self) -> String {
        let mut endings: BTreeMap<String, usize> = BTreeMap::new();
        for path in &self.passed {
            *endings.entry(ending(path)).or_default() += 1;
        }
        let mut endings: Vec<(String, usize)> = endings.into_iter().collect();
        endings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let listed: Vec<String> = endings.iter().take(5).map(|(ending, n)| format!("{n} {ending}")).collect();
        listed.join(", ")
    }

    /// What was left aside under a path.
    pub(super) fn warnings(&self, path: &Path) -> Vec<Warning> {
        let mut found = Vec::new();
        if !self.passed.is_empty() {
            found.push(Warning::new(
                WarningCode::PassedOver,
                format!("{}: files that may hold data were passed over: {}", path.display(), self.listed()),
                "of a folder one kind of file is read, Parquet before JSON Lines, CSV, TSV and JSON: if they belong to this generation, write \
                 all of it as one kind; if not, give the files to read by a glob",
            ));
        }
        if let Some(first) = self.own.first() {
            let more = match self.own.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            found.push(Warning::new(
                WarningCode::OwnOutput,
                format!("{}: files of a report were left out: {}{more}", path.display(), first.display()),
                "genloss wrote them; a folder of their own (-o) keeps them apart from the data",
            ));
        }
        if !self.removed.is_empty() {
            found.push(Warning::new(
                WarningCode::RemovedFiles,
                format!(
                    "{}: {} Parquet file(s) of removed versions of a Delta table lie there and were not read",
                    path.display(),
                    self.removed.len()
                ),
                "nothing to do, if the newest version of the table is the one to judge",
            ));
        }
        found
    }
}

/// `.jsonl`, or `.jsonl.gz`.
fn ending(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let parts: Vec<&str> = name.split('.').collect();
    match parts.as_slice() {
        [_, .., before, last] if COMPRESSED.contains(last) || *before == "parquet" => {
            format!(".{before}.{last}")
        }
        [.., last] => format!(".{last}"),
        [] => String::new(),
    }
}

fn is_small(path: &Path) -> bool {
    let is_text =
        path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json") || e.eq_ignore_ascii_case("txt"));
    is_text && fs::metadata(path).is_ok_and(|data| data.len() < SMALL)
}

/// Spark and its kin keep bookkeeping in files such as `_SUCCESS` and `.part-0.parquet.crc`. A partition is none, whatever
/// its column is called.
pub(super) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with('.') || (name.starts_with('_') && !name.contains('=')))
}

/// Whether a name says that it is a Parquet file.
pub(super) fn is_parquet(path: &Path) -> bool {
    look(path) == Look::Parquet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_may_be_data() {
        for (name, expected) in [
            ("a.PARQUET", Look::Parquet),
            ("a.pq", Look::Perhaps),
            ("a.parquet.snappy", Look::Perhaps),
            ("a.parquet.gz", Look::Perhaps),
            ("a.parquet.tmp", Look::Data),
            ("000000_0", Look::Perhaps),
            ("a.jsonl", Look::Records(Named::Lines)),
            ("a.jsonl.zst", Look::Records(Named::Lines)),
            ("a.jsonl.bz2", Look::Data),
            ("a.arrow", Look::Data),
            ("read.me", Look::Other),
            ("a.png", Look::Other),
        ] {
            assert_eq!(look(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn endings_keep_what_was_compressed() {
        let of = |name: &str| ending(Path::new(name));
        assert_eq!(of("x/a.jsonl"), ".jsonl");
        assert_eq!(of("a.b.JSONL.gz"), ".jsonl.gz");
        assert_eq!(of("a.parquet.tmp1"), ".parquet.tmp1");
        assert_eq!(of("v1.5.csv"), ".csv");
        assert_eq!(of("jsonl.gz"), ".gz");
    }

    #[test]
    fn a_partition_is_never_hidden() {
        assert!(!is_hidden(Path::new("t/_c=1")) && is_hidden(Path::new("t/_SUCCESS")));
        assert!(is_hidden(Path::new("t/.a=1")));
    }
}
