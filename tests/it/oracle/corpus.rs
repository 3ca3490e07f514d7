//! The whole of `compare` on small corpora, against a second implementation that counts everything anew.

use std::collections::{BTreeMap, BTreeSet};

use genloss::compare::{TableRow, tables};
use genloss::config::{Config, Standardize};
use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::progress::Silent;
use genloss::terms::{CellValue, ColumnRole, DataColumn, Family};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, read};

fn profile(corpus: &Value) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true).with_columns(&columns());
    for row in corpus["documents"].as_array().unwrap() {
        let place = KeyHash::of(row["key"].as_str().unwrap().as_bytes());
        assert_eq!(u64::from(place.block), row["block"].as_u64().unwrap(), "block of {}", row["key"]);
        builder.add_rows(1);
        builder.add(&Document { cells: &cells(row), ..Document::new(place, row["text"].as_str().unwrap()) });
    }
    for row in corpus["unanswered"].as_array().unwrap() {
        builder.add_rows(1);
        builder.add_null(KeyHash::of(row["key"].as_str().unwrap().as_bytes()), true);
    }
    builder.finish()
}

/// One column for each purpose.
fn columns() -> [DataColumn; 4] {
    [
        ("score", ColumnRole::Score),
        ("number", ColumnRole::Numeric),
        ("class", ColumnRole::Categorical),
        ("surprisal", ColumnRole::Likelihood),
    ]
    .map(|(name, role)| DataColumn { name: name.to_owned(), role })
}

fn cells(row: &Value) -> [CellValue<'_>; 4] {
    let number = |name: &str| row[name].as_f64().map_or(CellValue::Null, CellValue::Number);
    let class = row["class"].as_str().map_or(CellValue::Null, CellValue::Label);
    [number("score"), number("number"), class, number("surprisal")]
}

#[test]
fn every_statistic_agrees_with_counting_anew() {
    let oracle = read("corpus_py.json");
    let profiles: BTreeMap<&str, Profile> = oracle["corpora"]
        .as_array()
        .unwrap()
        .iter()
        .map(|corpus| (corpus["name"].as_str().unwrap(), profile(corpus)))
        .collect();
    let seed = oracle["seed"].as_u64().unwrap();
    let config = Config { seed, standardize: Standardize::Coverage, ..Config::default() };
    for case in oracle["cases"].as_array().unwrap() {
        let [before, after] = ["reference", "current"].map(|side| case[side].as_str().unwrap());
        let pair = [profiles[before].clone(), profiles[after].clone()];
        let mut rows = tables(&pair, Tokenizer::default(), &config, &Silent).0.swap_remove(0).rows;
        // These corpora are words without vectors; `space_corpus` has vectors.
        rows.retain(|row| row.metric.family != Family::Embeddings);
        let expected = case["rows"].as_object().unwrap();
        let names: BTreeSet<&str> = rows.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, expected.keys().map(String::as_str).collect(), "{before} to {after}");
        for row in &rows {
            check(row, &expected[&row.name], &format!("{before} to {after}, {}", row.name));
        }
    }
}

fn check(row: &TableRow, expected: &Value, what: &str) {
    let outcome = match row.outcome {
        Ok(outcome) => outcome,
        Err(reason) => {
            assert_eq!(serde_json::to_value(reason).unwrap(), expected["undefined"], "{what}");
            return;
        }
    };
    assert!(expected["undefined"].is_null(), "{what}: genloss has {outcome:?}, the oracle {expected}");
    let e = outcome.estimate;
    if row.metric.name == "compression-ratio" {
        // Another build of the same compressor writes a byte more or less of some hundred.
        for (found, key) in [(e.value, "value"), (e.low, "low"), (e.high, "high")] {
            close(found, number(&expected[key]), 0.01, &format!("{what}: {key}"));
        }
        return;
    }
    for (found, key) in [(e.value, "value"), (e.low, "low"), (e.high, "high"), (e.p, "p")] {
        close(found, number(&expected[key]), CLOSED_FORM, &format!("{what}: {key}"));
    }
    assert_eq!(e.blocks as u64, expected["blocks"].as_u64().unwrap(), "{what}: blocks");
    assert_eq!(e.se.is_some(), !expected["se"].is_null(), "{what}: se");
    if let Some(se) = e.se {
        close(se, number(&expected["se"]), CLOSED_FORM, &format!("{what}: se"));
    }
    assert_eq!(outcome.levels.is_some(), !expected["levels"].is_null(), "{what}: levels");
    assert_eq!(outcome.chance.is_some(), !expected["split_half"].is_null(), "{what}: split half");
    if let Some(chance) = outcome.chance {
        close(
            chance.split_half,
            number(&expected["split_half"]),
            CLOSED_FORM,
            &format!("{what}: split half"),
        );
    }
    if let Some((before, after)) = outcome.levels {
        close(before, number(&expected["levels"][0]), CLOSED_FORM, &format!("{what}: level before"));
        close(after, number(&expected["levels"][1]), CLOSED_FORM, &format!("{what}: level after"));
    }
}
