//! What each generation's model is trained on.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::chance::Chance;

/// A data policy: the training set of the model that writes generation t, for t above 1. The first model is trained on the
/// whole of generation 0 under every policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Policy {
    /// All rows of generation t - 1, and nothing else.
    Replace,
    /// All rows of all generations before t, the real ones included.
    Accumulate,
    /// As many rows as a generation has, drawn without replacement from all generations before t.
    AccumulateSubsample,
    /// This share of real rows, always the same ones, and the rest from generation t - 1.
    Mix(f64),
    /// This share of real rows, drawn anew for each generation, and the rest from generation t - 1.
    Fresh(f64),
}

/// Positions in a training set: (generation, row).
pub(super) type Place = (usize, usize);

impl Policy {
    /// How many of `samples` rows are real.
    pub(super) fn n_real(self, samples: usize) -> usize {
        match self {
            Policy::Mix(share) | Policy::Fresh(share) => (share * samples as f64).round() as usize,
            Policy::Replace | Policy::Accumulate | Policy::AccumulateSubsample => 0,
        }
    }

    /// Generations that the model of generation `t` learns from.
    pub fn parents(self, t: usize) -> Vec<usize> {
        match self {
            _ if t == 0 => Vec::new(),
            Policy::Accumulate | Policy::AccumulateSubsample => (0..t).collect(),
            Policy::Mix(_) | Policy::Fresh(_) if t > 1 => vec![0, t - 1],
            Policy::Replace | Policy::Mix(_) | Policy::Fresh(_) => vec![t - 1],
        }
    }

    /// The rows of earlier generations, of these sizes, that the next model learns from, beside fresh ones from outside.
    ///
    /// `always` fixes the real rows that `mix` keeps, and `now` decides what is drawn for this generation alone.
    pub(super) fn training(
        self,
        sizes: &[usize],
        samples: usize,
        always: &mut Chance,
        now: &mut Chance,
    ) -> Vec<Place> {
        let last = sizes.len() - 1;
        let whole = |generation: usize| (0..sizes[generation]).map(move |row| (generation, row));
        if last == 0 {
            return whole(0).collect();
        }
        match self {
            Policy::Replace => whole(last).collect(),
            Policy::Accumulate => (0..=last).flat_map(whole).collect(),
            Policy::AccumulateSubsample => {
                let pool: Vec<Place> = (0..=last).flat_map(whole).collect();
                drawn(pool.len(), samples, now).into_iter().map(|at| pool[at]).collect()
            }
            Policy::Mix(_) | Policy::Fresh(_) => {
                let n_real = self.n_real(samples);
                let kept = if matches!(self, Policy::Mix(_)) { n_real } else { 0 };
                let real = drawn(sizes[0], kept, always).into_iter().map(|row| (0, row));
                let written = drawn(sizes[last], samples - n_real, now).into_iter().map(|row| (last, row));
                real.chain(written).collect()
            }
        }
    }
}

/// So many of `n` positions without replacement, ascending; all of them where there are no more.
pub(super) fn drawn(n: usize, wanted: usize, chance: &mut Chance) -> Vec<usize> {
    let mut order = chance.order(n);
    order.truncate(wanted);
    order.sort_unstable();
    order
}

impl fmt::Display for Policy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Policy::Replace => out.write_str("replace"),
            Policy::Accumulate => out.write_str("accumulate"),
            Policy::AccumulateSubsample => out.write_str("accumulate-subsample"),
            Policy::Mix(share) => write!(out, "mix={share}"),
            Policy::Fresh(share) => write!(out, "fresh={share}"),
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl FromStr for Policy {
    type Err = String;

    fn from_str(said: &str) -> Result<Self, String> {
        match said.split_once('=') {
            None if said == "replace" => Ok(Policy::Replace),
            None if said == "accumulate" => Ok(Policy::Accumulate),
            None if said == "accumulate-subsample" => Ok(Policy::AccumulateSubsample),
            Some(("mix", real)) => share(real).map(Policy::Mix),
            Some(("fresh", real)) => share(real).map(Policy::Fresh),
            _ => {
                Err("expected replace, accumulate, accumulate-subsample, mix=SHARE or fresh=SHARE".to_owned())
            }
        }
    }
}

/// A share of real rows: above 0, at most 1.
fn share(said: &str) -> Result<f64, String> {
    let share = said.parse().ok().filter(|share| (0.0..=1.0).contains(share) && *share > 0.0);
    share.ok_or_else(|| format!("found a share of `{said}`, expected a number above 0, at most 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn training(policy: Policy, sizes: &[usize], t: u64) -> Vec<Place> {
        policy.training(sizes, 10, &mut Chance::of(1), &mut Chance::at([t]))
    }

    fn of(places: &[Place], generation: usize) -> Vec<usize> {
        places.iter().filter(|p| p.0 == generation).map(|p| p.1).collect()
    }

    #[test]
    fn the_first_model_learns_all_of_generation_0() {
        let all: Vec<Place> = (0..30).map(|row| (0, row)).collect();
        for policy in ["replace", "accumulate", "accumulate-subsample", "mix=0.3", "fresh=0.3"] {
            assert_eq!(training(policy.parse().unwrap(), &[30], 0), all, "{policy}");
        }
    }

    #[test]
    fn replace_forgets_and_accumulate_keeps() {
        assert_eq!(training(Policy::Replace, &[30, 10, 10], 0), (0..10).map(|r| (2, r)).collect::<Vec<_>>());
        assert_eq!(training(Policy::Accumulate, &[30, 10, 10], 0).len(), 50);
        let budget = training(Policy::AccumulateSubsample, &[30, 10, 10], 0);
        assert_eq!(budget.len(), 10);
        assert_ne!(budget, training(Policy::AccumulateSubsample, &[30, 10, 10], 1));
    }

    #[test]
    fn a_mix_keeps_the_same_real_rows_and_fresh_ones_come_from_outside() {
        let mix = Policy::Mix(0.3);
        let (first, second) = (training(mix, &[30, 10], 0), training(mix, &[30, 10, 10], 1));
        assert_eq!((of(&first, 0).len(), of(&first, 1).len()), (3, 7));
        assert_eq!(of(&first, 0), of(&second, 0));
        assert_eq!(of(&second, 2).len(), 7);
        let fresh = training(Policy::Fresh(0.3), &[30, 10], 0);
        assert_eq!((of(&fresh, 0).len(), of(&fresh, 1).len()), (0, 7));
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["replace", "accumulate", "accumulate-subsample", "mix=0.3", "fresh=1"] {
            assert_eq!(name.parse::<Policy>().unwrap().to_string(), name);
        }
        for name in ["", "replaced", "mix", "mix=", "mix=0", "mix=1.1", "fresh=NaN", "fresh=-1", "replace=1"]
        {
            assert!(name.parse::<Policy>().is_err(), "{name}");
        }
    }

    #[test]
    fn parents_are_the_generations_learned_from() {
        let parents = |policy: Policy| [0, 1, 3].map(|t| policy.parents(t));
        assert_eq!(parents(Policy::Replace), [vec![], vec![0], vec![2]]);
        assert_eq!(parents(Policy::Accumulate), [vec![], vec![0], vec![0, 1, 2]]);
        assert_eq!(parents(Policy::Fresh(0.1)), [vec![], vec![0], vec![0, 2]]);
    }
}
