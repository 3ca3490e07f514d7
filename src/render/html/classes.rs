//! The classes of categorical columns: their shares in every generation, and which are gone.

use super::markup::{Cell, Html, table};
use super::section;
use crate::render::escape::terminal;
use crate::render::{format, story};
use crate::report::{ClassShare, Report};

/// Columns of a class.
const CLASS: usize = 60;

pub(super) fn put(h: &mut Html, report: &Report) {
    if report.classes.is_empty() {
        return;
    }
    section(h, "classes", "Classes", |h| {
        h.leaf(
            "p",
            &[("class", "lead")],
            "Shares of the documents that have a class, most frequent ones first.",
        );
        let heads = ["column", "class", "generation", "documents", "share", "lost"];
        table(h, "stack sortable small", heads, report.classes.iter().map(|c| row(report, c)));
    });
}

fn row(report: &Report, c: &ClassShare) -> [Cell; 6] {
    [
        Cell::text(&story::name(&c.column)),
        Cell::text(&terminal(&c.class, CLASS)),
        Cell::text(&story::name(&c.generation)),
        Cell::with(Some(c.count as f64), |h| h.text(&format::count(c.count))),
        Cell::with(Some(c.share), |h| h.text(&format::percent(c.share))),
        Cell::text(if story::is_gone(report, c) { "gone" } else { "" }),
    ]
}

#[cfg(test)]
mod tests {
    use crate::render::{html, testing};

    #[test]
    fn a_class_that_is_gone_is_named_and_escaped() {
        let mut report = testing::collapse();
        assert!(!html::page(&report).contains("id=\"classes\""));
        report.classes = vec![testing::class("gen0", "<b>", 9), testing::class("gen1", "<b>", 0)];
        let page = html::page(&report);
        assert!(page.contains("&lt;b&gt;") && !page.contains("<td><b>"));
        assert_eq!(page.matches(">gone<").count(), 1, "{page}");
    }
}
