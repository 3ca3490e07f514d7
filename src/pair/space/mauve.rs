//! MAUVE from histograms of blocks, by several quantizers.

use ndarray::{Array2, ArrayView2, Axis};

use super::distance::Grouped;
use crate::estimator::space::pairs::Place;
use crate::estimator::space::{kmeans, mauve};
use crate::terms::{Measured, Undefined};

/// Quantizers whose figures are averaged.
const QUANTIZERS: u64 = 5;

/// Vectors a bin, as mauve-text has it.
const ROWS_A_BIN: usize = 10;

/// Most bins of a quantizer.
const MOST_BINS: usize = 100;

/// For each quantizer how many vectors of each group fall in each bin.
#[derive(Debug)]
pub(super) struct Mauve {
    histograms: Vec<Array2<f64>>,
}

impl Mauve {
    /// Quantizers are fitted on both sides together, so neither is favored.
    pub(super) fn of(
        points: ArrayView2<'_, f32>,
        groups: &[usize],
        n_groups: usize,
    ) -> Result<Self, Undefined> {
        let bins = (points.nrows() / 2 / ROWS_A_BIN).clamp(2, MOST_BINS);
        let histogram = |seed| {
            let clusters = kmeans::fit(points, bins, seed)?;
            let mut counts = Array2::zeros((n_groups, clusters.centers.nrows()));
            for (&group, &bin) in groups.iter().zip(&clusters.labels) {
                counts[[group, bin]] += 1.0;
            }
            Ok(counts)
        };
        Ok(Self { histograms: (0..QUANTIZERS).map(histogram).collect::<Result<_, _>>()? })
    }
}

impl Grouped for Mauve {
    /// 1 - MAUVE, so that far is large.
    fn distance(&self, place: &dyn Fn(usize) -> Place) -> Measured {
        let mut sum = 0.0;
        for histogram in &self.histograms {
            let mut sets = [vec![0.0; histogram.ncols()], vec![0.0; histogram.ncols()]];
            for (group, counts) in histogram.axis_iter(Axis(0)).enumerate() {
                let set = match place(group) {
                    Place::First => &mut sets[0],
                    Place::Second => &mut sets[1],
                    Place::Out => continue,
                };
                set.iter_mut().zip(counts).for_each(|(slot, count)| *slot += count);
            }
            sum += 1.0 - mauve::mauve(&sets[0], &sets[1], mauve::SCALE)?;
        }
        Ok(sum / self.histograms.len() as f64)
    }
}
