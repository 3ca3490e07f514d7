//! Are documents as long as they were?

use super::{Metric, Role, Size, WIDE, level, nothing_unless};
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const LENGTH_RATIO: Metric = Metric {
    name: "length-ratio",
    label: "Mean length",
    kind: Kind::Ratio,
    unit: Unit::Tokens,
    family: Family::Documents,
    symptom: Some(Symptom::LengthCollapse),
    role: Role::Advisory,
    moved: None,
    margins: WIDE,
    size: Size::Free,
    length_sensitive: false,
    about: "How long documents are on average; a confounder first, and a symptom only when they became much shorter.",
    formula_text: "mean tokens a document, current / reference",
    range: "0 and up; 1 = the same",
    undefined_when: "no words in the reference",
    cost: "O(blocks)",
    source: "genloss",
    formula: level(|v| {
        nothing_unless(v.documents())?;
        Ok(v.tokens() as f64 / v.documents() as f64)
    }),
};
