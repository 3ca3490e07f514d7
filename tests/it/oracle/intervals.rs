//! Score intervals, Student's quantiles, corrections for multiplicity.

use genloss::compare::{power_point, quantile};
use genloss::config::Correction;
use genloss::estimator::binomial::clopper_pearson;
use genloss::estimator::proportion::{Difference, newcombe, tango};
use genloss::judge::adjust;
use serde_json::Value;

use super::{CLOSED_FORM, close, number, numbers, read};

fn check(found: Difference, expected: &Value) {
    for (value, key) in [(found.low, "low"), (found.high, "high"), (found.p, "p")] {
        close(value, number(&expected[key]), CLOSED_FORM, &format!("{key} of {expected}"));
    }
}

fn published(found: Difference, entry: &Value, tolerance: f64) {
    let interval = numbers(&entry["interval"]);
    close(found.low, interval[0], tolerance, &entry.to_string());
    close(found.high, interval[1], tolerance, &entry.to_string());
}

#[test]
fn newcombe_agrees_with_statsmodels_and_the_paper() {
    let oracle = read("newcombe.json");
    for case in oracle["cases"].as_array().unwrap() {
        let of = |key: &str| number(&case[key]);
        check(newcombe(of("x1"), of("n1"), of("x2"), of("n2")), case);
    }
    for entry in oracle["published"].as_array().unwrap() {
        let x = numbers(&entry["case"]);
        published(newcombe(x[0], x[1], x[2], x[3]), entry, 5.1e-5);
    }
}

#[test]
fn tango_agrees_with_the_inverted_score_test() {
    let oracle = read("tango.json");
    for case in oracle["cases"].as_array().unwrap() {
        let of = |key: &str| number(&case[key]);
        check(tango(of("b"), of("c"), of("n")), case);
    }
    for entry in oracle["published"].as_array().unwrap() {
        let x = numbers(&entry["case"]);
        published(tango(x[0], x[1], x[2]), entry, 5.1e-4);
    }
}

#[test]
fn clopper_pearson_agrees_with_scipy() {
    for case in read("binomial.json")["cases"].as_array().unwrap() {
        let of = |key: &str| case[key].as_u64().unwrap();
        let (low, high) = clopper_pearson(of("events"), of("trials")).unwrap();
        close(low, number(&case["low"]), CLOSED_FORM, &case.to_string());
        close(high, number(&case["high"]), CLOSED_FORM, &case.to_string());
    }
}

#[test]
fn quantiles_are_those_of_student() {
    for case in read("student.json")["cases"].as_array().unwrap() {
        let blocks = case["freedom"].as_u64().unwrap() as usize + 1;
        close(quantile(blocks), number(&case["q975"]), CLOSED_FORM, &case.to_string());
        close(power_point(blocks), number(&case["q80"]), CLOSED_FORM, &case.to_string());
    }
}

#[test]
fn corrections_agree_with_r_and_statsmodels() {
    for case in read("multiple_testing_R.json")["cases"].as_array().unwrap() {
        let p = numbers(&case["p"]);
        let corrections =
            [("holm", Correction::Holm), ("bonferroni", Correction::Bonferroni), ("BH", Correction::Bh)];
        for (key, correction) in corrections {
            all_close(&adjust(&p, correction), &numbers(&case[key]), key);
        }
    }
    for case in read("multiple_testing_py.json")["cases"].as_array().unwrap() {
        let p = numbers(&case["p"]);
        let corrections =
            [("holm", Correction::Holm), ("bonferroni", Correction::Bonferroni), ("fdr_bh", Correction::Bh)];
        for (key, correction) in corrections {
            all_close(&adjust(&p, correction), &numbers(&case[key]["adj"]), key);
        }
    }
}

fn all_close(found: &[f64], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    found.iter().zip(expected).for_each(|(f, e)| close(*f, *e, CLOSED_FORM, what));
}
