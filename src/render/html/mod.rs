//! `report.html`: one self-contained page for somebody who has to decide.
//!
//! No network, no external file. The one style sheet and the one script are constants, allowed by their SHA-256 in a
//! strict Content-Security-Policy; a script or style that got in through a text would not run. Without JavaScript
//! everything can be read; with it tables sort and values show on hover.
//!
//! | file | what |
//! |---|---|
//! | `markup.rs` | elements, escaped by construction |
//! | `verdict.rs`, `cards.rs`, `words.rs`, `slices.rs`, `caveats.rs`, `inputs.rs` | the sections, in this order |
//! | `badge.rs`, `svg/` | statuses as word and shape, charts |

mod badge;
mod cards;
mod caveats;
mod inputs;
mod markup;
mod slices;
mod svg;
mod verdict;
mod words;

use crate::render::{chart, story};
use crate::report::{Figure, Report};
use markup::Html;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// SHA-256 of [`STYLE`], base64; a test says what it should be.
const STYLE_HASH: &str = "DswAk/L3BWpf2hPHgROY6VAKGzQsmgn7LumWl4KIPqM=";
/// SHA-256 of [`SCRIPT`], base64.
const SCRIPT_HASH: &str = "aJlLMY1G3epS3l4CWussyZMMEWVh6hAHh4CQDuU99Xk=";

/// Columns of the headline.
const HEADLINE: usize = 160;

/// The whole page.
pub fn page(report: &Report) -> String {
    let mut h = Html::default();
    h.verbatim("<!DOCTYPE html>\n");
    h.el("html", &[("lang", "en")], |h| {
        head(h, report);
        h.el("body", &[], |h| {
            h.el("a", &[("class", "skip"), ("href", "#main")], |h| h.text("Skip to the verdict"));
            h.el("main", &[("id", "main")], |h| sections(h, report));
            h.el("script", &[], |h| h.verbatim(SCRIPT));
        });
    });
    h.line();
    h.finish()
}

fn head(h: &mut Html, report: &Report) {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; \
         form-action 'none'"
    );
    h.el("head", &[], |h| {
        h.void("meta", &[("charset", "utf-8")]);
        h.void("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
        h.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
        h.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
        // An address that is no request, so that the browser does not look for an icon.
        h.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        h.leaf("title", &[], &format!("genloss: {}", story::headline(report, HEADLINE)));
        h.el("style", &[], |h| h.verbatim(STYLE));
    });
    h.line();
}

fn sections(h: &mut Html, report: &Report) {
    verdict::put(h, report);
    retention(h, report);
    cards::put(h, report);
    words::put(h, report);
    slices::put(h, report);
    caveats::put(h, report);
    inputs::put(h, report);
}

/// A section with a heading.
fn section(h: &mut Html, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
    h.el("section", &[("id", id)], |h| {
        h.leaf("h2", &[], heading);
        h.line();
        inside(h);
    });
    h.line();
}

/// The charts of a sheet.
fn sheet(h: &mut Html, report: &Report, name: &str) {
    let figures: Vec<&Figure> = report.figures.iter().filter(|f| f.sheet == name).collect();
    if !figures.is_empty() {
        h.el("div", &[("class", "charts")], |h| {
            figures.iter().for_each(|figure| svg::figure(h, figure, &figures));
        });
    }
}

fn retention(h: &mut Html, report: &Report) {
    section(h, "kept", "What each generation keeps", |h| {
        let reference = report.generations.first().map_or(String::new(), |g| story::name(&g.name));
        h.el("p", &[("class", "lead")], |h| {
            h.text(&format!(
                "1 = as much as {reference}, at equal size. Bars are 95% intervals. Marker = status: "
            ));
            for status in crate::terms::Status::ALL {
                badge::status(h, status);
                h.verbatim(" ");
            }
        });
        sheet(h, report, "retention");
    });
    // Sheets that no section of its own shows.
    let known = ["retention", "lost", "overused"];
    let others: Vec<String> = chart::sheets(&report.figures)
        .into_iter()
        .map(|s| s.0)
        .filter(|s| !known.contains(&s.as_str()))
        .collect();
    if !others.is_empty() {
        section(h, "charts", "Where the words are", |h| {
            let figures: Vec<&Figure> = report.figures.iter().filter(|f| others.contains(&f.sheet)).collect();
            h.el("div", &[("class", "charts wide")], |h| {
                figures.iter().for_each(|figure| svg::figure(h, figure, &figures));
            });
        });
    }
}

#[cfg(test)]
mod tests;
