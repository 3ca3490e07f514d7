//! Confounders and warnings; what did not run, and why; what outputs cannot show.

use super::cards;
use super::markup::Html;
use super::{printed, section};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::{format, story};
use crate::report::Report;
use crate::terms::Status;

pub(super) fn put(h: &mut Html, report: &Report) {
    printed(h, "caveats", "Confounders and warnings", |h| {
        h.el("ul", &[], |h| {
            for w in &report.warnings {
                h.el("li", &[], |h| {
                    h.leaf("strong", &[], w.code.name());
                    h.prose(&format!(": {}.", terminal(w.message.trim_end_matches('.'), MESSAGE)));
                    if !w.hint.is_empty() {
                        h.el("span", &[("class", "key")], |h| {
                            h.prose(&format!(" What to do: {}.", terminal(w.hint.trim_end_matches('.'), MESSAGE)));
                        });
                    }
                });
            }
            h.leaf("li", &[], &story::run_to_run(report));
            h.leaf(
                "li",
                &[],
                "Outputs alone cannot show population risk or scaling laws; this report speaks of tails, vocabulary, \
                 meaning, repetition and drift.",
            );
        });
    });
    not_run(h, report);
    cards::numbers(h, report);
}

fn not_run(h: &mut Html, report: &Report) {
    let mut missing: Vec<(String, String)> = Vec::new();
    for c in story::bases(report) {
        for s in story::measured(c).filter(|s| s.status == Status::NotRun) {
            let metric = story::deciding(c, s);
            let reason = format::reason(s.reason_code.or(metric.and_then(|m| m.undefined)));
            push(&mut missing, s.symptom.name().to_owned(), &c.current, reason);
        }
        for m in c.metrics.iter().filter(|m| m.value.is_none()) {
            push(&mut missing, terminal(&m.metric, MESSAGE), &c.current, format::reason(m.undefined));
        }
    }
    section(h, "not-run", "Not run, and why", |h| {
        if missing.is_empty() {
            h.leaf("p", &[], "Every figure that was asked for could be measured on these columns.");
        } else {
            h.el("ul", &[], |h| {
                for (what, why) in &missing {
                    h.el("li", &[], |h| {
                        h.leaf("strong", &[], what);
                        h.text(&format!(": {why}."));
                    });
                }
            });
        }
        if report.generations.iter().all(|g| g.embedding_dim.is_none()) {
            h.leaf(
                "p",
                &[("class", "key")],
                "No embedding column was read, so spread in embedding space is not judged.",
            );
        }
    });
}

/// Adds a line; what is missing in every generation for the same reason is said once.
fn push(missing: &mut Vec<(String, String)>, what: String, generation: &str, reason: String) {
    let generation = story::name(generation);
    match missing.iter_mut().find(|(w, r)| *w == what && r.starts_with(&format!("{reason} ("))) {
        Some((_, said)) => {
            said.pop();
            *said += &format!(", {generation})");
        }
        None => missing.push((what, format!("{reason} ({generation})"))),
    }
}
