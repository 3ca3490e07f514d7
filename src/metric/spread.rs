//! Do embeddings vary as much, and in as many directions?

use super::{Decides, Metric, Role, STANDARD, Size, level};
use crate::estimator::space::spread;
use crate::terms::{Family, Kind, Symptom, Unit};

pub(super) const TOTAL_VARIANCE_RETENTION: Metric = Metric {
    name: "total-variance-retention",
    label: "Total variance kept",
    kind: Kind::Retention,
    unit: Unit::Variance,
    family: Family::Embeddings,
    symptom: Some(Symptom::SpreadLoss),
    role: Role::Gating,
    decides: Decides::Always,
    first: true,
    moved: None,
    margins: STANDARD,
    size: Size::Moments,
    length_sensitive: false,
    about: "How far embeddings scatter about their mean; falls when meanings move together. A squared scale: a standard \
        deviation of 0.95 is a variance of 0.90.",
    formula_text: "trace of the covariance matrix (ddof 1), current / reference, from as many sampled vectors of either \
        side, or from all of them (--embedding-rows all); where one vector of either side holds more than 5% of it, the mean squared distance \
        from the middle without the farthest tenth of either side",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than 64 on a side",
    cost: "one pass over the vectors, then O(blocks x dimension) per left-out block",
    source: "Shumailov et al. (2024), definition 2.1 (variance); numpy cov",
    formula: level(|v| v.space()?.total_variance()),
};

pub(super) const EFFECTIVE_RANK_RETENTION: Metric = Metric {
    name: "effective-rank-retention",
    label: "Effective rank kept",
    unit: Unit::EffectiveNumber,
    first: false,
    about: "How many equally strong directions the embeddings are worth; falls when they vary in fewer directions, \
        however far.",
    formula_text: "exp of the entropy of the eigenvalue shares of the covariance within the first k principal axes of the two \
        covariances averaged, k = min(50, rows / 20, dimension), current / reference, from as many sampled vectors of either side; where one vector of either \
        side holds more than 5% of the variance, without the farthest tenth of either side",
    undefined_when: "no embeddings, or fewer than 100 on a side (k below 5)",
    cost: "one decomposition, O(min(rows, dimension)^3), then O(k^3) per left-out block",
    source: "Roy & Vetterli (2007); pooled axes so that neither side's noise is fitted",
    formula: level(|v| spread::effective_rank(v.space()?.common_spectrum()?)),
    ..TOTAL_VARIANCE_RETENTION
};

pub(super) const GENERALIZED_VARIANCE_RETENTION: Metric = Metric {
    name: "generalized-variance-retention",
    label: "Generalized variance kept, per dimension",
    unit: Unit::Variance,
    symptom: None,
    role: Role::Exploratory,
    margins: None,
    about: "The volume that embeddings fill, per direction: feels a loss in any of the main directions, where the total \
        variance feels the strongest only.",
    formula_text: "exp(log det / k) of the covariance within the first k principal axes of the two covariances averaged, \
        k = min(50, rows / 20, dimension), current / reference",
    source: "Wilks (1932), generalized variance; pooled axes so that neither side's noise is fitted",
    formula: level(|v| spread::generalized_variance(v.space()?.common_spectrum()?)),
    ..EFFECTIVE_RANK_RETENTION
};

pub(super) const VENDI_RETENTION: Metric = Metric {
    name: "vendi-retention",
    label: "Vendi score kept",
    unit: Unit::EffectiveNumber,
    size: Size::Vectors,
    about: "How many entirely different documents the corpus is worth by cosine similarity; on embeddings that all point \
        one way it hardly moves.",
    formula_text: "exp of the entropy of the eigenvalues of the cosine kernel / n, through its d x d dual, current / \
        reference, from as many sampled vectors of either side",
    undefined_when: "no embeddings, fewer than 64 on a side, or a zero vector",
    cost: "one decomposition a side, O(min(rows, dimension)^3), then O(dimension) per left-out block",
    source: "Friedman & Dieng (2023), q = 1; vendi-score 0.0.1",
    formula: level(|v| spread::vendi(&v.space()?.cosine_spectrum()?)),
    ..GENERALIZED_VARIANCE_RETENTION
};

pub(super) const MEAN_COSINE_DISTANCE_RETENTION: Metric = Metric {
    name: "mean-cosine-distance-retention",
    label: "Mean cosine distance kept",
    unit: Unit::Ratio,
    size: Size::Vectors,
    about: "How far two documents differ in direction on average; the homogenization measure of the field.",
    formula_text: "mean of 1 - cos over all pairs of sampled vectors, current / reference",
    undefined_when: "no embeddings, fewer than 64 on a side, or a zero vector",
    source: "Padmakumar & He (2024), homogenization; closed form from the mean of unit vectors",
    formula: level(|v| v.space()?.mean_cosine_distance()),
    ..VENDI_RETENTION
};

pub(super) const KNN_ENTROPY_DIFFERENCE: Metric = Metric {
    name: "knn-entropy-difference",
    label: "Entropy of embeddings, change",
    kind: Kind::Difference,
    unit: Unit::Bits,
    about: "How evenly and how widely embeddings fill their space, without assuming a shape; below 0 they crowd together.",
    formula_text: "Kozachenko-Leonenko entropy in bits from the distance to the 3rd neighbor, in the first 10 principal axes of the two \
        covariances averaged, current - reference; from at most 4,096 vectors a side",
    range: "any; 0 = unchanged",
    undefined_when: "no embeddings, fewer than 100 on a side, or a vector with three duplicates",
    cost: "O(vectors^2) distances of ten coordinates, then O(vectors) per left-out block",
    source: "Kozachenko & Leonenko (1987); R FNN 1.1.3",
    formula: level(|v| Ok(v.space()?.knn_entropy()? / std::f64::consts::LN_2)),
    ..VENDI_RETENTION
};

pub(super) const INTRINSIC_DIMENSION_RETENTION: Metric = Metric {
    name: "intrinsic-dimension-retention",
    label: "Intrinsic dimension kept",
    unit: Unit::EffectiveNumber,
    about: "In how many directions one can go from a typical embedding; falls when embeddings lie on a thinner surface.",
    formula_text: "TwoNN: (n - 1) / sum of ln(distance to the 2nd neighbor / to the 1st), current / reference, from at most 4,096 \
        vectors a side; duplicates of a vector are no neighbors of it",
    undefined_when: "no embeddings, fewer than 64 on a side, or a vector with many duplicates",
    cost: "O(vectors^2 x dimension) in tiles, then O(vectors) per left-out block",
    source: "Facco et al. (2017)",
    formula: level(|v| v.space()?.intrinsic_dimension()),
    ..VENDI_RETENTION
};

pub(super) const CLUSTER_EFFECTIVE_NUMBER_RETENTION: Metric = Metric {
    name: "cluster-effective-number-retention",
    label: "Clusters of meaning kept",
    unit: Unit::EffectiveNumber,
    about: "How many equally frequent topics the embeddings are worth; the census of clusters names those that shrank.",
    formula_text: "exp of the entropy of the shares of clusters, current / reference; k-means on as many vectors of either side in \
        the principal axes of the two covariances averaged, k = rows / 20, at most 50; from at most 4,096 vectors a side",
    range: "0 and up; 1 = all kept",
    undefined_when: "no embeddings, or fewer than 100 on a side",
    cost: "one k-means fit, then O(clusters) per left-out block",
    source: "Lloyd (1982), seeds by Arthur & Vassilvitskii (2007); Hill number of order 1",
    formula: level(|v| Ok(v.space()?.mode_entropy()?.exp())),
    ..VENDI_RETENTION
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::compare::deciding;
    use crate::profile::{Builder, Document, KeyHash, Profile, Tokenizer};
    use crate::terms::{Estimate, Vector};

    /// 400 vectors of this variance in each direction, the first of them as many times as long.
    fn corpus(variance: f64, longer: f32, seed: u64) -> Profile {
        let mut chance = Chance::of(seed);
        let mut builder = Builder::new(Tokenizer::default(), true);
        for key in 0..400u64 {
            let scale = if key == 0 { longer } else { 1.0 };
            let vector: Vec<f32> = (0..24)
                .map(|at| scale * ((variance / f64::from(1 + at)).sqrt() * chance.normal()) as f32)
                .collect();
            builder.add(&Document {
                embedding: Vector::Values(&vector),
                ..Document::new(KeyHash::of(&(seed * 1000 + key).to_le_bytes()), &format!("w{key}"))
            });
        }
        builder.finish()
    }

    /// Total variance and effective rank kept, and how they were made.
    fn kept(before: &Profile, after: &Profile) -> ([Estimate; 2], String) {
        let wanted = |m: &Metric| m.symptom == Some(Symptom::SpreadLoss);
        let rows = deciding(before, after, Tokenizer::default(), 0, wanted).rows;
        let estimate = |name| rows.iter().find(|r| r.name == name).unwrap().outcome.unwrap().estimate;
        let both = [TOTAL_VARIANCE_RETENTION.name, EFFECTIVE_RANK_RETENTION.name].map(estimate);
        (both, rows[0].estimator())
    }

    #[test]
    fn one_long_vector_hides_no_loss_on_either_side_and_makes_none() {
        for (first, second) in [(100.0, 1.0), (1.0, 100.0), (100.0, 100.0)] {
            let ([variance, rank], made) = kept(&corpus(1.0, first, 1), &corpus(0.5, second, 2));
            assert!(made.contains("without its farthest tenth"), "{made}");
            assert!(
                (variance.value - 0.5).abs() < 0.05 && variance.high < 0.9,
                "{first} {second}: {variance:?}"
            );
            assert!((rank.value - 1.0).abs() < 0.1 && rank.low > 0.9, "{first} {second}: {rank:?}");
            let ([variance, rank], _) = kept(&corpus(1.0, first, 1), &corpus(1.0, second, 2));
            assert!(
                (variance.value - 1.0).abs() < 0.1 && variance.low > 0.85,
                "{first} {second}: {variance:?}"
            );
            assert!(rank.low > 0.9, "{first} {second}: {rank:?}");
        }
        let (_, made) = kept(&corpus(1.0, 1.0, 1), &corpus(1.0, 1.0, 2));
        assert!(!made.contains("farthest"), "{made}");
    }
}
