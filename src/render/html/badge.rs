//! Statuses and verdicts as a word with a shape, so that color is never needed.

use super::markup::Html;
use super::svg::mark;
use crate::render::sign;
pub(super) use crate::render::sign::like;
use crate::terms::{Status, Verdict};

/// The class that gives a status its color.
pub(super) fn class(status: Status) -> &'static str {
    sign::of(status).class
}

/// A status: shape and word.
pub(super) fn status(h: &mut Html, status: Status) {
    badge(h, status, &status.name().replace('-', " "));
}

/// A verdict: shape and word.
pub(super) fn verdict(h: &mut Html, verdict: Verdict) {
    badge(h, like(verdict), verdict.name());
}

fn badge(h: &mut Html, status: Status, word: &str) {
    h.el("span", &[("class", &format!("badge {}", class(status)))], |h| {
        shape(h, status);
        h.text(word);
    });
}

/// The shape alone, in the color of the text around it.
pub(super) fn shape(h: &mut Html, status: Status) {
    let attrs = [("class", "shape"), ("viewBox", "0 0 14 14"), ("aria-hidden", "true")];
    h.el("svg", &attrs, |h| mark(h, sign::of(status).shape, (7.0, 7.0), ""));
}
