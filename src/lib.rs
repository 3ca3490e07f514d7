//! Generation loss: does generation N+1 of a model still cover what generation N, or the real data, covered?
//!
//! [`analyze`] runs the whole pipeline, from Parquet files to a [`Report`]; [`render`] turns a report into files. The
//! program `genloss` does nothing else.
//!
//! ```
//! use genloss::config::{Config, Source};
//! use genloss::terms::Verdict;
//!
//! let corpus = |name: &str| Source {
//!     name: Some(name.to_owned()),
//!     paths: vec![format!("fixtures/demo/{name}.parquet").into()],
//! };
//! let generations = ["gen0", "gen1", "gen2"].map(corpus).to_vec();
//! let report = genloss::analyze(&Config { generations, ..Config::default() })?;
//!
//! assert_eq!(report.generations[0].verdict, None, "the reference");
//! assert_eq!(report.generations[1].verdict, Some(Verdict::Stable));
//! assert_eq!(report.generations[2].verdict, Some(Verdict::EarlyCollapse));
//! # Ok::<(), genloss::error::Error>(())
//! ```
//!
//! Two profiles made elsewhere compare with [`compare::estimates`], without any file. Features: `cli` (the command
//! line) and `charts` (PNG), both on by default; a library user needs neither.
#![doc = include_str!("../ARCHITECTURE.md")]

mod analysis;
mod assemble;
pub mod calibrate;
pub mod chance;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod compare;
pub mod config;
#[cfg(feature = "cli")]
pub mod config_file;
mod confounders;
mod corpus;
#[cfg(feature = "cli")]
pub mod environment;
pub mod error;
pub mod estimator;
pub mod explain;
pub mod hash;
pub mod judge;
mod keys;
pub mod metric;
mod nearest;
pub mod pair;
pub mod profile;
pub mod progress;
pub mod read;
pub mod render;
pub mod report;
#[cfg(feature = "cli")]
pub mod settings;
pub mod simulate;
pub mod terms;
mod threads;

pub use analysis::{analyze, analyze_watched, compare, compare_watched};
pub use corpus::{Corpus, CorpusBuilder, Header, Row};
