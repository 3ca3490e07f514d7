//! Do documents go round in circles?

use super::{Decides, Formula, Matching, Metric, Role, Size};
use crate::config::Margins;
use crate::pair::{Lost, Pair};
use crate::terms::{Estimate, Family, Kind, Symptom, Undefined, Unit};

/// Hardly any document loops by nature, and one that does is of no use: one more in fifty matters, one more in twenty is a failure.
const NARROW: Option<Margins> = Some(Margins { warn: 0.98, fail: 0.95 });

pub(super) const UNLOOPED_DOCUMENT_RETENTION: Metric = Metric {
    name: "unlooped-document-retention",
    label: "Documents without loops kept",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Documents,
    symptom: Some(Symptom::Repetition),
    role: Role::Gating,
    decides: Decides::Always,
    first: true,
    moved: None,
    margins: NARROW,
    size: Size::Whole,
    length_sensitive: false,
    about: "How many documents do not go round in circles, by their whole texts: nothing is cut off before loops are looked for.",
    formula_text: "share of documents of which less than a quarter, and not the last four passages, stands in passages of 8 words (12 subwords, 16 character bigrams, 40 \
        characters) that came before in the same document, current / reference; with fewer than 10 documents with (or without) \
        a loop on a side the interval is Tango's (paired) or Newcombe's (unpaired)",
    range: "0 and up; 1 = as few loops as before",
    undefined_when: "every document of the reference loops",
    cost: "one hash a word while reading, then O(blocks)",
    source: "Holtzman et al. (2020), repetition; Welleck et al. (2020), seq-rep-n; Newcombe (1998); Tango (1998)",
    formula: Formula::Level {
        level: |v| match v.documents() {
            0 => Err(Undefined::NothingCounted),
            n => Ok((n - v.looping()) as f64 / n as f64),
        },
        units: None,
        few_events: Some(few_events),
        where_moved: None,
    },
};

/// The score interval where either side has few documents of either kind.
fn few_events(pair: &Pair<'_>, matching: &Matching<'_>) -> Option<Estimate> {
    let looping = |which| {
        let view = pair.view(which, None);
        Some((view.looping() as f64, view.documents() as f64))
    };
    Some(Lost::of(looping)?.if_few_of_a_kind()?.by_rows(matching.loops))
}
