//! genloss against independent implementations: `fixtures/oracles/` holds their numbers, its README what applies.

mod corpus;
mod coverage;
mod diversity;
mod estimators;
mod intervals;
mod kneser_ney;
mod numbers;
mod prompt_match;
mod prompts;
mod recursion;
mod space;
mod space_corpus;
mod tails;
mod text;
mod trends;

use std::path::PathBuf;

use serde_json::Value;

/// The tolerance of closed forms, relative where numbers are large.
const CLOSED_FORM: f64 = 1e-9;

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "fixtures", "oracles", name].iter().collect()
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(path(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let far = (found - expected).abs() / expected.abs().max(1.0);
    assert!(far <= tolerance, "{what}: genloss has {found}, the oracle {expected}");
}

/// Counts of types as a frequency spectrum.
fn spectrum(counts: &Value) -> Vec<(u64, u64)> {
    let mut types = std::collections::BTreeMap::new();
    for count in counts.as_array().unwrap().iter().map(|c| c.as_u64().unwrap()).filter(|&c| c > 0) {
        *types.entry(count).or_insert(0) += 1;
    }
    types.into_iter().collect()
}

/// The cases of a file whose `cases` is an object, by name.
fn cases(file: &Value) -> impl Iterator<Item = (&String, &Value)> {
    file["cases"].as_object().unwrap().iter()
}
