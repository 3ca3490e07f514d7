//! How vocabulary grows with text: Heaps' law V = K n^beta.

use crate::terms::Undefined;

/// A fitted growth law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Exponent: 0 when no new words come, 1 when every word is new.
    pub beta: f64,
    /// Factor.
    pub k: f64,
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

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
