//! Corpora at the edge of what statistics can say: tiny, constant, identical, another language, other sizes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use genloss::compare::deciding;
use genloss::config::Config;
use genloss::metric::{BY_MODES, Decides, Metric, Role};
use genloss::profile::{Profile, Tokenizer};
use genloss::report::{Comparison, Report};
use genloss::terms::{Family, Status, Symptom, Undefined, Vector, Verdict};
use rayon::prelude::*;

use crate::corpora::{self, analyze, config, gating, metric, run, table, write_texts};
use crate::fixture::{Table, doubles, ints, texts};
use crate::make_fixtures::synth::{Doc, Law, Model, corpus, keys};
use crate::profiled;

/// Compares two corpora of these texts.
fn compare(before: &[String], after: &[String]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let paths: [PathBuf; 2] = [("a.parquet", before), ("b.parquet", after)]
        .map(|(name, lines)| write_texts(folder.path(), name, lines));
    analyze(&paths)
}

fn texts_of(law: &Law, n: u32, seed: u64) -> Vec<String> {
    corpus(law, &keys(0, n), seed).into_iter().map(|doc| doc.text).collect()
}

fn symptom(comparison: &Comparison, symptom: Symptom) -> Status {
    comparison.symptoms.iter().find(|s| s.symptom == symptom).unwrap().status
}

#[test]
fn too_few_documents_are_inconclusive_and_say_why() {
    for n in [1, 10, 63] {
        let report = compare(&texts_of(&Law::default(), n, 1), &texts_of(&Law::default(), n, 2));
        let comparison = &report.comparisons[0];
        assert_eq!(comparison.verdict, Verdict::Inconclusive, "{n} documents");
        // There are no vectors at all, which is the nearer reason for metrics of embeddings.
        for m in gating(comparison).filter(|m| m.family != Family::Embeddings) {
            assert_eq!(
                (m.status, m.undefined),
                (Some(Status::NotRun), Some(Undefined::TooFewDocuments)),
                "{n}"
            );
        }
    }
}

#[test]
fn from_64_documents_on_there_are_intervals() {
    for (n, blocks) in [(64, 8), (128, 16), (200, 16), (256, 32)] {
        let report = compare(&texts_of(&Law::default(), n, 1), &texts_of(&Law::default(), n, 2));
        let comparison = &report.comparisons[0];
        assert!(!comparison.verdict.is_collapse(), "{n} documents of one law: {:?}", comparison.verdict);
        let tail = metric(comparison, "reference-tail-retention");
        assert_eq!((tail.blocks, tail.undefined), (blocks, None), "{n} documents");
    }
}

#[test]
fn sixty_four_documents_still_show_a_total_collapse() {
    let same = vec!["I am sorry but I cannot help with that request today".to_owned(); 64];
    let report = compare(&texts_of(&Law::default(), 64, 1), &same);
    assert_eq!(report.comparisons[0].verdict, Verdict::LateCollapse);
}

#[test]
fn one_word_only_is_no_corpus_to_judge() {
    for words in [["yes", "yes"], ["yes", "no"]] {
        let [before, after] = words.map(|word| vec![word.to_owned(); 200]);
        let report = compare(&before, &after);
        let verdict = report.comparisons[0].verdict;
        assert!(!matches!(verdict, Verdict::Stable | Verdict::Drift), "{words:?}: {verdict:?}");
    }
}

/// The same file twice has no variation to learn anything from; a pass would be a lie.
#[test]
fn identical_corpora_are_inconclusive_for_want_of_variation() {
    let varied = texts_of(&Law::default(), 300, 1);
    let constant = vec!["one and the same answer to everything".to_owned(); 300];
    for lines in [varied, constant] {
        let report = compare(&lines, &lines);
        let comparison = &report.comparisons[0];
        assert_eq!(comparison.verdict, Verdict::Inconclusive);
        for name in ["tail-types-survival", "reference-tail-retention", "effective-vocabulary-retention"] {
            let m = metric(comparison, name);
            assert_ne!(m.status, Some(Status::Pass), "{name} passes");
        }
        let reason = metric(comparison, "distinct-2-retention").undefined;
        assert_eq!(reason, Some(Undefined::NoVariation));
        assert!(report.warnings.iter().any(|w| w.code == "identical"), "{:?}", report.warnings);
        assert!(
            comparison.identical && comparison.rule.contains("the same documents"),
            "{}",
            comparison.rule
        );
    }
}

#[test]
fn texts_of_one_word_have_no_bigrams_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let law = Law::default();
    let model = Model::new(&law);
    let word = |i: usize| model.words[(i * i) % 700].clone();
    let before: Vec<String> = (0..400).map(word).collect();
    let after: Vec<String> = (0..400).map(|i| word(i + 7)).collect();
    let paths = [("a.parquet", before), ("b.parquet", after)]
        .map(|(name, lines)| write_texts(folder.path(), name, &lines));
    let report = run(&Config { metrics: vec!["text".to_owned()], ..config(&paths) });
    let comparison = &report.comparisons[0];
    for name in ["distinct-2-retention", "distinct-3-retention"] {
        assert_eq!(metric(comparison, name).undefined, Some(Undefined::NothingCounted), "{name}");
    }
    // And where only the current generation lost them.
    let report = compare(&texts_of(&law, 400, 1), &(0..400).map(word).collect::<Vec<_>>());
    assert!(report.comparisons[0].verdict.is_collapse(), "{:?}", report.comparisons[0].verdict);
}

#[test]
fn another_language_that_is_as_varied_is_drift_and_one_that_is_not_a_collapse() {
    let other = |text: &String| -> String {
        // The same words in another alphabet: nothing is shared.
        text.chars()
            .map(|c| if c.is_ascii_lowercase() { char::from_u32(c as u32 - 97 + 0x3b1).unwrap() } else { c })
            .collect()
    };
    let narrow = Law { temperature: 0.85, ..Law::default() };
    let after: Vec<String> = texts_of(&narrow, 400, 2).iter().map(|t| other(&t.to_lowercase())).collect();
    let report = compare(&texts_of(&Law::default(), 400, 1), &after);
    assert!(report.comparisons[0].verdict.is_collapse(), "{:?}", report.comparisons[0].verdict);
    let before = texts_of(&Law::default(), 400, 1);
    let after: Vec<String> =
        texts_of(&Law::default(), 400, 2).iter().map(|t| other(&t.to_lowercase())).collect();
    let report = compare(&before, &after);
    let comparison = &report.comparisons[0];
    let tail = metric(comparison, "reference-tail-retention");
    assert_eq!((tail.value, tail.ci_low, tail.status), (Some(0.0), Some(0.0), None));
    let high = tail.ci_high.unwrap();
    assert!(high > 0.0 && high < 0.02, "rule of three over 400 documents: {high}");
    assert_eq!(symptom(comparison, Symptom::TailLoss), Status::Pass);
    assert_eq!(comparison.verdict, Verdict::Drift);
    assert_eq!(comparison.comparability[0].code, "another-language");
    // Nothing is shared, so the distance is the largest there is and varies with no block; it is no less of a drift.
    assert!(comparison.drift, "{:?}", metric(comparison, "jensen-shannon-distance"));
}

#[test]
fn scores_that_are_no_numbers_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    // A fifth is usable: 80, of which there must be 64.
    let docs = |seed| corpus(&Law::default(), &keys(0, 400), seed);
    let score = |i: usize, doc: &Doc| match i % 5 {
        0 => Some(f64::NAN),
        1 => Some(f64::INFINITY),
        2 => Some(f64::NEG_INFINITY),
        3 => None,
        _ => Some(doc.score),
    };
    let write = |name: &str, docs: &[Doc], score: &dyn Fn(usize, &Doc) -> Option<f64>| {
        let scores = docs.iter().enumerate().map(|(i, d)| score(i, d));
        Table::of("text", texts(docs.iter().map(|d| d.text.as_str())))
            .and("prompt_id", ints(0..docs.len() as i64))
            .and("score", doubles(scores))
            .write(folder.path(), name)
    };
    let (before, after) = (docs(1), docs(2));
    let report = analyze(&[write("a.parquet", &before, &score), write("b.parquet", &after, &score)]);
    let difference = metric(&report.comparisons[0], "score-difference");
    let used = |docs: &[Doc]| docs.iter().skip(4).step_by(5).map(|d| d.score).sum::<f64>() / 80.0;
    assert!((difference.value.unwrap() - (used(&after) - used(&before))).abs() < 1e-12);

    let none = analyze(&[
        write("c.parquet", &before, &|_, _| Some(f64::NAN)),
        write("d.parquet", &after, &|_, _| None),
    ]);
    assert!(metric(&none.comparisons[0], "score-difference").undefined.is_some());
    let constant = analyze(&[
        write("e.parquet", &before, &|_, _| Some(0.5)),
        write("f.parquet", &after, &|_, _| Some(0.5)),
    ]);
    let effect = metric(&constant.comparisons[0], "score-effect-size");
    assert_eq!((effect.value, effect.undefined), (Some(0.0), None), "a constant that stays is no gap");
}

/// The profile of documents, without a file between.
fn profile(docs: &[Doc]) -> Profile {
    profiled::profile(docs.iter().map(|doc| (doc.key, doc.text.as_str(), Vector::Values(&doc.embedding))))
}

const SEEDS: u64 = 20;

/// An honest 95% interval misses in more than 5 of 20 draws with probability 0.03% (binomial).
const MAX_MISSES: usize = 5;

/// The prompts of a draw. Fresh ones each time: answers to the same prompts share their luck, and so do their intervals.
fn prompts(seed: u64, group: u32, n: u32) -> Vec<u32> {
    keys(seed as u32 * 100_000 + group * 10_000, n)
}

/// Draws pairs of corpora that lost nothing; every gating interval holds 1 in most of them, and nothing fails.
fn assert_nothing_lost(what: &str, draw: impl Fn(u64) -> [Vec<Doc>; 2] + Sync) {
    let one = |seed| {
        let [before, after] = draw(seed).map(|docs| profile(&docs));
        // Every prompt has one answer here, so nothing can narrow within one; its text is not there, no meaning is tight, and
        // hardly a word comes once.
        let gating = |m: &Metric| {
            let elsewhere = [Some(Symptom::PerPromptNarrowing), Some(Symptom::PromptMismatch)];
            let always = m.decides != Decides::WhereLossIsShown;
            m.role == Role::Gating && always && !elsewhere.contains(&m.symptom) && m.name != BY_MODES
        };
        let rows = deciding(&before, &after, Tokenizer::default(), seed, gating).rows;
        rows.into_iter()
            .map(|row| {
                let e = row.outcome.unwrap_or_else(|u| panic!("{what}: {} is {u:?}", row.name)).estimate;
                (row.name, e.low <= 1.0 && 1.0 <= e.high, e.value)
            })
            .collect::<Vec<_>>()
    };
    let mut held: BTreeMap<String, Vec<(bool, f64)>> = BTreeMap::new();
    for (name, holds, value) in (0..SEEDS).into_par_iter().map(one).collect::<Vec<_>>().into_iter().flatten()
    {
        held.entry(name).or_default().push((holds, value));
    }
    assert!(held.len() >= 6);
    for (name, draws) in held {
        let misses = draws.iter().filter(|(holds, _)| !holds).count();
        let mean = draws.iter().map(|(_, value)| value).sum::<f64>() / draws.len() as f64;
        assert!(misses <= MAX_MISSES, "{what}: {name} misses 1 in {misses} of {SEEDS}, mean {mean:.3}");
    }
}

#[test]
fn ten_times_as_many_documents_are_not_a_loss() {
    let model = Model::new(&Law::default());
    for (before, after) in [(300, 3000), (3000, 300)] {
        assert_nothing_lost(&format!("{before} against {after}, fresh prompts"), |seed| {
            [
                model.corpus(&prompts(seed, 0, before), 2 * seed),
                model.corpus(&prompts(seed, 1, after), 2 * seed + 1),
            ]
        });
    }
}

#[test]
fn ten_times_as_many_answers_to_shared_prompts_are_not_a_loss() {
    let model = Model::new(&Law::default());
    assert_nothing_lost("300 against 3000, the first prompts shared", |seed| {
        [model.corpus(&prompts(seed, 0, 300), 2 * seed), model.corpus(&prompts(seed, 0, 3000), 2 * seed + 1)]
    });
}

#[test]
fn answers_half_as_long_again_are_not_a_loss() {
    let (short, long) = (Model::new(&Law::default()), Model::new(&Law::default().longer(1.5)));
    for group in [0, 1] {
        let pairing = if group == 0 { "paired" } else { "unpaired" };
        assert_nothing_lost(&format!("lengths x 1.5, {pairing}"), |seed| {
            [
                short.corpus(&prompts(seed, 0, 800), 2 * seed),
                long.corpus(&prompts(seed, group, 800), 2 * seed + 1),
            ]
        });
        assert_nothing_lost(&format!("lengths / 1.5, {pairing}"), |seed| {
            [
                long.corpus(&prompts(seed, 0, 800), 2 * seed),
                short.corpus(&prompts(seed, group, 800), 2 * seed + 1),
            ]
        });
    }
}

/// Several answers to one prompt, at several sizes: nothing here may be mistaken for a key that is wrong.
#[test]
fn repeated_keys_are_counted_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let law = Law::default();
    let thrice =
        |seed: u64| -> Vec<Doc> { (0..3).flat_map(|k| corpus(&law, &keys(0, 100), 10 * seed + k)).collect() };
    let paths = [
        table(&thrice(1)).write(folder.path(), "a.parquet"),
        table(&thrice(2)).write(folder.path(), "b.parquet"),
    ];
    let report = analyze(&paths);
    assert!(report.warnings.iter().any(|w| w.code == "repeated-keys"), "{:?}", report.warnings);
    assert!(!corpora::against_base(&report, 1).verdict.is_collapse());
}
