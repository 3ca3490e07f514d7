//! Which metrics a run works out. What decides, and what other figures are read with, is worked out in any case.

use std::fmt;

use super::{
    Formula, METRICS, Metric, Role, Size, embedding_tail, length, lexical, likeness, per_prompt, richness,
    spread, tail, vocabulary,
};
use crate::config::Standardize;
use crate::nearest::nearest;
use crate::terms::Family;

/// Names that stand for several metrics.
pub const GROUPS: [&str; 4] = ["core", "text", "space", "all"];

/// Shown beside what decides, whatever is asked for: what a reader of each symptom looks at next.
const BESIDE: [&Metric; 9] = [
    &vocabulary::ENTROPY_DIFFERENCE,
    &richness::COVERAGE_DIFFERENCE,
    &likeness::NEAR_UNIQUE_DOCUMENT_RETENTION,
    &lexical::MATTR_RETENTION,
    &spread::CLUSTER_EFFECTIVE_NUMBER_RETENTION,
    &per_prompt::BETWEEN_PROMPT_VARIANCE_RETENTION,
    &per_prompt::PER_PROMPT_WORD_DISTANCE_RETENTION,
    &embedding_tail::EMBEDDING_NOVEL_RATIO,
    &length::LENGTH_VARIANCE_RETENTION,
];

/// A name that is neither a metric nor a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownMetric(String);

impl fmt::Display for UnknownMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(instead) = super::instead_of(&self.0) {
            return write!(f, "the metric `{}` was dropped: `{instead}` says the same, ask for that", self.0);
        }
        let known: Vec<&str> = GROUPS.into_iter().chain(METRICS.iter().map(|m| m.name)).collect();
        let hint = nearest(&self.0, &known).map_or(String::new(), |n| format!(", did you mean `{n}`?"));
        write!(
            f,
            "unknown metric `{}`{hint} (expected {}, or names that `genloss metrics` lists)",
            self.0,
            GROUPS.join(", ")
        )
    }
}

/// The metrics of a run, in the order of [`METRICS`].
#[derive(Debug, Clone)]
pub struct Wanted(Vec<&'static Metric>);

impl Wanted {
    /// The metrics of these names and groups, beside those that decide. Richness at equal coverage is made where it is asked for, by
    /// `standardize` or by its name.
    ///
    /// # Errors
    /// [`UnknownMetric`].
    pub fn of(names: &[String], standardize: Standardize) -> Result<Self, UnknownMetric> {
        let is_known = |name: &&String| GROUPS.contains(&name.as_str()) || super::find(name).is_some();
        if let Some(name) = names.iter().find(|name| !is_known(name)) {
            return Err(UnknownMetric(name.clone()));
        }
        let is_named = |metric: &Metric| names.iter().any(|name| name == metric.name);
        let is_of_a_group = |metric: &Metric| names.iter().any(|group| is_in(metric, group));
        let is_wanted = |metric: &&&'static Metric| match metric.size {
            Size::Coverage => standardize == Standardize::Coverage || is_named(metric),
            _ => is_always(metric) || is_named(metric) || is_of_a_group(metric),
        };
        Ok(Self(METRICS.iter().filter(is_wanted).copied().collect()))
    }

    /// All metrics that are made where richness is compared so.
    pub fn all(standardize: Standardize) -> Self {
        let made = |m: &&&'static Metric| m.size != Size::Coverage || standardize == Standardize::Coverage;
        Self(METRICS.iter().filter(made).copied().collect())
    }

    /// The metrics, in the order of [`METRICS`].
    pub fn iter(&self) -> impl Iterator<Item = &'static Metric> {
        self.0.iter().copied()
    }

    /// Whether a metric is among them.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|m| m.name == name)
    }

    /// How many more `all` would make.
    pub fn n_left_out(&self) -> usize {
        METRICS.iter().filter(|m| m.size != Size::Coverage && !self.has(m.name)).count()
    }
}

/// Whether no choice leaves it out: what decides, what decisions wait for, and the figures of columns, which are read where they are named.
fn is_always(metric: &Metric) -> bool {
    let is_waited_for = metric.name == tail::NOVEL_MASS_RATIO.name;
    let is_of_a_column = matches!(metric.formula, Formula::Column { .. });
    metric.role != Role::Exploratory || is_waited_for || is_of_a_column
}

fn is_in(metric: &Metric, group: &str) -> bool {
    match (group, metric.family) {
        ("all", _) => true,
        ("text", Family::Words | Family::NGrams | Family::Documents) => true,
        ("space", Family::Embeddings) => true,
        ("core", _) => BESIDE.iter().any(|beside| beside.name == metric.name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(names: &[&str]) -> Wanted {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Wanted::of(&names, Standardize::Size).unwrap()
    }

    #[test]
    fn what_decides_is_in_every_set() {
        for names in [&["core"][..], &["text"], &["space"], &["mauve"], &[]] {
            let set = wanted(names);
            assert!(set.has("novel-mass-ratio") && set.has("category-survival-retention"), "{names:?}");
            for metric in METRICS.iter().filter(|m| m.role != Role::Exploratory) {
                assert!(set.has(metric.name), "{names:?} leaves out {}", metric.name);
            }
        }
    }

    #[test]
    fn sets_hold_what_their_names_say() {
        let [core, text, space, one] = [&["core"][..], &["text"], &["space"], &["mauve"]].map(wanted);
        assert!(core.has("entropy-difference") && !core.has("mauve") && !core.has("self-bleu-ratio"));
        assert!(text.has("self-bleu-ratio") && !text.has("mauve"));
        assert!(space.has("mauve") && !space.has("self-bleu-ratio"));
        assert!(one.has("mauve") && !one.has("mmd"));
        assert!(wanted(&["core", "mauve"]).iter().count() == core.iter().count() + 1);
        let all = wanted(&["all"]);
        assert_eq!(all.iter().map(|m| m.name).collect::<Vec<_>>(), {
            Wanted::all(Standardize::Size).iter().map(|m| m.name).collect::<Vec<_>>()
        });
        assert_eq!(all.n_left_out(), 0);
        assert_eq!(core.n_left_out() + core.iter().count(), all.iter().count());
    }

    #[test]
    fn richness_at_coverage_is_made_where_it_is_asked_for() {
        let is_in = |names: &[&str], standardize| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            Wanted::of(&names, standardize).unwrap().has("types-at-coverage-retention")
        };
        assert!(is_in(&["core"], Standardize::Coverage));
        assert!(is_in(&["types-at-coverage-retention"], Standardize::Size));
        assert!(!is_in(&["all"], Standardize::Size));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_one() {
        let problem = |name: &str| Wanted::of(&[name.to_owned()], Standardize::Size).unwrap_err().to_string();
        assert!(problem("mauv").contains("unknown metric `mauv`, did you mean `mauve`?"));
        assert!(
            problem("sliced-wasserstein").ends_with("dropped: `energy-distance` says the same, ask for that")
        );
        assert!(problem("al").contains("did you mean `all`?"));
        assert!(problem("temperature").contains("(expected core, text, space, all, or names"));
    }
}
