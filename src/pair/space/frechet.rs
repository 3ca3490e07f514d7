//! Fréchet distance from the moments of blocks.

use ndarray::ArrayView2;

use super::distance::Grouped;
use crate::estimator::space::blocks::rows_by_block;
use crate::estimator::space::frechet;
use crate::estimator::space::moments::CoMoments;
use crate::estimator::space::pairs::Place;
use crate::terms::Measured;

/// Moments of each group, within the axes that both sides have in common: in all coordinates the distance would be mostly
/// the noise of covariances that few vectors cannot tell.
#[derive(Debug)]
pub(super) struct Frechet {
    groups: Vec<CoMoments>,
}

impl Frechet {
    pub(super) fn of(points: ArrayView2<'_, f32>, groups: &[usize], n_groups: usize) -> Self {
        let labels: Vec<u8> = groups.iter().map(|&g| g as u8).collect();
        let by_group = rows_by_block(points, &labels, n_groups);
        Self { groups: by_group.iter().map(|rows| CoMoments::of(rows.view())).collect() }
    }
}

impl Grouped for Frechet {
    fn distance(&self, place: &dyn Fn(usize) -> Place) -> Measured {
        let d = self.groups.first().map_or(0, CoMoments::dimension);
        let mut sets = [CoMoments::new(d), CoMoments::new(d)];
        for (group, moments) in self.groups.iter().enumerate() {
            match place(group) {
                Place::First => sets[0].merge(moments),
                Place::Second => sets[1].merge(moments),
                Place::Out => {}
            }
        }
        frechet::distance(&sets[0], &sets[1])
    }
}
