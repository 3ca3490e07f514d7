//! How far numbers spread: variance, quantiles.
//!
//! Samples come as distinct values in ascending order with their counts, as in [`super::two_sample`].

use crate::terms::{Measured, Undefined};

/// Sample variance (divisor n - 1).
///
/// *Range*: 0 and up. *Undefined*: fewer than two numbers. *Cost*: O(distinct values), two passes, so that large means
/// cancel nothing. *Source*: scipy `tvar`; R `var`.
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn variance(sample: impl Iterator<Item = (f64, u64)> + Clone) -> Measured {
    let n: u64 = sample.clone().map(|(_, k)| k).sum();
    if n < 2 {
        return Err(Undefined::TooFewNumbers);
    }
    let mean = sample.clone().map(|(x, k)| x * k as f64).sum::<f64>() / n as f64;
    let squares: f64 = sample.map(|(x, k)| (x - mean).powi(2) * k as f64).sum();
    Ok(squares / (n - 1) as f64)
}

/// The quantile at `share`, interpolated linearly between the two nearest values (R's type 7, numpy's default).
///
/// *Undefined*: no numbers. *Cost*: O(distinct values). *Source*: Hyndman & Fan (1996), definition 7.
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn quantile(sample: impl Iterator<Item = (f64, u64)> + Clone, share: f64) -> Measured {
    let n: u64 = sample.clone().map(|(_, k)| k).sum();
    if n == 0 {
        return Err(Undefined::TooFewNumbers);
    }
    let place = share * (n - 1) as f64;
    let (lower, rest) = (place.floor(), place.fract());
    let (mut seen, mut at_lower) = (0u64, None);
    for (x, k) in sample {
        seen += k;
        if at_lower.is_none() && seen as f64 > lower {
            at_lower = Some(x);
        }
        // The next larger rank may hold the same value.
        if let Some(low) = at_lower
            && (rest == 0.0 || seen as f64 > lower + 1.0)
        {
            return Ok(low + rest * (x - low));
        }
    }
    at_lower.ok_or(Undefined::TooFewNumbers)
}

/// Length of the upper tail: the 95% quantile less the median.
///
/// *Unit*: of the numbers. *Undefined*: no numbers. A quotient of two such lengths is a tail quantile ratio; it sees a
/// tail being cut off where the variance, moved by the middle, may not.
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn upper_tail(sample: impl Iterator<Item = (f64, u64)> + Clone) -> Measured {
    Ok(quantile(sample.clone(), 0.95)? - quantile(sample, 0.5)?)
}

/// Length of the lower tail: the median less the 5% quantile; see [`upper_tail`].
///
/// # Errors
/// [`Undefined::TooFewNumbers`].
pub fn lower_tail(sample: impl Iterator<Item = (f64, u64)> + Clone) -> Measured {
    Ok(quantile(sample.clone(), 0.5)? - quantile(sample, 0.05)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> impl Iterator<Item = (f64, u64)> + Clone {
        values.iter().map(|&x| (x, 1))
    }

    #[test]
    fn quantiles_interpolate_and_counts_stand_for_repeated_values() {
        assert_eq!(quantile(sample(&[1.0, 2.0, 3.0, 4.0]), 0.5), Ok(2.5));
        assert_eq!(quantile(sample(&[1.0, 2.0, 3.0, 4.0]), 0.0), Ok(1.0));
        assert_eq!(quantile(sample(&[1.0, 2.0, 3.0, 4.0]), 1.0), Ok(4.0));
        assert_eq!(
            quantile([(1.0, 3), (5.0, 1)].into_iter(), 0.9),
            quantile(sample(&[1.0, 1.0, 1.0, 5.0]), 0.9)
        );
        assert_eq!(quantile(sample(&[7.0]), 0.95), Ok(7.0));
        assert_eq!(quantile([(1.0, 0), (2.0, 1), (3.0, 0), (4.0, 1)].into_iter(), 0.5), Ok(3.0));
    }

    #[test]
    fn a_constant_has_no_variance_to_compare() {
        assert_eq!(variance(sample(&[3.0, 3.0])), Ok(0.0));
        assert_eq!(variance(sample(&[3.0])), Err(Undefined::TooFewNumbers));
        assert_eq!(upper_tail(sample(&[])), Err(Undefined::TooFewNumbers));
    }
}
