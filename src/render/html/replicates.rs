//! How far runs of one generation stray: what no interval of a single run can tell.

use super::markup::{Cell, Html, table};
use super::section;
use crate::render::escape::terminal;
use crate::render::{format, story};
use crate::report::{Replicate, Report};

/// Columns of a metric's key.
const KEY: usize = 60;

pub(super) fn put(h: &mut Html, report: &Report) {
    if report.replicates.is_empty() {
        return;
    }
    section(h, "replicates", "Between runs of one generation", |h| {
        h.leaf(
            "p",
            &[("class", "lead")],
            "Each run against the first run of the reference. The first run of a generation is judged; its interval knows \
             nothing of the others.",
        );
        let heads = [
            "generation",
            "metric",
            "runs",
            "mean kept",
            "sd between runs",
            "smallest to largest",
            "first run (95% interval)",
        ];
        table(h, "stack sortable", heads, report.replicates.iter().map(row));
    });
}

fn row(r: &Replicate) -> [Cell; 7] {
    let number =
        |value: Option<f64>| Cell::with(value, |h| h.text(&value.map_or("–".to_owned(), format::bare)));
    let range = r.smallest.zip(r.largest);
    let range = range
        .map_or("–".to_owned(), |(low, high)| format!("{} to {}", format::bare(low), format::bare(high)));
    [
        Cell::text(&story::name(&r.generation)),
        Cell::text(&terminal(&r.metric, KEY)),
        Cell::with(Some(r.runs as f64), |h| h.text(&format::count(r.runs))),
        number(r.mean),
        number(r.sd),
        Cell::text(&range),
        Cell::with(r.value, |h| h.text(&format::first_run(r))),
    ]
}

#[cfg(test)]
mod tests {
    use crate::render::{html, testing};

    #[test]
    fn runs_have_a_section_and_replace_the_note() {
        let mut report = testing::collapse();
        let note = "do not include run-to-run variation";
        let without = html::page(&report);
        assert!(without.contains(note) && !without.contains("id=\"replicates\""));
        report.replicates = vec![testing::replicate("g<1>", "tail-types-survival")];
        let page = html::page(&report);
        assert!(!page.contains(note));
        for said in ["Between runs", "g&lt;1&gt;", "0.0120", "0.90 to 0.93", "3 runs", "0.91 (0.88–0.94)"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}
