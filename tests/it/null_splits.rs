//! Two samples of one law: no embedding metric leans to loss or to gain.

use genloss::compare::{Outcome, TableRow, deciding, estimates, tables};
use genloss::config::Config;
use genloss::metric::{BY_MODES, METRICS, Metric};
use genloss::profile::{KeyHash, Profile, Tokenizer};
use genloss::progress::Silent;
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

/// The metrics of vectors alone: every key has one row here, so there is nothing within a prompt.
fn of_vectors(metric: &Metric) -> bool {
    // A Gaussian has no tight mode.
    metric.family == Family::Embeddings && !metric.name.contains("-prompt-") && metric.name != BY_MODES
}

#[test]
fn halves_of_one_law_read_no_change_in_the_mean() {
    let found: Vec<Vec<f64>> = (0..SPLITS)
        .into_par_iter()
        .map(|split| {
            let (before, after) = (half(split, 0), half(split, 1));
            let table = deciding(&before, &after, Tokenizer::default(), split, of_vectors);
            let value =
                |row: &TableRow| lean(row.metric.kind, row.metric.name, row.outcome.as_ref().unwrap());
            table.rows.iter().map(value).collect()
        })
        .collect();
    let metrics: Vec<_> = METRICS.iter().filter(|m| of_vectors(m)).collect();
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

/// Answers to 120 prompts, as many to each, from one law: what a prompt asks for is half of the variance, and both sides answer the
/// same ones. `keyed` says whether genloss is told which rows answer the same.
fn answers(split: u64, side: u64, each: u64, keyed: bool) -> Profile {
    let rows = (0..120u64).flat_map(|prompt| {
        let mut asked = Rng::stream(&[0x7072_6f6d, split, prompt]);
        let mut own = Rng::stream(&[0x6f77_6e00, split, prompt, side]);
        let common: Vec<f64> = (0..DIMENSION).map(|_| asked.normal()).collect();
        (0..each)
            .map(move |_| {
                let vector = common.iter().map(|x| (x + own.normal()) as f32).collect();
                (KeyHash::of(&prompt.to_le_bytes()), vector)
            })
            .collect::<Vec<_>>()
    });
    vectors::placed(rows, keyed)
}

fn is_of_pairs(metric: &Metric) -> bool {
    matches!(metric.name, "energy-distance" | "mmd")
}

fn is_of_prompts(metric: &Metric) -> bool {
    metric.family == Family::Embeddings && metric.name.ends_with("-prompt-variance-retention")
}

/// How far the means of two metrics over 60 comparisons of one law lie from no change, in standard errors.
fn lean_of_answers(wanted: fn(&Metric) -> bool, each: [u64; 2], keyed: bool) -> Vec<f64> {
    let found: Vec<Vec<f64>> = (0..60u64)
        .into_par_iter()
        .map(|split| {
            let [before, after] = [0, 1].map(|side| answers(split, side, each[side as usize], keyed));
            let table = deciding(&before, &after, Tokenizer::default(), split, wanted);
            let value =
                |row: &TableRow| lean(row.metric.kind, row.metric.name, row.outcome.as_ref().unwrap());
            table.rows.iter().map(value).collect()
        })
        .collect();
    assert!(found.iter().all(|values| values.len() == 2));
    (0..2).map(|at| t(found.iter().map(|values| values[at]))).collect()
}

/// Two answers to one prompt lie nearer than those to two. Between the sides they are a larger share of the pairs than within
/// them, so that whoever counts them reads a distance below 0.
#[test]
fn distances_of_one_law_read_zero_where_prompts_are_answered_twice() {
    for each in [[1, 1], [3, 3], [1, 3]] {
        let keyed = lean_of_answers(is_of_pairs, each, true);
        assert!(keyed.iter().all(|t| t.abs() < FAR), "{each:?} answers: {keyed:?}");
    }
    for each in [[1, 1], [3, 3]] {
        let unaware = lean_of_answers(is_of_pairs, each, false);
        assert!(unaware.iter().all(|t| *t < -5.0), "{each:?} answers, not told apart: {unaware:?}");
    }
}

#[test]
fn variance_within_and_between_prompts_keeps_its_mean() {
    for each in [[3, 3], [2, 4]] {
        let leans = lean_of_answers(is_of_prompts, each, true);
        assert!(leans.iter().all(|t| t.abs() < FAR), "{each:?} answers: {leans:?}");
    }
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

/// A cloud of this width around this mean, in 16 coordinates.
fn cloud(which: u64, rows: u64, width: f64, mean: f64) -> Profile {
    let mut rng = Rng::stream(&[0x6d6f_7665, which]);
    vectors::profile((0..rows).map(|row| {
        let key = [which, row].map(u64::to_le_bytes).concat();
        (KeyHash::of(&key), (0..DIMENSION).map(|_| (mean + width * rng.normal()) as f32).collect())
    }))
}

#[test]
fn a_move_is_measured_both_ways_and_a_contraction_one_way() {
    let recall = |after: &Profile| {
        let before = cloud(0, 1000, 1.0, 0.0);
        let mut rows = estimates(&before, after, Tokenizer::default(), 1);
        rows.retain(|row| row.metric.name == "embedding-tail-recall");
        let kept = |row: &TableRow| row.outcome.as_ref().unwrap().estimate;
        rows.iter().map(|row| (row.name.clone(), row.judged, kept(row))).collect::<Vec<_>>()
    };
    let moved = recall(&cloud(1, 1000, 1.0, 0.5));
    assert_eq!([moved[0].1, moved[1].1], [true, false]);
    assert_eq!(moved[1].0, "embedding-tail-recall-one-way");
    assert!(moved[1].2.high < 0.9, "one way, a move reads as a loss: {moved:?}");
    assert!(moved[0].2.low < 1.0 && 1.0 < moved[0].2.high, "both ways it does not: {moved:?}");
    // As easily told apart, but narrower: its own sparse points are so hard to reach from outside that both ways would read as
    // a gain, whatever it lost.
    let narrower = recall(&cloud(1, 1000, 0.5, 0.0));
    assert_eq!(narrower.len(), 1, "no figure beside it: {narrower:?}");
    assert!(narrower[0].2.value < 1.2, "{narrower:?}");
}

/// Each interval of a census holds for all clusters at once: one law has a cluster that changed in at most 5% of the pairs.
#[test]
fn clusters_of_one_law_did_not_change() {
    let pairs = 60u64;
    let changed = (0..pairs).into_par_iter().filter(|pair| {
        let sides = [cloud(2 * pair, 400, 1.0, 0.0), cloud(2 * pair + 1, 400, 1.0, 0.0)];
        let tables = tables(&sides, Tokenizer::default(), &Config::default(), &Silent);
        let modes = &tables.0[0].modes;
        assert_eq!(modes.len(), 20);
        modes.iter().any(|m| m.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0))
    });
    // 8 or more of 60 would be 1% likely at a rate of 5%.
    let changed = changed.count();
    assert!(changed < 8, "{changed} of {pairs}");
}
