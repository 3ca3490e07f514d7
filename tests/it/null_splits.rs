//! Two samples of one law: no embedding metric leans to loss or to gain.

use genloss::compare::{Outcome, deciding};
use genloss::metric::METRICS;
use genloss::profile::{KeyHash, Profile, Tokenizer};
use genloss::terms::{Family, Kind};
use rayon::prelude::*;

use crate::make_fixtures::synth::rng::Rng;
use crate::vectors;

const SPLITS: u64 = 100;
const ROWS: u64 = 400;
const DIMENSION: usize = 16;

/// Standard errors that a mean may be off. A correct program fails this for one metric in twenty when the random numbers
/// change; these are fixed.
const FAR: f64 = 2.0;

/// Gaussian, with variances that fall as 1/i around a mean that is not 0, as embeddings have.
fn half(split: u64, which: u64) -> Profile {
    let mut rng = Rng::stream(&[0x6e75_6c6c, split, which]);
    vectors::profile((0..ROWS).map(|row| {
        let key = [split, which, row].map(u64::to_le_bytes).concat();
        let coordinate = |i: usize| (1.0 + rng.normal() / (i as f64 + 1.0).sqrt()) as f32;
        (KeyHash::of(&key), (0..DIMENSION).map(coordinate).collect())
    }))
}

/// What reads 0 in the mean where nothing changed: a log ratio, or a distance less what one law shows.
fn lean(kind: Kind, name: &str, outcome: &Outcome) -> f64 {
    let value = outcome.estimate.value;
    match kind {
        Kind::Retention | Kind::Ratio => value.ln(),
        Kind::Difference => value,
        Kind::Drift if name == "classifier-auc" => value - 0.5,
        Kind::Drift => value,
    }
}

#[test]
fn halves_of_one_law_read_no_change_in_the_mean() {
    let found: Vec<Vec<f64>> = (0..SPLITS)
        .into_par_iter()
        .map(|split| {
            let (before, after) = (half(split, 0), half(split, 1));
            let is_embedding = |m: &genloss::metric::Metric| m.family == Family::Embeddings;
            let table = deciding(&before, &after, Tokenizer::default(), split, is_embedding);
            let value = |row: &genloss::compare::TableRow| {
                lean(row.metric.kind, row.metric.name, row.outcome.as_ref().unwrap())
            };
            table.rows.iter().map(value).collect()
        })
        .collect();
    let metrics: Vec<_> = METRICS.iter().filter(|m| m.family == Family::Embeddings).collect();
    assert!(found.iter().all(|split| split.len() == metrics.len()));
    let t: Vec<f64> = (0..metrics.len()).map(|at| t(found.iter().map(|split| split[at]))).collect();
    let far: Vec<_> =
        metrics.iter().zip(&t).filter(|(_, t)| t.abs() > FAR).map(|(m, t)| (m.name, t)).collect();
    assert!(far.is_empty(), "standard errors from 0: {far:?}");
}

/// The mean in units of its standard error.
fn t(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    mean / (variance / n).sqrt()
}

/// The raw distance here is about 2.5: what is left after chance was taken off is what counts.
#[test]
fn the_frechet_distance_of_two_samples_of_one_law_holds_zero() {
    let sample = |which: u64| {
        let mut rng = Rng::stream(&[0x6672_6563, which]);
        vectors::profile((0..1000u64).map(|row| {
            let key = [which, row].map(u64::to_le_bytes).concat();
            (KeyHash::of(&key), (0..384).map(|_| rng.normal() as f32).collect())
        }))
    };
    let table = deciding(&sample(0), &sample(1), Tokenizer::default(), 1, |m| m.name == "frechet-distance");
    let outcome = table.rows[0].outcome.unwrap();
    let (e, chance) = (outcome.estimate, outcome.chance.unwrap());
    assert!(e.low < 0.0 && 0.0 < e.high, "{e:?}");
    assert!(e.value + chance.floor > 2.0 && e.value.abs() < 0.2, "{e:?}, {chance:?}");
}
