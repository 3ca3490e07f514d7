//! Both sides on a plane, for the eye: the first two principal axes of the reference, and its points that are reached no more.

use std::sync::Arc;

use ndarray::{Array2, ArrayView2, Axis};

use super::super::Which;
use super::Cloud;
use super::balls::Balls;
use super::distance::ROWS;
use crate::estimator::space::product::times_transposed;
use crate::terms::Undefined;

/// The first vectors of both sides along the first two principal axes of the reference, about its mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The reference's vectors.
    pub reference: Vec<[f64; 2]>,
    /// The current generation's vectors.
    pub current: Vec<[f64; 2]>,
    /// Those of the reference that its own other half reaches and the current generation's does not.
    pub lost: Vec<[f64; 2]>,
    /// How many it is the other way round: for one law as many, in the mean.
    pub found: u64,
    /// Share of the reference's total variance that the plane shows.
    pub share: f64,
}

impl Map {
    pub(super) fn of(sides: &[Arc<Cloud>; 2], balls: &Balls, blocks: usize) -> Result<Self, Undefined> {
        let moments = sides[0].axes(blocks)?;
        let variances = moments.variances(None)?;
        let axes = sides[0].principal_axes()?;
        if axes.nrows() < 2 {
            return Err(Undefined::TooFewPoints);
        }
        let plane = axes.view().split_at(Axis(0), 2).0.mapv(|a| a as f32);
        let mean = sides[0].points.mean_axis(Axis(0)).ok_or(Undefined::TooFewPoints)?;
        let flat = |points: ArrayView2<'_, f32>| -> Vec<[f64; 2]> {
            let moved: Array2<f32> = &points - &mean;
            let flat = times_transposed(moved.view(), plane.view());
            flat.rows().into_iter().map(|row| [f64::from(row[0]), f64::from(row[1])]).collect()
        };
        let lost: Vec<usize> = balls.reached_only_by(Which::Reference).collect();
        Ok(Self {
            reference: flat(sides[0].head(ROWS).points),
            current: flat(sides[1].head(ROWS).points),
            lost: flat(sides[0].points.select(Axis(0), &lost).view()),
            found: balls.reached_only_by(Which::Current).count() as u64,
            share: variances.iter().take(2).sum::<f64>() / variances.iter().sum::<f64>(),
        })
    }
}
