//! What the mix still has of the rare words, clusters and slices of the real data, and what it would have without each source.
//!
//! Every part of the mix is compared with the real data as two generations are, at equal documents and lengths, so that a small part is
//! held to no more than a large one: what is told is how densely rare words stand in it.

use super::gather::Gathered;
use super::result::{Check, Covered, Fact, Origin, SourceShare};
use crate::analysis;
use crate::config::Config;
use crate::corpus::Corpus;
use crate::report::{Comparison, MetricReport, Mode, ModeChange};
use crate::terms::{Status, Verdict};

/// The figure of the tail.
const TAIL: &str = "pooled-tail-retention";
/// Sources that are left out, one by one; of more the largest.
const MOST_LEFT_OUT: usize = 12;
const WORDS: usize = 10;
const CLUSTERS: usize = 5;

/// The mix, its real and its synthetic rows, and the mix without each source; or why that cannot be told.
pub(super) fn covered(
    gathered: &Gathered,
    sources: &[SourceShare],
    config: &Config,
) -> Result<Vec<Covered>, String> {
    let Some(real) = &gathered.reference else {
        return Err("there is no real data to hold the mix against; give it with --real PATH".to_owned());
    };
    let place = |source: &SourceShare| gathered.labels.iter().position(|label| *label == source.name);
    let of = |wanted: &dyn Fn(&SourceShare) -> bool| -> Vec<&SourceShare> {
        sources.iter().filter(|source| wanted(source)).collect()
    };
    let mut parts = vec![("mix".to_owned(), None, of(&|_| true))];
    if sources.len() > 1 {
        for (name, origin) in [("real only", Origin::Real), ("synthetic only", Origin::Synthetic)] {
            parts.push((name.to_owned(), None, of(&|source| source.origin == origin)));
        }
        for left_out in sources.iter().take(MOST_LEFT_OUT) {
            let name = left_out.name.clone().unwrap_or_else(|| "(no source)".to_owned());
            let rest = of(&|source| source.name != left_out.name);
            parts.push((format!("without {name}"), Some(name), rest));
        }
    }
    let compared = |(part, without, sources): (String, Option<String>, Vec<&SourceShare>)| {
        let corpora: Vec<&Corpus> =
            sources.iter().filter_map(|source| gathered.parts.get(place(source)?)).collect();
        let corpus = Corpus::pooled("part", &corpora).filter(|corpus| corpus.n_documents() > 0)?;
        Some(one(real, corpus, part, without, synthetic_share(&sources), config))
    };
    parts.into_iter().filter_map(compared).collect()
}

/// `None` where some of the rows may be either.
fn synthetic_share(sources: &[&SourceShare]) -> Option<f64> {
    let rows = |wanted: &dyn Fn(Origin) -> bool| -> u64 {
        sources.iter().filter(|source| wanted(source.origin)).map(|source| source.rows).sum()
    };
    let all = rows(&|_| true);
    (all > 0 && rows(&|origin| origin == Origin::Unknown) == 0)
        .then(|| rows(&|origin| origin == Origin::Synthetic) as f64 / all as f64)
}

fn one(
    real: &Corpus,
    corpus: Corpus,
    part: String,
    without: Option<String>,
    synthetic_share: Option<f64>,
    config: &Config,
) -> Result<Covered, String> {
    let documents = corpus.n_documents();
    let judging =
        Config { generations: Vec::new(), reference: None, replicates: false, threads: 0, ..config.clone() };
    let report = analysis::compare(&[real.clone(), corpus], &judging).map_err(|error| error.to_string())?;
    let compared = &report.comparisons[0];
    let tail = compared.metrics.iter().find(|metric| metric.metric == TAIL && metric.column.is_none());
    Ok(Covered {
        part,
        without,
        documents,
        synthetic_share,
        tail: tail.and_then(|metric| metric.value),
        low: tail.and_then(|metric| metric.ci_low),
        high: tail.and_then(|metric| metric.ci_high),
        status: tail.and_then(|metric| metric.status).unwrap_or(Status::NotRun),
        reason: reason(tail),
        lost: lost(compared),
        thinned: thinned(compared),
        slices: slices(compared),
    })
}

fn reason(tail: Option<&MetricReport>) -> Option<String> {
    match tail {
        None => Some("the figure was not worked out".to_owned()),
        Some(metric) => metric.undefined.map(|reason| reason.to_string()),
    }
}

fn lost(compared: &Comparison) -> Vec<String> {
    let lost = compared.lost.iter().filter(|lost| lost.beyond_chance);
    lost.take(WORDS).map(|lost| lost.text.clone()).collect()
}

fn thinned(compared: &Comparison) -> Vec<String> {
    let is_thinned = |mode: &&Mode| matches!(mode.change, ModeChange::Vanished | ModeChange::Shrunk);
    let modes = compared.modes.iter().filter(is_thinned);
    modes.take(CLUSTERS).map(|mode| mode.words.join(", ")).collect()
}

fn slices(compared: &Comparison) -> Vec<String> {
    let has_lost = |verdict: Verdict| verdict.is_collapse() || verdict == Verdict::Warning;
    compared.slices.iter().filter(|slice| has_lost(slice.verdict)).map(|slice| slice.slice.clone()).collect()
}

/// Whether the mix covers what the real data covers.
pub(super) fn check(covered: &Result<Vec<Covered>, String>) -> Check {
    let all = match covered {
        Ok(all) => all,
        Err(reason) => return Check::new("tail-coverage", Status::NotRun, reason.clone()),
    };
    let Some(mix) = all.first() else {
        return Check::new("tail-coverage", Status::NotRun, "the mix has no document".to_owned());
    };
    let reason = match mix.status {
        Status::Pass => "the mix is as rich in rare words as the real data".to_owned(),
        Status::Warn => "the mix is poorer in rare words than the real data".to_owned(),
        Status::Fail => "rare words of the real data are thinned out in the mix".to_owned(),
        Status::Inconclusive => "too few documents to tell whether rare words are lost".to_owned(),
        Status::NotRun => mix.reason.clone().unwrap_or_else(|| "there is no figure".to_owned()),
    };
    let facts = all.iter().filter_map(|part| {
        Some(Fact::kept(&format!("rare words kept, {}", part.part), part.tail?).within(part.low, part.high))
    });
    let facts = facts.collect();
    let examples = mix.lost.clone();
    Check { examples, ..Check::new("tail-coverage", mix.status, reason).with(facts) }
}

/// The source whose absence would leave most of the tail, and the one whose absence would leave least of it; each only where the mix without
/// it lies outside of the mix's own interval.
pub(super) fn blamed(covered: &[Covered]) -> (Option<&Covered>, Option<&Covered>) {
    let Some((low, high)) = covered.first().and_then(|mix| mix.low.zip(mix.high)) else {
        return (None, None);
    };
    let tails = || covered.iter().filter(|part| part.without.is_some() && part.tail.is_some());
    let order = |a: &&Covered, b: &&Covered| a.tail.unwrap_or(0.0).total_cmp(&b.tail.unwrap_or(0.0));
    let narrows = tails().max_by(order).filter(|part| part.tail > Some(high));
    let carries = tails().min_by(order).filter(|part| part.tail < Some(low));
    (narrows, carries)
}
