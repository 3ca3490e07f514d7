//! Where it is collapsing: the slices, worst first.

use super::markup::{Cell, Html, table};
use super::{badge, cards, section};
use crate::render::format::{self, count};
use crate::render::story;
use crate::report::{MetricReport, Report, Slice, by_loss};
use crate::terms::{Kind, Status};

pub(super) fn put(h: &mut Html, report: &Report) {
    let Some(c) = story::slice_focus(report).filter(|c| !c.slices.is_empty()) else { return };
    let column =
        report.input.slice_column.as_ref().map_or(String::new(), |s| format!(" ({})", story::name(s)));
    let heading = format!("Slices{column} of {}, worst first", story::name(&c.current));
    section(h, "slices", &heading, |h| {
        let heads = ["slice", "verdict", "least kept", "symptoms", "documents"];
        let ranked = by_loss(&c.slices);
        let rows = ranked.iter().enumerate().map(|(rank, slice)| {
            let least = least(slice);
            [
                Cell::text(&story::name(&slice.slice)),
                Cell::with(Some(-(rank as f64)), |h| badge::verdict(h, slice.verdict)),
                Cell::with(least.and_then(|m| m.value), |h| {
                    if let Some(m) = least {
                        h.text(&format::metric(m));
                        h.text(" ");
                        h.leaf("span", &[("class", "key")], &story::name(&m.metric));
                    }
                }),
                Cell::with(None, |h| symptoms(h, slice)),
                Cell::with(Some(slice.documents_after as f64), |h| {
                    h.text(&format!("{} → {}", count(slice.documents_before), count(slice.documents_after)));
                }),
            ]
        });
        table(h, "stack sortable", heads, rows);
        for slice in ranked {
            h.el("details", &[], |h| {
                h.leaf("summary", &[], &format!("Numbers of {}", story::name(&slice.slice)));
                cards::metrics(h, &slice.metrics);
            });
        }
    });
}

/// The judged metric of which the least is kept.
fn least(slice: &Slice) -> Option<&MetricReport> {
    let judged = slice.metrics.iter().filter(|m| m.gating && m.kind == Kind::Retention);
    let value = |m: &MetricReport| m.value.unwrap_or(f64::INFINITY);
    judged.filter(|m| m.value.is_some()).min_by(|a, b| value(a).total_cmp(&value(b)))
}

/// The symptoms that are news; or how many pass.
fn symptoms(h: &mut Html, slice: &Slice) {
    let news = |s: &&crate::report::SymptomReport| !matches!(s.status, Status::Pass | Status::NotRun);
    let mut any = false;
    for s in slice.symptoms.iter().filter(news) {
        any = true;
        h.el("span", &[("class", &format!("badge {}", badge::class(s.status)))], |h| {
            badge::shape(h, s.status);
            h.text(&format!("{} {}", s.symptom.name(), s.status.name()));
        });
        h.verbatim(" ");
    }
    if !any {
        h.text("none");
    }
}
