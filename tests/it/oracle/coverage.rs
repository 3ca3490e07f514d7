//! No number without a second opinion.

use genloss::metric::METRICS;

use super::{path, read};

/// Every registered metric has oracles or a written reason why not, and no entry is stale.
#[test]
fn every_metric_has_an_oracle_or_a_reason() {
    let table = read("coverage.json");
    let table = table.as_object().unwrap();
    for metric in METRICS {
        let entry = table.get(metric.name).unwrap_or_else(|| {
            panic!("{} has neither an oracle nor a reason in fixtures/oracles/coverage.json", metric.name)
        });
        let oracles = entry["oracles"].as_array().map_or(&[][..], Vec::as_slice);
        let reason = entry["reason"].as_str().unwrap_or_default().trim();
        assert!(!oracles.is_empty() || !reason.is_empty(), "{} has an empty entry", metric.name);
        for file in oracles.iter().map(|f| f.as_str().unwrap()) {
            assert!(path(file).exists(), "{}: there is no {file}", metric.name);
            if ["corpus_py.json", "space_py.json", "prompts_py.json", "prompt_match_py.json"].contains(&file)
            {
                assert!(is_measured(file, metric.name), "{} has no value in {file}", metric.name);
            }
        }
    }
    for name in table.keys() {
        assert!(METRICS.iter().any(|m| m.name == name), "coverage.json lists {name}, which is no metric");
    }
}

fn is_measured(file: &str, metric: &str) -> bool {
    let oracle = read(file);
    oracle["cases"].as_array().unwrap().iter().any(|case| case["rows"][metric]["value"].is_number())
}

/// Every file of oracles is read by a test, and every script's output is there.
#[test]
fn every_oracle_file_is_used() {
    let tests = [
        "coverage.rs",
        "corpus.rs",
        "diversity.rs",
        "estimators.rs",
        "intervals.rs",
        "kneser_ney.rs",
        "numbers.rs",
        "prompt_match.rs",
        "prompts.rs",
        "space.rs",
        "space_corpus.rs",
        "recursion.rs",
        "tails.rs",
        "text.rs",
        "trends.rs",
    ];
    let sources = tests.map(|file| {
        let path = [env!("CARGO_MANIFEST_DIR"), "tests", "it", "oracle", file];
        std::fs::read_to_string(path.iter().collect::<std::path::PathBuf>()).unwrap()
    });
    for entry in std::fs::read_dir(path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let quoted = format!("\"{name}\"");
        let used = sources.iter().any(|s| s.contains(&quoted));
        assert!(!name.ends_with(".json") || used, "no test reads fixtures/oracles/{name}");
    }
}
