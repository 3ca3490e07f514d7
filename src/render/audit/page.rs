//! An audit for the screen: the checks, the worst first, then what the mix is made of and what it covers, then what to do.

use unicode_width::UnicodeWidthStr;

use super::words::{advice, fact, headline, source, tail};
use crate::audit::{Audit, Check};
use crate::render::Look;
use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{count, percent};
use crate::render::layout::{pad, pad_left, wrap};
use crate::terms::Status;

/// Columns before what is said of a check.
const MARGIN: usize = 10;
/// Lines of a sentence, of a list of figures.
const LINES: usize = 4;
/// Examples of a check.
const EXAMPLES: usize = 3;
/// Sources and parts shown.
const ROWS: usize = 16;

/// The page, with a final newline.
pub fn page(audit: &Audit, look: Look) -> String {
    let width = look.width();
    let mut lines =
        wrap(&format!("AUDIT of {}: {}", terminal(&audit.mix, NAME), headline(audit)), width, LINES);
    let order = [Status::Fail, Status::Warn, Status::Inconclusive, Status::Pass, Status::NotRun];
    for status in order {
        for check in audit.checks.iter().filter(|check| check.status == status) {
            lines.push(String::new());
            lines.extend(of_check(check, width));
        }
    }
    lines.push(String::new());
    lines.extend(sources(audit, width));
    lines.extend(coverage(audit, width));
    if !audit.advice.is_empty() {
        lines.extend(["".to_owned(), "what to do".to_owned()]);
        audit.advice.iter().for_each(|step| lines.extend(said("  →", &advice(step), width)));
    }
    lines.join("\n") + "\n"
}

/// Text behind a label in a column of its own.
fn said(label: &str, text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width.saturating_sub(MARGIN), LINES);
    let label = |at: usize| pad(if at == 0 { label } else { "" }, MARGIN);
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", label(at))).collect()
}

fn of_check(check: &Check, width: usize) -> Vec<String> {
    let status = check.status.name().replace('-', " ");
    let mut lines = said(&status, &format!("{}: {}", check.name, terminal(&check.reason, MESSAGE)), width);
    // The tail has a table of its own.
    let is_told = check.name == "tail-coverage";
    let facts: Vec<String> = check.facts.iter().filter(|_| !is_told).map(fact).collect();
    if !facts.is_empty() {
        lines.extend(said("", &facts.join("; "), width));
    }
    if is_told && !check.examples.is_empty() {
        let words: Vec<String> = check.examples.iter().map(|word| terminal(word, NAME)).collect();
        lines.extend(said("", &format!("gone: {}", words.join(", ")), width));
    } else if matches!(check.status, Status::Warn | Status::Fail) {
        for example in check.examples.iter().take(EXAMPLES) {
            lines.push(format!("{}{}", pad("", MARGIN), terminal(example, width.saturating_sub(MARGIN))));
        }
    }
    lines
}

fn sources(audit: &Audit, width: usize) -> Vec<String> {
    let heads = ["rows", "of rows", "of words", "copies"];
    let rows = audit.sources.iter().take(ROWS).map(|share| {
        let words = share.word_share.map_or("–".to_owned(), percent);
        let cells = [count(share.rows), percent(share.row_share), words, count(share.copies)];
        (source(share), cells.to_vec(), share.origin.name().to_owned())
    });
    let mut lines = table("source", &heads, rows.collect(), width);
    if audit.sources.len() > ROWS {
        lines.push(format!("… and {} more sources", audit.sources.len() - ROWS));
    }
    lines
}

fn coverage(audit: &Audit, width: usize) -> Vec<String> {
    if audit.coverage.is_empty() {
        return Vec::new();
    }
    let heads = ["documents", "synthetic", "rare words kept"];
    let rows = audit.coverage.iter().take(ROWS).map(|part| {
        let share = part.synthetic_share.map_or("unknown".to_owned(), percent);
        (
            terminal(&part.part, 2 * NAME),
            vec![count(part.documents), share, tail(part)],
            part.status.name().to_owned(),
        )
    });
    let mut lines = vec![String::new()];
    lines.extend(table("of the mix", &heads, rows.collect(), width));
    lines.extend(said(
        "",
        "1 = as rich in rare words as the real data, at equal documents and lengths",
        width,
    ));
    lines
}

/// Names, cells to the right, a word at the end.
fn table(first: &str, heads: &[&str], rows: Vec<(String, Vec<String>, String)>, width: usize) -> Vec<String> {
    let name = rows.iter().map(|(name, _, _)| name.width()).max().unwrap_or(0).max(first.width());
    let wide = |at: usize| {
        rows.iter().map(|(_, cells, _)| cells[at].width()).max().unwrap_or(0).max(heads[at].width())
    };
    let line = |label: &str, cells: &[String], end: &str| {
        let cells: Vec<String> =
            cells.iter().enumerate().map(|(at, cell)| pad_left(cell, wide(at))).collect();
        terminal(format!("{}  {}  {end}", pad(label, name), cells.join("  ")).trim_end(), width)
    };
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let mut lines = vec![line(first, &heads, "")];
    lines.extend(rows.iter().map(|(name, cells, end)| line(name, cells, end)));
    lines
}
