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

pub(super) const POOLED_EMBEDDING_TAIL_RETENTION: Metric = Metric {
    name: "pooled-embedding-tail-retention",
    label: "Share of rare meanings kept",
    // A handful of vectors, so that its interval is wide at a few hundred documents; the recall bounds what it leaves open.
    decides: Decides::WhereLossIsShown,
    first: true,
    size: Size::PooledVectors,
    about: "How large a share of its documents the current generation spends on rare meanings, beside the reference; rare by the embeddings \
        of both, novel ones included.",
    formula_text: "share of vectors in sparse regions, current / reference, of as many vectors of either side, at most 4,096; sparse regions = \
        the tenth of both sides' vectors together that lies farthest from its 5th nearest neighbor in other blocks, of whichever side, fewer where \
        distances are equal; where fewer than 10 vectors of a side are in them the interval is Newcombe's",
    undefined_when: "no embeddings, or fewer than 64 on a side; a block that holds nearly all of the vectors; no vector that lies farther from \
        others than the rest",
    cost: "the nearest neighbors within both sides together, in tiles; then O(1) per left-out block",
    source: "genloss; density by the k-th neighbor as in Loftsgaarden & Quesenberry (1965), pooled as in Henze (1988)",
    formula: Formula::Level {
        level: |v| v.space()?.sparse_share(),
        units: None,
        few_events: Some(few_sparse),
        where_moved: None,
    },
    ..EMBEDDING_TAIL_RECALL
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

pub(super) const EMBEDDING_DENSITY_RETENTION: Metric = Metric {
    name: "embedding-density-retention",
    label: "Density kept",
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "In how dense a part of the reference the outputs lie; above 1 they crowd into its middle.",
    formula_text: "balls of the reference's defining half that hold a vector, on average / 5, current / reference's own \
        other half",
    source: "Naeem et al. (2020), cross-fitted",
    formula: counted(|v| v.space()?.density(), vectors),
    ..EMBEDDING_TAIL_RECALL
};

pub(super) const EMBEDDING_COVERAGE_RETENTION: Metric = Metric {
    name: "embedding-coverage-retention",
    label: "Coverage kept",
    about: "How much of the reference's whole support is still visited; the tail is its sparsest tenth.",
    formula_text: "share of the reference's balls with a vector of the current generation's other half, over the same share \
        for its own other half, at equal numbers of vectors",
    source: "Naeem et al. (2020), cross-fitted",
    formula: counted(|v| v.space()?.points_reached(), vectors),
    ..EMBEDDING_DENSITY_RETENTION
};

/// Newcombe's interval where both sides miss a handful of tail points: one that no vector reaches is missed whichever block is left out, so
/// that its loss would seem sure.
fn few_missed(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let missed =
        |which| pair.view(which, None).space().ok()?.tail_points_missed().ok().map(|(n, missed)| (missed, n));
    Some(Lost::of(missed)?.if_both_lost_few()?.unpaired(1.0))
}

/// Newcombe's interval where a side has a handful of vectors in sparse regions: most blocks hold none.
fn few_sparse(pair: &Pair<'_>, _: &Matching<'_>) -> Option<Estimate> {
    let elsewhere = |which| {
        let (sparse, all) = pair.view(which, None).space().ok()?.sparse_vectors().ok()?;
        Some(((all - sparse) as f64, all as f64))
    };
    Some(Lost::of(elsewhere)?.if_few_kept()?.unpaired(1.0))
}

/// What was looked at where a share comes out as exactly 0: the vectors of a side.
fn vectors(view: &View<'_>) -> f64 {
    view.space().map_or(0.0, |space| space.rows() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::compare::deciding;
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
    use crate::terms::{Method, Undefined, Vector};

    /// Answers to 300 prompts, one in `every` of them about something rare that lies far from the rest; of these a share is answered as if
    /// something common had been asked for.
    fn corpus(every: u64, lost: f64, seed: u64) -> Profile {
        let (mut chance, mut prompts) = (Chance::of(seed), Chance::of(1));
        of((0..300).map(|prompt| {
            let asked_rare = prompt % every == 0;
            let is_rare = asked_rare && (chance.below(1000) as f64) >= 1000.0 * lost;
            let place: Vec<f64> = (0..12).map(|_| prompts.normal()).collect();
            let scale = if is_rare { 2.5 } else { 0.6 };
            place.iter().map(|x| (scale * (x + 0.3 * chance.normal())) as f32).collect()
        }))
    }

    fn of(vectors: impl Iterator<Item = Vec<f32>>) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (key, vector) in (0u64..).zip(vectors) {
            builder.add(&Document {
                embedding: Vector::Values(&vector),
                ..Document::new(KeyHash::of(&key.to_le_bytes()), &format!("w{key}"))
            });
        }
        builder.finish()
    }

    fn kept(before: &Profile, after: &Profile) -> Result<Estimate, Undefined> {
        let wanted = |m: &Metric| m.name == POOLED_EMBEDDING_TAIL_RETENTION.name;
        let row = deciding(before, after, Tokenizer::default(), 0, wanted).rows.swap_remove(0);
        row.outcome.map(|outcome| outcome.estimate)
    }

    #[test]
    fn half_of_what_is_rare_gone_is_seen_and_exchanging_the_sides_turns_it_round() {
        let (before, same, less) = (corpus(7, 0.0, 2), corpus(7, 0.0, 3), corpus(7, 0.5, 4));
        let nothing = kept(&before, &same).unwrap();
        assert!(nothing.low < 1.0 && nothing.high > 1.0 && nothing.p > 0.05, "{nothing:?}");
        let lost = kept(&before, &less).unwrap();
        assert!(lost.value < 0.7 && lost.high < 0.95 && lost.p < 0.01, "{lost:?}");
        let gained = kept(&less, &before).unwrap();
        assert!((gained.value * lost.value - 1.0).abs() < 1e-12, "{gained:?} {lost:?}");
    }

    #[test]
    fn where_hardly_anything_rare_is_left_the_interval_is_newcombes() {
        let found = kept(&corpus(6, 0.0, 2), &corpus(6, 1.0, 4)).unwrap();
        assert!(found.value < 0.4 && found.high < 0.7 && found.p < 1e-3, "{found:?}");
        assert_eq!(found.method, Method::Newcombe);
    }

    #[test]
    fn vectors_of_very_many_coordinates_say_that_they_are_looked_at_in_fewer_directions() {
        let told = |n: u64, dimension: u64| {
            let wide = |seed| {
                let mut chance = Chance::of(seed);
                of((0..n).map(move |_| (0..dimension).map(|_| chance.normal() as f32).collect()))
            };
            let wanted = |m: &Metric| m.name == POOLED_EMBEDDING_TAIL_RETENTION.name;
            deciding(&wide(1), &wide(2), Tokenizer::default(), 0, wanted).rows[0].estimator()
        };
        assert!(told(600, 1100).contains("in the directions of 1,024 vectors"), "{}", told(600, 1100));
        assert!(!told(100, 1100).contains("directions"), "a hundred vectors a side lose nothing");
        assert!(!told(600, 20).contains("directions"), "few coordinates stay as they are");
    }

    #[test]
    fn equal_distances_have_no_sparse_side() {
        let constant = || of((0..100).map(|_| vec![1.0, 2.0]));
        assert_eq!(kept(&constant(), &constant()), Err(Undefined::DuplicatePoints));
        // One vector in ten stands elsewhere, every one at the same place: as far from the rest on both sides.
        let two =
            || of((0..200).map(|k| if k % 10 == 0 { vec![9.0, 9.0] } else { vec![k as f32 / 1e3, 0.0] }));
        let same = kept(&two(), &two());
        assert!(same.as_ref().map_or(true, |e| (e.value - 1.0).abs() < 1e-12), "{same:?}");
    }
}
