//! One card a symptom of the generation in focus: status, number, meaning, cause, action; then all numbers.

use super::markup::{Cell, Html, table};
use super::{badge, evidence, glance, printed, section};
use crate::render::escape::terminal;
use crate::render::format;
use crate::render::plain::sentence;
use crate::render::{advice, glance as words, plain, story};
use crate::report::{Against, Comparison, MetricReport, Report, SymptomReport};
use crate::terms::{Status, Symptom};

/// Columns of a metric's key.
const KEY: usize = 60;
/// Columns of how a number came about.
const HOW: usize = 240;

pub(super) fn put(h: &mut Html, report: &Report) {
    let Some(worst) = story::worst(report) else { return };
    printed(h, "symptoms", "Symptoms and their evidence", |h| {
        shown(report, worst).for_each(|s| card(h, report, worst, s));
    });
}

/// The symptoms that ran in any generation, and those that could have in the worst.
fn shown<'a>(report: &Report, worst: &'a Comparison) -> impl Iterator<Item = &'a SymptomReport> {
    let columns = words::columns(report);
    let measured: Vec<Symptom> = story::measured(worst).map(|s| s.symptom).collect();
    let is_column = move |s: Symptom| columns.iter().any(|c| c.symptom == s);
    worst.symptoms.iter().filter(move |s| measured.contains(&s.symptom) || is_column(s.symptom))
}

fn card(h: &mut Html, report: &Report, c: &Comparison, s: &SymptomReport) {
    let id = format!("symptom-{}", s.symptom.name());
    let lost = matches!(s.status, Status::Warn | Status::Fail);
    h.el("article", &[("id", &id), ("class", &format!("card {}", badge::class(s.status)))], |h| {
        h.el("details", &[("class", if lost { "print" } else { "" })], |h| {
            let metric = story::deciding(c, s).filter(|_| s.status != Status::NotRun);
            h.el("summary", &[], |h| {
                badge::status(h, s.status);
                h.leaf("strong", &[], &plain::capital(s.symptom.record().subject));
                h.leaf("span", &[("class", "key")], s.symptom.name());
                if let Some(m) = metric {
                    h.leaf(
                        "span",
                        &[("class", "effect")],
                        &format!("{}, {}", format::kept(m), plain::metric(&m.key())),
                    );
                }
            });
            meaning(h, s, metric);
            numbers_of(h, report, c, s);
            evidence::put(h, c, s.symptom);
        });
    });
    h.line();
}

/// What the status means, and what to do.
fn meaning(h: &mut Html, s: &SymptomReport, metric: Option<&MetricReport>) {
    let advice = advice::of(s);
    h.el("p", &[], |h| h.prose(&sentence(&advice.meaning)));
    let said = |h: &mut Html, label: &'static str, text: Option<&str>| {
        if let Some(text) = text {
            h.el("p", &[], |h| {
                h.leaf("strong", &[], label);
                h.text(": ");
                h.text(&sentence(text));
            });
        }
    };
    said(h, "Likely cause", advice.cause);
    said(h, "What to do", advice.action);
    match s.status {
        Status::Inconclusive => {
            said(h, "What the data could show", metric.and_then(format::power).as_deref())
        }
        Status::Pass => said(h, "Still possible", metric.and_then(format::possible_loss).as_deref()),
        Status::Warn | Status::Fail | Status::NotRun => {}
    }
    if let Some(margins) = metric.and_then(margins) {
        h.leaf("p", &[("class", "key")], &margins);
    }
}

/// The numbers of a symptom in every comparison, what decided in the worst first.
fn numbers_of(h: &mut Html, report: &Report, worst: &Comparison, s: &SymptomReport) {
    let of = |c: &'_ Comparison| c.symptoms.iter().find(|other| other.symptom == s.symptom).cloned();
    let mut keys: Vec<String> = s.evidence.clone();
    for key in report.comparisons.iter().filter_map(of).flat_map(|s| s.evidence) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.truncate(METRICS);
    h.el("table", &[("class", "stack small")], |h| {
        h.el("thead", &[], |h| {
            h.el("tr", &[], |h| {
                ["comparison", "status"].iter().for_each(|head| h.leaf("th", &[("scope", "col")], head));
                for key in &keys {
                    h.el("th", &[("scope", "col"), ("title", &terminal(key, KEY))], |h| {
                        h.text(&plain::metric(key))
                    });
                }
            });
        });
        h.el("tbody", &[], |h| {
            let (bases, steps): (Vec<_>, Vec<_>) =
                report.comparisons.iter().partition(|c| c.against == Against::Base);
            for c in bases.into_iter().chain(steps) {
                let Some(found) = of(c) else { continue };
                let id = glance::place(report, c, s.symptom.name()).unwrap_or_default();
                let class = if std::ptr::eq(c, worst) { "worst" } else { "" };
                h.el("tr", &[("id", &id), ("class", class)], |h| {
                    let who = format!("{} against {}", story::name(&c.current), story::name(&c.reference));
                    h.leaf("td", &[("data-l", "comparison")], &who);
                    h.el("td", &[("data-l", "status")], |h| badge::status(h, found.status));
                    for key in &keys {
                        let metric = c.metrics.iter().find(|m| m.key() == *key);
                        let name = plain::metric(key);
                        h.el("td", &[("data-l", &name)], |h| {
                            h.text(&metric.map_or("–".to_owned(), format::kept))
                        });
                    }
                });
                h.line();
            }
        });
    });
}

/// Metrics side by side: those of a symptom are fewer.
const METRICS: usize = 6;

/// The margins in words.
fn margins(m: &MetricReport) -> Option<String> {
    let (warn, fail) = (m.warn_margin?, m.fail_margin?);
    Some(format!("warns below {}, fails below {}", format::margin(warn), format::margin(fail)))
}

/// Every number of every comparison, folded.
pub(super) fn numbers(h: &mut Html, report: &Report) {
    section(h, "numbers", "All numbers", |h| {
        h.leaf(
            "p",
            &[("class", "lead")],
            "Each comparison with its metrics. Those without a status are exploratory. MDE: the smallest effect that these \
             data would show in four of five runs. On paper, only those of the generation in focus.",
        );
        if let Some(more) = story::left_out(report) {
            h.leaf("p", &[("class", "key")], &more);
        }
        let focus = story::worst(report);
        for c in &report.comparisons {
            // On paper, only the numbers behind the headline.
            let class = if focus.is_some_and(|f| std::ptr::eq(f, c)) { "print" } else { "" };
            h.el("details", &[("class", class)], |h| {
                h.el("summary", &[], |h| {
                    let step = if c.against == Against::Previous { ", this step" } else { "" };
                    h.text(&format!(
                        "{} against {}{step} ",
                        story::name(&c.current),
                        story::name(&c.reference)
                    ));
                    badge::verdict(h, c.verdict);
                });
                metrics(h, &c.metrics);
            });
            h.line();
        }
    });
}

/// A table of metrics.
pub(super) fn metrics(h: &mut Html, metrics: &[MetricReport]) {
    let heads = ["metric", "value (95% interval)", "status", "p, corrected", "MDE", "how"];
    // What decides comes first; the others are many.
    let (judged, shown): (Vec<_>, Vec<_>) = metrics.iter().partition(|m| m.status.is_some());
    let rows = judged.into_iter().chain(shown).map(|m| {
        let p = m.p_adjusted.or(m.p_value);
        [
            Cell::metric(&m.key()),
            Cell::with(m.value, |h| h.text(&format::metric(m))),
            match m.status {
                Some(status) => Cell::with(Some(f64::from(status.severity())), |h| badge::status(h, status)),
                None => Cell::text("exploratory"),
            },
            Cell::with(p, |h| h.text(&p.map_or("–".to_owned(), format::p_value))),
            Cell::with(m.mde, |h| h.text(&m.mde.map_or("–".to_owned(), format::bare))),
            Cell::text(&terminal(&how(m), HOW)),
        ]
    });
    table(h, "stack sortable small", heads, rows);
}

/// How a figure was made, and what two halves of the reference read where that is known: a distance below it is no news.
fn how(m: &MetricReport) -> String {
    let floor = m.split_half_floor.map(|floor| format!("; halves of the reference: {}", format::bare(floor)));
    format!("{}{}", m.estimator, floor.unwrap_or_default())
}
