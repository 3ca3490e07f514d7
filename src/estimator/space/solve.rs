//! Linear equations with a symmetric positive definite matrix, from `faer`.

use faer::prelude::Solve;
use faer::{Mat, MatRef, Side};
use ndarray::ArrayView2;

use super::product::contiguous;
use super::registers;
use crate::terms::Undefined;

/// The x of A x = b for a symmetric positive definite A, of which the lower triangle is read. *Cost*: d³ / 3.
///
/// # Errors
/// [`Undefined::Singular`] where A is not positive definite.
pub(super) fn positive_definite(a: ArrayView2<'_, f64>, b: &[f64]) -> Result<Vec<f64>, Undefined> {
    let (rows, columns) = a.dim();
    let cells = contiguous(&a);
    let matrix = MatRef::from_row_major_slice(cells.as_slice(), rows, columns);
    let factor = matrix.llt(Side::Lower).map_err(|_| Undefined::Singular)?;
    let right = Mat::from_fn(b.len(), 1, |i, _| b[i]);
    let found = factor.solve(&right);
    registers::clean();
    Ok((0..b.len()).map(|i| found[(i, 0)]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::product::gram;
    use crate::estimator::space::testing::gaussian;

    #[test]
    fn the_solution_solves() {
        let a = gram(gaussian(40, 12, 1).view());
        let b: Vec<f64> = (0..12).map(f64::from).collect();
        let x = positive_definite(a.view(), &b).unwrap();
        for (row, b) in a.rows().into_iter().zip(&b) {
            let found: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((found - b).abs() < 1e-10);
        }
        let zero = ndarray::Array2::zeros((2, 2));
        assert_eq!(positive_definite(zero.view(), &[1.0, 1.0]), Err(Undefined::Singular));
    }
}
