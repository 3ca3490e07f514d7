//! One card a symptom of the generation in focus: status, number, meaning, cause, action; then all numbers.

use super::markup::{Cell, Html, table};
use super::{badge, section};
use crate::render::escape::terminal;
use crate::render::format;
use crate::render::plain::sentence;
use crate::render::{advice, plain, story};
use crate::report::{Against, Comparison, MetricReport, Report, SymptomReport};
use crate::terms::Status;

/// Columns of a metric's key.
const KEY: usize = 60;
/// Columns of how a number came about.
const HOW: usize = 240;

pub(super) fn put(h: &mut Html, report: &Report) {
    let Some(worst) = story::worst(report) else { return };
    let heading =
        format!("Symptoms of {} against {}", story::name(&worst.current), story::name(&worst.reference));
    section(h, "symptoms", &heading, |h| {
        h.el("div", &[("class", "cards")], |h| story::measured(worst).for_each(|s| card(h, worst, s)));
    });
}

fn card(h: &mut Html, c: &Comparison, s: &SymptomReport) {
    let id = format!("symptom-{}", s.symptom.name());
    h.el("article", &[("id", &id), ("class", &format!("card {}", badge::class(s.status)))], |h| {
        h.el("h3", &[], |h| {
            badge::status(h, s.status);
            h.text(s.symptom.name());
        });
        let metric = story::deciding(c, s);
        if let Some(m) = metric.filter(|_| s.status != Status::NotRun) {
            h.el("p", &[("class", "effect")], |h| {
                h.leaf("strong", &[], &format::kept(m));
                h.text(&format!(" {} ", plain::metric(&m.key())));
                h.leaf("span", &[("class", "key")], &terminal(&m.key(), KEY));
            });
            further(h, c, s, m);
        }
        if let Some(margins) = metric.and_then(margins).filter(|_| s.status != Status::NotRun) {
            h.leaf("p", &[("class", "key")], &margins);
        }
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
    });
    h.line();
}

/// What else speaks to the symptom.
fn further(h: &mut Html, c: &Comparison, s: &SymptomReport, deciding: &MetricReport) {
    let is_other = |m: &&MetricReport| s.evidence.contains(&m.key()) && m.key() != deciding.key();
    for m in c.metrics.iter().filter(is_other) {
        h.el("p", &[("class", "key")], |h| {
            let status = m.status.map_or("not judged", Status::name);
            let key = terminal(&m.key(), KEY);
            h.text(&format!("Also {} {} ({key}): {status}", format::kept(m), plain::metric(&m.key())));
        });
    }
}

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
