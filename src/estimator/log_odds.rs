//! Log-odds ratio with an informative Dirichlet prior: which words tell two corpora apart.

/// One word's standardized log-odds: how much more corpus 1 uses it than corpus 2.
///
/// *Formula*: delta = ln((c1+a)/(n1+a0-c1-a)) - ln((c2+a)/(n2+a0-c2-a)), z = delta / sqrt(1/(c1+a) + 1/(c2+a)),
/// where `a` is the word's prior count and `a0` the sum of all prior counts. *Range*: any; positive = corpus 1.
/// It ignores that words cluster in documents, so it ranks and does not test. *Source*: Monroe, Colaresi & Quinn
/// (2008), "Fightin' Words", eqs. 15-22.
pub fn z(c1: f64, n1: f64, c2: f64, n2: f64, a: f64, a0: f64) -> f64 {
    let log_odds = |c: f64, n: f64| ((c + a) / (n + a0 - c - a)).ln();
    (log_odds(c1, n1) - log_odds(c2, n2)) / (1.0 / (c1 + a) + 1.0 / (c2 + a)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_antisymmetric_and_zero_for_equal_use() {
        assert_eq!(z(5.0, 100.0, 5.0, 100.0, 0.5, 50.0), 0.0);
        let there = z(9.0, 100.0, 2.0, 120.0, 0.5, 50.0);
        let back = z(2.0, 120.0, 9.0, 100.0, 0.5, 50.0);
        assert!((there + back).abs() < 1e-12 && there > 0.0);
    }
}
