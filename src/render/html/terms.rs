//! Ten words that the page uses, for whoever meets them first here.

use super::markup::Html;
use super::section;
use crate::render::words::ten::TERMS;

pub(super) fn put(h: &mut Html) {
    section(h, "terms", "Ten words of this page", |h| {
        h.el("dl", &[], |h| {
            for term in &TERMS {
                let also = if term.also.is_empty() { String::new() } else { format!(" ({})", term.also) };
                h.leaf("dt", &[], &format!("{}{also}", term.name));
                h.leaf("dd", &[], term.means);
            }
        });
        h.leaf(
            "p",
            &[("class", "key")],
            "More: genloss explain NAME, for every symptom, metric, verdict, status and warning.",
        );
    });
}
