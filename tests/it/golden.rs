//! The stored report of a real run, from which the unit tests of pages draw: it says what genloss says today.
//!
//! `UPDATE_GOLDEN=1 cargo test --test it golden` writes it anew; then the pages: `UPDATE_GOLDEN=1 cargo test --lib render`.

use std::fs;
use std::path::Path;

use genloss::config::{Columns, Config, Source};
use genloss::report::Report;
use genloss::terms::Verdict;
use serde_json::{Number, Value, json};

use crate::corpora;

/// Words and clusters that are kept of a list.
const LISTED: usize = 4;
/// Slices that are kept of a comparison.
const SLICES: usize = 2;
/// Points that are kept of a line.
const POINTS: usize = 8;

/// Three generations of the demo, in four domains.
fn run() -> Report {
    let source = |(name, file): (&str, &str)| Source {
        name: Some(name.to_owned()),
        paths: vec![format!("fixtures/demo/{file}.parquet").into()],
    };
    corpora::run(&Config {
        generations: [("gen0", "gen0"), ("gen1", "gen1"), ("gen2", "gen3")].map(source).to_vec(),
        columns: Columns { slice: Some("domain".to_owned()), ..Columns::default() },
        fail_on: vec![Verdict::LateCollapse],
        ..Config::default()
    })
}

/// What is stored: everything that decides, the beginnings of lists, and numbers to six digits, which are the same on every processor.
fn stored(report: &Report) -> Value {
    let mut all = serde_json::to_value(report).unwrap();
    all["tool"]["version"] = json!("0.0.0");
    let mut judged: Vec<String> = Vec::new();
    for comparison in all["comparisons"].as_array_mut().unwrap() {
        keep_judged(&mut comparison["metrics"]);
        judged.extend(comparison["metrics"].as_array().unwrap().iter().map(name));
        for (list, n) in [("lost", LISTED), ("overused", LISTED), ("modes", LISTED), ("slices", SLICES)] {
            comparison[list].as_array_mut().unwrap().truncate(n);
        }
        for slice in comparison["slices"].as_array_mut().unwrap() {
            keep_judged(&mut slice["metrics"]);
        }
    }
    for list in ["levels", "trends"] {
        all[list].as_array_mut().unwrap().retain(|number| judged.contains(&name(number)));
    }
    for figure in all["figures"].as_array_mut().unwrap() {
        let is_line = figure["categories"].as_array().unwrap().is_empty();
        for series in figure["series"].as_array_mut().unwrap().iter_mut().filter(|_| is_line) {
            for values in series.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
                let step = values.len().div_ceil(POINTS).max(1);
                *values = values.iter().step_by(step).cloned().collect();
            }
        }
    }
    round(&mut all);
    all
}

fn name(number: &Value) -> String {
    number["metric"].as_str().unwrap().to_owned()
}

fn keep_judged(metrics: &mut Value) {
    metrics.as_array_mut().unwrap().retain(|metric| !metric["status"].is_null());
}

fn round(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(fields) => fields.values_mut().for_each(round),
        Value::Number(number) if number.is_f64() => {
            let six = format!("{:.5e}", number.as_f64().unwrap()).parse().unwrap();
            *number = Number::from_f64(six).unwrap();
        }
        _ => {}
    }
}

#[test]
fn the_stored_report_is_what_a_run_says_today() {
    // A line an entry, so that a change can be read.
    let found = serde_json::to_string(&stored(&run())).unwrap().replace("},{", "},\n{") + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/report.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &found).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    let differs = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
    assert_eq!(differs, None, "{} differs; UPDATE_GOLDEN=1 rewrites it", path.display());
    assert_eq!(kept.lines().count(), found.lines().count());
    // It is a report like any other.
    let read: Report = serde_json::from_str(&kept).unwrap();
    assert!(read.gate.reached && read.generations[2].verdict == Some(Verdict::LateCollapse));
}
