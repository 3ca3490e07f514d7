//! Who is shown to be better than whom, with all pairs looked at together.
//!
//! *Formula*: on the prompts that two candidates share, the mean difference of scores and its standard error over redrawn blocks; the
//! intervals of all pairs are as wide as the 95% quantile, over draws, of the largest standardized deviation of any pair. *Source*: Westfall &
//! Young (1993), max-t by resampling; rank intervals from simultaneous ones: Mohamad, Goeman & van Zwet (2019).

use super::draws::{Draws, N, Sums};
use super::result::{Candidate, Paired};
use super::scores::Scores;
use crate::pair::blocks_for;

/// A pair by position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    first: usize,
    second: usize,
    difference: f64,
    /// Half of its interval; `None` where too few prompts are shared.
    half: Option<f64>,
    prompts: u64,
}

impl Pair {
    /// Whether `a` is shown to score higher than `b`; `None` where this is another pair.
    pub(super) fn shows(&self, a: usize, b: usize) -> Option<bool> {
        let difference = match (self.first, self.second) {
            (first, second) if (first, second) == (a, b) => self.difference,
            (first, second) if (first, second) == (b, a) => -self.difference,
            _ => return None,
        };
        Some(self.half.is_some_and(|half| difference > half))
    }
}

/// Whether `a` is shown to score higher than `b`.
pub(super) fn is_shown_above(pairs: &[Pair], a: usize, b: usize) -> bool {
    pairs.iter().find_map(|pair| pair.shows(a, b)).unwrap_or(false)
}

/// All pairs of candidates with scores.
pub(super) fn paired(scores: &[Scores], draws: &Draws) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut deviations = vec![0.0f64; N];
    let mut errors = Vec::new();
    for first in 0..scores.len() {
        for second in first + 1..scores.len() {
            let (a, b) = (&scores[first].by_prompt, &scores[second].by_prompt);
            let shared: Vec<(u8, f64)> = a
                .iter()
                .filter_map(|(key, (block, x, _))| b.get(key).map(|(_, y, _)| (*block, x - y)))
                .collect();
            if shared.is_empty() {
                continue;
            }
            let prompts = shared.len() as u64;
            let blocks = blocks_for(prompts);
            let sums = Sums::of(shared.into_iter(), blocks.unwrap_or(1));
            let difference = sums.mean();
            let error = blocks.map(|_| sums.error(draws)).filter(|error| error.is_finite());
            if let (Some(blocks), Some(error)) = (blocks, error.filter(|error| *error > 0.0)) {
                for (largest, times) in deviations.iter_mut().zip(draws.of(blocks)) {
                    let redrawn = sums.redrawn(times).unwrap_or(difference);
                    *largest = largest.max((redrawn - difference).abs() / error);
                }
            }
            errors.push(error);
            pairs.push(Pair { first, second, difference, half: None, prompts });
        }
    }
    deviations.sort_by(f64::total_cmp);
    let widest = deviations[(0.95 * N as f64) as usize];
    for (pair, error) in pairs.iter_mut().zip(errors) {
        pair.half = error.map(|error| widest * error);
    }
    pairs
}

/// The pairs by name.
pub(super) fn named(pairs: Vec<Pair>, names: &[String]) -> Vec<Paired> {
    let of = |pair: Pair| Paired {
        first: names[pair.first].clone(),
        second: names[pair.second].clone(),
        difference: pair.difference,
        low: pair.half.map(|half| pair.difference - half),
        high: pair.half.map(|half| pair.difference + half),
        prompts: pair.prompts,
    };
    pairs.into_iter().map(of).collect()
}

/// Gives every candidate that is in its group and its ranks among those.
pub(super) fn rank(candidates: &mut [Candidate], pairs: &[Pair]) {
    let within: Vec<usize> = (0..candidates.len()).filter(|at| candidates[*at].is_in()).collect();
    let above = |a: usize, b: usize| is_shown_above(pairs, a, b);
    for &at in &within {
        let better = within.iter().filter(|other| above(**other, at)).count() as u32;
        let worse = within.iter().filter(|other| above(at, **other)).count() as u32;
        candidates[at].ranks = Some([1 + better, within.len() as u32 - worse]);
    }
    let mut open = within;
    // By ranks first: means over prompts that differ are not paired.
    open.sort_by_key(|at| (candidates[*at].ranks, *at));
    let mut group = 0;
    while let Some(&leader) = open.first() {
        group += 1;
        let (tied, rest): (Vec<usize>, Vec<usize>) = open.into_iter().partition(|at| !above(leader, *at));
        tied.into_iter().for_each(|at| candidates[at].group = Some(group));
        open = rest;
    }
}

/// Gives each candidate that is in its probability of being best; returns the prompts that all of them have a score for.
pub(super) fn best(candidates: &mut [Candidate], scores: &[Scores], draws: &Draws) -> u64 {
    let within: Vec<usize> = (0..candidates.len()).filter(|at| candidates[*at].is_in()).collect();
    let Some((first, others)) = within.split_first() else { return 0 };
    let common: Vec<u64> = scores[*first]
        .by_prompt
        .keys()
        .filter(|key| others.iter().all(|at| scores[*at].by_prompt.contains_key(key)))
        .copied()
        .collect();
    let prompts = common.len() as u64;
    let Some(blocks) = blocks_for(prompts) else { return prompts };
    let sums: Vec<Sums> = within
        .iter()
        .map(|at| {
            Sums::of(
                common.iter().map(|key| (scores[*at].by_prompt[key].0, scores[*at].by_prompt[key].1)),
                blocks,
            )
        })
        .collect();
    let mut wins = vec![0.0; within.len()];
    for times in draws.of(blocks) {
        let means: Vec<f64> =
            sums.iter().map(|sums| sums.redrawn(times).unwrap_or(f64::NEG_INFINITY)).collect();
        let highest = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let tied: Vec<usize> = (0..means.len()).filter(|at| means[*at] == highest).collect();
        // What is equal shares the win.
        tied.iter().for_each(|at| wins[*at] += 1.0 / tied.len() as f64);
    }
    for (at, wins) in within.into_iter().zip(wins) {
        candidates[at].best = Some(wins / N as f64);
    }
    prompts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Scores around a mean, which share what is hard about a prompt.
    fn scores(means: &[f64], n: u64) -> Vec<Scores> {
        let of = |(at, mean): (usize, &f64)| {
            let score = |key: u64| {
                let hard = Chance::at([1, key]).normal();
                let own = Chance::at([2, key, at as u64]).normal();
                (key, ((key % 32) as u8, mean + hard + 0.1 * own, String::new()))
            };
            Scores { by_prompt: (0..n).map(score).collect(), ..Scores::default() }
        };
        means.iter().enumerate().map(of).collect()
    }

    #[test]
    fn pairing_shows_what_means_alone_do_not() {
        let (all, draws) = (scores(&[0.0, 0.0, 0.05], 640), Draws::new(0));
        let pairs = paired(&all, &draws);
        assert!(is_shown_above(&pairs, 2, 0) && is_shown_above(&pairs, 2, 1));
        assert!(!is_shown_above(&pairs, 0, 1) && !is_shown_above(&pairs, 1, 0));
        let [a, c] = [0, 2].map(|at: usize| all[at].mean(&draws));
        assert!(a.high > c.low, "the intervals of the means overlap");
    }

    #[test]
    fn simultaneous_intervals_keep_their_promise() {
        let mut missed = 0;
        for run in 0..60u64 {
            let of = |at: u64| {
                let score =
                    |key: u64| (key, ((key % 32) as u8, Chance::at([run, key, at]).normal(), String::new()));
                Scores { by_prompt: (0..320).map(score).collect(), ..Scores::default() }
            };
            let all: Vec<Scores> = (0..5).map(of).collect();
            let pairs = paired(&all, &Draws::new(0));
            missed += u32::from(pairs.iter().any(|pair| pair.difference.abs() > pair.half.unwrap()));
        }
        // 5% of 60 are 3; beyond 9 lies 0.1% of the binomial law.
        assert!(missed <= 9, "{missed} of 60");
    }

    #[test]
    fn few_shared_prompts_show_nothing() {
        let mut all = scores(&[0.0, 9.0], 60);
        let pairs = paired(&all, &Draws::new(0));
        assert_eq!((pairs.len(), pairs[0].half, is_shown_above(&pairs, 1, 0)), (1, None, false));
        all[1].by_prompt.clear();
        assert!(paired(&all, &Draws::new(0)).is_empty());
    }
}
