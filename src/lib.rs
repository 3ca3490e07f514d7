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
mod corpora;
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
pub mod settings;
pub mod simulate;
pub mod terms;
mod threads;

use config::Config;
use error::Error;
use progress::{Observer, Silent, Stage};
use report::Report;
use threads::with_threads;

/// Runs the whole pipeline: read, profile, compare, judge, and explain.
///
/// # Errors
/// Anything that makes the input or a setting unusable; see [`Error`].
pub fn analyze(config: &Config) -> Result<Report, Error> {
    analyze_watched(config, &Silent)
}

/// The same, telling an observer how far it is.
///
/// # Errors
/// As [`analyze`].
pub fn analyze_watched(config: &Config, observer: &dyn Observer) -> Result<Report, Error> {
    config.validate()?;
    with_threads(config.threads, || {
        let corpora::Corpora { plan, profiles: all, tokenizer } = corpora::read(config, 2, observer)?;
        confounders::require_documents(&plan, &all)?;
        let (profiles, runs) = all.split_at(plan.generations.len());
        confounders::require_slices(config, profiles)?;
        let runs: Vec<_> = plan.runs.iter().map(|run| run.generation).zip(runs).collect();
        let vectors = compare::vectors(profiles, tokenizer, config);
        let (tables, levels) = compare::tables(profiles, tokenizer, config, observer);
        let spreads = compare::run_spreads(profiles, &runs, &tables, tokenizer, config.seed);
        observer.begin(Stage::Explain, 1);
        let required = compare::required_means(profiles, &config.requirements);
        let trends = compare::trends(&tables, config);
        let thresholds = judge::Thresholds::from_config(config);
        let judged = judge::judge(&tables, &thresholds);
        let names: Vec<&str> = plan.generations.iter().map(|g| g.name.as_str()).collect();
        let doubts = compare::Doubts::of(profiles, &names);
        let pairs: Vec<_> = tables.iter().map(compare::Compared::from).collect();
        let mut warnings = doubts.warnings();
        warnings.extend(confounders::warnings(&plan, profiles, tokenizer, &pairs, config));
        warnings.extend(confounders::of_runs(&plan, profiles, &runs));
        let found = assemble::Findings {
            config,
            plan: &plan,
            profiles,
            tokenizer,
            vectors,
            levels: &levels,
            trends: &trends,
            judged: &judged,
            required: &required,
            spreads: &spreads,
            doubts: &doubts,
            warnings,
        };
        Ok(found.report())
    })
}
