//! Are tight rare meanings still produced?

use super::{Decides, Formula, Matching, Metric, Role, Size, WIDE};
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
    decides: Decides::Always,
    first: false,
    moved: None,
    margins: WIDE,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How many of the small dense clusters of embeddings the current generation still visits: rare meanings that are said in one \
        way, which sparse regions do not hold.",
    formula_text: "clumps of both sides' vectors together: each vector is linked to those of its 8 nearest neighbors in other blocks that are nearer than \
        half of the median distance to a third of them; clumps of at most 2% of the vectors, from at least 4 blocks, are the modes; \
        modes with a vector of the current generation / modes with one of the reference, at equal numbers of vectors, at most 4,096 a side; \
        p exact, as if each block of a mode fell to either side by chance; the interval from the chance exp(-(x + 1/2)) to miss a mode of \
        x vectors",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than 64 on a side; modes so few or so small that the interval is wider than 0.15 to \
        either side, unless they show a loss with p below 1%; \
        embeddings that moved, since then clusters of one side only tell of the move",
    cost: "the nearest neighbors within both sides together, in tiles; then O(modes) per left-out block",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::compare::{TableRow, deciding};
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
    use crate::terms::Vector;

    const DIMENSION: usize = 16;
    const MODES: u64 = 16;

    /// A cloud about one point, of which two in five hundred lie in each of the tight modes; `gone` modes are not visited.
    fn points(n: usize, gone: u64, seed: u64) -> Vec<Vec<f32>> {
        let (mut chance, mut places) = (Chance::of(seed), Chance::of(1));
        let centers: Vec<Vec<f64>> =
            (0..MODES).map(|_| (0..DIMENSION).map(|_| 1.5 * places.normal()).collect()).collect();
        let point = |_| {
            let mode = chance.below(250);
            let mode = (mode < MODES && mode >= gone).then_some(&centers[mode.min(MODES - 1) as usize]);
            let mut coordinate = |at: usize| match mode {
                Some(center) => (center[at] + 0.05 * chance.normal()) as f32,
                None => chance.normal() as f32,
            };
            (0..DIMENSION).map(&mut coordinate).collect()
        };
        (0..n).map(point).collect()
    }

    fn corpus(points: &[Vec<f32>], first: u64) -> Profile {
        let mut builder = Builder::new(Tokenizer::default(), true);
        for (key, vector) in (first..).zip(points) {
            builder.add(&Document {
                embedding: Vector::Values(vector),
                ..Document::new(KeyHash::of(&key.to_le_bytes()), &format!("w{key}"))
            });
        }
        builder.finish()
    }

    fn found(before: &Profile, after: &Profile) -> TableRow {
        let wanted = |m: &Metric| m.name == TIGHT_MODES_RETENTION.name;
        deciding(before, after, Tokenizer::default(), 0, wanted).rows.swap_remove(0)
    }

    fn retention(before: &Profile, after: &Profile) -> Result<Estimate, Undefined> {
        found(before, after).outcome.map(|outcome| outcome.estimate)
    }

    #[test]
    fn tight_modes_that_vanish_are_missed_and_kept_ones_are_not() {
        let before = corpus(&points(1200, 0, 2), 0);
        let kept = retention(&before, &corpus(&points(1200, 0, 3), 5000)).unwrap();
        assert!(kept.value > 0.9 && kept.low > 0.8 && kept.p > 0.3, "{kept:?}");
        let gone = retention(&before, &corpus(&points(1200, 6, 4), 5000)).unwrap();
        assert!((gone.value - 10.0 / 16.0).abs() < 0.15 && gone.high < 0.9 && gone.p < 1e-4, "{gone:?}");
    }

    #[test]
    fn turned_and_scaled_together_nothing_changes() {
        let turned = |points: Vec<Vec<f32>>| -> Vec<Vec<f32>> {
            points.into_iter().map(|p| p.iter().rev().map(|x| -3.0 * x).collect()).collect()
        };
        let [a, b] = [(0, 2), (6, 4)].map(|(gone, seed)| points(1200, gone, seed));
        let plain = retention(&corpus(&a, 0), &corpus(&b, 5000)).unwrap();
        let moved = retention(&corpus(&turned(a), 0), &corpus(&turned(b), 5000)).unwrap();
        assert!((plain.value - moved.value).abs() < 1e-12, "{plain:?} {moved:?}");
    }

    #[test]
    fn a_cloud_without_tight_modes_has_a_reason() {
        let cloud = |seed| -> Vec<Vec<f32>> {
            let mut chance = Chance::of(seed);
            (0..300).map(|_| (0..DIMENSION).map(|_| chance.normal() as f32).collect()).collect()
        };
        let row = found(&corpus(&cloud(1), 0), &corpus(&cloud(2), 5000));
        assert_eq!(row.outcome.unwrap_err(), Undefined::TooFewModes);
    }

    #[test]
    fn several_answers_to_one_prompt_are_no_mode() {
        // Every prompt answered five times, each time about the same: many clumps, each from one block.
        let answers = |seed: u64, first: u64| {
            let mut chance = Chance::of(seed);
            let mut builder = Builder::new(Tokenizer::default(), true);
            for prompt in first..first + 100 {
                let center: Vec<f64> = (0..DIMENSION).map(|_| chance.normal()).collect();
                for _ in 0..5 {
                    let vector: Vec<f32> =
                        center.iter().map(|c| (c + 0.01 * chance.normal()) as f32).collect();
                    builder.add(&Document {
                        embedding: Vector::Values(&vector),
                        ..Document::new(KeyHash::of(&prompt.to_le_bytes()), "w")
                    });
                }
            }
            builder.finish()
        };
        assert_eq!(retention(&answers(1, 0), &answers(2, 5000)), Err(Undefined::TooFewModes));
    }
}
