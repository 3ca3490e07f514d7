//! Answers held against their prompts, against sets of words that are compared anew for every block left out.

use std::collections::BTreeMap;

use genloss::compare::deciding;
use genloss::metric::Metric;
use genloss::profile::{Builder, Document, KeyHash, Profile, Prompt, Tokenizer};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, read};

const METRIC: &str = "prompt-match-retention";

fn profile(corpus: &Value) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), true);
    for row in corpus["documents"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap();
        builder.add_rows(1);
        builder.add(&Document {
            prompt: Some(Prompt::Text(text("prompt"))),
            ..Document::new(KeyHash::of(text("key").as_bytes()), text("text"))
        });
    }
    builder.finish()
}

#[test]
fn matching_agrees_with_counting_anew() {
    let oracle = read("prompt_match_py.json");
    let corpora = oracle["corpora"].as_array().unwrap();
    let profiles: BTreeMap<&str, Profile> =
        corpora.iter().map(|c| (c["name"].as_str().unwrap(), profile(c))).collect();
    let wanted: fn(&Metric) -> bool = |m| m.name == METRIC;
    for case in oracle["cases"].as_array().unwrap() {
        let [before, after] = ["reference", "current"].map(|side| case[side].as_str().unwrap());
        let table = deciding(&profiles[before], &profiles[after], Tokenizer::default(), 0, wanted);
        let (expected, what) = (&case["rows"][METRIC], format!("{before} to {after}"));
        let outcome = match table.rows[0].outcome {
            Ok(outcome) => outcome,
            Err(reason) => {
                assert_eq!(serde_json::to_value(reason).unwrap(), expected["undefined"], "{what}");
                continue;
            }
        };
        let (e, levels) = (outcome.estimate, outcome.levels.unwrap());
        for (found, key) in [(e.value, "value"), (e.low, "low"), (e.high, "high"), (e.p, "p")] {
            close(found, number(&expected[key]), CLOSED_FORM, &format!("{what}: {key}"));
        }
        assert_eq!(e.se.is_some(), expected["se"].is_number(), "{what}: se");
        e.se.into_iter()
            .for_each(|se| close(se, number(&expected["se"]), CLOSED_FORM, &format!("{what}: se")));
        assert_eq!(e.blocks as u64, expected["blocks"].as_u64().unwrap(), "{what}: blocks");
        close(levels.0, number(&expected["levels"][0]), CLOSED_FORM, &format!("{what}: level before"));
        close(levels.1, number(&expected["levels"][1]), CLOSED_FORM, &format!("{what}: level after"));
    }
}
