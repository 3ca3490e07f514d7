//! `--embedding-rows all`: figures of spread from the moments of every vector.

use std::path::{Path, PathBuf};

use genloss::config::{Config, EmbeddingRows};
use genloss::report::{MetricReport, Report};

use crate::corpora::{against_base, comparable, config, metric, run};
use crate::fixture::{Table, ints, lists, singles, texts};
use crate::make_fixtures::synth::rng::Rng;

const D: usize = 12;

/// What comes from moments alone.
const OF_MOMENTS: [&str; 3] =
    ["total-variance-retention", "effective-rank-retention", "generalized-variance-retention"];

/// Rows of Gaussian vectors, the standard deviations times `scale`, in row groups of this size.
fn write(folder: &Path, name: &str, rows: usize, scale: f64, group: usize) -> PathBuf {
    let mut rng = Rng::stream(&[rows as u64, scale.to_bits()]);
    let numbers: Vec<f32> =
        (0..rows * D).map(|i| (3.0 + scale * rng.normal() / (1.0 + (i % D) as f64).sqrt()) as f32).collect();
    let words: Vec<String> = (0..rows).map(|i| format!("w{} w{} row{i}", i % 40, i % 7)).collect();
    Table::of("text", texts(words.iter().map(String::as_str)))
        .and("prompt_id", ints(0..rows as i64))
        .and("embedding", lists(singles(numbers), &vec![Some(D); rows]))
        .row_groups_of(group)
        .write(folder, name)
}

fn two(folder: &Path, group: usize) -> Config {
    let before = write(folder, &format!("a{group}.parquet"), 1500, 1.0, group);
    let after = write(folder, &format!("b{group}.parquet"), 1500, 0.8, group);
    with_all_metrics(config(&[before, after]))
}

fn with_all_metrics(config: Config) -> Config {
    Config { metrics: vec!["all".to_owned()], ..config }
}

fn all(config: Config) -> Config {
    Config { embedding_rows: EmbeddingRows::All, ..config }
}

fn figures(report: &Report) -> Vec<&MetricReport> {
    OF_MOMENTS.iter().map(|name| metric(against_base(report, 1), name)).collect()
}

/// Products of all rows are in the precision of the vectors, tile by tile.
fn close(a: Option<f64>, b: Option<f64>, place: &str) {
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!((a - b).abs() <= 1e-6 * b.abs(), "{place}: {a} {b}");
}

fn same(a: &Report, b: &Report) {
    for (x, y) in figures(a).iter().zip(figures(b)) {
        close(x.value, y.value, &x.metric);
        close(x.ci_low, y.ci_low, &x.metric);
        close(x.ci_high, y.ci_high, &x.metric);
        close(x.reference_level, y.reference_level, &x.metric);
    }
}

#[test]
fn where_the_sample_holds_every_row_both_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let config = two(folder.path(), 1 << 20);
    let (sample, all) = (run(&config), run(&all(config.clone())));
    same(&all, &sample);
    for (x, y) in figures(&all).iter().zip(figures(&sample)) {
        assert!(x.estimator.starts_with("all vectors") && y.estimator.starts_with("sampled vectors"));
        assert_eq!((x.n_used, x.blocks), (y.n_used, y.blocks));
    }
    let name = "mean-cosine-distance-retention";
    assert_eq!(metric(against_base(&all, 1), name), metric(against_base(&sample, 1), name));
}

#[test]
fn row_groups_change_nothing_that_shows_and_threads_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let whole = run(&all(two(folder.path(), 1 << 20)));
    let cut = all(two(folder.path(), 97));
    let report = |threads| run(&Config { threads, ..cut.clone() });
    let one = report(1);
    same(&one, &whole);
    assert!(comparable(&one) == comparable(&report(2)), "threads changed the report");
}

#[test]
fn sizes_that_do_not_compare_leave_the_sample_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [
        write(folder.path(), "a.parquet", 1500, 1.0, 1 << 20),
        write(folder.path(), "b.parquet", 700, 1.0, 1 << 20),
    ];
    let report = run(&all(with_all_metrics(config(&paths))));
    for m in figures(&report) {
        assert!(m.estimator.starts_with("sampled vectors") && m.n_used == 700, "{m:?}");
    }
}
