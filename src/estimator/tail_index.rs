//! How heavy the upper tail of numbers is: the curve of Hill's index.

/// Hill's tail index of the k largest numbers, for k = 1, 2, ... up to one fewer than there are positive finite numbers: 0 for light
/// tails, larger for heavier ones.
///
/// *Formula*: mean of ln x over the k largest - ln of the next. *Range*: 0 and up; about 1/alpha for a Pareto law of
/// survival x^-alpha. A flat stretch is where the index can be read. Standard error about index / sqrt(k). *Cost*: O(n log n).
/// *Source*: Hill (1975).
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
        assert!((curve(&values)[999] - 0.5).abs() < 0.01);
    }

    #[test]
    fn boundaries_are_defined() {
        assert!(curve(&[]).is_empty() && curve(&[3.0]).is_empty());
        assert_eq!(curve(&[2.0; 50])[19], 0.0);
        let odd = [f64::NAN, f64::INFINITY, -1.0, 0.0, 4.0, 2.0];
        assert_eq!(curve(&odd).len(), 1);
        assert!((curve(&odd)[0] - std::f64::consts::LN_2).abs() < 1e-15);
    }
}
