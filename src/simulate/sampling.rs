//! How words are drawn from what a model learned: temperature, top-k, top-p, in this order.

use serde::Serialize;

use crate::chance::Chance;
use crate::error::Error;

/// Below this temperature probabilities are too small for a number; `--top-k 1` is the limit.
const COLDEST: f64 = 0.05;

/// Above this temperature every word is as probable as any other.
const HOTTEST: f64 = 20.0;

/// How the distribution of the next word is changed before a word is drawn. The default changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Sampling {
    /// Probabilities are raised to the power 1 / temperature: below 1 sharpens.
    pub temperature: f64,
    /// Only this many of the most probable words are left; of equally probable ones, those that the corpus has first.
    pub top_k: Option<usize>,
    /// Only the most probable words that together have this share are left, with all that are as probable as the last of
    /// them.
    pub top_p: f64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 1.0, top_k: None, top_p: 1.0 }
    }
}

impl Sampling {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::BadSetting`] naming the setting, what was found and what is expected.
    pub fn validate(&self) -> Result<(), Error> {
        let bad = |setting: &str, problem| Err(Error::BadSetting { setting: setting.to_owned(), problem });
        if !(COLDEST..=HOTTEST).contains(&self.temperature) {
            let found = self.temperature;
            let hint = "for the most probable word always, set `top-k` to 1";
            return bad("temperature", format!("found {found}, expected {COLDEST} to {HOTTEST}; {hint}"));
        }
        if !(self.top_p > 0.0 && self.top_p <= 1.0) {
            return bad("top-p", format!("found {}, expected a number above 0, at most 1", self.top_p));
        }
        if self.top_k == Some(0) {
            return bad("top-k", "found 0, expected at least 1 word".to_owned());
        }
        Ok(())
    }

    /// A probability as the temperature changes it, before it is normalized.
    pub(super) fn weight(&self, probability: f64) -> f64 {
        // Powers of 1 need not be exact, and most runs leave the temperature alone.
        if self.temperature == 1.0 { probability } else { probability.powf(1.0 / self.temperature) }
    }
}

/// Orders words by weight, heaviest first; of equal ones the smaller number first.
pub(super) fn heaviest_first(a: &(u32, f64), b: &(u32, f64)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then(a.0.cmp(&b.0))
}

/// How many words, heaviest first, have this share of all their weight, with all that are as heavy as the last.
pub(super) fn nucleus(sorted: &[(u32, f64)], share: f64) -> usize {
    if share >= 1.0 {
        return sorted.len();
    }
    let wanted = share * sorted.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut sum = 0.0;
    let enough = sorted.iter().position(|(_, weight)| {
        sum += weight;
        sum >= wanted
    });
    let Some(last) = enough else { return sorted.len() };
    sorted.partition_point(|(_, weight)| *weight >= sorted[last].1)
}

/// A list of words to draw from.
#[derive(Debug)]
pub(super) struct Truncated {
    words: Vec<u32>,
    /// Sums of the weights up to and including each word.
    sums: Vec<f64>,
}

impl Truncated {
    /// What is left of words with these probabilities.
    pub(super) fn new(probabilities: Vec<(u32, f64)>, sampling: &Sampling) -> Self {
        let mut sorted: Vec<(u32, f64)> =
            probabilities.into_iter().map(|(word, p)| (word, sampling.weight(p))).collect();
        sorted.sort_unstable_by(heaviest_first);
        sorted.truncate(sampling.top_k.unwrap_or(usize::MAX));
        sorted.truncate(nucleus(&sorted, sampling.top_p));
        Self::of_weights(&sorted)
    }

    /// Words with these weights; at least one of them is positive.
    pub(super) fn of_weights(weights: &[(u32, f64)]) -> Self {
        let mut sum = 0.0;
        let sums = weights.iter().map(|(_, weight)| {
            sum += weight;
            sum
        });
        Self { sums: sums.collect(), words: weights.iter().map(|(word, _)| *word).collect() }
    }

    /// A word, with probability proportional to its weight.
    pub(super) fn draw(&self, chance: &mut Chance) -> u32 {
        self.words[at(&self.sums, chance.unit())]
    }
}

/// The position where ascending sums of weights pass this share of the last one.
pub(super) fn at(sums: &[f64], share: f64) -> usize {
    let reached = share * sums[sums.len() - 1];
    // Rounding may reach the last sum, which nothing passes.
    sums.partition_point(|sum| *sum <= reached).min(sums.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: [(u32, f64); 4] = [(0, 0.2), (1, 0.4), (2, 0.2), (3, 0.2)];

    fn left(sampling: Sampling) -> Vec<u32> {
        Truncated::new(LAW.to_vec(), &sampling).words
    }

    #[test]
    fn truncation_keeps_the_most_probable() {
        let top_k = |k| left(Sampling { top_k: Some(k), ..Sampling::default() });
        assert_eq!((top_k(1), top_k(2), top_k(9)), (vec![1], vec![1, 0], vec![1, 0, 2, 3]));
        let top_p = |p| left(Sampling { top_p: p, ..Sampling::default() });
        assert_eq!((top_p(0.01), top_p(0.4)), (vec![1], vec![1]));
        assert_eq!(top_p(0.41), [1, 0, 2, 3], "equally probable words stay together");
    }

    #[test]
    fn temperature_changes_odds_by_its_power() {
        let share = |temperature: f64| {
            let law = Truncated::new(LAW.to_vec(), &Sampling { temperature, ..Sampling::default() });
            law.sums[0] / law.sums[3]
        };
        assert!((share(1.0) - 0.4).abs() < 1e-12);
        assert!((share(0.5) - 4.0 / 7.0).abs() < 1e-12, "odds 2:1 become 4:1");
        assert!((share(2.0) - 2f64.sqrt() / (2f64.sqrt() + 3.0)).abs() < 1e-12);
    }

    #[test]
    fn top_p_is_a_share_of_what_temperature_and_top_k_leave() {
        let all = Sampling { temperature: 0.5, top_k: Some(2), top_p: 0.79 };
        assert_eq!(left(all), [1], "4 : 1 after temperature and top-k");
        assert_eq!(left(Sampling { top_p: 0.81, ..all }), [1, 0]);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let of = |temperature, top_k, top_p| Sampling { temperature, top_k, top_p }.validate();
        assert!(of(0.05, Some(1), 1.0).is_ok() && of(20.0, None, 1e-9).is_ok());
        for (sampling, flag) in [
            (of(0.0, None, 1.0), "temperature"),
            (of(-1.0, None, 1.0), "temperature"),
            (of(f64::NAN, None, 1.0), "temperature"),
            (of(f64::INFINITY, None, 1.0), "temperature"),
            (of(1.0, None, 0.0), "top-p"),
            (of(1.0, None, 1.1), "top-p"),
            (of(1.0, None, f64::NAN), "top-p"),
            (of(1.0, Some(0), 1.0), "top-k"),
        ] {
            assert!(sampling.unwrap_err().to_string().starts_with(flag), "{flag}");
        }
    }
}
