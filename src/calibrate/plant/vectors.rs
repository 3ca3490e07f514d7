//! Embeddings that vary less, or no longer visit rare places.

use ndarray::Array2;

use crate::calibrate::chance::Chance;
use crate::estimator::space::kmeans;
use crate::profile::SampleRow;

/// Most clusters that a corpus is divided into.
const MOST_CLUSTERS: usize = 40;
/// Vectors a cluster has on average, at least.
const A_CLUSTER: usize = 20;
/// The same clusters on every run.
const SEED: u64 = 0;

/// Which vectors of a corpus mean about the same, found once on both sides together.
#[derive(Debug)]
pub(in crate::calibrate) struct Meanings {
    /// The cluster of each row that has a vector.
    cluster: Vec<Option<usize>>,
    /// Clusters, the smallest first.
    rarest: Vec<usize>,
}

impl Meanings {
    /// `None` where too few rows have a vector for two clusters.
    pub(in crate::calibrate) fn of(rows: &[SampleRow]) -> Option<Self> {
        let vectors: Vec<&[f32]> = rows.iter().filter_map(|row| row.embedding.as_deref()).collect();
        let n_clusters = MOST_CLUSTERS.min(vectors.len() / A_CLUSTER);
        if n_clusters < 2 {
            return None;
        }
        let shape = (vectors.len(), vectors[0].len());
        let points = Array2::from_shape_vec(shape, vectors.concat()).ok()?;
        let found = kmeans::fit(points.view(), n_clusters, SEED).ok()?;
        let mut sizes = vec![0usize; found.centers.nrows()];
        found.labels.iter().for_each(|&c| sizes[c] += 1);
        let mut rarest: Vec<usize> = (0..sizes.len()).collect();
        rarest.sort_by_key(|&c| sizes[c]);
        let mut labels = found.labels.into_iter();
        let cluster = rows.iter().map(|row| row.embedding.as_ref().and_then(|_| labels.next())).collect();
        Some(Self { cluster, rarest })
    }
}

/// The vectors of the side that is damaged.
#[derive(Debug)]
pub(in crate::calibrate) struct Vectors<'c> {
    meanings: &'c Meanings,
    /// Positions of the side's rows in the corpus.
    rows: &'c [usize],
    pub(in crate::calibrate) vectors: Vec<Option<Box<[f32]>>>,
}

impl<'c> Vectors<'c> {
    /// The vectors of the rows at these positions, undamaged.
    pub(in crate::calibrate) fn of(meanings: &'c Meanings, corpus: &[SampleRow], rows: &'c [usize]) -> Self {
        Self { meanings, rows, vectors: rows.iter().map(|&at| corpus[at].embedding.clone()).collect() }
    }
}

/// Moves every vector towards their mean, so that this share of the standard deviation is left.
pub(super) fn shrink(side: &mut Vectors<'_>, dose: f64, _: &mut Chance) {
    let n = side.vectors.iter().flatten().count().max(1) as f64;
    let dimension = side.vectors.iter().flatten().next().map_or(0, |v| v.len());
    let mut mean = vec![0.0; dimension];
    for vector in side.vectors.iter().flatten() {
        mean.iter_mut().zip(vector).for_each(|(m, &x)| *m += f64::from(x) / n);
    }
    for vector in side.vectors.iter_mut().flatten() {
        vector.iter_mut().zip(&mean).for_each(|(x, m)| *x = (m + dose * (f64::from(*x) - m)) as f32);
    }
}

/// Puts vectors of other clusters in place of those of the rarest clusters, until this share of them is gone.
pub(super) fn remove_rare(side: &mut Vectors<'_>, dose: f64, chance: &mut Chance) {
    let cluster = |at: usize| side.meanings.cluster[side.rows[at]];
    let present: Vec<usize> = (0..side.rows.len()).filter(|&at| cluster(at).is_some()).collect();
    let enough = dose * present.len() as f64;
    let (mut gone, mut is_gone) = (0usize, vec![false; side.meanings.rarest.len()]);
    for &rare in &side.meanings.rarest {
        if gone as f64 >= enough {
            break;
        }
        is_gone[rare] = true;
        gone += present.iter().filter(|&&at| cluster(at) == Some(rare)).count();
    }
    let (lost, kept): (Vec<usize>, Vec<usize>) =
        present.iter().partition(|&&at| cluster(at).is_some_and(|c| is_gone[c]));
    for at in lost {
        if !kept.is_empty() {
            side.vectors[at] = side.vectors[kept[chance.position(kept.len())]].clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows about 4 points, 8, 16, 24 and 32 of them: as many clusters are looked for.
    fn rows() -> Vec<SampleRow> {
        let mut chance = Chance::of(2);
        let about = |center: usize, chance: &mut Chance| {
            let noise = |c: &mut Chance| c.below(1000) as f32 / 1e4;
            Some(vec![center as f32 * 10.0 + noise(chance), noise(chance)].into_boxed_slice())
        };
        (1..=4)
            .flat_map(|center| std::iter::repeat_n(center, center * 8))
            .map(|center| SampleRow { embedding: about(center, &mut chance), ..SampleRow::default() })
            .collect()
    }

    fn variance(vectors: &[Option<Box<[f32]>>]) -> f64 {
        let x: Vec<f64> = vectors.iter().flatten().map(|v| f64::from(v[0])).collect();
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| (x - mean).powi(2)).sum()
    }

    #[test]
    fn the_dose_is_what_is_left_of_the_standard_deviation() {
        let rows = rows();
        let (meanings, all): (_, Vec<usize>) = (Meanings::of(&rows).unwrap(), (0..rows.len()).collect());
        let mut side = Vectors::of(&meanings, &rows, &all);
        let before = variance(&side.vectors);
        shrink(&mut side, 0.5, &mut Chance::of(1));
        assert!((variance(&side.vectors) / before - 0.25).abs() < 1e-4);
    }

    #[test]
    fn the_rarest_clusters_go_first_and_nothing_else_changes() {
        let rows = rows();
        let (meanings, all): (_, Vec<usize>) = (Meanings::of(&rows).unwrap(), (0..rows.len()).collect());
        let mut side = Vectors::of(&meanings, &rows, &all);
        remove_rare(&mut side, 0.09, &mut Chance::of(1));
        let is_same = |at: &usize| side.vectors[*at] == rows[*at].embedding;
        assert!((8..80).all(|at| is_same(&at)), "only the eight rows of the smallest cluster change");
        assert!(!(0..8).any(|at| is_same(&at)));
        let lone = vec![SampleRow::default(); 30];
        assert!(Meanings::of(&lone).is_none());
    }
}
