//! Prompts and answers from files: answers that stand beside the wrong prompts are told, whichever column holds the prompts.

use std::path::{Path, PathBuf};

use genloss::report::{Comparison, Report};
use genloss::terms::{Status, Symptom, Verdict};
use tempfile::TempDir;

use crate::corpora::{against_base, analyze, metric};
use crate::fixture::{Table, texts};
use crate::make_fixtures::synth::rng::Rng;

const PROMPTS: usize = 200;

/// Answers of a hundred words or so, some of which are their prompt's; answer `from(k)` stands beside prompt k.
fn write(folder: &Path, column: &str, seed: u64, from: impl Fn(usize) -> usize) -> PathBuf {
    let topic = |k: usize, i: usize| format!("thing{}", (k * 11 + i * 97) % 700);
    let prompts: Vec<String> =
        (0..PROMPTS).map(|k| format!("What is a {} to a {}?", topic(k, 0), topic(k, 1))).collect();
    let answer = |k: usize| {
        let mut rng = Rng::stream(&[0x6265_6c6f, seed, k as u64]);
        let own: Vec<String> =
            (0..60).map(|_| format!("w{}", (rng.unit() * rng.unit() * 400.0) as u32)).collect();
        format!("A {} is {} of it", topic(k, k % 2), own.join(" "))
    };
    let answers: Vec<String> = (0..PROMPTS).map(|k| answer(from(k))).collect();
    let borrowed = |all: &[String]| texts(all.iter().map(String::as_str).collect::<Vec<_>>());
    let table = Table::of("response", borrowed(&answers)).and(column, borrowed(&prompts));
    table.write(folder, &format!("{column}-{seed}-{}.parquet", from(0)))
}

fn status(c: &Comparison) -> Status {
    c.symptoms.iter().find(|s| s.symptom == Symptom::PromptMismatch).unwrap().status
}

fn compared(column: &str, from: impl Fn(usize) -> usize) -> Report {
    let folder = TempDir::new().unwrap();
    analyze(&[write(folder.path(), column, 1, |k| k), write(folder.path(), column, 2, from)])
}

#[test]
fn answers_beside_the_wrong_prompts_are_told_and_others_are_not() {
    for column in ["prompt", "instruction"] {
        let shuffled = compared(column, |k| (k * 7 + 3) % PROMPTS);
        let c = against_base(&shuffled, 1);
        assert!(metric(c, "prompt-match-retention").ci_high.unwrap() < 0.3, "{column}");
        assert_eq!((status(c), c.verdict.is_collapse()), (Status::Fail, false), "{column}");
        assert!(c.verdict == Verdict::Warning && c.rule.contains("prompts"), "{column}: {}", c.rule);
        let kept = compared(column, |k| k);
        let c = against_base(&kept, 1);
        assert_eq!(status(c), Status::Pass, "{column}");
        assert!((metric(c, "prompt-match-retention").value.unwrap() - 1.0).abs() < 0.05, "{column}");
    }
}

#[test]
fn without_a_column_of_prompts_the_reason_is_told() {
    let report = compared("other", |k| (k * 7 + 3) % PROMPTS);
    let c = against_base(&report, 1);
    assert_eq!(status(c), Status::NotRun);
    let undefined = metric(c, "prompt-match-retention").undefined;
    assert_eq!(undefined, Some(genloss::terms::Undefined::NoPrompts));
}
