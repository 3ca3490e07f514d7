//! The sentences that a report holds, written from the facts beside them. Pages write theirs from the same facts (`render/words/`), and nobody
//! takes a sentence apart.

use super::{Comparison, SymptomReport};
use crate::terms::{Loss, Rule, Status, Symptom, Undefined};

/// What a symptom's status means, without a number: numbers stand beside it.
pub(crate) fn symptom_message(
    symptom: Symptom,
    status: Status,
    loss: Option<&Loss>,
    undefined: Option<Undefined>,
) -> String {
    match (status, loss) {
        (Status::NotRun, _) => undefined.map_or("not run".to_owned(), |reason| format!("not run: {reason}")),
        (Status::Inconclusive, _) => "too little data to tell; see the minimum detectable effect".to_owned(),
        (Status::Warn | Status::Fail, Some(loss)) => lost(loss),
        _ => symptom.record().kept.to_owned(),
    }
}

fn lost(loss: &Loss) -> String {
    match loss.told {
        Some(lead) => {
            format!("{}: {lead}{}; {}", loss.meaning, loss.cause.words(), loss.advice.words())
        }
        None => loss.meaning.to_owned(),
    }
}

/// Why a verdict is what it is, most important first.
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
