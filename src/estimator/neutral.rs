//! Neutral drift: what recursive training on one's own plain samples does to types, theory for independent tokens.
//!
//! A model that learns the frequencies of a sample exactly and is then sampled again keeps the *mass* of every set of
//! types in expectation, while its *types* die one by one: a type that misses one sample never comes back.

/// g_1, g_2, ...: how fast types die. A type expected `x` times in the first sample is alive in sample k with
/// probability 1 - exp(-x g_k).
///
/// *Formula*: g_1 = `seen`, g_(k+1) = 1 - exp(-g_k), where `seen` is the share of each sample that is looked at (1 =
/// all). *Range*: falling, between 1/k and 3/k for `seen` = 1. *Cost*: O(1) a step. *Source*: Suresh, Thangaraj &
/// Khandavally (2024), arXiv:2412.17646, theorem 2: exact for Poisson counts, a lower bound for multinomial ones.
pub fn rates(seen: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(seen), |g| Some(-(-g).exp_m1()))
}

/// Types alive of those expected so often in the first sample: sum of types (1 - exp(-x g)).
///
/// *Range*: 0 to all types. *Cost*: O(entries). *Source*: as [`rates`], corollary 1.
pub fn alive(expected: impl Iterator<Item = (f64, u64)>, rate: f64) -> f64 {
    expected.map(|(x, types)| -(-x * rate).exp_m1() * types as f64).sum()
}

/// The same where the expectations are unknown and a sample's counts stand for them: how many types are alive, and the
/// variance of that number. `kept` is g_k / g_1.
///
/// *Formula*: sum of types (1 - (1 - kept)^count), since E (1 - r)^N = exp(-x r) for a Poisson count N of mean x: drift
/// looks like keeping each token with probability `kept`. Unbiased, where counts put in place of expectations would not
/// be. The variance is that of independent types. *Undefined*: never; nothing counted gives 0. *Cost*: O(distinct
/// counts).
pub fn alive_from_counts(counts: impl Iterator<Item = (u64, u64)>, kept: f64) -> (f64, f64) {
    counts.fold((0.0, 0.0), |(mean, variance), (count, types)| {
        let lost = (1.0 - kept).powf(count as f64);
        (mean + types as f64 * (1.0 - lost), variance + types as f64 * lost * (1.0 - lost))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_fall_between_one_and_three_over_k() {
        for (k, g) in (1..200).zip(rates(1.0)) {
            assert!(1.0 / f64::from(k) <= g && g <= 3.0 / f64::from(k), "g_{k} = {g}");
        }
    }

    /// Over Poisson counts the unbiased form averages to the closed one.
    #[test]
    fn counts_stand_for_expectations_without_bias() {
        for (x, kept) in [(0.3f64, 0.6), (2.0, 0.25), (7.0, 1.0)] {
            let (mut p, mut mean) = ((-x).exp(), 0.0);
            for n in 0..80u64 {
                mean += p * alive_from_counts([(n, 1)].into_iter(), kept).0;
                p *= x / (n + 1) as f64;
            }
            assert!((mean - alive([(x, 1)].into_iter(), kept)).abs() < 1e-12, "{x} {kept}");
        }
    }

    #[test]
    fn nothing_drifts_while_every_token_is_kept() {
        assert_eq!(alive_from_counts([(1, 5), (3, 2)].into_iter(), 1.0), (7.0, 0.0));
    }
}
