//! The first screen: the answer in one sentence, how sure, what to do next, one row a generation.

use super::markup::{Cell, Html, table};
use super::{HEADLINE, badge};
use crate::render::format::{self, count};
use crate::render::{advice, story};
use crate::report::{Comparison, Report};
use crate::terms::{Status, Verdict};

pub(super) fn put(h: &mut Html, report: &Report) {
    let worst = story::worst(report);
    let status = worst.map_or(Status::NotRun, |w| badge::like(w.verdict));
    h.el("header", &[("class", &format!("verdict {}", badge::class(status)))], |h| {
        if let Some(text) = story::not_attributable(report, HEADLINE) {
            h.leaf("p", &[("class", "stop")], &text);
        }
        h.el("h1", &[], |h| {
            badge::shape(h, status);
            h.text(&story::headline(report, HEADLINE));
        });
        if let Some(latest) = story::latest(report) {
            h.leaf("p", &[("class", "latest")], &latest);
        }
        said(h, "What to do next", &advice::next(report));
        if let Some(worst) = worst {
            said(h, "How sure", &how_sure(report, worst));
            said(h, "Why", &story::why(worst));
            if let Some(steps) = story::steps(report, worst) {
                said(h, "Steps", &format!("{steps}."));
            }
            if let Some(slices) = story::slices(&worst.slices, HEADLINE) {
                said(h, "Slices", &format!("{slices}."));
            }
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

fn said(h: &mut Html, label: &'static str, text: &str) {
    h.el("p", &[], |h| {
        h.leaf("strong", &[], label);
        h.text(": ");
        h.text(text);
    });
}

/// The numbers that decided, and how many kinds of evidence agree.
fn how_sure(report: &Report, c: &Comparison) -> String {
    let news = |s: &&crate::report::SymptomReport| matches!(s.status, Status::Fail | Status::Warn);
    let lost: Vec<String> = c
        .symptoms
        .iter()
        .filter(news)
        .filter_map(|s| {
            Some(format!("{} kept {}", subject(s.symptom), format::metric(story::deciding(c, s)?)))
        })
        .collect();
    let pairing = story::pairing(report, c);
    let (current, reference) = (story::name(&c.current), story::name(&c.reference));
    let what = match (lost.is_empty(), c.verdict) {
        (false, _) => format!("of what {reference} had, {current}: {}", lost.join("; ")),
        (true, Verdict::Inconclusive) => "the intervals below are too wide to exclude a loss".to_owned(),
        (true, _) => "a loss beyond the margins is excluded for every symptom that was measured".to_owned(),
    };
    let agree = match c.corroborated_by.len() {
        0 | 1 => String::new(),
        n => format!(" {} judged metrics agree.", count(n as u64)),
    };
    format!("{what} (95% intervals, {pairing}).{agree} Run-to-run variation is not included.")
}

/// What a symptom is about, for "… kept 0.42".
fn subject(symptom: crate::terms::Symptom) -> &'static str {
    use crate::terms::Symptom;
    match symptom {
        Symptom::TailLoss => "rare words",
        Symptom::EmbeddingTailLoss => "rare meanings",
        Symptom::VocabularyLoss => "vocabulary",
        Symptom::SpreadLoss => "spread of meaning",
        Symptom::PerPromptNarrowing => "variety within a prompt",
        Symptom::Repetition => "distinct phrases",
        Symptom::TemplateOveruse => "ways to begin",
        Symptom::LengthCollapse => "length",
        Symptom::QualityLoss => "score",
    }
}

/// Links to the sections and symptoms.
fn jumps(h: &mut Html, report: &Report, worst: Option<&Comparison>) {
    h.el("nav", &[("aria-label", "Sections")], |h| {
        let mut link = |to: &str, text: &str| h.leaf("a", &[("href", to)], text);
        link("#kept", "Kept");
        for s in worst.into_iter().flat_map(story::measured) {
            link(&format!("#symptom-{}", s.symptom.name()), s.symptom.name());
        }
        link("#words", "Lost and took over");
        if worst.is_some_and(|w| !w.slices.is_empty()) {
            link("#slices", "Slices");
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
}
