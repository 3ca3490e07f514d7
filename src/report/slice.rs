//! A comparison within one slice.

use serde::{Deserialize, Serialize};

use super::{MetricReport, SymptomReport};
use crate::terms::{Kind, Verdict};

/// The comparison within one slice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// The slice's value; `null` texts form the slice "(null)".
    pub slice: String,
    /// Documents of the earlier generation.
    pub documents_before: u64,
    /// Documents of the later generation.
    pub documents_after: u64,
    /// The verdict within the slice; it never changes the comparison's own, but it fails a gate (`settings.fail-on-slices`).
    pub verdict: Verdict,
    /// The symptoms within the slice.
    pub symptoms: Vec<SymptomReport>,
    /// The gating metrics within the slice.
    pub metrics: Vec<MetricReport>,
}

/// The slices, worst first: by verdict, then by the least share kept.
pub fn by_loss(slices: &[Slice]) -> Vec<&Slice> {
    let kept = |s: &Slice| {
        let retentions = s.metrics.iter().filter(|m| m.gating && m.kind == Kind::Retention);
        retentions.filter_map(|m| m.value).fold(f64::INFINITY, f64::min)
    };
    let mut list: Vec<&Slice> = slices.iter().collect();
    // Stable: slices with the same news keep the report's order.
    list.sort_by(|a, b| {
        b.verdict.severity().cmp(&a.verdict.severity()).then_with(|| kept(a).total_cmp(&kept(b)))
    });
    list
}
