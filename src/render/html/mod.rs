//! `report.html`: one self-contained page for somebody who has to decide.
//!
//! No network, no external file. The one style sheet and the one script are constants, allowed by their SHA-256 in a
//! strict Content-Security-Policy; a script or style that got in through a text would not run. Without JavaScript
//! everything can be read; with it tables sort and values show on hover.
//!
//! | file | what |
//! |---|---|
//! | `markup.rs` | elements, escaped by construction |
//! | `glance.rs` | the first screen |
//! | `verdict.rs`, `cards.rs` (with `evidence.rs`), `requirements.rs`, `replicates.rs`, `words.rs`, `classes.rs`, `slices.rs`, `embeddings.rs`, `trends.rs`, `caveats.rs`, `inputs.rs` | the sections, which fold |
//! | `badge.rs`, `svg.rs` | statuses as word and shape, charts |

mod badge;
mod cards;
mod caveats;
mod classes;
mod embeddings;
mod evidence;
mod glance;
mod inputs;
mod markup;
mod replicates;
mod requirements;
mod slices;
mod svg;
mod terms;
mod trends;
mod verdict;
mod words;

use crate::render::{chart, story};
use crate::report::Report;
use markup::Html;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// SHA-256 of [`STYLE`], base64; a test says what it should be.
const STYLE_HASH: &str = "4nf85kAvQVD8t9PTHjb47+2HXtbZs8PxxsWLAqU2suo=";
/// SHA-256 of [`SCRIPT`], base64.
const SCRIPT_HASH: &str = "1pLK3HnsCERmPPpiZadbt1quAlX6BDi6NMIDaV7uFjQ=";

/// How intervals become statuses, for somebody who looks at the charts.
const RULES: &str = "Fail: the whole interval lies below the fail line, and the loss holds after correction for many tests. \
                     Warn: a loss holds after correction, and the value lies below the warn line. Pass: the whole interval \
                     lies above the fail line. A value between the lines can pass: then chance alone can explain it.";

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
    glance::put(h, report);
    cards::put(h, report);
    verdict::put(h, report);
    retention(h, report);
    requirements::put(h, report);
    replicates::put(h, report);
    words::put(h, report);
    where_words_are(h, report);
    classes::put(h, report);
    slices::put(h, report);
    embeddings::put(h, report);
    trends::put(h, report);
    further(h, report);
    caveats::put(h, report);
    inputs::put(h, report);
    terms::put(h);
}

/// A section with a heading, folded.
fn section(h: &mut Html, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
    folded(h, id, "fold", heading, inside);
}

/// The same, which paper shows unfolded.
fn printed(h: &mut Html, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
    folded(h, id, "fold print", heading, inside);
}

fn folded(h: &mut Html, id: &str, class: &str, heading: &str, inside: impl FnOnce(&mut Html)) {
    h.el("section", &[("id", id)], |h| {
        h.el("details", &[("class", class)], |h| {
            h.el("summary", &[], |h| h.leaf("h2", &[], heading));
            h.line();
            inside(h);
        });
    });
    h.line();
}

/// Where on the page the charts of a sheet stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Kept,
    Lost,
    Overused,
    Words,
    Embeddings,
    Trends,
    Further,
}

impl Place {
    /// By the sheet's name; a sheet of an unknown name has its place, too.
    fn of(sheet: &str) -> Self {
        match sheet {
            "retention" => Place::Kept,
            "lost" => Place::Lost,
            "overused" => Place::Overused,
            "rank-frequency" | "shares" => Place::Words,
            sheet if sheet.starts_with("embedding") => Place::Embeddings,
            "neutral-drift" => Place::Trends,
            sheet if sheet.starts_with("trend") => Place::Trends,
            _ => Place::Further,
        }
    }

    /// Whether any chart stands here.
    fn is_taken(self, report: &Report) -> bool {
        report.figures.iter().any(|f| Place::of(&f.sheet) == self)
    }
}

/// The charts of a place, sheet by sheet.
fn charts(h: &mut Html, report: &Report, place: Place) {
    if place.is_taken(report) {
        h.el("div", &[("class", "charts")], |h| {
            for (sheet, figures) in chart::sheets(&report.figures) {
                if Place::of(&sheet) == place {
                    svg::figures(h, &figures);
                }
            }
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
        h.leaf("p", &[("class", "key")], RULES);
        charts(h, report, Place::Kept);
    });
}

fn where_words_are(h: &mut Html, report: &Report) {
    if Place::Words.is_taken(report) {
        section(h, "charts", "Where the words are", |h| charts(h, report, Place::Words));
    }
}

fn further(h: &mut Html, report: &Report) {
    if Place::Further.is_taken(report) {
        section(h, "further", "Further charts", |h| charts(h, report, Place::Further));
    }
}

#[cfg(test)]
mod contrast_tests;
#[cfg(test)]
mod tests;
