//! A gate in one's own program: a new generation goes out only where it still covers what the last one did.
//!
//! cargo run --example gate

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks")]

use std::process::ExitCode;

use genloss::{Config, Corpus, Error, ErrorKind, Verdict};

/// Whether a generation may go out, and why not.
fn decide(before: &Corpus, path: &str) -> Result<Result<(), String>, Error> {
    let after = Corpus::read_like(before, "candidate", [path])?;
    let fail_on = vec![Verdict::Warning, Verdict::EarlyCollapse, Verdict::LateCollapse];
    let report = genloss::compare(&[before.clone(), after], &Config { fail_on, ..Config::default() })?;
    let comparison = &report.comparisons[0];
    Ok(match report.gate.reached {
        true => Err(format!("{}: {}", comparison.verdict.name(), comparison.reasons.join(" "))),
        false => Ok(()),
    })
}

fn run() -> Result<(), Error> {
    // Read once, compared with any number of candidates.
    let before = Corpus::read("production", ["fixtures/demo/gen0.parquet"], &Config::default())?;
    for path in ["fixtures/demo/gen1.parquet", "fixtures/demo/gen2.parquet"] {
        match decide(&before, path)? {
            Ok(()) => println!("{path} may go out"),
            Err(why) => println!("{path} stays: {why}"),
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let Err(error) = run() else { return ExitCode::SUCCESS };
    eprintln!("{error}");
    ExitCode::from(if error.kind() == ErrorKind::NotFound { 3 } else { 2 })
}
