//! Tight clumps of points: what lies together much more closely than points usually do.

use super::neighbors::Neighbors;

/// The neighbor whose distance says how closely points usually lie. The third, so that a pair that happens to lie close does not count as
/// usual.
const USUAL: usize = 3;

/// Points nearer than this share of the usual distance lie in one clump.
const NEAR: f64 = 0.5;

/// Divides points into clumps: each point is linked to those of its neighbors (three at least) that are nearer than half of the median
/// distance to a third neighbor. Gives the clump of each point; most are alone.
///
/// *Scale-free*: a common factor, a shift or a rotation changes nothing. *Cost*: O(points x neighbors).
pub fn clumps(near: &Neighbors) -> Vec<usize> {
    let n = near.len();
    let mut usual: Vec<f64> = (0..n).map(|i| near.distances(i)[USUAL - 1]).collect();
    let (_, median, _) = usual.select_nth_unstable_by(n / 2, f64::total_cmp);
    let reach = NEAR * *median;
    let mut clumps = Joined((0..n).collect());
    for i in 0..n {
        for (&j, &distance) in near.indices(i).iter().zip(near.distances(i)) {
            if distance < reach {
                clumps.join(i, j);
            }
        }
    }
    (0..n).map(|i| clumps.first(i)).collect()
}

/// Points by the first one of their clump, or one nearer to it.
struct Joined(Vec<usize>);

impl Joined {
    fn first(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, i: usize, j: usize) {
        let (a, b) = (self.first(i), self.first(j));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::neighbors::within;
    use crate::estimator::space::testing::gaussian32;

    fn clumps_of(points: &ndarray::Array2<f32>) -> Vec<usize> {
        clumps(&within(points.view(), 8).unwrap())
    }

    #[test]
    fn close_points_are_a_clump_and_the_others_alone() {
        let mut points = gaussian32(200, 8, 1);
        for i in 0..12 {
            let center = points.row(100 + i % 2).to_owned();
            let mut row = points.row_mut(i);
            row *= 0.05;
            row += &center;
        }
        let found = clumps_of(&points);
        for i in 0..12 {
            assert_eq!(found[i], found[100 + i % 2], "{i}");
        }
        assert_ne!(found[100], found[101]);
        let alone = (12..100).filter(|&i| found.iter().filter(|&&c| c == found[i]).count() == 1).count();
        assert!(alone > 80, "{alone}");
        let moved = points.mapv(|x| 1000.0 * x);
        assert_eq!(clumps_of(&moved), found, "whatever the scale");
    }

    #[test]
    fn equal_points_are_no_clump_where_all_are_equal() {
        let points = ndarray::Array2::<f32>::zeros((20, 3));
        assert_eq!(clumps_of(&points), (0..20).collect::<Vec<_>>());
    }
}
