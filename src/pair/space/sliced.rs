//! Sliced Wasserstein distance from projections that are sorted once.

use ndarray::ArrayView2;

use super::distance::Grouped;
use crate::estimator::space::pairs::Place;
use crate::estimator::space::sliced::{Slices, directions};
use crate::terms::Measured;

/// Directions.
const DIRECTIONS: usize = 32;

/// Both sides' vectors along fixed directions, with their groups.
#[derive(Debug)]
pub(super) struct Sliced {
    slices: Slices,
    groups: Vec<usize>,
    n_groups: usize,
}

impl Sliced {
    pub(super) fn of(points: ArrayView2<'_, f32>, groups: Vec<usize>, n_groups: usize) -> Self {
        let directions = directions(DIRECTIONS, points.ncols(), 0);
        Self { slices: Slices::new(points, directions.view()), groups, n_groups }
    }
}

impl Grouped for Sliced {
    fn distance(&self, place: &dyn Fn(usize) -> Place) -> Measured {
        let places: Vec<Place> = (0..self.n_groups).map(place).collect();
        self.slices.distance(|point| match places[self.groups[point]] {
            Place::First => Some(0),
            Place::Second => Some(1),
            Place::Out => None,
        })
    }
}
