//! Measures what the estimate of the synthetic share promises: how far it is from planted shares, and how often its 95% interval holds them.
//!
//! ```text
//! cargo run --release --example mixture -- REAL SYNTHETIC [MIXES [ROWS]] > mixture.md
//! ```
//!
//! Every mix is drawn anew from two corpora of rows: the rows of both are dealt out at random, so many (at most half) to the mix, with the planted share of synthetic
//! ones, and all others to the real and the synthetic corpus that it is held against. No row is on both sides. Rows without words are left out.
#![allow(clippy::print_stdout, reason = "the table is what was asked for")]

use std::error::Error;

use genloss::audit::share::{Documents, Refused, estimate};
use genloss::audit::texts::Texts;
use genloss::chance::Chance;
use genloss::config::{Config, Source};
use genloss::estimator::binomial::clopper_pearson;
use genloss::profile::Tokenizer;
use genloss::progress::Silent;
use genloss::read::{KeyChoice, open};
use rayon::prelude::*;

const SHARES: [f64; 5] = [0.0, 0.05, 0.25, 0.5, 0.9];
const BLOCKS: usize = 32;

#[derive(Default)]
struct Rows {
    texts: Texts,
    blocks: Vec<u8>,
}

impl Rows {
    fn documents(&self) -> Documents<'_> {
        Documents { texts: &self.texts, blocks: &self.blocks }
    }

    fn push(&mut self, text: &str, chance: &mut Chance) {
        self.texts.push(Some(text), &Tokenizer::default());
        self.blocks.push(chance.position(BLOCKS) as u8);
    }
}

fn read(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let source = Source { name: Some("rows".to_owned()), paths: vec![path.into()] };
    let opened = open(&Config { generations: vec![source], ..Config::default() }, 1, &KeyChoice::Usual)?;
    let mut all: Vec<String> = Vec::new();
    for part in opened.parts() {
        opened.rows(part, &Silent, &mut |row| all.extend(row.text.map(str::to_owned)))?;
    }
    all.retain(|text| text.chars().any(char::is_alphanumeric));
    Ok(all)
}

/// One mix: (estimate, low, high), or why there is none.
fn mix(
    real: &[String],
    synthetic: &[String],
    share: f64,
    rows: usize,
    trial: u64,
) -> Result<[f64; 3], Refused> {
    let mut chance = Chance::at([trial, (share * 100.0) as u64]);
    let planted = (share * rows as f64).round() as usize;
    let mut mix = Rows::default();
    let mut dealt = |all: &[String], to_mix: usize, chance: &mut Chance| {
        let mut rest = Rows::default();
        for (place, at) in chance.order(all.len()).into_iter().enumerate() {
            if place < to_mix { &mut mix } else { &mut rest }.push(&all[at], chance);
        }
        rest
    };
    let p = dealt(real, rows - planted, &mut chance);
    let q = dealt(synthetic, planted, &mut chance);
    let found = estimate(mix.documents(), p.documents(), q.documents())?;
    let (low, high) = found.interval.unwrap_or((0.0, 1.0));
    Ok([found.share, low, high])
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [real, synthetic, more @ ..] = args.as_slice() else { return Err("give REAL and SYNTHETIC".into()) };
    let mixes: u64 = more.first().map_or(Ok(100), |text| text.parse())?;
    let (real, synthetic) = (read(real)?, read(synthetic)?);
    let most = real.len().min(synthetic.len()) / 2;
    let rows = more.get(1).map_or(Ok(most), |text| text.parse())?.min(most);
    println!("{} real and {} synthetic rows, {mixes} mixes of {rows} a share\n", real.len(), synthetic.len());
    println!(
        "| planted | refused | mean estimate | mean absolute error | intervals that hold it | mean width |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    for share in SHARES {
        let all: Vec<_> =
            (0..mixes).into_par_iter().map(|trial| mix(&real, &synthetic, share, rows, trial)).collect();
        let found: Vec<[f64; 3]> = all.into_iter().flatten().collect();
        let n = found.len() as f64;
        let mean = |of: &dyn Fn(&[f64; 3]) -> f64| found.iter().map(of).sum::<f64>() / n;
        let planted = (share * rows as f64).round() / rows as f64;
        let holds = found.iter().filter(|[_, low, high]| *low <= planted && planted <= *high).count() as u64;
        let (low, high) = clopper_pearson(holds, found.len() as u64).unwrap_or((0.0, 1.0));
        println!(
            "| {:.1}% | {} | {:.1}% | {:.1} points | {:.0}% ({:.0}–{:.0}) | {:.1} points |",
            100.0 * planted,
            mixes - found.len() as u64,
            100.0 * mean(&|found| found[0]),
            100.0 * mean(&|found| (found[0] - planted).abs()),
            100.0 * holds as f64 / n,
            100.0 * low,
            100.0 * high,
            100.0 * mean(&|found| found[2] - found[1]),
        );
    }
    Ok(())
}
