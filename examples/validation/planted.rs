//! Plants losses, and changes that lose nothing, into generated embeddings and counts which of them are noticed.
//!
//! ```text
//! cargo run --release --example planted -- [SEEDS [CASE…]]
//! ```
//!
//! Two fresh samples of 2,000 vectors a side, unpaired. *Rings*: a symptom of embeddings warns or fails. *Called*: the
//! verdict is a collapse. *Drift*: embeddings moved beyond the line, under whatever verdict. Words decide nothing here; shares have exact 95% intervals (Clopper and Pearson 1934).
#![allow(clippy::print_stdout, reason = "the table is what was asked for")]

use genloss::compare::deciding;
use genloss::config::Config;
use genloss::estimator::binomial::clopper_pearson;
use genloss::judge::{Thresholds, judge};
use genloss::metric::{Metric, Role};
use genloss::profile::Tokenizer;
use genloss::terms::{Family, Status, Vector, Verdict};
use profiled::profile;
use rayon::prelude::*;
use synth::rng::Rng;

mod profiled;
mod synth;

const ROWS: u32 = 2000;
const CLUSTERS: usize = 40;
/// Scatter within a cluster, in standard deviations of the centers.
const WITHIN: f64 = 0.3;

/// A law of vectors.
#[derive(Clone, Copy)]
enum Law {
    /// Independent coordinates of this standard deviation, around this mean.
    Gaussian { d: usize, sigma: f64, mean: f64 },
    /// Clusters with weights 1/rank, without the rarest ones.
    Clusters { d: usize, lost: usize },
    /// Standard deviations that fall from 2 to 1 over the coordinates, in this order or in the opposite one.
    Anisotropic { d: usize, turned: bool },
}

/// A reference and what became of it.
struct Case {
    name: &'static str,
    before: Law,
    after: Law,
}

const PLAIN: Law = Law::Gaussian { d: 32, sigma: 1.0, mean: 0.0 };
const MODES: Law = Law::Clusters { d: 128, lost: 0 };

const CASES: [Case; 9] = [
    Case { name: "sigma-x-0.5", before: PLAIN, after: Law::Gaussian { d: 32, sigma: 0.5, mean: 0.0 } },
    Case { name: "sigma-x-0.9", before: PLAIN, after: Law::Gaussian { d: 32, sigma: 0.9, mean: 0.0 } },
    Case { name: "rarest-clusters-gone", before: MODES, after: Law::Clusters { d: 128, lost: 10 } },
    Case { name: "same-gaussian", before: PLAIN, after: PLAIN },
    Case { name: "same-clusters", before: MODES, after: MODES },
    Case { name: "shift", before: PLAIN, after: Law::Gaussian { d: 32, sigma: 1.0, mean: 0.5 } },
    Case { name: "sigma-x-1.2", before: PLAIN, after: Law::Gaussian { d: 32, sigma: 1.2, mean: 0.0 } },
    Case { name: "sigma-x-1.5", before: PLAIN, after: Law::Gaussian { d: 32, sigma: 1.5, mean: 0.0 } },
    Case {
        name: "rotation",
        before: Law::Anisotropic { d: 32, turned: false },
        after: Law::Anisotropic { d: 32, turned: true },
    },
];

/// What one seed of a case gave.
struct Outcome {
    rings: bool,
    called: bool,
    drift: bool,
    /// The verdict is `drift`: moved, and nothing lost.
    only_drift: bool,
    /// Every gating metric of embeddings, whether its interval holds 1; `None` where it has none.
    holds: Vec<(&'static str, Option<bool>)>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seeds: u64 = arguments.next().map_or(Ok(200), |n| n.parse())?;
    let asked: Vec<String> = arguments.collect();
    if seeds == 0 {
        return Err("found 0 seeds, expected at least 1".into());
    }
    if let Some(unknown) = asked.iter().find(|a| CASES.iter().all(|c| c.name != **a)) {
        return Err(format!("no case {unknown}; there are {}", CASES.map(|c| c.name).join(", ")).into());
    }
    println!("{ROWS} vectors a side, {seeds} seeds\n");
    println!(
        "| case | rings | called | drift | verdict drift | intervals that hold 1 |\n|---|---|---|---|---|---|"
    );
    for case in CASES.iter().filter(|c| asked.is_empty() || asked.iter().any(|a| a == c.name)) {
        let outcomes: Vec<Outcome> = (0..seeds).into_par_iter().map(|seed| one(case, seed)).collect();
        // Of the seeds for which there is an answer.
        let among = |holds: &dyn Fn(&Outcome) -> Option<bool>| {
            let found: Vec<bool> = outcomes.iter().filter_map(holds).collect();
            let (n, of) = (found.iter().filter(|f| **f).count() as u64, found.len() as u64);
            let interval = clopper_pearson(n, of)?;
            Some(format!("{:.3} [{:.3}, {:.3}]", n as f64 / of as f64, interval.0, interval.1))
        };
        let share = |holds: &dyn Fn(&Outcome) -> bool| among(&|o| Some(holds(o))).unwrap_or_default();
        let held: Vec<String> = (0..outcomes.first().map_or(0, |o| o.holds.len()))
            .filter_map(|at| {
                let held = among(&|o: &Outcome| o.holds.get(at)?.1)?;
                Some(format!("{} {held}", outcomes[0].holds[at].0))
            })
            .collect();
        let [rings, called] = [share(&|o| o.rings), share(&|o| o.called)];
        let [drift, only] = [share(&|o| o.drift), share(&|o| o.only_drift)];
        println!("| {} | {rings} | {called} | {drift} | {only} | {} |", case.name, held.join("; "));
    }
    Ok(())
}

fn one(case: &Case, seed: u64) -> Outcome {
    let side = |law: Law, which: u64| {
        let mut rng = Rng::stream(&[0x504C_414E, seed, which]);
        let rows: Vec<Vec<f32>> = (0..ROWS).map(|_| draw(law, seed, &mut rng)).collect();
        let first = which as u32 * ROWS;
        profile(rows.iter().zip(first..).map(|(row, key)| (key, "text", Vector::Values(row))))
    };
    let wanted = |m: &Metric| m.family == Family::Embeddings && matches!(m.role, Role::Gating | Role::Drift);
    let table = deciding(&side(case.before, 0), &side(case.after, 1), Tokenizer::default(), seed, wanted);
    let tables = [table];
    let judged = judge(&tables, &Thresholds::from_config(&Config::default()));
    let whole = &judged[0].whole;
    let holds = whole.rows.iter().filter(|r| r.row.metric.role == Role::Gating).map(|r| {
        let e = r.row.outcome.as_ref().map(|o| o.estimate);
        (r.row.metric.name, e.ok().map(|e| e.low <= 1.0 && 1.0 <= e.high))
    });
    Outcome {
        rings: whole.symptoms.iter().any(|s| matches!(s.status, Status::Warn | Status::Fail)),
        called: whole.ruling.verdict.is_collapse(),
        drift: judged[0].moved,
        only_drift: whole.ruling.verdict == Verdict::Drift,
        holds: holds.collect(),
    }
}

/// A vector; both sides of a seed share their cluster centers.
fn draw(law: Law, seed: u64, rng: &mut Rng) -> Vec<f32> {
    match law {
        Law::Gaussian { d, sigma, mean } => (0..d).map(|_| (mean + sigma * rng.normal()) as f32).collect(),
        Law::Anisotropic { d, turned } => (0..d)
            .map(|i| {
                let at = if turned { d - 1 - i } else { i };
                ((2.0 - at as f64 / (d - 1) as f64) * rng.normal()) as f32
            })
            .collect(),
        Law::Clusters { d, lost } => {
            let kept = CLUSTERS - lost;
            let total: f64 = (1..=kept).map(|rank| 1.0 / rank as f64).sum();
            let mut left = rng.unit() * total;
            let rank = (1..=kept).find(|rank| {
                left -= 1.0 / *rank as f64;
                left <= 0.0
            });
            let mut center = Rng::stream(&[0x434C_5553, seed, rank.unwrap_or(kept) as u64]);
            (0..d).map(|_| (center.normal() + WITHIN * rng.normal()) as f32).collect()
        }
    }
}
