//! The embedding metrics of `compare` on small clouds of vectors, against a second implementation from the definitions.

use std::collections::{BTreeMap, BTreeSet};

use genloss::compare::{TableRow, estimates};
use genloss::metric::{BY_MODES, METRICS};
use genloss::profile::{KeyHash, Profile, Tokenizer};
use genloss::terms::{Family, Kind, Undefined};
use serde_json::Value;

use super::{number, numbers, prompts, read};
use crate::vectors;

/// Where distances and sums are taken in f64 from coordinates stored in f32: relative.
const F64_THROUGHOUT: f64 = 1e-9;

/// Where genloss multiplies matrices in f32 (projections, unit vectors, inner products of pairs): relative. One product
/// is off by 6e-8, and a distance of two clouds is a small difference of large means.
const F32_PRODUCTS: f64 = 1e-5;

/// A difference of two entropies is a small one of large levels, each as exact as that.
const OF_LEVELS: f64 = 1e-3;

/// Metrics without any product in f32: what lies in which ball is decided exactly.
const EXACT: [&str; 7] = [
    "pooled-embedding-tail-retention",
    "tight-modes-retention",
    "total-variance-retention",
    "embedding-tail-recall",
    "embedding-novel-ratio",
    "embedding-density-retention",
    "embedding-coverage-retention",
];

/// The embedding metrics that the oracle leaves out; `coverage.json` says why.
const NOT_RECOUNTED: [&str; 3] = ["classifier-auc", "cluster-effective-number-retention", "mauve"];

/// The one whose floor, which the oracle cannot know, is taken off.
const LESS_ITS_FLOOR: &str = "frechet-distance";

/// What decides instead of the metric of the same name where embeddings moved.
const BOTH_WAYS: &str = "embedding-tail-recall, both ways";

/// Whether another oracle has the metric, or none: what needs several vectors of a prompt is in `prompts_py.json`.
fn is_elsewhere(name: &str) -> bool {
    NOT_RECOUNTED.contains(&name) || prompts::METRICS.contains(&name)
}

fn profile(corpus: &Value) -> Profile {
    vectors::profile(corpus["rows"].as_array().unwrap().iter().map(|row| {
        let block = u8::try_from(row["block"].as_u64().unwrap()).unwrap();
        let place = KeyHash { order: row["order"].as_u64().unwrap(), block };
        (place, numbers(&row["vector"]).iter().map(|&x| x as f32).collect())
    }))
}

#[test]
fn every_embedding_metric_agrees_with_counting_anew() {
    let oracle = read("space_py.json");
    let profiles: BTreeMap<&str, Profile> = oracle["corpora"]
        .as_array()
        .unwrap()
        .iter()
        .map(|corpus| (corpus["name"].as_str().unwrap(), profile(corpus)))
        .collect();
    let seed = oracle["seed"].as_u64().unwrap();
    let wanted: BTreeSet<&str> = METRICS
        .iter()
        .filter(|m| m.family == Family::Embeddings && !is_elsewhere(m.name))
        .map(|m| m.name)
        .collect();
    let mut moved = 0;
    for case in oracle["cases"].as_array().unwrap() {
        let [before, after] = ["reference", "current"].map(|side| case[side].as_str().unwrap());
        let expected = case["rows"].as_object().unwrap();
        let recounted = expected.keys().map(String::as_str).filter(|name| *name != BOTH_WAYS);
        assert_eq!(wanted, recounted.collect(), "{before} to {after}");
        let rows = estimates(&profiles[before], &profiles[after], Tokenizer::default(), seed);
        for row in rows.iter().filter(|r| wanted.contains(r.metric.name)) {
            let both_ways = row.estimator().contains("both ways");
            // Without its farthest tenth the current cloud is wider, and what a wider one misses is no loss.
            if row.outcome == Err(Undefined::WiderSpread) {
                assert_eq!((before, after), ("c", "d"));
                continue;
            }
            moved += usize::from(both_ways);
            if both_ways && row.metric.name == BY_MODES {
                assert_eq!(row.outcome, Err(Undefined::Moved), "{before} to {after}");
                continue;
            }
            let expected = &expected[if both_ways { BOTH_WAYS } else { row.metric.name }];
            check(row, expected, &format!("{before} to {after}, {}", row.name));
        }
    }
    assert!(
        moved > 0 && moved < oracle["cases"].as_array().unwrap().len(),
        "{moved} pairs moved: either formula must be seen"
    );
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
    let tolerance = if EXACT.contains(&row.metric.name) { F64_THROUGHOUT } else { F32_PRODUCTS };
    let off = outcome.chance.filter(|_| row.metric.name == LESS_ITS_FLOOR).map_or(0.0, |chance| chance.floor);
    let e = outcome.estimate;
    let mut found = vec![
        (Some(e.value + off), "value"),
        (Some(e.low + off), "low"),
        (Some(e.high + off), "high"),
        (e.se, "se"),
    ];
    // The p of a permuted distance depends on genloss's own coins.
    if outcome.chance.is_none() {
        found.push((Some(e.p), "p"));
    }
    for (found, key) in found {
        assert_eq!(found.is_some(), !expected[key].is_null(), "{what}: {key}");
        if let Some(found) = found {
            let own = if row.metric.kind == Kind::Difference { OF_LEVELS } else { tolerance };
            near(found, number(&expected[key]), own, &format!("{what}: {key}"));
        }
    }
    assert_eq!(e.blocks as u64, expected["blocks"].as_u64().unwrap(), "{what}: blocks");
    assert_eq!(outcome.levels.is_some(), !expected["levels"].is_null(), "{what}: levels");
    if let Some((before, after)) = outcome.levels {
        near(before, number(&expected["levels"][0]), tolerance, &format!("{what}: level before"));
        near(after, number(&expected["levels"][1]), tolerance, &format!("{what}: level after"));
    }
}

/// Relative, however small the number: levels here go down to 1e-5.
fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    // A p below this is 0 for every purpose, and its relative error that of t times t.
    const NOTHING: f64 = 1e-12;
    let far = (found - expected).abs() / (expected.abs() + NOTHING / tolerance);
    assert!(far <= tolerance, "{what}: genloss has {found}, the oracle {expected}");
}
