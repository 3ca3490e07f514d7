//! Input for the tests: small Parquet files, and the runs over them.

use std::path::{Path, PathBuf};

use genloss::config::{Config, Source};
use genloss::render::json;
use genloss::report::{Comparison, MetricReport, Report};
use genloss::terms::Status;
use serde_json::Value;

use crate::fixture::{Table, doubles, ints, texts};
use crate::make_fixtures::synth::Doc;

/// The folder of the committed fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A committed corpus.
pub(crate) fn fixture(name: &str, generation: usize) -> PathBuf {
    fixtures().join(name).join(format!("gen{generation}.parquet"))
}

/// Generations gen0, gen1, … from these paths, with the settings a user starts with.
pub(crate) fn config<P: AsRef<Path>>(paths: &[P]) -> Config {
    let source = |(i, path): (usize, &P)| Source {
        name: Some(format!("gen{i}")),
        paths: vec![path.as_ref().to_owned()],
    };
    Config { generations: paths.iter().enumerate().map(source).collect(), ..Config::default() }
}

/// Analyzes generations with the settings a user starts with, and checks what holds for every report.
pub(crate) fn analyze<P: AsRef<Path>>(paths: &[P]) -> Report {
    run(&config(paths))
}

/// Analyzes, and checks what holds for every report.
pub(crate) fn run(config: &Config) -> Report {
    let report = genloss::analyze(config).unwrap();
    check(&report);
    report
}

/// The comparison of generation k with the base.
pub(crate) fn against_base(report: &Report, k: usize) -> &Comparison {
    let name = &report.generations[k].name;
    // Comparisons with the base come first.
    report.comparisons.iter().find(|c| c.current == *name).unwrap()
}

/// A metric by name.
pub(crate) fn metric<'a>(comparison: &'a Comparison, name: &str) -> &'a MetricReport {
    comparison.metrics.iter().find(|m| m.metric == name).unwrap_or_else(|| panic!("no {name}"))
}

/// The metrics that decide.
pub(crate) fn gating(comparison: &Comparison) -> impl Iterator<Item = &MetricReport> {
    comparison.metrics.iter().filter(|m| m.gating)
}

/// What holds for every report: all numbers are finite, a number is there or the reason why not, it lies in its
/// interval, and only a pass or a loss that is shown has a number.
fn check(report: &Report) {
    json::page(report).expect("every number is finite");
    for level in &report.levels {
        assert_ne!(level.value.is_some(), level.undefined.is_some(), "{} {}", level.generation, level.metric);
    }
    for comparison in &report.comparisons {
        let slices = comparison.slices.iter().flat_map(|s| &s.metrics);
        comparison.metrics.iter().chain(slices).for_each(check_metric);
    }
}

fn check_metric(m: &MetricReport) {
    assert_ne!(
        m.value.is_some(),
        m.undefined.is_some(),
        "{}: a value or a reason, not both: {m:?}",
        m.metric
    );
    let (Some(value), Some(low), Some(high)) = (m.value, m.ci_low, m.ci_high) else {
        assert!(matches!(m.status, None | Some(Status::NotRun)), "{}: {m:?}", m.metric);
        assert_eq!((m.value, m.ci_low, m.ci_high, m.p_value), (None, None, None, None), "{}", m.metric);
        return;
    };
    assert!(low <= value && value <= high, "{}: {value} outside [{low}, {high}]", m.metric);
    let p = m.p_value.expect("an estimate has a p");
    assert!((0.0..=1.0).contains(&p), "{}: p {p}", m.metric);
    if let Some(adjusted) = m.p_adjusted {
        assert!(p <= adjusted && adjusted <= 1.0, "{}: p {p}, adjusted {adjusted}", m.metric);
    }
}

/// A table of documents: key, text, domain, score.
pub(crate) fn table(docs: &[Doc]) -> Table {
    unkeyed(docs).and("prompt_id", ints(docs.iter().map(|d| i64::from(d.key))))
}

/// The same without a key.
pub(crate) fn unkeyed(docs: &[Doc]) -> Table {
    Table::of("text", texts(docs.iter().map(|d| d.text.as_str())))
        .and("domain", texts(docs.iter().map(|d| d.slice)))
        .and("score", doubles(docs.iter().map(|d| d.score)))
}

/// Writes texts, one a row, with their row number as the key.
pub(crate) fn write_texts<T: AsRef<str>>(folder: &Path, name: &str, lines: &[T]) -> PathBuf {
    Table::of("text", texts(lines.iter().map(AsRef::as_ref)))
        .and("prompt_id", ints(0..lines.len() as i64))
        .write(folder, name)
}

/// `report.json` without what may differ between two runs: settings and paths.
pub(crate) fn comparable(report: &Report) -> String {
    let mut report = report.clone();
    report.settings = Config::default();
    report.generations.iter_mut().for_each(|g| g.paths.clear());
    json::page(&report).unwrap()
}

/// Asserts that two reports say the same: integers and texts exactly, other numbers within 1e-9.
pub(crate) fn assert_same(a: &Report, b: &Report) {
    let parse = |report| serde_json::from_str::<Value>(&comparable(report)).unwrap();
    same(&parse(a), &parse(b), "report");
}

fn same(a: &Value, b: &Value, place: &str) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            assert!(x.keys().eq(y.keys()), "{place}: other fields");
            x.iter().for_each(|(name, value)| same(value, &y[name], &format!("{place}.{name}")));
        }
        (Value::Array(x), Value::Array(y)) => {
            assert_eq!(x.len(), y.len(), "{place}: {} and {} entries", x.len(), y.len());
            x.iter().zip(y).enumerate().for_each(|(i, (x, y))| same(x, y, &format!("{place}[{i}]")));
        }
        (Value::Number(x), Value::Number(y)) if x.is_f64() && y.is_f64() => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            assert!((x - y).abs() <= 1e-9 * (1.0 + x.abs()), "{place}: {x} and {y}");
        }
        _ => assert_eq!(a, b, "{place}"),
    }
}
