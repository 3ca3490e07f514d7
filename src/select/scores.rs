//! Scores of a candidate, prompt by prompt.

use std::collections::BTreeMap;

use super::draws::{Draws, Sums};
use super::result::{Mean, SliceScore};
use crate::pair::blocks_for;
use crate::profile::{Kept, NULL_SLICE, Profile};
use crate::terms::Undefined;

/// Scores by prompt. Several answers to one count by their mean. Beyond the capacity of a sample they are those of the prompts that all
/// candidates sample.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// By the hash of the prompt: its block, the score (the higher the better), the slice.
    pub(super) by_prompt: BTreeMap<u64, (u8, f64, String)>,
    /// Prompts without a score.
    pub(super) missing: u64,
    /// Whether a lower score is better.
    pub(super) lower: bool,
}

impl Scores {
    /// Those of a column.
    pub(super) fn of(profile: &Profile, column: Option<&str>, lower: bool) -> Self {
        let at = column.and_then(|name| profile.columns.iter().position(|c| c.column.name == name));
        let mut all: BTreeMap<u64, (u8, f64, u32, String)> = BTreeMap::new();
        for row in profile.sample.rows() {
            let slice = row.slice.as_deref().unwrap_or(NULL_SLICE);
            let entry = all.entry(row.order).or_insert_with(|| (row.block, 0.0, 0, slice.to_owned()));
            if let Some(Some(Kept::Number(value))) = at.and_then(|at| row.cells.get(at)) {
                entry.1 += value;
                entry.2 += 1;
            }
        }
        let missing = all.values().filter(|(_, _, n, _)| *n == 0).count() as u64;
        let sign = if lower { -1.0 } else { 1.0 };
        let with_score = all.into_iter().filter(|(_, (_, _, n, _))| *n > 0);
        let by_prompt =
            with_score.map(|(key, (block, sum, n, slice))| (key, (block, sign * sum / f64::from(n), slice)));
        Self { by_prompt: by_prompt.collect(), missing, lower }
    }

    /// The mean over all prompts.
    pub(super) fn mean(&self, draws: &Draws) -> Mean {
        self.mean_where(draws, self.missing, |_| true)
    }

    /// The mean of each slice; none without a column of slices.
    pub(super) fn slices(&self, draws: &Draws) -> Vec<SliceScore> {
        let mut names: Vec<&str> = self.by_prompt.values().map(|(_, _, slice)| slice.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names == [NULL_SLICE] {
            return Vec::new();
        }
        let slice = |name: &str| SliceScore {
            slice: name.to_owned(),
            score: self.mean_where(draws, 0, |slice| slice == name),
        };
        names.into_iter().map(slice).collect()
    }

    fn mean_where(&self, draws: &Draws, missing: u64, wanted: impl Fn(&str) -> bool) -> Mean {
        let values = || {
            self.by_prompt
                .values()
                .filter(|(_, _, slice)| wanted(slice))
                .map(|(block, score, _)| (*block, *score))
        };
        let prompts = values().count() as u64;
        let none = |undefined| Mean {
            value: None,
            low: None,
            high: None,
            prompts,
            missing,
            undefined: Some(undefined),
        };
        if prompts == 0 {
            return none(Undefined::TooFewNumbers);
        }
        let sign = if self.lower { -1.0 } else { 1.0 };
        let Some(blocks) = blocks_for(prompts) else {
            let value = sign * Sums::of(values(), 1).mean();
            let value = Some(value).filter(|v| v.is_finite());
            return Mean { value, ..none(Undefined::TooFewDocuments) };
        };
        let sums = Sums::of(values(), blocks);
        let (mean, half) = (sign * sums.mean(), 1.959_963_984_540_054 * sums.error(draws));
        match mean.is_finite() && half.is_finite() {
            true => Mean {
                value: Some(mean),
                low: Some(mean - half),
                high: Some(mean + half),
                prompts,
                missing,
                undefined: None,
            },
            false => none(Undefined::OutOfRange),
        }
    }
}
