//! Embeddings that moved, widened, or are no embeddings: what is said, and what is not called a loss.

use std::path::{Path, PathBuf};

use genloss::report::Report;
use genloss::terms::{Undefined, Verdict};

use crate::corpora::{against_base, analyze, metric};
use crate::fixture::{Table, Values, ints, lists, singles, texts};
use crate::make_fixtures::synth::rng::Rng;

const D: usize = 32;
const ROWS: usize = 600;

/// Gaussian vectors of this standard deviation.
fn gaussian(seed: u64, deviation: f64) -> Vec<f32> {
    let mut rng = Rng::stream(&[0x6d6f_7665, seed]);
    (0..ROWS * D).map(|_| (deviation * rng.normal()) as f32).collect()
}

fn vectors(numbers: Vec<f32>) -> Values {
    lists(singles(numbers), &[Some(D); ROWS])
}

/// The same texts in every file, so that only vectors differ.
fn table() -> Table {
    let words: Vec<String> = (0..ROWS).map(|i| format!("w{} w{} w{}", i % 40, i % 7, i * i % 31)).collect();
    Table::of("text", texts(words.iter().map(String::as_str))).and("prompt_id", ints(0..ROWS as i64))
}

fn write(folder: &Path, name: &str, vectors: Values) -> PathBuf {
    table().and("embedding", vectors).write(folder, name)
}

fn compare(before: Vec<f32>, after: Vec<f32>) -> Report {
    let folder = tempfile::tempdir().unwrap();
    analyze(&[
        write(folder.path(), "a.parquet", vectors(before)),
        write(folder.path(), "b.parquet", vectors(after)),
    ])
}

fn has_warning(report: &Report, code: &str, said: &str) -> bool {
    report.warnings.iter().any(|w| w.code == code && w.message.contains(said))
}

#[test]
fn a_wider_cloud_is_drift_and_no_collapse() {
    let report = compare(gaussian(1, 1.0), gaussian(2, 1.5));
    let found = against_base(&report, 1);
    assert_eq!(found.verdict, Verdict::Drift);
    assert_eq!(metric(found, "embedding-tail-recall").undefined, Some(Undefined::WiderSpread));
    // What is hidden from the verdict is shown: hardly any of the narrow cloud's sparse regions is visited.
    assert!(metric(found, "embedding-tail-recall-one-way").value.unwrap() < 0.5);
    // The other way round it is a loss.
    let report = compare(gaussian(1, 1.5), gaussian(2, 1.0));
    assert!(against_base(&report, 1).verdict.is_collapse());
}

#[test]
fn a_reference_that_never_varies_has_no_sparse_regions() {
    for constant in [0.0, 0.1, 1.0, 3.0] {
        let report = compare(vec![constant; ROWS * D], gaussian(2, 1.0));
        let found = against_base(&report, 1);
        let recall = metric(found, "embedding-tail-recall");
        assert_eq!((recall.value, recall.undefined), (None, Some(Undefined::DuplicatePoints)), "{constant}");
        assert!(!found.verdict.is_collapse(), "{constant}");
    }
}

#[test]
fn a_huge_vector_is_left_out_and_counted() {
    let mut masked = gaussian(2, 1.0);
    masked[5 * D] = f32::MIN;
    let report = compare(gaussian(1, 1.0), masked);
    assert!(
        has_warning(&report, "unusable-embeddings", "gen1: 599 embeddings are used"),
        "{:?}",
        report.warnings
    );
    assert!(metric(against_base(&report, 1), "total-variance-retention").value.is_some());
}

#[test]
fn vectors_that_one_side_lacks_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let before = write(folder.path(), "a.parquet", vectors(gaussian(1, 1.0)));
    let nulls = write(folder.path(), "nulls.parquet", lists(singles(Vec::new()), &[None; ROWS]));
    let report = analyze(&[before.clone(), nulls]);
    assert!(has_warning(&report, "unusable-embeddings", "gen1: 0 embeddings are used; 600 null ones"));
    let without = table().write(folder.path(), "without.parquet");
    let report = analyze(&[before, without]);
    assert!(has_warning(&report, "embeddings-in-part", "without.parquet has not"));
}
