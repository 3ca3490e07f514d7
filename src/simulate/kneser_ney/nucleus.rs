//! Words that are probable enough: the smallest set with a given share, as a threshold for each context.
//!
//! The set may hold most of the vocabulary, so it is never listed: a word is drawn from all of them until one is as heavy
//! as the threshold, which takes 1 / share draws on average. The threshold comes from sorted weights, without the words.

use std::sync::OnceLock;

use super::table::{Place, Table};
use crate::chance::Chance;

/// Halvings of the interval that a threshold is looked for in: its logarithm is then known to 1e-13.
const HALVINGS: u32 = 52;

/// Lowers a threshold, so that what is as heavy as the last word of the set, but for rounding, belongs to it.
const SLACK: f64 = 1.0 - 1e-9;

/// Thresholds of contexts.
#[derive(Debug)]
pub(super) struct Nuclei {
    share: f64,
    levels: Vec<Sorted>,
    thresholds: Vec<Vec<OnceLock<f64>>>,
}

/// The weights of one level, sorted within each context, heaviest first, each with the sum up to it.
#[derive(Debug)]
struct Sorted {
    here: Vec<(f64, f64)>,
    /// The weights that the same words have in the context below.
    below: Vec<(f64, f64)>,
}

impl Nuclei {
    pub(super) fn new(table: &Table, share: f64) -> Self {
        let levels = (0..table.0.len()).map(|level| Sorted::new(table, level)).collect();
        Self { share, levels, thresholds: table.for_each_context() }
    }

    /// Draws a word of the set.
    pub(super) fn draw(&self, table: &Table, place: Place, chance: &mut Chance) -> u32 {
        let cell = &self.thresholds[place.level][place.context as usize];
        let threshold = *cell.get_or_init(|| self.threshold(table, place));
        loop {
            let word = table.draw(place, chance);
            if table.weight(place, word) >= threshold && !table.is_barred(place, word) {
                return word;
            }
        }
    }

    /// The weight of the lightest word of the set, or a little less.
    fn threshold(&self, table: &Table, place: Place) -> f64 {
        let barred = table.barred(place);
        let wanted = self.share * (table.total(place) - barred);
        let heaviest = self.heaviest(table, place);
        // The logarithm of a ratio to the heaviest word; no double is smaller than e^-745.
        let (mut low, mut high) = (-745.0_f64, 0.0_f64);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            let threshold = heaviest * middle.exp();
            let others = if barred >= threshold { barred } else { 0.0 };
            if self.at_least(table, place, threshold) - others >= wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        heaviest * low.exp() * SLACK
    }

    /// The weight of the heaviest word.
    fn heaviest(&self, table: &Table, place: Place) -> f64 {
        let here = self.levels[place.level].here[table.0[place.level].counted.range(place.context)][0].0;
        let below = table.below(place).map_or(0.0, |below| table.factor(place) * self.heaviest(table, below));
        here.max(below)
    }

    /// The weight of all words that weigh so much or more.
    fn at_least(&self, table: &Table, place: Place, threshold: f64) -> f64 {
        let sorted = &self.levels[place.level];
        let range = table.0[place.level].counted.range(place.context);
        let seen = sum_from(&sorted.here[range.clone()], threshold);
        let factor = table.factor(place);
        match table.below(place) {
            Some(below) if factor > 0.0 => {
                let threshold = threshold / factor;
                let others =
                    self.at_least(table, below, threshold) - sum_from(&sorted.below[range], threshold);
                seen + factor * others.max(0.0)
            }
            _ => seen,
        }
    }
}

impl Sorted {
    fn new(table: &Table, level: usize) -> Self {
        let weighted = &table.0[level];
        let n = weighted.counted.words.len();
        let (mut here, mut below) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for context in 0..weighted.counted.n_contexts() as u32 {
            let place = Place { level, context };
            here.extend(cumulated(table.seen(place).map(|(_, weight)| weight).collect()));
            if let Some(shorter) = table.below(place) {
                let weights = table.seen(place).map(|(word, _)| table.weight(shorter, word));
                below.extend(cumulated(weights.collect()));
            }
        }
        Self { here, below }
    }
}

fn cumulated(mut weights: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
    weights.sort_unstable_by(|a, b| b.total_cmp(a));
    weights.into_iter().scan(0.0, |sum, weight| {
        *sum += weight;
        Some((weight, *sum))
    })
}

/// The sum of the weights of so much or more.
fn sum_from(sorted: &[(f64, f64)], threshold: f64) -> f64 {
    match sorted.partition_point(|(weight, _)| *weight >= threshold) {
        0 => 0.0,
        n => sorted[n - 1].1,
    }
}
