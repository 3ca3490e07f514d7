//! The first screen: the answer, what to do, one row a generation and one column a symptom, and charts of what decided. Every number of the
//! table leads to its evidence.

use super::markup::Html;
use super::{HEADLINE, badge, svg};
use crate::render::chart::label::Letters;
use crate::render::chart::scene::Target;
use crate::render::chart::small::{self, Small};
use crate::render::glance::{self, Column};
use crate::render::{certainty, format, plain, sign, story};
use crate::report::{Against, Comparison, Report};
use crate::terms::Status;

/// Small charts stand four in a row on a wide screen.
const SMALL: Target = Target { letters: Letters::Readers, width: 280.0 };
/// Rows of the table; of longer chains the worst and the latest.
const ROWS: usize = 8;
/// Classes that tell the style sheet how many columns a table has.
const COUNTS: [&str; 14] =
    ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11", "n12", "n13"];

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
            h.text(&glance::headline(report));
        });
        hidden(h, report);
        let said = glance::said(report).join(" ");
        if !said.is_empty() {
            h.el("p", &[], |h| h.prose(&said));
        }
        labelled(h, "Next", &glance::next(report));
        if let Some(met) = story::requirements(report, HEADLINE) {
            labelled(h, "Your requirements", &format!("{met}."));
        }
    });
    h.line();
    if let Some(worst) = worst {
        matrix(h, report, Against::Base);
        key(h, report, worst);
        charts(h, report);
        facts(h, report);
    }
}

/// What a headline without a collapse hides.
fn hidden(h: &mut Html, report: &Report) {
    let Some(hidden) = story::hidden(report, HEADLINE) else { return };
    h.el("p", &[("class", "stop hidden")], |h| {
        h.el("span", &[("class", badge::class(Status::Fail))], |h| badge::shape(h, Status::Fail));
        h.text(" ");
        h.leaf("a", &[("href", "#slices")], &hidden);
    });
}

fn labelled(h: &mut Html, label: &str, text: &str) {
    h.el("p", &[], |h| {
        h.leaf("strong", &[], label);
        h.text(": ");
        h.prose(text);
    });
}

/// The place of a comparison's row in the evidence of a symptom.
pub(super) fn place(report: &Report, c: &Comparison, symptom: &str) -> Option<String> {
    let at = report.comparisons.iter().position(|other| std::ptr::eq(other, c))?;
    Some(format!("{symptom}-{at}"))
}

/// One row a comparison of this kind, one column a symptom. On a narrow screen it lies on its side, which the style sheet does; it then has
/// room for the worst and the latest generations only.
pub(super) fn matrix(h: &mut Html, report: &Report, against: Against) {
    let columns = glance::columns(report);
    let all: Vec<&Comparison> = report.comparisons.iter().filter(|c| c.against == against).collect();
    let worst = story::worst(report).map(|c| &c.current);
    let latest = all.len().saturating_sub(ROWS - 1);
    let is_shown = |at: usize, c: &Comparison| at >= latest || Some(&c.current) == worst;
    let shown = all.iter().enumerate().filter(|(at, c)| is_shown(*at, c));
    let shown: Vec<&Comparison> = shown.map(|(_, c)| *c).collect();
    let count = COUNTS[(columns.len() + 2).min(COUNTS.len() - 1)];
    h.el("table", &[("class", &format!("matrix {count}"))], |h| {
        h.el("thead", &[], |h| h.el("tr", &[], |h| heads(h, &columns)));
        h.line();
        h.el("tbody", &[], |h| {
            for (at, c) in shown.iter().enumerate() {
                let is_late = at + 3 >= shown.len() || Some(&c.current) == worst;
                let class = if is_late { "late" } else { "mid" };
                h.el("tr", &[("class", class)], |h| row(h, report, &columns, c));
                h.line();
            }
        });
    });
    if shown.len() < all.len() {
        let n = format::plural((all.len() - shown.len()) as u64, "earlier generation", "earlier generations");
        h.leaf("p", &[("class", "key")], &format!("{n} under “Generations”."));
    }
    h.line();
}

fn heads(h: &mut Html, columns: &[Column]) {
    h.leaf("th", &[("scope", "col"), ("aria-label", "generation")], "");
    for column in columns {
        let head = column.symptom.record().head.join(" ");
        h.leaf("th", &[("scope", "col")], head.trim());
    }
    h.leaf("th", &[("scope", "col")], "verdict");
}

fn row(h: &mut Html, report: &Report, columns: &[Column], c: &Comparison) {
    h.leaf("th", &[("scope", "row")], &story::name(&c.current));
    for column in columns {
        let Some(cell) = glance::cell(c, column) else {
            h.leaf("td", &[], "–");
            continue;
        };
        let class = sign::of(cell.status).class;
        h.el("td", &[("class", &format!("{class} z-{class}"))], |h| {
            let to = place(report, c, column.symptom.name()).unwrap_or_default();
            h.el("a", &[("href", &format!("#{to}")), ("title", &cell.says)], |h| {
                badge::shape(h, cell.status);
                h.text(&cell.value);
            });
        });
    }
    h.el("td", &[], |h| badge::verdict(h, c.verdict));
}

/// What the numbers are, and what the shapes.
fn key(h: &mut Html, report: &Report, worst: &Comparison) {
    h.el("p", &[("class", "key")], |h| {
        h.prose(&format!(
            "Kept of what {} had, at equal size, {}; numbers lead to their evidence. ",
            story::name(&worst.reference),
            certainty::pairing(report, worst)
        ));
        let is_there =
            |status: &Status| story::bases(report).flat_map(|c| &c.symptoms).any(|s| s.status == *status);
        let shown = [Status::Pass, Status::Warn, Status::Fail, Status::Inconclusive];
        for status in shown.into_iter().filter(is_there) {
            badge::status(h, status);
            h.verbatim(" ");
        }
    });
}

/// The charts of what decided, each of which leads to its evidence.
fn charts(h: &mut Html, report: &Report) {
    let charts = small::charts(report, SMALL);
    if charts.is_empty() {
        return;
    }
    h.el("div", &[("class", "minis")], |h| charts.iter().for_each(|small| chart(h, small)));
    h.line();
}

fn chart(h: &mut Html, Small { column, scene }: &Small) {
    let record = column.symptom.record();
    let title = plain::capital(record.head.join(" ").trim());
    h.el("figure", &[("class", "mini")], |h| {
        h.el("figcaption", &[], |h| {
            h.leaf("a", &[("href", &format!("#symptom-{}", record.name))], &title);
        });
        svg::drawing(h, scene, &format!("{title}, by generation"));
    });
}

/// What is shown of the loss, what changed besides, and what to read before acting.
fn facts(h: &mut Html, report: &Report) {
    h.el("div", &[("class", "facts")], |h| {
        if let Some(shown) = glance::evidence(report, HEADLINE) {
            h.leaf("p", &[], &shown);
        }
        if let Some(changed) = glance::changed(report, HEADLINE) {
            labelled(h, "Changed most", &changed);
        }
        if !report.warnings.is_empty() {
            let n = format::plural(report.warnings.len() as u64, "warning", "warnings");
            h.el("p", &[], |h| h.leaf("a", &[("href", "#caveats")], &format!("{n} to read before you act")));
        }
    });
    h.line();
}
