//! The first screen: the answer in one sentence, how sure, what to do next, one row a generation.

use super::markup::{Cell, Html, table};
use super::{HEADLINE, badge, embeddings, trends};
use crate::render::format::{self, count};
use crate::render::plain::sentence;
use crate::render::{advice, certainty, stages, story};
use crate::report::{Comparison, Report};
use crate::terms::{Status, Verdict};

pub(super) fn put(h: &mut Html, report: &Report) {
    let worst = story::worst(report);
    let status = worst.map_or(Status::NotRun, |w| badge::like(w.verdict));
    h.el("header", &[("class", &format!("verdict {}", badge::class(status)))], |h| {
        let before_all = [story::not_comparable(report, HEADLINE), story::not_attributable(report, HEADLINE)];
        for text in before_all.into_iter().flatten() {
            h.leaf("p", &[("class", "stop")], &text);
        }
        h.el("h1", &[], |h| {
            badge::shape(h, status);
            h.text(&story::headline(report, HEADLINE));
        });
        if let Some(hidden) = story::hidden(report, HEADLINE) {
            h.el("p", &[("class", "stop hidden")], |h| {
                h.el("span", &[("class", badge::class(Status::Fail))], |h| badge::shape(h, Status::Fail));
                h.text(" ");
                h.leaf("a", &[("href", "#slices")], &hidden);
            });
        }
        if let Some(meaning) = stages::meaning(report) {
            h.leaf("p", &[("class", "key")], &meaning);
        }
        if let Some(origins) = story::origins(report) {
            h.leaf("p", &[("class", "key")], &origins);
        }
        if let Some(latest) = story::latest(report) {
            h.leaf("p", &[("class", "latest")], &latest);
        }
        if let Some(safe) = stages::last_safe(report) {
            said(h, "Last safe generation", &format!("{safe}."));
        }
        said(h, "What to do next", &advice::next(report));
        if let Some(worst) = worst {
            how_sure(h, report);
            let what = format!("Why {} is {}", story::name(&worst.current), worst.verdict.name());
            said(h, &what, &stages::why(worst));
            if let Some(steps) = story::steps(report, worst) {
                said(h, "Steps", &format!("{steps}."));
            }
            if let Some(slices) = story::slices(&worst.slices, HEADLINE) {
                said(h, "Slices", &format!("{slices}."));
            }
        }
        if let Some(met) = story::requirements(report, HEADLINE) {
            said(h, "Your requirements", &format!("{met}."));
        }
        if !report.warnings.is_empty() {
            let n = format::plural(report.warnings.len() as u64, "warning", "warnings");
            h.el("p", &[], |h| h.leaf("a", &[("href", "#caveats")], &format!("{n} to read before you act")));
        }
    });
    h.line();
    jumps(h, report, worst);
    generations(h, report);
}

fn said(h: &mut Html, label: &str, text: &str) {
    h.el("p", &[], |h| {
        h.leaf("strong", &[], label);
        h.text(": ");
        h.prose(text);
    });
}

/// The numbers of the first generation that lost and of the worst, and what would mislead among them.
fn how_sure(h: &mut Html, report: &Report) {
    said(h, "How sure", &format!("{}.", certainty::kind_of_interval(report)));
    h.el("ul", &[], |h| {
        for evidence in certainty::evidence(report) {
            h.el("li", &[], |h| {
                h.leaf("strong", &[], &evidence.who);
                h.text(&format!(": {}.", evidence.said));
            });
        }
        for puzzle in certainty::puzzles(report) {
            h.leaf("li", &[], &sentence(&puzzle));
        }
    });
}

/// Links to the symptoms with their statuses, and to the sections.
fn jumps(h: &mut Html, report: &Report, worst: Option<&Comparison>) {
    if let Some(worst) = worst {
        h.el("nav", &[("aria-label", "Symptoms")], |h| {
            h.leaf(
                "span",
                &[("class", "key")],
                &format!("Symptoms of {}, each as bad as its worst metric:", story::name(&worst.current)),
            );
            for s in story::measured(worst) {
                h.el("a", &[("href", &format!("#symptom-{}", s.symptom.name()))], |h| {
                    badge::status(h, s.status);
                    h.text(&format!("{} ({})", s.symptom.name(), s.symptom.record().subject));
                });
            }
        });
    }
    h.el("nav", &[("aria-label", "Sections")], |h| {
        let mut link = |to: &str, text: &str| h.leaf("a", &[("href", to)], text);
        link("#kept", "Kept");
        if !report.requirements.is_empty() {
            link("#requirements", "Requirements");
        }
        link("#words", "Lost and took over");
        if story::slice_focus(report).is_some_and(|c| !c.slices.is_empty()) {
            link("#slices", "Slices");
        }
        if embeddings::is_there(report) {
            link("#embeddings", "Embeddings");
        }
        if trends::is_there(report) {
            link("#trends", "Trends");
        }
        link("#numbers", "All numbers");
        if !report.warnings.is_empty() {
            link("#caveats", "Warnings");
        }
        link("#inputs", "Inputs");
    });
    h.line();
}

fn generations(h: &mut Html, report: &Report) {
    let reference = report.generations.first().map_or(String::new(), |g| story::name(&g.name));
    let against = format!("against {reference}");
    let heads = ["generation", &against, "this step", "drift", "documents"];
    let verdict = |v: Option<Verdict>, missing: &str| match v {
        Some(v) => Cell::with(Some(f64::from(v.severity())), |h| badge::verdict(h, v)),
        None => Cell::with(Some(-1.0), |h| h.text(missing)),
    };
    let rows = report.generations.iter().enumerate().map(|(i, g)| {
        let missing = if i == 0 { "reference" } else { "–" };
        [
            Cell::with(Some(i as f64), |h| h.leaf("strong", &[], &story::name(&g.name))),
            verdict(g.verdict, missing),
            verdict(story::step(report, &g.name), "–"),
            Cell::text(g.drift.map_or("–", |d| if d { "yes" } else { "no" })),
            Cell::with(Some(g.documents as f64), |h| h.text(&count(g.documents))),
        ]
    });
    table(h, "stack sortable", heads, rows);
    h.leaf("p", &[("class", "key")], &format!("{} {}", sentence(stages::THIS_STEP), sentence(stages::DRIFT)));
}
