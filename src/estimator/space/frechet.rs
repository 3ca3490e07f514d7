//! Fréchet distance of two sets seen as normal laws, and how to get rid of what it owes to their size.
//!
//! Two samples of one law are not at distance 0: for n points of each in d dimensions the distance is about
//! d (d + 5) / (2 n) for unit covariance. So the distance alone means nothing, and two sizes never compare.

use ndarray::{Array2, Axis, Slice};

use super::eigen;
use super::moments::CoMoments;
use super::product::times;
use crate::terms::{Measured, Undefined};

/// |m₁ − m₂|² + tr(A + B − 2 (A B)^½), the squared Wasserstein-2 distance of two normal laws.
///
/// *Unit*: squared. *Range*: 0 and up; biased up by about c / n. Covariances with n − 1. *Cost*: about 20 d³. *Source*:
/// Dowson & Landau (1982), doi:10.1016/0047-259X(82)90077-X; agrees with torch-fidelity 0.4.0.
///
/// # Errors
/// [`Undefined::TooFewPoints`] below two points in a set, [`Undefined::NotConverged`].
pub fn distance(first: &CoMoments, second: &CoMoments) -> Measured {
    let (a, b) = (first.covariance()?, second.covariance()?);
    let means = first.mean().iter().zip(second.mean()).map(|(x, y)| (x - y).powi(2)).sum::<f64>();
    let cross = trace_of_root(&a, &b)?;
    Ok((means + a.diag().sum() + b.diag().sum() - 2.0 * cross).max(0.0))
}

/// tr (A B)^½ from the eigenvalues of L^½ Vᵀ B V L^½, where A = V L Vᵀ.
fn trace_of_root(a: &Array2<f64>, b: &Array2<f64>) -> Measured {
    let eigen = eigen::decompose(a.view())?;
    let rank = eigen.values.iter().filter(|&&value| value > 0.0).count();
    let mut root = eigen.vectors.slice_axis(Axis(0), Slice::from(..rank)).to_owned();
    for (mut row, value) in root.rows_mut().into_iter().zip(&eigen.values) {
        row.mapv_inplace(|x| x * value.sqrt());
    }
    let product = times(times(root.view(), b.view()).view(), root.t());
    Ok(eigen::values(product.view())?.into_iter().map(|value| value.max(0.0).sqrt()).sum())
}

/// A distance, and what it would be if both sets had one law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibrated {
    /// The distance as it is.
    pub distance: f64,
    /// Its mean over exchanges of blocks between the sets, which makes them samples of one law at the same sizes.
    pub floor: f64,
}

impl Calibrated {
    /// The part that size does not explain: 0 in the mean for one law, and then as often below 0 as above.
    pub fn excess(&self) -> f64 {
        self.distance - self.floor
    }
}

/// The distance of two sets and its floor, from the moments of their blocks.
///
/// In each exchange the blocks marked `true` change sides, so what is paired by block stays paired. The floor is that of
/// the mixture of both sets, so it grows with a real difference; the excess is then too small, never too large. *Cost*:
/// a [`distance`] for each exchange. *Source*: this project; the permutation null of Gretton et al. (2012).
///
/// # Errors
/// As [`distance`]; [`Undefined::TooFewPoints`] without exchanges.
///
/// # Panics
/// Where the sets and the exchanges have different numbers of blocks.
pub fn calibrated(
    first: &[CoMoments],
    second: &[CoMoments],
    exchanges: &[Vec<bool>],
) -> Result<Calibrated, Undefined> {
    if exchanges.is_empty() || first.is_empty() {
        return Err(Undefined::TooFewPoints);
    }
    let stay = vec![false; first.len()];
    let observed = exchanged_distance(first, second, &stay)?;
    let mut sum = 0.0;
    for exchange in exchanges {
        sum += exchanged_distance(first, second, exchange)?;
    }
    Ok(Calibrated { distance: observed, floor: sum / exchanges.len() as f64 })
}

/// The distance after the blocks marked `true` have changed sides.
///
/// # Errors
/// As [`distance`].
///
/// # Panics
/// As [`calibrated`].
pub fn exchanged_distance(first: &[CoMoments], second: &[CoMoments], exchange: &[bool]) -> Measured {
    assert!(
        first.len() == second.len() && first.len() == exchange.len(),
        "one mark for each block of both sets"
    );
    let d = first.first().map_or(0, CoMoments::dimension);
    let mut sides = [CoMoments::new(d), CoMoments::new(d)];
    for ((a, b), &changes) in first.iter().zip(second).zip(exchange) {
        let (a, b) = if changes { (b, a) } else { (a, b) };
        sides[0].merge(a);
        sides[1].merge(b);
    }
    distance(&sides[0], &sides[1])
}

/// FD∞: the distance at infinite size, from a line through distances at growing sizes, FD(n) = FD∞ + c / n.
///
/// Sizes are the first parts of the blocks: five steps from a third of them to all. *Range*: any; about 0 for one law.
/// *Cost*: five [`distance`]s. *Source*: Chong & Forsyth (2020), arXiv:1911.07023.
///
/// # Errors
/// As [`distance`]; [`Undefined::TooFewPoints`] below eight blocks.
pub fn at_infinite_size(first: &[CoMoments], second: &[CoMoments]) -> Measured {
    let blocks = first.len().min(second.len());
    if blocks < 8 {
        return Err(Undefined::TooFewPoints);
    }
    let d = first[0].dimension();
    let mut sides = [CoMoments::new(d), CoMoments::new(d)];
    let steps: Vec<usize> =
        (0..SIZES).map(|step| blocks * (SIZES / 2 + step) / (SIZES / 2 + SIZES - 1)).collect();
    let mut points = Vec::with_capacity(SIZES);
    for (block, (a, b)) in first.iter().zip(second).enumerate() {
        sides[0].merge(a);
        sides[1].merge(b);
        if steps.contains(&(block + 1)) {
            let inverse = sides.each_ref().map(|side| 1.0 / side.n() as f64);
            points.push((0.5 * (inverse[0] + inverse[1]), distance(&sides[0], &sides[1])?));
        }
    }
    intercept(&points)
}

/// Sizes that the line goes through.
const SIZES: usize = 5;

/// Where the least-squares line through points meets x = 0.
fn intercept(points: &[(f64, f64)]) -> Measured {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let spread: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
    if spread == 0.0 || points.len() < 2 {
        return Err(Undefined::TooFewPoints);
    }
    let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
    Ok(y - slope * x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian};

    fn parts(points: &Array2<f64>, blocks: usize) -> Vec<CoMoments> {
        points.axis_chunks_iter(Axis(0), points.nrows() / blocks).map(CoMoments::of).collect()
    }

    #[test]
    fn commuting_covariances_have_a_closed_form() {
        let points = gaussian(200, 3, 1);
        let moved = &points * 3.0 + 1.0;
        let (a, b) = (CoMoments::of(points.view()), CoMoments::of(moved.view()));
        let means: f64 = a.mean().iter().zip(b.mean()).map(|(x, y)| (x - y).powi(2)).sum();
        // Roots s and 3 s: the traces give (3 − 1)² tr A.
        let expected = means + 4.0 * a.total_variance().unwrap();
        assert_close(distance(&a, &b).unwrap(), expected, 1e-12);
        assert_close(distance(&b, &a).unwrap(), expected, 1e-12);
        assert!(distance(&a, &a).unwrap() < 1e-12);
    }

    #[test]
    fn constant_sets_are_at_the_distance_of_their_points() {
        let a = CoMoments::of(Array2::from_elem((5, 2), 1.0f32).view());
        let b = CoMoments::of(Array2::from_elem((9, 2), 4.0f32).view());
        assert_eq!(distance(&a, &b), Ok(18.0));
        assert_eq!(distance(&a, &CoMoments::new(2)), Err(Undefined::TooFewPoints));
    }

    #[test]
    fn one_law_has_an_excess_of_zero_in_the_mean_and_another_more() {
        let exchanges: Vec<Vec<bool>> =
            (0..16).map(|e| (0..8).map(|b| (e * 37 + b * 11 + e * b) % 8 < 4).collect()).collect();
        let mut excess = Vec::new();
        let mut infinite = Vec::new();
        for seed in 0..30 {
            let (a, b) = (gaussian(240, 12, 2 * seed), gaussian(240, 12, 2 * seed + 1));
            let found = calibrated(&parts(&a, 8), &parts(&b, 8), &exchanges).unwrap();
            assert!(found.distance > 0.2, "biased up by about 12 · 17 / 480");
            excess.push(found.excess());
            infinite.push(at_infinite_size(&parts(&a, 8), &parts(&b, 8)).unwrap());
            let other = calibrated(&parts(&a, 8), &parts(&(&b * 1.5), 8), &exchanges).unwrap();
            assert!(other.excess() > 1.0, "a change of scale: {other:?}");
        }
        for values in [excess, infinite] {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let sd = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            assert!(mean.abs() < 3.0 * sd / n.sqrt(), "mean {mean}, sd {sd}");
        }
        assert_eq!(at_infinite_size(&[], &[]), Err(Undefined::TooFewPoints));
    }

    #[test]
    fn a_line_meets_zero_where_it_should() {
        assert_close(intercept(&[(1.0, 5.0), (2.0, 7.0), (4.0, 11.0)]).unwrap(), 3.0, 1e-12);
        assert_eq!(intercept(&[(1.0, 5.0), (1.0, 7.0)]), Err(Undefined::TooFewPoints));
    }
}
