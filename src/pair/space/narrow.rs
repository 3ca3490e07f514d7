//! Vectors of very many coordinates in as many directions as tell them apart.
//!
//! Matrices of all pairs of coordinates grow with the square of their number, and work on them with its cube, though a few hundred vectors lie
//! in a few hundred directions whatever the number of their coordinates.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::Cloud;
use crate::estimator::space::principal::{About, principal_axes};
use crate::estimator::space::product::times_transposed;
use crate::terms::Undefined;

/// Most coordinates that vectors are looked at in as they are, and most directions otherwise.
const DIRECTIONS: usize = 1024;

/// Rows that are turned at a time, since they take twice their room meanwhile.
const ROWS: usize = 1024;

/// Both sides in the directions that the first vectors of both lie in, 512 of either side; of no more than these every length, angle and distance
/// stays as it is. Beyond them a vector loses what sticks out of these directions, on both sides alike.
///
/// *Cost*: 2 n d k for k directions, and 9 k³.
pub(super) fn narrow(sides: [Arc<Cloud>; 2]) -> Result<[Arc<Cloud>; 2], Undefined> {
    if sides[0].points.ncols() <= DIRECTIONS {
        return Ok(sides);
    }
    let first = sides.each_ref().map(|side| side.head(DIRECTIONS / 2).points);
    let first = concatenate(Axis(0), &first).map_err(|_| Undefined::TooFewPoints)?;
    let axes = principal_axes(first.view(), About::Origin)?;
    Ok(sides.map(|side| {
        let points = along(side.points.view(), axes.view());
        Arc::new(Cloud::of_points(points, side.blocks.clone(), side.keys.clone()))
    }))
}

/// Whether [`narrow`] takes something off such vectors.
pub(super) fn loses(rows: usize, dimension: usize) -> bool {
    dimension > DIRECTIONS && rows > DIRECTIONS / 2
}

/// Products in f64, so that equal vectors stay equal; vectors of nothing but zeros have one coordinate.
fn along(points: ArrayView2<'_, f32>, axes: ArrayView2<'_, f64>) -> Array2<f32> {
    if axes.is_empty() {
        return Array2::zeros((points.nrows(), 1));
    }
    let mut narrow = Array2::zeros((points.nrows(), axes.nrows()));
    for (from, mut to) in
        points.axis_chunks_iter(Axis(0), ROWS).zip(narrow.axis_chunks_iter_mut(Axis(0), ROWS))
    {
        to.assign(&times_transposed(from.mapv(f64::from).view(), axes).mapv(|x| x as f32));
    }
    narrow
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::profile::BLOCKS;

    /// Vectors in `directions` of `dimension` coordinates.
    fn cloud(n: usize, directions: usize, dimension: usize, seed: u64) -> Arc<Cloud> {
        let (mut chance, mut places) = (Chance::of(seed), Chance::of(9));
        let axes: Array2<f64> = Array2::from_shape_simple_fn((directions, dimension), || places.normal());
        let mixed: Array2<f64> = Array2::from_shape_simple_fn((n, directions), || chance.normal());
        let points = mixed.dot(&axes).mapv(|x| x as f32);
        Arc::new(Cloud::of_points(points, (0..n).map(|i| (i % BLOCKS) as u8).collect(), vec![None; n]))
    }

    fn products(cloud: &Cloud) -> Array2<f64> {
        let points = cloud.points.mapv(f64::from);
        points.dot(&points.t())
    }

    #[test]
    fn few_vectors_keep_every_product() {
        let sides = [1, 2].map(|seed| cloud(40, 40, 3000, seed));
        let narrowed = narrow(sides.clone()).unwrap();
        assert!(narrowed[0].points.ncols() <= 80 && !loses(40, 3000));
        for (wide, narrow) in sides.iter().zip(&narrowed) {
            let (wide, narrow) = (products(wide), products(narrow));
            let far = wide.diag().iter().fold(0.0, |most: f64, &x| most.max(x));
            assert!((&wide - &narrow).iter().all(|x| x.abs() < 1e-5 * far));
        }
        assert_eq!(narrowed[1].blocks, sides[1].blocks);
    }

    #[test]
    fn what_lies_in_few_directions_keeps_its_products_beyond_the_first_vectors() {
        let sides = [1, 2].map(|seed| cloud(600, 20, 1100, seed));
        assert!(loses(600, 1100));
        let narrowed = narrow(sides.clone()).unwrap();
        let (wide, narrow) = (products(&sides[1]), products(&narrowed[1]));
        assert!(narrowed[0].points.ncols() < 30);
        assert!((wide[[599, 598]] - narrow[[599, 598]]).abs() < 1e-5 * wide[[599, 599]]);
    }

    #[test]
    fn few_coordinates_stay_as_they_are_and_zeros_stay_zeros() {
        let sides = [1, 2].map(|seed| cloud(40, 5, 8, seed));
        assert!(Arc::ptr_eq(&narrow(sides.clone()).unwrap()[0], &sides[0]));
        let zeros = [1, 2]
            .map(|_| Arc::new(Cloud::of_points(Array2::zeros((40, 2000)), vec![0; 40], vec![None; 40])));
        assert_eq!(narrow(zeros).unwrap()[0].points, Array2::<f32>::zeros((40, 1)));
    }
}
