//! wip

pub mod terms;
pub mod error;
pub mod config;
pub mod report;
pub mod read;
pub mod profile;
pub mod estimator;
pub mod pair;
pub mod metric;
pub mod compare;
pub mod judge;
pub mod explain;
mod assemble;
mod confounders;
pub mod render;
#[cfg(feature = "cli")]
pub mod settings;
#[cfg(feature = "cli")]
pub mod config_file;
#[cfg(feature = "cli")]
pub mod cli;

use config::Config;
use error::Error;
use report::Report;

/// Runs the whole pipeline: read, profile, compare, judge, and explain.
///
/// # Errors
/// Anything that makes the input or a setting unusable; see [`Error`].
pub fn analyze(config: &Config) -> Result<Report, Error> {
    config.validate()?;
    with_threads(config.threads, || {
        let plan = read::plan(config)?;
        let (profiles, tokenizer) = profile::generations(&plan, config.case_sensitive)?;
        confounders::require_documents(&plan, &profiles)?;
        let tables = compare::tables(&profiles, tokenizer, config);
        let levels = compare::levels(&profiles, tokenizer);
        let thresholds = judge::Thresholds::from_config(config);
        let judged = judge::judge(&tables, &thresholds, plan.columns.slice.as_deref());
        let warnings = confounders::warnings(&plan, &profiles, tokenizer, &tables, config);
        let found = assemble::Findings { config, plan: &plan, profiles: &profiles, tokenizer, levels: &levels, judged: &judged, warnings };
        Ok(found.report())
    })
}

/// Runs `work` on a pool of this many threads; 0 = the global pool.
fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    if threads == 0 {
        return work();
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    match pool {
        Ok(pool) => pool.install(work),
        Err(e) => Err(Error::BadSetting { setting: "--threads".to_owned(), problem: e.to_string() }),
    }
}
