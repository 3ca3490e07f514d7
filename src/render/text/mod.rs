//! The page for a terminal: what happened, to which generation, why, and how sure that is, on one screen.
//!
//! Order of the page: what forbids a conclusion, the headline, one row a generation, how much was kept over the
//! generations, then the worst generation in detail (`detail`), then what was read. Every status is a word; color only
//! repeats it.

mod brief;
mod detail;

use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{count, plural};
use crate::render::layout::{fit, pad, pad_left, wrap};
use crate::render::notices::columns;
use crate::render::paint::Paint;
use crate::render::story::{self, name, step, worst};
use crate::render::{Look, advice, format, plain, spark, stages};
use crate::report::{Comparison, Generation, Report};
use crate::terms::{Kind, Status, Verdict};

pub use brief::brief;

/// Rows of the table; of longer chains the latest are shown.
const MAX_ROWS: usize = 12;

/// Windows below this width do without the columns that matter least.
const ROOMY: usize = 80;

/// How wide the page is, and how it paints.
#[derive(Debug, Clone, Copy)]
struct Page {
    paint: Paint,
    width: usize,
}

impl Page {
    /// A name, shorter where room is scarce.
    fn name(self, text: &str) -> String {
        if self.width < ROOMY { terminal(text, NAME / 2) } else { name(text) }
    }
}

/// The whole page, with a final newline.
pub fn screen(report: &Report, look: Look) -> String {
    let page = Page { paint: Paint { color: look.color }, width: look.width() };
    let mut lines = Vec::new();
    let worst = worst(report);
    lines.extend(before_all(report, page));
    lines.extend(headline(report, page));
    lines.push(String::new());
    lines.extend(table(report, worst, page));
    lines.extend(kept(report, worst, page));
    if let Some(worst) = worst {
        lines.push(String::new());
        lines.extend(detail::lines(report, worst, page));
    }
    lines.push(String::new());
    lines.extend(footer(report, page));
    lines.join("\n") + "\n"
}

/// Where the two may not be comparable, or a loss cannot be blamed on training, that comes before any verdict.
fn before_all(report: &Report, page: Page) -> Vec<String> {
    let said = [story::not_comparable(report, page.width), story::not_attributable(report, page.width)];
    let lines = said.into_iter().flatten().flat_map(|text| wrap(&text, page.width, 4));
    lines.map(|line| page.paint.strong(&line)).collect()
}

/// The answer in one line; then what it hides.
fn headline(report: &Report, page: Page) -> Vec<String> {
    let mut lines = headline_of(report, &story::headline(report, page.width), page);
    let hidden = story::hidden(report, page.width).unwrap_or_default();
    lines.extend(wrap(&hidden, page.width, 2).iter().map(|line| page.paint.strong(line)));
    lines.extend(wrap(&story::latest(report).unwrap_or_default(), page.width, 2));
    lines.extend(wrap(&stages::meaning(report).unwrap_or_default(), page.width, 4));
    lines.extend(wrap(&story::origins(report).unwrap_or_default(), page.width, 2));
    lines.extend(labelled("last safe generation", stages::last_safe(report), page));
    lines.extend(labelled("next", Some(advice::next(report)), page));
    lines
}

/// The answer, in the color of the verdict.
fn headline_of(report: &Report, answer: &str, page: Page) -> Vec<String> {
    let mut lines = wrap(answer, page.width, 4);
    for line in &mut lines {
        let painted = worst(report).map_or_else(|| line.clone(), |w| page.paint.verdict(w.verdict, line));
        *line = page.paint.strong(&painted);
    }
    lines
}

/// A sentence after its label; nothing without one.
fn labelled(label: &str, text: Option<String>, page: Page) -> Vec<String> {
    let lines = text.map(|text| wrap(&format!("{label}: {text}"), page.width, 4)).unwrap_or_default();
    let start = format!("{label}:");
    let bold = |line: String| match line.strip_prefix(&start) {
        Some(rest) => format!("{}{rest}", page.paint.strong(&start)),
        None => line,
    };
    lines.into_iter().map(bold).collect()
}

/// One row a generation.
fn table(report: &Report, worst: Option<&Comparison>, page: Page) -> Vec<String> {
    let paint = page.paint;
    let shown = shown(report, worst);
    let names: Vec<_> = shown.iter().map(|g| page.name(&g.name)).collect();
    let first = names.iter().map(|name| wide(name)).max().unwrap_or(0).max("generation".len());
    let against =
        report.generations.first().map_or(String::new(), |g| format!("against {}", page.name(&g.name)));
    let second = wide(&against).max(LONGEST_VERDICT);
    let row = |cells: [&str; 3], documents: &str, drift: &str| {
        let line = format!("{}  {}  {}", cells[0], cells[1], cells[2]);
        if page.width < ROOMY { line } else { format!("{line}  {}  {drift}", pad_left(documents, 12)) }
    };
    let heads = [pad("generation", first), pad(&against, second), pad("this step", LONGEST_VERDICT)];
    let header = row([&heads[0], &heads[1], &heads[2]], "documents", "drift");
    let mut lines = vec![paint.dim(header.trim_end())];
    let hidden = report.generations.len() - shown.len();
    for (at, (generation, name)) in shown.iter().zip(&names).enumerate() {
        if at == 1 && hidden > 0 {
            lines.push(
                paint.dim(&format!("… {} not shown", plural(hidden as u64, "generation", "generations"))),
            );
        }
        // Padding outside the paint, so that a line ends with its last word.
        let verdict = |verdict: Option<Verdict>, missing: &str, width: usize| match verdict {
            Some(v) => paint.verdict(v, &pad(v.name(), width)),
            None => paint.dim(&pad(missing, width)),
        };
        let last = if page.width < ROOMY { 0 } else { LONGEST_VERDICT };
        let missing = if generation.verdict.is_none() { "reference" } else { "-" };
        let cells = [
            pad(name, first),
            verdict(generation.verdict, missing, second),
            verdict(step(report, &generation.name), "-", last),
        ];
        let drift = match generation.drift {
            Some(true) => "yes",
            Some(false) => "no",
            None => "-",
        };
        lines.push(row([&cells[0], &cells[1], &cells[2]], &count(generation.documents), drift));
    }
    let legend = format!("{}; {}", stages::THIS_STEP, stages::DRIFT);
    lines.extend(wrap(&legend, page.width, 3).iter().map(|line| paint.dim(line)));
    lines
}

/// How much was kept over the generations, one line a core symptom: a block a generation, then the numbers.
fn kept(report: &Report, worst: Option<&Comparison>, page: Page) -> Vec<String> {
    let Some(worst) = worst.filter(|_| report.generations.len() > 2) else { return Vec::new() };
    // What did not run is not told by a stand-in either, such as the built-in vectors of the text.
    let core = story::measured(worst).filter(|s| s.core && s.status != Status::NotRun);
    let metrics = core.filter_map(|s| story::deciding(worst, s)).filter(|m| m.kind == Kind::Retention);
    let mut lines = Vec::new();
    for metric in metrics {
        let values: Vec<Option<f64>> = std::iter::once(Some(1.0))
            .chain(story::bases(report).map(|c| c.metrics.iter().find(|m| m.metric == metric.metric)?.value))
            .collect();
        // The first is the reference itself, by definition.
        if values.iter().skip(1).all(Option::is_none) {
            continue;
        }
        let blocks = spark::line(&values, page.width / 3);
        let (first, last) = (values.get(1).copied().flatten(), values.last().copied().flatten());
        let number = |v: Option<f64>| v.map_or("no value".to_owned(), format::margin);
        let values = format!("{} → {}", number(first), number(last));
        let room = page.width.saturating_sub(wide(&blocks) + 4);
        let plain = format!("{} {values}", plain::metric(&metric.metric));
        let both = format!("{plain} ({})", terminal(&metric.metric, MESSAGE));
        let said = if wide(&both) > room { terminal(&plain, room) } else { both };
        lines.push(format!("  {blocks}  {said}"));
    }
    if !lines.is_empty() {
        let title = "kept from the reference to the latest (█ all, ▁ an eighth or less)";
        lines.insert(0, page.paint.dim(&terminal(title, page.width)));
        lines.insert(0, String::new());
    }
    lines
}

/// Columns of a text.
fn wide(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Columns of "early-collapse".
const LONGEST_VERDICT: usize = 14;

/// The reference, the worst and the latest generations, in order.
fn shown<'a>(report: &'a Report, worst: Option<&Comparison>) -> Vec<&'a Generation> {
    let n = report.generations.len();
    let keep = |i: usize, g: &Generation| {
        n <= MAX_ROWS || i == 0 || i + MAX_ROWS > n + 2 || worst.is_some_and(|w| w.current == g.name)
    };
    let numbered = report.generations.iter().enumerate();
    numbered.filter(|(i, g)| keep(*i, g)).map(|(_, g)| g).collect()
}

/// How the numbers came about.
fn footer(report: &Report, page: Page) -> Vec<String> {
    let unit = terminal(&report.input.unit.replace('-', " "), NAME);
    let read = format!("Counted {unit}: {}.", columns(&report.input));
    let mut lines = wrap(&read, page.width, 3);
    lines.extend(wrap(&story::run_to_run(report), page.width, 3));
    lines.extend(wrap(&story::left_out(report).unwrap_or_default(), page.width, 2));
    if !report.warnings.is_empty() {
        let n = plural(report.warnings.len() as u64, "warning", "warnings");
        let mut codes: Vec<_> = report.warnings.iter().map(|w| w.code.name()).collect();
        codes.dedup();
        let codes = fit(codes.iter().map(|&c| c.to_owned()), ", ", page.width.saturating_sub(56).max(24));
        lines.extend(wrap(&format!("{n}: {codes} (in full on standard error and in JSON)"), page.width, 2));
    }
    lines.iter().map(|line| page.paint.dim(line)).collect()
}

#[cfg(test)]
mod tests;
