//! What a report is about: the comparison that matters most, and the symptoms by how much of them is lost. Chosen once, so that the figures and
//! every page speak of the same.

use super::{Against, Comparison, MetricReport, SymptomReport};
use crate::terms::{Kind, Status, Symptom, Verdict};

/// The comparison with the base that has the worst news. Of equal verdicts the one with the worst slice that lost, of these the one that lost
/// most over all its symptoms, and of these the latest, which is the model somebody just made. `None` = nothing was compared.
pub fn worst(comparisons: &[Comparison]) -> Option<&Comparison> {
    let slice = |c: &Comparison| {
        let worst = c.slices.iter().map(|s| s.verdict).max_by_key(|v| v.severity());
        worst.filter(|v| v.is_loss()).map(Verdict::severity)
    };
    let gravity = |c: &Comparison| (c.verdict.severity(), slice(c));
    let bases = comparisons.iter().filter(|c| c.against == Against::Base);
    bases.max_by(|a, b| gravity(a).cmp(&gravity(b)).then_with(|| lost(a).total_cmp(&lost(b))))
}

/// The shares lost of all symptoms that warn or fail, added up.
fn lost(c: &Comparison) -> f64 {
    let bad = c.symptoms.iter().filter(|s| matches!(s.status, Status::Warn | Status::Fail));
    bad.filter_map(|s| share_lost(deciding(c, s)?)).sum()
}

/// The share lost, as a retention tells it; 0 where nothing is.
fn share_lost(m: &MetricReport) -> Option<f64> {
    m.value.filter(|_| m.kind == Kind::Retention).map(|kept| (1.0 - kept).max(0.0))
}

/// The metric that decided a symptom.
pub fn deciding<'a>(c: &'a Comparison, symptom: &SymptomReport) -> Option<&'a MetricReport> {
    let key = symptom.evidence.first()?;
    c.metrics.iter().find(|m| m.key() == *key)
}

/// The symptoms that ran anywhere against the base, by what is worst of them in any generation: status first, then the share lost.
pub fn by_badness(comparisons: &[Comparison]) -> Vec<Symptom> {
    let bases = || comparisons.iter().filter(|c| c.against == Against::Base);
    let gravity = |symptom: Symptom| {
        let own = bases().filter_map(|c| {
            let s = c.symptoms.iter().find(|s| s.symptom == symptom && s.status != Status::NotRun)?;
            Some((s.status.severity(), deciding(c, s).and_then(share_lost).unwrap_or(0.0)))
        });
        own.max_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)))
    };
    let mut all: Vec<_> = Symptom::ALL.into_iter().filter_map(|s| Some((gravity(s)?, s))).collect();
    // Stable: equally bad ones keep the order of reports.
    all.sort_by(|(a, _), (b, _)| b.0.cmp(&a.0).then_with(|| b.1.total_cmp(&a.1)));
    all.into_iter().map(|(_, symptom)| symptom).collect()
}

/// A change that is no loss by itself.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Which generation changed.
    pub comparison: &'a Comparison,
    /// What changed.
    pub metric: &'a MetricReport,
}

/// What changed although it need be no loss: length, the share of words that the reference lacks, and scores, each where it changed most and its
/// interval excludes no change. The largest first: quotients by their logarithm, effect sizes as they are.
pub fn changes(comparisons: &[Comparison]) -> Vec<Change<'_>> {
    const TOLD: [&str; 3] = ["length-ratio", "novel-mass-ratio", "score-effect-size"];
    // A length that moved by less is no news.
    const LEAST: f64 = 0.1;
    let size = |m: &MetricReport| {
        let (value, low, high) = (m.value?, m.ci_low?, m.ci_high?);
        let none = if m.kind == Kind::Ratio { 1.0 } else { 0.0 };
        let size = if m.kind == Kind::Ratio { value.ln().abs() } else { value.abs() };
        (!(low..=high).contains(&none) && size.is_finite() && size > LEAST).then_some(size)
    };
    let bases = || comparisons.iter().filter(|c| c.against == Against::Base);
    let most = |name: &str| {
        let own = bases().flat_map(|comparison| {
            let own = comparison.metrics.iter().filter(|m| m.metric == name);
            own.filter_map(move |metric| Some((size(metric)?, Change { comparison, metric })))
        });
        own.max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let mut all: Vec<(f64, Change<'_>)> = TOLD.into_iter().filter_map(most).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().map(|(_, change)| change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{self, set};

    #[test]
    fn of_equal_verdicts_the_larger_loss_is_the_worst() {
        let warning = (Verdict::Warning, Verdict::Stable);
        let mut report = testing::chain(&[warning, warning]);
        assert_eq!(worst(&report.comparisons).unwrap().current, "gen2", "of equals the latest");
        for (name, status, kept) in [("gen1", Status::Fail, 0.64), ("gen2", Status::Warn, 0.73)] {
            let value = [kept, kept - 0.05, kept + 0.05];
            set(testing::base(&mut report, name), Symptom::TemplateOveruse, status, value, "");
        }
        assert_eq!(worst(&report.comparisons).unwrap().current, "gen1");
        testing::base(&mut report, "gen2").slices = vec![testing::slice("code", Verdict::Warning)];
        assert_eq!(worst(&report.comparisons).unwrap().current, "gen2", "a slice that lost comes first");
        assert!(worst(&[]).is_none());
    }

    #[test]
    fn symptoms_are_sorted_by_what_is_worst_of_them() {
        let mut report = testing::chain(&[(Verdict::Warning, Verdict::Stable); 2]);
        let c = testing::base(&mut report, "gen1");
        set(c, Symptom::Repetition, Status::Warn, [0.5, 0.4, 0.6], "");
        set(c, Symptom::TemplateOveruse, Status::Fail, [0.8, 0.7, 0.85], "");
        set(testing::base(&mut report, "gen2"), Symptom::VocabularyLoss, Status::Fail, [0.7, 0.6, 0.8], "");
        let sorted = by_badness(&report.comparisons);
        assert_eq!(
            sorted[..3],
            [Symptom::VocabularyLoss, Symptom::TemplateOveruse, Symptom::Repetition],
            "{sorted:?}"
        );
        assert!(!sorted.contains(&Symptom::PerPromptNarrowing), "it did not run");
    }
}
