//! Sums over all pairs of points by their groups: what MMD and the energy distance are made of.
//!
//! With a group for each block of each side, a statistic without any block, or with blocks exchanged between the sides,
//! is a sum over a small table.

use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::kin::Kin;
use super::points::{Frame, Points};
use super::product::{Scalar, times_transposed_into};
use crate::terms::{Measured, Undefined};
use crate::threads;

/// Points of a tile of products.
const TILE_ROWS: usize = 256;
const TILE_COLUMNS: usize = 1024;

/// Sums of a symmetric function h of two points over pairs of different points, by the groups of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct PairSums {
    /// Points of each group.
    sizes: Vec<usize>,
    /// Σ h(x, y) over the pairs {x, y} of two groups; symmetric.
    sums: Array2<f64>,
    /// Σ h(x, x) of each group.
    own: Vec<f64>,
    /// Pairs among them that are no independent draws.
    kin: Kin,
}

/// Where the points of a group belong in a comparison of two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the first set.
    First,
    /// In the second set.
    Second,
    /// Left out.
    Out,
}

/// The means of h within and between two sets.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Contrast {
    sizes: [f64; 2],
    /// Over pairs of different points within each set.
    within: [f64; 2],
    /// Over the points of each set with themselves.
    own: [f64; 2],
    between: f64,
    kin: KinContrast,
}

/// Pairs of one key within and between two sets: how many, and their sum.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct KinContrast {
    within: [Total; 2],
    between: Total,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Total {
    pairs: f64,
    sum: f64,
}

/// Two sets as one, with group `b` for block b of the first and `n_blocks + b` for block b of the second.
pub fn pooled<T: Scalar>(
    first: (ArrayView2<'_, T>, &[u8]),
    second: (ArrayView2<'_, T>, &[u8]),
    n_blocks: usize,
) -> (Array2<T>, Vec<usize>) {
    let points = concatenate(Axis(0), &[first.0, second.0]).expect("sets of one dimension");
    let groups = first.1.iter().map(|&b| usize::from(b));
    (points, groups.chain(second.1.iter().map(|&b| n_blocks + usize::from(b))).collect())
}

impl PairSums {
    /// Of a function of the squared distance. *Cost*: n² d and n²/2 calls. *Deterministic* at any number of threads.
    ///
    /// # Panics
    /// Where there is not one group below `n_groups` for each point.
    pub fn by_distance<T: Scalar>(
        points: ArrayView2<'_, T>,
        groups: &[usize],
        n_groups: usize,
        h: impl Fn(f64) -> f64 + Sync,
    ) -> Self {
        let sorted = Sorted::new(points, groups, n_groups);
        let view = sorted.points.view();
        let frame = Frame::around(view, view);
        let points = Points::new(view, &frame);
        let sums = sorted
            .sums(&points.centered, |i, j, product| h(points.squared_by_product(i, &points, j, product)));
        let own = sorted.sizes.iter().map(|&n| n as f64 * h(0.0)).collect();
        Self { kin: Kin::none(n_groups), sizes: sorted.sizes, sums, own }
    }

    /// [`Self::by_distance`] where points may have a key: pairs of one key are no independent draws, so that
    /// [`Contrast::unbiased`] leaves them out. *Cost*: k² d more for a key of k points.
    ///
    /// # Panics
    /// Where there is not one group below `n_groups` for each point.
    pub fn by_distance_of_keys<T: Scalar>(
        points: ArrayView2<'_, T>,
        groups: &[usize],
        keys: &[Option<u64>],
        n_groups: usize,
        h: impl Fn(f64) -> f64 + Sync,
    ) -> Self {
        let kin = Kin::by_distance(points, groups, keys, n_groups, &h);
        Self { kin, ..Self::by_distance(points, groups, n_groups, h) }
    }

    /// The sums within and between two sets made of whole groups. *Cost*: O(groups²).
    pub fn contrast(&self, place: impl Fn(usize) -> Place) -> Contrast {
        let sets: Vec<Option<usize>> = (0..self.sizes.len())
            .map(|group| match place(group) {
                Place::First => Some(0),
                Place::Second => Some(1),
                Place::Out => None,
            })
            .collect();
        let mut contrast = Contrast::default();
        for (g, &set) in sets.iter().enumerate() {
            let Some(set) = set else { continue };
            contrast.sizes[set] += self.sizes[g] as f64;
            contrast.own[set] += self.own[g];
            for (h, &other) in sets.iter().enumerate().take(g + 1) {
                match other {
                    Some(other) if other == set => {
                        contrast.within[set] += self.sums[[g, h]];
                        contrast.kin.within[set].add(&self.kin, [g, h]);
                    }
                    Some(_) => {
                        contrast.between += self.sums[[g, h]];
                        contrast.kin.between.add(&self.kin, [g, h]);
                    }
                    None => {}
                }
            }
        }
        contrast
    }
}

impl Contrast {
    /// Mean of h within the first set and within the second, minus twice the mean between them, over pairs of different
    /// points, those of one key left out: a U-statistic, which may be negative.
    ///
    /// h̄(1, 1) + h̄(2, 2) − 2 h̄(1, 2), where h̄ is (Σ h(x, y) − Σ' h(x, y)) / (pairs − pairs'), Σ' and pairs' over points of one
    /// key. Every mean is then over independent draws, so that one and the same law has 0 in the mean, whether or not both sets
    /// answer the same prompts.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] without a pair in a set or between them.
    pub fn unbiased(&self) -> Measured {
        let [n, m] = self.sizes;
        let within = |set: usize, n: f64| {
            let kin = self.kin.within[set];
            // Ordered pairs, so that without kin this is the usual 2 Σ h / (n (n − 1)), to the last bit.
            mean(2.0 * (self.within[set] - kin.sum), n * (n - 1.0) - 2.0 * kin.pairs)
        };
        let kin = self.kin.between;
        let between = mean(self.between - kin.sum, n * m - kin.pairs)?;
        Ok(within(0, n)? + within(1, m)? - 2.0 * between)
    }

    /// The same over all pairs, with those of each point with itself: a V-statistic.
    ///
    /// # Errors
    /// [`Undefined::TooFewPoints`] for an empty set.
    pub fn biased(&self) -> Measured {
        let [n, m] = self.sizes;
        let within = |set: usize, n: f64| mean(2.0 * self.within[set] + self.own[set], n * n);
        Ok(within(0, n)? + within(1, m)? - 2.0 * self.between / (n * m))
    }
}

impl Total {
    fn add(&mut self, kin: &Kin, cell: [usize; 2]) {
        self.pairs += kin.pairs[cell];
        self.sum += kin.sums[cell];
    }
}

fn mean(sum: f64, pairs: f64) -> Measured {
    if pairs > 0.0 { Ok(sum / pairs) } else { Err(Undefined::TooFewPoints) }
}

/// Points in the order of their groups.
struct Sorted<T> {
    points: Array2<T>,
    groups: Vec<usize>,
    sizes: Vec<usize>,
    /// Where each group ends.
    ends: Vec<usize>,
}

impl<T: Scalar> Sorted<T> {
    fn new(points: ArrayView2<'_, T>, groups: &[usize], n_groups: usize) -> Self {
        assert_eq!(points.nrows(), groups.len(), "one group for each point");
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by_key(|&i| groups[i]);
        let mut sizes = vec![0; n_groups];
        for &group in groups {
            sizes[group] += 1;
        }
        let ends = sizes.iter().scan(0, |end, &n| {
            *end += n;
            Some(*end)
        });
        let sorted = order.iter().map(|&i| groups[i]).collect();
        Self { points: points.select(Axis(0), &order), groups: sorted, ends: ends.collect(), sizes }
    }

    /// Σ value(i, j, product of rows i and j) over i < j, by groups.
    fn sums(&self, rows: &[T], value: impl Fn(usize, usize, f64) -> f64 + Sync) -> Array2<f64> {
        let (n, d, n_groups) = (self.groups.len(), self.points.ncols(), self.sizes.len());
        let starts: Vec<usize> = (0..n).step_by(TILE_ROWS).collect();
        let part = |tile: &mut Vec<T>, start: usize| {
            let end = (start + TILE_ROWS).min(n);
            let mut sums = Array2::zeros((n_groups, n_groups));
            tile.resize((end - start) * TILE_COLUMNS, T::ZERO);
            for first in (start..n).step_by(TILE_COLUMNS) {
                let last = (first + TILE_COLUMNS).min(n);
                let width = last - first;
                let tile = &mut tile[..(end - start) * width];
                if d > 0 {
                    times_transposed_into(&rows[start * d..end * d], &rows[first * d..last * d], d, tile);
                }
                for (i, products) in (start..end).zip(tile.chunks_exact(width)) {
                    let row = &mut sums.row_mut(self.groups[i]);
                    self.add_row(i, first, products, &value, |group, sum| row[group] += sum);
                }
            }
            sums
        };
        let parts: Vec<Array2<f64>> = threads::parts(starts, Vec::new, part);
        let mut sums = Array2::zeros((n_groups, n_groups));
        for part in parts {
            sums += &part;
        }
        // The groups of a pair are in order; the table is symmetric.
        for g in 0..n_groups {
            for h in 0..g {
                sums[[g, h]] = sums[[h, g]];
            }
        }
        sums
    }

    /// Adds the values of one row of a tile beyond the diagonal, group by group.
    fn add_row(
        &self,
        i: usize,
        first: usize,
        products: &[T],
        value: &impl Fn(usize, usize, f64) -> f64,
        mut add: impl FnMut(usize, f64),
    ) {
        let last = first + products.len();
        let mut j = first.max(i + 1);
        while j < last {
            let group = self.groups[j];
            let end = self.ends[group].min(last);
            add(group, (j..end).map(|j| value(i, j, products[j - first].into())).sum());
            j = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimator::space::testing::{assert_close, gaussian, rows};
    use ndarray::Slice;

    /// Every pair one by one.
    fn by_hand(points: &Array2<f64>, set: &[Place], h: impl Fn(usize, usize) -> f64) -> (f64, f64) {
        let mean = |a: Place, b: Place, own: bool| {
            let (mut sum, mut n) = (0.0, 0.0);
            for i in (0..points.nrows()).filter(|&i| set[i] == a) {
                for j in (0..points.nrows()).filter(|&j| set[j] == b && (own || i != j)) {
                    sum += h(i, j);
                    n += 1.0;
                }
            }
            sum / n
        };
        use Place::{First, Second};
        let between = mean(First, Second, true);
        let of = |own| mean(First, First, own) + mean(Second, Second, own) - 2.0 * between;
        (of(false), of(true))
    }

    #[test]
    fn any_sets_of_groups_have_the_means_of_their_pairs() {
        let points = gaussian(700, 5, 1) + 2.0;
        let groups: Vec<usize> = (0..700).map(|i| i * i % 7).collect();
        let distances = PairSums::by_distance(points.view(), &groups, 8, f64::sqrt);
        for (a, b) in [([0, 2], [1, 4]), ([4, 1], [2, 0])] {
            let place = |group: usize| match group {
                g if a.contains(&g) => Place::First,
                g if b.contains(&g) => Place::Second,
                _ => Place::Out,
            };
            let sets: Vec<Place> = groups.iter().map(|&g| place(g)).collect();
            let offset = |i: usize, j: usize| (&points.row(i) - &points.row(j)).mapv(|x| x * x).sum().sqrt();
            let (u, v) = by_hand(&points, &sets, offset);
            assert_close(distances.contrast(place).unbiased().unwrap(), u, 1e-12);
            assert_close(distances.contrast(place).biased().unwrap(), v, 1e-12);
        }
        let empty = |group: usize| if group == 7 { Place::First } else { Place::Second };
        assert_eq!(distances.contrast(empty).unbiased(), Err(Undefined::TooFewPoints));
        assert_eq!(distances.contrast(empty).biased(), Err(Undefined::TooFewPoints));
    }

    #[test]
    fn in_f32_close_points_keep_their_distances() {
        let mut points = gaussian(300, 50, 2);
        let near = rows(&points, 0..150).mapv(|x| x * 1e-4);
        points.slice_axis_mut(Axis(0), Slice::from(..150)).assign(&(near + 0.5));
        let twin = points.row(0).to_owned();
        points.row_mut(1).assign(&twin);
        let groups: Vec<usize> = (0..300).map(|i| i / 150).collect();
        let stored = points.mapv(|x| x as f32);
        let narrow = PairSums::by_distance(stored.view(), &groups, 2, f64::sqrt);
        let wide = PairSums::by_distance(stored.mapv(f64::from).view(), &groups, 2, f64::sqrt);
        for (found, expected) in narrow.sums.iter().zip(&wide.sums) {
            assert!((found / expected - 1.0).abs() < 1e-7, "{found}, {expected}");
        }
    }

    #[test]
    fn points_of_one_key_are_no_pair() {
        let points = gaussian(60, 3, 4);
        let groups: Vec<usize> = (0..60).map(|i| i % 4).collect();
        // Keys of several points within groups and across; every fifth point has none.
        let keys: Vec<Option<u64>> = (0..60u64).map(|i| (i % 5 > 0).then_some(i / 2 % 7)).collect();
        let sums = PairSums::by_distance_of_keys(points.view(), &groups, &keys, 4, f64::sqrt);
        let mean = |a: usize, b: usize| {
            let pairs = (0..60).flat_map(|i| (0..60).map(move |j| (i, j))).filter(|&(i, j)| {
                i != j && groups[i] == a && groups[j] == b && (keys[i].is_none() || keys[i] != keys[j])
            });
            let offset = |(i, j)| (&points.row(i) - &points.row(j)).mapv(|x| x * x).sum().sqrt();
            let distances: Vec<f64> = pairs.map(offset).collect();
            distances.iter().sum::<f64>() / distances.len() as f64
        };
        let place = |g: usize| [Place::First, Place::Out, Place::Second, Place::Out][g];
        let expected = mean(0, 0) + mean(2, 2) - 2.0 * mean(0, 2);
        assert_close(sums.contrast(place).unbiased().unwrap(), expected, 1e-12);
        let plain = PairSums::by_distance(points.view(), &groups, 4, f64::sqrt);
        assert_eq!(sums.contrast(place).biased(), plain.contrast(place).biased());
        let of = |keys: &[Option<u64>]| {
            PairSums::by_distance_of_keys(points.view(), &groups, keys, 4, f64::sqrt).contrast(place)
        };
        assert_eq!(of(&[None; 60]), plain.contrast(place));
        assert_eq!(of(&[Some(1); 60]).unbiased(), Err(Undefined::TooFewPoints));
    }

    #[test]
    fn sets_are_pooled_in_order() {
        let points = gaussian(5, 2, 3);
        let (all, groups) = pooled((rows(&points, 0..2), &[1, 0]), (rows(&points, 2..5), &[0, 1, 1]), 2);
        assert_eq!(all, points);
        assert_eq!(groups, [1, 0, 2, 3, 3]);
    }
}
