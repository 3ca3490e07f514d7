//! Embeddings that moved and kept their spread: sparse regions that are no longer visited then say as much of the move as
//! of a loss.

use super::basis::Basis;
use crate::metric::{METRICS, Matching, Metric, Role};
use crate::terms::{Estimate, Symptom};

/// How far embeddings spread that moved beyond chance and beyond the line of their drift metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    /// As far as before, within the margins at which a loss of spread warns: a move takes as much from either side.
    Alike,
    /// Farther by more than such a margin. In many coordinates the vectors of a wide cloud miss the balls of a narrow one, while the
    /// narrow one's lie within the wide one's: what is not visited says that the cloud grew, and nothing of a loss.
    Wider,
}

impl Moved {
    /// `None` where embeddings did not move, and where they contracted, since what contracts leaves its sparse regions.
    pub(super) fn of(basis: &Basis<'_>) -> Option<Self> {
        let value = |metric: &Metric| {
            let found = basis.evaluate(metric, &metric.formula, None, &Matching::default());
            found.ok().map(|outcome| outcome.estimate)
        };
        let of =
            |role: Role| METRICS.iter().copied().filter(move |m| m.role == role && m.size.is_of_vectors());
        let beyond = |m: &Metric| value(m).zip(m.moved).is_some_and(|(e, line)| e.low > line);
        if !of(Role::Drift).any(beyond) {
            return None;
        }
        let spread: Vec<(Estimate, f64)> = of(Role::Gating)
            .filter(|m| m.symptom == Some(Symptom::SpreadLoss))
            .filter_map(|m| value(m).zip(m.margins.map(|margins| margins.warn)))
            .collect();
        if spread.iter().any(|(e, warn)| e.value < *warn) {
            return None;
        }
        let wider = spread.iter().any(|(e, warn)| e.value > 1.0 / warn);
        Some(if wider { Self::Wider } else { Self::Alike })
    }
}
