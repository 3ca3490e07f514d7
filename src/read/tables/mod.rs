//! Folders of table formats: which of their Parquet files are alive is said by a log, and files of removed versions lie
//! beside the living ones.

mod delta;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::partitions::{Partitions, Piece};
use crate::error::Error;

/// A table format that a folder bears the marks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Delta,
    Iceberg,
    Hudi,
    Lance,
}

impl Format {
    /// By what lies in the folder.
    fn of(folder: &Path) -> Option<Self> {
        let is_folder = |name: &str| folder.join(name).is_dir();
        if is_folder("_delta_log") {
            Some(Format::Delta)
        } else if is_folder(".hoodie") {
            Some(Format::Hudi)
        } else if has_file(&folder.join("metadata"), is_of_iceberg) {
            Some(Format::Iceberg)
        } else if is_folder("_versions") && has_file(&folder.join("data"), |name| name.ends_with(".lance")) {
            Some(Format::Lance)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Delta => "Delta table",
            Format::Iceberg => "Iceberg table",
            Format::Hudi => "Hudi table",
            Format::Lance => "Lance data set",
        }
    }

    /// How the rows that are alive become plain Parquet.
    fn way_out(self) -> &'static str {
        match self {
            Format::Delta => {
                "DeltaTable(TABLE).to_pandas().to_parquet(NEW), with the Python package deltalake"
            }
            Format::Iceberg => {
                "StaticTable.from_metadata(NEWEST_METADATA_JSON).scan().to_pandas().to_parquet(NEW), with the Python package \
                 pyiceberg"
            }
            Format::Hudi => "spark.read.format(\"hudi\").load(TABLE).write.parquet(NEW), with Spark",
            Format::Lance => {
                "lance.dataset(TABLE).to_table().to_pandas().to_parquet(NEW), with the Python package pylance"
            }
        }
    }

    fn refuse(self, folder: &Path, problem: &str) -> Error {
        Error::Table {
            path: folder.to_owned(),
            format: self.name(),
            problem: problem.to_owned(),
            way_out: self.way_out(),
        }
    }
}

/// `v3.metadata.json` and `00003-0b5e….metadata.json`, which no other folder of metadata is likely to hold.
fn is_of_iceberg(name: &str) -> bool {
    let version = name.strip_prefix('v').unwrap_or(name);
    name.ends_with(".metadata.json") && version.starts_with(|c: char| c.is_ascii_digit())
}

fn has_file(folder: &Path, fits: impl Fn(&str) -> bool) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| fits(&name.to_string_lossy()))
}

/// Why no files of such a table are read as they lie.
const NOT_READ: &str =
    "which of its Parquet files are alive is not read from its log, and the others hold removed rows";

/// Tables met so far, each read once, by their real folders.
#[derive(Debug, Default)]
pub(super) struct Tables {
    known: BTreeMap<PathBuf, Option<Live>>,
}

/// The living files of one table.
#[derive(Debug)]
struct Live {
    pieces: Vec<Piece>,
    /// The same by where they really lie.
    by_place: BTreeMap<PathBuf, Partitions>,
}

impl Live {
    fn new(pieces: Vec<Piece>) -> Self {
        let place = |piece: &Piece| Some((piece.path.canonicalize().ok()?, piece.partitions.clone()));
        Self { by_place: pieces.iter().filter_map(place).collect(), pieces }
    }
}

impl Tables {
    /// The living files of the table that this folder is; `None` = it is none.
    ///
    /// # Errors
    /// [`Error::Table`] where they cannot be told.
    pub(super) fn live(&mut self, folder: &Path) -> Result<Option<Vec<Piece>>, Error> {
        Ok(self.at(folder)?.map(|live| live.pieces.clone()))
    }

    fn at(&mut self, folder: &Path) -> Result<Option<&Live>, Error> {
        if !self.known.contains_key(folder) {
            let found = match Format::of(folder) {
                None => None,
                Some(Format::Delta) => Some(Live::new(delta::live(folder)?)),
                Some(other) => return Err(other.refuse(folder, NOT_READ)),
            };
            self.known.insert(folder.to_owned(), found);
        }
        Ok(self.known.get(folder).and_then(Option::as_ref))
    }

    /// The partitions of a file where it is alive in the table around it, or in no table.
    ///
    /// # Errors
    /// As [`Tables::live`].
    pub(super) fn admit(&mut self, file: &Path) -> Result<Standing, Error> {
        let Ok(real) = file.canonicalize() else { return Ok(Standing::Plain) };
        for folder in real.ancestors().skip(1) {
            if let Some(live) = self.at(folder)? {
                let found = live.by_place.get(&real);
                return Ok(found.map_or(Standing::Removed, |said| Standing::Alive(said.clone())));
            }
        }
        Ok(Standing::Plain)
    }

    /// The table that a file lies in, by name and folder, whether it can be read or not.
    pub(super) fn around(file: &Path) -> Option<(&'static str, PathBuf)> {
        let real = file.canonicalize().ok()?;
        real.ancestors().skip(1).find_map(|f| Some((Format::of(f)?.name(), f.to_owned())))
    }
}

/// What the table around a file says of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// There is no table.
    Plain,
    /// It is alive, in this partition.
    Alive(Partitions),
    /// It belongs to a removed version.
    Removed,
}
