//! Measures what `answered-retention` promises: how often its 95% interval holds the true value, and how often it rings.
//!
//! ```text
//! cargo run --release --example unanswered -- [TRIALS] > unanswered.md
//! ```
//!
//! Every prompt has a chance of its own to stay without an answer: half of the silence comes from one prompt in twenty that is often
//! refused, so that sides which answer the same prompts stay silent on the same ones. Where nothing was lost both sides draw from the same
//! chances; where something was, the later side leaves another twentieth of all prompts without an answer, or without a row.
#![allow(clippy::print_stdout, reason = "the table is what was asked for")]

use genloss::compare::{TableRow, deciding};
use genloss::config::Margins;
use genloss::estimator::binomial::clopper_pearson;
use genloss::judge::status;
use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::terms::Status;
use rayon::prelude::*;

/// Share of the prompts that are often refused.
const REFUSED: f64 = 0.05;
/// Share of the prompts that the later side loses on top.
const LOST: f64 = 0.05;

/// What the later side does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Later {
    /// Answers the same prompts as well.
    Same,
    /// Answers others as well.
    Fresh,
    /// Leaves more of the same prompts without an answer.
    Silent,
    /// Leaves more of other prompts without an answer.
    FreshSilent,
    /// Has no row for more of the same prompts.
    Missing,
}

const LATER: [(Later, &str); 5] = [
    (Later::Same, "nothing, same prompts"),
    (Later::Fresh, "nothing, other prompts"),
    (Later::Silent, "5% more silent, same prompts"),
    (Later::FreshSilent, "5% more silent, other prompts"),
    (Later::Missing, "5% without a row, same prompts"),
];

/// A number in [0, 1) that these three fix.
fn uniform(trial: u64, key: u64, stream: u64) -> f64 {
    let bytes = [trial, key, stream].map(u64::to_le_bytes);
    KeyHash::of(bytes.as_flattened()).order as f64 / u64::MAX as f64
}

/// The chance that a prompt stays without an answer, of which `share` is the mean.
fn silence(trial: u64, key: u64, share: f64) -> f64 {
    let often = uniform(trial, key, 0) < REFUSED;
    share / 2.0 + if often { share / 2.0 / REFUSED } else { 0.0 }
}

fn corpus(trial: u64, prompts: u64, share: f64, later: Option<Later>) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    let fresh = matches!(later, Some(Later::Fresh | Later::FreshSilent));
    let first = if fresh { prompts } else { 0 };
    for key in first..first + prompts {
        let place = KeyHash::of(&[trial, key].map(u64::to_le_bytes).concat());
        let is_lost = uniform(trial, key, 3) < LOST;
        if is_lost && later == Some(Later::Missing) {
            continue;
        }
        let loses = matches!(later, Some(Later::Silent | Later::FreshSilent));
        let stream = if later.is_some() { 1 } else { 2 };
        builder.add_rows(1);
        if is_lost && loses || uniform(trial, key, stream) < silence(trial, key, share) {
            builder.add_empty(place, true);
        } else {
            builder.add(&Document::new(place, "an answer"));
        }
    }
    builder.finish()
}

struct Found {
    holds: bool,
    value: f64,
    status: Status,
}

fn trial(number: u64, prompts: u64, share: f64, later: Later) -> Option<Found> {
    let [before, after] = [None, Some(later)].map(|later| corpus(number, prompts, share, later));
    let table =
        deciding(&before, &after, Tokenizer::default(), number, |metric| metric.name == "answered-retention");
    let row: &TableRow = table.rows.first()?;
    let estimate = row.outcome.as_ref().ok()?.estimate;
    let truth = match later {
        Later::Same | Later::Fresh => 1.0,
        Later::Silent | Later::FreshSilent | Later::Missing => 1.0 - LOST,
    };
    let margins = row.metric.margins.unwrap_or(Margins { warn: 0.95, fail: 0.90 });
    Some(Found {
        holds: (estimate.low..=estimate.high).contains(&truth),
        value: estimate.value / truth,
        status: status(Some(&estimate), estimate.p, margins, 0.05),
    })
}

fn main() {
    let trials: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1000);
    println!(
        "| prompts | unanswered | later side | value / truth | coverage | rings | inconclusive | no value |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for prompts in [200, 800, 8000] {
        for share in [0.005, 0.02, 0.10] {
            for (later, name) in LATER {
                let found: Vec<Option<Found>> =
                    (0..trials).into_par_iter().map(|t| trial(t, prompts, share, later)).collect();
                let none = found.iter().filter(|f| f.is_none()).count();
                let found: Vec<Found> = found.into_iter().flatten().collect();
                let n = found.len() as f64;
                let count = |holds: &dyn Fn(&Found) -> bool| found.iter().filter(|f| holds(f)).count();
                let rate = |count: usize| 100.0 * count as f64 / n;
                let mean = found.iter().map(|f| f.value).sum::<f64>() / n;
                let covered = count(&|f| f.holds);
                let (low, high) = clopper_pearson(covered as u64, found.len() as u64).unwrap_or((0.0, 1.0));
                println!(
                    "| {prompts} | {:.1}% | {name} | {mean:.4} | {:.1} ({:.1}–{:.1}) | {:.1} | {:.1} | {none} |",
                    100.0 * share,
                    rate(covered),
                    100.0 * low,
                    100.0 * high,
                    rate(count(&|f| matches!(f.status, Status::Warn | Status::Fail))),
                    rate(count(&|f| f.status == Status::Inconclusive)),
                );
            }
        }
    }
}
