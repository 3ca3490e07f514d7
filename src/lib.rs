//! Generation loss: does generation N+1 of a model still cover what generation N, or the real data, covered?
//!
//! Every corpus is a [`Corpus`], from files or from memory; [`compare`] says what the later ones lost, as a [`Report`]. [`analyze`] does
//! both for files, and the program `genloss` does nothing else.
//!
//! ```
//! use genloss::{Config, Corpus, Verdict};
//!
//! let before = Corpus::read("gen0", ["fixtures/demo/gen0.parquet"], &Config::default())?;
//! let after = Corpus::read_like(&before, "gen2", ["fixtures/demo/gen2.parquet"])?;
//! let report = genloss::compare(&[before, after], &Config::default())?;
//!
//! assert_eq!(report.comparisons[0].verdict, Verdict::EarlyCollapse);
//! assert!(report.comparisons[0].lost.len() > 10, "words that are gone, with excerpts");
//! # Ok::<(), genloss::Error>(())
//! ```
//!
//! | for | see |
//! |---|---|
//! | corpora from files, from rows or record batches in memory | [`Corpus`], [`CorpusBuilder`], [`Row`] |
//! | what is read, counted and judged by which rules | [`Config`] |
//! | what was found, number by number | [`Report`], [`report`] |
//! | the words that all of it uses: verdicts, statuses, symptoms | [`terms`] |
//! | pages, tables and charts of a report | [`render`] |
//! | what went wrong, and what to do about it | [`Error`], [`ErrorKind`] |
//! | how far a long call is, and how it is stopped | [`Observer`] |
//!
//! The method is in `docs/method.md` of the repository, the layout of the source in its `ARCHITECTURE.md`. Features: `cli` (the command
//! line), `charts` (PNG and HTML) and `records` (the database of releases), all on by default, and `tokenizers` (subwords of a `tokenizer.json`); comparing needs none of them.

mod analysis;
mod assemble;
#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod calibrate;
#[doc(hidden)]
pub mod chance;
#[doc(hidden)]
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod codec;
#[doc(hidden)]
pub mod compare;
pub mod config;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod config_file;
mod confounders;
mod corpus;
#[doc(hidden)]
pub mod embed;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod environment;
pub mod error;
#[doc(hidden)]
pub mod estimator;
#[doc(hidden)]
pub mod explain;
mod files;
#[doc(hidden)]
pub mod hash;
#[doc(hidden)]
pub mod judge;
mod keys;
#[doc(hidden)]
pub mod metric;
mod nearest;
#[doc(hidden)]
pub mod pair;
#[doc(hidden)]
pub mod profile;
pub mod progress;
#[doc(hidden)]
pub mod read;
#[cfg(feature = "records")]
#[doc(hidden)]
pub mod records;
pub mod render;
pub mod report;
#[doc(hidden)]
pub mod select;
#[doc(hidden)]
pub mod settings;
#[doc(hidden)]
pub mod simulate;
#[doc(hidden)]
pub mod static_model;
#[doc(hidden)]
pub mod store;
pub mod terms;
mod threads;

/// The parts of Arrow that the record batches of a [`CorpusBuilder`] are made of, under the names that they have in the crate `arrow`.
pub mod arrow {
    pub use arrow_array as array;
    pub use arrow_schema as datatypes;
}

pub use analysis::{analyze, analyze_watched, compare, compare_watched};
pub use config::{Columns, Config, Source};
pub use corpus::{Corpus, CorpusBuilder, Header, Row};
pub use error::{Error, ErrorKind, Warning};
pub use progress::Observer;
pub use report::Report;
pub use terms::{CellValue, ColumnRole, Verdict};
