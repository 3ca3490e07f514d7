//! What a number is: the registry of metrics.
//!
//! A metric is one record here and one function of a [`View`] (a level) or of a [`Pair`] (a drift). Intervals, p,
//! equal sizes and verdicts come from the stages after; a metric only says what it measures and where it is judged.

mod answered;
mod category;
mod divergence;
mod dropped;
mod embedding_drift;
mod embedding_tail;
mod entropy;
mod frequency;
mod length;
mod lexical;
mod likelihood;
mod likeness;
mod looping;
mod numeric;
mod opening;
mod per_prompt;
mod prompt_match;
mod repetition;
mod richness;
mod score;
mod spread;
mod tail;
mod tight_modes;
mod vocabulary;
mod wanted;

pub use dropped::instead_of;
pub use wanted::{GROUPS, UnknownMetric, Wanted};

use crate::config::Margins;
use crate::estimator::two_sample::Step;
use crate::pair::{Chance, Pair, View};
use crate::terms::{ColumnRole, Estimate, Family, Kind, Measured, Symptom, Undefined, Unit};

/// One published number. Every field is required, so no metric can go undocumented.
#[derive(Debug)]
pub struct Metric {
    /// Stable kebab-case key in JSON and on the command line.
    pub name: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Retention, ratio, difference or drift.
    pub kind: Kind,
    /// Unit of the level (the quotient of two levels has none).
    pub unit: Unit,
    /// Where its evidence comes from.
    pub family: Family,
    /// The symptom it speaks to.
    pub symptom: Option<Symptom>,
    /// What it decides.
    pub role: Role,
    /// When it decides that.
    pub decides: Decides,
    /// Whether it is of the first line of its family of tests, which the others may not drown: each of these must be surer by a
    /// standard error.
    pub first: bool,
    /// Lower end of the interval above which the distribution moved; drift metrics only.
    pub moved: Option<f64>,
    /// Default margins of a judged metric.
    pub margins: Option<Margins>,
    /// How sizes are made equal.
    pub size: Size,
    /// Whether it moves with document length, so that it is length-matched when lengths differ.
    pub length_sensitive: bool,
    /// One sentence: what it tells.
    pub about: &'static str,
    /// The formula, in words and symbols.
    pub formula_text: &'static str,
    /// Range of the value.
    pub range: &'static str,
    /// When it is undefined.
    pub undefined_when: &'static str,
    /// Cost after profiling.
    pub cost: &'static str,
    /// Paper or reference implementation.
    pub source: &'static str,
    /// The computation.
    pub formula: Formula,
}

impl Metric {
    /// Whether longer texts of one law show more of it, so that less in longer texts is no matter of length.
    pub fn grows_with_length(&self) -> bool {
        self.length_sensitive && self.symptom == Some(Symptom::VocabularyLoss)
    }

    /// Whether it counts three adjacent words, which nothing that decides does.
    pub fn is_of_triples(&self) -> bool {
        self.name == repetition::DISTINCT_3_RETENTION.name
    }

    /// Whether it is of single answers (and not of prompts, rows or columns), so that as many answers to a prompt are compared.
    pub fn is_of_answers(&self) -> bool {
        let of_rows = self.size.is_of_rows() || matches!(self.formula, Formula::Column { .. });
        // Whether an answer belongs to its prompt does not hang on how many others do.
        let of_prompts =
            per_prompt::is_of_prompts(self.name) || self.symptom == Some(Symptom::PromptMismatch);
        !of_rows && !of_prompts
    }
}

/// What a metric decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its status can warn or fail and make a verdict.
    Gating,
    /// Its status can warn at most.
    Advisory,
    /// Decides whether the distribution moved.
    Drift,
    /// Shown only.
    Exploratory,
}

/// When a metric decides what its role says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decides {
    /// Whatever the other metrics say.
    Always,
    /// Where the mass of words that the reference lacks rises beyond chance. A look from the reference alone has half of its words and
    /// is not symmetric, but invented words cannot hide a loss from it.
    WhereNovelMassRises,
    /// The same, but only where keys or row numbers say which rows belong together. Rows brought together by what they say are so in part; those
    /// that are not let a half of the reference meet its own prompts on the other side, and never on its own, by which this figure leans, by as much as its
    /// standard error (0.5% at 8,000 documents).
    WhereNovelMassRisesAmongMatchedRows,
    /// Where a loss is shown. What it leaves open leaves nothing open: it is part of what another metric of its symptom bounds.
    WhereLossIsShown,
}

impl Decides {
    /// Whether the figure decides only in comparisons where words rise that the reference lacks.
    pub fn waits_for_novelty(self) -> bool {
        matches!(self, Self::WhereNovelMassRises | Self::WhereNovelMassRisesAmongMatchedRows)
    }
}

/// How a metric is made comparable between corpora of different sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// In closed form, by documents.
    Rarefied,
    /// By cutting the coordinated samples to the same number of documents, when counts differ by more than 5%.
    Cut,
    /// It does not move with size.
    Free,
    /// Neither does this, but what is counted depends on both sides: a generation by itself has no such level.
    Pooled,
    /// It does not move with size, and it counts rows without a text too: from all rows, never from a sample.
    Asked,
    /// Neither does this, and it is known of whole texts, whatever is cut off elsewhere.
    Whole,
    /// From the vectors of the coordinated samples, as many of either side.
    Vectors,
    /// The same, but what is counted depends on both sides: a generation by itself has no such level.
    PooledVectors,
    /// The same, or from the moments of all vectors where they were gathered.
    Moments,
    /// By the coverage that both can reach, from all tokens; made only where that is asked for.
    Coverage,
    /// From whole documents of the coordinated samples, as many of either side, at most 4,096.
    Texts,
    /// From the usable values of a column in the coordinated samples; it does not move with size.
    Values,
}

impl Size {
    /// Whether rows are counted one by one, so that a score interval takes over where few of them are of a kind.
    pub fn is_of_rows(self) -> bool {
        matches!(self, Self::Asked | Self::Whole)
    }

    /// Whether a generation by itself has no such level.
    pub fn is_pooled(self) -> bool {
        matches!(self, Self::Pooled | Self::PooledVectors)
    }

    /// Whether the figure is made of vectors.
    pub fn is_of_vectors(self) -> bool {
        matches!(self, Self::Vectors | Self::PooledVectors | Self::Moments)
    }
}

/// The computation. Exactly one kind, by construction.
#[derive(Debug, Clone, Copy)]
pub enum Formula {
    /// A level of one side; the kind says whether sides are divided or subtracted.
    Level {
        /// The level.
        level: fn(&View<'_>) -> Measured,
        /// Countable units behind the level: the rule of three needs them when the current level is 0.
        units: Option<fn(&View<'_>) -> f64>,
        /// An interval for the cases in which a block jackknife has too few events.
        few_events: Option<fn(&Pair<'_>, &Matching<'_>) -> Option<Estimate>>,
        /// The level that decides instead where embeddings merely moved: one that a move leaves as it is on both sides.
        where_moved: Option<fn(&View<'_>) -> Measured>,
    },
    /// A distance of both sides.
    Drift {
        /// The distance.
        distance: fn(&Pair<'_>, Option<usize>) -> Measured,
        /// Its value for one and the same law.
        null: f64,
    },
    /// A distance of both sides, whose p comes from exchanging blocks between them.
    Permuted {
        /// The distance, less what two samples of one law show.
        distance: fn(&Pair<'_>, Option<usize>) -> Measured,
        /// What chance alone would show.
        chance: fn(&Pair<'_>) -> Option<Chance>,
        /// How far the distance stays below its largest value where sides share at most this much of their mass: the
        /// only uncertainty there is when nothing is shared, whichever block is left out.
        slack: fn(f64) -> f64,
    },
    /// One number for each column that is read for a purpose.
    Column {
        /// The purpose.
        role: ColumnRole,
        /// The computation.
        formula: ColumnFormula,
    },
}

/// The computation of a number about a column.
#[derive(Debug, Clone, Copy)]
pub enum ColumnFormula {
    /// A level of one side; the kind says whether sides are divided or subtracted.
    Level {
        /// The level.
        level: fn(&View<'_>) -> Measured,
        /// Countable units behind the level: the rule of three needs them when the current level is 0.
        units: Option<fn(&View<'_>) -> f64>,
        /// What is known where no value varies on either side, so that no jackknife sees anything.
        constants: Option<fn(&Pair<'_>, usize) -> Option<Constants>>,
    },
    /// A distance of both sides' values, whose floor and p come from exchanging blocks between them.
    Distance {
        /// The distance, nothing taken off.
        distance: fn(&[Step]) -> Measured,
        /// Its value where the sides have nothing in common, if there is such a one.
        largest: Option<f64>,
    },
}

/// A figure of two constants: the estimate, and the levels of both sides where they have a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// The estimate, by the rule of three.
    pub estimate: Estimate,
    /// The reference's and the current level.
    pub levels: Option<(f64, f64)>,
}

/// What a few-events interval may know beyond the pair: whether and how rows pair.
#[derive(Debug, Clone, Copy, Default)]
pub struct Matching<'a> {
    /// For each row present on both sides: (duplicate before, duplicate after); `None` when rows do not pair or the
    /// samples are not whole.
    pub duplicates: Option<&'a [(bool, bool)]>,
    /// The same of loops: (loops before, loops after).
    pub loops: Option<&'a [(bool, bool)]>,
}

impl Formula {
    /// The formula that decides where embeddings moved; `None` where this one does anyway.
    pub fn where_moved(&self) -> Option<Self> {
        let Self::Level { where_moved: Some(level), units, .. } = *self else {
            return None;
        };
        Some(Self::plain(level, units))
    }

    /// The level of either side; `None` for a distance.
    pub fn level(&self) -> Option<fn(&View<'_>) -> Measured> {
        match *self {
            Self::Level { level, .. } => Some(level),
            Self::Column { formula: ColumnFormula::Level { level, .. }, .. } => Some(level),
            _ => None,
        }
    }

    /// A level without anything special but the units it counts.
    const fn plain(level: fn(&View<'_>) -> Measured, units: Option<fn(&View<'_>) -> f64>) -> Self {
        Self::Level { level, units, few_events: None, where_moved: None }
    }
}

/// All metrics, in the order in which reports list them.
pub const METRICS: &[&Metric] = &[
    &tail::POOLED_TAIL_RETENTION,
    &tail::MISSING_MASS_RETENTION,
    &tail::REFERENCE_TAIL_RETENTION,
    &tail::TAIL_TYPES_SURVIVAL,
    &tail::NOVEL_MASS_RATIO,
    &vocabulary::EFFECTIVE_VOCABULARY_RETENTION_ALL_WORDS,
    &vocabulary::TYPES_RETENTION,
    &vocabulary::EFFECTIVE_VOCABULARY_RETENTION,
    &vocabulary::DOMINANCE_RETENTION,
    &vocabulary::ENTROPY_DIFFERENCE,
    &entropy::ENTROPY_PLUG_IN_DIFFERENCE,
    &entropy::CONDITIONAL_ENTROPY_1_DIFFERENCE,
    &richness::COVERAGE_DIFFERENCE,
    &richness::CHAO1_RETENTION,
    &richness::TYPES_AT_COVERAGE_RETENTION,
    &richness::HILL_1_AT_COVERAGE_RETENTION,
    &richness::HILL_2_AT_COVERAGE_RETENTION,
    &frequency::POWER_LAW_ALPHA_DIFFERENCE,
    &frequency::HEAPS_EXPONENT_DIFFERENCE,
    &lexical::DISTINCT_1_RETENTION,
    &repetition::DISTINCT_2_RETENTION,
    &repetition::DISTINCT_3_RETENTION,
    &lexical::DISTINCT_4_RETENTION,
    &likeness::SELF_BLEU_RATIO,
    &repetition::UNIQUE_DOCUMENT_RETENTION,
    &likeness::ORIGINAL_DOCUMENT_RETENTION,
    &looping::UNLOOPED_DOCUMENT_RETENTION,
    &likeness::NEAR_UNIQUE_DOCUMENT_RETENTION,
    &likeness::COMPRESSION_RATIO,
    &lexical::DISTINCT_2_PER_DOCUMENT_RETENTION,
    &lexical::MATTR_RETENTION,
    &likeness::SENTENCE_LENGTH_ENTROPY_DIFFERENCE,
    &opening::OPENING_EFFECTIVE_NUMBER_RETENTION,
    &embedding_tail::EMBEDDING_TAIL_RECALL,
    &embedding_tail::POOLED_EMBEDDING_TAIL_RETENTION,
    &tight_modes::TIGHT_MODES_RETENTION,
    &spread::TOTAL_VARIANCE_RETENTION,
    &spread::EFFECTIVE_RANK_RETENTION,
    &spread::GENERALIZED_VARIANCE_RETENTION,
    &spread::VENDI_RETENTION,
    &spread::MEAN_COSINE_DISTANCE_RETENTION,
    &spread::CLUSTER_EFFECTIVE_NUMBER_RETENTION,
    &spread::KNN_ENTROPY_DIFFERENCE,
    &spread::INTRINSIC_DIMENSION_RETENTION,
    &per_prompt::PER_PROMPT_VARIANCE_RETENTION,
    &per_prompt::BETWEEN_PROMPT_VARIANCE_RETENTION,
    &per_prompt::PER_PROMPT_WORD_DISTANCE_RETENTION,
    &per_prompt::PER_PROMPT_WORD_ENTROPY_DIFFERENCE,
    &per_prompt::BETWEEN_PROMPT_WORD_ENTROPY_DIFFERENCE,
    &embedding_tail::EMBEDDING_NOVEL_RATIO,
    &embedding_tail::EMBEDDING_DENSITY_RETENTION,
    &embedding_tail::EMBEDDING_COVERAGE_RETENTION,
    &embedding_drift::CLASSIFIER_AUC,
    &embedding_drift::ENERGY_DISTANCE,
    &embedding_drift::MMD,
    &embedding_drift::FRECHET_DISTANCE,
    &embedding_drift::MAUVE,
    &length::LENGTH_RATIO,
    &length::LENGTH_VARIANCE_RETENTION,
    &length::LENGTH_WASSERSTEIN,
    &answered::ANSWERED_RETENTION,
    &prompt_match::PROMPT_MATCH_RETENTION,
    &score::SCORE_DIFFERENCE,
    &score::SCORE_EFFECT_SIZE,
    &numeric::MEAN_DIFFERENCE,
    &numeric::VARIANCE_RATIO,
    &numeric::UPPER_TAIL_RATIO,
    &numeric::LOWER_TAIL_RATIO,
    &numeric::KOLMOGOROV_SMIRNOV,
    &numeric::WASSERSTEIN,
    &category::EFFECTIVE_NUMBER_RETENTION,
    &category::SURVIVAL_RETENTION,
    &category::TOTAL_VARIATION,
    &likelihood::SURPRISAL_DIFFERENCE,
    &likelihood::PROBABLE_TAIL_RATIO,
    &likelihood::IMPROBABLE_TAIL_RATIO,
    &divergence::JENSEN_SHANNON_DISTANCE,
];

/// Suffix of a figure shown beside a length-matched one.
pub const UNMATCHED: &str = "-unmatched";

/// Suffix of a figure that looks one way, shown beside one that looks both ways because embeddings moved.
pub const ONE_WAY: &str = "-one-way";

/// Suffix of figures without documents that were cut off at a length limit.
pub const WITHOUT_TRUNCATED: &str = "-without-truncated";

/// Suffix of the end of the straight line through all generations, which warns where a loss is slow.
pub const OVER_GENERATIONS: &str = "-over-generations";

/// The metrics that leave out the farthest tenth of both sides' vectors where one vector holds much of the variance.
pub const TRIMMED: [&str; 3] = [
    spread::TOTAL_VARIANCE_RETENTION.name,
    spread::EFFECTIVE_RANK_RETENTION.name,
    spread::GENERALIZED_VARIANCE_RETENTION.name,
];

/// The metric whose interval comes from its modes, neither from blocks nor from scores.
pub const BY_MODES: &str = tight_modes::TIGHT_MODES_RETENTION.name;

/// The metric of this name.
pub fn find(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|m| m.name == name).copied()
}

/// Names of the metrics that are judged against margins.
pub fn with_margins() -> impl Iterator<Item = &'static str> {
    METRICS.iter().filter(|m| m.margins.is_some()).map(|m| m.name)
}

/// The margins of most gating metrics: a loss of 5% matters, one of 10% is a failure. At 805 documents the intervals
/// are about 3% wide on either side, so that both can be told apart; at 200 they often cannot, and say so.
const STANDARD: Option<Margins> = Some(Margins { warn: 0.95, fail: 0.90 });

/// The margins of noisier metrics.
const WIDE: Option<Margins> = Some(Margins { warn: 0.90, fail: 0.80 });

/// A level without anything special.
const fn level(level: fn(&View<'_>) -> Measured) -> Formula {
    Formula::plain(level, None)
}

/// A level that can reach 0, with the units that were counted.
const fn counted(level: fn(&View<'_>) -> Measured, units: fn(&View<'_>) -> f64) -> Formula {
    Formula::plain(level, Some(units))
}

/// A share that needs something to share.
fn nothing_unless(positive: u64) -> Result<(), Undefined> {
    if positive == 0 { Err(Undefined::NothingCounted) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = METRICS.iter().map(|m| m.name).collect();
        for name in &names {
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
    }

    #[test]
    fn every_metric_is_documented() {
        for m in METRICS {
            for text in [m.label, m.about, m.formula_text, m.range, m.undefined_when, m.cost, m.source] {
                assert!(!text.trim().is_empty(), "{} lacks a text", m.name);
            }
        }
    }

    #[test]
    fn judged_metrics_have_a_symptom_and_margins() {
        for m in METRICS {
            match m.role {
                Role::Gating => assert!(
                    m.symptom.is_some() && m.margins.is_some() && m.kind == Kind::Retention,
                    "{}",
                    m.name
                ),
                Role::Advisory => assert!(m.symptom.is_some() && m.margins.is_some(), "{}", m.name),
                Role::Drift => {
                    assert!(m.kind == Kind::Drift && m.margins.is_none() && m.moved.is_some(), "{}", m.name);
                }
                Role::Exploratory => assert!(m.margins.is_none() && m.moved.is_none(), "{}", m.name),
            }
        }
    }
}
