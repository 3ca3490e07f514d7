//! The page of a selection for a terminal.

use unicode_width::UnicodeWidthStr;

use super::{diversity_label, words};
use crate::render::escape::terminal;
use crate::render::format;
use crate::render::layout::{pad, pad_left, wrap};
use crate::render::{Look, story};
use crate::select::{Candidate, Diversity, Mean, Selection};

/// Lines of a sentence.
const LINES: usize = 4;
/// Columns before a sentence with a label.
const MARGIN: usize = 9;
/// Slices that have a column.
const SLICES: usize = 6;

/// The page, with a final newline.
pub fn page(s: &Selection, look: Look) -> String {
    let width = look.width();
    let mut lines = wrap(&words::choice(s), width, LINES);
    lines.push(String::new());
    lines.extend(table(s, width));
    let slices = slices(s, width);
    if !slices.is_empty() {
        lines.push(String::new());
        lines.extend(slices);
    }
    lines.push(String::new());
    let labelled = [
        ("weights", words::weights(s).into_iter().collect()),
        ("board", words::board(s)),
        ("alike", words::alike(s)),
        ("how", vec![words::method(s)]),
    ];
    for (label, sentences) in labelled {
        for (at, sentence) in sentences.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            for (at, line) in wrap(sentence, width - MARGIN, LINES).iter().enumerate() {
                lines.push(format!("{}{line}", pad(if at == 0 { label } else { "" }, MARGIN)));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// One row a candidate, those that tie together, those that are out below.
fn table(s: &Selection, width: usize) -> Vec<String> {
    let heads = ["score", "rank", "best", diversity_label(s), "verdict"].map(str::to_owned);
    let board = s.board.as_ref().map(|_| "board".to_owned());
    let heads: Vec<String> = heads.into_iter().chain(board).collect();
    let rows: Vec<(String, Vec<String>)> =
        s.candidates.iter().map(|c| (story::name(&c.name), cells(s, c))).collect();
    let lines = grid("candidate", &heads, &rows, width);
    let mut out = vec![lines[0].clone()];
    let mut group = None;
    for (c, line) in s.candidates.iter().zip(&lines[1..]) {
        let own = (c.is_in(), if c.is_in() { c.group } else { None });
        if group != Some(own) {
            out.extend(heading(own, group.is_none()));
            group = Some(own);
        }
        out.push(line.clone());
        if !c.is_in() {
            out.extend(
                wrap(&format!("out: {}", words::out(c)), width - 4, 2)
                    .into_iter()
                    .map(|l| format!("    {l}")),
            );
        }
    }
    out
}

fn heading((is_in, group): (bool, Option<u32>), is_first: bool) -> Option<String> {
    match (is_in, group) {
        (false, _) => Some("-- out".to_owned()),
        (true, Some(_)) if is_first => Some("-- not shown to score below the best that is in".to_owned()),
        (true, Some(_)) => Some("-- shown to score below the group above".to_owned()),
        (true, None) => None,
    }
}

fn cells(s: &Selection, c: &Candidate) -> Vec<String> {
    let rank = c.ranks.map_or_else(
        || "-".to_owned(),
        |[low, high]| match low == high {
            true => low.to_string(),
            false => format!("{low}–{high}"),
        },
    );
    let board = c.board.map_or_else(|| "-".to_owned(), |b| format!("{} ({})", format::two(b.score), b.place));
    let verdict = c.verdict.map_or("(reference)", |verdict| verdict.name()).to_owned();
    let best = c.best.map_or_else(|| "-".to_owned(), format::percent);
    let mut cells = vec![score(&c.score), rank, best, kept(&c.diversity), verdict];
    if s.board.is_some() {
        cells.push(board);
    }
    cells
}

fn score(mean: &Mean) -> String {
    match (mean.value, mean.low, mean.high) {
        (Some(value), Some(low), Some(high)) => format::interval(value, low, high),
        (Some(value), _, _) => format!("{}, no interval", format::bare(value)),
        (None, _, _) => "none".to_owned(),
    }
}

fn kept(d: &Diversity) -> String {
    match (d.value, d.low, d.high) {
        (Some(value), Some(low), Some(high)) => {
            format!("{} ({}–{})", format::two(value), format::two(low), format::two(high))
        }
        (Some(value), _, _) => format::two(value),
        (None, _, _) => "none".to_owned(),
    }
}

/// Scores by slice, with half of each interval.
fn slices(s: &Selection, width: usize) -> Vec<String> {
    let mut names: Vec<&str> =
        s.candidates.iter().flat_map(|c| &c.slices).map(|x| x.slice.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(SLICES);
    names.truncate(SLICES);
    if names.is_empty() {
        return Vec::new();
    }
    let cell = |c: &Candidate, name: &str| {
        let found = c.slices.iter().find(|x| x.slice == name).map(|x| x.score);
        match found.map(|mean| (mean.value, mean.low, mean.high)) {
            Some((Some(value), Some(low), Some(high))) => {
                format!("{} ±{}", format::two(value), format::two((high - low) / 2.0))
            }
            Some((Some(value), _, _)) => format!("{}, few", format::two(value)),
            _ => "-".to_owned(),
        }
    };
    let row = |c: &Candidate| (story::name(&c.name), names.iter().map(|name| cell(c, name)).collect());
    let rows: Vec<(String, Vec<String>)> = s.candidates.iter().map(row).collect();
    let heads: Vec<String> = names.iter().map(|name| story::name(name)).collect();
    let mut lines = grid("score by slice", &heads, &rows, width);
    if more > 0 {
        lines.push(format!("and {more} more slices (in selection.json)"));
    }
    lines
}

/// Names at the left, cells at the right of their columns.
fn grid(corner: &str, heads: &[String], rows: &[(String, Vec<String>)], width: usize) -> Vec<String> {
    let first = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0).max(corner.width());
    let wide =
        |at: usize| rows.iter().map(|(_, cells)| cells[at].width()).max().unwrap_or(0).max(heads[at].width());
    let line = |name: &str, cells: &[String]| {
        let cells: Vec<String> =
            cells.iter().enumerate().map(|(at, cell)| pad_left(cell, wide(at))).collect();
        terminal(&format!("{}  {}", pad(name, first), cells.join("  ")), width.max(110))
    };
    let mut lines = vec![line(corner, heads)];
    lines.extend(rows.iter().map(|(name, cells)| line(name, cells)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::selected::testing::selection;

    #[test]
    fn the_page_says_whom_to_take_and_shows_who_ties_and_who_is_out() {
        let page = page(&selection(), Look::default());
        assert!(page.starts_with("TAKE wide of 4 candidates, because"), "{page}");
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        assert!(at("-- not shown to score below") < at("wide  ") && at("\ngood ") < at("-- out"), "{page}");
        assert!(page.contains("out: collapsed (late-collapse)") && page.contains("out: no score"));
        assert!(
            page.contains("0.95 (0.90–1.00)") && page.contains("score by slice") && page.contains("koala")
        );
        assert!(page.contains("weights  share of all weights"), "{page}");
    }

    #[test]
    fn hostile_names_act_on_nothing() {
        let mut s = selection();
        s.candidates[0].name = "\u{1b}[2J\u{202e}x\ny".to_owned();
        s.candidates[0].slices[0].slice = "\u{1b}]0;a\u{7}".to_owned();
        s.choice.as_mut().unwrap().name = s.candidates[0].name.clone();
        let page = page(&s, Look::default());
        assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}') && !page.contains('\u{7}'), "{page}");
    }
}
