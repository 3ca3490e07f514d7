//! Eigenvalues and eigenvectors of a symmetric matrix, from `faer`.

use faer::{Mat, MatRef, Side};
use ndarray::{Array2, ArrayView2};

use super::product::contiguous;
use super::registers;
use crate::terms::Undefined;

/// The eigen-decomposition of a symmetric matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// Eigenvalues, the largest first.
    pub values: Vec<f64>,
    /// One unit eigenvector a row, in the order of the values; its component of largest size is positive.
    pub vectors: Array2<f64>,
}

/// Decomposes a symmetric matrix, of which the lower triangle is read. One thread. *Cost*: about 9 d³.
///
/// # Errors
/// [`Undefined::NotConverged`] where the iteration does not end, which finite numbers have not been seen to cause.
pub fn decompose(matrix: ArrayView2<'_, f64>) -> Result<Eigen, Undefined> {
    let d = matrix.nrows();
    if d == 0 {
        return Ok(Eigen { values: Vec::new(), vectors: Array2::zeros((0, 0)) });
    }
    let found = to_faer(matrix).self_adjoint_eigen(Side::Lower).map_err(|_| Undefined::NotConverged)?;
    registers::clean();
    let (values, columns) = (found.S().column_vector(), found.U());
    let values: Vec<f64> = (0..d).rev().map(|i| values[i]).collect();
    let mut vectors = Array2::from_shape_fn((d, d), |(row, k)| columns[(k, d - 1 - row)]);
    for mut vector in vectors.rows_mut() {
        let largest = vector.iter().fold(0.0f64, |best, &v| if v.abs() > best.abs() { v } else { best });
        if largest < 0.0 {
            vector.mapv_inplace(|v| -v);
        }
    }
    Ok(Eigen { values, vectors })
}

/// Only the eigenvalues, the largest first. *Cost*: about 4/3 d³.
///
/// # Errors
/// As [`decompose`].
pub fn values(matrix: ArrayView2<'_, f64>) -> Result<Vec<f64>, Undefined> {
    if matrix.is_empty() {
        return Ok(Vec::new());
    }
    let mut values =
        to_faer(matrix).self_adjoint_eigenvalues(Side::Lower).map_err(|_| Undefined::NotConverged)?;
    registers::clean();
    values.reverse();
    Ok(values)
}

fn to_faer(matrix: ArrayView2<'_, f64>) -> Mat<f64> {
    let (rows, columns) = matrix.dim();
    MatRef::from_row_major_slice(contiguous(&matrix).as_slice(), rows, columns).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::product::gram;
    use crate::estimator::space::testing::{assert_close, gaussian};

    #[test]
    fn vectors_and_values_rebuild_the_matrix() {
        for d in [1, 2, 7, 60] {
            let matrix = gram(gaussian(2 * d, d, 9).view());
            let eigen = decompose(matrix.view()).unwrap();
            assert!(eigen.values.is_sorted_by(|a, b| a >= b));
            for i in 0..d {
                for j in 0..d {
                    let rebuilt: f64 =
                        (0..d).map(|k| eigen.values[k] * eigen.vectors[[k, i]] * eigen.vectors[[k, j]]).sum();
                    assert!((rebuilt - matrix[[i, j]]).abs() < 1e-11 * eigen.values[0]);
                }
            }
            for (found, expected) in values(matrix.view()).unwrap().iter().zip(&eigen.values) {
                assert_close(*found, *expected, 1e-10);
            }
        }
    }

    #[test]
    fn known_spectra() {
        let matrix = ndarray::array![[2.0, 1.0], [1.0, 2.0]];
        let eigen = decompose(matrix.view()).unwrap();
        assert_close(eigen.values[0], 3.0, 1e-14);
        assert_close(eigen.values[1], 1.0, 1e-14);
        assert_close(eigen.vectors[[0, 0]], 0.5f64.sqrt(), 1e-14);
        assert_eq!(values(Array2::zeros((3, 3)).view()).unwrap(), [0.0; 3]);
        assert_eq!(decompose(Array2::zeros((3, 3)).view()).unwrap().values, [0.0; 3]);
        assert!(decompose(Array2::zeros((0, 0)).view()).unwrap().values.is_empty());
    }
}
