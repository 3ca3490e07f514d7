//! The one error type and the one non-fatal type.
//!
//! Every message says where, what was found, what was expected and what to do next.

mod kind;
mod warning;

use std::io;
use std::path::{Path, PathBuf};

use crate::terms::Undefined;
pub use crate::terms::WarningCode;
pub use kind::ErrorKind;
pub use warning::Warning;

/// Everything that stops a run, or a call. [`Error::kind`] says what it is about, the message where, what was found and what helps.
///
/// ```
/// use genloss::{Config, Corpus, Error};
///
/// let config = Config { alpha: 2.0, ..Config::default() };
/// let error = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &config).unwrap_err();
/// assert!(matches!(&error, Error::BadSetting { setting, .. } if setting == "alpha"));
/// assert_eq!(error.to_string(), "alpha: found 2, expected a number above 0 and below 0.5");
/// ```
///
/// Settings are named as the fields of [`Config`](crate::config::Config). The command line exits with status 2 on any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path given by the user matches nothing.
    #[error("{}: no such file or folder; check the path, or quote a glob such as 'runs/*.parquet'", .path.display())]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder or glob holds no file that is read.
    #[error("{}: no Parquet file inside, nor one of records; expected files ending in .parquet, .jsonl, .csv, .tsv or .json{found}", .path.display())]
    NoParquet {
        /// The path as given.
        path: PathBuf,
        /// "; found 3 .arrow"; empty where nothing like data is there.
        found: String,
    },
    /// A file of another kind, or one that nobody could read.
    #[error("{}: {what}", .path.display())]
    NotParquet {
        /// The file.
        path: PathBuf,
        /// What it is, and what to do.
        what: String,
    },
    /// A folder of a table format whose living rows cannot be told from its files.
    #[error("{}: a {format}: {problem}; write the living rows out as Parquet and give that: {way_out}", .path.display())]
    Table {
        /// The folder.
        path: PathBuf,
        /// "Delta table", ...
        format: &'static str,
        /// Why it is not read.
        problem: String,
        /// How its rows become Parquet.
        way_out: &'static str,
    },
    /// A glob pattern does not parse.
    #[error("{pattern}: not a valid glob pattern: {reason}")]
    BadGlob {
        /// The pattern as given.
        pattern: String,
        /// What the parser said.
        reason: String,
    },
    /// A file could not be read or decoded as Parquet.
    #[error("{}: {}", .path.display(), .source.hint())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: ReadError,
    },
    /// A file of records, JSON Lines or the like, that cannot be read to its end.
    #[error("{}: {problem}", .path.display())]
    BadRecord {
        /// The file.
        path: PathBuf,
        /// The line, the field, what was found there, and what to do.
        problem: String,
    },
    /// No column that could hold the text.
    #[error("{}: no text column {wanted}(columns: {found}); name it in `columns.text`", .path.display())]
    NoTextColumn {
        /// The file.
        path: PathBuf,
        /// The column asked for, quoted and followed by a space; empty when detection failed.
        wanted: String,
        /// The columns of the file.
        found: String,
    },
    /// Several columns could equally well be the one wanted.
    #[error("{}: several columns could be the {role}: {candidates}; choose one in `columns.{option}`", .path.display())]
    AmbiguousColumn {
        /// The file.
        path: PathBuf,
        /// What the column is for.
        role: &'static str,
        /// The tied candidates.
        candidates: String,
        /// The field of [`Columns`](crate::config::Columns) that decides.
        option: &'static str,
    },
    /// A column named by the user is missing or has a type that cannot serve.
    #[error("{}: column `{column}` {problem} (columns: {found}); choose another in `columns.{option}`", .path.display())]
    BadColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: String,
        /// "is missing", "holds Int64, expected text", ...
        problem: String,
        /// The columns of the file.
        found: String,
        /// The field of [`Columns`](crate::config::Columns) that names it.
        option: &'static str,
    },
    /// A key that was named and stands for other prompts in another generation.
    #[error(
        "generation `{generation}`: key `{key}` {problem}, so it would pair answers to different prompts; give `columns.key` {instead}, or leave it out"
    )]
    WrongKey {
        /// The generation.
        generation: String,
        /// The key column.
        key: String,
        /// What was found.
        problem: String,
        /// What names the prompt.
        instead: String,
    },
    /// A column that is wanted shares its name with another.
    #[error("{}: {count} columns are called `{column}`, so which one is meant cannot be told (columns: {found}); rename or drop the others", .path.display())]
    DoubledColumn {
        /// The file.
        path: PathBuf,
        /// The name.
        column: String,
        /// How many columns have it.
        count: usize,
        /// The columns of the file.
        found: String,
    },
    /// A value that cannot be what its column is read as.
    #[error("{}: {problem}; mend the row, or choose another column in `columns.text`", .path.display())]
    BadValue {
        /// The file.
        path: PathBuf,
        /// The row, and what it holds.
        problem: String,
    },
    /// The generation column leaves rows without a generation.
    #[error("{}: column `{column}` is null or empty in {rows} row(s), so their generation is unknown; drop these rows, or choose another column in `columns.generation`", .path.display())]
    NullGeneration {
        /// The file.
        path: PathBuf,
        /// The generation column.
        column: String,
        /// How many of the file's rows.
        rows: u64,
    },
    /// Only one generation, or none.
    #[error(
        "only one generation found ({only}); comparing needs two: give another path, or split one corpus by `columns.generation`{partitions}"
    )]
    SingleGeneration {
        /// Its name.
        only: String,
        /// "; its folders are partitioned by ..."; empty where they are not.
        partitions: String,
    },
    /// The same generation name twice.
    #[error(
        "generation name `{name}` is used twice ({first} and {second}); give each its own, or take them for runs of one generation by `replicates`"
    )]
    DuplicateGeneration {
        /// The name.
        name: String,
        /// First path.
        first: String,
        /// Second path.
        second: String,
    },
    /// The reference names no generation.
    #[error("no generation is called `{name}` (generations: {found}); correct `reference`")]
    UnknownReference {
        /// The name asked for.
        name: String,
        /// The names found.
        found: String,
    },
    /// A generation without a single usable document.
    #[error("generation `{generation}`: none of its {rows} rows holds text of the model ({why})")]
    NoDocuments {
        /// Its name.
        generation: String,
        /// Rows read.
        rows: u64,
        /// What they hold, and what to do.
        why: String,
    },
    /// A corpus that cannot be split into halves.
    #[error(
        "generation `{generation}` holds one document; halves need two, and intervals 64 on either side: sample more prompts"
    )]
    TooFewToSplit {
        /// Its name.
        generation: String,
    },
    /// A corpus that a generator cannot learn from.
    #[error(
        "{corpus}: {found} {what}{place}, and a model `{model}` needs {least} at least; give a larger corpus, or check `columns.text` and `columns.embedding`"
    )]
    TooSmallToTrain {
        /// Its paths.
        corpus: String,
        /// The model.
        model: String,
        /// What it learns from.
        what: &'static str,
        /// " in column `x`", or why there is none.
        place: String,
        /// How many there are.
        found: usize,
        /// How many are needed.
        least: usize,
    },
    /// A generator that learned nothing.
    #[error("the model `{model}` cannot learn from what a generation wrote: {reason}")]
    CannotTrain {
        /// The model.
        model: String,
        /// Why.
        reason: Undefined,
    },
    /// A folder that holds files which would be lost or mixed up.
    #[error("{}: holds files already ({found}); choose another folder, or have them written over", .dir.display())]
    Occupied {
        /// The folder.
        dir: PathBuf,
        /// Some of the files.
        found: String,
    },
    /// Two corpora whose labels cannot be swapped key by key.
    #[error(
        "`{first}` and `{second}` share no key, so their labels cannot be swapped; name the column of the prompts in `columns.key`, or calibrate one corpus at a time"
    )]
    NoSharedKeys {
        /// First corpus.
        first: String,
        /// Second corpus.
        second: String,
    },
    /// Two corpora, or parts of one, that are not counted alike.
    #[error(
        "`{first}` and `{second}` cannot be compared: {problem}; read both by the same settings, the later one like the first"
    )]
    Incomparable {
        /// The first.
        first: String,
        /// The second.
        second: String,
        /// In what they differ.
        problem: String,
    },
    /// A row, or a record batch, that does not fit the corpus it is given to.
    #[error("corpus `{corpus}`: {problem}")]
    BadRow {
        /// The corpus.
        corpus: String,
        /// What was found, and what was expected.
        problem: String,
    },
    /// Two generations whose embeddings cannot be compared.
    #[error(
        "generation `{generation}`: most embeddings have {found} coordinates, but those of the reference `{reference}` have {expected}; embed all generations with one model, or choose another column in `columns.embedding`"
    )]
    EmbeddingDimension {
        /// The generation.
        generation: String,
        /// Coordinates of most of its vectors.
        found: usize,
        /// The reference.
        reference: String,
        /// Coordinates of the reference's vectors.
        expected: usize,
    },
    /// Vectors of more coordinates than are read.
    #[error(
        "column `{column}` holds vectors of {found} coordinates, more than `max-dimension` ({most}) allows; choose another column in `columns.embedding`, \
         or raise `max-dimension`, which takes memory in proportion"
    )]
    WideEmbeddings {
        /// The column.
        column: String,
        /// Coordinates of most of the reference's vectors.
        found: usize,
        /// How many are read.
        most: usize,
    },
    /// A tokenizer that cannot be used.
    #[error("{}: {problem}; a tokenizer is one of words, chars, whitespace or a Hugging Face tokenizer.json", .path.display())]
    BadTokenizer {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A static embedding model that cannot be used.
    #[error(
        "{}: {problem}; an embedding model is a folder with a tokenizer.json and a model.safetensors, as model2vec writes it",
        .path.display()
    )]
    BadModel {
        /// The file, or the folder where one is missing.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A requirement on something that does not exist.
    #[error("requirement {number}: {problem}; correct `requirements`")]
    BadRequirement {
        /// Its place among the requirements, from 1.
        number: usize,
        /// What it names, and what there is.
        problem: String,
    },
    /// A setting outside its range.
    #[error("{setting}: {problem}")]
    BadSetting {
        /// The field of the settings, in the spelling of files of settings: `sample-bytes`.
        setting: String,
        /// What was found and what was expected.
        problem: String,
    },
    /// A config file that cannot be used.
    #[error("{}: {problem}", .path.display())]
    BadConfig {
        /// The file.
        path: PathBuf,
        /// What is wrong, where, and what would be right.
        problem: String,
    },
    /// A stored report that cannot be used.
    #[error("{}: {problem}", .path.display())]
    BadReport {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// A stored profile that cannot be used.
    #[error("{}: {problem}", .path.display())]
    BadProfile {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        problem: String,
    },
    /// A database of records that cannot be used, a record that does not fit those that are there, or a file that cannot be recorded.
    #[error("{}: {problem}", .path.display())]
    BadRecording {
        /// The database, or the file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A stored profile that was made by another setting than a run asks for.
    #[error(
        "{}: the profile was made with `{setting}` {found}, and this run asks for {asked}; leave `{setting}` out to take the profile as it is, or make the profile anew from its rows", .path.display()
    )]
    OtherSetting {
        /// The file.
        path: PathBuf,
        /// The setting, as it is spelled in files of settings; of a column the field of [`Columns`](crate::config::Columns).
        setting: String,
        /// What the profile was made with.
        found: String,
        /// What is asked for.
        asked: String,
    },
    /// Parts of a corpus that hold rows of the same numbers.
    #[error(
        "`{first}` and `{second}` both hold row {row} of a corpus without a key, where rows are known by their number; say where each part begins (`from-row`), or name the column of the prompts in `columns.key`"
    )]
    SameRows {
        /// The first part.
        first: String,
        /// The second.
        second: String,
        /// The first row that both hold, counted from 0.
        row: u64,
    },
    /// An output that cannot be written.
    #[error("cannot write {}: {source}; nothing was changed there, choose another folder", .path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file to which a summary cannot be appended.
    #[error("cannot append to {}: {source}; choose another file", .path.display())]
    Append {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Standard output cannot be written, for a reason other than a closed pipe.
    #[error("cannot write to standard output: {source}")]
    Stdout {
        /// What the system said.
        source: io::Error,
    },
    /// The [`Observer`](crate::progress::Observer) wanted the run to stop.
    #[error("stopped, as was asked for; nothing was written")]
    Stopped,
    /// A number of the report is NaN or infinite, which JSON cannot say.
    #[error("the report field {field} is {value}, not a number; this is a bug in genloss, please report it")]
    NotFinite {
        /// Where in the report, for example `comparisons[0].metrics[2].value`.
        field: String,
        /// What it holds.
        value: f64,
    },
    /// The report cannot be put into a format.
    #[error("cannot produce {format}: {reason}")]
    Format {
        /// The format's name.
        format: &'static str,
        /// What the library said.
        reason: String,
    },
    /// A chart could not be drawn.
    #[error("cannot draw {chart}: {reason}")]
    Draw {
        /// The chart's id.
        chart: String,
        /// What the plotting library said.
        reason: String,
    },
}

impl Error {
    /// Builds [`Error::Read`].
    pub(crate) fn read(path: &Path, source: ReadError) -> Self {
        Error::Read { path: path.to_owned(), source }
    }
}

/// What the file system, Parquet or Arrow said. Kept opaque so that their major versions stay out of our API.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ReadError(Box<dyn std::error::Error + Send + Sync>);

impl ReadError {
    /// Wraps any error of the reading libraries.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(source.into())
    }

    /// What it means: where the system refuses, the file was not even looked at.
    fn hint(&self) -> &'static str {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&*self.0);
        while let Some(error) = cause {
            let refused = error.downcast_ref::<io::Error>().map(io::Error::kind);
            if refused == Some(io::ErrorKind::PermissionDenied) {
                return "may not be read; give yourself the right to read it, or run as somebody who has it";
            }
            cause = error.source();
        }
        "cannot read as Parquet; is the file complete?"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_may_not_be_read_is_not_called_incomplete() {
        let said = |kind: io::ErrorKind| {
            Error::read(Path::new("a"), ReadError::new(io::Error::from(kind))).to_string()
        };
        assert!(said(io::ErrorKind::PermissionDenied).starts_with("a: may not be read"));
        assert!(said(io::ErrorKind::UnexpectedEof).ends_with("is the file complete?"));
    }
}
