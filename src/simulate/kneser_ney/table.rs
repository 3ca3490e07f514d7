//! Probabilities of words after contexts, ready to draw from.
//!
//! At each level a word has its discounted share, if it was seen there, and the weight of the context below times a factor.
//! With a temperature the weights are powers of these probabilities; the power of the sum is split into the power of its
//! second part and the rest, so that drawing still goes down level by level and no list of all words is ever made.

use super::counts::Level;
use super::discount::Discounts;
use super::{BEGIN, END};
use crate::chance::Chance;
use crate::simulate::sampling::{Sampling, at};

/// A context: its level, 0 for single words, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) level: usize,
    pub(super) context: u32,
}

/// One level with weights.
#[derive(Debug)]
pub(super) struct Weighted {
    pub(super) counted: Level,
    /// The context without its first token, one level down.
    shorter: Vec<u32>,
    /// The weight of each word after its context.
    pub(super) weights: Vec<f64>,
    /// What each word's weight has beyond the level below, summed up within its context.
    sums: Vec<f64>,
    /// What the weights of the context below are multiplied with.
    pub(super) factors: Vec<f64>,
    /// All weight of each context, of words that were not seen there, too.
    totals: Vec<f64>,
}

/// All levels, shortest first.
#[derive(Debug)]
pub(super) struct Table(pub(super) Vec<Weighted>);

impl Table {
    /// Smooths counted levels.
    ///
    /// *Formula*: p(w | h) = max(c(hw) - D, 0) / c(h) + γ(h) p(w | h without its first token), where c(h) sums the counts
    /// after h and γ(h) is what the discounts took, over c(h); single words end in the uniform law over all words seen and
    /// the end. *Source*: Chen & Goodman (1998), section 3.4, interpolated.
    pub(super) fn new(levels: Vec<Level>, sampling: &Sampling) -> Self {
        let mut table = Self(Vec::with_capacity(levels.len()));
        // Probabilities of the level below, which weights are no more once there is a temperature.
        let mut below: Vec<f64> = Vec::new();
        for counted in levels {
            let (weighted, probabilities) = table.weighted(counted, &below, sampling);
            table.0.push(weighted);
            below = probabilities;
        }
        table
    }

    /// The next level on top of those that are there.
    fn weighted(&self, counted: Level, below: &[f64], sampling: &Sampling) -> (Weighted, Vec<f64>) {
        let discounts = Discounts::of(&counted.counts);
        let n = counted.words.len();
        let mut this = Weighted {
            shorter: Vec::with_capacity(counted.n_contexts()),
            weights: Vec::with_capacity(n),
            sums: Vec::with_capacity(n),
            factors: Vec::with_capacity(counted.n_contexts()),
            totals: Vec::with_capacity(counted.n_contexts()),
            counted,
        };
        let mut probabilities = Vec::with_capacity(n);
        for context in 0..this.counted.n_contexts() as u32 {
            let range = this.counted.range(context);
            let counts = &this.counted.counts[range.clone()];
            let occurrences: f64 = counts.iter().map(|&c| f64::from(c)).sum();
            let given_away = counts.iter().map(|&c| discounts.discount(c)).sum::<f64>() / occurrences;
            let shorter = self.without_first(&this.counted, context);
            let factor = match self.0.is_empty() {
                // The uniform law is part of the weights of single words.
                true => 0.0,
                false => sampling.weight(given_away),
            };
            let mut sum = 0.0;
            for at in range {
                let (word, count) = (this.counted.words[at], this.counted.counts[at]);
                let own = (f64::from(count) - discounts.discount(count)).max(0.0) / occurrences;
                let (rest, rest_weight) = match self.0.last() {
                    None => (1.0 / n as f64, 0.0),
                    Some(level) => level
                        .counted
                        .place(shorter, word)
                        .map_or((0.0, 0.0), |at| (below[at], level.weights[at])),
                };
                let probability = own + given_away * rest;
                let weight = sampling.weight(probability);
                sum += (weight - factor * rest_weight).max(0.0);
                probabilities.push(probability);
                this.weights.push(weight);
                this.sums.push(sum);
            }
            let lower = self.0.last().map_or(0.0, |level| level.totals[shorter as usize]);
            this.shorter.push(shorter);
            this.factors.push(factor);
            this.totals.push(sum + factor * lower);
        }
        (this, probabilities)
    }

    /// The context one level down. It is always there: whatever was seen after the longer one was seen after the shorter.
    fn without_first(&self, counted: &Level, context: u32) -> u32 {
        let tokens = counted.tokens(context);
        self.0.last().and_then(|level| level.counted.find(tokens.get(1..)?)).unwrap_or(0)
    }

    /// The longest end of these tokens that was seen as a context.
    pub(super) fn find(&self, tokens: &[u32]) -> Place {
        let known = |length: usize| {
            let context = self.0.get(length)?.counted.find(&tokens[tokens.len() - length..])?;
            Some(Place { level: length, context })
        };
        (1..=tokens.len()).rev().find_map(known).unwrap_or(Place { level: 0, context: 0 })
    }

    /// The context that a context falls back to.
    pub(super) fn below(&self, place: Place) -> Option<Place> {
        let level = place.level.checked_sub(1)?;
        Some(Place { level, context: self.0[place.level].shorter[place.context as usize] })
    }

    /// What the weights of the context below are multiplied with.
    pub(super) fn factor(&self, place: Place) -> f64 {
        self.0[place.level].factors[place.context as usize]
    }

    /// All weight of a context.
    pub(super) fn total(&self, place: Place) -> f64 {
        self.0[place.level].totals[place.context as usize]
    }

    /// Whether a word cannot be drawn after a context: the end right after the begin.
    pub(super) fn is_barred(&self, place: Place, word: u32) -> bool {
        word == END && place.level == 1 && *self.0[1].counted.tokens(place.context) == [BEGIN]
    }

    /// The weight of what cannot be drawn after a context.
    pub(super) fn barred(&self, place: Place) -> f64 {
        if self.is_barred(place, END) { self.weight(place, END) } else { 0.0 }
    }

    /// The words seen after a context, each with its weight.
    pub(super) fn seen(&self, place: Place) -> impl Iterator<Item = (u32, f64)> {
        let level = &self.0[place.level];
        level.counted.range(place.context).map(|at| (level.counted.words[at], level.weights[at]))
    }

    /// The weight of a word after a context; 0 for words that were never seen.
    pub(super) fn weight(&self, place: Place, word: u32) -> f64 {
        let (mut place, mut factor) = (place, 1.0);
        loop {
            let level = &self.0[place.level];
            if let Some(at) = level.counted.place(place.context, word) {
                return factor * level.weights[at];
            }
            factor *= self.factor(place);
            match self.below(place) {
                Some(below) => place = below,
                None => return 0.0,
            }
        }
    }

    /// Draws a word, with probability proportional to its weight.
    pub(super) fn draw(&self, place: Place, chance: &mut Chance) -> u32 {
        let mut place = place;
        loop {
            let level = &self.0[place.level];
            let range = level.counted.range(place.context);
            let sums = &level.sums[range.clone()];
            let own = sums[sums.len() - 1];
            let below = self.below(place);
            match below {
                Some(below) if chance.unit() * self.total(place) >= own => place = below,
                _ => return level.counted.words[range.start + at(sums, chance.unit())],
            }
        }
    }

    /// One empty cell for each context of each level.
    pub(super) fn for_each_context<T>(&self) -> Vec<Vec<std::sync::OnceLock<T>>> {
        let cells = |level: &Weighted| level.totals.iter().map(|_| std::sync::OnceLock::new()).collect();
        self.0.iter().map(cells).collect()
    }
}

#[cfg(test)]
impl Table {
    /// Every context.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        let contexts = |(level, weighted): (usize, &Weighted)| {
            (0..weighted.totals.len() as u32).map(move |context| Place { level, context })
        };
        self.0.iter().enumerate().flat_map(contexts)
    }

    /// The weights of all words after a context, added up one by one.
    pub(super) fn sum(&self, place: Place) -> f64 {
        self.0[0].counted.words.iter().map(|&word| self.weight(place, word)).sum()
    }
}
