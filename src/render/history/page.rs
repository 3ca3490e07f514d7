//! The history for the screen: the tree with verdicts and what is kept, verdicts that changed, stability.

use unicode_width::UnicodeWidthStr;

use crate::records::{History, Kept, Line, Measured, Number, Release, Stability, Unkept, Unsteady, Way};
use crate::render::Look;
use crate::render::escape::{NAME, terminal};
use crate::render::format::{bare, interval, plural, reason, two};
use crate::render::layout::{pad, wrap};

/// Columns that a cell may take.
const CELL: usize = 34;
/// Lines of a remark.
const LINES: usize = 4;
/// Verdicts that changed, shown; JSON has all of them.
const TURNS: usize = 12;
/// Lines of releases whose stability is shown, the longest first.
const SHOWN: usize = 6;

/// The page, with a final newline.
pub fn page(history: &History, look: Look) -> String {
    let mut lines = vec![headline(history), String::new()];
    if history.releases.is_empty() {
        lines.push("No record is of this lineage and time.".to_owned());
        return lines.join("\n") + "\n";
    }
    lines.extend(table(history));
    lines.extend(remarks(history, look));
    lines.extend(turns(history));
    lines.extend(stabilities(history));
    lines.join("\n") + "\n"
}

fn headline(history: &History) -> String {
    let mut roots: Vec<&str> = history.releases.iter().map(|release| &*release.root).collect();
    roots.sort_unstable();
    roots.dedup();
    let releases = plural(history.releases.len() as u64, "release", "releases");
    let lineages = plural(roots.len() as u64, "lineage", "lineages");
    let superseded = match history.superseded as u64 {
        0 => String::new(),
        n => format!("; {} superseded", plural(n, "record is", "records are")),
    };
    format!("HISTORY: {releases} in {lineages}{superseded}")
}

/// One row a release, its branch before its name.
fn table(history: &History) -> Vec<String> {
    let mut heads = vec!["release".to_owned(), "recorded (UTC)".to_owned(), "verdict".to_owned()];
    for metric in &history.metrics {
        heads.push(terminal(metric, CELL));
        heads.push("of the root".to_owned());
    }
    let row = |release: &Release| {
        let name = format!("{}{}", release.branch, terminal(&release.name, NAME));
        let mut cells = vec![name, release.time.short(), verdict(release)];
        for number in &release.numbers {
            cells.push(compared(number));
            cells.push(kept(number));
        }
        cells
    };
    let rows: Vec<Vec<String>> = history.releases.iter().map(row).collect();
    columns(std::iter::once(heads).chain(rows).collect())
}

/// Cells below each other.
fn columns(rows: Vec<Vec<String>>) -> Vec<String> {
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn verdict(release: &Release) -> String {
    match (release.verdict, &release.reference) {
        (Some(verdict), Some(reference)) => {
            format!("{} against {}", verdict.name(), terminal(reference, NAME))
        }
        _ => "not compared".to_owned(),
    }
}

fn compared(number: &Number) -> String {
    match (&number.compared, &number.level) {
        (Some(m), _) => measured(m),
        // A release that was compared with nothing has a level at most.
        (None, Some(level)) => format!("level {}", measured(level)),
        (None, None) => "-".to_owned(),
    }
}

/// A number as `value (low–high)`, or why there is none.
pub(in crate::render) fn measured(m: &Measured) -> String {
    match (m.value, m.low, m.high) {
        (Some(value), Some(low), Some(high)) => interval(value, low, high),
        (Some(value), _, _) => format!("{}, no interval", bare(value)),
        (None, _, _) => reason(m.undefined),
    }
}

/// The share of the root, `~` before one that was multiplied, or why there is none.
pub(in crate::render) fn kept(number: &Number) -> String {
    match (&number.kept, number.unkept) {
        (Some(Kept { value, low: Some(low), high: Some(high), way }), _) => {
            let mark = if *way == Way::Chained { "~" } else { "" };
            format!("{mark}{} ({}–{})", two(*value), two(*low), two(*high))
        }
        (Some(Kept { value, way, .. }), _) => {
            format!("{}{}", if *way == Way::Chained { "~" } else { "" }, two(*value))
        }
        (None, Some(Unkept::IsRoot)) => "root".to_owned(),
        (None, Some(Unkept::NotCompared)) => "not compared".to_owned(),
        (None, Some(Unkept::NoShare)) => "no share".to_owned(),
        (None, _) => "no value".to_owned(),
    }
}

/// What the signs of the table mean, where they stand in it.
fn remarks(history: &History, look: Look) -> Vec<String> {
    let numbers = || history.releases.iter().flat_map(|release| &release.numbers);
    let is_chained = numbers().any(|n| n.kept.as_ref().is_some_and(|kept| kept.way == Way::Chained));
    let is_apart = numbers().any(|n| n.unkept == Some(Unkept::NotCompared));
    let mut said = Vec::new();
    if is_chained {
        said.push("~ steps multiplied: no comparison with the root was recorded. Errors of the steps are taken as independent, which makes the interval too wide rather than too narrow.");
    }
    if is_apart {
        said.push("not compared: a release between it and the root was recorded without a comparison that names a release of its lineage; `genloss compare PARENT NEW --record NAME --parent PARENT` records one.");
    }
    let mut lines = Vec::new();
    for remark in said {
        lines.push(String::new());
        lines.extend(wrap(remark, look.width(), LINES));
    }
    lines
}

fn turns(history: &History) -> Vec<String> {
    if history.turns.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "VERDICTS THAT CHANGED from parent to child".to_owned()];
    let hidden = history.turns.len().saturating_sub(TURNS);
    let rows = history.turns.iter().skip(hidden).map(|turn| {
        let way = format!("{} → {}", terminal(&turn.parent, NAME), terminal(&turn.record, NAME));
        vec![format!("  {way}"), format!("{} → {}", turn.before.name(), turn.now.name())]
    });
    lines.extend(columns(rows.collect()));
    if hidden > 0 {
        lines.push(format!("  … and {hidden} earlier ones (--format json has all)"));
    }
    lines
}

fn stabilities(history: &History) -> Vec<String> {
    let mut longest: Vec<&Line> = history.lines.iter().collect();
    longest.sort_by_key(|line| std::cmp::Reverse(line.releases));
    if longest.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "STABILITY of levels between the releases of a line".to_owned()];
    let rows = longest.iter().take(SHOWN).flat_map(|line| {
        let way = format!("  {} … {}", terminal(&line.root, NAME), terminal(&line.tip, NAME));
        line.stability.iter().map(move |s| vec![way.clone(), terminal(&s.metric, CELL), steadiness(s)])
    });
    lines.extend(columns(rows.collect()));
    if longest.len() > SHOWN {
        lines.push(format!("  … and {} more lines (--format json has all)", longest.len() - SHOWN));
    }
    lines
}

/// A standard deviation beside what sampling explains.
fn steadiness(s: &Stability) -> String {
    match (s.mean, s.deviation, s.low, s.high) {
        (Some(mean), Some(deviation), Some(low), Some(high)) => {
            let sampling = s
                .sampling
                .map_or(String::new(), |sampling| format!("; sampling alone makes about {}", bare(sampling)));
            let mean = bare(mean);
            format!("mean {mean}, standard deviation {}{sampling}", interval(deviation, low, high))
        }
        _ => match s.undefined {
            Some(Unsteady::OtherSize) => "levels of different numbers of documents do not compare".to_owned(),
            _ if s.releases == 0 => "no release has a level of it".to_owned(),
            _ => format!("{} with a level, 3 are needed", plural(s.releases as u64, "release", "releases")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::testing::{hostile, level, measured, record};
    use crate::records::{Part, history};

    fn page_of(records: &[crate::records::Record], metric: &str) -> String {
        let part = Part { metrics: vec![metric.to_owned()], ..Part::default() };
        page(&history(records, &part).unwrap(), Look::default())
    }

    #[test]
    fn the_tree_says_what_is_kept_and_why_not() {
        let records = [
            record("base", None, vec![level("m", 9.0, (8.0, 10.0))]),
            record(
                "sft",
                Some("base"),
                vec![measured("m", "base", 0.8, (0.7, 0.9)), level("m", 8.0, (7.0, 9.0))],
            ),
            record(
                "dpo",
                Some("sft"),
                vec![measured("m", "sft", 0.5, (0.4, 0.6)), level("m", 4.0, (3.0, 5.0))],
            ),
            record("odd", Some("base"), vec![]),
        ];
        let page = page_of(&records, "m");
        for expected in [
            "HISTORY: 4 releases in 1 lineage\n",
            "base ",
            "├─ sft ",
            "│  ↓ dpo ",
            "└─ odd ",
            "~0.40 (0.31–0.50)",
            "not compared: a release between",
            "base … dpo  m  mean 7.00, standard deviation",
        ] {
            assert!(page.contains(expected), "{expected}\n{page}");
        }
    }

    #[test]
    fn nothing_in_a_name_acts_on_the_terminal() {
        let records = [hostile("a\u{1b}[31m\n<b>", None)];
        let page = page_of(&records, "entropy");
        assert!(!page.contains(['\u{1b}', '\u{202e}', '\0']), "{page}");
        assert_eq!(page.lines().count(), 4, "{page}");
    }
}
