//! `history.html`: charts and the table of releases, on the page of the reports.

use super::markup::{Cell, Html, wide_table};
use super::{frame, svg};
use crate::records::{History, Release};
use crate::render::format::plural;
use crate::render::history::{kept, measured};
use crate::report::Figure;

/// The whole page.
pub(in crate::render) fn page(history: &History, figures: &[Figure]) -> String {
    let title = format!("History of {}", plural(history.releases.len() as u64, "release", "releases"));
    frame(&format!("genloss: {title}"), "Skip to the charts", |h| {
        h.leaf("h1", &[], &title);
        h.el("section", &[("id", "charts")], |h| {
            h.leaf("h2", &[], "Charts");
            h.leaf(
                "p",
                &[],
                "Releases stand in the order in which they were recorded. A line follows parents to children, and begins where it leaves another.",
            );
            h.el("div", &[("class", "figures")], |h| svg::figures(h, &figures.iter().collect::<Vec<_>>()));
        });
        h.line();
        h.el("section", &[("id", "releases")], |h| {
            h.leaf("h2", &[], "Releases");
            releases(h, history);
        });
    })
}

fn releases(h: &mut Html, history: &History) {
    let mut heads =
        vec!["Release".to_owned(), "Parent".to_owned(), "Recorded (UTC)".to_owned(), "Verdict".to_owned()];
    for metric in &history.metrics {
        heads.push(metric.clone());
        heads.push(format!("{metric}, of the root"));
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    wide_table(h, "history", &heads, history.releases.iter().map(row));
}

fn row(release: &Release) -> Vec<Cell> {
    let verdict = release.verdict.map_or("not compared", |verdict| verdict.name());
    let against = release.reference.as_ref().map_or(String::new(), |name| format!(" against {name}"));
    let mut cells = vec![
        Cell::text(&release.name),
        Cell::text(release.parent.as_deref().unwrap_or("none: a root")),
        Cell::text(&release.time.short()),
        Cell::text(&format!("{verdict}{against}")),
    ];
    for number in &release.numbers {
        cells.push(Cell::text(&number.compared.as_ref().map_or_else(|| "not compared".to_owned(), measured)));
        cells.push(Cell::text(&kept(number)));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::hostile;
    use crate::records::{Part, history};

    #[test]
    fn nothing_in_a_record_becomes_markup() {
        let records = [hostile("<script>alert(1)</script>", None)];
        let part = Part { metrics: vec!["<img src=x>".to_owned()], ..Part::default() };
        let page = page(&history(&records, &part).unwrap(), &[]);
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"));
        assert!(!page.contains("<img"));
    }
}
