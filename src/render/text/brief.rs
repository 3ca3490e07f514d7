//! The answer at a glance, which is what a terminal shows unless everything is asked for: a table of generations and symptoms, then what it
//! means, and the verdict, the report and the gate last, so that they stay on the screen.

use std::path::{Path, PathBuf};

use super::{Page, before_all, headline_of, wide};
use crate::render::escape::{MESSAGE, terminal};
use crate::render::glance::{self, Cell, Column};
use crate::render::layout::{fit, pad, pad_left, wrap};
use crate::render::paint::Paint;
use crate::render::story::{self, bases, name, worst};
use crate::render::{Look, format, sign, spark};
use crate::report::{Comparison, Report};
use crate::terms::{Kind, Status};

/// Lines of the page, so that what was read and the prompt stand on a screen with it.
pub(super) const LINES: usize = 15;
/// Rows that the table has in any case: the worst and the latest generation.
const FEWEST: usize = 2;
/// Columns of a name.
const NAMES: usize = 18;
/// Columns of "early-collapse".
const VERDICT: usize = 14;

/// The page, with a final newline. `files` is what was written.
pub fn brief(report: &Report, look: Look, files: &[PathBuf]) -> String {
    let page = Page { paint: Paint { color: look.color }, width: look.width() };
    let above = before_all(report, page);
    let below = [said(report, page), warnings(report, page), end(report, look, files, page)].concat();
    let taken = above.len() + below.len();
    // Two lines of heads, the trend, and an empty line.
    let rows = LINES.saturating_sub(taken + 4).max(FEWEST);
    let table = table(report, rows, page);
    let room = LINES.saturating_sub(taken + table.len() + 1);
    let more =
        [glance::evidence(report, page.width), changed(report, page), legend(report).map(str::to_owned)];
    let more = more.into_iter().flatten().take(room).map(|line| terminal(&line, page.width));
    let mut lines = above;
    lines.extend(table);
    lines.extend(more.map(|line| page.paint.dim(&line)));
    lines.push(String::new());
    lines.extend(below);
    lines.join("\n") + "\n"
}

fn changed(report: &Report, page: Page) -> Option<String> {
    const START: &str = "Changed most: ";
    glance::changed(report, page.width - START.len()).map(|said| format!("{START}{said}"))
}

/// What the signs are.
fn legend(report: &Report) -> Option<&'static str> {
    worst(report)?;
    Some("✗ fails, ▲ warns, ○ too little data; intervals and reasons: --full")
}

/// The verdict, what it leaves open, and what to do.
fn said(report: &Report, page: Page) -> Vec<String> {
    let mut lines = headline_of(report, &glance::headline(report), page);
    lines.extend(wrap(&glance::said(report).join(" "), page.width, 2));
    let required = story::requirements(report, page.width).map(|met| format!("your requirements: {met}"));
    lines.extend(wrap(&required.unwrap_or_default(), page.width, 1));
    let next = wrap(&format!("next: {}", glance::next(report)), page.width, 2);
    lines.extend(next.into_iter().map(|line| match line.strip_prefix("next:") {
        Some(rest) => format!("{}{rest}", page.paint.strong("next:")),
        None => line,
    }));
    lines
}

/// Which warnings there are, in a line.
fn warnings(report: &Report, page: Page) -> Vec<String> {
    if report.warnings.is_empty() {
        return Vec::new();
    }
    let n = format::plural(report.warnings.len() as u64, "warning", "warnings");
    let mut codes: Vec<String> = report.warnings.iter().map(|w| w.code.name().to_owned()).collect();
    codes.dedup();
    let start = format!("{n} (in full: --full): ");
    let said = format!("{start}{}", fit(codes, ", ", page.width.saturating_sub(start.len())));
    wrap(&said, page.width, 1).iter().map(|line| page.paint.status(Status::Warn, line)).collect()
}

/// Where the report is, what the gate says, and how long it took.
fn end(report: &Report, look: Look, files: &[PathBuf], page: Page) -> Vec<String> {
    let shown = |path: &Path| terminal(&path.to_string_lossy(), MESSAGE);
    let named = files.iter().find(|f| f.extension().is_some_and(|e| e == "html")).or_else(|| files.first());
    let place =
        named.map_or_else(|| "report: none written (-o DIR)".to_owned(), |f| format!("report: {}", shown(f)));
    let took = look.took.map(|took| format!(" · {}", format::seconds(took))).unwrap_or_default();
    let gate = glance::gate(report);
    let line = format!("{place} · {gate}{took}");
    let painted = |line: &String| match report.gate.reached {
        true => page.paint.status(Status::Fail, line),
        false => page.paint.strong(line),
    };
    wrap(&line, page.width, 2).iter().map(painted).collect()
}

/// One row a generation, one column a symptom, the verdict at the end of each row; then how each was kept over the generations.
fn table(report: &Report, rows: usize, page: Page) -> Vec<String> {
    let all: Vec<&Comparison> = bases(report).collect();
    let Some(worst) = worst(report) else { return Vec::new() };
    // Where some are left out, it takes a line to say so.
    let rows = if all.len() <= rows { rows } else { rows.saturating_sub(1).max(FEWEST) };
    let shown = glance::rows(report, rows);
    let reference = name(&worst.reference);
    let label = |text: &str| terminal(text, NAMES);
    let corner = ["kept of".to_owned(), label(&reference)];
    let names = shown.iter().map(|c| wide(&label(&name(&c.current))));
    let first = names.chain(corner.iter().map(|text| wide(text))).max().unwrap_or(0);
    let columns = fitting(report, &all, page.width.saturating_sub(first + 2 + VERDICT));
    let head = |line: usize| {
        let heads =
            columns.iter().map(|c| format!("  {}", pad_left(c.column.symptom.record().head[line], c.width)));
        format!("{}{}", pad(&corner[line], first), heads.collect::<String>())
    };
    let mut lines: Vec<String> = [head(0), format!("{}  verdict", head(1))]
        .iter()
        .map(|line| page.paint.dim(line.trim_end()))
        .collect();
    let hidden = all.len() - shown.len();
    for (at, c) in shown.iter().enumerate() {
        if at == 0 && hidden > 0 {
            let others = format::plural(hidden as u64, "generation", "generations");
            lines.push(page.paint.dim(&format!("… {others} not shown")));
        }
        let cells = columns.iter().map(|column| column.cell(c, page.paint));
        let verdict = page.paint.verdict(c.verdict, c.verdict.name());
        lines.push(format!(
            "{}{}  {verdict}",
            pad(&label(&name(&c.current)), first),
            cells.collect::<String>()
        ));
    }
    if all.len() > 1 {
        let trends = columns.iter().map(|column| column.trend(&all, page.paint)).collect::<String>();
        let line = format!("{}{}", page.paint.dim(&pad("trend", first)), trends);
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// A column that has room.
struct Shown {
    column: Column,
    width: usize,
}

/// The columns that fit into this width: where not all do, those go first that pass everywhere, the last of them first.
fn fitting(report: &Report, all: &[&Comparison], room: usize) -> Vec<Shown> {
    let width = |column: &Column| {
        let cells = all.iter().filter_map(|c| glance::cell(c, column)).map(|cell| wide(&text(&cell)));
        cells.chain(column.symptom.record().head.map(wide)).max().unwrap_or(0)
    };
    let mut columns: Vec<Shown> =
        glance::columns(report).into_iter().map(|column| Shown { width: width(&column), column }).collect();
    let calm = |shown: &Shown| {
        let mut cells = all.iter().filter_map(|c| glance::cell(c, &shown.column));
        cells.all(|cell| matches!(cell.status, Status::Pass | Status::NotRun))
    };
    while columns.iter().map(|c| c.width + 2).sum::<usize>() > room && columns.len() > 1 {
        let last = columns.iter().rposition(calm).unwrap_or(columns.len() - 1);
        columns.remove(last);
    }
    columns
}

/// A cell without its color.
fn text(cell: &Cell) -> String {
    match sign::of(cell.status).mark {
        "" => cell.value.clone(),
        mark => format!("{mark} {}", cell.value),
    }
}

impl Shown {
    /// The cell of a comparison, as wide as the column. Padding stands outside the paint.
    fn cell(&self, c: &Comparison, paint: Paint) -> String {
        let Some(cell) = glance::cell(c, &self.column) else { return " ".repeat(self.width + 2) };
        let text = text(&cell);
        let before = " ".repeat(2 + self.width.saturating_sub(wide(&text)));
        before + &paint.status(cell.status, &text)
    }

    /// A block a generation, as high as what is kept, in the color of its status; the latest where there is no room for all.
    fn trend(&self, all: &[&Comparison], paint: Paint) -> String {
        let metrics: Vec<_> = all.iter().map(|c| glance::metric(c, &self.column)).collect();
        if !metrics.iter().flatten().any(|m| m.kind == Kind::Retention && m.value.is_some()) {
            return " ".repeat(self.width + 2);
        }
        let from = metrics.len().saturating_sub(self.width);
        let shown = &metrics[from..];
        let block = |m: &Option<&crate::report::MetricReport>| {
            let block = spark::line(&[m.and_then(|m| m.value)], 1);
            paint.status(m.and_then(|m| m.status).unwrap_or(Status::NotRun), &block)
        };
        " ".repeat(2 + self.width - shown.len()) + &shown.iter().map(block).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::layout::{NARROWEST, WIDEST};
    use crate::render::testing;
    use crate::terms::{Symptom, Verdict};

    fn page(report: &Report) -> String {
        let page = brief(report, Look::default(), &[PathBuf::from("out/report.html")]);
        assert!(page.lines().count() <= LINES, "{page}");
        page
    }

    #[test]
    fn a_collapse_stands_on_a_small_screen_and_ends_with_report_and_gate() {
        let mut report = testing::collapse();
        testing::golden("brief.txt", &page(&report));
        report.gate.verdicts = vec![Verdict::LateCollapse];
        report.gate.reached = true;
        assert!(page(&report).ends_with("report: out/report.html · gate: FAILED\n"));
    }

    #[test]
    fn long_chains_show_the_worst_and_the_latest_within_the_lines() {
        let mut verdicts = vec![(Verdict::Stable, Verdict::Stable); 30];
        verdicts[3] = (Verdict::LateCollapse, Verdict::LateCollapse);
        let mut report = testing::chain(&verdicts);
        testing::base(&mut report, "gen4").attributable = false;
        let page = page(&report);
        for shown in ["\ngen4 ", "\ngen30 ", "generations not shown", "NOT ATTRIBUTABLE"] {
            assert!(page.contains(shown), "{shown} is missing in\n{page}");
        }
    }

    #[test]
    fn every_line_fits_and_hostile_names_cannot_act() {
        let mut report = testing::collapse();
        let evil = "\x1b[2J\u{202e}evil\n\r\x07日本語".repeat(20);
        for c in &mut report.comparisons {
            (c.reference, c.current) = (evil.clone(), evil.clone());
            c.lost.iter_mut().for_each(|w| w.text.clone_from(&evil));
        }
        let files = [PathBuf::from(&evil).with_extension("html")];
        for columns in [NARROWEST, 79, 100, WIDEST] {
            let page = brief(&report, Look { columns: Some(columns), ..Look::default() }, &files);
            for line in page.lines() {
                assert!(wide(line) <= columns && line == line.trim_end(), "{columns}: {line}");
            }
            assert!(!page.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{page}");
        }
    }

    #[test]
    fn a_warning_is_told_in_words_of_what_happened() {
        let mut report = testing::chain(&[(Verdict::Warning, Verdict::Stable); 2]);
        for (name, status, kept) in [("gen1", Status::Fail, 0.64), ("gen2", Status::Warn, 0.73)] {
            let value = [kept, kept - 0.05, kept + 0.05];
            testing::set(testing::base(&mut report, name), Symptom::TemplateOveruse, status, value, "");
        }
        let page = page(&report);
        let said = "WARNING against gen0: gen1 and gen2 open their texts in fewer ways\n";
        assert!(page.contains(said) && page.contains("✗ 64%") && page.contains("▲ 73%"), "{page}");
        let sure = "No other kind of evidence confirms it, so this is no collapse.";
        assert!(page.contains(sure) && !page.contains("lost") && !page.contains("safe"), "{page}");
    }
}
