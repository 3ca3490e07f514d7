//! Whether a run fails: what it was told to fail on, held against what was found.

use crate::config::Config;
use crate::report::{Against, Comparison, Gate, GateLine, Requirement, Slice, by_loss};
use crate::terms::{Status, Verdict};

/// | fails | where |
/// |---|---|
/// | a generation | its verdict against the reference was named |
/// | a slice of it | its verdict was named and is a loss (one that is merely too small to tell is in nearly every report), unless slices are left out |
/// | a requirement | requirements were named, and it is missed, or undecided where `inconclusive` was named |
pub fn gate(config: &Config, comparisons: &[Comparison], requirements: &[Requirement]) -> Gate {
    let named = |verdict: Verdict| config.fail_on.contains(&verdict);
    let bases = || comparisons.iter().filter(|c| c.against == Against::Base);
    let whole = bases()
        .filter(|c| named(c.verdict))
        .map(|c| GateLine::Generation { generation: c.current.clone(), verdict: c.verdict });
    let of_slices = |c: &Comparison| -> Vec<GateLine> {
        let lost = by_loss(&c.slices).into_iter().filter(|s| s.verdict.is_loss() && named(s.verdict));
        let line = |s: &Slice| GateLine::Slice {
            generation: c.current.clone(),
            slice: s.slice.clone(),
            verdict: s.verdict,
        };
        lost.map(line).collect()
    };
    let slices = bases().filter(|_| config.fail_on_slices).flat_map(of_slices);
    let fails = |r: &&Requirement| match r.status {
        Status::Fail => true,
        Status::Inconclusive | Status::NotRun => named(Verdict::Inconclusive),
        Status::Pass | Status::Warn => false,
    };
    let missed = requirements.iter().filter(|_| config.fail_on_requirement).filter(fails);
    let lines: Vec<GateLine> =
        whole.chain(slices).chain(missed.cloned().map(GateLine::Requirement)).collect();
    Gate {
        verdicts: config.fail_on.clone(),
        slices: config.fail_on_slices,
        requirements: config.fail_on_requirement,
        reached: !lines.is_empty(),
        lines,
    }
}
