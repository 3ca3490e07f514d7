//! Which metrics are worked out: what decides says the same whichever are asked for.

use std::path::PathBuf;

use genloss::config::Config;
use genloss::metric::{METRICS, Wanted};
use genloss::report::{Comparison, MetricReport, Report};

use crate::corpora::{config, fixture, run};

/// Three generations with a loss, of several answers a prompt and with embeddings.
fn report(metrics: &[&str]) -> Report {
    let paths: Vec<PathBuf> = (0..3).map(|k| fixture("demo", k)).collect();
    let metrics = metrics.iter().map(|&name| name.to_owned()).collect();
    run(&Config { metrics, ..config(&paths) })
}

/// What was decided: the rows with a status or a part in a family of tests, and those that say whether the distribution moved.
fn decided(comparison: &Comparison) -> Vec<&MetricReport> {
    let is_decided = |m: &&MetricReport| m.status.is_some() || m.gating || m.family_id.is_some();
    comparison.metrics.iter().filter(is_decided).collect()
}

#[test]
fn what_decides_is_the_same_whichever_metrics_are_asked_for() {
    let all = report(&["all"]);
    for set in [&["core"][..], &["text"], &["space"], &["mauve", "self-bleu-ratio"]] {
        let some = report(set);
        assert_eq!(all.comparisons.len(), some.comparisons.len());
        for (a, b) in all.comparisons.iter().zip(&some.comparisons) {
            assert_eq!((a.verdict, a.drift, &a.rule), (b.verdict, b.drift, &b.rule), "{set:?}");
            assert_eq!((&a.reasons, &a.symptoms, &a.modes), (&b.reasons, &b.symptoms, &b.modes), "{set:?}");
            assert!(decided(a).len() > 15, "what decides was found");
            assert_eq!(decided(a), decided(b), "{set:?}");
        }
        assert!(a_part_of(&some, &all), "{set:?}: a figure differs");
    }
}

/// Whether every number of one report stands in the other.
fn a_part_of(some: &Report, all: &Report) -> bool {
    let pairs = some.comparisons.iter().zip(&all.comparisons);
    let mut rows = pairs.flat_map(|(s, a)| s.metrics.iter().map(move |m| a.metrics.contains(m)));
    let levels = some.levels.iter().all(|level| all.levels.contains(level));
    rows.all(|found| found) && levels && some.trends.iter().all(|trend| all.trends.contains(trend))
}

#[test]
fn only_what_was_asked_for_is_worked_out() {
    for set in [&["core"][..], &["mauve"]] {
        let report = report(set);
        let wanted = report.settings.wanted().unwrap();
        let of = |key: &str| METRICS.iter().filter(|m| key.starts_with(m.name)).max_by_key(|m| m.name.len());
        let made = report.comparisons.iter().flat_map(|c| &c.metrics).map(|m| m.metric.as_str());
        for key in made.chain(report.levels.iter().map(|l| l.metric.as_str())) {
            assert!(of(key).is_some_and(|m| wanted.has(m.name)), "{set:?}: {key}");
        }
    }
    let standardize = Config::default().standardize;
    let n = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Wanted::of(&names, standardize).unwrap().iter().count()
    };
    assert!(n(&["core"]) + 20 < n(&["all"]), "the core is small: {} of {}", n(&["core"]), n(&["all"]));
}
