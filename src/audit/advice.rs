//! What follows from the checks: no step without a figure.

use super::composition;
use super::coverage;
use super::result::{Advice, Check, Covered, Fact, Origin, SourceShare, Step};
use crate::terms::Status;

/// What to do, the most urgent first.
pub(super) fn of(checks: &[Check], sources: &[SourceShare], covered: &[Covered]) -> Vec<Advice> {
    let mut all = Vec::new();
    let lost = |check: &&Check| matches!(check.status, Status::Warn | Status::Fail);
    let failing = |name: &str| checks.iter().find(|check| check.name == name).filter(lost);
    if failing("tail-coverage").is_some() {
        all.extend(of_the_tail(sources, covered));
    }
    let steps = [
        ("leakage", Step::RemoveLeaks),
        ("duplicates", Step::RemoveCopies),
        ("near-duplicates", Step::RemoveCopies),
        ("composition", Step::DeclareSources),
    ];
    for (name, step) in steps {
        if let Some(check) = failing(name) {
            all.push(Advice { step, source: None, check: name.to_owned(), facts: check.facts.clone() });
        }
    }
    if let Some(check) = failing("synthetic-share").filter(|_| failing("composition").is_none()) {
        let (check, facts) = (check.name.clone(), check.facts.clone());
        all.push(Advice { step: Step::DeclareSources, source: None, check, facts });
    }
    all
}

fn of_the_tail(sources: &[SourceShare], covered: &[Covered]) -> Vec<Advice> {
    let (narrows, carries) = coverage::blamed(covered);
    let figure = |part: &Covered| {
        let fact = Fact::kept(&format!("rare words kept, {}", part.part), part.tail?);
        Some(fact.within(part.low, part.high))
    };
    let beside =
        |part: Option<&Covered>| covered.first().into_iter().chain(part).filter_map(figure).collect();
    let about = |step, part: Option<&Covered>| Advice {
        step,
        source: part.and_then(|part| part.without.clone()),
        check: "tail-coverage".to_owned(),
        facts: beside(part),
    };
    let mut all = Vec::new();
    all.extend(narrows.map(|part| about(Step::UseLess, Some(part))));
    all.extend(carries.map(|part| about(Step::KeepCarrier, Some(part))));
    if composition::share_of(sources, Origin::Synthetic) > 0.0 {
        let real = covered.iter().find(|part| part.part == "real only");
        all.push(Advice { source: None, ..about(Step::PreserveReal, real) });
    }
    all
}
