//! How sure a share of trials is.

use statrs::distribution::{Beta, ContinuousCDF};

/// Exact 95% interval of a share: `events` in `trials`. `None` without trials.
///
/// *Formula*: quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x); 0 and 1 at the ends. *Range*: 0 to 1; it covers
/// at least 95% whatever the truth. *Cost*: two numeric inverses. *Source*: Clopper & Pearson (1934); agrees with scipy
/// `binomtest(x, n).proportion_ci()`.
pub fn clopper_pearson(events: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 || events > trials {
        return None;
    }
    let (x, n) = (events as f64, trials as f64);
    let quantile = |a: f64, b: f64, level: f64| Some(Beta::new(a, b).ok()?.inverse_cdf(level));
    let low = if events == 0 { 0.0 } else { quantile(x, n - x + 1.0, 0.025)? };
    let high = if events == trials { 1.0 } else { quantile(x + 1.0, n - x, 0.975)? };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_closed_forms() {
        let (low, high) = clopper_pearson(0, 200).unwrap();
        // Nothing in n: the upper end solves (1 - p)^n = 0.025.
        assert_eq!(low, 0.0);
        assert!((high - (1.0 - 0.025f64.powf(1.0 / 200.0))).abs() < 1e-9, "{high}");
        let (mirrored, one) = clopper_pearson(200, 200).unwrap();
        assert_eq!(one, 1.0);
        assert!((mirrored - (1.0 - high)).abs() < 1e-9);
    }

    #[test]
    fn no_trials_say_nothing() {
        assert_eq!(clopper_pearson(0, 0), None);
        assert_eq!(clopper_pearson(2, 1), None);
    }
}
