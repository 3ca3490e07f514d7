//! `audit`: what a training mix is made of, what it repeats, what of it others wrote, and what of the real data it no longer covers.
//!
//! Every question is a [`Check`]: a status, the sentence that says why, and the figures behind it. A check that lacks what it needs is
//! `not-run`, with the reason. To add one, write a function that returns a `Check` from what `gather.rs` holds, and list it in [`run`].
//!
//! | file | what |
//! |---|---|
//! | `config.rs`, `result.rs` | what is asked, what is found |
//! | `gather.rs` | files to rows: texts as words, sources, blocks, a corpus a source |
//! | `composition.rs` | rows and words by source |
//! | `share/` | the share of synthetic rows where nobody says it |
//! | `repeats.rs` | copies, near copies, prompts, openings |
//! | `leaks.rs` | output of models and items of benchmarks in the mix |
//! | `clean/`, `rows.rs` | which rows go and why; where they lie |
//! | `coverage.rs` | what of the rare words of the real data is left, in the mix and without each source |
//! | `advice.rs`, `figures.rs` | what follows, and what is drawn |
//! | `texts.rs`, `near/`, `overlap/` | rows as words; near copies; rows that others wrote before |

mod advice;
pub mod clean;
mod composition;
mod config;
mod coverage;
mod figures;
mod gather;
mod leaks;
pub mod near;
pub mod overlap;
mod repeats;
mod result;
pub mod rows;
pub mod share;
pub mod texts;

pub use config::{AuditConfig, FailOn};
pub use result::{Advice, Audit, Check, Covered, Fact, Measure, Origin, SourceShare, Step};

use crate::error::Error;
use crate::progress::Observer;
use crate::report::Tool;
use crate::threads::with_threads;
pub use clean::Removal;
use gather::Gathered;

/// Fewest rows of a mix: below, no share of it means anything.
pub const LEAST_ROWS: usize = 32;

/// Reads the mix and what it is held against, each once, and answers every question that they allow.
///
/// # Errors
/// Input that cannot be read, a mix of fewer than [`LEAST_ROWS`] rows, and settings that contradict each other; see [`Error`].
pub fn run(asked: &AuditConfig, observer: &dyn Observer) -> Result<Audit, Error> {
    examine(asked, observer).map(|(audit, _)| audit)
}

/// [`run`], and which rows of the mix could go, for [`render::cleaned`](crate::render::cleaned) to write.
///
/// # Errors
/// As [`run`].
pub fn examine(asked: &AuditConfig, observer: &dyn Observer) -> Result<(Audit, Removal), Error> {
    asked.validate()?;
    with_threads(asked.config.threads, || {
        let mut gathered = gather::gather(asked, observer)?;
        let repeats = near::find(&gathered.mix.texts);
        let leaks = leaks::find(asked, &gathered, observer)?;
        let sources = composition::sources(&gathered, asked);
        let covered = coverage::covered(&gathered, &sources, &asked.config);
        let estimated = share::of(&gathered);
        let is_declared = asked.source_column.is_some();
        let mut checks = vec![
            composition::check(&gathered, &sources, is_declared),
            composition::estimated(&sources, estimated, asked),
        ];
        checks.extend(repeats::checks(&gathered));
        checks.push(leaks::check(&leaks));
        checks.push(coverage::check(&covered));
        let removal = Removal::of(&mut gathered, &repeats, leaks);
        let near = repeats::near_duplicates(&removal.mix, &repeats, observer)?;
        let behind = checks.iter().position(|check| check.name == "duplicates").map_or(0, |at| at + 1);
        checks.insert(behind, near);
        let advice = advice::of(&checks, &sources, covered.as_deref().unwrap_or(&[]));
        Ok((result(asked, gathered, removal.mix.texts.n_words(), sources, covered, checks, advice), removal))
    })
}

fn result(
    asked: &AuditConfig,
    gathered: Gathered,
    n_words: usize,
    sources: Vec<SourceShare>,
    covered: Result<Vec<Covered>, String>,
    checks: Vec<Check>,
    advice: Vec<Advice>,
) -> Audit {
    let reached = checks.iter().filter(|check| asked.fail_on.iter().any(|what| what.is_reached(check)));
    Audit {
        schema_version: 1,
        tool: Tool { name: "genloss".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        mix: gathered.mix.name.clone(),
        rows: gathered.mix.sources.len() as u64,
        words: n_words as u64,
        text_column: gathered.text_column,
        key_column: gathered.key_column,
        source_column: asked.source_column.clone(),
        figures: figures::all(&sources, covered.as_deref().unwrap_or(&[])),
        reached: reached.map(|check| check.name.clone()).collect(),
        sources,
        coverage: covered.unwrap_or_default(),
        checks,
        advice,
        warnings: gathered.warnings,
    }
}
