//! Are the sparse regions of the reference's embedding space still visited?

use super::{Decides, Formula, Matching, Metric, Role, Size, WIDE, counted};
use crate::pair::{Lost, Pair, View};
use crate::terms::{Estimate, Family, Kind, Symptom, Unit};

pub(super) const EMBEDDING_TAIL_RECALL: Metric = Metric {
    name: "embedding-tail-recall",
    label: "Rare meanings still produced",
    kind: Kind::Retention,
    unit: Unit::Ratio,
    family: Family::Embeddings,
    symptom: Some(Symptom::EmbeddingTailLoss),
    role: Role::Gating,
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: WIDE,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How much of the reference's sparsest tenth the current generation still visits.",
    formula_text: "on one half of the reference each point gets a ball that reaches to its 5th nearest neighbor, and the \
        tenth with the largest balls is the tail; share of tail balls with a vector of the current generation's other half, \
        over the same share for the reference's own other half, at equal numbers of vectors; halves swapped and pooled; without a \
        block each count moves by the root of the share of the jackknife's variance that is sampling variance; with fewer than 10 tail balls missed \
        on both sides the interval is Newcombe's; where embeddings merely moved (classifier-auc above its line, spread within its margins) that retention over the same one \
        with both sides exchanged, since a move takes as much from either; none where they moved and total variance or effective rank \
        rose by more than such a margin, since a wider cloud misses the balls of a narrower one whatever it covers",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than 64 on a side; embeddings that moved and spread wider",
    cost: "four distance tables of half the vectors by half the vectors, in tiles; then O(balls) per left-out block",
    source: "genloss, after Kynkaanniemi et al. (2019) recall and Naeem et al. (2020) coverage; cross-fitted; Newcombe (1998)",
    formula: Formula::Level {
        level: |v| v.space()?.tail_points_reached(),
        // About a tenth of the vectors are tail points.
        units: Some(|v| v.space().map_or(0.0, |s| s.rows() as f64 / 10.0)),
        few_events: Some(few_missed),
        where_moved: Some(|v| v.space()?.both_tails_reached()),
    },
};

pub(super) const EMBEDDING_NOVEL_RATIO: Metric = Metric {
    name: "embedding-novel-ratio",
    label: "Novel meanings",
    kind: Kind::Ratio,
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "How much falls outside the reference's support; rising while the tail falls is the second sign of collapse.",
    formula_text: "share of vectors outside every ball of the reference's defining half, current / reference's own other half",
    range: "0 and up; 1 = no more novelty than in the reference itself",
    formula: counted(|v| Ok(1.0 - v.space()?.inside()?), vectors),
    ..EMBEDDING_TAIL_RECALL
};

pub(super) const EMBEDDING_PRECISION_RETENTION: Metric = Metric {
    name: "embedding-precision-retention",
    label: "Precision kept",
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "How much of what is produced lies where the reference is.",
    formula_text: "share of vectors within any ball of the reference's defining half, current / reference's own other half",
    source: "Kynkaanniemi et al. (2019), cross-fitted",
    formula: counted(|v| v.space()?.inside(), vectors),
    ..EMBEDDING_TAIL_RECALL
};

pub(super) const EMBEDDING_RECALL_RETENTION: Metric = Metric {
    name: "embedding-recall-retention",
    label: "Recall kept",
    about: "How much of the reference lies where the current generation is; moved by single outliers.",
    formula_text: "share of the reference's vectors within any ball of the current generation's other half, over the same \
        share for balls of the reference's own other half",
    formula: counted(|v| v.space()?.recall(), vectors),
    ..EMBEDDING_PRECISION_RETENTION
};

pub(super) const EMBEDDING_DENSITY_RETENTION: Metric = Metric {
    name: "embedding-density-retention",
    label: "Density kept",
    about: "In how dense a part of the reference the outputs lie; above 1 they crowd into its middle.",
    formula_text: "balls of the reference's defining half that hold a vector, on average / 5, current / reference's own \
        other half",
    source: "Naeem et al. (2020), cross-fitted",
    formula: counted(|v| v.space()?.density(), vectors),
    ..EMBEDDING_PRECISION_RETENTION
};

pub(super) const EMBEDDING_COVERAGE_RETENTION: Metric = Metric {
    name: "embedding-coverage-retention",
    label: "Coverage kept",
    about: "How much of the reference's whole support is still visited; the tail is its sparsest tenth.",
    formula_text: "share of the reference's balls with a vector of the current generation's other half, over the same share \
        for its own other half, at equal numbers of vectors",
    source: "Naeem et al. (2020), cross-fitted",
    formula: counted(|v| v.space()?.points_reached(), vectors),
    ..EMBEDDING_PRECISION_RETENTION
};

/// Newcombe's interval where both sides miss a handful of tail points: one that no vector reaches is missed whichever block is left out, so
/// that its loss would seem sure.
fn few_missed(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let missed =
        |which| pair.view(which, None).space().ok()?.tail_points_missed().ok().map(|(n, missed)| (missed, n));
    Some(Lost::of(missed)?.if_both_lost_few()?.unpaired(1.0))
}

/// What was looked at where a share comes out as exactly 0: the vectors of a side.
fn vectors(view: &View<'_>) -> f64 {
    view.space().map_or(0.0, |space| space.rows() as f64)
}
