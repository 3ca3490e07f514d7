//! A check for the screen and as JSON: what to mend, the worst first, then what was found in each generation.

use unicode_width::UnicodeWidthStr;

use crate::check::{CheckedGeneration, CheckedPair, Checkup, Finding};
use crate::error::Error;
use crate::render::escape::{MESSAGE, NAME, terminal};
use crate::render::format::{count, plural};
use crate::render::layout::{fit, pad, pad_left, wrap};
use crate::render::notices::columns;
use crate::render::{Look, finite, story};
use crate::terms::{Severity, WarningCode};

/// Findings of one code that are shown in full.
const OF_A_KIND: usize = 2;
/// Lines of a finding, and of what mends it.
const LINES: usize = 3;
/// Generations shown; of longer chains the reference and the latest.
const ROWS: usize = 14;
/// Columns before a finding.
const MARGIN: usize = 9;

/// The page, with a final newline.
pub fn page(check: &Checkup, look: Look) -> String {
    let width = look.width();
    let mut lines = wrap(&headline(check), width, LINES);
    for severity in Severity::ALL {
        lines.extend(findings(check, severity, width));
    }
    lines.push(String::new());
    lines.extend(said("read", &read(check), width));
    lines.extend(said("order", &order(check, width), width));
    lines.push(String::new());
    lines.extend(table(check, width));
    lines.extend(sampling(check, width));
    lines.join("\n") + "\n"
}

fn headline(check: &Checkup) -> String {
    let of = |severity| check.of(severity).count() as u64;
    let notes = match of(Severity::Note) {
        0 => String::new(),
        n => format!("; {}", plural(n, "note", "notes")),
    };
    let documents = plural(check.generations.iter().map(|g| g.documents).sum(), "document", "documents");
    let found =
        format!("{}, {documents}", plural(check.generations.len() as u64, "generation", "generations"));
    if !check.is_to_mend() {
        return format!("NOTHING TO MEND: {found}{notes}");
    }
    let grave = [(of(Severity::Error), "error", "errors"), (of(Severity::Warning), "warning", "warnings")];
    let grave = grave.iter().filter(|(n, _, _)| *n > 0).map(|(n, one, many)| plural(*n, one, many));
    format!("BEFORE YOU COMPARE: {} in {found}{notes}", grave.collect::<Vec<_>>().join(" and "))
}

/// The findings of one severity, those of one code together.
fn findings(check: &Checkup, severity: Severity, width: usize) -> Vec<String> {
    let all: Vec<&Finding> = check.of(severity).collect();
    let mut codes: Vec<WarningCode> = Vec::new();
    all.iter().for_each(|f| {
        if !codes.contains(&f.code) {
            codes.push(f.code)
        }
    });
    let mut lines = Vec::new();
    for code in codes {
        let of_code: Vec<&&Finding> = all.iter().filter(|f| f.code == code).collect();
        for (at, finding) in of_code.iter().take(OF_A_KIND).enumerate() {
            let label = if at == 0 { severity.name() } else { "" };
            lines.extend(said(label, &terminal(&finding.message, MESSAGE), width));
        }
        if of_code.len() > OF_A_KIND {
            let more = of_code.len() - OF_A_KIND;
            lines.extend(said(
                "",
                &format!("… and {more} more of this kind (in full with --format json)"),
                width,
            ));
        }
        let hint = of_code.first().map_or("", |f| f.hint.as_str());
        if !hint.is_empty() {
            lines.extend(said("", &format!("→ {}", terminal(hint, MESSAGE)), width));
        }
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// Text behind a label in a column of its own.
fn said(label: &str, text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width.saturating_sub(MARGIN), LINES);
    let label = |at: usize| pad(if at == 0 { label } else { "" }, MARGIN);
    lines.iter().enumerate().map(|(at, line)| format!("{}{line}", label(at))).collect()
}

fn read(check: &Checkup) -> String {
    let mut line = columns(&check.input);
    // Without prompts nobody looks whether answers belong to them, which is worth a word.
    let beside = [("prompts", &check.prompt_column, ", no prompts"), ("roles", &check.role_column, "")];
    for (what, name, none) in beside {
        line += &name.as_ref().map_or(none.to_owned(), |name| format!(", {what} `{}`", terminal(name, NAME)));
    }
    format!("{line}; counted {}", terminal(&check.input.unit.replace('-', " "), NAME))
}

fn order(check: &Checkup, width: usize) -> String {
    let name = |(at, g): (usize, &CheckedGeneration)| {
        let role = if at == 0 && check.generations.len() > 1 { " (reference)" } else { "" };
        format!("{}{role}", story::name(&g.name))
    };
    fit(check.generations.iter().enumerate().map(name), " → ", 2 * width)
}

/// One row a generation.
fn table(check: &Checkup, width: usize) -> Vec<String> {
    let heads = ["docs", "empty", "words/doc", "copies", "keys", "shared", "prompts", "shared"];
    let n = check.generations.len();
    let hidden = n.saturating_sub(ROWS);
    let shown = check.generations.iter().enumerate().filter(|(at, _)| *at == 0 || *at > hidden);
    let rows: Vec<(String, Vec<String>, String)> = shown
        .map(|(at, g)| {
            let pair = if at == 0 { None } else { with_reference(check, g) };
            (story::name(&g.name), cells(g, pair), scripts(g))
        })
        .collect();
    let first = rows.iter().map(|(name, _, _)| name.width()).max().unwrap_or(0).max("generation".len());
    let wide = |at: usize| {
        rows.iter().map(|(_, cells, _)| cells[at].width()).max().unwrap_or(0).max(heads[at].len())
    };
    let line = |name: &str, cells: &[String], script: &str| {
        let cells: Vec<String> =
            cells.iter().enumerate().map(|(at, cell)| pad_left(cell, wide(at))).collect();
        let line = format!("{}  {}  {script}", pad(name, first), cells.join("  "));
        terminal(line.trim_end(), width.max(60))
    };
    let mut lines = vec![line("generation", &heads.map(str::to_owned), "letters")];
    for (at, (name, cells, script)) in rows.iter().enumerate() {
        if at == 1 && hidden > 0 {
            lines.push(format!("… {} not shown", plural(hidden as u64, "generation", "generations")));
        }
        lines.push(line(name, cells, script));
    }
    lines
}

fn with_reference<'a>(check: &'a Checkup, g: &CheckedGeneration) -> Option<&'a CheckedPair> {
    let reference = &check.generations.first()?.name;
    check.pairs.iter().find(|pair| pair.current == g.name && pair.reference == *reference)
}

fn cells(g: &CheckedGeneration, pair: Option<&CheckedPair>) -> Vec<String> {
    let number = |n: Option<u64>| n.map_or("-".to_owned(), count);
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.0}%", 100.0 * share));
    let copies = g.documents.saturating_sub(g.different_texts) as f64 / g.documents.max(1) as f64;
    vec![
        count(g.documents),
        count(g.null_texts + g.empty_texts),
        g.mean_tokens.map_or("-".to_owned(), |n| format!("{n:.0}")),
        share(Some(copies)),
        number(g.keys),
        share(pair.and_then(|pair| pair.shared_keys)),
        number(g.prompts),
        share(pair.and_then(|pair| pair.shared_prompts)),
    ]
}

/// The two most frequent scripts.
fn scripts(g: &CheckedGeneration) -> String {
    let one =
        |s: &crate::check::ScriptShare| format!("{} {:.0}%", terminal(&s.script, NAME), 100.0 * s.share);
    g.scripts.iter().take(2).map(one).collect::<Vec<_>>().join(", ")
}

/// Sampling settings, generations with the same ones together.
fn sampling(check: &Checkup, width: usize) -> Vec<String> {
    let mut known: Vec<(String, Vec<String>)> = Vec::new();
    for g in &check.generations {
        let one =
            |s: &crate::check::Setting| format!("{} {}", s.name, terminal(&s.values.join(", "), 3 * NAME));
        let all = g.sampling.iter().map(one).collect::<Vec<_>>().join("; ");
        match known.iter_mut().find(|(said, _)| *said == all) {
            Some((_, names)) => names.push(story::name(&g.name)),
            None => known.push((all, vec![story::name(&g.name)])),
        }
    }
    let same = known.len() == 1;
    let mut lines = vec![String::new()];
    for (at, (settings, names)) in known.into_iter().enumerate() {
        let settings = if settings.is_empty() { "no settings recorded".to_owned() } else { settings };
        let who = if same { String::new() } else { format!("{}: ", fit(names, ", ", width / 2)) };
        lines.extend(said(if at == 0 { "sampling" } else { "" }, &format!("{who}{settings}"), width));
    }
    lines
}

/// Indented JSON with a final newline.
///
/// # Errors
/// [`Error::NotFinite`] when a number is NaN or infinite.
pub fn json(check: &Checkup) -> Result<String, Error> {
    finite::check(check)?;
    super::json::text(check)
}
