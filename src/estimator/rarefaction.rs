//! What a smaller sample of the same corpus would have shown: rarefaction in closed form.

use statrs::function::gamma::ln_gamma;

use crate::terms::{Measured, Undefined};

/// Expected number of types in `m` of `n` documents, from the number of documents each type occurs in.
///
/// *Formula*: sum over types of 1 - C(n-d, m) / C(n, m). *Range*: 0 to the number of types; exact for sampling
/// documents without replacement. `m` above `n` is taken as `n`: nothing is extrapolated. *Cost*: O(largest d).
/// *Source*: Hurlbert (1971), sample-based after Chiarucci et al. (2008); agrees with vegan 2.6 `rarefy`.
pub fn types(spectrum: impl Iterator<Item = (u64, u64)>, n: u64, m: u64) -> f64 {
    let mut absent = Absent::new(n as f64, m as f64);
    spectrum.map(|(d, types)| types as f64 * (1.0 - absent.at(d))).sum()
}

/// Probability that a type of d documents is absent from m of n, for ascending d: a running product. Between whole
/// sizes it is what gamma functions give.
pub(super) struct Absent {
    n: f64,
    rest: f64,
    d: u64,
    value: f64,
}

impl Absent {
    pub(super) fn new(n: f64, m: f64) -> Self {
        Self { n, rest: (n - m).max(0.0), d: 0, value: 1.0 }
    }

    pub(super) fn at(&mut self, d: u64) -> f64 {
        if d as f64 > self.rest {
            self.value = 0.0;
        } else if d - self.d > LONG_STEP {
            (self.d, self.value) = (d, self.by_logarithms(d as f64));
        }
        while self.d < d && self.value > 0.0 {
            let j = self.d as f64;
            self.value *= ((self.rest - j) / (self.n - j)).max(0.0);
            self.d += 1;
        }
        self.value
    }

    /// Gamma functions instead of a product of a billion factors; logarithms relative to n, so that little cancels.
    fn by_logarithms(&self, d: f64) -> f64 {
        let log = |x: f64| {
            if x < 64.0 {
                return ln_gamma(x + 1.0) - x * self.n.ln();
            }
            x * (x / self.n).ln() - x + 0.5 * (std::f64::consts::TAU * x).ln() + 1.0 / (12.0 * x)
                - 1.0 / (360.0 * x * x * x)
        };
        (log(self.rest) - log(self.rest - d) - log(self.n) + log(self.n - d)).exp().min(1.0)
    }
}

/// Steps between two frequencies above which the running product gives way to logarithms.
const LONG_STEP: u64 = 1 << 16;

/// Expected plug-in Shannon entropy (nats) of `m` of `n` individuals.
///
/// *Formula*: - sum over k of (k/m) ln(k/m) E f_k(m), E f_k(m) = sum over types C(c,k) C(n-c,m-k) / C(n,m).
/// *Undefined*: nothing counted. *Cost*: O(distinct c times m). *Source*: Chao et al. (2014), Ecol. Monogr. 84,
/// eq. 4 (q = 1); agrees with iNEXT 3.0.2.
///
/// # Errors
/// [`Undefined::NothingCounted`].
pub fn entropy(spectrum: impl Iterator<Item = (u64, u64)>, n: u64, m: u64) -> Measured {
    let m = m.min(n);
    if m == 0 {
        return Err(Undefined::NothingCounted);
    }
    let h: f64 = spectrum
        .map(|(c, types)| {
            let one: f64 =
                Hypergeometric::new(n, c, m).map(|(k, p)| p * minus_x_ln_x(k as f64 / m as f64)).sum();
            types as f64 * one
        })
        .sum();
    Ok(h)
}

fn minus_x_ln_x(x: f64) -> f64 {
    if x > 0.0 { -x * x.ln() } else { 0.0 }
}

/// The probabilities of drawing k of the c marked individuals among m of n, for every k that matters.
struct Hypergeometric {
    n: f64,
    c: f64,
    m: f64,
    k: u64,
    last: u64,
    p: f64,
}

impl Hypergeometric {
    fn new(n: u64, c: u64, m: u64) -> Self {
        // Twelve standard deviations about the mean hold all but 1e-26 of the mass; farther off a probability could be
        // too small for a number, and from 0 nothing grows.
        let (of_n, mean) = (c as f64 / n as f64, m as f64 * c as f64 / n as f64);
        let left_out = (n - m) as f64 / (n.max(2) - 1) as f64;
        let reach = 12.0 * ((mean * (1.0 - of_n) * left_out).sqrt() + 1.0);
        let start = (c + m).saturating_sub(n).max((mean - reach).max(0.0) as u64);
        let last = c.min(m).min((mean + reach) as u64);
        let ln_choose = statrs::function::factorial::ln_binomial;
        let p = if n == m {
            1.0
        } else if m + 1 == n && c > 0 {
            // Extrapolation asks for the last step of the curve, which logarithms of factorials would blur.
            of_n
        } else {
            (ln_choose(c, start) + ln_choose(n - c, m - start) - ln_choose(n, m)).exp()
        };
        Self { n: n as f64, c: c as f64, m: m as f64, k: start, last, p }
    }
}

impl Iterator for Hypergeometric {
    type Item = (u64, f64);

    fn next(&mut self) -> Option<(u64, f64)> {
        if self.k > self.last {
            return None;
        }
        let now = (self.k, self.p);
        let k = self.k as f64;
        self.p *= (self.c - k) * (self.m - k) / ((k + 1.0) * (self.n - self.c - self.m + k + 1.0));
        self.k += 1;
        Some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rarefying_to_everything_changes_nothing() {
        let s = [(1, 5), (3, 2), (40, 1)];
        assert_eq!(types(s.into_iter(), 40, 40), 8.0);
        let all = crate::estimator::entropy::plug_in(s.into_iter()).unwrap();
        assert!((entropy(s.into_iter(), 51, 51).unwrap() - all).abs() < 1e-12);
    }

    #[test]
    fn long_steps_end_where_short_ones_do() {
        for (n, m, d) in [(1e6, 20.0, 90_000), (1e6, 3.5, 999_990), (5e5, 1.0, 499_000), (1e5, 1e3, 99_000)] {
            let mut short = Absent::new(n, m);
            let short = (0..=d).step_by(1000).chain([d]).map(|at| short.at(at)).last().unwrap();
            let long = Absent::new(n, m).at(d);
            assert!((long - short).abs() < 1e-9 * short.max(1e-3), "{n} {m} {d}: {long} is not {short}");
        }
    }

    #[test]
    fn one_document_shows_its_own_types() {
        // Two documents, {a, b} and {a, c}: one document always shows two types.
        assert!((types([(1, 2), (2, 1)].into_iter(), 2, 1) - 2.0).abs() < 1e-15);
    }

    #[test]
    fn a_smaller_sample_by_hand() {
        // Counts 2 and 1 of n = 3, m = 2: {a,a} with p 1/3, {a,b} with p 2/3.
        let h = entropy([(1, 1), (2, 1)].into_iter(), 3, 2).unwrap();
        assert!((h - 2.0 / 3.0 * std::f64::consts::LN_2).abs() < 1e-12);
    }

    #[test]
    fn hypergeometric_probabilities_sum_to_one() {
        let large =
            [(9385, 800, 8593), (10_000, 9000, 9200), (1_000_000, 1000, 800_000), (50_000, 700, 49_999)];
        let small = [(10, 3, 4), (1000, 900, 500), (100_000, 40_000, 800), (5, 5, 5), (7, 0, 3)];
        for (n, c, m) in small.into_iter().chain(large) {
            let total: f64 = Hypergeometric::new(n, c, m).map(|(_, p)| p).sum();
            // Logarithms of a million's factorials leave nine digits.
            assert!((total - 1.0).abs() < 1e-8, "{n} {c} {m}: {total}");
        }
    }
}
