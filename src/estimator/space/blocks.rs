//! Points by block.

use ndarray::{Array2, ArrayView2};

use super::product::Scalar;

/// The points of each block, in their order.
///
/// # Panics
/// Where a label is not below `n_blocks`, or there is not one for each point.
pub fn rows_by_block<T: Scalar>(points: ArrayView2<'_, T>, blocks: &[u8], n_blocks: usize) -> Vec<Array2<T>> {
    assert_eq!(points.nrows(), blocks.len(), "one block for each point");
    let mut sizes = vec![0usize; n_blocks];
    for &block in blocks {
        sizes[usize::from(block)] += 1;
    }
    let mut parts: Vec<Vec<T>> = sizes.iter().map(|n| Vec::with_capacity(n * points.ncols())).collect();
    for (row, &block) in points.rows().into_iter().zip(blocks) {
        parts[usize::from(block)].extend(row.iter().copied());
    }
    let shaped = sizes
        .into_iter()
        .zip(parts)
        .map(|(n, part)| Array2::from_shape_vec((n, points.ncols()), part).expect("n rows were copied"));
    shaped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_order() {
        let points = ndarray::array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
        let parts = rows_by_block(points.view(), &[2, 0, 2], 3);
        assert_eq!(parts[0], ndarray::array![[3.0, 4.0]]);
        assert_eq!(parts[1].dim(), (0, 2));
        assert_eq!(parts[2], ndarray::array![[1.0, 2.0], [5.0, 6.0]]);
    }
}
