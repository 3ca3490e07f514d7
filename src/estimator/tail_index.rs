//! How heavy the upper tail of numbers is: Hill's index and its curve.

use crate::terms::{Measured, Undefined};

/// Hill's tail index of the `k` largest numbers: 0 for light tails, larger for heavier ones.
///
/// *Formula*: mean of ln x over the k largest - ln of the next. *Range*: 0 and up; about 1/alpha for a Pareto law of
/// survival x^-alpha. *Undefined*: k = 0, or not k+1 positive finite numbers. The choice of k decides: look at the
/// [`curve`]. Standard error about index / sqrt(k). *Cost*: O(n log n). *Source*: Hill (1975).
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn hill(values: &[f64], k: usize) -> Measured {
    let found = curve(values);
    k.checked_sub(1).and_then(|at| found.get(at).copied()).ok_or(Undefined::TooFewNumbers)
}

/// Hill's index for k = 1, 2, ... up to one fewer than there are positive finite numbers.
///
/// A flat stretch is where the index can be read. *Cost*: O(n log n).
pub fn curve(values: &[f64]) -> Vec<f64> {
    let mut logs: Vec<f64> = values.iter().filter(|x| x.is_finite() && **x > 0.0).map(|x| x.ln()).collect();
    logs.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut sum = 0.0;
    logs.windows(2)
        .zip(1u32..)
        .map(|(pair, k)| {
            sum += pair[0];
            // Rounding must not make a tail of equal numbers lighter than light.
            (sum / f64::from(k) - pair[1]).max(0.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_pareto_law_have_its_index() {
        // Survival x^-2, so the index is 1/2.
        let values: Vec<f64> = (1..=10_000).map(|i| (f64::from(i) / 10_001.0).powf(-0.5)).collect();
        assert!((hill(&values, 1000).unwrap() - 0.5).abs() < 0.01);
    }

    #[test]
    fn boundaries_are_defined() {
        assert_eq!(hill(&[], 1), Err(Undefined::TooFewNumbers));
        assert_eq!(hill(&[3.0, 2.0], 0), Err(Undefined::TooFewNumbers));
        assert_eq!(hill(&[3.0, 2.0], 2), Err(Undefined::TooFewNumbers));
        assert_eq!(hill(&[2.0; 50], 20), Ok(0.0));
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 4.0, 2.0];
        assert_eq!(curve(&odd).len(), 1);
        assert!((curve(&odd)[0] - std::f64::consts::LN_2).abs() < 1e-15);
    }
}
