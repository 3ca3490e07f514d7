//! Power laws and tail indices: against poweRlaw, `powerlaw` and scipy.

use genloss::estimator::{power_law, tail_index};

use super::{CLOSED_FORM, close, number, numbers, read, spectrum};

/// Where poweRlaw's optimizer stops.
const OPTIMIZED: f64 = 1e-5;

#[test]
fn the_words_of_moby_dick_agree_with_powerlaw_in_r() {
    let file = read("powerlaw_R.json");
    let moby = &file["cases"]["moby"];
    let counts = &moby["counts_freq"];
    let s = numbers(&counts["value"])
        .into_iter()
        .zip(numbers(&counts["count"]))
        .map(|(k, t)| (k as u64, t as u64));
    let fit = power_law::fit(s.clone()).unwrap();
    assert_eq!(fit.xmin, moby["xmin"].as_u64().unwrap());
    close(fit.alpha, number(&moby["alpha"]), OPTIMIZED, "alpha");
    close(fit.ks, number(&moby["gof_ks"]), 1e-5, "Kolmogorov-Smirnov distance");
    close(power_law::alpha(s, 7).unwrap(), number(&moby["alpha_at_xmin7"]), OPTIMIZED, "alpha at 7");
}

#[test]
fn a_small_sample_agrees_with_powerlaw_in_r() {
    // Here xmin was given, not searched for.
    let small = &read("powerlaw_R.json")["cases"]["small"];
    let xmin = small["xmin"].as_u64().unwrap();
    let found = power_law::alpha(spectrum(&small["x"]).into_iter(), xmin).unwrap();
    close(found, number(&small["alpha"]), OPTIMIZED, "alpha");
}

#[test]
fn the_discrete_exponent_agrees_with_scipys_zeta() {
    let case = &read("tail_powerlaw_py.json")["cases"][1];
    let found = power_law::alpha(spectrum(&case["discrete_counts"]).into_iter(), 1).unwrap();
    close(found, number(&case["exact_zeta_mle"]), OPTIMIZED, "scipy's optimizer");
    close(found, number(&case["powerlaw_discrete_alpha_xmin1"]), 2e-5, "the package's optimizer");
}

#[test]
fn hills_index_agrees_with_numpy() {
    let case = &read("tail_powerlaw_py.json")["cases"][0];
    let values = numbers(&case["x"]);
    let curve = tail_index::curve(&values);
    for k in [10, 20, 50] {
        let expected = number(&case[format!("hill_gamma_k{k}")]);
        close(curve[k - 1], expected, CLOSED_FORM, &format!("curve at {k}"));
    }
}
