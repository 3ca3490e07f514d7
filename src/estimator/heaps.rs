//! How vocabulary grows with text: Heaps' law V = K n^beta.

use super::shuffle;
use crate::terms::{Measured, Undefined};

/// A fitted growth law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Exponent: 0 when no new words come, 1 when every word is new.
    pub beta: f64,
    /// Factor.
    pub k: f64,
}

/// Types among the first 1, 2, ... tokens.
///
/// *Cost*: O(n log n).
pub fn growth<'a>(documents: impl Iterator<Item = &'a [u64]>) -> Vec<u64> {
    let mut seen = std::collections::BTreeSet::new();
    let tokens = documents.flatten();
    tokens
        .map(|&token| {
            seen.insert(token);
            seen.len() as u64
        })
        .collect()
}

/// Least squares of ln V on ln n over points (n, V).
///
/// *Undefined*: fewer than two different n. The points of one text depend on each other and on its order, so no
/// standard error comes with it. *Cost*: O(points). *Source*: Heaps (1978); agrees with numpy's `polyfit`.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn fit(points: impl Iterator<Item = (f64, f64)> + Clone) -> Result<Fit, Undefined> {
    let logs = points.filter(|&(n, v)| n > 0.0 && v > 0.0).map(|(n, v)| (n.ln(), v.ln()));
    let (count, x, y) = logs.clone().fold((0.0, 0.0, 0.0), |(c, x, y), (a, b)| (c + 1.0, x + a, y + b));
    let (x, y) = (x / count, y / count);
    let (spread, common) =
        logs.fold((0.0, 0.0), |(s, c), (a, b)| (s + (a - x) * (a - x), c + (a - x) * (b - y)));
    if count < 2.0 || spread == 0.0 {
        return Err(Undefined::NothingCounted);
    }
    let beta = common / spread;
    Ok(Fit { beta, k: (y - beta * x).exp() })
}

/// Heaps' exponent, averaged over random orders of the documents.
///
/// *Formula*: mean of the `beta` of [`fit`] over every token of [`growth`]. *Range*: 0..=1 but for noise; it falls with
/// size, so compare at equal numbers of tokens. *Undefined*: fewer than two tokens, no orders. *Cost*: O(orders n log
/// n). The same seed gives the same orders.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn exponent(documents: &[&[u64]], seed: u64, orders: u64) -> Measured {
    if orders == 0 {
        return Err(Undefined::NothingCounted);
    }
    let mut sum = 0.0;
    for round in 0..orders {
        let stream = seed.wrapping_mul(orders).wrapping_add(round);
        let order = shuffle::order(documents.len(), stream);
        let curve = growth(order.into_iter().map(|at| documents[at]));
        sum += fit((1u64..).zip(&curve).map(|(n, &v)| (n as f64, v as f64)))?.beta;
    }
    Ok(sum / orders as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_words_only_grow_by_one_and_one_word_not_at_all() {
        let new: Vec<u64> = (0..500).collect();
        assert!((exponent(&[&new[..200], &new[200..]], 0, 3).unwrap() - 1.0).abs() < 1e-12);
        assert!(exponent(&[&[7; 500]], 0, 3).unwrap().abs() < 1e-12);
    }

    #[test]
    fn a_power_law_is_found() {
        let points = (1..50).map(|n| (f64::from(n), 3.0 * f64::from(n).powf(0.6)));
        let found = fit(points).unwrap();
        assert!((found.beta - 0.6).abs() < 1e-12 && (found.k - 3.0).abs() < 1e-12);
    }

    #[test]
    fn too_little_is_undefined() {
        assert_eq!(fit(std::iter::empty()), Err(Undefined::NothingCounted));
        assert_eq!(fit([(3.0, 1.0), (3.0, 2.0)].into_iter()), Err(Undefined::NothingCounted));
        assert_eq!(exponent(&[&[1]], 0, 2), Err(Undefined::NothingCounted));
        assert_eq!(exponent(&[&[1, 2]], 0, 0), Err(Undefined::NothingCounted));
        assert_eq!(exponent(&[], 0, 1), Err(Undefined::NothingCounted));
    }
}
