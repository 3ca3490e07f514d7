//! Do embeddings vary as much, and in as many directions?

use super::{Metric, Role, STANDARD, Size, level};
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const TOTAL_VARIANCE_RETENTION: Metric = Metric {
    name: "total-variance-retention",
    label: "Total variance kept",
    kind: Kind::Retention,
    unit: Unit::Variance,
    family: Family::Embeddings,
    symptom: Some(Symptom::SpreadLoss),
    role: Role::Gating,
    margins: STANDARD,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How far embeddings scatter about their mean; falls when meanings move together. A squared scale: a standard \
        deviation of 0.95 is a variance of 0.90.",
    formula_text: "trace of the covariance matrix (ddof 1), current / reference, at equal rows of the coordinated samples",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than two on a side",
    cost: "one pass over the vectors, then O(blocks x dimension) per left-out block",
    source: "Shumailov et al. (2024), definition 2.1 (variance); numpy cov",
    formula: level(|v| v.space()?.total_variance()),
};
