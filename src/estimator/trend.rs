//! Trends of a short series: Theil-Sen's line and Mann and Kendall's exact test.

/// A straight line through points at x = 0, 1, 2, ...
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Height at x = 0.
    pub intercept: f64,
    /// Rise a step.
    pub slope: f64,
}

impl Line {
    /// Height at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }
}

/// Theil-Sen line through `values` at x = 0, 1, 2, ...: `None` for fewer than two points.
///
/// *Formula*: the slope is the median of the slopes of all pairs, the intercept median(y) - slope median(x). One wild
/// point in four does not move it much. *Cost*: O(n^2 log n). *Source*: Theil (1950), Sen (1968); agrees with scipy
/// `theilslopes` and pymannkendall `sens_slope`.
pub fn theil_sen(values: &[f64]) -> Option<Line> {
    let pairs = (0..values.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let mut slopes: Vec<f64> = pairs.map(|(i, j)| (values[i] - values[j]) / (i - j) as f64).collect();
    let slope = median(&mut slopes)?;
    let height = median(&mut values.to_vec())?;
    Some(Line { intercept: height - slope * (values.len() - 1) as f64 / 2.0, slope })
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let (low, high) = (values.get(n.checked_sub(1)? / 2)?, values.get(n / 2)?);
    Some(0.5 * (low + high))
}

/// Mann and Kendall's test of a monotonic trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Rising pairs less falling pairs.
    pub s: i64,
    /// Exact two-sided p.
    pub p: f64,
    /// The smallest p that any order of these values could have given: 2/n! where none are equal.
    pub p_min_attainable: f64,
}

/// Mann and Kendall's exact test: under the null all orders of the values are equally likely.
///
/// *Range*: p in 0..=1. With fewer than two different values every order looks the same and p is 1. The normal
/// approximation and corrections for autocorrelation are for long series: on 5 points one of them gives p = 2e-5, where
/// no order at all can give less than 0.017. *Cost*: O(n^3). *Source*: Mann (1945), Kendall (1975); ties by the law of
/// inversions of a multiset (`MacMahon` 1916); agrees with counting all orders and with scipy
/// `kendalltau(method="exact")`.
pub fn mann_kendall(values: &[f64]) -> MannKendall {
    let pairs = (0..values.len()).flat_map(|i| (0..i).map(move |j| (j, i)));
    let sign = |(j, i): (usize, usize)| match values[i].total_cmp(&values[j]) {
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Less => -1,
    };
    let s: i64 = pairs.map(sign).sum();
    let law = inversions(&tie_sizes(values));
    // S = comparable pairs - 2 inversions, and its law is symmetric.
    let comparable = (law.len() - 1) as i64;
    let p = |s: i64| {
        let as_far = ((comparable - s.abs()) / 2) as usize;
        (2.0 * law[..=as_far].iter().sum::<f64>()).min(1.0)
    };
    MannKendall { s, p: p(s), p_min_attainable: p(comparable) }
}

/// How many values are equal to each other, by group.
fn tie_sizes(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).collect()
}

/// Probability of each number of inversions in a random order of a multiset with these group sizes.
///
/// Adding a group of m to n others adds as many inversions as Mann and Whitney's U of m against n counts.
fn inversions(groups: &[usize]) -> Vec<f64> {
    let (mut law, mut n) = (vec![1.0], 0);
    for &m in groups {
        law = convolve(&law, &mann_whitney(n, m));
        n += m;
    }
    law
}

fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            sum[i + j] += x * y;
        }
    }
    sum
}

/// Law of Mann and Whitney's U: the last of n + m items belongs to either sample, and in one case beats all of the other.
fn mann_whitney(n: usize, m: usize) -> Vec<f64> {
    // `laws[j]` holds the law for i and j items, i growing.
    let mut laws: Vec<Vec<f64>> = vec![vec![1.0]; m + 1];
    for i in 1..=n {
        for j in 1..=m {
            let share = i as f64 / (i + j) as f64;
            let mut law = vec![0.0; i * j + 1];
            laws[j].iter().enumerate().for_each(|(u, p)| law[u + j] += share * p);
            laws[j - 1].iter().enumerate().for_each(|(u, p)| law[u] += (1.0 - share) * p);
            laws[j] = law;
        }
    }
    laws.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of the values, counted one by one.
    fn by_enumeration(values: &[f64]) -> (f64, f64) {
        fn orders(rest: &mut Vec<f64>, chosen: &mut Vec<f64>, found: &mut Vec<i64>) {
            if rest.is_empty() {
                let s = |i: usize, j: usize| (chosen[i] > chosen[j]) as i64 - (chosen[i] < chosen[j]) as i64;
                return found.push(
                    (0..chosen.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| s(i, j)).sum(),
                );
            }
            for at in 0..rest.len() {
                chosen.push(rest.remove(at));
                orders(rest, chosen, found);
                rest.insert(at, chosen.pop().unwrap());
            }
        }
        let mut all = Vec::new();
        orders(&mut values.to_vec(), &mut Vec::new(), &mut all);
        // The first order is the order given.
        let share = |s: i64| all.iter().filter(|x| x.abs() >= s).count() as f64 / all.len() as f64;
        (share(all[0].abs()), share(all.iter().map(|x| x.abs()).max().unwrap()))
    }

    #[test]
    fn exact_p_is_the_share_of_orders_at_least_as_monotonic() {
        let series: [&[f64]; 7] = [
            &[3.0, 2.0, 1.0],
            &[1.0, 1.0, 1.0],
            &[1.0, 2.0, 2.0, 3.0],
            &[5.0, 3.0, 4.0, 4.0, 1.0, 1.0],
            &[1.0, 1.0, 2.0, 2.0, 2.0, 0.0, 3.0],
            &[1.0, 2.0],
            &[4.0],
        ];
        for values in series {
            let (found, (p, least)) = (mann_kendall(values), by_enumeration(values));
            assert!((found.p - p).abs() < 1e-12, "{values:?}: {} and {p}", found.p);
            assert!((found.p_min_attainable - least).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn three_points_cannot_show_a_trend() {
        let of = |n: u32| mann_kendall(&(0..n).map(f64::from).collect::<Vec<_>>()).p_min_attainable;
        assert!((of(3) - 1.0 / 3.0).abs() < 1e-12);
        assert!((of(5) - 2.0 / 120.0).abs() < 1e-12);
    }

    #[test]
    fn a_line_is_found_whatever_one_point_does() {
        let line = theil_sen(&[1.0, 3.0, 5.0, 100.0, 9.0, 11.0, 13.0]).unwrap();
        assert_eq!((line.slope, line.at(1.0)), (2.0, 5.0), "the wild point lifts the line, not its slope");
        assert_eq!(theil_sen(&[1.0]), None);
    }
}
