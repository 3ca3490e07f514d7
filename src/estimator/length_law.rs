//! The law of whole numbers, such as document lengths, given as ascending `(value, how often)`.

use crate::terms::{Measured, Undefined};

/// Unbiased variance of the values.
///
/// *Range*: 0 and up. *Undefined*: fewer than two. *Cost*: O(distinct values).
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn variance(law: impl Iterator<Item = (u64, u64)> + Clone) -> Measured {
    let (n, sum) = law.clone().fold((0.0, 0.0), |(n, s), (x, k)| (n + k as f64, s + x as f64 * k as f64));
    if n < 2.0 {
        return Err(Undefined::TooFewNumbers);
    }
    let mean = sum / n;
    Ok(law.map(|(x, k)| k as f64 * (x as f64 - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_by_hand_and_boundaries() {
        assert!((variance([(1, 1), (2, 1), (4, 2)].into_iter()).unwrap() - 2.25).abs() < 1e-12);
        assert_eq!(variance([(3, 90)].into_iter()), Ok(0.0));
        assert_eq!(variance([(3, 1)].into_iter()), Err(Undefined::TooFewNumbers));
    }
}
