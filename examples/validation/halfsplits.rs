//! False alarms and coverage, measured: splits a corpus in two at random and judges one half against the other.
//!
//! ```text
//! cargo run --release --example halfsplits -- CORPUS.parquet [TRIALS]
//! ```
//!
//! Both halves come from one law, so a 95% interval should hold 1 in about 95% of the splits, and every `warn` or `fail`
//! is false. Halves share no document, so the comparison is unpaired. The splits of one corpus overlap, which
//! makes them a little less telling than as many fresh corpora. Intervals in brackets are exact (Clopper and Pearson
//! 1934), 95%.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use genloss::calibrate::{Corpora, Trial, judged, rings};
use genloss::config::{Config, Source};
use genloss::estimator::binomial::clopper_pearson;
use genloss::metric::Role;
use genloss::terms::{Status, Symptom, Verdict};
use rayon::prelude::*;

const USAGE: &str = "usage: halfsplits CORPUS.parquet [TRIALS, 200 unless given]";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let path = PathBuf::from(args.next().ok_or(USAGE)?);
    let n_trials: u64 = match args.next() {
        Some(n) => n.to_str().and_then(|n| n.parse().ok()).ok_or(USAGE)?,
        None => 200,
    };
    let config =
        Config { generations: vec![Source { name: None, paths: vec![path.clone()] }], ..Config::default() };
    let corpora = Corpora::read(&config)?;
    let null = corpora.null()?;
    let rules = corpora.rules(&config);
    let trials: Vec<Trial> = (0..n_trials).into_par_iter().map(|k| null.trial(&rules, k)).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!("{name}: {n_trials} splits into two halves of {} documents\n", null.documents_a_side());
    coverage(&trials);
    false_alarms(&trials);
    verdicts(&trials);
    Ok(())
}

/// How often each gating metric's interval holds 1, and what was made of it.
fn coverage(trials: &[Trial]) {
    println!(
        "{:37}{:>8}  {:24}{:>6}{:>6}{:>6}{:>14}",
        "gating metric", "defined", "coverage", "pass", "warn", "fail", "inconclusive"
    );
    for metric in judged().filter(|m| m.role == Role::Gating) {
        let own = || trials.iter().flat_map(|t| &t.metrics).filter(|m| m.metric.name == metric.name);
        let defined: Vec<bool> = own().filter_map(|m| m.covers()).collect();
        let held = defined.iter().filter(|held| **held).count();
        let n = |status| own().filter(|m| m.status == status).count();
        println!(
            "{:37}{:>8}  {:24}{:>6}{:>6}{:>6}{:>14}",
            metric.name,
            defined.len(),
            share(held, defined.len()),
            n(Status::Pass),
            n(Status::Warn),
            n(Status::Fail),
            n(Status::Inconclusive)
        );
    }
    println!();
}

/// How often each gating symptom claims a loss.
fn false_alarms(trials: &[Trial]) {
    println!("{:37}{:>8}  share of splits", "gating symptom", "alarms");
    for symptom in Symptom::ALL {
        let own = || trials.iter().flat_map(|t| &t.symptoms).filter(|s| s.symptom == symptom && s.gating);
        if own().count() > 0 {
            let n = own().filter(|s| rings(s.status)).count();
            println!("{:37}{n:>8}  {}", symptom.name(), share(n, own().count()));
        }
    }
    let any = trials.iter().filter(|t| t.rings_gating()).count();
    println!("{:37}{any:>8}  {}\n", "any of them", share(any, trials.len()));
}

/// How often each verdict was reached. Advisory metrics (length, score) can make a warning too.
fn verdicts(trials: &[Trial]) {
    let mut tally: BTreeMap<u8, usize> = BTreeMap::new();
    for trial in trials {
        *tally.entry(trial.verdict.severity()).or_insert(0) += 1;
    }
    println!("{:37}{:>8}  share of splits", "verdict", "splits");
    for verdict in Verdict::ALL {
        let n = tally.get(&verdict.severity()).copied().unwrap_or(0);
        println!("{:37}{n:>8}  {}", verdict.name(), share(n, trials.len()));
    }
}

/// "0.951 [0.936, 0.964]": k of n with its exact interval.
fn share(k: usize, n: usize) -> String {
    match clopper_pearson(k as u64, n as u64) {
        Some((low, high)) => format!("{:.3} [{low:.3}, {high:.3}]", k as f64 / n as f64),
        None => "-".to_owned(),
    }
}
