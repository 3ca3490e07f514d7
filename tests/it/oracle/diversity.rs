//! Entropy estimators, Hill numbers, coverage, richness, standardization.

use genloss::estimator::hill::{self, Order};
use genloss::estimator::{corrected, coverage, entropy, richness};
use genloss::terms::Measured;
use serde_json::Value;

use super::{CLOSED_FORM, cases, close, number, read, spectrum};

type Spectrum = Vec<(u64, u64)>;
type Estimator = fn(Spectrum) -> Measured;

/// Checks one estimator against a field of every case; gives how many cases have it.
fn each(file: &str, section: &str, field: &str, estimator: Estimator) -> usize {
    let mut checked = 0;
    for (name, case) in cases(&read(file)) {
        if case[section][field].is_number() {
            let found = estimator(spectrum(&case["counts"])).unwrap();
            close(found, number(&case[section][field]), CLOSED_FORM, &format!("{file} {name} {field}"));
            checked += 1;
        }
    }
    checked
}

#[test]
fn the_entropy_of_extrapolation_agrees_with_infomeasure() {
    let estimator: Estimator = |s| corrected::chao_wang_jost(s.into_iter());
    assert_eq!(each("entropy_alpha_py.json", "entropy_nats", "im_ChaoWangJost", estimator), 8);
}

#[test]
fn laws_behind_the_sample_agree_with_inext() {
    for (name, case) in cases(&read("inext_R.json")) {
        let s = spectrum(&case["counts"]);
        for (at, order) in [Order::Types, Order::Shannon, Order::Simpson].into_iter().enumerate() {
            let found = hill::of_law(s.iter().copied(), order).unwrap();
            close(found, number(&case["AsyEst"][at]["Estimator"]), CLOSED_FORM, &format!("{name} {order:?}"));
        }
        let found = corrected::chao_wang_jost(s.iter().copied()).unwrap();
        close(
            found,
            number(&case["ChaoShannon"]["Estimator"]),
            5e-4,
            &format!("{name}, rounded to 3 decimals"),
        );
    }
}

#[test]
fn chao1_is_that_of_inext_and_spader() {
    for (file, estimator) in [("inext_R.json", &["ChaoRichness", "Estimator"][..]), ("spader_R.json", &[])] {
        for (name, case) in cases(&read(file)) {
            let found = richness::chao1(spectrum(&case["counts"]).into_iter()).unwrap();
            let expected = match estimator {
                [section, field] => &case[section][field],
                _ => spader(case, "Chao1 (Chao, 1984)"),
            };
            close(found, number(expected), 5e-4, &format!("{file} {name}, rounded to 3 decimals"));
        }
    }
    // Scikit-bio's classic form lacks the factor (n-1)/n on the unseen types.
    for (name, case) in cases(&read("entropy_alpha_py.json")) {
        let s = spectrum(&case["counts"]);
        let (n, types) = s.iter().fold((0, 0), |(n, t), (k, f)| (n + k * f, t + f));
        let unseen = number(&case["skbio"]["chao1_classic"]) - types as f64;
        let expected = types as f64 + unseen * (n as f64 - 1.0) / n as f64;
        close(richness::chao1(s.into_iter()).unwrap(), expected, CLOSED_FORM, name);
    }
}

fn spader<'a>(case: &'a Value, row: &str) -> &'a Value {
    let rows = case["rows"].as_array().unwrap();
    let at = rows.iter().position(|r| r.as_str().unwrap().trim() == row).unwrap();
    &case["table"][at][0]
}

#[test]
fn coverage_agrees_with_its_formula_and_inext() {
    for (name, case) in cases(&read("good_turing_py.json")) {
        let s = spectrum(&case["counts"]);
        let found = coverage::of_sample(s.into_iter()).unwrap();
        close(found, number(&case["coverage_chao_jost_2012"]), CLOSED_FORM, name);
    }
    for (name, case) in cases(&read("inext_R.json")) {
        let found = coverage::of_sample(spectrum(&case["counts"]).into_iter()).unwrap();
        close(found, number(&case["DataInfo"]["SC"]), 5e-5, &format!("{name}, rounded to 4 decimals"));
    }
}

fn order(entry: &Value) -> Order {
    [Order::Types, Order::Shannon, Order::Simpson][entry["Order.q"].as_u64().unwrap() as usize]
}

#[test]
fn values_at_a_size_agree_with_inext_up_to_twice_the_sample() {
    for (name, case) in cases(&read("inext_R.json")) {
        let s = spectrum(&case["counts"]);
        for entry in case["size_based"].as_array().unwrap() {
            let m = number(&entry["m"]);
            let what = format!("{name}, {:?} at {m}", order(entry));
            let found = hill::at_size(s.iter().copied(), order(entry), m).unwrap();
            close(found, number(&entry["qD"]), CLOSED_FORM, &what);
            let found = coverage::at_size(s.iter().copied(), m).unwrap();
            close(found, number(&entry["SC"]), CLOSED_FORM, &what);
        }
    }
}

/// iNEXT finds the size of a coverage with an optimizer that stops within 5e-7 of the coverage asked for.
#[test]
fn values_at_a_coverage_agree_with_inext() {
    for (name, case) in cases(&read("inext_R.json")) {
        let s = spectrum(&case["counts"]);
        for (asked, entries) in case["coverage_based"].as_object().unwrap() {
            let asked: f64 = asked.parse().unwrap();
            for entry in entries.as_array().unwrap() {
                let what = format!("{name}, {:?} at coverage {asked}", order(entry));
                // At the size that iNEXT came to, everything agrees.
                let (m, expected) = (number(&entry["m"]), number(&entry["qD"]));
                close(
                    hill::at_size(s.iter().copied(), order(entry), m).unwrap(),
                    expected,
                    CLOSED_FORM,
                    &what,
                );
                close(
                    coverage::at_size(s.iter().copied(), m).unwrap(),
                    number(&entry["SC"]),
                    CLOSED_FORM,
                    &what,
                );
                // At the size that genloss comes to, as far as the optimizer allows.
                let found = coverage::size_at(s.iter().copied(), asked).unwrap();
                close(coverage::at_size(s.iter().copied(), found).unwrap(), asked, CLOSED_FORM, &what);
                close(found, m, 1e-5, &what);
                close(
                    hill::at_coverage(s.iter().copied(), order(entry), asked).unwrap(),
                    expected,
                    1e-5,
                    &what,
                );
            }
        }
    }
}

/// No estimator removes the bias, but each errs as simulation says: the sizes and signs of 200 draws of a Zipf law.
#[test]
fn estimators_err_as_simulated() {
    let estimators: [(&str, Estimator); 2] =
        [("ML", |s| entropy::plug_in(s.into_iter())), ("CS", |s| entropy::chao_shen(s.into_iter()))];
    for entry in read("bias_curves_mc.json")["entropy_zipf_V5000_s1"].as_array().unwrap() {
        let (n, truth) = (entry["n"].as_u64().unwrap(), number(&entry["true"]));
        let samples: Vec<Spectrum> = (0..8).map(|seed| zipf_sample(5000, n, seed)).collect();
        for (name, estimator) in estimators {
            let mean =
                samples.iter().map(|s| estimator(s.clone()).unwrap()).sum::<f64>() / samples.len() as f64;
            let (bias, sd) = (number(&entry[name]["bias"]), number(&entry[name]["sd"]));
            // Four standard errors of a mean of 8.
            let far = (mean - truth - bias).abs();
            assert!(far < 4.0 * sd / 8f64.sqrt(), "{name} at {n}: off by {far}, sd {sd}");
        }
    }
}

/// A sample of so many draws from p(r) ~ 1/r, by inversion of a counter-based generator.
fn zipf_sample(types: usize, n: u64, seed: u64) -> Spectrum {
    let mut cumulative = Vec::with_capacity(types);
    let mut sum = 0.0;
    for rank in 1..=types {
        sum += 1.0 / rank as f64;
        cumulative.push(sum);
    }
    let mut counts = vec![0u64; types];
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
    for _ in 0..n {
        // xorshift64* (Vigna 2016).
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let uniform = (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64;
        counts[cumulative.partition_point(|&c| c < uniform * sum).min(types - 1)] += 1;
    }
    spectrum(&counts.into())
}
