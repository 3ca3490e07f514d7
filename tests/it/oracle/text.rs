//! Diversity and repetition of texts: against lexicalrichness, lexical-diversity, nltk, `diversity`, numpy.

use genloss::estimator::bleu::References;
use genloss::estimator::{
    compression, conditional, coverage, distinct, heaps, length_law, lexical, near_duplicate, ngram,
};
use genloss::terms::Undefined;
use serde_json::Value;

use super::{CLOSED_FORM, cases, close, number, numbers, read, spectrum};

const FILE: &str = "text_diversity_py.json";

/// The documents of a case as token ids: its tokens are what white space separates.
fn documents(case: &Value) -> Vec<Vec<u64>> {
    let texts = case["docs"].as_array().unwrap().iter().map(|d| d.as_str().unwrap());
    texts.map(|text| text.split_whitespace().map(genloss::hash::of_text).collect()).collect()
}

fn slices(documents: &[Vec<u64>]) -> impl Iterator<Item = &[u64]> {
    documents.iter().map(Vec::as_slice)
}

#[test]
fn distinct_n_of_a_text_agrees() {
    for (name, case) in cases(&read(FILE)) {
        let text = documents(case).concat();
        for n in 1..=4 {
            let concatenated = distinct::of_document(&text, n).unwrap();
            close(concatenated, number(&case[format!("distinct{n}_concatenated")]), CLOSED_FORM, name);
        }
    }
}

#[test]
fn lexical_diversity_agrees_with_both_packages() {
    for (name, case) in cases(&read(FILE)) {
        let text = documents(case).concat();
        let (richness, diversity) = (&case["lexicalrichness"], &case["lexical_diversity"]);
        let check = |found: f64, expected: &Value, what: &str| {
            close(found, number(expected), CLOSED_FORM, &format!("{name} {what}"));
        };
        check(lexical::mattr(&text, 25).unwrap(), &richness["mattr25"], "MATTR 25");
        let mattr = lexical::mattr(&text, lexical::MATTR_WINDOW).unwrap();
        check(mattr, &richness["mattr50"], "MATTR 50");
        check(mattr, &diversity["mattr50"], "MATTR 50");
    }
}

#[test]
fn self_bleu_agrees_with_nltk() {
    for (name, case) in cases(&read(FILE)) {
        let documents = documents(case);
        for order in 2..=4 {
            let one = |at: usize| {
                let others = slices(&documents).enumerate().filter(|(k, _)| *k != at).map(|(_, d)| d);
                References::new(others, order).bleu(&documents[at]).unwrap()
            };
            let mean = (0..documents.len()).map(one).sum::<f64>() / documents.len() as f64;
            let expected = &case[format!("self_bleu{order}_nltk_method1")];
            close(mean, number(expected), CLOSED_FORM, &format!("{name} Self-BLEU-{order}"));
        }
    }
}

#[test]
fn heaps_law_agrees_with_numpy() {
    let oracle = read("heaps_py.json");
    let documents = documents(&read(FILE)["cases"]["gen0"]);
    let mut seen = std::collections::BTreeSet::new();
    let curve: Vec<u64> = documents
        .iter()
        .flatten()
        .map(|token| {
            seen.insert(token);
            seen.len() as u64
        })
        .collect();
    let expected: Vec<u64> = numbers(&oracle["V_of_n"]).into_iter().map(|v| v as u64).collect();
    assert_eq!(curve, expected);
    let fit = heaps::fit((1u32..).zip(&curve).map(|(n, &v)| (f64::from(n), v as f64))).unwrap();
    close(fit.beta, number(&oracle["beta"]), CLOSED_FORM, "beta");
    close(fit.k, number(&oracle["K"]), CLOSED_FORM, "K");
}

#[test]
fn runs_of_tokens_are_told_apart() {
    let text = documents(&read(FILE)["cases"]["english4"]).concat();
    let seen: std::collections::BTreeSet<_> = text.windows(3).collect();
    assert_eq!(ngram::distinct(ngram::ids(&text, 3)).len(), seen.len());
}

const EXTRA: &str = "texts_py.json";

/// The same library through another binding; another version of it may choose other matches.
#[test]
fn zstd_ratios_agree_with_pyarrow() {
    let texts = read(FILE);
    for case in read(EXTRA)["compression"].as_array().unwrap() {
        let docs = texts["cases"][case["name"].as_str().unwrap()]["docs"].as_array().unwrap();
        let copies = case["copies"].as_u64().unwrap_or(1) as usize;
        let all: Vec<&str> =
            std::iter::repeat_n(docs, copies).flatten().map(|d| d.as_str().unwrap()).collect();
        let budget = case["budget"].as_u64().unwrap() as usize;
        let bytes = compression::within(all.into_iter(), budget).unwrap();
        close(compression::ratio_of(&bytes).unwrap(), number(&case["ratio"]), 5e-3, &case.to_string());
    }
}

#[test]
fn near_duplicates_agree_with_comparing_all_pairs() {
    let case = &read(EXTRA)["near_duplicates"];
    let found = near_duplicate::first_alike(slices(&documents(case)));
    let expected: Vec<usize> = numbers(&case["first_alike"]).into_iter().map(|at| at as usize).collect();
    assert_eq!(found, expected);
    let groups = found.iter().enumerate().filter(|(at, first)| at == *first).count();
    assert_eq!(groups as u64, case["groups"].as_u64().unwrap());
}

#[test]
fn length_laws_agree_with_scipy() {
    let laws = &read(EXTRA)["length_laws"];
    for (values, expected) in
        laws["samples"].as_array().unwrap().iter().zip(laws["variances"].as_array().unwrap())
    {
        let found = length_law::variance(spectrum(values).into_iter());
        match expected.as_f64() {
            Some(expected) => close(found.unwrap(), expected, CLOSED_FORM, "variance"),
            None => assert!(found.is_err()),
        }
    }
}

#[test]
fn conditional_entropies_agree_and_thin_samples_have_none() {
    for case in read(EXTRA)["conditional_entropy"].as_array().unwrap() {
        let (joint, context) = (spectrum(&case["joint"]), spectrum(&case["context"]));
        let covered = coverage::of_sample(joint.iter().copied()).unwrap();
        close(covered, number(&case["coverage"]), CLOSED_FORM, "coverage");
        let found = conditional::entropy(joint.into_iter(), context.into_iter());
        match case["nats"].as_f64() {
            Some(expected) => close(found.unwrap(), expected, CLOSED_FORM, "conditional entropy"),
            None => assert_eq!(found, Err(Undefined::LowCoverage)),
        }
    }
}
