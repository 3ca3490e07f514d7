//! Stage 1, `read`: Parquet files, files of records, and tables in memory, to rows.
//!
//! [`open`] reads every file's footer, resolves columns and generations and lists the work as one part per row group;
//! [`Opened::rows`] then decodes one part and hands each document to a visitor. Only `read/parquet.rs` knows Arrow.

mod apart;
pub mod content;
mod conversation;
mod corpus;
mod decode;
mod detect;
mod doubles;
mod fingerprint;
mod finish;
#[cfg(test)]
pub(crate) mod fixture;
mod folder;
mod given;
mod layout;
mod magic;
mod meaning;
mod model;
mod names;
mod numbers;
mod opened;
mod order;
mod outputs;
mod own;
mod parquet;
mod partitions;
mod parts;
mod paths;
mod peek;
mod records;
mod schema;
mod settings;
mod shape;
mod slot;
mod split;
mod stamp;
mod tables;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod unspaced;
mod vectors;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use self::content::Found;
use self::conversation::Earlier;
pub use self::finish::Finish;
pub(crate) use self::given::order_of;
use self::layout::Layout;
pub use self::model::ModelFiles;
pub(crate) use self::names::ORIGIN;
pub use self::opened::{Described, Opened, Part};
pub(crate) use self::order::natural;
pub(crate) use self::own::TABLE_KEY;
use self::parquet::File;
pub(crate) use self::parquet::RecordBatch;
#[cfg(feature = "cli")]
pub(crate) use self::parquet::is_guarded;
pub(crate) use self::settings::joined;
use self::split::Split;
use crate::config::{Config, Reasoning};
use crate::error::{Error, Warning};
use crate::terms::{CellValue, ColumnRole, DataColumn, Vector};

/// One document as a visitor sees it. A row whose text column is a list gives one `Row` per item, same key.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Position of the corpus in [`Opened::corpora`].
    pub generation: usize,
    /// Row number within the generation, over all its files in order (within the corpus, when a generation column
    /// decides).
    pub index: u64,
    /// Position within the row's list of texts; 0 for plain text.
    pub item: u32,
    /// Canonical bytes of the key (text as UTF-8, integers in decimal); `None` when the column is absent or null.
    pub key: Option<&'a [u8]>,
    /// The text; `None` when null. May be empty or white space.
    pub text: Option<&'a str>,
    /// The slice; `None` when the column is absent or null.
    pub slice: Option<&'a str>,
    /// The values of [`Chosen::data`], in that order.
    pub cells: &'a [CellValue<'a>],
    /// Why generation stopped; `None` = no such column or null.
    pub finish: Option<Finish<'a>>,
    /// The prompt that the row answers, where a column of texts holds it; `None` when absent or null.
    pub prompt: Option<&'a str>,
    /// Who wrote the row, where a column says so; `None` when absent or null.
    pub role: Option<&'a str>,
    /// What was taken off the text, or found about it.
    pub found: Found,
    /// A role that nobody here knows.
    pub unknown_role: Option<&'a str>,
    /// The embedding; of a list of texts only the first text has it, because it belongs to the row.
    pub embedding: Vector<'a>,
}

/// The work: what to read, in which order, under which names.
#[derive(Debug)]
struct Plan {
    /// The generations, reference first.
    generations: Vec<Described>,
    /// Further runs of these generations, each with the position of its own; in rows and tasks they are numbered after the
    /// generations.
    runs: Vec<(usize, Described)>,
    /// The columns chosen, by name.
    columns: Chosen,
    /// Row groups in order: generation by generation, file by file (interleaved with a generation column).
    tasks: Vec<Task>,
    /// What was found on the way.
    warnings: Vec<Warning>,
    /// What text is divided into.
    tokenizer: PlannedTokenizer,
    /// What becomes of reasoning.
    reasoning: Reasoning,
    /// The files, with the footers already read.
    files: Vec<File>,
    /// Where each of them keeps the chosen columns.
    layouts: Vec<Layout>,
    /// Rows that are earlier turns of their conversation.
    earlier: Earlier,
    /// How a generation column splits the rows.
    split: Option<Split>,
}

/// What text is divided into, with the file that says so already read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PlannedTokenizer {
    /// Words, or character bigrams where the reference is written without spaces.
    #[default]
    Words,
    /// Characters.
    Chars,
    /// What stands between white space.
    Whitespace,
    /// The subwords of a file.
    File {
        /// Its path as given.
        path: PathBuf,
        /// What it holds.
        content: Vec<u8>,
    },
}

/// The columns chosen, given or detected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Chosen {
    /// Text column; of a nested column the path of the text, as in `choices[].message.content`.
    pub text: String,
    /// Key column.
    pub key: Option<String>,
    /// Slice column.
    pub slice: Option<String>,
    /// Columns of scores, other numbers and labels.
    pub data: Vec<DataColumn>,
    /// Embedding column.
    pub embedding: Option<String>,
    /// Generation column.
    pub generation: Option<String>,
    /// finish_reason column.
    pub finish_reason: Option<String>,
    /// Column of prompts. Never judged: what tells an echo from an answer, and two prompts under one key apart.
    pub prompt: Option<String>,
    /// Column of what the model says to itself, beside the text; that of the text where the parts of one message are both.
    pub reasoning: Option<String>,
    /// Column that says who wrote each row.
    pub role: Option<String>,
    /// Column that says which conversation a row belongs to, where each row is a message.
    pub conversation: Option<String>,
}

impl Chosen {
    /// Names of the columns that are read for one purpose.
    pub fn names(&self, role: ColumnRole) -> impl Iterator<Item = &str> {
        self.data.iter().filter(move |c| c.role == role).map(|c| c.name.as_str())
    }
}

/// One row group of one file.
#[derive(Debug, Clone)]
struct Task {
    /// The file.
    path: PathBuf,
    /// Row group within the file.
    row_group: usize,
    /// The file's generation; ignored when a generation column decides row by row.
    generation: usize,
    /// Number of the first row within the generation (within the corpus, when a generation column decides).
    first_row: u64,
    /// Rows to read from this row group (a limit may cut it; with a generation column it skips rows instead).
    n_rows: u64,
    /// Position of the file in the plan.
    file: usize,
    /// Rows of each generation in earlier tasks; empty unless a generation column and a limit meet.
    before: Vec<u64>,
}

/// Which column is the key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyChoice {
    /// The one that was named, or found by its name.
    #[default]
    Usual,
    /// This one.
    Column(String),
    /// None.
    Nothing,
}

/// Opens at least so many generations, with the key chosen: resolves paths, columns and generations without decoding text.
///
/// # Errors
/// Anything that makes the input unusable: see [`Error`].
pub fn open(config: &Config, least: usize, key: &KeyChoice) -> Result<Opened, Error> {
    corpus::plan(config, least, key).map(Opened::of)
}

/// Opens a table in memory as one corpus; its batches have one schema.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_table(
    name: &str,
    batches: &[RecordBatch],
    config: &Config,
    key: &KeyChoice,
) -> Result<Opened, Error> {
    corpus::plan_table(name, batches, config, key).map(Opened::of)
}
