//! Trends of short series, and what neutral drift predicts.

use genloss::estimator::neutral;
use genloss::estimator::trend::{mann_kendall, theil_sen};

use super::{CLOSED_FORM, cases, close, number, numbers, read};

#[test]
fn lines_agree_with_scipy_and_pymannkendall() {
    for (name, case) in cases(&read("trend_py.json")) {
        let line = theil_sen(&numbers(&case["series"])).unwrap();
        for source in ["sens_slope", "scipy_theilslopes", "original_test"] {
            let expected = &case[source];
            close(line.slope, number(&expected["slope"]), CLOSED_FORM, &format!("{name} slope, {source}"));
            close(
                line.intercept,
                number(&expected["intercept"]),
                CLOSED_FORM,
                &format!("{name} intercept, {source}"),
            );
        }
    }
}

/// scipy's tau is exact where no values are equal; `exact_perm` counts every order.
#[test]
fn exact_p_agrees_with_scipy_and_with_counting() {
    let mut counted = 0;
    for (name, case) in cases(&read("trend_py.json")) {
        let series = numbers(&case["series"]);
        let found = mann_kendall(&series);
        close(found.s as f64, number(&case["original_test"]["s"]), CLOSED_FORM, &format!("{name} S"));
        let mut sorted = series;
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        if sorted.len() == numbers(&case["series"]).len() {
            close(found.p, number(&case["scipy_kendalltau_b"]["p"]), CLOSED_FORM, &format!("{name} p"));
        }
        if let Some(expected) = case["exact_perm"]["p_two"].as_f64() {
            close(found.p, expected, CLOSED_FORM, &format!("{name} p by counting"));
            counted += 1;
        }
    }
    assert_eq!(counted, 3);
}

/// The Zipf law of the simulated recursion: types and their probabilities.
fn zipf(types: u64, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=types).map(|rank| (rank as f64).powf(-exponent)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / total).collect()
}

#[test]
fn neutral_survival_agrees_with_the_theorem_and_the_simulation() {
    let oracle = read("collapse_theory.json");
    let run = &oracle["multinomial_replace"];
    let n = number(&run["n"]);
    let law = zipf(run["V"].as_u64().unwrap(), number(&run["zipf_exponent"]));
    let expected = || law.iter().map(|p| (n * p, 1));
    let tail = || law[law.len() / 2..].iter().map(|p| (n * p, 1));
    let rates: Vec<f64> = neutral::rates(1.0).take(20).collect();
    for (k, (found, known)) in rates.iter().zip(numbers(&run["g_k"])).enumerate() {
        close(*found, known, CLOSED_FORM, &format!("g_{}", k + 1));
    }
    for row in run["rows"].as_array().unwrap() {
        let generation = row["gen"].as_u64().unwrap();
        let rate = rates[generation as usize - 1];
        let what = |name: &str| format!("{name} at generation {generation}");
        let (theory, simulated) = (&row["theory"], &row["mc"]);
        let types = neutral::alive(expected(), rate);
        close(types, number(&theory["E_types_lower_suresh"]), CLOSED_FORM, &what("types"));
        let share = neutral::alive(tail(), rate) / (law.len() / 2) as f64;
        close(share, number(&theory["tail_survival_poisson"]), CLOSED_FORM, &what("tail types"));
        let alive = &simulated["tail_types_surviving"];
        let far = (share - number(&alive["mean"])).abs() / number(&alive["se"]);
        assert!(far < 3.5, "{}: {far} standard errors from the simulation", what("tail types"));
    }
}
