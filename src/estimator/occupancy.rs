//! How sure a count of occupied types is: words that are alive, regions that are visited.

/// How often the types that a sample misses would be met in another one of its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Renewal {
    /// Documents of another sample that hold a type which this one misses, on average over those types; 0 and up.
    pub rate: f64,
}

impl Renewal {
    /// Of a count of types rarefied from `n` to `m` documents, where `types` could have been met.
    ///
    /// Types are taken to be met independently of each other, as a Poisson count of documents with rate x; c = m/n. *Formula*: c² sum wx /
    /// sum w with w = exp(-x(2c - c²)), the probability to be missed by a share 2c - c² of the documents. *Estimated* by rarefaction:
    /// sum w is the number of types that are not in such a share, sum wx the types that one document alone holds there, over that share. One
    /// type more is taken to be missed, so that the rate is finite. Documents that come in clumps have fewer types of a
    /// single document, which errs on the wide side below. *Cost*: O(frequencies). *Source*: genloss.
    pub fn of(spectrum: impl Iterator<Item = (u64, u64)>, types: f64, n: u64, m: u64) -> Self {
        if n == 0 {
            return Self { rate: 0.0 };
        }
        let c = m.min(n) as f64 / n as f64;
        let absent = (1.0 - c).powi(2);
        let (mut missed, mut singles) = (types + 1.0, 0.0);
        for (d, types) in spectrum {
            let (d, types) = (d as f64, types as f64);
            missed -= types * (1.0 - absent.powf(d));
            singles += types * d * absent.powf(d - 1.0);
        }
        Self { rate: c * c * singles / missed.max(1.0) }
    }

    /// Share of the delete-one-group jackknife's variance of the count that is sampling variance.
    ///
    /// A type that a group alone holds is lost when the group is left out, but in a fresh sample another group might well have
    /// held it: the jackknife of a count is too wide (Efron and Stein 1981), the more so the more often types are met. The
    /// variance is sum w (1 - exp(-xc²)), while the jackknife expects sum w xc²; the ratio is at most (1 - exp(-rate)) / rate, since 1 - exp(-xc²)
    /// is concave: it errs on the wide side. *Range*: above 0, at most 1. *Source*: genloss; at c = 1 it is S(2n) - S(n) over the
    /// singletons, the variance of Colwell, Mao and Chang (2004) for a known number of types.
    pub fn variance_share(self) -> f64 {
        if self.rate > 1e-9 { -(-self.rate).exp_m1() / self.rate } else { 1.0 }
    }

    /// Share of the missed types that another sample of that size would miss again, at least; 0 to 1.
    pub fn missed_again(self) -> f64 {
        (-self.rate).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::estimator::rarefaction;

    /// A Poisson count by inversion.
    fn poisson(rate: f64, chance: &mut Chance) -> u64 {
        let mut left = chance.unit();
        let mut p = (-rate).exp();
        let mut k = 0;
        while left > p && k < 200 {
            left -= p;
            k += 1;
            p *= rate / k as f64;
        }
        k
    }

    /// Types of rates 0.05 to 12 met in 400 documents and rarefied to `m`: the variance over samples against the
    /// jackknife's, narrowed.
    fn ratio_of_variances(m: u64) -> f64 {
        let (n, groups, types, trials) = (400u64, 20usize, 300usize, 400);
        let (mut chance, mut values, mut estimated) = (Chance::of(7), Vec::new(), 0.0);
        for _ in 0..trials {
            let counts: Vec<Vec<u64>> = (0..types)
                .map(|t| {
                    let rate = 0.05 + 12.0 * (t as f64 / types as f64).powi(2);
                    (0..groups).map(|_| poisson(rate / groups as f64, &mut chance)).collect()
                })
                .collect();
            let of = |without: Option<usize>| {
                let held = |c: &Vec<u64>| {
                    c.iter().enumerate().filter(|(g, _)| Some(*g) != without).map(|(_, k)| k).sum()
                };
                let mut all: Vec<u64> = counts.iter().map(held).filter(|k| *k > 0).collect();
                all.sort_unstable();
                all.into_iter().map(|d| (d, 1))
            };
            let whole = rarefaction::types(of(None), n, m);
            let share = Renewal::of(of(None), types as f64, n, m).variance_share();
            let kept = |size: u64| size - size / groups as u64;
            let left: Vec<f64> =
                (0..groups).map(|g| rarefaction::types(of(Some(g)), kept(n), kept(m))).collect();
            let mean = left.iter().sum::<f64>() / groups as f64;
            let squares: f64 = left.iter().map(|v| (v - mean).powi(2)).sum();
            values.push(whole);
            estimated += share * squares * (groups - 1) as f64 / groups as f64 / f64::from(trials);
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
        estimated / variance
    }

    #[test]
    fn the_narrowed_variance_is_that_of_samples_and_errs_on_the_wide_side() {
        for m in [400, 200] {
            let ratio = ratio_of_variances(m);
            // 400 samples know a variance to 7%.
            assert!((0.85..1.6).contains(&ratio), "{m} documents: {ratio}");
        }
    }

    #[test]
    fn what_never_vanishes_keeps_a_share() {
        let share = |spectrum: &[(u64, u64)], types: f64, n: u64| {
            Renewal::of(spectrum.iter().copied(), types, n, n).variance_share()
        };
        // All ten types are met, four of them once: one is taken to be missed.
        let found = share(&[(1, 4), (9, 6)], 10.0, 50);
        assert!((found - (1.0 - (-4.0f64).exp()) / 4.0).abs() < 1e-12, "{found}");
        assert_eq!(share(&[], 0.0, 0), 1.0);
        assert_eq!(share(&[(3, 5)], 5.0, 50), 1.0);
    }

    #[test]
    fn rare_types_leave_the_jackknife_as_it_is() {
        // Of 100,000 types a hundred are met, each once: a fresh sample would meet others.
        let renewal = Renewal::of([(1, 100)].into_iter(), 1e5, 1_000, 1_000);
        assert!(renewal.variance_share() > 0.999 && renewal.missed_again() > 0.998, "{renewal:?}");
    }
}
