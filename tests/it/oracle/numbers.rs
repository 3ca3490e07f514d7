//! Numeric columns: distances, spread, groups; and divergences of laws.

use genloss::estimator::divergence;
use genloss::estimator::spread::{quantile, variance};
use genloss::estimator::two_sample::{Step, kolmogorov_smirnov, wasserstein};
use serde_json::Value;

use super::{CLOSED_FORM, close, number, numbers, read};

fn sorted(values: &Value) -> Vec<f64> {
    let mut values = numbers(values);
    values.sort_by(f64::total_cmp);
    values
}

/// Both samples of a case, merged.
fn merged(case: &Value) -> Vec<Step> {
    let sides = [sorted(&case["a"]), sorted(&case["b"])];
    let mut values = sides.concat();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let count = |side: &[f64], value: f64| side.iter().filter(|&&x| x == value).count() as u64;
    let step = |&value: &f64| Step { value, before: count(&sides[0], value), after: count(&sides[1], value) };
    values.iter().map(step).collect()
}

#[test]
fn distances_of_samples_agree_with_scipy_pot_and_r() {
    for case in read("numeric_py.json")["cases"].as_array().unwrap() {
        let steps = merged(case);
        let steps = steps.iter().copied();
        let found = kolmogorov_smirnov(steps.clone()).unwrap();
        close(found, number(&case["ks"]["D"]), CLOSED_FORM, "Kolmogorov-Smirnov");
        let found = wasserstein(steps).unwrap();
        close(found, number(&case["wasserstein1"]), CLOSED_FORM, "Wasserstein, scipy");
        close(found, number(&case["pot_emd2_1d_p1"]), CLOSED_FORM, "Wasserstein, POT");
    }
    for case in read("twosample_R.json")["cases"].as_array().unwrap() {
        let found = kolmogorov_smirnov(merged(case).into_iter()).unwrap();
        close(found, number(&case["ks"]["stat"]), CLOSED_FORM, "Kolmogorov-Smirnov, R");
    }
}

#[test]
fn spreads_agree_with_scipy_and_r() {
    let ratio = |case: &Value| {
        let of = |side: &str| variance(sorted(&case[side]).into_iter().map(|x| (x, 1))).unwrap();
        of("b") / of("a")
    };
    for case in read("numeric_py.json")["cases"].as_array().unwrap() {
        close(ratio(case), number(&case["variance_ratio_b_over_a"]), CLOSED_FORM, "variance ratio");
        let sample: Vec<(f64, u64)> = sorted(&case["a"]).into_iter().map(|x| (x, 1)).collect();
        for (k, edge) in numbers(&case["PSI_deciles_of_a"]["edges_inner"]).into_iter().enumerate() {
            let found = quantile(sample.iter().copied(), (k + 1) as f64 / 10.0).unwrap();
            close(found, edge, CLOSED_FORM, &format!("decile {}", k + 1));
        }
    }
    for case in read("twosample_R.json")["cases"].as_array().unwrap() {
        close(1.0 / ratio(case), number(&case["var_test"]["F"]), CLOSED_FORM, "R var.test");
    }
}

#[test]
fn total_variation_agrees_with_scipy() {
    for case in read("divergence_py.json")["cases"].as_array().unwrap() {
        let laws = numbers(&case["p"]).into_iter().zip(numbers(&case["q"]));
        let found: f64 = laws.map(|(p, q)| divergence::total_variation(p, q)).sum();
        close(found, number(&case["TV"]), CLOSED_FORM, &format!("total variation of {}", case["p"]));
    }
}
