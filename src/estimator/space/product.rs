//! Dense products, the only place where time goes with the square of the number of points or of the dimension.
//!
//! They run through `faer`'s kernels, which read the processor's vector width at run time and need no BLAS to build.
//! One thread, so the same input gives the same bits; callers run independent products side by side.

use faer::linalg::matmul::{matmul, triangular};
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::{Array2, ArrayView2};

use super::registers;

/// The numbers points are made of: `f32` as stored, `f64` where more digits are wanted.
pub trait Scalar: Copy + PartialOrd + Into<f64> + Send + Sync + std::fmt::Debug + sealed::Kernel {
    /// The relative error of one rounding.
    const ROUNDOFF: f64;

    /// Zero.
    const ZERO: Self;

    /// The nearest value of this type.
    fn nearest(value: f64) -> Self;

    /// `length - 2 product`: the part of a squared distance that depends on the other point.
    fn far(length: Self, product: Self) -> Self;
}

mod sealed {
    /// Row-major products of one type.
    pub trait Kernel: Sized {
        /// `out = a bᵀ`, where `a` and `b` have rows of length `d`.
        fn times_transposed(a: &[Self], b: &[Self], d: usize, out: &mut [Self]);

        /// The lower triangle of `out = aᵀ a`, where `a` has rows of length `d`.
        fn lower_gram(a: &[Self], d: usize, out: &mut [Self]);

        /// `out = a b`, where `b` has rows of length `d`.
        fn times(a: &[Self], b: &[Self], d: usize, out: &mut [Self]);
    }
}
use sealed::Kernel;

macro_rules! scalar {
    ($t:ty, $zero:expr, $nearest:expr) => {
        impl Kernel for $t {
            fn times_transposed(a: &[Self], b: &[Self], d: usize, out: &mut [Self]) {
                let (rows, columns) = (a.len() / d, b.len() / d);
                let (a, b) =
                    (MatRef::from_row_major_slice(a, rows, d), MatRef::from_row_major_slice(b, columns, d));
                let out = MatMut::from_row_major_slice_mut(out, rows, columns);
                matmul(out, Accum::Replace, a, b.transpose(), 1.0, Par::Seq);
            }

            fn lower_gram(a: &[Self], d: usize, out: &mut [Self]) {
                use triangular::BlockStructure::{Rectangular, TriangularLower};
                let a = MatRef::from_row_major_slice(a, a.len() / d, d);
                let out = MatMut::from_row_major_slice_mut(out, d, d);
                triangular::matmul(
                    out,
                    TriangularLower,
                    Accum::Replace,
                    a.transpose(),
                    Rectangular,
                    a,
                    Rectangular,
                    1.0,
                    Par::Seq,
                );
            }

            fn times(a: &[Self], b: &[Self], d: usize, out: &mut [Self]) {
                let (inner, rows) = (b.len() / d, out.len() / d);
                let (a, b) =
                    (MatRef::from_row_major_slice(a, rows, inner), MatRef::from_row_major_slice(b, inner, d));
                matmul(MatMut::from_row_major_slice_mut(out, rows, d), Accum::Replace, a, b, 1.0, Par::Seq);
            }
        }

        impl Scalar for $t {
            const ROUNDOFF: f64 = <$t>::EPSILON as f64 / 2.0;
            const ZERO: Self = $zero;

            #[inline]
            fn nearest(value: f64) -> Self {
                $nearest(value)
            }

            #[inline]
            fn far(length: Self, product: Self) -> Self {
                length - (product + product)
            }
        }
    };
}

scalar!(f32, 0.0, |value| value as f32);
scalar!(f64, 0.0, |value| value);

/// `out = a bᵀ` for row-major `a` and `b` with rows of length `d`; `out` is row-major, `a` rows by `b` rows.
pub(super) fn times_transposed_into<T: Scalar>(a: &[T], b: &[T], d: usize, out: &mut [T]) {
    T::times_transposed(a, b, d, out);
    registers::clean();
}

/// The lower triangle of `out = aᵀ a` for row-major `a` with rows of length `d`; above the diagonal `out` stays.
pub(super) fn lower_gram_into<T: Scalar>(a: &[T], d: usize, out: &mut [T]) {
    T::lower_gram(a, d, out);
    registers::clean();
}

/// XᵀX, symmetric, d × d: half the work of a general product. *Cost*: n d².
pub fn gram<T: Scalar>(rows: ArrayView2<'_, T>) -> Array2<T> {
    let (n, d) = rows.dim();
    let mut out = Array2::from_elem((d, d), T::ZERO);
    if n > 0 && d > 0 {
        lower_gram_into(contiguous(&rows).as_slice(), d, slice_of(&mut out));
    }
    for i in 0..d {
        for j in 0..i {
            out[[j, i]] = out[[i, j]];
        }
    }
    out
}

/// A Bᵀ: the inner product of every row of `a` with every row of `b`. *Cost*: 2 n m d.
pub fn times_transposed<T: Scalar>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let mut out = Array2::from_elem((a.nrows(), b.nrows()), T::ZERO);
    if !out.is_empty() && a.ncols() > 0 {
        let (left, right) = (contiguous(&a), contiguous(&b));
        times_transposed_into(left.as_slice(), right.as_slice(), a.ncols(), slice_of(&mut out));
    }
    out
}

/// A B. *Cost*: 2 n m d.
pub fn times<T: Scalar>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Array2<T> {
    let mut out = Array2::from_elem((a.nrows(), b.ncols()), T::ZERO);
    if !out.is_empty() && a.ncols() > 0 {
        let (left, right) = (contiguous(&a), contiguous(&b));
        T::times(left.as_slice(), right.as_slice(), b.ncols(), slice_of(&mut out));
        registers::clean();
    }
    out
}

/// Row-major storage of a view: the view's own, or a copy where it has gaps.
pub(super) enum Contiguous<'a, T> {
    Own(&'a [T]),
    Copy(Vec<T>),
}

impl<T> Contiguous<'_, T> {
    pub(super) fn as_slice(&self) -> &[T] {
        match self {
            Self::Own(slice) => slice,
            Self::Copy(copy) => copy,
        }
    }
}

/// The rows of a view one after the other.
pub(super) fn contiguous<'a, T: Scalar>(rows: &ArrayView2<'a, T>) -> Contiguous<'a, T> {
    match rows.to_slice() {
        Some(slice) => Contiguous::Own(slice),
        None => Contiguous::Copy(rows.iter().copied().collect()),
    }
}

fn slice_of<T>(matrix: &mut Array2<T>) -> &mut [T] {
    matrix.as_slice_mut().expect("a new array is row-major")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::gaussian;
    use ndarray::{Axis, Slice};

    #[test]
    fn products_agree_with_sums_term_by_term() {
        for (n, m, d) in [(1, 1, 1), (3, 5, 2), (70, 33, 40), (129, 7, 65)] {
            let (a, b) = (gaussian(n, d, 1), gaussian(m, d, 2));
            let found = times_transposed(a.view(), b.view());
            let by_columns = times(a.view(), b.t().as_standard_layout().view());
            for ((i, j), &value) in found.indexed_iter() {
                let expected: f64 = (0..d).map(|k| a[[i, k]] * b[[j, k]]).sum();
                assert!((value - expected).abs() < 1e-12);
                assert!((by_columns[[i, j]] - expected).abs() < 1e-12);
            }
            let found = gram(a.view());
            for ((i, j), &value) in found.indexed_iter() {
                let expected: f64 = (0..n).map(|k| a[[k, i]] * a[[k, j]]).sum();
                assert!((value - expected).abs() < 1e-12);
                assert_eq!(value, found[[j, i]]);
            }
        }
    }

    #[test]
    fn a_view_with_gaps_is_copied() {
        let wide = gaussian(20, 9, 3);
        let odd = wide.slice_axis(Axis(0), Slice::new(0, None, 2)).reversed_axes();
        let odd = odd.slice_axis(Axis(0), Slice::new(0, None, 3));
        assert_eq!(gram(odd), gram(odd.to_owned().view()));
        assert_eq!(times_transposed(odd, odd).dim(), (3, 3));
    }

    #[test]
    fn nothing_in_nothing_out() {
        let empty = Array2::<f32>::zeros((0, 3));
        assert_eq!(gram(empty.view()), Array2::<f32>::zeros((3, 3)));
        assert_eq!(times_transposed(empty.view(), empty.view()).dim(), (0, 0));
        let flat = Array2::<f32>::zeros((4, 0));
        assert_eq!(times_transposed(flat.view(), flat.view()), Array2::<f32>::zeros((4, 4)));
    }
}
