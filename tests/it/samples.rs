//! How many answers a prompt has, how long they are and in which slice they stand changes no verdict by itself, and hides none.

use std::path::{Path, PathBuf};

use genloss::report::{Comparison, Report};
use genloss::terms::{Status, Verdict};

use crate::corpora::{against_base, analyze, config, gating, metric, run, table, unkeyed};
use crate::fixture::{Table, ints, texts};
use crate::make_fixtures::synth::{Doc, Law, corpus, keys};
use crate::program::{args, genloss};

/// Answers to the same prompts, drawn once for each seed.
fn answers(prompts: u32, seeds: std::ops::Range<u64>) -> Vec<Doc> {
    let law = Law { mean_length: 60.0, ..Law::default() };
    seeds.flat_map(|seed| corpus(&law, &keys(0, prompts), seed)).collect()
}

fn has_warning(report: &Report, code: &str) -> bool {
    report.warnings.iter().any(|w| w.code == code)
}

fn lost(comparison: &Comparison) -> Vec<String> {
    let bad = |status| matches!(status, Some(Status::Warn | Status::Fail));
    gating(comparison).filter(|m| bad(m.status)).map(|m| format!("{} {:?}", m.metric, m.value)).collect()
}

#[test]
fn more_answers_to_a_prompt_are_no_loss_and_no_gain_in_either_direction() {
    let folder = tempfile::tempdir().unwrap();
    let one = table(&answers(400, 1..2)).write(folder.path(), "one.parquet");
    let three = table(&answers(400, 2..5)).write(folder.path(), "three.parquet");
    for (before, after) in [(&one, &three), (&three, &one)] {
        let report = analyze(&[before, after]);
        let comparison = against_base(&report, 1);
        assert_eq!(lost(comparison), [""; 0]);
        let vocabulary = metric(comparison, "effective-vocabulary-retention");
        assert!((vocabulary.value.unwrap() - 1.0).abs() < 0.04, "{vocabulary:?}");
        assert!(vocabulary.estimator.contains("as many answers to a prompt"), "{}", vocabulary.estimator);
        assert_eq!(vocabulary.n_used, 400);
        assert!(has_warning(&report, "uneven-samples"));
    }
    let report = analyze(&[&three, &three]);
    assert!(!has_warning(&report, "uneven-samples"));
}

/// The same answers, every fifth of which goes round in circles at its end.
fn looping(mut docs: Vec<Doc>) -> Vec<Doc> {
    for doc in docs.iter_mut().step_by(5) {
        let words: Vec<&str> = doc.text.split(' ').rev().take(11).collect();
        doc.text = format!("{} {}", doc.text, format!("{} ", words.join(" ")).repeat(30));
    }
    docs
}

#[test]
fn answers_that_end_in_a_loop_are_seen_behind_every_cut() {
    let folder = tempfile::tempdir().unwrap();
    for keyed in [true, false] {
        let write = |docs: &[Doc], name: &str| {
            let table = if keyed { table(docs) } else { unkeyed(docs) };
            table.write(folder.path(), name)
        };
        let base = write(&answers(400, 1..2), "base.parquet");
        let report = analyze(&[base, write(&looping(answers(400, 2..3)), "loops.parquet")]);
        let comparison = against_base(&report, 1);
        let loops = metric(comparison, "unlooped-document-retention");
        assert!((loops.value.unwrap() - 0.8).abs() < 0.01, "{loops:?}");
        assert_eq!(loops.status, Some(Status::Fail));
        assert!(comparison.verdict.severity() >= Verdict::Warning.severity(), "{:?}", comparison.verdict);
        assert!(has_warning(&report, "text-cut"), "{:?}", report.warnings);
    }
}

#[test]
fn what_the_sample_cuts_off_is_told_and_a_setting() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [1, 2]
        .map(|seed| table(&answers(200, seed..seed + 1)).write(folder.path(), &format!("{seed}.parquet")));
    let mut config = config(&paths);
    assert!(!has_warning(&run(&config), "text-cut"));
    config.sample_bytes = 256;
    let report = run(&config);
    let told = report.warnings.iter().find(|w| w.code == "text-cut").unwrap();
    assert!(
        told.message.contains("longer than the 256 bytes") && told.hint.contains("--sample-bytes"),
        "{told:?}"
    );
    config.sample_bytes = 8;
    assert!(genloss::analyze(&config).unwrap_err().to_string().starts_with("sample-bytes: found"));
}

/// 800 answers in two slices; those of the small one are `special`, where it says so.
fn sliced(folder: &Path, name: &str, seed: u64, special: impl Fn(usize) -> Option<String>) -> PathBuf {
    let docs = answers(800, seed..seed + 1);
    let in_small = |i: usize| i.is_multiple_of(8);
    let said = docs
        .iter()
        .enumerate()
        .map(|(i, doc)| special(i).filter(|_| in_small(i)).unwrap_or_else(|| doc.text.clone()));
    let said: Vec<String> = said.collect();
    let slice = (0..docs.len()).map(|i| if in_small(i) { "small" } else { "large" });
    Table::of("text", texts(said.iter().map(String::as_str)))
        .and("prompt_id", ints(0..docs.len() as i64))
        .and("part", texts(slice))
        .write(folder, name)
}

#[test]
fn a_slice_in_collapse_fails_the_gate_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let base = sliced(folder.path(), "base.parquet", 1, |_| None);
    // So few of all documents that the whole can at most warn.
    let after = sliced(folder.path(), "after.parquet", 2, |i| {
        Some(format!("the answer is number {} as we all know by now and nothing else matters", i / 8 % 5))
    });
    let gate = ["--slice-column", "part", "--fail-on", "collapse"];
    let stop = genloss(args!["compare", base, after, gate[0], gate[1], gate[2], gate[3]]);
    assert_eq!(stop.status, Some(1), "{stop:?}");
    assert!(stop.stderr.contains("collapse in slice small (--fail-on"), "{}", stop.stderr);
    let page = stop.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("worse in slice small (late-collapse)"), "{page}");
    let pass =
        genloss(args!["compare", base, after, gate[0], gate[1], gate[2], gate[3], "--fail-on-slices", "no"]);
    assert_eq!(pass.status, Some(0), "{pass:?}");
    let same = genloss(args![
        "compare",
        base,
        sliced(folder.path(), "fresh.parquet", 3, |_| None),
        gate[0],
        gate[1],
        gate[2],
        gate[3]
    ]);
    assert_eq!(same.status, Some(0), "{same:?}");
}
