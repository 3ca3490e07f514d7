//! How far apart do embeddings lie? Drift only, never a loss.

use super::{Decides, Formula, Metric, Role, Size};
use crate::pair::Apart;
use crate::terms::{Family, Kind, Unit};

pub(super) const CLASSIFIER_AUC: Metric = Metric {
    name: "classifier-auc",
    label: "Two-sample classifier, AUC",
    kind: Kind::Drift,
    unit: Unit::Ratio,
    family: Family::Embeddings,
    symptom: None,
    role: Role::Drift,
    decides: Decides::Always,
    first: false,
    // Measured on one prompt set: versions of one model 0.50, minor updates 0.52 to 0.58, another model family 0.75.
    moved: Some(0.65),
    margins: None,
    size: Size::Vectors,
    length_sensitive: false,
    about: "How well a classifier tells the two generations apart by their embeddings: 0.5 not at all, 1 always. Different \
        is not collapsed.",
    formula_text: "chance that a current vector scores above a reference vector of the same fold; scores by ridge regression on \
        coordinates, squared distance from the mean and products of eight principal coordinates, folds of whole blocks so that no \
        prompt is on both sides of a split",
    range: "0 to 1; about 0.5 for one and the same law",
    undefined_when: "no embeddings, or fewer than 64 on a side",
    cost: "one regression a fold, O(rows x dimension^2 + dimension^3)",
    source: "Lopez-Paz & Oquab (2017), classifier two-sample test, with AUC for accuracy",
    formula: Formula::Drift { distance: |pair, without| pair.classifier_auc(without), null: 0.5 },
};

pub(super) const ENERGY_DISTANCE: Metric = Metric {
    name: "energy-distance",
    label: "Energy distance",
    unit: Unit::Embedding,
    role: Role::Exploratory,
    moved: None,
    about: "How far apart the two clouds of embeddings are; 0 in the mean for one and the same law, and below 0 by chance.",
    formula_text: "2 E|x - y| - E|x - x'| - E|y - y'| over pairs of different vectors (U-statistic), of which none answer the \
        same prompt, as these lie nearer than two independent ones; from at most 4,096 vectors a side; p from 99 permutations in \
        which each block changes sides by a coin",
    range: "about 0 and up",
    cost: "O(vectors^2 x dimension) in tiles, once; O(blocks^2) per left-out block and permutation",
    source: "Szekely & Rizzo (2013); dcor 0.7",
    formula: Formula::Permuted {
        distance: |pair, without| pair.apart(Apart::Energy, without),
        chance: |pair| pair.apart_by_chance(Apart::Energy),
        slack: |_| 0.0,
    },
    ..CLASSIFIER_AUC
};

pub(super) const MMD: Metric = Metric {
    name: "mmd",
    label: "Maximum mean discrepancy, squared",
    unit: Unit::Ratio,
    about: "A distance of the two clouds of embeddings that looks at all moments at one scale; 0 in the mean for one and the \
        same law.",
    formula_text: "mean of k(x, x') + mean of k(y, y') - 2 mean of k(x, y) over pairs of different vectors, of which none \
        answer the same prompt; k Gaussian with the reference's median distance as bandwidth; from at most 4,096 vectors a side; \
        p from 99 permutations of blocks",
    range: "about 0 to 2",
    undefined_when: "no embeddings, fewer than 64 on a side, or half of the reference's vectors identical",
    source: "Gretton et al. (2012), unbiased MMD^2",
    formula: Formula::Permuted {
        distance: |pair, without| pair.apart(Apart::Mmd, without),
        chance: |pair| pair.apart_by_chance(Apart::Mmd),
        slack: |_| 0.0,
    },
    ..ENERGY_DISTANCE
};

pub(super) const FRECHET_DISTANCE: Metric = Metric {
    name: "frechet-distance",
    label: "Frechet distance, less chance",
    unit: Unit::Variance,
    about: "How far apart the means and covariances of the two clouds are, less what two samples of one law show at this size; \
        0 in the mean for one and the same law.",
    formula_text: "|m1 - m2|^2 + tr(A + B - 2 (A B)^1/2) within the first k principal axes of all vectors together, \
        k = min(50, rows / 20, dimension), less its mean over 32 permutations in which half of the blocks change sides and the sides \
        keep their sizes; from at \
        most 4,096 vectors a side; p from 99 permutations of blocks",
    range: "about 0 and up",
    undefined_when: "no embeddings, or fewer than 100 on a side (k below 5)",
    cost: "O(k^3) per left-out block and permutation",
    source: "Dowson & Landau (1982); Heusel et al. (2017); torch-fidelity 0.4.0 for the distance, permuted blocks for its bias",
    formula: Formula::Permuted {
        distance: |pair, without| pair.apart(Apart::Frechet, without),
        chance: |pair| pair.apart_by_chance(Apart::Frechet),
        slack: |_| 0.0,
    },
    ..ENERGY_DISTANCE
};

pub(super) const MAUVE: Metric = Metric {
    name: "mauve",
    label: "1 - MAUVE, less chance",
    unit: Unit::Ratio,
    about: "How much of the frontier between the two clouds is lost, less what two samples of one law show at this size; MAUVE \
        itself is 1 less this value less its floor.",
    formula_text: "1 - area under the frontier of exp(-5 KL) of histograms, mean over five k-means quantizers fitted on both \
        sides in the principal axes of all vectors together, a bin for every 10 vectors and at most 100, less its mean over 32 permutations in \
        which half of the blocks change sides; from at most 4,096 vectors a side; p from 99 permutations",
    range: "about 0 to 1",
    undefined_when: "no embeddings, or fewer than 100 on a side",
    cost: "five k-means fits; O(bins) per left-out block and permutation",
    source: "Pillutla et al. (2021); mauve-text 0.4.0 for given histograms",
    formula: Formula::Permuted {
        distance: |pair, without| pair.apart(Apart::Mauve, without),
        chance: |pair| pair.apart_by_chance(Apart::Mauve),
        slack: |_| 0.0,
    },
    ..ENERGY_DISTANCE
};
