//! Sums of vectors and of their squared lengths, by block: all that the total variance needs.

use ndarray::{Array1, Array2};

use super::Cloud;
use crate::profile::BLOCKS;
use crate::terms::{Measured, Undefined};

/// Sums by block of vectors less the first one, so that equal vectors give exactly 0 and large means cancel nothing.
#[derive(Debug)]
pub(super) struct Trace {
    n: [u64; BLOCKS],
    sums: Array2<f64>,
    squares: [f64; BLOCKS],
}

impl Trace {
    pub(super) fn of(cloud: &Cloud) -> Self {
        let mut trace = Self {
            n: [0; BLOCKS],
            sums: Array2::zeros((BLOCKS, cloud.points.ncols())),
            squares: [0.0; BLOCKS],
        };
        let origin = cloud.points.row(0);
        for (block, point) in cloud.iter() {
            trace.n[block] += 1;
            let mut square = 0.0;
            for ((sum, &x), &o) in trace.sums.row_mut(block).iter_mut().zip(point).zip(origin) {
                let moved = f64::from(x) - f64::from(o);
                *sum += moved;
                square += moved * moved;
            }
            trace.squares[block] += square;
        }
        trace
    }

    /// Sum of squared deviations from the mean over n - 1.
    pub(super) fn total_variance(&self, kept: impl Iterator<Item = usize>) -> Measured {
        let (mut n, mut squares) = (0, 0.0);
        let mut sum = Array1::<f64>::zeros(self.sums.ncols());
        for block in kept {
            n += self.n[block];
            squares += self.squares[block];
            sum += &self.sums.row(block);
        }
        if n < 2 {
            return Err(Undefined::TooFewPoints);
        }
        let n = n as f64;
        Ok(((squares - sum.dot(&sum) / n) / (n - 1.0)).max(0.0))
    }
}
