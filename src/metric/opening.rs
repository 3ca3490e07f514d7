//! In how many ways do documents begin?

use super::{Decides, Metric, Role, Size, WIDE, level};
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const OPENING_EFFECTIVE_NUMBER_RETENTION: Metric = Metric {
    name: "opening-effective-number-retention",
    label: "Effective openings kept",
    kind: Kind::Retention,
    unit: Unit::Types,
    family: Family::NGrams,
    symptom: Some(Symptom::TemplateOveruse),
    role: Role::Gating,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: WIDE,
    size: Size::Rarefied,
    length_sensitive: false,
    about: "How many equally common openings (first three words) the documents are worth; falls when templates take over.",
    formula_text: "Hill number of order 1 of the openings, expected at the same number of documents, current / reference",
    range: "0 and up; 1 = all kept",
    undefined_when: "no document holds a word",
    cost: "O(distinct opening counts) per left-out block",
    source: "Hill (1973); rarefied after Chao et al. (2014), eq. 4",
    formula: level(|v| v.opening_entropy().map(f64::exp)),
};
