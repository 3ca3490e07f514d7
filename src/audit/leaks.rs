//! Which rows of the mix a model wrote before, and which are items of a benchmark.

use std::collections::BTreeSet;

use super::config::AuditConfig;
use super::gather::{Gathered, plain};
use super::overlap::{self, Kind, Match};
use super::result::{Check, Fact};
use super::rows::Rows;
use crate::config::{Columns, Config, Source};
use crate::error::Error;
use crate::progress::Observer;
use crate::terms::Status;

/// Shares of the mix that reproduce output of a model: two models that answer the same prompts share 3 to 6% of short answers, lists and
/// edits.
const OUTPUT: [f64; 2] = [0.01, 0.1];
/// Share of a benchmark's items in the mix from which its score says nothing any more; one item is a warning.
const ITEMS: f64 = 0.01;

/// What was found of each other corpus.
pub(super) struct Leaks {
    /// Output of models first, then benchmarks.
    pub(super) others: Vec<Rows>,
    /// For each of them, and each row of the mix.
    pub(super) found: Vec<Vec<Option<Match>>>,
    n_outputs: usize,
}

/// Reads each of the other corpora and looks every row of the mix up in it.
pub(super) fn find(
    asked: &AuditConfig,
    gathered: &Gathered,
    observer: &dyn Observer,
) -> Result<Leaks, Error> {
    let mut leaks = Leaks { others: Vec::new(), found: Vec::new(), n_outputs: asked.model_output.len() };
    for source in asked.model_output.iter().chain(&asked.benchmark) {
        let other = Rows::read(&config(asked, source), Some(gathered.tokenizer), observer)?;
        if other.texts.n_words() == 0 {
            let name = source.name.clone().unwrap_or_default();
            let problem = format!("no row of `{name}` holds a text; check the file");
            return Err(Error::BadSetting { setting: name, problem });
        }
        leaks.found.push(overlap::find(&gathered.mix.texts, &other.texts));
        leaks.others.push(other);
    }
    Ok(leaks)
}

/// Columns are looked for anew: a benchmark has others than the mix.
fn config(asked: &AuditConfig, source: &Source) -> Config {
    Config {
        generations: vec![source.clone()],
        columns: Columns::default(),
        limit: None,
        ..plain(&asked.config)
    }
}

/// The check.
pub(super) fn check(leaks: &Leaks) -> Check {
    const NAME: &str = "leakage";
    if leaks.others.is_empty() {
        let reason = "nothing to look for was given; name it with --model-output or --benchmark";
        return Check::new(NAME, Status::NotRun, reason.to_owned());
    }
    let mut facts = Vec::new();
    let mut status = Status::Pass;
    for (at, (other, found)) in leaks.others.iter().zip(&leaks.found).enumerate() {
        let of_kind = |kind| found.iter().flatten().filter(|found| found.kind == kind).count();
        let share = found.iter().flatten().count() as f64 / found.len().max(1) as f64;
        let items: BTreeSet<usize> = found.iter().flatten().filter_map(|found| found.row).collect();
        let of_items = items.len() as f64 / other.texts.len().max(1) as f64;
        let is_output = at < leaks.n_outputs;
        facts.push(Fact::share(&format!("rows that reproduce {}", other.name), share));
        for kind in [Kind::Verbatim, Kind::Passage, Kind::Reworded] {
            let name = format!("{} of {}", kind.name(), other.name);
            facts.push(Fact::count(&name, of_kind(kind) as u64));
        }
        facts.push(Fact::share(&format!("rows of {} that are in the mix", other.name), of_items));
        let own = match is_output {
            true if share >= OUTPUT[1] => Status::Fail,
            true if share >= OUTPUT[0] => Status::Warn,
            false if of_items >= ITEMS => Status::Fail,
            false if share > 0.0 => Status::Warn,
            _ => Status::Pass,
        };
        status = worse(status, own);
    }
    let reason = match status {
        Status::Pass => "hardly a row reproduces what a model wrote, and none an item of a benchmark",
        _ => {
            "rows reproduce what a model wrote before, or items of a benchmark, whose score then says nothing"
        }
    };
    Check::new(NAME, status, reason.to_owned()).with(facts)
}

fn worse(a: Status, b: Status) -> Status {
    let rank = |status| match status {
        Status::Fail => 2,
        Status::Warn => 1,
        _ => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}
