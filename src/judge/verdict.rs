//! The verdict table: what a comparison's findings add up to.

use super::loss::loss;
use crate::report::metric_key;
use crate::terms::{Family, Loss, Rule, Status, Symptom, Undefined, Verdict};

/// One judged metric, reduced to what the tables ask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding<'a> {
    /// Its key.
    pub name: &'a str,
    /// The column that it is about.
    pub column: Option<&'a str>,
    /// The symptom it decides.
    pub symptom: Symptom,
    /// Where its evidence comes from.
    pub family: Family,
    /// Whether it may do more than warn.
    pub gating: bool,
    /// Its status.
    pub status: Status,
    /// Whether a loss is shown, however small.
    pub loss_shown: bool,
    /// U, the upper end of its interval.
    pub high: f64,
    /// F.
    pub fail_margin: f64,
    /// Why it did not run.
    pub undefined: Option<Undefined>,
    /// Whether its symptom is open where it is.
    pub leaves_open: bool,
}

impl Finding<'_> {
    /// Worst last; of equals those that show a loss.
    fn gravity(&self) -> (u8, bool) {
        let status = match self.status {
            Status::Inconclusive if !self.leaves_open => Status::NotRun,
            status => status,
        };
        (status.severity(), self.loss_shown)
    }
}

/// One symptom: its worst metric.
#[derive(Debug, Clone, PartialEq)]
pub struct SymptomFinding {
    /// Which one.
    pub symptom: Symptom,
    /// Status of its worst metric.
    pub status: Status,
    /// Keys of its metrics, worst first.
    pub evidence: Vec<String>,
    /// In which way it is lost; `None` = it is not.
    pub loss: Option<&'static Loss>,
    /// Why it did not run.
    pub undefined: Option<Undefined>,
    /// Whether any of its metrics gates.
    pub gating: bool,
}

/// The outcome of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// The row that decided.
    pub rule: Rule,
    /// Metrics that corroborate the loss.
    pub corroborated_by: Vec<String>,
}

/// Symptoms in reporting order; those without a metric are absent.
pub fn symptoms(findings: &[Finding<'_>]) -> Vec<SymptomFinding> {
    let of = |symptom| {
        let mut own: Vec<&Finding<'_>> = findings.iter().filter(|f| f.symptom == symptom).collect();
        own.sort_by_key(|f| std::cmp::Reverse(f.gravity()));
        let worst = own.first()?;
        Some(SymptomFinding {
            symptom,
            status: worst.status,
            loss: loss(symptom, worst.status, findings),
            evidence: own.iter().map(|f| metric_key(f.name, f.column)).collect(),
            undefined: worst.undefined,
            gating: own.iter().any(|f| f.gating),
        })
    };
    Symptom::ALL.into_iter().filter_map(of).collect()
}

/// The first row that holds decides.
///
/// | verdict | condition |
/// |---|---|
/// | `late-collapse` | corroborated, and vocabulary-loss (or spread-loss) fails |
/// | `early-collapse` | corroborated, and a tail symptom fails |
/// | `warning` | any warn or fail left |
/// | `inconclusive` | both sides hold the same documents, a gating symptom is inconclusive, or no core symptom ran (`empty-answers` and `prompt-mismatch` leave nothing open) |
/// | `drift` | no loss, but the distribution moved beyond its margin |
/// | `stable` | otherwise |
pub fn ruling(findings: &[Finding<'_>], symptoms: &[SymptomFinding], moved: bool, identical: bool) -> Ruling {
    let corroborated_by = corroboration(findings);
    let fails =
        |which: fn(Symptom) -> bool| symptoms.iter().any(|s| which(s.symptom) && s.status == Status::Fail);
    let lost = || {
        let bad = symptoms.iter().filter(|s| matches!(s.status, Status::Fail | Status::Warn));
        bad.map(|s| s.symptom)
    };
    let corroborated = !corroborated_by.is_empty();
    let leaves_open =
        |s: &SymptomFinding| s.gating && s.status == Status::Inconclusive && !s.symptom.stands_alone();
    let core_ran = symptoms.iter().any(|s| s.symptom.is_core() && s.status != Status::NotRun);
    let rule = if corroborated && fails(|s| s.is_core() && !s.is_tail()) {
        Rule::BodyFails
    } else if corroborated && fails(Symptom::is_tail) {
        Rule::TailFails
    } else if lost().any(Symptom::stands_alone) && lost().all(Symptom::stands_alone) {
        match lost().any(|s| s == Symptom::PromptMismatch) {
            true => Rule::MismatchAlone,
            false => Rule::UnansweredAlone,
        }
    } else if lost().next().is_some() && lost().all(|symptom| symptom == Symptom::QualityLoss) {
        Rule::ScoreAlone
    } else if lost().next().is_some() {
        Rule::NotCorroborated
    } else if identical {
        // A pass would claim what nothing was asked for.
        Rule::Identical
    } else if !core_ran {
        Rule::NoCore
    } else if symptoms.iter().any(leaves_open) {
        Rule::Open
    } else if moved {
        Rule::Moved
    } else {
        Rule::Kept
    };
    Ruling { verdict: rule.verdict(), rule, corroborated_by }
}

/// The metrics that make a loss more than one number's word; empty = not corroborated.
///
/// | corroborated when |
/// |---|
/// | gating metrics of two core symptoms fail, or of one core symptom in two families |
/// | or one of them has U < 2F - 1 (twice the margin lost beyond chance) |
/// | or one of them fails, and a gating metric of another family fails too |
///
/// Missing answers, and answers beside the wrong prompts, are no such evidence, whatever they do: they say nothing of what the answers
/// that are there cover.
fn corroboration(findings: &[Finding<'_>]) -> Vec<String> {
    let failing: Vec<&Finding<'_>> = findings
        .iter()
        .filter(|f| f.gating && f.status == Status::Fail && !f.symptom.stands_alone())
        .collect();
    let core: Vec<&Finding<'_>> = failing.iter().copied().filter(|f| f.symptom.is_core()).collect();
    let elsewhere = |f: &Finding<'_>| {
        failing.iter().any(|g| g.family != f.family || (g.symptom.is_core() && g.symptom != f.symptom))
    };
    let drastic = |f: &Finding<'_>| f.high < 2.0 * f.fail_margin - 1.0;
    if core.iter().any(|f| elsewhere(f)) {
        failing.iter().map(|f| f.name.to_owned()).collect()
    } else {
        core.iter().filter(|f| drastic(f)).map(|f| f.name.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(symptom: Symptom, family: Family, status: Status) -> Finding<'static> {
        Finding {
            name: symptom.name(),
            column: None,
            symptom,
            family,
            gating: true,
            status,
            loss_shown: false,
            high: 0.89,
            fail_margin: 0.90,
            undefined: None,
            leaves_open: true,
        }
    }

    fn rule(findings: &[Finding<'_>], moved: bool) -> Ruling {
        ruling(findings, &symptoms(findings), moved, false)
    }

    use Family::{Documents, NGrams, Words};
    use Status::{Fail, Inconclusive, NotRun, Pass, Warn};
    use Symptom::{EmptyAnswers, LengthCollapse, PromptMismatch, Repetition, TailLoss, VocabularyLoss};

    #[test]
    fn two_families_corroborate_and_vocabulary_makes_it_late() {
        let r = rule(&[finding(VocabularyLoss, Words, Fail), finding(Repetition, NGrams, Fail)], false);
        assert_eq!(r.verdict, Verdict::LateCollapse);
        assert_eq!(r.corroborated_by, ["vocabulary-loss", "repetition"]);
    }

    #[test]
    fn a_corroborated_tail_alone_is_early() {
        let r = rule(&[finding(TailLoss, Words, Fail), finding(Repetition, Documents, Fail)], true);
        assert_eq!(r.verdict, Verdict::EarlyCollapse);
    }

    #[test]
    fn a_drastic_loss_corroborates_itself() {
        let drastic = Finding { high: 0.79, ..finding(TailLoss, Words, Fail) };
        assert_eq!(rule(&[drastic], false).verdict, Verdict::EarlyCollapse);
        let plain = Finding { high: 0.80, ..drastic };
        assert_eq!(rule(&[plain], false).verdict, Verdict::Warning, "U on 2F - 1 is not below it");
    }

    #[test]
    fn two_core_symptoms_corroborate_each_other_and_two_metrics_of_one_do_not() {
        let r = rule(&[finding(TailLoss, Words, Fail), finding(VocabularyLoss, Words, Fail)], false);
        assert_eq!(r.verdict, Verdict::LateCollapse);
        assert_eq!(r.corroborated_by, ["tail-loss", "vocabulary-loss"]);
        let r = rule(&[finding(TailLoss, Words, Fail), finding(TailLoss, Words, Fail)], false);
        assert_eq!(r.verdict, Verdict::Warning);
    }

    #[test]
    fn a_fail_that_is_not_core_never_collapses() {
        let r = rule(&[finding(Repetition, NGrams, Fail), finding(TailLoss, Words, Pass)], false);
        assert_eq!(r.verdict, Verdict::Warning);
    }

    #[test]
    fn an_advisory_warning_is_a_warning() {
        let advisory = Finding { gating: false, ..finding(LengthCollapse, Documents, Warn) };
        assert_eq!(rule(&[advisory, finding(TailLoss, Words, Pass)], false).verdict, Verdict::Warning);
    }

    #[test]
    fn inconclusive_comes_before_drift_and_only_from_gating_symptoms() {
        let core = finding(TailLoss, Words, Pass);
        assert_eq!(
            rule(&[core, finding(Repetition, NGrams, Inconclusive)], true).verdict,
            Verdict::Inconclusive
        );
        let advisory = Finding { gating: false, ..finding(LengthCollapse, Documents, Inconclusive) };
        assert_eq!(rule(&[core, advisory], true).verdict, Verdict::Drift);
    }

    #[test]
    fn missing_answers_warn_by_themselves_and_say_nothing_of_the_others() {
        let core = finding(TailLoss, Words, Fail);
        let alone = rule(&[core, finding(EmptyAnswers, Documents, Fail)], false);
        assert_eq!((alone.verdict, alone.corroborated_by), (Verdict::Warning, Vec::<String>::new()));
        let with =
            rule(&[core, finding(EmptyAnswers, Documents, Fail), finding(Repetition, NGrams, Fail)], false);
        assert_eq!(with.corroborated_by, ["tail-loss", "repetition"]);
        let held = finding(TailLoss, Words, Pass);
        assert_eq!(rule(&[held, finding(EmptyAnswers, Documents, Warn)], true).verdict, Verdict::Warning);
        let open = finding(EmptyAnswers, Documents, Inconclusive);
        assert_eq!(rule(&[held, open], false).verdict, Verdict::Stable);
        assert_eq!(rule(&[open], false).verdict, Verdict::Inconclusive, "no core symptom");
    }

    #[test]
    fn answers_beside_the_wrong_prompts_are_never_stable_and_never_a_collapse() {
        let held = finding(TailLoss, Words, Pass);
        let shuffled = finding(PromptMismatch, Documents, Fail);
        let r = rule(&[held, shuffled], false);
        assert!(r.verdict == Verdict::Warning && r.rule == Rule::MismatchAlone, "{r:?}");
        let r = rule(&[finding(TailLoss, Words, Fail), shuffled], false);
        assert_eq!((r.verdict, r.corroborated_by), (Verdict::Warning, Vec::<String>::new()));
        let open = finding(PromptMismatch, Documents, Inconclusive);
        assert_eq!(rule(&[held, open], false).verdict, Verdict::Stable);
    }

    #[test]
    fn without_a_core_symptom_nothing_is_concluded() {
        assert_eq!(rule(&[], false).verdict, Verdict::Inconclusive);
        let r = rule(&[finding(TailLoss, Words, NotRun), finding(Repetition, NGrams, Pass)], false);
        assert_eq!(r.verdict, Verdict::Inconclusive);
    }

    #[test]
    fn no_loss_is_drift_when_the_law_moved_and_stable_otherwise() {
        let findings = [finding(TailLoss, Words, Pass), finding(VocabularyLoss, Words, Pass)];
        assert_eq!(rule(&findings, true).verdict, Verdict::Drift);
        assert_eq!(rule(&findings, false).verdict, Verdict::Stable);
    }

    #[test]
    fn the_same_documents_prove_nothing_and_are_said_to_be_the_same() {
        let findings = [finding(TailLoss, Words, Pass)];
        let r = ruling(&findings, &symptoms(&findings), false, true);
        assert_eq!(r.verdict, Verdict::Inconclusive);
        assert_eq!(r.rule, Rule::Identical);
        let findings = [finding(TailLoss, Words, Pass), finding(Symptom::QualityLoss, Family::Numeric, Warn)];
        assert_eq!(ruling(&findings, &symptoms(&findings), false, true).verdict, Verdict::Warning);
    }

    #[test]
    fn what_leaves_nothing_open_decides_by_its_losses_alone() {
        let part = Finding { leaves_open: false, ..finding(TailLoss, Words, Inconclusive) };
        assert_eq!(symptoms(&[part, finding(TailLoss, Words, Pass)])[0].status, Pass);
        let lost = Finding { status: Warn, ..part };
        assert_eq!(symptoms(&[finding(TailLoss, Words, Pass), lost])[0].status, Warn);
    }

    #[test]
    fn a_symptom_takes_its_worst_metric() {
        let s = symptoms(&[
            finding(TailLoss, Words, NotRun),
            finding(TailLoss, Words, Pass),
            finding(TailLoss, Words, Inconclusive),
        ]);
        assert_eq!(s[0].status, Inconclusive);
    }
}
