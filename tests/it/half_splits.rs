//! False alarms and coverage on real text: a corpus against itself, split at random.
//!
//! `examples/halfsplits.rs` does the same with as many splits as you have time for. Here 100 splits, always the same, guard against a change that breaks the statistics.

use genloss::terms::Symptom;

use crate::real_data::corpus;
use crate::splits::{Corpus, gating};

const N_TRIALS: u64 = 100;

/// The promise is 5% of splits with a false alarm. Of 100 splits at 5%, more than 11 alarm with probability 0.4%
/// (binomial), so 11 are allowed: a test that fails on a correct program is worse than one that is a little blunt.
const MAX_ALARMS: usize = 11;

/// An honest 95% interval holds the truth in fewer than 86 of 100 splits with probability 0.0001 (binomial).
const MIN_COVERED: usize = 86;

fn check(path: &str) {
    let Some(path) = corpus(path) else { return };
    let corpus = Corpus::read(&path).unwrap();
    let trials = corpus.trials(N_TRIALS);
    let alarms: Vec<Vec<Symptom>> = trials
        .iter()
        .filter(|t| t.is_false_alarm())
        .map(|t| t.symptoms.iter().filter(|(_, s)| crate::splits::alarms(*s)).map(|(s, _)| *s).collect())
        .collect();
    assert!(alarms.len() <= MAX_ALARMS, "{} false alarms: {alarms:?}", alarms.len());
    assert!(trials.iter().all(|t| !t.verdict.is_collapse()), "a collapse between two halves");
    for (at, metric) in gating().enumerate() {
        let defined: Vec<bool> = trials.iter().filter_map(|t| t.covered[at]).collect();
        assert!(defined.len() >= 95, "{} is defined in {} splits only", metric.name, defined.len());
        let covered = defined.iter().filter(|held| **held).count() * 100 / defined.len();
        assert!(covered >= MIN_COVERED, "{}: {covered}% of the intervals hold the truth", metric.name);
    }
}

#[test]
fn halves_of_805_answers_raise_few_alarms() {
    check("alpaca-eval/gpt-3.5-turbo-0301");
}

#[test]
fn halves_of_8434_paragraphs_raise_few_alarms() {
    check("wikitext-recursion/nucleus_gen0");
}
