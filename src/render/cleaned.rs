//! A cleaned copy of a mix, with a list of the rows that it lacks; all files appear, or none. It knows Arrow, as `parquet.rs` does.
//!
//! Each file keeps its columns, their types, what it says of itself and the order of its rows; files lie side by side under their own names, the list beside them as
//! `manifest.parquet`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::audit::clean::{Going, Reason, Removal};
use crate::audit::near;
use crate::audit::overlap::Match;
use crate::audit::rows::{Address, Rows};
use crate::error::Error;
use crate::files::{Failed, Set};
use crate::progress::Observer;
use crate::read::{TABLE_KEY, Whole};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::format::count;
use crate::render::simulation;

/// The list of rows that went.
pub const MANIFEST: &str = "manifest.parquet";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The files, the manifest last.
    pub paths: Vec<PathBuf>,
    /// Rows that stayed.
    pub stayed: u64,
    /// Rows that went, by why.
    pub went: BTreeMap<Reason, u64>,
}

/// Checks, before any work, that a cleaned copy of these paths can be written to a folder.
///
/// # Errors
/// [`Error::BadSetting`] where the folder is one of the paths, lies in one of them, or holds one of them; [`Error::Occupied`] where it holds files; [`Error::Write`].
pub fn check(dir: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    let out = resolved(dir);
    for input in inputs {
        let given = resolved(input);
        let is_inside = if input.is_dir() { out.starts_with(&given) } else { given.parent() == Some(&out) };
        if is_inside {
            let problem = format!(
                "found {}, which lies where {} is read from, so that the next run would read both; expected a folder outside of it",
                dir.display(),
                input.display()
            );
            return Err(Error::BadSetting { setting: "--write-clean".to_owned(), problem });
        }
    }
    simulation::check(dir, false)
}

/// The path without links and dots, as far as it exists; what does not exist yet has no links.
fn resolved(path: &Path) -> PathBuf {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            part => real.push(part),
        }
        real = real.canonicalize().unwrap_or(real);
    }
    real
}

/// Writes the mix without what goes. A row with a list of texts goes when all of them go.
///
/// *Cost*: reads the mix once more, all columns. *Memory*: some thousand rows, and a row group as it is written.
///
/// # Errors
/// A mix that is not Parquet, whose folders hold columns, or whose rows are turns of conversations; [`Error::Read`], [`Error::Write`], [`Error::Format`].
pub fn write(dir: &Path, removal: &Removal, observer: &dyn Observer) -> Result<Cleaned, Error> {
    let Removal { mix, others, going, .. } = removal;
    if let Some(role) = &mix.opened.columns().role {
        let problem = format!(
            "found rows that are turns of conversations (column `{role}`): taking some out would leave half conversations; expected one row a conversation"
        );
        return Err(Error::BadSetting { setting: "--write-clean".to_owned(), problem });
    }
    let gone = gone(mix, going);
    let mut set = Set::stage(dir, []).map_err(failed)?;
    let mut names = BTreeSet::from([MANIFEST.to_owned()]);
    let mut stayed = 0;
    for (file, (path, n_rows)) in mix.opened.files().enumerate() {
        let mut stays = vec![true; usize::try_from(n_rows).unwrap_or(usize::MAX)];
        let first = gone.partition_point(|going| mix.addresses[going.text].file < file);
        let own = gone[first..].iter().map(|going| mix.addresses[going.text]);
        own.take_while(|at| at.file == file).for_each(|at| stays[at.row as usize] = false);
        let whole = mix.opened.whole(file, &stays)?;
        stayed += copy(whole, &mut set, &name(path, &mut names), observer)?;
    }
    let manifest = manifest(mix, &gone, others, observer)?;
    set.begin(MANIFEST).map_err(failed)?.write_all(&manifest).map_err(|e| failed((dir.join(MANIFEST), e)))?;
    let mut went = BTreeMap::new();
    gone.iter().for_each(|going| *went.entry(going.reason).or_insert(0) += 1);
    Ok(Cleaned { paths: set.place().map_err(failed)?, stayed, went })
}

fn failed((path, source): Failed) -> Error {
    Error::Write { path, source }
}

/// One entry for each row all of whose texts go.
fn gone(mix: &Rows, going: &[Going]) -> Vec<Going> {
    let rows = going.chunk_by(|a, b| mix.addresses[a.text] == mix.addresses[b.text]);
    let is_whole = |row: &&[Going]| {
        let (first, last) = (row[0].text, row[row.len() - 1].text);
        let other = |text: Option<&Address>| text != Some(&mix.addresses[first]);
        row.len() == last - first + 1
            && first.checked_sub(1).is_none_or(|before| other(mix.addresses.get(before)))
            && other(mix.addresses.get(last + 1))
    };
    rows.filter(is_whole).map(|row| row[0]).collect()
}

/// The name of a file, with a number where another one has it already.
fn name(path: &Path, taken: &mut BTreeSet<String>) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let numbers = std::iter::once(format!("{stem}.parquet"))
        .chain((2u64..).map(|number| format!("{stem}-{number}.parquet")));
    let name = numbers.into_iter().find(|name| taken.insert(name.clone()));
    name.unwrap_or(stem)
}

/// Writes one file and says how many rows it has.
fn copy(mut whole: Whole, set: &mut Set, name: &str, observer: &dyn Observer) -> Result<u64, Error> {
    let wrong = |e: parquet::errors::ParquetError| Error::Format {
        format: "parquet",
        reason: format!("{name}: {e}"),
    };
    let properties = WriterProperties::builder()
        .set_compression(whole.compression)
        .set_max_row_group_row_count(whole.group_rows)
        .set_key_value_metadata(Some(std::mem::take(&mut whole.metadata)).filter(|said| !said.is_empty()))
        .build();
    let options =
        ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(!whole.says_arrow);
    let options = match whole.columns.take() {
        Some(columns) => options.with_parquet_schema(columns),
        None => options,
    };
    let file = set.begin(name).map_err(failed)?;
    let mut writer =
        ArrowWriter::try_new_with_options(file, Arc::clone(&whole.schema), options).map_err(wrong)?;
    let mut rows = 0;
    while let Some(batch) = whole.next()? {
        if observer.wants_to_stop() {
            return Err(Error::Stopped);
        }
        rows += batch.num_rows() as u64;
        writer.write(&batch).map_err(wrong)?;
    }
    writer.close().map_err(wrong)?;
    Ok(rows)
}

/// The list of rows that went: where they lay, why they went, and what they repeat or reproduce.
fn manifest(mix: &Rows, gone: &[Going], others: &[Rows], observer: &dyn Observer) -> Result<Vec<u8>, Error> {
    let wanted: Vec<usize> = gone.iter().map(|going| going.text).collect();
    let keys = mix.keys(&wanted, observer)?;
    let of = |going: &Going| match (going.of, going.leak) {
        (Some(of), _) => Some(place(mix, of)),
        (None, Some((other, found))) => found.row.map(|row| place(&others[other], row)),
        (None, None) => None,
    };
    let leak = |going: &Going| going.leak.filter(|_| going.reason == Reason::Leaked);
    let likeness = |going: &Going| match (going.reason, going.of) {
        (Reason::ExactDuplicate, _) => Some(1.0),
        (Reason::NearDuplicate, Some(of)) => Some(near::likeness(&mix.texts, of, going.text)),
        _ => None,
    };
    let places: Vec<(String, i64)> = gone.iter().map(|going| place(mix, going.text)).collect();
    let others_of: Vec<Option<(String, i64)>> = gone.iter().map(of).collect();
    let texts = |texts: Vec<Option<String>>| -> ArrayRef { Arc::new(StringArray::from(texts)) };
    let numbers = |numbers: Vec<Option<f64>>| -> ArrayRef { Arc::new(Float64Array::from(numbers)) };
    let rows = |rows: Vec<Option<i64>>| -> ArrayRef { Arc::new(Int64Array::from(rows)) };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("file", texts(places.iter().map(|(file, _)| Some(file.clone())).collect())),
        ("row", rows(places.iter().map(|(_, row)| Some(*row)).collect())),
        ("key", texts(keys)),
        ("reason", texts(gone.iter().map(|going| Some(going.reason.name().to_owned())).collect())),
        ("of_file", texts(others_of.iter().map(|of| of.as_ref().map(|(file, _)| file.clone())).collect())),
        ("of_row", rows(others_of.iter().map(|of| of.as_ref().map(|(_, row)| *row)).collect())),
        ("likeness", numbers(gone.iter().map(likeness).collect())),
        (
            "source",
            texts(gone.iter().map(|g| leak(g).map(|(other, _)| others[other].name.clone())).collect()),
        ),
        (
            "kind",
            texts(gone.iter().map(|g| leak(g).map(|(_, found)| found.kind.name().to_owned())).collect()),
        ),
        ("share", numbers(gone.iter().map(|g| leak(g).map(|(_, found)| found.share)).collect())),
    ];
    table(columns)
}

/// Path and row of a text.
fn place(rows: &Rows, text: usize) -> (String, i64) {
    let at = rows.addresses[text];
    let file = rows.opened.files().nth(at.file).map(|(path, _)| path.display().to_string());
    (file.unwrap_or_default(), i64::try_from(at.row).unwrap_or(i64::MAX))
}

/// A row of the mix with what it reproduces of another corpus.
type Leak<'a> = (usize, &'a Rows, Match);

/// The list of rows that reproduce other corpora, one entry a row and corpus, as a Parquet file; `None` where none was looked for.
///
/// # Errors
/// [`Error::Read`], [`Error::Format`].
pub fn leaks(removal: &Removal, observer: &dyn Observer) -> Result<Option<Vec<u8>>, Error> {
    if removal.others.is_empty() {
        return Ok(None);
    }
    let mix = &removal.mix;
    let of_text = |text: usize| {
        let found = removal.others.iter().zip(&removal.found);
        found.filter_map(move |(other, found)| Some((text, other, found[text]?)))
    };
    let all: Vec<Leak<'_>> = (0..mix.texts.len()).flat_map(of_text).collect();
    let mut wanted: Vec<usize> = all.iter().map(|(text, ..)| *text).collect();
    wanted.dedup();
    let keys: BTreeMap<usize, Option<String>> =
        wanted.iter().copied().zip(mix.keys(&wanted, observer)?).collect();
    let texts = |get: &dyn Fn(&Leak<'_>) -> Option<String>| -> ArrayRef {
        Arc::new(all.iter().map(get).collect::<StringArray>())
    };
    let counts = |get: &dyn Fn(&Leak<'_>) -> Option<i64>| -> ArrayRef {
        Arc::new(all.iter().map(get).collect::<Int64Array>())
    };
    let shares = |get: &dyn Fn(&Leak<'_>) -> Option<f64>| -> ArrayRef {
        Arc::new(all.iter().map(get).collect::<Float64Array>())
    };
    let there = |(_, other, found): &Leak<'_>| found.row.map(|row| place(other, row));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("file", texts(&|(text, ..)| Some(place(mix, *text).0))),
        ("row", counts(&|(text, ..)| Some(place(mix, *text).1))),
        ("key", texts(&|(text, ..)| keys.get(text).cloned().flatten())),
        ("source", texts(&|(_, other, _)| Some(other.name.clone()))),
        ("kind", texts(&|(.., found)| Some(found.kind.name().to_owned()))),
        ("share", shares(&|(.., found)| Some(found.share))),
        ("longest_run", counts(&|(.., found)| i64::try_from(found.longest).ok())),
        ("likeness", shares(&|(.., found)| found.kept)),
        ("of_file", texts(&|leak| there(leak).map(|(file, _)| file))),
        ("of_row", counts(&|leak| there(leak).map(|(_, row)| row))),
    ];
    table(columns).map(Some)
}

/// What was written, in a line.
pub fn notice(cleaned: &Cleaned) -> String {
    let went: Vec<String> =
        cleaned.went.iter().map(|(reason, n)| format!("{} {}", count(*n), reason.name())).collect();
    let went = if went.is_empty() { "none".to_owned() } else { went.join(", ") };
    let dir = cleaned.paths.first().and_then(|path| path.parent()).unwrap_or(Path::new("."));
    format!(
        "cleaned copy: {} rows stayed, went: {went}; written to {}",
        count(cleaned.stayed),
        terminal(&dir.to_string_lossy(), MESSAGE)
    )
}

fn table(columns: Vec<(&str, ArrayRef)>) -> Result<Vec<u8>, Error> {
    let wrong = |reason: String| Error::Format { format: "parquet", reason };
    let columns = columns.into_iter().map(|(name, values)| (name, values, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| wrong(e.to_string()))?;
    // Where the table lies among data, the next run knows it by this.
    let own = KeyValue::new(TABLE_KEY.to_owned(), "manifest".to_owned());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![own]))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))
        .map_err(|e| wrong(e.to_string()))?;
    writer.write(&batch).and_then(|()| writer.into_inner()).map_err(|e| wrong(e.to_string()))
}

#[cfg(test)]
mod tests;
