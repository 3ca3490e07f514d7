//! The same rows give the same report: at any thread count, in any file layout, in any order where keys pair them.

use std::fs;
use std::path::{Path, PathBuf};

use genloss::config::Config;
use genloss::report::Report;

use crate::corpora::{self, assert_same, comparable, fixture, gating, run, table, unkeyed};
use crate::make_fixtures::synth::rng::Rng;
use crate::make_fixtures::synth::{Doc, Law, corpus, keys};

/// Two generations with a loss between them, so that every part of a report has something in it.
fn generations() -> [Vec<Doc>; 2] {
    let keys = keys(0, 360);
    let worse = Law { tail_mass_scale: 0.7, duplicate_share: 0.1, mean_length: 70.0, ..Law::default() };
    [corpus(&Law::default(), &keys, 1), corpus(&worse, &keys, 2)]
}

/// Everything switched on.
fn settings(paths: &[PathBuf]) -> Config {
    let mut config = corpora::config(paths);
    config.metrics = vec!["all".to_owned()];
    config.columns.slice = Some("domain".to_owned());
    config.columns.score = vec!["score".to_owned()];
    config.columns.numeric = vec!["score".to_owned()];
    config.columns.categorical = vec!["domain".to_owned()];
    config
}

/// Writes both generations with `write` and reports.
fn report_of(folder: &Path, write: impl Fn(&[Doc], &Path, &str) -> PathBuf) -> Report {
    let paths: Vec<PathBuf> = generations()
        .iter()
        .enumerate()
        .map(|(i, docs)| write(docs, folder, &format!("gen{i}.parquet")))
        .collect();
    run(&settings(&paths))
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let paths: Vec<PathBuf> = (0..5).map(|i| fixture("demo", i)).collect();
    let page = |threads| comparable(&run(&Config { threads, ..settings(&paths) }));
    let one = page(1);
    assert!(one == page(2) && one == page(8), "threads changed the report");
    assert!(one == page(8), "two runs on eight threads differ");
}

#[test]
fn the_number_of_threads_changes_no_byte_with_many_row_groups() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = generations()
        .iter()
        .enumerate()
        .map(|(i, docs)| table(docs).row_groups_of(7).write(folder.path(), &format!("gen{i}.parquet")))
        .collect();
    let page = |threads| comparable(&run(&Config { threads, ..settings(&paths) }));
    let one = page(1);
    assert!(one == page(2) && one == page(8) && one == page(0), "threads changed the report");
}

#[test]
fn row_groups_and_files_are_only_packaging() {
    let folder = tempfile::tempdir().unwrap();
    let whole = report_of(folder.path(), |docs, folder, name| table(docs).write(folder, name));
    for size in [1, 7, 100] {
        let cut = report_of(folder.path(), |docs, folder, name| {
            table(docs).row_groups_of(size).write(folder, name)
        });
        assert_same(&whole, &cut);
    }
    let split = report_of(folder.path(), |docs, folder, name| {
        let parts = folder.join(name.replace(".parquet", ""));
        fs::create_dir_all(&parts).unwrap();
        for (i, part) in [&docs[..50], &docs[50..51], &docs[51..]].into_iter().enumerate() {
            table(part).row_groups_of(40).write(&parts, &format!("part-{i}.parquet"));
        }
        parts
    });
    assert_same(&whole, &split);
}

#[test]
fn without_a_key_files_are_only_packaging_too() {
    let folder = tempfile::tempdir().unwrap();
    let whole = report_of(folder.path(), |docs, folder, name| unkeyed(docs).write(folder, name));
    assert_eq!(whole.input.key_column, None);
    let cut =
        report_of(folder.path(), |docs, folder, name| unkeyed(docs).row_groups_of(11).write(folder, name));
    assert_same(&whole, &cut);
}

#[test]
fn with_a_key_the_order_of_rows_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let whole = report_of(folder.path(), |docs, folder, name| table(docs).write(folder, name));
    assert!(whole.comparisons[0].paired);
    for seed in 0..3 {
        let shuffled = report_of(folder.path(), |docs, folder, name| {
            let mut rng = Rng::stream(&[seed, name.len() as u64, u64::from(name.contains('1'))]);
            let mut docs = docs.to_vec();
            for i in 0..docs.len() {
                let j = i + rng.below(docs.len() - i);
                docs.swap(i, j);
            }
            table(&docs).write(folder, name)
        });
        assert_same(&whole, &shuffled);
        // Those that decide come from integer counts, so not even the last bit moves.
        let values = |report: &Report| -> Vec<_> {
            gating(&report.comparisons[0]).map(|m| (m.value, m.ci_low, m.ci_high, m.p_adjusted)).collect()
        };
        assert_eq!(values(&whole), values(&shuffled));
    }
}

#[test]
fn another_seed_changes_nothing_that_decides() {
    let paths: Vec<PathBuf> = (0..3).map(|i| fixture("demo", i)).collect();
    let gates = |seed| {
        let report = run(&Config { seed, ..settings(&paths) });
        let all = report.comparisons.iter().flat_map(gating);
        all.map(|m| (m.metric.clone(), m.value, m.p_adjusted)).collect::<Vec<_>>()
    };
    assert_eq!(gates(0), gates(7));
}
