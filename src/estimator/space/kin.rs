//! Pairs of points that are no independent draws: two answers to one prompt lie nearer than answers to two prompts do.
//!
//! A mean over pairs that is meant for independent points leaves these out, wherever they lie: between the sets, where both
//! answer the same prompts, and within a set, where a prompt has several answers.

use ndarray::{Array2, ArrayView2};

use super::points::squared_distance;
use super::product::{Scalar, contiguous};
use crate::threads::parts;

/// Sums of h over the pairs of points of one key, by the groups of the two.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kin {
    /// Pairs {x, y} of two groups; symmetric.
    pub(super) pairs: Array2<f64>,
    /// Σ h(x, y) over them; symmetric.
    pub(super) sums: Array2<f64>,
}

/// A point with a key; in order, those of one key lie together and among them those of one group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    key: u64,
    group: usize,
    row: usize,
}

/// The pairs of one point with points of one group.
struct Run {
    groups: [usize; 2],
    pairs: usize,
    sum: f64,
}

impl Kin {
    /// None at all.
    pub(super) fn none(n_groups: usize) -> Self {
        let zeros = || Array2::zeros((n_groups, n_groups));
        Self { pairs: zeros(), sums: zeros() }
    }

    /// Of a function of the squared distance, which is taken in f64 from the coordinates as given. A point without a key has no
    /// kin. *Cost*: O(Σ k² d) over keys of k points. *Deterministic* at any number of threads.
    pub(super) fn by_distance<T: Scalar>(
        points: ArrayView2<'_, T>,
        groups: &[usize],
        keys: &[Option<u64>],
        n_groups: usize,
        h: impl Fn(f64) -> f64 + Sync,
    ) -> Self {
        let (flat, d) = (contiguous(&points), points.ncols());
        let point = |i: usize| &flat.as_slice()[i * d..(i + 1) * d];
        let members = members(groups, keys);
        let by_key = members.chunk_by(|a, b| a.key == b.key);
        let each = by_key.flat_map(|kin| (0..kin.len()).map(move |at| (kin[at], &kin[at + 1..]))).collect();
        let runs: Vec<Vec<Run>> = parts(
            each,
            || (),
            |_, (one, others): (Member, &[Member])| {
                let run = |run: &[Member]| Run {
                    groups: [one.group, run[0].group],
                    pairs: run.len(),
                    sum: run.iter().map(|other| h(squared_distance(point(one.row), point(other.row)))).sum(),
                };
                others.chunk_by(|a, b| a.group == b.group).map(run).collect()
            },
        );
        let mut kin = Self::none(n_groups);
        runs.iter().flatten().for_each(|run| kin.add(run));
        kin
    }

    fn add(&mut self, run: &Run) {
        let [g, h] = run.groups;
        for cell in [[g, h], [h, g]].into_iter().take(if g == h { 1 } else { 2 }) {
            self.pairs[cell] += run.pairs as f64;
            self.sums[cell] += run.sum;
        }
    }
}

/// The points that have a key, in order.
fn members(groups: &[usize], keys: &[Option<u64>]) -> Vec<Member> {
    let keyed = keys.iter().zip(groups).enumerate();
    let mut members: Vec<Member> =
        keyed.filter_map(|(row, (&key, &group))| Some(Member { key: key?, group, row })).collect();
    members.sort_unstable();
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn pairs_of_one_key_by_hand() {
        let points = array![[0.0], [1.0], [3.0], [7.0], [12.0], [20.0]];
        let keys = [Some(5), Some(9), Some(5), Some(5), None, None];
        let kin = Kin::by_distance(points.view(), &[0, 0, 1, 0, 1, 1], &keys, 2, f64::sqrt);
        assert_eq!(kin.pairs, array![[1.0, 2.0], [2.0, 0.0]]);
        assert_eq!(kin.sums, array![[7.0, 3.0 + 4.0], [7.0, 0.0]]);
        let none = Kin::by_distance(points.view(), &[0; 6], &[None; 6], 2, f64::sqrt);
        assert_eq!(none, Kin::none(2));
    }
}
