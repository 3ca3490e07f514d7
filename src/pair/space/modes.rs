//! Modes: clusters of both sides' vectors, and how many vectors of either fall in each.

use std::sync::Arc;

use ndarray::{Array2, Axis};

use super::Cloud;
use super::common::Common;
use super::distance::ROWS;
use crate::estimator::space::kmeans;
use crate::profile::BLOCKS;
use crate::terms::Undefined;

/// Vectors a cluster has on average.
const ROWS_A_CLUSTER: usize = 20;

/// Most clusters.
const MOST_CLUSTERS: usize = 50;

/// Seed of the fit.
const SEED: u64 = 0;

/// Clusters fitted on as many vectors of one side as of the other, in the axes that both have in common, so that neither
/// side's noise is taken for structure. The largest of the reference first.
#[derive(Debug)]
pub struct Modes {
    sides: [Assigned; 2],
}

/// One side's vectors, by cluster.
#[derive(Debug)]
struct Assigned {
    labels: Vec<usize>,
    /// Clusters x blocks.
    counts: Array2<u64>,
}

impl Modes {
    pub(super) fn of(sides: &[Arc<Cloud>; 2], common: &Common) -> Result<Self, Undefined> {
        let rows = common.points().nrows() / 2;
        let k = (rows / ROWS_A_CLUSTER).clamp(2, MOST_CLUSTERS);
        let fitted = kmeans::fit(common.points(), k, SEED)?;
        let (before, after) = fitted.labels.split_at(rows);
        let mut sizes = vec![0usize; fitted.centers.nrows()];
        before.iter().for_each(|&cluster| sizes[cluster] += 1);
        let mut by_size: Vec<usize> = (0..sizes.len()).collect();
        by_size.sort_by_key(|&cluster| (std::cmp::Reverse(sizes[cluster]), cluster));
        let mut rank = vec![0; sizes.len()];
        by_size.iter().enumerate().for_each(|(at, &cluster)| rank[cluster] = at);
        let side = |cloud: &Cloud, labels: &[usize]| {
            let labels: Vec<usize> = labels.iter().map(|&cluster| rank[cluster]).collect();
            let mut counts = Array2::zeros((sizes.len(), BLOCKS));
            for (&cluster, &block) in labels.iter().zip(cloud.head(ROWS).blocks) {
                counts[[cluster, usize::from(block)]] += 1;
            }
            Assigned { labels, counts }
        };
        Ok(Self { sides: [side(&sides[0], before), side(&sides[1], after)] })
    }

    /// Number of clusters.
    pub fn len(&self) -> usize {
        self.sides[0].counts.nrows()
    }

    /// Whether there is no cluster, which no fit gives.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cluster of each of a side's first vectors, in sample order.
    pub fn labels(&self, side: usize) -> &[usize] {
        &self.sides[side].labels
    }

    /// Vectors of a side in each cluster, without the blocks that are not kept.
    pub fn counts(&self, side: usize, kept: impl Fn(usize) -> bool) -> Vec<u64> {
        let sum = |row: ndarray::ArrayView1<'_, u64>| {
            row.iter().enumerate().filter(|(block, _)| kept(*block)).map(|(_, n)| n).sum()
        };
        self.sides[side].counts.axis_iter(Axis(0)).map(sum).collect()
    }
}
