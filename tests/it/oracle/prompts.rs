//! Variance within and between prompts, against numpy groups that are counted anew for every block left out.

use std::collections::BTreeMap;

use genloss::compare::deciding;
use genloss::metric::Metric;
use genloss::profile::{KeyHash, Profile, Tokenizer};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, numbers, read};
use crate::vectors;

/// The metrics of the file.
pub(super) const METRICS: [&str; 2] = ["per-prompt-variance-retention", "between-prompt-variance-retention"];

fn profile(corpus: &Value) -> Profile {
    vectors::profile(corpus["rows"].as_array().unwrap().iter().map(|row| {
        let block = u8::try_from(row["block"].as_u64().unwrap()).unwrap();
        let place = KeyHash { order: row["order"].as_u64().unwrap(), block };
        (place, numbers(&row["vector"]).iter().map(|&x| x as f32).collect())
    }))
}

#[test]
fn parts_of_the_variance_agree_with_counting_anew() {
    let oracle = read("prompts_py.json");
    let corpora = oracle["corpora"].as_array().unwrap();
    let profiles: BTreeMap<&str, Profile> =
        corpora.iter().map(|c| (c["name"].as_str().unwrap(), profile(c))).collect();
    let wanted: fn(&Metric) -> bool = |m| METRICS.contains(&m.name);
    for case in oracle["cases"].as_array().unwrap() {
        let [before, after] = ["reference", "current"].map(|side| case[side].as_str().unwrap());
        let table = deciding(&profiles[before], &profiles[after], Tokenizer::default(), 0, wanted);
        assert_eq!(table.rows.len(), METRICS.len());
        for row in &table.rows {
            let (expected, what) = (&case["rows"][&row.name], format!("{before} to {after}, {}", row.name));
            let outcome = match row.outcome {
                Ok(outcome) => outcome,
                Err(reason) => {
                    assert_eq!(serde_json::to_value(reason).unwrap(), expected["undefined"], "{what}");
                    continue;
                }
            };
            let (e, levels) = (outcome.estimate, outcome.levels.unwrap());
            let found =
                [(e.value, "value"), (e.low, "low"), (e.high, "high"), (e.p, "p"), (e.se.unwrap(), "se")];
            for (found, key) in found {
                close(found, number(&expected[key]), CLOSED_FORM, &format!("{what}: {key}"));
            }
            assert_eq!(e.blocks as u64, expected["blocks"].as_u64().unwrap(), "{what}: blocks");
            close(levels.0, number(&expected["levels"][0]), CLOSED_FORM, &format!("{what}: level before"));
            close(levels.1, number(&expected["levels"][1]), CLOSED_FORM, &format!("{what}: level after"));
        }
    }
}
