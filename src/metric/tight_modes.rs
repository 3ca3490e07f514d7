//! Are tight rare meanings still produced?

use super::{Formula, Matching, Metric, Role, Size, WIDE};
use crate::estimator::space::survival::{Visits, survival};
use crate::pair::{Pair, Which};
use crate::terms::{Estimate, Family, Kind, Symptom, Undefined, Unit};

/// Widest interval, to either side, with which a loss of a fifth of the modes can be excluded.
const NARROW: f64 = 0.15;

/// With a wider one only a loss this improbable says anything.
const IMPROBABLE: f64 = 0.01;

pub(super) const TIGHT_MODES_RETENTION: Metric = Metric {
    name: "tight-modes-retention",
    label: "Tight rare meanings still produced",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Embeddings,
    symptom: Some(Symptom::EmbeddingTailLoss),
    role: Role::Gating,
    moved: None,
    margins: WIDE,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How many of the small dense clusters of embeddings the current generation still visits: rare meanings that are said in one \
        way, which sparse regions do not hold.",
    formula_text: "clumps of both sides' vectors together: each vector is linked to those of its 8 nearest neighbors that are nearer than \
        half of the median distance to a third neighbor; clumps of at most 2% of the vectors, from at least 4 blocks, are the modes; \
        modes with a vector of the current generation / modes with one of the reference, at equal numbers of vectors, at most 4,096 a side; \
        p exact, as if each block of a mode fell to either side by chance; the interval from the chance exp(-(x + 1/2)) to miss a mode of \
        x vectors",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than 64 on a side; modes so few or so small that the interval is wider than 0.15 to \
        either side, unless they show a loss with p below 1%; \
        embeddings that moved, since then clusters of one side only tell of the move",
    cost: "the nearest neighbors within both sides, in tiles; then O(modes) per left-out block",
    source: "genloss; links after single linkage, Sneath (1957)",
    formula: Formula::Level {
        level: |v| {
            let space = v.space()?;
            enough(&space.tight_modes()?)?;
            space.tight_modes_visited()
        },
        units: None,
        few_events: Some(by_modes),
        where_moved: Some(|_| Err(Undefined::Moved)),
        where_unmatched: None,
    },
};

/// Refuses where the modes are so few, or so small, that a loss could neither be excluded nor shown.
fn enough(modes: &[Visits]) -> Result<(), Undefined> {
    match survival(modes) {
        Some(e) if e.high - e.value < NARROW || e.p < IMPROBABLE => Ok(()),
        _ => Err(Undefined::TooFewModes),
    }
}

/// The figure with its own interval: few modes vary with few blocks.
fn by_modes(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let modes = pair.view(Which::Reference, None).space().ok()?.tight_modes().ok()?;
    survival(&modes)
}
