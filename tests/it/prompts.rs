//! Several answers to a prompt: narrowing within prompts is called, and nothing is called where nothing changed.

use genloss::compare::{Table, deciding};
use genloss::config::Config;
use genloss::judge::{Thresholds, judge};
use genloss::metric::Metric;
use genloss::profile::{KeyHash, Profile, Tokenizer};
use genloss::terms::{Status, Symptom};
use rayon::prelude::*;

use crate::make_fixtures::synth::rng::Rng;
use crate::vectors;

const PROMPTS: u64 = 400;
const ANSWERS: u64 = 3;
const DIMENSION: usize = 24;
/// Standard deviation between prompts is 1.
const WITHIN: f64 = 0.4;

/// Answers that scatter around a mean of their prompt; every generation has its own prompts' means.
fn generation(seed: u64, which: u64, within: f64) -> Profile {
    let mut rng = Rng::stream(&[0x7072_6f6d, seed, which]);
    vectors::profile((0..PROMPTS).flat_map(|prompt| {
        let place = KeyHash::of(&prompt.to_le_bytes());
        let mean: Vec<f64> = (0..DIMENSION).map(|_| 1.0 + rng.normal()).collect();
        let mut answer = || mean.iter().map(|m| (m + within * rng.normal()) as f32).collect::<Vec<f32>>();
        (0..ANSWERS).map(|_| (place, answer())).collect::<Vec<_>>()
    }))
}

fn table(before: &Profile, after: &Profile) -> Table {
    let wanted: fn(&Metric) -> bool = |m| m.name.contains("prompt-variance");
    deciding(before, after, Tokenizer::default(), 0, wanted)
}

fn status(table: Table) -> Status {
    let tables = [table];
    let all = judge(&tables, &Thresholds::from_config(&Config::default()));
    let symptom = all[0].whole.symptoms.iter().find(|s| s.symptom == Symptom::PerPromptNarrowing);
    symptom.unwrap().status
}

#[test]
fn answers_that_grow_alike_fail_while_prompts_stay_apart() {
    let narrowed = table(&generation(1, 0, WITHIN), &generation(1, 1, WITHIN / 2f64.sqrt()));
    let between = narrowed.rows.iter().find(|r| r.name.starts_with("between")).unwrap();
    let between = between.outcome.as_ref().unwrap().estimate;
    assert!(between.low < 1.0 && 1.0 < between.high, "{between:?}");
    assert_eq!(status(narrowed), Status::Fail);
}

#[test]
fn one_law_does_not_ring_and_its_interval_holds_one() {
    let trials: Vec<(bool, Status)> = (0..100)
        .into_par_iter()
        .map(|seed| {
            let same = table(&generation(seed, 0, WITHIN), &generation(seed, 1, WITHIN));
            let e = same.rows[0].outcome.as_ref().unwrap().estimate;
            (e.low <= 1.0 && 1.0 <= e.high, status(same))
        })
        .collect();
    let held = trials.iter().filter(|t| t.0).count();
    let rings = trials.iter().filter(|t| matches!(t.1, Status::Warn | Status::Fail)).count();
    // 95% of 100, less three standard errors.
    assert!(held >= 88 && rings <= 2, "{held} intervals hold 1, {rings} ring");
}

#[test]
fn identical_answers_have_lost_everything_and_lone_ones_say_so() {
    let collapsed = table(&generation(1, 0, WITHIN), &generation(1, 1, 0.0));
    assert_eq!(collapsed.rows[0].outcome.as_ref().unwrap().estimate.value, 0.0);
    assert_eq!(status(collapsed), Status::Fail);
    let lone = vectors::profile((0..300u64).map(|k| (KeyHash::of(&k.to_le_bytes()), vec![k as f32, 1.0])));
    let none = table(&lone, &lone);
    assert_eq!(none.rows[0].outcome, Err(genloss::terms::Undefined::NoRepeats));
    assert_eq!(status(none), Status::NotRun);
}
