//! In which way a symptom is lost, which tells what it points to.

use super::Finding;
use crate::terms::{Cause, Loss, Status, Symptom};

/// The way in which a symptom is lost; `None` where it is not.
///
/// | rare words | cause |
/// |---|---|
/// | lose mass and die | `sharpening-of-few-samples` |
/// | die at constant mass, and so does the vocabulary: a few survivors take all of the mass | `few-answers` |
/// | die at constant mass | `few-samples` |
/// | lose mass | `sharpening` |
///
/// Other symptoms are lost in one way.
pub(super) fn loss(symptom: Symptom, status: Status, findings: &[Finding<'_>]) -> Option<&'static Loss> {
    let is_lost = matches!(status, Status::Warn | Status::Fail);
    let cause = (symptom == Symptom::TailLoss).then(|| of_the_tail(findings));
    is_lost.then(|| symptom.loss(cause))
}

fn of_the_tail(findings: &[Finding<'_>]) -> Cause {
    let lost = |names: &[&str]| {
        let mut named = findings.iter().filter(|f| names.contains(&f.name));
        named.any(|f| matches!(f.status, Status::Warn | Status::Fail))
    };
    let mass = lost(&["pooled-tail-retention", "reference-tail-retention"]);
    let types = lost(&["missing-mass-retention", "tail-types-survival", "types-retention"]);
    match (mass, types) {
        (true, true) => Cause::SharpeningOfFewSamples,
        (false, true)
            if lost(&["effective-vocabulary-retention", "effective-vocabulary-retention-all-words"]) =>
        {
            Cause::FewAnswers
        }
        (false, true) => Cause::FewSamples,
        _ => Cause::Sharpening,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Family;

    /// Metrics that fail, as far as a symptom's cause is asked for.
    fn cause(failing: &[&str]) -> Cause {
        let finding = |&name| Finding {
            name,
            column: None,
            symptom: Symptom::TailLoss,
            family: Family::Words,
            gating: true,
            status: Status::Fail,
            loss_shown: true,
            high: 0.5,
            fail_margin: 0.9,
            undefined: None,
            leaves_open: true,
        };
        let findings: Vec<Finding<'_>> = failing.iter().map(finding).collect();
        loss(Symptom::TailLoss, Status::Fail, &findings).unwrap().cause
    }

    #[test]
    fn mass_and_types_tell_sharpening_from_small_samples() {
        let (mass, types, vocabulary) =
            ("pooled-tail-retention", "tail-types-survival", "effective-vocabulary-retention");
        assert_eq!(cause(&[mass]), Cause::Sharpening);
        assert_eq!(cause(&[mass, vocabulary]), Cause::Sharpening);
        assert_eq!(cause(&[types]), Cause::FewSamples);
        assert_eq!(cause(&[mass, types, vocabulary]), Cause::SharpeningOfFewSamples);
        assert_eq!(cause(&[types, vocabulary]), Cause::FewAnswers);
    }

    #[test]
    fn what_is_not_lost_has_no_cause() {
        for status in [Status::Pass, Status::Inconclusive, Status::NotRun] {
            assert_eq!(loss(Symptom::VocabularyLoss, status, &[]), None);
        }
        let lost = loss(Symptom::VocabularyLoss, Status::Warn, &[]).unwrap();
        assert_eq!(lost.cause, Cause::OwnOutputOrNarrowData);
    }
}
