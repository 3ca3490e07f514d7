//! Behind the answer: what the verdicts mean, why, and how sure that is; one row a generation.

use super::markup::{Cell, Html, table};
use super::{HEADLINE, badge, glance, printed, section};
use crate::render::format::count;
use crate::render::plain::sentence;
use crate::render::{advice, certainty, stages, story};
use crate::report::{Against, Report};
use crate::terms::Verdict;

pub(super) fn put(h: &mut Html, report: &Report) {
    if let Some(worst) = story::worst(report) {
        printed(h, "why", "Why, and how sure", |h| {
            let what = format!("Why {} is {}", story::name(&worst.current), worst.verdict.name());
            said(h, &what, &stages::why(worst));
            if let Some(steps) = story::steps(report, worst) {
                said(h, "Steps", &format!("{steps}."));
            }
            if let Some(slices) = story::slices(&worst.slices, HEADLINE) {
                said(h, "Slices", &format!("{slices}."));
            }
            how_sure(h, report);
            if let Some(safe) = stages::last_safe(report) {
                said(h, "Last safe generation", &format!("{safe}."));
            }
            said(h, "What to do next", &advice::next(report));
            for text in [stages::meaning(report), story::origins(report)].into_iter().flatten() {
                h.leaf("p", &[("class", "key")], &text);
            }
        });
    }
    section(h, "generations", "Generations, and each step", |h| {
        generations(h, report);
        if report.comparisons.iter().any(|c| c.against == Against::Previous) {
            h.leaf("h3", &[], "Kept of what the generation before had");
            glance::matrix(h, report, Against::Previous);
        }
    });
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
