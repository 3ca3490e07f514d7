//! Diversity and repetition of texts: against lexicalrichness, lexical-diversity, nltk, `diversity`, numpy.

use genloss::estimator::bleu::References;
use genloss::estimator::repetition::Repeats;
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

/// How often each token occurs.
fn counts(tokens: &[u64]) -> Value {
    let mut sorted = tokens.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(<[u64]>::len).collect::<Vec<_>>().into()
}

#[test]
fn distinct_n_agrees_within_documents_and_concatenated() {
    for (name, case) in cases(&read(FILE)) {
        let documents = documents(case);
        let text = documents.concat();
        for n in 1..=4 {
            let within = distinct::of_corpus(slices(&documents), n).unwrap();
            close(within, number(&case[format!("distinct{n}_within_doc_ngrams")]), CLOSED_FORM, name);
            let concatenated = distinct::of_document(&text, n).unwrap();
            close(concatenated, number(&case[format!("distinct{n}_concatenated")]), CLOSED_FORM, name);
        }
        let types = number(&case["n_types"]);
        let found = distinct::expectation_adjusted(types, number(&case["n_tokens"]), 400.0).unwrap();
        close(found, number(&case["EAD_V400"]), CLOSED_FORM, name);
    }
}

#[test]
fn lexical_diversity_agrees_with_both_packages_where_they_agree() {
    for (name, case) in cases(&read(FILE)) {
        let text = documents(case).concat();
        let (richness, diversity) = (&case["lexicalrichness"], &case["lexical_diversity"]);
        let check = |found: f64, expected: &Value, what: &str| {
            close(found, number(expected), CLOSED_FORM, &format!("{name} {what}"));
        };
        let hd_d = lexical::hd_d(&text, lexical::HD_D_DRAWS).unwrap();
        check(hd_d, &richness["hdd42"], "HD-D");
        check(hd_d, &diversity["hdd"], "HD-D");
        check(lexical::mattr(&text, 25).unwrap(), &richness["mattr25"], "MATTR 25");
        let mattr = lexical::mattr(&text, lexical::MATTR_WINDOW).unwrap();
        check(mattr, &richness["mattr50"], "MATTR 50");
        check(mattr, &diversity["mattr50"], "MATTR 50");
        let k = lexical::yule_k(spectrum(&counts(&text)).into_iter()).unwrap();
        check(k, &richness["yulek"], "Yule's K");
    }
}

/// The packages end factors by different rules; genloss follows lexicalrichness, and the other reads more.
#[test]
fn mtld_follows_the_rule_of_lexicalrichness() {
    let mut apart = 0;
    for (name, case) in cases(&read(FILE)) {
        let found = lexical::mtld(&documents(case).concat(), lexical::MTLD_THRESHOLD).unwrap();
        close(found, number(&case["lexicalrichness"]["mtld72"]), CLOSED_FORM, name);
        let other = number(&case["lexical_diversity"]["mtld"]);
        assert!(other >= found - 1e-9, "{name}");
        apart += usize::from(other > found + 1.0);
    }
    assert_eq!(apart, 3, "the packages disagree on the three synthetic texts");
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
fn self_repetition_agrees_with_the_diversity_package() {
    for (name, case) in cases(&read(FILE)) {
        let documents = documents(case);
        let found = Repeats::new(slices(&documents).map(|d| (0, d)), 1, 4).mean_log(None).unwrap();
        close(found, number(&case["diversity_pkg"]["self_repetition_n4"]), CLOSED_FORM, name);
        // Zero exactly where no document shares a 4-gram with another.
        assert_eq!(found == 0.0, number(&case["selfrep4_frac_docs_sharing"]) == 0.0, "{name}");
    }
}

#[test]
fn heaps_law_agrees_with_numpy() {
    let oracle = read("heaps_py.json");
    let documents = documents(&read(FILE)["cases"]["gen0"]);
    let curve = heaps::growth(slices(&documents));
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
