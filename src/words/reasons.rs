//! Why a verdict is what it is.

use crate::report::{Comparison, SymptomReport};
use crate::terms::{Rule, Status};

/// All of it, most important first.
pub(crate) fn reasons(c: &Comparison) -> Vec<String> {
    let bad = with(c, Status::Fail).chain(with(c, Status::Warn));
    let mut reasons: Vec<String> =
        bad.map(|s| format!("{} {}s: {}", s.symptom.name(), s.status.name(), s.message)).collect();
    reasons.extend(slow(c));
    reasons.extend(open(c));
    if !c.corroborated_by.is_empty() {
        reasons.push(format!("corroborated by {}", c.corroborated_by.join(", ")));
    }
    reasons.extend(moved(c));
    reasons
}

/// The first of them that neither a symptom nor the rule says.
pub(crate) fn news(c: &Comparison) -> Option<String> {
    slow(c).or_else(|| open(c)).or_else(|| moved(c).filter(|_| c.rule_code != Some(Rule::Moved)))
}

fn with(c: &Comparison, status: Status) -> impl Iterator<Item = &SymptomReport> {
    c.symptoms.iter().filter(move |s| s.status == status)
}

fn slow(c: &Comparison) -> Option<String> {
    c.slow_loss.then(|| "slow loss: no single step shows it, but together they lost too much".to_owned())
}

fn open(c: &Comparison) -> Option<String> {
    let open: Vec<_> = with(c, Status::Inconclusive).map(|s| s.symptom.name()).collect();
    (!open.is_empty()).then(|| format!("too little data for {}", open.join(", ")))
}

fn moved(c: &Comparison) -> Option<String> {
    let told = c.drift && c.corroborated_by.is_empty();
    told.then(|| "the distribution moved beyond its margin; moved is not lost".to_owned())
}
