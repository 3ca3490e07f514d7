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

use genloss::terms::{Status, Symptom, Verdict};
use statrs::distribution::{Beta, ContinuousCDF};

use splits::{Corpus, Trial, alarms, gating};

mod splits;

const USAGE: &str = "usage: halfsplits CORPUS.parquet [TRIALS, 200 unless given]";

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let path = PathBuf::from(args.next().ok_or(USAGE)?);
    let n_trials = match args.next() {
        Some(n) => n.to_str().and_then(|n| n.parse().ok()).ok_or(USAGE)?,
        None => 200,
    };
    let corpus = Corpus::read(&path)?;
    let trials = corpus.trials(n_trials);
    let half = corpus.n_documents() / 2;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!("{name}: {n_trials} splits into two halves of {half} documents\n");
    coverage(&trials)?;
    false_alarms(&trials)?;
    verdicts(&trials)
}

/// How often each gating metric's interval holds 1, and what was made of it.
fn coverage(trials: &[Trial]) -> Result<(), Box<dyn Error>> {
    println!(
        "{:37}{:>8}  {:24}{:>6}{:>6}{:>6}{:>14}",
        "gating metric", "defined", "coverage", "pass", "warn", "fail", "inconclusive"
    );
    for (at, metric) in gating().enumerate() {
        let defined: Vec<bool> = trials.iter().filter_map(|t| t.covered[at]).collect();
        let held = defined.iter().filter(|held| **held).count();
        let n = |status| trials.iter().filter(|t| t.statuses[at] == status).count();
        println!(
            "{:37}{:>8}  {:24}{:>6}{:>6}{:>6}{:>14}",
            metric.name,
            defined.len(),
            share(held, defined.len())?,
            n(Status::Pass),
            n(Status::Warn),
            n(Status::Fail),
            n(Status::Inconclusive)
        );
    }
    println!();
    Ok(())
}

/// How often each gating symptom claims a loss.
fn false_alarms(trials: &[Trial]) -> Result<(), Box<dyn Error>> {
    println!("{:37}{:>8}  share of splits", "gating symptom", "alarms");
    for symptom in Symptom::ALL {
        let of = |t: &Trial| t.symptoms.iter().find(|(s, _)| *s == symptom).map(|(_, status)| *status);
        let statuses: Vec<Status> = trials.iter().filter_map(of).collect();
        if statuses.is_empty() {
            continue;
        }
        let n = statuses.iter().filter(|s| alarms(**s)).count();
        println!("{:37}{n:>8}  {}", symptom.name(), share(n, statuses.len())?);
    }
    let any = trials.iter().filter(|t| t.is_false_alarm()).count();
    println!("{:37}{any:>8}  {}\n", "any of them", share(any, trials.len())?);
    Ok(())
}

/// How often each verdict was reached. Advisory metrics (length, score) can make a warning too.
fn verdicts(trials: &[Trial]) -> Result<(), Box<dyn Error>> {
    let mut tally: BTreeMap<u8, usize> = BTreeMap::new();
    for trial in trials {
        *tally.entry(trial.verdict.severity()).or_insert(0) += 1;
    }
    println!("{:37}{:>8}  share of splits", "verdict", "splits");
    for verdict in Verdict::ALL {
        let n = tally.get(&verdict.severity()).copied().unwrap_or(0);
        println!("{:37}{n:>8}  {}", verdict.name(), share(n, trials.len())?);
    }
    Ok(())
}

/// "0.951 [0.936, 0.964]": k of n with its exact interval.
fn share(k: usize, n: usize) -> Result<String, Box<dyn Error>> {
    if n == 0 {
        return Ok("-".to_owned());
    }
    let (successes, failures) = (k as f64, (n - k) as f64);
    let low = if k == 0 { 0.0 } else { Beta::new(successes, failures + 1.0)?.inverse_cdf(0.025) };
    let high = if k == n { 1.0 } else { Beta::new(successes + 1.0, failures)?.inverse_cdf(0.975) };
    Ok(format!("{:.3} [{low:.3}, {high:.3}]", successes / n as f64))
}
