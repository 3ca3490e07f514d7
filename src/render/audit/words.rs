//! What every page of an audit says, from its facts.

use crate::audit::{Advice, Audit, Covered, Fact, Measure, SourceShare, Step};
use crate::render::escape::{NAME, terminal};
use crate::render::format::{bare, count, interval, percent, plural};
use crate::terms::Status;

/// What of the checks matters most, in one line.
pub(super) fn headline(audit: &Audit) -> String {
    let of = |status: Status| audit.checks.iter().filter(|check| check.status == status).count() as u64;
    let n = |status: Status, one: &str, many: &str| match of(status) {
        0 => None,
        n => Some(plural(n, one, many)),
    };
    let found = [
        n(Status::Fail, "check fails", "checks fail"),
        n(Status::Warn, "warns", "warn"),
        n(Status::Pass, "passes", "pass"),
        n(Status::Inconclusive, "is inconclusive", "are inconclusive"),
        n(Status::NotRun, "did not run", "did not run"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    format!("{}, {} words: {}", plural(audit.rows, "row", "rows"), count(audit.words), found.join(", "))
}

/// A figure with its interval.
pub(super) fn value(fact: &Fact) -> String {
    match (fact.measure, fact.low.zip(fact.high)) {
        (Measure::Share, None) => percent(fact.value),
        (Measure::Share, Some((low, high))) => {
            format!("{} ({}–{})", percent(fact.value), percent(low), percent(high))
        }
        (Measure::Kept, None) => bare(fact.value),
        (Measure::Kept, Some((low, high))) => interval(fact.value, low, high),
        (Measure::Count, _) => count(fact.value as u64),
    }
}

/// A figure with its name.
pub(super) fn fact(fact: &Fact) -> String {
    format!("{} {}", terminal(&fact.name, 2 * NAME), value(fact))
}

/// The name of a source.
pub(super) fn source(source: &SourceShare) -> String {
    source.name.as_deref().map_or_else(|| "(no source)".to_owned(), |name| terminal(name, NAME))
}

/// The rare words that a part keeps.
pub(super) fn tail(part: &Covered) -> String {
    match (part.tail, part.low.zip(part.high)) {
        (Some(tail), Some((low, high))) => interval(tail, low, high),
        (Some(tail), None) => bare(tail),
        (None, _) => "unknown".to_owned(),
    }
}

/// What to do, with the figures it rests on.
pub(super) fn advice(advice: &Advice) -> String {
    let source = advice.source.as_deref().map(|name| terminal(name, NAME)).unwrap_or_default();
    let step = match advice.step {
        Step::DeclareSources => "say of every row where it comes from".to_owned(),
        Step::RemoveCopies => {
            "take the copies out, so that no text is trained on more often than it should be".to_owned()
        }
        Step::RemoveLeaks => "take out the rows that reproduce other corpora (--write-clean does)".to_owned(),
        Step::PreserveReal => {
            "keep every real row and add to them; do not replace them by synthetic ones".to_owned()
        }
        Step::UseLess => format!("use less of `{source}`: without it the mix is richer in rare words"),
        Step::KeepCarrier => format!("keep `{source}`: without it the mix is poorer in rare words"),
    };
    let facts: Vec<String> = advice.facts.iter().map(fact).collect();
    format!("{step} ({}: {})", advice.check, facts.join("; "))
}
