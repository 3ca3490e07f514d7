//! False alarms and coverage on real text: a corpus against itself, split at random.
//!
//! `genloss calibrate` does the same with as many splits as you have time for. Here 100 splits, always the same, guard
//! against a change that breaks the statistics.

use genloss::calibrate::{Corpora, Trial, judged, rings};
use genloss::metric::{BY_MODES, Role};
use genloss::terms::{Family, Symptom, Undefined};
use rayon::prelude::*;

use crate::corpora::config;
use crate::real_data::corpus;

const N_TRIALS: u64 = 100;

/// The promise is 5% of splits with a false alarm. Of 100 splits at 5%, more than 11 alarm with probability 0.4%
/// (binomial), so 11 are allowed: a test that fails on a correct program is worse than one that is a little blunt.
const MAX_ALARMS: usize = 11;

/// An honest 95% interval holds the truth in fewer than 86 of 100 splits with probability 0.0001 (binomial).
const MIN_COVERED: usize = 86;

fn check(path: &str, has_vectors: bool) {
    let Some(path) = corpus(path) else { return };
    let config = config(&[path]);
    let corpora = Corpora::read(&config).unwrap();
    let null = corpora.null().unwrap();
    let rules = corpora.rules(&config);
    let trials: Vec<Trial> = (0..N_TRIALS).into_par_iter().map(|k| null.trial(&rules, k)).collect();
    let rung = |t: &Trial| -> Vec<Symptom> {
        t.symptoms.iter().filter(|s| rings(s.status)).map(|s| s.symptom).collect()
    };
    let alarms: Vec<Vec<Symptom>> = trials.iter().filter(|t| t.rings_gating()).map(rung).collect();
    assert!(alarms.len() <= MAX_ALARMS, "{} false alarms: {alarms:?}", alarms.len());
    assert!(trials.iter().all(|t| !t.verdict.is_collapse()), "a collapse between two halves");
    for metric in judged().filter(|m| m.role == Role::Gating) {
        let own = trials.iter().flat_map(|t| &t.metrics).filter(|m| m.metric.name == metric.name);
        let own: Vec<_> = own.collect();
        if metric.family == Family::Embeddings && !has_vectors {
            assert!(own.iter().all(|m| m.estimate == Err(Undefined::NoEmbeddings)), "{}", metric.name);
            continue;
        }
        // Real meanings are hardly ever tight, and say so; prompts stand beside the answers where vectors do.
        if metric.name == BY_MODES || (metric.symptom == Some(Symptom::PromptMismatch) && !has_vectors) {
            let is_few = |e: &Result<_, Undefined>| {
                matches!(e, Err(Undefined::TooFewModes | Undefined::Moved | Undefined::NoPrompts))
            };
            assert!(own.iter().filter(|m| is_few(&m.estimate)).count() >= 95, "{}", metric.name);
            continue;
        }
        // One answer to a prompt: nothing varies within it.
        if metric.symptom == Some(Symptom::PerPromptNarrowing) {
            assert!(own.iter().all(|m| m.estimate == Err(Undefined::NoRepeats)), "{}", metric.name);
            continue;
        }
        let defined: Vec<bool> = own.iter().filter_map(|m| m.covers()).collect();
        assert!(defined.len() >= 95, "{} is defined in {} splits only", metric.name, defined.len());
        let covered = defined.iter().filter(|held| **held).count() * 100 / defined.len();
        assert!(covered >= MIN_COVERED, "{}: {covered}% of the intervals hold the truth", metric.name);
    }
}

#[test]
fn halves_of_805_answers_raise_few_alarms() {
    check("alpaca-eval/gpt-3.5-turbo-0301", true);
}

#[test]
fn halves_of_8434_paragraphs_raise_few_alarms() {
    check("wikitext-recursion/nucleus_gen0", false);
}
