//! All tests of a family at once: step-down max-t over joint sign flips.
//!
//! Numbers about the same documents move together, and a correction that does not know it (Holm) pays for tests that say the same
//! twice. Where nothing was lost, exchanging both sides of a block turns the sign of what the block says of every metric: the largest
//! studentized mean over random signs is what chance shows of the largest of all of them together.
//!
//! Tests that say little of a collapse would make those deaf that say most, so all but the first line carry a handicap (weights, on the
//! scale of t).

use crate::chance::Chance;
use crate::compare::t_of_loss;
use crate::profile::BLOCKS;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Random signs; with the identity that makes 2,000, so no adjusted p is below 0.0005.
const FLIPS: usize = 1_999;

/// Standard errors by which a test that is not of the first line must be surer. The first line alone had 2.06 for its critical value where all
/// tests together had 2.28 (300 nulls of 200 documents); with a handicap of 1 it has 2.12, and none of the others is lost.
const HANDICAP: f64 = 1.0;

/// One test of a family.
#[derive(Debug, Clone, Copy)]
pub struct Test<'a> {
    /// What each block says of a loss, positive = loss; empty where no block speaks for itself.
    pub contributions: &'a [f64],
    /// p of the test alone, which counts where there are no contributions.
    pub p: f64,
    /// How many lines it stands behind the first; for each it must be surer by one handicap.
    pub line: u32,
}

impl Test<'_> {
    fn handicap(&self) -> f64 {
        HANDICAP * f64::from(self.line)
    }

    fn is_flipped(&self) -> bool {
        self.contributions.len() == BLOCKS
    }

    /// How far it speaks of a loss, beyond its handicap: the studentized mean of its blocks, or the t that has its p.
    fn strength(&self, law: &StudentsT) -> f64 {
        let t = t_of_loss(self.contributions).filter(|_| self.is_flipped());
        let t = t.map_or_else(|| law.inverse_cdf(1.0 - self.p.clamp(1e-15, 1.0 - 1e-15)), |(t, _)| t);
        t - self.handicap()
    }
}

/// Adjusted p in the order given, family-wise in the strong sense; none is below the p of the test alone.
///
/// A test without contributions (a score interval, a level of exactly 0) pays as by Holm: what it adds to chance is its own p's uniform law.
///
/// *Source*: Westfall & Young (1993), algorithm 2.8 (step-down max-T); weights as in Westfall, Kropf & Finos (2004), here differences of t;
/// flips by block as in the randomization test of paired differences (Fisher 1935). *Cost*: O(flips x (blocks + 1) x tests) time, O(flips) memory.
pub fn step_down(tests: &[Test<'_>]) -> Vec<f64> {
    let Ok(law) = StudentsT::new(0.0, 1.0, (BLOCKS - 1) as f64) else { return vec![1.0; tests.len()] };
    let strengths: Vec<f64> = tests.iter().map(|test| test.strength(&law)).collect();
    let mut weakest_first: Vec<usize> = (0..tests.len()).collect();
    weakest_first.sort_by(|&a, &b| strengths[a].total_cmp(&strengths[b]).then(b.cmp(&a)));
    let signs = signs();
    let mut largest = vec![f64::NEG_INFINITY; FLIPS];
    let mut any_flipped = false;
    let mut alone: Vec<usize> = Vec::new();
    let mut adjusted = vec![1.0; tests.len()];
    for &at in &weakest_first {
        if tests[at].is_flipped() {
            any_flipped = true;
            raise(&mut largest, &tests[at], &signs);
        } else {
            alone.push(at);
        }
        let as_large = largest.iter().filter(|&&t| t >= strengths[at] - 1e-9).count();
        let by_flips = if any_flipped { (1 + as_large) as f64 / (1 + FLIPS) as f64 } else { 0.0 };
        let by_law: f64 = alone.iter().map(|&other| law.sf(strengths[at] + tests[other].handicap())).sum();
        adjusted[at] = (by_flips + by_law).clamp(tests[at].p, 1.0);
    }
    // Step down: no test gets cheaper than a stronger one.
    let mut so_far: f64 = 0.0;
    for &at in weakest_first.iter().rev() {
        so_far = so_far.max(adjusted[at]);
        adjusted[at] = so_far;
    }
    adjusted
}

/// The same signs for every family, so that the same numbers get the same p in any report.
fn signs() -> Vec<u32> {
    let mut chance = Chance::of(FLIPS as u64);
    (0..FLIPS).map(|_| (chance.bits() >> 32) as u32).collect()
}

/// Raises each flip's largest studentized mean beyond the handicap to that of a test, where its own is larger.
fn raise(largest: &mut [f64], test: &Test<'_>, signs: &[u32]) {
    let contributions = test.contributions;
    let b = contributions.len() as f64;
    let squares: f64 = contributions.iter().map(|x| x * x).sum();
    for (largest, &signs) in largest.iter_mut().zip(signs) {
        let sum: f64 = contributions
            .iter()
            .enumerate()
            .map(|(block, &x)| if signs >> block & 1 == 1 { x } else { -x })
            .sum();
        let mean = sum / b;
        let variance = (squares - b * mean * mean).max(1e-12 * squares) / (b - 1.0);
        *largest = largest.max(mean / (variance / b).sqrt() - test.handicap());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers by block: a loss of so many standard deviations, and noise.
    fn contributions(seed: u64, shift: f64) -> Vec<f64> {
        let mut chance = Chance::of(seed);
        (0..BLOCKS).map(|_| shift + chance.normal()).collect()
    }

    fn test(contributions: &[f64]) -> Test<'_> {
        Test { contributions, p: t_of_loss(contributions).map_or(1.0, |(_, p)| p), line: 0 }
    }

    #[test]
    fn without_contributions_it_is_holm() {
        let alone = |p| Test { contributions: &[], p, line: 0 };
        let found = step_down(&[alone(0.01), alone(0.04), alone(0.03)]);
        found.iter().zip([0.03, 0.06, 0.06]).for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{a} {b}"));
        assert!(step_down(&[]).is_empty());
    }

    #[test]
    fn what_is_not_of_the_first_line_must_be_surer() {
        let (sure, noise) = (contributions(3, 0.45), contributions(4, 0.0));
        let p = |line| step_down(&[test(&sure), Test { line, ..test(&noise) }])[0];
        assert!(p(1) < p(0), "the first line hears more: {} {}", p(1), p(0));
        let alone = |p, line| Test { contributions: &[], p, line };
        let surer = step_down(&[alone(0.5, 0), alone(0.004, 1)])[1];
        assert!(surer > 0.02 && surer < 0.05, "{surer}");
        assert!((step_down(&[alone(0.5, 1), alone(0.004, 1)])[1] - 0.008).abs() < 1e-12, "as by Holm");
    }

    #[test]
    fn one_test_has_the_p_of_its_signs_and_copies_of_it_cost_nothing() {
        let one = contributions(3, 0.35);
        let alone = step_down(&[test(&one)])[0];
        assert!(alone > 0.005 && alone < 0.05, "{alone}");
        let thrice = step_down(&[test(&one), test(&one), test(&one)]);
        assert_eq!(thrice, [alone; 3]);
    }

    #[test]
    fn the_family_holds_its_level_whatever_moves_together() {
        let rings = |seed: u64| {
            let shared = contributions(seed, 0.0);
            let own = |k: u64| contributions(1_000_000 + 10 * seed + k, 0.0);
            let mixed = |k| own(k).iter().zip(&shared).map(|(a, b)| a + b).collect::<Vec<_>>();
            let all: Vec<Vec<f64>> = (0..6).map(mixed).collect();
            step_down(&all.iter().map(|c| test(c)).collect::<Vec<_>>()).iter().any(|&p| p < 0.05)
        };
        let rung = (0..400).filter(|&seed| rings(seed)).count();
        // 5% of 400 is 20; a binomial has 8 to 33 with probability 0.999.
        assert!((8..=33).contains(&rung), "{rung}");
    }

    #[test]
    fn a_sure_loss_leaves_the_others_to_be_tested_without_it() {
        let (sure, other) = (contributions(1, 3.0), contributions(3, 0.35));
        let found = step_down(&[test(&sure), test(&other)]);
        assert!(found[0] < 0.001);
        let alone = step_down(&[test(&other)])[0];
        assert!((found[1] - alone).abs() < 1e-12, "step-down: {} {alone}", found[1]);
        let with_one_alone = step_down(&[test(&sure), Test { contributions: &[], p: 0.5, line: 0 }]);
        assert!(with_one_alone[0] < 0.001 && with_one_alone[1] >= 0.5);
    }
}
