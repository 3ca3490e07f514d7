//! A simulation to files: one for each generation.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Produced, check_writable, generation, write};
use crate::error::Error;
use crate::simulate::Simulation;

/// Names of files shown in a message.
const SHOWN: usize = 3;

/// The folder of the report, beside the generations.
pub const REPORT: &str = "report";

/// The name of a generation, which is that of its file without the ending.
pub fn name(generation: usize) -> String {
    format!("gen{generation}")
}

/// The file of a generation.
pub fn file(dir: &Path, generation: usize) -> PathBuf {
    dir.join(format!("{}.parquet", name(generation)))
}

/// Checks, before any work, that the folder can be written and, unless it may be written over, that it is empty.
///
/// # Errors
/// [`Error::Write`] and [`Error::Occupied`].
pub fn check(dir: &Path, overwrite: bool) -> Result<(), Error> {
    check_writable(dir)?;
    if overwrite || !dir.exists() {
        return Ok(());
    }
    let failed = |source| Error::Write { path: dir.to_owned(), source };
    let entries = fs::read_dir(dir).map_err(failed)?;
    let mut found: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    if found.is_empty() {
        return Ok(());
    }
    found.sort();
    let more = if found.len() > SHOWN { ", …" } else { "" };
    found.truncate(SHOWN);
    Err(Error::Occupied { dir: dir.to_owned(), found: found.join(", ") + more })
}

/// Writes all generations, or none.
///
/// # Errors
/// [`Error::Write`]; [`Error::Format`] with what the library says.
pub fn to_dir(simulation: &Simulation, dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let produced = |generation: &crate::simulate::Generation| {
        let name = format!("{}.parquet", name(generation.lineage.generation));
        Ok(Produced { name, bytes: generation::bytes(simulation, generation)? })
    };
    let files = simulation.generations.iter().map(produced).collect::<Result<Vec<_>, Error>>()?;
    write::all(dir, &files)
}

/// Files of generations beyond those of this simulation, left in the folder by a longer one.
pub fn left_over(simulation: &Simulation, dir: &Path) -> Vec<PathBuf> {
    (simulation.generations.len()..).map(|t| file(dir, t)).take_while(|path| path.exists()).collect()
}
