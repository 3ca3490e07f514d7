//! Entropies, Hill numbers, rarefaction, divergence, log-odds, distinct-n.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use genloss::estimator::{divergence, entropy, log_odds, rarefaction};
use genloss::pair::{Corpus, Pair, Purpose, View, Which};
use genloss::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
use genloss::terms::Undefined;
use serde_json::Value;

use super::{CLOSED_FORM, cases, close, number, numbers, read, spectrum};

#[test]
fn entropies_agree_with_r_entropy_and_infomeasure() {
    let check = |file: &str, values: &str, plug_in: &str, chao_shen: &str| {
        for (name, case) in cases(&read(file)) {
            let s = spectrum(&case["counts"]);
            let expected = &case[values];
            let found = entropy::plug_in(s.iter().copied()).unwrap();
            close(found, number(&expected[plug_in]), CLOSED_FORM, &format!("{file} {name} plug-in"));
            let found = entropy::chao_shen(s.iter().copied()).unwrap();
            close(found, number(&expected[chao_shen]), CLOSED_FORM, &format!("{file} {name} Chao-Shen"));
        }
    };
    check("entropy_R.json", "nat", "ML", "ChaoShen");
    check("entropy_alpha_py.json", "entropy_nats", "im_ML", "im_ChaoShen");
}

#[test]
fn inverse_simpson_agrees_with_inext_and_vegan() {
    for (name, case) in cases(&read("inext_R.json")) {
        let found = entropy::inverse_simpson(spectrum(&case["counts"]).into_iter()).unwrap();
        close(found, number(&case["AsyEst"][2]["Estimator"]), CLOSED_FORM, name);
    }
    for (name, case) in cases(&read("vegan_R.json")) {
        let found = entropy::inverse_simpson(spectrum(&case["counts"]).into_iter());
        let concentration = 1.0 - number(&case["simpson_unb"]);
        if concentration > 1e-12 {
            close(found.unwrap(), 1.0 / concentration, CLOSED_FORM, name);
        } else {
            assert_eq!(found, Err(Undefined::ZeroCoverage), "{name}");
        }
    }
}

#[test]
fn rarefied_types_agree_with_vegan_and_inext() {
    for (name, case) in cases(&read("vegan_R.json")) {
        let Some(m) = case["rarefy"]["m"].as_u64() else { panic!("{name} has no size") };
        let s = spectrum(&case["counts"]);
        let n = s.iter().map(|(k, t)| k * t).sum();
        let found = rarefaction::types(s.into_iter(), n, m);
        close(found, number(&case["rarefy"]["S"]), CLOSED_FORM, name);
    }
    each_rarefied(0, |s, n, m| rarefaction::types(s.into_iter(), n, m));
}

#[test]
fn rarefied_entropy_agrees_with_inext() {
    each_rarefied(1, |s, n, m| rarefaction::entropy(s.into_iter(), n, m).unwrap().exp());
}

/// Every size-based entry of iNEXT of this order that does not extrapolate.
fn each_rarefied(order: u64, hill: impl Fn(Vec<(u64, u64)>, u64, u64) -> f64) {
    let mut checked = 0;
    for (name, case) in cases(&read("inext_R.json")) {
        let s = spectrum(&case["counts"]);
        let n = s.iter().map(|(k, t)| k * t).sum();
        for entry in case["size_based"].as_array().unwrap() {
            if entry["Order.q"] != order || entry["Method"] == "Extrapolation" {
                continue;
            }
            let m = entry["m"].as_u64().unwrap();
            let found = hill(s.clone(), n, m);
            close(found, number(&entry["qD"]), CLOSED_FORM, &format!("{name}, q = {order}, m = {m}"));
            checked += 1;
        }
    }
    assert!(checked >= 20, "only {checked} entries of order {order}");
}

#[test]
fn divergence_is_the_square_of_scipys_distance() {
    for case in read("divergence_py.json")["cases"].as_array().unwrap() {
        let (p, q) = (numbers(&case["p"]), numbers(&case["q"]));
        let found: f64 = p.iter().zip(&q).map(|(&p, &q)| divergence::jensen_shannon_bits(p, q)).sum();
        close(found, number(&case["JS_distance_bits"]).powi(2), CLOSED_FORM, &case["p"].to_string());
        close(found, number(&case["JSD_bits"]), CLOSED_FORM, &case["p"].to_string());
    }
}

fn word_counts(case: &Value) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    for document in case["docs"].as_array().unwrap() {
        for word in document.as_str().unwrap().split_whitespace() {
            *counts.entry(word.to_owned()).or_insert(0.0) += 1.0;
        }
    }
    counts
}

#[test]
fn log_odds_agree_with_fightin_words() {
    let texts = read("text_diversity_py.json");
    let (a, b) = (word_counts(&texts["cases"]["gen0"]), word_counts(&texts["cases"]["gen2"]));
    let (n1, n2): (f64, f64) = (a.values().sum(), b.values().sum());
    let count = |of: &BTreeMap<String, f64>, word: &String| of.get(word).copied().unwrap_or(0.0);
    let oracle = read("fightin_words_py.json");

    let uniform = oracle["uniform_prior_0_5"].as_object().unwrap();
    let a0 = 0.5 * uniform.len() as f64;
    for (word, z) in uniform {
        let found = log_odds::z(count(&a, word), n1, count(&b, word), n2, 0.5, a0);
        close(found, number(z), 1e-4, &format!("uniform prior, {word}"));
    }

    let background = n1 + n2;
    for (word, expected) in oracle["informative_prior_sum500_numpy"].as_object().unwrap() {
        let prior = 500.0 * (count(&a, word) + count(&b, word)) / background;
        let found = log_odds::z(count(&a, word), n1, count(&b, word), n2, prior, 500.0);
        close(found, number(&expected["z"]), CLOSED_FORM, &format!("informative prior, {word}"));
    }
}

type Level = fn(&View<'_>) -> f64;

#[test]
fn distinct_n_agrees_where_n_grams_stay_within_documents() {
    for (name, case) in cases(&read("text_diversity_py.json")) {
        let corpus = Arc::new(Corpus::new(Cow::Owned(profile(&case["docs"]))));
        let pair = Pair::new([Arc::clone(&corpus), corpus], 8, &Purpose::default());
        let view = pair.view(Which::Current, None);
        assert_eq!(view.tokens(), case["n_tokens"].as_u64().unwrap(), "{name}");
        let distinct: [(&str, Level); 4] = [
            ("n_types", |v| v.word_types()),
            ("distinct1_within_doc_ngrams", |v| v.word_types() / v.tokens() as f64),
            ("distinct2_within_doc_ngrams", |v| v.distinct_bigrams().unwrap()),
            ("distinct3_within_doc_ngrams", |v| v.distinct_trigrams().unwrap()),
        ];
        for (key, level) in distinct {
            close(level(&view), number(&case[key]), CLOSED_FORM, &format!("{name} {key}"));
        }
    }
}

fn profile(docs: &Value) -> Profile {
    let mut builder = Builder::new(Tokenizer::default(), false);
    for (row, text) in docs.as_array().unwrap().iter().enumerate() {
        builder.add(&Document {
            keyed: false,
            ..Document::new(KeyHash::of(row.to_string().as_bytes()), text.as_str().unwrap())
        });
    }
    builder.finish()
}
