//! Real corpora whose story is known. They may not be copied, so the folder comes from `GENLOSS_REAL_DATA`; without it
//! these tests say so and pass.

use std::path::PathBuf;

use genloss::config::Config;
use genloss::report::{Comparison, Report};
use genloss::terms::{Status, Undefined, Verdict};

use crate::corpora::{against_base, analyze, config, gating, metric, run};

/// The real corpus at `path`, below the folder of the environment variable.
pub(crate) fn corpus(path: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("GENLOSS_REAL_DATA") else {
        #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
        {
            eprintln!("skipped: set GENLOSS_REAL_DATA to the folder of the real corpora");
        }
        return None;
    };
    Some(PathBuf::from(folder).join(format!("{path}.parquet")))
}

/// Analyzes models of the AlpacaEval set, the first of them the reference. What every report must obey is checked on
/// the way: finite numbers, a value or a reason.
fn models(names: &[&str]) -> Option<Report> {
    let paths: Option<Vec<PathBuf>> =
        names.iter().map(|name| corpus(&format!("alpaca-eval/{name}"))).collect();
    let report = run(&Config { metrics: vec!["all".to_owned()], ..config(&paths?) });
    for comparison in &report.comparisons {
        assert!(comparison.paired, "the prompts are the same");
    }
    Some(report)
}

/// The six generations of a language model trained on its own output.
fn recursion() -> Option<Report> {
    let paths: Option<Vec<PathBuf>> =
        (0..6).map(|i| corpus(&format!("wikitext-recursion/nucleus_gen{i}"))).collect();
    Some(analyze(&paths?))
}

fn value(comparison: &Comparison, name: &str) -> f64 {
    metric(comparison, name).value.unwrap_or_else(|| panic!("{name} is undefined"))
}

#[test]
fn three_versions_of_one_model_lose_nothing() {
    let Some(report) = models(&["vicuna-7b", "vicuna-7b-v1.3", "vicuna-7b-v1.5"]) else { return };
    for comparison in &report.comparisons {
        let pair = format!("{} to {}", comparison.reference, comparison.current);
        assert!(!comparison.verdict.is_collapse(), "{pair}: {:?}", comparison.verdict);
        assert!(comparison.symptoms.iter().all(|s| s.status != Status::Fail), "{pair}");
        let open = gating(comparison).filter(|m| m.status == Some(Status::Inconclusive)).count();
        assert!(open <= 1, "{pair}: {open} gating metrics are inconclusive");
        let spread = value(comparison, "total-variance-retention");
        assert!((spread - 1.0).abs() <= 0.003, "{pair}: total variance {spread}");
        let rank = value(comparison, "effective-rank-retention");
        assert!((0.99..=1.02).contains(&rank), "{pair}: effective rank {rank}");
        // Both answer the same prompts, which would bring the clouds nearer than chance if pairs of one prompt were counted.
        let distance = metric(comparison, "energy-distance");
        assert!(distance.ci_high.unwrap() > 0.0, "{pair}: energy distance {distance:?}");
    }
}

#[test]
fn a_model_that_always_says_the_same_has_collapsed() {
    let Some(report) = models(&["gpt-3.5-turbo-0301", "NullModel"]) else { return };
    let comparison = &report.comparisons[0];
    assert_eq!(comparison.verdict, Verdict::LateCollapse);
    assert!(comparison.drift);
    assert_eq!(value(comparison, "total-variance-retention"), 0.0);
    assert!(value(comparison, "unique-document-retention") < 0.01);
    assert!(value(comparison, "effective-vocabulary-retention") < 0.5);
}

#[test]
fn a_model_trained_on_itself_collapses_from_the_first_generation() {
    let Some(report) = recursion() else { return };
    for k in 1..6 {
        let comparison = against_base(&report, k);
        assert!(comparison.verdict.is_collapse(), "gen{k}: {:?}", comparison.verdict);
        assert!(!comparison.paired);
    }
    let first = against_base(&report, 1);
    let tail = value(first, "reference-tail-retention");
    assert!((0.15..=0.28).contains(&tail), "tail {tail}");
    let novel = value(first, "novel-mass-ratio-unmatched");
    assert!(novel > 5.0, "invented words {novel}");
    let kept = |k| value(against_base(&report, k), "reference-tail-retention");
    assert!(kept(5) < kept(1), "the tail goes on shrinking");
}

#[test]
fn fine_tunes_of_a_base_model_give_numbers_or_reasons() {
    let Some(report) = models(&["phi-2", "phi-2-sft", "phi-2-dpo"]) else { return };
    assert_eq!(report.comparisons.len(), 3);
    // The scores of phi-2-dpo are null, those of the others are not.
    let score = |comparison: &Comparison| metric(comparison, "score-difference").undefined;
    assert_eq!(score(against_base(&report, 1)), None);
    assert!(matches!(score(against_base(&report, 2)), Some(Undefined::NoColumn | Undefined::TooFewNumbers)));
}

#[test]
fn a_distilled_model_gives_numbers_or_reasons() {
    let Some(report) = models(&["text_davinci_003", "alpaca-7b"]) else { return };
    for m in gating(&report.comparisons[0]) {
        // One answer to a prompt has nothing within it, and no mode of meaning is as tight as a mode must be.
        let absent = [Undefined::NoRepeats, Undefined::TooFewModes].map(Some);
        let is_there = m.value.is_some() || absent.contains(&m.undefined);
        assert!(is_there, "{} is undefined: {:?}", m.metric, m.undefined);
    }
}
